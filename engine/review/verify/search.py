"""The box test: is there a set of facts that fits a state? Exact where it answers, and it says where not.

Take the plainest facts that fit the boxes. Where they break a duty (something denied holds, a conclusion has
no rule behind it, a rule fires whose conclusion is not there), every way to mend that is a narrower state:
the facts looked for, if there are any, fit one of these. Depth first, within a budget of steps.

Over 400 lines: the ways to mend are one case distinction, and that none is left out is seen in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kbctl.engine.review.verify.boxes import Box, Members, Numbers, Words, fail_test, points, within
from kbctl.engine.review.verify.matching import (
    BOUNDS,
    Bound,
    Env,
    Facts,
    Match,
    bodies,
    counted,
    holds,
    read,
)
from kbctl.engine.review.verify.state import ORDERED, Denied, Join, Place, Places, State, without
from kbctl.engine.review.verify.world import USES, World, patterns_of
from kbctl.ontology.source import Location
from kbctl.ontology.values import Atom, Value
from kbctl.rules.model import Clause, Comparison, Count, Fill, Not, Pattern, Raise, Rule, Variable

#: Steps before the search gives up. Of the problems of the shipped rules none needs a tenth of it.
BUDGET = 600
#: A count of more facts than this is left to the solver.
MANY = 6


@dataclass(frozen=True, slots=True)
class Possible:
    """Facts that fit, and what the variables stand for in them."""

    facts: Facts
    state: State


@dataclass(frozen=True, slots=True)
class Impossible:
    """No facts fit."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The search gave up."""

    why: str


Answer = Possible | Impossible | Unknown


class GaveUp(Exception):
    """Why the search cannot go on."""


def search(state: State | None, rules: Sequence[Rule], budget: int = BUDGET) -> Answer:
    """Facts that fit the state, where these declarative rules run."""
    if state is None:
        return Impossible()
    try:
        found = _Search(state.world, rules, budget, _reads_remedies(state, rules)).run(state)
    except GaveUp as why:
        return Unknown(str(why))
    if found is not None:
        return found
    if _identity(state, rules):
        return Unknown("identity of facts or an upper bound of a count matters")
    return Impossible()


def _clauses(state: State, rules: Sequence[Rule]) -> Iterator[Clause]:
    for duty in state.duties:
        yield from duty.clauses if isinstance(duty, Denied) else (duty.count,)
    for rule in rules:
        yield from rule.when


def _reads_remedies(state: State, rules: Sequence[Rule]) -> bool:
    denied = [p for c in _clauses(state, rules) for p in patterns_of([c])]
    return any(pattern.frame == "remedy" for pattern in denied)


def _identity(state: State, rules: Sequence[Rule]) -> bool:
    """Whether it matters that a fact stands twice: then facts of their own for every clause may lose some."""
    clauses = list(_clauses(state, rules))
    counts = any(isinstance(clause, Count) for clause in clauses)
    ids = any(t.slot == "id" and p.frame != "remedy" for p in patterns_of(clauses) for t in p.tests)
    return counts or ids


