"""Rules as durable_rules can safely take them.

A clause becomes one test: that a property of its own is there, or that it equals a property of one earlier
clause. Everything else is asked on our side, before (tests of one fact) or after (other variables). So no
`$and` is needed, in which a failing join crashes; constants and ranges, which hang it in large numbers, do
not occur; and values are tokens, so that 1 and "1" stay apart. Clauses that share no variable are rules of
their own: their combinations are not durable_rules' to enumerate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from kbctl.engine.backends.world import binds
from kbctl.rules.model import Clause, Comparison, Count, Not, Pattern, Rule, Variable
from kbctl.rules.strata import Strata

#: Rulesets hang from 513 tests on; they are kept well below.
MOST_CLAUSES = 100
#: Clauses that one rule may join; more were not tried.
MOST_JOINED = 6


@dataclass(frozen=True, slots=True)
class Link:
    """A clause, numbered over the program. `to` is the earlier one of its component that it joins."""

    number: int
    pattern: Pattern
    variables: frozenset[str]
    to: int | None
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """The property that only facts of this clause have."""
        return f"k{self.number}"

    @property
    def mark(self) -> str:
        """The property of the earlier clause that the key must equal."""
        return f"r{self.number}"


@dataclass(frozen=True, slots=True)
class Component:
    """Clauses connected by variables, in the order in which they are joined: one rule of durable_rules.

    `positions` are their places in the rule or group; `tests` can be asked of its matches alone.
    """

    ruleset: str
    name: str
    links: tuple[Link, ...]
    positions: tuple[int, ...]
    tests: tuple[tuple[int, Comparison], ...]
    free: bool

    def definition(self) -> dict[str, Any]:
        marks = {link.number: f"m{i}" for i, link in enumerate(self.links)}
        tests = [
            {"$ex": {link.key: 1}} if link.to is None else {link.key: {marks[link.to]: link.mark}}
            for link in self.links
        ]
        return {"all": [{f"m{i}": test} for i, test in enumerate(tests)]}


@dataclass(frozen=True, slots=True)
class Body:
    """Clauses that hold together: those of a rule, or of a `not` or `count`. `tests` span components."""

    patterns: tuple[Pattern, ...]
    components: tuple[Component, ...]
    tests: tuple[tuple[int, Comparison], ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A rule with its positive clauses and its groups."""

    rule: Rule
    body: Body
    groups: tuple[tuple[Not | Count, Body], ...]

    @property
    def components(self) -> tuple[Component, ...]:
        return self.body.components + tuple(c for _, body in self.groups for c in body.components)


@dataclass(frozen=True, slots=True)
class Stage:
    """Rules of one level, repeated until nothing is added where some of them feed each other."""

    rules: tuple[Prepared, ...]
    rulesets: Mapping[str, Mapping[str, Any]]
    repeated: bool


def stages(phase: str, rules: Sequence[Rule], strata: Strata) -> tuple[Stage, ...]:
    """The rules of a phase, level by level."""
    by_id = {rule.id: rule for rule in rules}
    maker = _Maker(phase)
    found = []
    for level in sorted({unit.level for unit in strata.units}):
        units = [unit for unit in strata.units if unit.level == level]
        maker.next_ruleset()
        prepared = tuple(maker.rule(by_id[ident]) for unit in units for ident in unit.rules)
        rulesets: dict[str, dict[str, Any]] = {}
        for component in (c for one in prepared for c in one.components):
            rulesets.setdefault(component.ruleset, {})[component.name] = component.definition()
        found.append(Stage(prepared, rulesets, any(unit.recursive for unit in units)))
    return tuple(found)


class _Maker:
    """Numbers clauses, rules and rulesets."""

    def __init__(self, phase: str) -> None:
        self.phase = phase
        self.clauses, self.components, self.rulesets = count(), count(), count()
        self.next_ruleset()

    def next_ruleset(self) -> None:
        self.ruleset, self.room = f"{self.phase}{next(self.rulesets)}", MOST_CLAUSES

    def rule(self, rule: Rule) -> Prepared:
        positive = [clause for clause in rule.when if isinstance(clause, Pattern)]
        groups = tuple((c, self.body(c.patterns, True)) for c in rule.when if not isinstance(c, Pattern))
        return Prepared(rule, self.body(positive, False), groups)

    def body(self, patterns: Sequence[Pattern], group: bool) -> Body:
        asked = [(i, t) for i, p in enumerate(patterns) for t in p.tests if later(t)]
        rest = set(range(len(patterns)))
        components = []
        while rest:
            component = self._component(patterns, rest, asked, group)
            components.append(component)
            rest -= set(component.positions)
        done = {id(test) for component in components for _, test in component.tests}
        return Body(tuple(patterns), tuple(components), tuple(t for t in asked if id(t[1]) not in done))

    def _component(self, patterns: Sequence[Pattern], rest: set[int], asked: Iterable[tuple[int, Comparison]],
                   group: bool) -> Component:  # fmt: skip
        order = [min(rest)]
        names = [variables(pattern) for pattern in patterns]
        while joined := [i for i in sorted(rest - set(order)) if any(names[i] & names[j] for j in order)]:
            order.append(joined[0])
        known = frozenset().union(*(names[i] for i in order))
        links: list[Link] = []
        for i in order:
            best = max(links, key=lambda link: len(link.variables & names[i]), default=None)
            shared = tuple(sorted(best.variables & names[i])) if best else ()
            to = best.number if best else None
            links.append(Link(next(self.clauses), patterns[i], names[i], to, shared))
        if len(links) > self.room:
            self.next_ruleset()
        self.room -= len(links)
        tests = tuple((i, test) for i, test in asked if i in order and operand(test) in known)
        touched = known or any(i in order for i, _ in asked)
        name = f"c{next(self.components)}"
        return Component(self.ruleset, name, tuple(links), tuple(order), tests, not group and not touched)


def variables(pattern: Pattern) -> frozenset[str]:
    """The variables that the clause gives a value."""
    named = [pattern.id.name] if pattern.id else []
    return frozenset([*named, *(name for test in pattern.tests if (name := binds(test)))])


def later(test: Comparison) -> bool:
    """Whether the test looks at a variable that it does not bind."""
    return isinstance(test.operand, Variable) and binds(test) is None


def operand(test: Comparison) -> str | None:
    return test.operand.name if isinstance(test.operand, Variable) else None


def unsupported(rule: Rule) -> str | None:
    """Why the backend does not take a rule; None where it does."""
    groups: list[Sequence[Clause]] = [[c for c in rule.when if isinstance(c, Pattern)]]
    groups += [clause.patterns for clause in rule.when if not isinstance(clause, Pattern)]
    most = max(len(group) for group in groups)
    if most <= MOST_JOINED:
        return None
    return f"it joins {most} clauses, and durable_rules is trusted with {MOST_JOINED}"
