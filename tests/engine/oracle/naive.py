"""What rules mean, as naively as it can be said: the oracle of the engines.

No indexes, no deltas, no order of joins: all assignments of facts to the positive clauses, all rules of a
stratum again and again until nothing is added, and every rule once more over what then holds, to record its
firings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from kbctl.engine.inference.engine import Phase, phase_of
from kbctl.engine.inference.facts import Fact, atom_order
from kbctl.engine.inference.result import Closure, Contradiction, Firing
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.ground import ground
from kbctl.rules.model import (
    Action,
    Clause,
    Comparison,
    Fill,
    Not,
    Operator,
    Pattern,
    Plan,
    Raise,
    Rule,
    Variable,
)

Bindings = Mapping[str, Value]
Way = tuple[Fact, ...]  # the derived facts that a value, or a test that holds, rests on
Above = Callable[[Any, Any], bool]
Support = tuple[tuple[Fact, ...], ...]  # for each positive clause the facts that satisfy it


class UnstratifiableError(ValueError):
    """Something that must be finished first depends on its own outcome."""


class Oracle:
    name = "oracle"

    def __init__(self, vocabulary: Vocabulary, rules: Iterable[Rule]) -> None:
        self.vocabulary, self.rules = vocabulary, sorted(rules, key=lambda rule: rule.id)

    def run(self, phase: Phase, facts: Sequence[Fact]) -> Closure:
        rules = [rule for rule in self.rules if phase_of(rule) == phase]
        given, concluded = frozenset(facts), frozenset[Fact]()
        for stratum in strata(self.vocabulary, rules):
            more = True
            while more:
                world = World(self.vocabulary, given, concluded)
                found = {fact for rule in stratum for bound, _ in satisfy(world, rule.when)
                         for fact in conclusions(world, rule, bound)}  # fmt: skip
                more = not found <= concluded
                concluded |= found
        world = World(self.vocabulary, given, concluded)
        firings = [firing for rule in rules for firing in fire(world, rule)]
        return Closure(world.facts, tuple(firings), contradictions(world, rules))


# --- what holds ------------------------------------------------------------------------------


class World:
    """The facts that stand: of two values derived for one slot neither does, and a given one beats both.

    The role of a planned step is concluded like a derived slot, and stands in the step itself.
    """

    def __init__(self, vocabulary: Vocabulary, given: Iterable[Fact], concluded: Iterable[Fact]) -> None:
        self.vocabulary = vocabulary
        self.given = frozenset(given)
        everything = sorted({*self.given, *concluded}, key=lambda fact: fact.key)
        self.entities = [fact for fact in everything if not fact.derived]
        self.by_id = {fact.id: fact for fact in self.entities}
        self.derived: dict[tuple[str, str], list[Fact]] = {}
        for fact in everything:
            if fact.derived:
                self.derived.setdefault((fact.id, next(iter(fact.slots))), []).append(fact)
        self.clashes: dict[tuple[str, str], list[Fact]] = {}
        for (ident, name), values in list(self.derived.items()):
            slot = vocabulary.slot(values[0].frame, name)
            if name in self.by_id[ident].slots:
                del self.derived[ident, name]
            elif slot and not slot.many and len(values) > 1:
                self.clashes[ident, name] = self.derived.pop((ident, name))
            elif values[0].frame == "step" and name == "role":
                step, (role,) = self.by_id[ident], self.derived.pop((ident, name))
                self.by_id[ident] = Fact("step", ident, {**step.slots, **role.slots}, "rule")
        self.entities = [self.by_id[fact.id] for fact in self.entities]
        standing = [*self.entities, *(fact for values in self.derived.values() for fact in values)]
        self.facts = tuple(sorted(standing, key=lambda fact: fact.key))

    def held(self, fact: Fact, name: str) -> list[tuple[Value, Way]]:
        """The value of a slot with what it rests on; of a derived list, all of its members by themselves."""
        if name == "id":
            return [(fact.id, ())]
        if name in fact.slots:
            return [(fact.slots[name], ())]
        return [(one.slots[name], (one,)) for one in self.derived.get((fact.id, name), ())]

    def whole(self, fact: Fact, name: str) -> tuple[Value, Way] | None:
        """The one value of a slot, a derived list as a whole; None where there is none."""
        held = self.held(fact, name)
        slot = self.vocabulary.slot(fact.frame, name)
        if not held or not slot or not slot.many or name in fact.slots:
            return held[0] if held else None
        members = [value for value, _ in held if not isinstance(value, tuple)]
        return tuple(sorted(members, key=atom_order)), tuple(fact for _, way in held for fact in way)


# --- matching --------------------------------------------------------------------------------


def satisfy(world: World, clauses: Sequence[Clause]) -> Iterator[tuple[Bindings, Support]]:
    """Every assignment of facts to the positive clauses under which all clauses hold."""
    positive = [clause for clause in clauses if isinstance(clause, Pattern)]
    for facts, bound in assignments(world, positive, {}):
        if all(holds(world, clause, bound) for clause in clauses if not isinstance(clause, Pattern)):
            pairs = zip(positive, facts, strict=True)
            each = [[(fact, *way) for way in rests_on(world, one, fact, bound)] for one, fact in pairs]
            yield from ((bound, support) for support in product(*each))


def holds(world: World, clause: Clause, bound: Bindings) -> bool:
    """Whether a `not` or a `count` holds; variables that occur only in it are local to it."""
    assert not isinstance(clause, Pattern)
    found = {facts[0] for facts, _ in assignments(world, clause.patterns, bound)}
    if isinstance(clause, Not):
        return not found
    return all(ordered(op, len(found), bound_) for op, bound_ in clause.bounds)


def assignments(
    world: World, patterns: Sequence[Pattern], outer: Bindings
) -> Iterator[tuple[tuple[Fact, ...], Bindings]]:
    """Facts for the patterns, and the values of the variables, under which every test holds."""
    candidates = [[fact for fact in world.entities if fact.frame == p.frame] for p in patterns]
    for facts, bound in unified(world, patterns, candidates, outer):
        pairs = list(zip(patterns, facts, strict=True))
        if all(ways(world, test, fact, bound) for pattern, fact in pairs for test in pattern.tests):
            yield facts, bound


def unified(
    world: World, patterns: Sequence[Pattern], candidates: Sequence[Sequence[Fact]], bound: Bindings
) -> Iterator[tuple[tuple[Fact, ...], Bindings]]:
    """Facts for the patterns under which every variable has one value."""
    if not patterns:
        yield (), bound
        return
    for fact in candidates[0]:
        said: list[tuple[str, Value | None]] = [(patterns[0].id.name, fact.id)] if patterns[0].id else []
        for test in patterns[0].tests:
            if isinstance(test.operand, Variable) and test.op == "eq" and test.operand.slot is None:
                whole = world.whole(fact, test.slot)
                said.append((test.operand.name, whole[0] if whole else None))
        inner = dict(bound)
        if all(value is not None and same(inner.setdefault(name, value), value) for name, value in said):
            for facts, complete in unified(world, patterns[1:], candidates[1:], inner):
                yield (fact, *facts), complete


def rests_on(world: World, pattern: Pattern, fact: Fact, bound: Bindings) -> set[Way]:
    """The derived facts that can stand behind the tests of a pattern together, each once."""
    each = [ways(world, test, fact, bound) for test in pattern.tests]
    return {
        tuple(sorted({one for way in chosen for one in way}, key=lambda one: one.key))
        for chosen in product(*each)
    }


def ways(world: World, test: Comparison, fact: Fact, bound: Bindings) -> list[Way]:
    """Every way in which the test holds; empty where it does not."""
    held = world.held(fact, test.slot)
    if test.op == "exists":
        return [way for _, way in held] if test.operand else [] if held else [()]
    wanted: tuple[Value, Way] | None
    if not isinstance(test.operand, Variable):
        wanted = (test.operand, ())
    elif test.operand.slot is None:
        wanted = (bound[test.operand.name], ())
    else:
        wanted = world.whole(world.by_id[str(bound[test.operand.name])], test.operand.slot)
    if test.op != "contains":
        whole = world.whole(fact, test.slot)
        held = [whole] if whole else []
    slot = world.vocabulary.slot(fact.frame, test.slot)
    literal = not isinstance(test.operand, Variable)
    above = world.vocabulary.is_a if literal and slot and slot.type == "class" else None
    many = slot is not None and slot.many
    return [
        (*way, *wanted[1]) for value, way in held if wanted and compare(test, value, wanted[0], above, many)
    ]


def compare(
    test: Comparison, value: Value, wanted: Value, above: Above | None = None, many: bool = False
) -> bool:
    """`above` is the hierarchy, where the test goes through it; a list is equal as a whole and by value."""

    def is_(one: Value, other: Value) -> bool:
        return same(one, other) or bool(above and above(one, other))

    match test.op:
        case "eq":
            return same(value, wanted) if many else is_(value, wanted)
        case "ne":
            return not is_(value, wanted)
        case "in":
            return any(is_(value, one) for one in wanted)  # type: ignore[union-attr]
        case "contains":
            return any(is_(one, wanted) for one in (value if isinstance(value, tuple) else (value,)))
    return ordered(test.op, value, wanted * test.times)  # type: ignore[operator]


def ordered(op: Operator, value: Any, bound: Any) -> bool:
    if op in ("lt", "lte"):
        return bool(value < bound or (op == "lte" and value == bound))
    if op in ("gt", "gte"):
        return bool(value > bound or (op == "gte" and value == bound))
    return bool(value == bound)


def same(one: Value, other: Value) -> bool:
    """Equality by value: 1 is 1.0, but true is not 1."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


