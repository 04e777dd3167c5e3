"""What an evaluation gives back: the facts that hold, every firing with its support, and contradictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kbctl.engine.inference.facts import Fact
from kbctl.rules.model import Clause, Value

#: A ground action: its name first ("recommend"), then its keys and values in the order of the language:
#: (("recommend", "SurvivorshipMerge"), ("for", "c1"), ("confidence", 0.8))
Ground = tuple[tuple[str, Value], ...]


class Firing(NamedTuple):
    """A rule with the values of its named variables. A tuple, because many are made and it is quick to make.

    `because` are the facts of the first support in content order, clause by clause and each once; `others`
    is how many further supports there are. `absent` are the clauses that held because something was not there
    (`not`) or was counted. `concluded` are the facts it gave, `outputs` every ground action.
    """

    rule: str
    bindings: tuple[tuple[str, Value], ...]
    because: tuple[Fact, ...]
    others: int
    absent: tuple[Clause, ...]
    concluded: tuple[Fact, ...]
    outputs: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Different derived values of one single-valued slot; none stands. `rules` are those that gave them."""

    frame: str
    id: str
    slot: str
    values: tuple[Value, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """Facts in content order, base facts included; firings ordered by rule id, then bindings."""

    facts: tuple[Fact, ...]
    firings: tuple[Firing, ...]
    contradictions: tuple[Contradiction, ...]
