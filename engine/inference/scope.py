"""The variables of a rule: which are bound, where, and what kind of value they hold.

A variable is bound by the first positive pattern, in file order, that has it as its id or bare on a slot. One
that occurs only inside a `not` or `count` is bound there in the same way, and is local to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count as counter
from typing import Any

from kbctl.engine.inference.compare import IDENTITY, Sort, sort_of, sort_of_value
from kbctl.engine.inference.facts import Fact
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Comparison, Pattern, Value, Variable

#: Places of every `Env` that hold no variable: where firings go, and conclusions.
SINK, CONCLUSIONS = 0, 1


@dataclass(slots=True)
class Scope:
    """Numbers of variables, shared by the scopes inside of it; `size` is how many places an `Env` needs."""

    vocabulary: Vocabulary
    numbers: dict[str, int] = field(default_factory=dict)
    sorts: dict[str, Sort] = field(default_factory=dict)
    #: variables that stand for a fact -> its frame
    frames: dict[str, str] = field(default_factory=dict)
    places: Any = field(default_factory=lambda: counter(2))
    size: list[int] = field(default_factory=lambda: [2])

    def place(self) -> int:
        """A new place in the `Env`."""
        number: int = next(self.places)
        self.size[0] = number + 1
        return number

    def pair(self) -> int:
        """Two new places that follow each other; the first of them."""
        first = self.place()
        self.place()
        return first

    def declare(self, patterns: Iterable[Pattern]) -> None:
        """Variables that these patterns bind and that are not known yet."""
        for pattern in patterns:
            if pattern.id is not None:
                self._add(pattern.id.name, IDENTITY)
                self.frames.setdefault(pattern.id.name, pattern.frame)
            for test in pattern.tests:
                if (name := binds(test)) is not None:
                    slot = None if test.slot == "id" else self.vocabulary.slot(pattern.frame, test.slot)
                    self._add(name, sort_of(slot))

    def given(self, bindings: Mapping[str, Value], base: Mapping[str, Fact]) -> None:
        """Variables that have their values from outside."""
        for name, value in bindings.items():
            self._add(name, sort_of_value(value))
            if isinstance(value, str) and value in base:
                self.frames[name] = base[value].frame

    def _add(self, name: str, sort: Sort) -> None:
        if name not in self.numbers:
            self.numbers[name] = self.place()
            self.sorts[name] = sort

    def inner(self, patterns: Sequence[Pattern]) -> Scope:
        """The scope of a `not` or `count`: what is known outside, and its own locals."""
        scope = Scope(
            self.vocabulary, dict(self.numbers), dict(self.sorts), dict(self.frames), self.places, self.size
        )
        scope.declare(patterns)
        return scope


def binds(test: Comparison) -> str | None:
    """The variable that a bare `$v` names, which can bind it."""
    operand = test.operand
    bare = test.op == "eq" and isinstance(operand, Variable) and operand.slot is None
    return operand.name if bare and isinstance(operand, Variable) else None


def named(pattern: Pattern) -> list[str]:
    """Variables that the pattern can bind, in order, each once."""
    found = [pattern.id.name] if pattern.id is not None else []
    found += [name for test in pattern.tests if (name := binds(test)) is not None]
    return list(dict.fromkeys(found))


def needed(test: Comparison) -> str | None:
    """The variable that the test looks at."""
    return test.operand.name if isinstance(test.operand, Variable) else None


def variables(patterns: Iterable[Pattern]) -> set[str]:
    """All variables that occur in the patterns."""
    found: set[str] = set()
    for pattern in patterns:
        if pattern.id is not None:
            found.add(pattern.id.name)
        found.update(name for test in pattern.tests if (name := needed(test)) is not None)
    return found