# --- concluding ------------------------------------------------------------------------------


def conclusions(world: World, rule: Rule, bound: Bindings) -> list[Fact]:
    """The facts that a firing concludes, in the order of its actions, without those given already."""
    found = []
    for action in rule.then:
        if isinstance(action, Fill):
            ident = str(bound[action.target.name])
            if action.slot not in world.by_id[ident].slots:
                found.append(Fact(action.frame, ident, {action.slot: action.value}, "rule", True))
        elif isinstance(action, Raise):
            slots: dict[str, Value] = {"is": action.concept}
            slots |= {"affects": action.affects} if action.affects else {}
            found += new(
                world,
                "challenge",
                action.concept,
                action.affects,
                slots,
                {"grounding": 1, "grounded_by": "rule"},
            )
        elif isinstance(action, Plan):
            target = str(bound[action.target.name]) if action.target else None
            slots = {"activity": action.activity, **({"for": target} if target else {})}
            steps = new(world, "step", action.activity, target, slots, {})
            roles = [
                Fact("step", step.id, {"role": action.role}, "rule", True) for step in steps if action.role
            ]
            found += [*steps, *roles]
    return found


def new(
    world: World, frame: str, name: str, at: str | None, key: Mapping[str, Value], rest: Mapping[str, Value]
) -> list[Fact]:
    """The entity, unless one was given: with its concept and domain, its activity and target, or its id."""
    names = ("is", "affects") if frame == "challenge" else ("activity", "for")
    ident = f"{name}@{at}" if at else name
    for fact in world.given:
        same_thing = fact.frame == frame and all(fact.slots.get(n) == key.get(n) for n in names)
        if not fact.derived and (same_thing or fact.id == ident):
            return []
    return [Fact(frame, ident, {**key, **rest}, "rule")]


