"""What holds in a run of a backend, and whether a clause's tests hold of it.

Written apart from engine.inference on purpose: two engines that share their comparisons would agree on the
same mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from kbctl.engine.inference.facts import Fact, atom_order
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Comparison, Pattern, Variable

Bindings = Mapping[str, Value]
#: Derived facts that a value, or a test that holds, rests on.
Way = tuple[Fact, ...]


class World:
    """The facts that stand: of two values derived for one slot neither does, and a given one beats both.

    The role of a planned step is concluded like a derived slot, and stands in the step itself.
    """

    def __init__(self, vocabulary: Vocabulary, given: Iterable[Fact], concluded: Iterable[Fact]) -> None:
        self.vocabulary = vocabulary
        self.given = frozenset(given)
        self.by_id: dict[str, Fact] = {}
        self.derived: dict[tuple[str, str], list[Fact]] = {}
        for fact in sorted({*self.given, *concluded}, key=lambda fact: fact.key):
            if fact.derived:
                self.derived.setdefault((fact.id, next(iter(fact.slots))), []).append(fact)
            else:
                self.by_id[fact.id] = fact
        self.clashes: dict[tuple[str, str], list[Fact]] = {}
        for key in list(self.derived):
            self._settle(*key)
        self.frames: dict[str, list[Fact]] = {}
        for fact in self.by_id.values():
            self.frames.setdefault(fact.frame, []).append(fact)

    def _settle(self, ident: str, name: str) -> None:
        values, entity = self.derived[ident, name], self.by_id.get(ident)
        slot = self.vocabulary.slot(values[0].frame, name)
        if entity is not None and name in entity.slots:
            del self.derived[ident, name]
        elif slot and not slot.many and len(values) > 1:
            self.clashes[ident, name] = self.derived.pop((ident, name))
        elif entity is not None and entity.frame == "step" and name == "role":
            (role,) = self.derived.pop((ident, name))
            self.by_id[ident] = Fact("step", ident, {**entity.slots, **role.slots}, "rule")

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Everything that stands, in content order."""
        derived = [fact for values in self.derived.values() for fact in values]
        return tuple(sorted([*self.by_id.values(), *derived], key=lambda fact: fact.key))

    def held(self, fact: Fact, name: str) -> list[tuple[Value, Way]]:
        """The value of a slot with what it rests on; of a derived list, every member by itself."""
        if name == "id":
            return [(fact.id, ())]
        if name in fact.slots:
            return [(fact.slots[name], ())]
        return [(one.slots[name], (one,)) for one in self.derived.get((fact.id, name), ())]

    def whole(self, fact: Fact, name: str) -> tuple[Value, Way] | None:
        """The one value of a slot, a derived list as a whole; None where there is none."""
        held = self.held(fact, name)
        slot = self.vocabulary.slot(fact.frame, name)
        if not held or slot is None or not slot.many or name in fact.slots:
            return held[0] if held else None
        members = [value for value, _ in held if not isinstance(value, tuple)]
        return tuple(sorted(members, key=atom_order)), tuple(one for _, way in held for one in way)

    def ways(self, test: Comparison, fact: Fact, bound: Bindings) -> list[Way]:
        """Every way in which the test holds; empty where it does not."""
        held = self.held(fact, test.slot)
        if test.op == "exists":
            return [way for _, way in held] if test.operand else [] if held else [()]
        wanted = self._operand(test, bound)
        if wanted is None:
            return []
        if test.op != "contains":
            whole = self.whole(fact, test.slot)
            held = [whole] if whole else []
        slot = self.vocabulary.slot(fact.frame, test.slot)
        many = slot is not None and slot.many
        through = self.vocabulary if is_literal(test) and slot and slot.type == "class" else None
        return [(*way, *wanted[1]) for value, way in held if compare(test, value, wanted[0], through, many)]

    def _operand(self, test: Comparison, bound: Bindings) -> tuple[Value, Way] | None:
        if not isinstance(test.operand, Variable):
            return test.operand, ()
        value = bound.get(test.operand.name)
        if value is None or test.operand.slot is None:
            return None if value is None else (value, ())
        owner = self.by_id.get(str(value))
        return self.whole(owner, test.operand.slot) if owner else None

    def supports(self, pattern: Pattern, fact: Fact, bound: Bindings) -> list[Way]:
        """The facts that can stand behind the clause, each set once: the entity, and derived ones."""
        each = [self.ways(test, fact, bound) for test in pattern.tests]
        sets = {frozenset(one for way in chosen for one in way) for chosen in product(*each)}
        return [(fact, *sorted(some, key=lambda one: one.key)) for some in sets]

    def bindings(self, pattern: Pattern, fact: Fact) -> dict[str, Value] | None:
        """What the fact gives to the variables of the clause; None where a test without others fails."""
        found: dict[str, Value] = {pattern.id.name: fact.id} if pattern.id else {}
        for test in pattern.tests:
            if is_literal(test):
                if not self.ways(test, fact, found):
                    return None
            elif (name := binds(test)) is not None:
                whole = self.whole(fact, test.slot)
                if whole is None or not same(found.setdefault(name, whole[0]), whole[0]):
                    return None
        return found


def is_literal(test: Comparison) -> bool:
    return not isinstance(test.operand, Variable)


def binds(test: Comparison) -> str | None:
    """The variable that the test gives a value: equality with a plain variable."""
    bare = isinstance(test.operand, Variable) and test.op == "eq" and test.operand.slot is None
    return test.operand.name if bare and isinstance(test.operand, Variable) else None


def compare(test: Comparison, value: Value, wanted: Value, through: Vocabulary | None, many: bool) -> bool:
    """`through` is the vocabulary where the test goes through the hierarchy."""

    def is_(one: Value, other: Value) -> bool:
        return same(one, other) or (through is not None and through.is_a(str(one), str(other)))

    match test.op:
        case "eq":
            return same(value, wanted) if many else is_(value, wanted)
        case "ne":
            return not is_(value, wanted)
        case "in":
            return isinstance(wanted, tuple) and any(is_(value, one) for one in wanted)
        case "contains":
            return any(is_(one, wanted) for one in (value if isinstance(value, tuple) else (value,)))
    return isinstance(wanted, int | float) and within(test.op, value, wanted * test.times)


def within(op: str, value: Value, bound: float) -> bool:
    """A number against a bound."""
    if not isinstance(value, int | float):
        return False
    if value == bound:
        return op in ("eq", "lte", "gte")
    return op in ("lt", "lte") if value < bound else op in ("gt", "gte")


def same(one: Value, other: Value) -> bool:
    """Equality by value: 1 is 1.0, but true is not 1."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other