@dataclass
class _Search:
    world: World
    rules: Sequence[Rule]
    budget: int
    every_remedy: bool

    def run(self, state: State) -> Possible | None:
        self.budget -= 1
        if self.budget < 0:
            raise GaveUp("too many cases for the box test")
        facts = state.facts(self.every_remedy)
        mended = self.mend(state, facts)
        if mended is None:
            return Possible(facts, state)
        for narrower in mended:
            if narrower is not None and (found := self.run(narrower)) is not None:
                return found
        return None

    def mend(self, state: State, facts: Facts) -> Iterator[State | None] | None:
        """The ways to mend the first thing that the facts break; None where they break nothing."""
        for join in state.joins:
            if self._join_holds(state, facts, join) != join.wanted:
                return self._mend_join(state, facts, join)
        for name, frame in state.frames.items():
            for slot, value in facts.facts[name].slots.items():
                known = self.world.vocabulary.slot(frame, slot)
                if known is not None and known.derived:
                    for one in value if isinstance(value, tuple) else (value,):
                        if (name, slot, one) not in state.supported and not self._supported(
                            facts, frame, name, slot, one
                        ):
                            return self._support(state, frame, name, slot, one)
        for name, frame in state.frames.items():
            if frame in USES and (narrower := self._brought(state, facts, name, frame)) is not None:
                return narrower
        for duty in state.duties:
            env = self._env(facts, duty.env)
            if isinstance(duty, Denied):
                match = next(bodies(self.world, facts, duty.clauses, env), None)
                if match is not None:
                    return self._fail(state, facts, duty.clauses, match, dict(duty.env))
            elif not holds(self.world, facts, duty.count, env):
                return self._mend_count(state, facts, duty.count, env, dict(duty.env))
        for rule in self.rules:
            for match in bodies(self.world, facts, rule.when, {}):
                for action in rule.then:
                    if isinstance(action, Fill | Raise) and not self._concluded(facts, action, match.env):
                        return self._conclude(state, facts, rule, action, match)
        return None

    def _brought(self, state: State, facts: Facts, name: str, frame: str) -> Iterator[State | None] | None:
        """An option, decision or step of a remedy is for a challenge for which it can come about."""
        slots = facts.facts[name].slots
        use, told = slots.get(USES[frame]), (name, USES[frame])
        if use is None:
            return None
        runs = slots.get("executable")
        if frame == "step" and runs is not None and runs != self.world.executable(str(use)):
            alike = Words(
                frozenset(a for a in self._uses(state, told) if self.world.executable(str(a)) == runs)
            )
            other = Words(frozenset((not runs,)))
            return iter((
                state.narrowed(told, lambda box: within(box, alike)),
                state.narrowed((name, "executable"), lambda box: within(box, other)),
            ))  # fmt: skip
        challenge = facts.facts.get(str(slots.get("for")))
        if challenge is None or challenge.frame != "challenge":
            free = self.world.planned_for_none if frame == "step" else frozenset[str]()
            return None if use in free else self._for_some(state, name, told, free)
        concepts, there = self.world.brings(frame, str(use)), (challenge.id, "is")
        if concepts is None or challenge.slots.get("is") in concepts:
            return None
        return self._narrow_both(state, name, frame, there, str(use), concepts)

    def _narrow_both(self, state: State, name: str, frame: str, there: Place, use: str,
                     concepts: frozenset[str]) -> Iterator[State | None]:  # fmt: skip
        """Uses and concepts that go together; where all do, this use with its own, or another."""
        told = (name, USES[frame])
        uses, known = self._uses(state, told), self._uses(state, there)
        fits = {
            u: known if (some := self.world.brings(frame, str(u))) is None else known & some for u in uses
        }
        left = Words(frozenset(u for u, some in fits.items() if some))
        shared = Words(frozenset().union(*fits.values()))
        if (left.named, shared.named) != (uses, known) and self._uses(state, (name, "for")) == {there[0]}:
            narrower = state.narrowed(told, lambda box: within(box, left))
            yield narrower and narrower.narrowed(there, lambda box: within(box, shared))
            return
        this, own = Words(frozenset((use,))), Words(concepts)
        narrower = state.narrowed(told, lambda box: within(box, this))
        yield narrower and narrower.narrowed(there, lambda box: within(box, own))
        yield state.narrowed(told, lambda box: _taken(box, use, None))

    def _uses(self, state: State, place: Place) -> frozenset[Atom]:
        present = state.box(place).present
        return present.named if isinstance(present, Words) else frozenset()

    def _for_some(self, state: State, name: str, told: Place, free: frozenset[str]) -> Iterator[State | None]:
        """It is one that is for no challenge; or the challenge that it is for is there."""
        yield state.narrowed(told, lambda box: within(box, Words(free)))
        made = state.asserted((Pattern("challenge", Variable("it"), (), Location("")),), {})
        if made is not None:
            one = Words(frozenset((made[1]["it"][0],)))
            yield made[0].narrowed((name, "for"), lambda box: within(box, one))

    # --- joins -------------------------------------------------------------------------------

    def _join_holds(self, state: State, facts: Facts, join: Join) -> bool:
        value = read(facts, *join.place)
        other = read(facts, *join.operand)
        frame = facts.facts[join.place[0]].frame
        return self.world.related(frame, join.test, value, other, state.slot(join.operand))

    def _mend_join(self, state: State, facts: Facts, join: Join) -> Iterator[State | None]:
        place, operand = join.place, join.operand
        value, other = read(facts, *place), read(facts, *operand)
        slot, other_slot = state.slot(place), state.slot(operand)
        if not join.wanted:
            for one in (place, operand):
                if not state.fixed(one):
                    yield state.narrowed(one, lambda box: Box(box.missing, None))
        op, factor = join.test.op, join.test.times
        if value is None or other is None:  # both are wanted, and were asked for: no such value is left
            return
        if op in ORDERED:
            if factor <= 0:
                raise GaveUp("a bound is scaled by nothing or less")
            order = op if join.wanted else {"lt": "gte", "lte": "gt", "gt": "lte", "gte": "lt"}[op]
            bound = float(other) * factor  # type: ignore[arg-type]
            yield state.narrowed(place, lambda box: within(box, _beside(order, bound)))
            away = "gt" if order in ("lt", "lte") else "lt"
            yield state.narrowed(operand, lambda box: within(box, _beside(away, float(other))))  # type: ignore[arg-type]
            return
        if (op == "ne") == join.wanted and op in ("eq", "ne"):
            yield state.narrowed(place, lambda box: _taken(box, value, slot))
            yield state.narrowed(operand, lambda box: _taken(box, other, other_slot))
            return
        if op in ("eq", "ne"):
            yield state.narrowed(place, lambda box: within(box, _only(other, slot)))
            yield state.narrowed(operand, lambda box: _taken(box, other, other_slot))
            return
        if op == "contains" and not isinstance(other, tuple):
            some = frozenset((other,))
            change = Members(needed=frozenset((some,))) if join.wanted else Members(barred=some)
            yield state.narrowed(place, lambda box: within(box, change))
            yield state.narrowed(operand, lambda box: _taken(box, other, other_slot))
            return
        raise GaveUp(f"'{op}' with a variable")

    # --- what is denied ----------------------------------------------------------------------

    def _env(self, facts: Facts, places: Iterable[tuple[str, Place]]) -> Env:
        env = {}
        for name, (fact, slot) in places:
            value = read(facts, fact, slot)
            if value is not None:
                env[name] = Bound(value, fact, "" if slot == "id" else slot)
        return env

    def _fail(self, state: State, facts: Facts, clauses: Sequence[Clause], match: Match,
              env: Places) -> Iterator[State | None]:  # fmt: skip
        """Every way in which this match is none: a test fails, or something denied in it is there."""
        yield from self._fail_tests(state, match)
        inner = {name: self._place(bound) for name, bound in match.env.items()}
        for clause in clauses:
            if isinstance(clause, Not):
                made = self._known(state, inner).asserted(clause.patterns, inner)
                yield made[0] if made else None
            elif isinstance(clause, Count):
                yield from self._fail_count(state, facts, clause, match.env, inner)

    def _place(self, bound: Bound) -> Place:
        return (bound.fact, bound.slot or "id")

    def _known(self, state: State, places: Places) -> State:
        """The state with the remedies that only the ontology named so far."""
        for name, _ in places.values():
            if name not in state.frames:
                state = state.with_fact(name, "remedy")
        return state

    def _fail_tests(self, state: State, match: Match) -> Iterator[State | None]:
        for pattern, name in match.chosen:
            there = self._known(state, {"": (name, "id")})
            for test in pattern.tests:
                place = (name, test.slot)
                if isinstance(test.operand, Variable):
                    bound = match.env[test.operand.name]
                    held = self._place(bound)
                    operand = held if test.operand.slot is None else (held[0], test.operand.slot)
                    if there.root(operand) == there.root(place):
                        if test.op == "eq" and not there.fixed(place):  # the very slot that binds it
                            yield there.narrowed(place, lambda box: Box(box.missing, None))
                    else:
                        yield self._compared_not(there, place, test, operand)
                else:
                    yield from self._fail_literal(there, place, test)

    def _compared_not(self, state: State, place: Place, test: Comparison, operand: Place) -> State | None:
        state = self._known(state, {"": operand})
        fixed = operand[0] if state.fixed(operand) else None
        if test.op == "eq" and fixed is not None and not state.fixed(place):
            return state.narrowed(place, lambda box: without(box, fixed, None))
        return state.compared(place, test, operand, False)

    def _fail_literal(self, state: State, place: Place, test: Comparison) -> Iterator[State | None]:
        slot, vocabulary = state.slot(place), self.world.vocabulary
        if state.told(place) or not (slot and slot.many and test.op == "eq"):
            yield state.narrowed(place, lambda box: fail_test(vocabulary, slot, test, box)[0])
            return
        for box in fail_test(vocabulary, slot, test, state.box(place)):
            yield state.with_box(place, box)

    # --- counts ------------------------------------------------------------------------------

    def _fail_count(self, state: State, facts: Facts, count: Count, env: Env,
                    places: Places) -> Iterator[State | None]:  # fmt: skip
        found = counted(self.world, facts, count, env)
        if any(op in ("eq", "gt", "gte") for op, _ in count.bounds):
            for match in found.values():
                yield from self._fail_tests(state, match)
        if any(op in ("eq", "lt", "lte") for op, _ in count.bounds):
            yield self._one_more(state, count, places, len(found))

    def _mend_count(self, state: State, facts: Facts, count: Count, env: Env,
                    places: Places) -> Iterator[State | None]:  # fmt: skip
        found = counted(self.world, facts, count, env)
        for op, bound in count.bounds:
            if BOUNDS[op](len(found), bound):
                continue
            if len(found) < bound or (op == "gt" and len(found) == bound):
                yield self._one_more(state, count, places, len(found))
            else:
                for match in found.values():
                    yield from self._fail_tests(state, match)
            return

    def _one_more(self, state: State, count: Count, places: Places, number: int) -> State | None:
        if number >= MANY:
            raise GaveUp(f"a count of more than {MANY} facts")
        made = self._known(state, places).asserted(count.patterns, places)
        return made[0] if made else None

    # --- what rules conclude -----------------------------------------------------------------

    def _concluders(self, frame: str, slot: str, value: Atom) -> Iterator[tuple[Rule, Fill]]:
        for rule in self.rules:
            for action in rule.then:
                if isinstance(action, Fill) and (action.frame, action.slot, action.value) == (
                    frame,
                    slot,
                    value,
                ):
                    yield rule, action

    def _supported(self, facts: Facts, frame: str, name: str, slot: str, value: Atom) -> bool:
        target = facts.facts[name]
        return any(
            next(bodies(self.world, facts, rule.when, {action.target.name: Bound(target.id, name, "")}), None)
            for rule, action in self._concluders(frame, slot, value)
        )

    def _support(self, state: State, frame: str, name: str, slot: str, value: Atom) -> Iterator[State | None]:
        for rule, action in self._concluders(frame, slot, value):
            made = state.asserted(rule.when, {action.target.name: (name, "id")})
            yield replace(made[0], supported=made[0].supported | {(name, slot, value)}) if made else None
        known = self.world.vocabulary.slot(frame, slot)
        assert known is not None
        if known.many:
            barred = Members(barred=frozenset((value,)))
            yield state.narrowed((name, slot), lambda box: _not_among(box, barred))
        else:
            yield state.narrowed((name, slot), lambda box: without(box, value, known))

    def _concluded(self, facts: Facts, action: Fill | Raise, env: Env) -> bool:
        if isinstance(action, Fill):
            value = read(facts, env[action.target.name].fact, action.slot)
            return action.value in value if isinstance(value, tuple) else value == action.value
        return any(
            facts.facts[name].slots.get("is") == action.concept
            and facts.facts[name].slots.get("affects") == action.affects
            for name in facts.by_frame.get("challenge", ())
        )

    def _conclude(self, state: State, facts: Facts, rule: Rule, action: Fill | Raise,
                  match: Match) -> Iterator[State | None]:  # fmt: skip
        """The conclusion is there after all; or the rule does not fire."""
        if isinstance(action, Fill):
            place = (match.env[action.target.name].fact, action.slot)
            slot = state.slot(place)
            if slot is not None and slot.many:
                some = Members(needed=frozenset((frozenset((action.value,)),)))
                yield state.narrowed(place, lambda box: within(box, some))
            else:
                yield state.narrowed(place, lambda box: within(box, _only(action.value, slot)))
        else:
            yield self._raised(state, action)
        yield from self._fail(state, facts, rule.when, match, {})

    def _raised(self, state: State, action: Raise) -> State | None:
        at = action.at
        tests = [Comparison("is", "eq", action.concept, at), Comparison("grounded_by", "eq", "rule", at)]
        if action.affects is not None:
            tests.append(Comparison("affects", "eq", action.affects, at))
        made = state.asserted([Pattern("challenge", Variable("it"), tuple(tests), at)], {})
        if made is None:
            return None
        name = made[1]["it"][0]
        exact = made[0].narrowed((name, "is"), lambda box: within(box, Words(frozenset((action.concept,)))))
        if exact is None or action.affects is None:
            return exact and exact.narrowed((name, "affects"), lambda box: Box(box.missing, None))
        domain: str = action.affects
        return exact.narrowed((name, "affects"), lambda box: within(box, Words(frozenset((domain,)))))


def _beside(op: str, bound: float) -> Numbers:
    infinite = float("inf")
    if op in ("lt", "lte"):
        return Numbers(((-infinite, True, bound, op == "lt"),))
    return Numbers(((bound, op == "gt", infinite, True),))


def _only(value: Value, slot: object) -> Words | Numbers:
    from kbctl.ontology.vocab import Slot

    number = isinstance(slot, Slot) and slot.type in ("integer", "number")
    atoms = value if isinstance(value, tuple) else (value,)
    return points([float(one) for one in atoms]) if number else Words(frozenset(atoms))


def _taken(box: Box, value: Value, slot: object) -> Box:
    from kbctl.ontology.vocab import Slot

    left = without(box, value, slot if isinstance(slot, Slot) else None)
    return Box(False, left.present)


def _not_among(box: Box, barred: Members) -> Box:
    if box.present is None:
        return box
    left = within(box, barred)
    return Box(box.missing, left.present)