def contradictions(world: World, rules: Sequence[Rule]) -> tuple[Contradiction, ...]:
    found = []
    for (ident, name), facts in sorted(world.clashes.items()):
        blamed = {rule.id for rule in rules for bound, _ in satisfy(world, rule.when)
                  if not set(facts).isdisjoint(conclusions(world, rule, bound))}  # fmt: skip
        values = tuple(sorted((fact.slots[name] for fact in facts), key=atom_order))  # type: ignore[arg-type]
        found.append(Contradiction(facts[0].frame, ident, name, values, tuple(sorted(blamed))))
    return tuple(sorted(found, key=lambda one: (one.frame, one.id, one.slot)))


def fire(world: World, rule: Rule) -> list[Firing]:
    """Supports with the same values of the named variables are one firing, which keeps the first."""
    groups: dict[tuple[tuple[str, Value], ...], set[Support]] = {}
    for bound, support in satisfy(world, rule.when):
        groups.setdefault(tuple(sorted(bound.items())), set()).add(support)
    absent = tuple(clause for clause in rule.when if not isinstance(clause, Pattern))
    firings = []
    for named in sorted(groups, key=lambda named: [(name, atom_order(value)) for name, value in named]):  # type: ignore[arg-type]
        first = min(groups[named], key=lambda support: [[fact.key for fact in clause] for clause in support])
        because = tuple(dict.fromkeys(fact for clause in first for fact in clause))
        made = [f if f.derived else world.by_id[f.id] for f in conclusions(world, rule, dict(named))]
        concluded = tuple(dict.fromkeys(fact for fact in made if fact in world.facts))
        outputs = tuple(ground(action, dict(named)) for action in rule.then)
        firings.append(Firing(rule.id, named, because, len(groups[named]) - 1, absent, concluded, outputs))
    return firings


