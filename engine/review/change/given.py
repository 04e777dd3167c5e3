"""Facts as a rule test gives them, one line of YAML a fact."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from kbctl.ontology.values import Value
from kbctl.rules.model import GivenFact

_BARE = re.compile(r"[A-Za-z_][\w @./-]*\Z", re.ASCII)
#: Words that YAML 1.2 (and, for other readers, 1.1) takes for something else than text.
_WORDS = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])


def given_block(facts: Iterable[GivenFact], indent: str = "") -> list[str]:
    """The lines of a `given` list."""
    return [f"{indent}- {given_line(fact)}" for fact in facts]


def given_line(fact: GivenFact) -> str:
    """`{challenge: c1, is: DuplicateCustomer, rate: 0.02}`."""
    slots = "".join(f", {name}: {yaml_value(value)}" for name, value in fact.slots.items())
    return f"{{{fact.frame}: {yaml_value(fact.id)}{slots}}}"


def yaml_value(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(yaml_value, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.12g}" if isinstance(value, float) else str(value)
    plain = _BARE.match(value) and value.casefold() not in _WORDS and value == value.strip()
    return value if plain else json.dumps(value, ensure_ascii=False)
