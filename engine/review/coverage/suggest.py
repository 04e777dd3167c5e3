"""A test that would notice a mutant: found by changing the facts of a test that there is, and by running
the rule and the mutant on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kbctl.engine.review.coverage.changes import Change
from kbctl.engine.review.coverage.scenes import Scene
from kbctl.engine.review.coverage.values import classes, near
from kbctl.engine.review.rule_tests import Alone
from kbctl.ontology.source import InputProblems
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.ground import Entries
from kbctl.rules.model import Clause, Comparison, Count, Pattern, Plan, Rule, Variable
from kbctl.rules.mutants import Edit, Mutant

#: Changes tried for one mutant. The first hundred nearly always hold one that tells.
TRIES = 4000


@dataclass(frozen=True, slots=True)
class Witness:
    """Facts on which rule and mutant say different things, and what each says."""

    change: Change
    says: frozenset[Entries]
    instead: frozenset[Entries]


def witness(vocabulary: Vocabulary, rule: Rule, mutant: Mutant) -> Witness | None:
    """The nearest facts that tell rule and mutant apart; None where none are found."""
    alone = Alone(vocabulary, rule)
    try:
        other = Alone(vocabulary, mutant.rule)
    except InputProblems:
        return None
    seen: set[object] = set()
    for change in islice(_changes(vocabulary, alone, mutant.edit), TRIES):
        mark = (change.test.name, frozenset(change.slots), frozenset(change.gone), str(change.added))
        if mark in seen:
            continue
        seen.add(mark)
        facts = change.facts(vocabulary)
        if facts is None:
            continue
        says, instead = alone.outputs(facts), other.outputs(facts)
        if says != instead and not any(map(_before_itself, says | instead)):
            return Witness(change, says, instead)
    return None


def _before_itself(said: Entries) -> bool:
    """Steps ordered before themselves: facts on which a rule says nothing sensible are no example."""
    return said[0][0] == "order" and said[0][1] == said[1][1]


def _changes(vocabulary: Vocabulary, alone: Alone, edit: Edit) -> Iterator[Change]:
    """What is tried: the plainest changes first."""
    searched = _Search(vocabulary, alone, edit)
    whole = list(searched.whole())
    once = [further for one in whole for further in searched.once(one)]
    yield from sorted((*whole, *once), key=lambda one: one.cost)
    wide = [further for one in whole for further in searched.once(one, everywhere=True)]
    yield from sorted(wide, key=lambda one: one.cost)
    for one in sorted(once, key=lambda one: one.cost):
        yield from searched.once(one, everywhere=True)


class _Search:
    """Changes around the place of an edit."""

    def __init__(self, vocabulary: Vocabulary, alone: Alone, edit: Edit) -> None:
        self.vocabulary = vocabulary
        self.alone = alone
        self.edit = edit
        rule = alone.rule
        tests = rule.tests
        self.tests = sorted(tests, key=lambda test: not test.expect)
        self.patterns = self._own_patterns()
        gates = [clause for action in rule.then if isinstance(action, Plan) for clause in action.gate]
        self.every = _patterns((*rule.when, *gates))

    def _own_patterns(self) -> tuple[Pattern, ...]:
        edit = self.edit
        if edit.pattern is not None:
            return (edit.pattern,)
        if edit.clause is not None:
            return _patterns((edit.clause,))
        return ()

    def whole(self) -> Iterator[Change]:
        """The facts of each test, as they are and with the clause satisfied in several ways."""
        clause = self.edit.clause
        for test in self.tests:
            plain = Change(test)
            yield plain
            if clause is None:
                continue
            for bindings in self._bindings(plain):
                yield from self._met(plain, clause, bindings)
                if self.edit.gate and isinstance(self.edit.action, Plan):
                    yield from self._opened(plain, self.edit.action, clause, bindings)

    def _opened(
        self, plain: Change, action: Plan, clause: Clause, bindings: dict[str, Value]
    ) -> Iterator[Change]:
        """With the gate open as far as facts that are there open it, and then with the clause satisfied."""
        wanted = [one for one in action.gate if isinstance(one, Pattern)]
        opened = Scene(self.vocabulary, plain, dict(bindings)).meet(wanted)
        if opened is not None:
            yield opened
            if not isinstance(clause, Pattern):
                yield from self._met(opened, clause, bindings)

    def _bindings(self, change: Change) -> list[dict[str, Value]]:
        """What the variables stand for in the first firings of the rule on the facts."""
        facts = change.facts(self.vocabulary)
        firings = self.alone.closure(facts or ()).firings[:2]
        return [dict(firing.bindings) for firing in firings] or [{}]

    def _met(self, plain: Change, clause: Clause, bindings: dict[str, Value]) -> Iterator[Change]:
        patterns = _patterns((clause,))
        for apart in (False, True):
            met = Scene(self.vocabulary, plain, dict(bindings)).meet(patterns, apart)
            if met is None:
                continue
            yield met
            if isinstance(clause, Count):
                for _ in range(max(bound for _, bound in clause.bounds)):
                    again = Scene(self.vocabulary, met, dict(bindings))
                    met = again.meet(patterns[:1] if apart else patterns, apart) or met
                    yield met
        if len(patterns) > 1:
            for one in patterns:
                met = Scene(self.vocabulary, plain, dict(bindings)).meet((one,))
                if met is not None:
                    yield met

    def once(self, change: Change, everywhere: bool = False) -> Iterator[Change]:
        """One slot with another value, or one fact gone."""
        patterns = self.every if everywhere else self.patterns
        given = change.given()
        for pattern in patterns:
            ids = [id for id, fact in given.items() if fact.frame == pattern.frame]
            for slot, tests in self._tested(pattern, everywhere).items():
                for id in ids:
                    for changed in self._valued(change, id, pattern, slot, tests):
                        if changed is not None:
                            yield changed
        for id in [id for id, fact in given.items() if any(fact.frame == p.frame for p in patterns)]:
            yield change.without(id)
        if not everywhere:
            yield from self._renamed(change)

    def _renamed(self, change: Change) -> Iterator[Change]:
        """Another remedy, or another concept, wherever the facts have one that the edit speaks of."""
        edit = self.edit
        given = change.given()
        for pattern in self.patterns:
            for test in [test for test in (edit.before, edit.after, *pattern.tests) if test]:
                if test.slot == "id" and pattern.frame == "remedy":
                    there = [id for id, fact in given.items() if fact.frame == "remedy"]
                    slot = Slot("remedy", "id", "class", pattern.at, range="Remedy")
                elif test.slot == "id":
                    continue
                else:
                    slot = self.vocabulary.frames[pattern.frame].slots[test.slot]
                    there = [str(fact.slots[test.slot]) for fact in given.values()
                             if fact.frame == pattern.frame and test.slot in fact.slots]  # fmt: skip
                if slot.type == "class" and not slot.many and not isinstance(test.operand, Variable):
                    for old in there:
                        for new in near(self.vocabulary, slot, [test]):
                            if new is not None and new != old and str(new) not in given:
                                yield change.renamed(old, new)

    def _tested(self, pattern: Pattern, everywhere: bool) -> dict[str, list[Comparison]]:
        edit = self.edit
        tests = [edit.before] if edit.before and not everywhere else list(pattern.tests)
        tests += [edit.after] if edit.after and not everywhere else []
        found: dict[str, list[Comparison]] = {}
        for test in tests:
            found.setdefault(test.slot, []).append(test)
        return {slot: several for slot, several in found.items() if slot != "id"}

    def _valued(
        self, change: Change, id: str, pattern: Pattern, name: str, tests: Sequence[Comparison]
    ) -> Iterator[Change | None]:
        slot = self.vocabulary.frames[pattern.frame].slots[name]
        if slot.type == "ref":
            scene = Scene(self.vocabulary, change)
            other = scene.another(slot.range if slot.range and slot.range != "*" else "challenge")
            yield scene.change.set(id, name, other)
            yield from (change.set(id, name, one) for one, fact in change.given().items()
                        if fact.frame == slot.range)  # fmt: skip
            return
        for value in self._scaled(change, slot.type, tests):
            yield change.set(id, name, value)
        now = change.given()[id].slots.get(name)
        if (
            slot.type == "class"
            and isinstance(now, str)
            and any(isinstance(t.operand, Variable) for t in tests)
        ):
            yield from (change.set(id, name, one) for one in classes(self.vocabulary, slot, [now]))
        for near_one in near(self.vocabulary, slot, tests):
            yield change.set(id, name, near_one)

    def _scaled(self, change: Change, kind: str, tests: Iterable[Comparison]) -> Iterator[Value]:
        """Values on and beside a bound that another fact gives."""
        for test in tests:
            if not isinstance(test.operand, Variable):
                continue
            bindings = self._bindings(Change(change.test))[0]
            given = change.given()
            value: object = bindings.get(test.operand.name)
            if test.operand.slot is not None:
                owner = given.get(str(value))
                value = owner.slots.get(test.operand.slot) if owner else None
            if isinstance(value, int | float) and not isinstance(value, bool):
                for factor in (1, 0.95, 1.05):
                    scaled = value * test.times * factor
                    yield round(scaled) if kind == "integer" else round(scaled, 6)
            elif isinstance(value, str):
                yield value


def _patterns(clauses: Iterable[Clause]) -> tuple[Pattern, ...]:
    return tuple(
        pattern
        for clause in clauses
        for pattern in ((clause,) if isinstance(clause, Pattern) else clause.patterns)
    )