# --- strata ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Node:
    """A derived slot, or the facts of a frame (challenge, step) with one concept or activity.

    A clause reads such facts where its `tests` on the concept can hold.
    """

    frame: str
    slot: str = ""
    term: str = ""
    tests: tuple[Comparison, ...] = ()


def strata(vocabulary: Vocabulary, rules: Sequence[Rule]) -> list[list[Rule]]:
    """The rules by level: at least that of whatever they read, above that of what must be finished."""
    heads = {rule.id: {node for action in rule.then for node in head(action)} for rule in rules}
    needs = {rule.id: list(reads(vocabulary, rule)) for rule in rules}
    level = dict.fromkeys(heads, 0)
    for _ in range(len(rules) + 1):
        before = dict(level)
        for rule in rules:
            for other in rules:
                for node, finished in needs[rule.id]:
                    if any(meets(vocabulary, node, one) for one in heads[other.id]):
                        level[rule.id] = max(level[rule.id], level[other.id] + finished)
        if level == before:
            return [
                [rule for rule in rules if level[rule.id] == n]
                for n in range(max(level.values(), default=-1) + 1)
            ]
    raise UnstratifiableError


def head(action: Action) -> list[Node]:
    """What an action concludes; the role of a planned step is a thing of its own."""
    match action:
        case Fill():
            return [Node(action.frame, slot=action.slot)]
        case Raise():
            return [Node("challenge", term=action.concept)]
        case Plan():
            roles = [Node("step", slot="role", term=action.activity)] if action.role else []
            return [Node("step", term=action.activity), *roles]
    return []


def meets(vocabulary: Vocabulary, read: Node, concluded: Node) -> bool:
    if read.frame != concluded.frame or read.slot != concluded.slot:
        return False
    return all(can_hold(vocabulary, test, concluded.term) for test in read.tests)


def can_hold(vocabulary: Vocabulary, test: Comparison, term: str) -> bool:
    if isinstance(test.operand, Variable):
        return True
    return bool(test.operand) if test.op == "exists" else compare(test, term, test.operand, vocabulary.is_a)


def reads(vocabulary: Vocabulary, rule: Rule) -> Iterator[tuple[Node, bool]]:
    """What the rule reads, and whether that must be finished."""
    owners = {clause.id.name: clause for clause in rule.when if isinstance(clause, Pattern) and clause.id}
    for clause in rule.when:
        inside = not isinstance(clause, Pattern)
        for pattern in clause.patterns if not isinstance(clause, Pattern) else (clause,):
            if pattern.frame in TELLING:
                yield Node(pattern.frame, tests=telling(pattern)), inside
            for test in pattern.tests:
                slot = vocabulary.slot(pattern.frame, test.slot)
                grows = test.op == "contains" or (test.op == "exists" and test.operand is True)
                if slot and concludable(slot):
                    yield of_slot(pattern, slot.name), inside or not (slot.many and grows)
                if isinstance(test.operand, Variable) and test.operand.slot:
                    owner = owners[test.operand.name]
                    other = vocabulary.slot(owner.frame, test.operand.slot)
                    if other and concludable(other):
                        yield of_slot(owner, other.name), True


TELLING = {"challenge": "is", "step": "activity"}


def telling(pattern: Pattern) -> tuple[Comparison, ...]:
    return tuple(test for test in pattern.tests if test.slot == TELLING.get(pattern.frame))


def concludable(slot: Slot) -> bool:
    return slot.derived or (slot.frame, slot.name) == ("step", "role")


def of_slot(pattern: Pattern, slot: str) -> Node:
    return Node(pattern.frame, slot=slot, tests=telling(pattern) if slot == "role" else ())
