"""A rule as it is after reading: immutable, and every part knows its place in the file.

The language is described in docs/rule-language.md; what it means, in engine/inference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kbctl.ontology.source import Location
from kbctl.ontology.values import Atom as Atom
from kbctl.ontology.values import Value as Value

Kind = Literal["declarative", "conditional", "metacognitive", "procedural"]
Status = Literal["draft", "shadow", "active", "deprecated"]
Operator = Literal["eq", "ne", "lt", "lte", "gt", "gte", "in", "contains", "exists"]

KINDS: tuple[Kind, ...] = ("declarative", "conditional", "metacognitive", "procedural")
STATUSES: tuple[Status, ...] = ("draft", "shadow", "active", "deprecated")
OPERATORS: tuple[Operator, ...] = ("eq", "ne", "lt", "lte", "gt", "gte", "in", "contains", "exists")


@dataclass(frozen=True, slots=True)
class Variable:
    """`$name`, or `$name.slot`: a slot of the fact that `$name` stands for. Names carry no `$`."""

    name: str
    slot: str | None = None

    def __str__(self) -> str:
        return f"${self.name}.{self.slot}" if self.slot else f"${self.name}"


Operand = Value | Variable


@dataclass(frozen=True, slots=True)
class Comparison:
    """One operator on one slot. `slot` may be the reserved `id`.

    A bare value is `eq`; on a class-valued slot `eq`, `ne` and `in` go through the hierarchy. A bare `$v`
    is `eq` too: it binds `$v` where nothing else does. `times` scales the operand of lt, lte, gt, gte. The
    operand is already in the slot's unit.
    """

    slot: str
    op: Operator
    operand: Operand
    at: Location
    times: float = 1.0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A clause on one fact: `{frame: $id, slot: …}`. `id` is None for `_`."""

    frame: str
    id: Variable | None
    tests: tuple[Comparison, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Not:
    """No way to satisfy all of the patterns together."""

    patterns: tuple[Pattern, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Count:
    """How many distinct facts satisfy the first pattern (with the others, where there are others)."""

    patterns: tuple[Pattern, ...]
    bounds: tuple[tuple[Operator, int], ...]
    at: Location


Clause = Pattern | Not | Count


@dataclass(frozen=True, slots=True)
class Fill:
    """`conclude: {company: $co, situation: crisis}`: a derived slot of the fact that `$co` stands for."""

    frame: str
    target: Variable
    slot: str
    value: Atom
    at: Location


@dataclass(frozen=True, slots=True)
class Raise:
    """`conclude: {challenge: TimelinePressure, affects: …}`: a challenge that follows."""

    concept: str
    affects: str | None
    at: Location


@dataclass(frozen=True, slots=True)
class Recommend:
    remedy: str
    target: Variable
    confidence: float
    at: Location


@dataclass(frozen=True, slots=True)
class Adjust:
    remedy: str | Variable
    target: Variable
    by: float
    at: Location


@dataclass(frozen=True, slots=True)
class Veto:
    remedy: str | Variable
    target: Variable
    at: Location


@dataclass(frozen=True, slots=True)
class Ask:
    role: str
    target: Variable
    about: str | None
    at: Location


@dataclass(frozen=True, slots=True)
class Escalate:
    role: str
    target: Variable
    at: Location


@dataclass(frozen=True, slots=True)
class Plan:
    """A step, one for an activity and its target. `before` is a step; the gate must hold at its turn."""

    activity: str
    target: Variable | None
    before: Variable | None
    role: str | None
    gate: tuple[Clause, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Order:
    first: Variable
    before: Variable
    at: Location


Action = Fill | Raise | Recommend | Adjust | Veto | Ask | Escalate | Plan | Order


@dataclass(frozen=True, slots=True)
class Evidence:
    """A past case that speaks for or against the rule."""

    case: str
    says: Literal["supports", "contradicts"]
    at: Location


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A fact of a rule test: checked against the vocabulary, `like` and `but` already resolved."""

    frame: str
    id: str
    slots: Mapping[str, Value]
    at: Location


@dataclass(frozen=True, slots=True)
class Expected:
    """An action that a rule test expects, as its keys and values: `{recommend: X, for: c1}`."""

    entries: tuple[tuple[str, Value], ...]
    at: Location


@dataclass(frozen=True, slots=True)
class RuleTest:
    """`expect` is the rule's exact output on `given`: every action, and no other."""

    name: str
    given: tuple[GivenFact, ...]
    expect: tuple[Expected, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    kind: Kind
    title: str
    status: Status
    owner: str
    when: tuple[Clause, ...]
    then: tuple[Action, ...]
    overrides: tuple[str, ...]
    because: str
    evidence: tuple[Evidence, ...]
    tests: tuple[RuleTest, ...]
    at: Location
    replaced_by: str | None = None
    #: the decision table that it is a row of
    table: str | None = None

    @property
    def path(self) -> str:
        """Path of its file below the project: `rules/conditional/x.yaml`."""
        return self.at.path
