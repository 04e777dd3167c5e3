"""From facts to rules: a rule hangs on one of its patterns, and waits for a fact that passes its tests.

Each fact looks up its own values: equality tests are found in a table, order tests in sorted thresholds by
bisection, so tests that cannot hold are never tried. What a fact passes is kept as the memory of the alpha
pattern.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kbctl.engine.inference.alpha import Alpha, FactTest
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.state import State, by_id
from kbctl.rules.model import Atom, Value


@dataclass(slots=True)
class Hook:
    """An alpha pattern and the rules that hang on it. `rest` are the tests its bucket does not answer."""

    alpha: Alpha
    rules: list[int]
    rest: FactTest | None = None


@dataclass(slots=True)
class Thresholds:
    """Hooks of one slot and operator, by their bound."""

    slot: str
    op: str
    bounds: list[float]
    hooks: list[Hook]

    def passed(self, value: float) -> list[Hook]:
        """Hooks whose bound the value meets."""
        match self.op:
            case "gte":
                return self.hooks[: bisect_right(self.bounds, value)]
            case "gt":
                return self.hooks[: bisect_left(self.bounds, value)]
            case "lte":
                return self.hooks[bisect_left(self.bounds, value) :]
        return self.hooks[bisect_right(self.bounds, value) :]


@dataclass(slots=True)
class Bucket:
    """Hooks that are reached by one value, and how their thresholds are searched."""

    plain: list[Hook]
    thresholds: list[Thresholds]

    @staticmethod
    def of(hooks: Iterable[Hook]) -> Bucket:
        plain: list[Hook] = []
        groups: dict[tuple[str, str], list[tuple[float, int, Hook]]] = {}
        for number, hook in enumerate(hooks):
            if hook.alpha.bounds:
                test, bound = hook.alpha.bounds[0]
                groups.setdefault((test.slot, test.op), []).append((bound, number, hook))
            else:
                plain.append(hook)
        thresholds = []
        for (slot, op), found in sorted(groups.items()):
            found.sort(key=lambda entry: entry[:2])
            thresholds.append(Thresholds(slot, op, [b for b, _, _ in found], [h for _, _, h in found]))
        return Bucket(plain, thresholds)


@dataclass(slots=True)
class Table:
    """Hooks of a frame by the accepted values of one slot. A bucket is put together when first met."""

    hooks: dict[Atom, list[Hook]] = field(default_factory=dict)
    buckets: dict[Atom, Bucket] = field(default_factory=dict)

    def get(self, value: Atom) -> Bucket:
        """The bucket of a value that some hook accepts."""
        bucket = self.buckets.get(value)
        if bucket is None:
            bucket = self.buckets[value] = Bucket.of(self.hooks[value])
        return bucket


class Index:
    """All hooks of a phase."""

    def __init__(self) -> None:
        self._hooks: dict[Alpha, Hook] = {}
        self._tables: dict[str, dict[str, Table]] = {}
        self._loose: dict[str, list[Hook]] = {}
        self._loose_buckets: dict[str, Bucket] = {}
        #: frame -> derived slot -> value -> rules
        self._derived: dict[str, dict[str, dict[Atom, list[int]]]] = {}

    def hang(self, rule: int | None, alpha: Alpha) -> None:
        """The rule is visited when a fact passes the alpha pattern; without one, only its facts are kept."""
        rules = [] if rule is None else [rule]
        hook = self._hooks.get(alpha)
        if hook is not None:
            hook.rules += rules
            return
        hook = self._hooks[alpha] = Hook(alpha, rules)
        alpha.pushed = True
        answered = [test for test, _ in alpha.bounds[:1]]
        if alpha.key is None:
            self._loose.setdefault(alpha.frame, []).append(hook)
        else:
            slot, accepted = alpha.key
            answered += [
                test for test, values in alpha.accepted.items() if test.slot == slot and values is accepted
            ]
            table = self._tables.setdefault(alpha.frame, {}).setdefault(slot, Table())
            for value in accepted:
                table.hooks.setdefault(value, []).append(hook)
        hook.rest = alpha.without(answered) if len(alpha.tests) > len(answered) else None

    def hang_derived(self, rule: int, frame: str, slot: str, accepted: Iterable[Atom]) -> None:
        """The rule is visited when the derived slot of some fact gets one of the values."""
        table = self._derived.setdefault(frame, {}).setdefault(slot, {})
        for value in accepted:
            table.setdefault(value, []).append(rule)

    def enter(self, state: State, facts: Iterable[Fact], active: set[int], ordered: bool = False) -> None:
        """Facts of one frame pass their hooks; `active` gets the rules to visit.

        `ordered`: they are in content order, and the first of their frame to enter.
        """
        for fact in facts:
            tables, loose = self._tables.get(fact.frame), fact.frame in self._loose
            if tables is None and not loose:
                return
            for hook in self._reached(fact, tables or {}, loose):
                if hook.rest is None or hook.rest(fact):
                    memory = state.pushed.get(hook.alpha)
                    if memory is None:
                        state.pushed[hook.alpha] = [fact]
                        active.update(hook.rules)
                    elif ordered:
                        memory.append(fact)
                    else:
                        insort(memory, fact, key=by_id)

    def _reached(self, fact: Fact, tables: Mapping[str, Table], loose: bool) -> Iterable[Hook]:
        found: list[Hook] = []
        slots = fact.slots
        for slot, table in tables.items():
            value = slots.get(slot)
            if value is None:
                continue
            if value.__class__ is tuple:
                members = [one for one in value if one in table.hooks]
                hooks = {id(h): h for one in members for h in _passed(table.get(one), slots)}
                found += hooks.values()
            elif value in table.hooks:
                found += _passed(table.get(value), slots)
        if loose:
            found += _passed(self._loose_bucket(fact.frame), slots)
        return found

    def _loose_bucket(self, frame: str) -> Bucket:
        bucket = self._loose_buckets.get(frame)
        if bucket is None:
            bucket = self._loose_buckets[frame] = Bucket.of(self._loose[frame])
        return bucket

    def enter_given(self, facts: Iterable[Fact], frame: str, active: set[int]) -> None:
        """Given values of derived slots wake rules as concluded ones do."""
        for slot, table in self._derived.get(frame, {}).items():
            for fact in facts:
                value = fact.slots.get(slot)
                if value is not None:
                    for one in value if isinstance(value, tuple) else (value,):
                        active.update(table.get(one, ()))

    def enter_member(self, frame: str, slot: str, value: Atom, active: set[int]) -> None:
        """A derived value was concluded."""
        table = self._derived.get(frame, {}).get(slot)
        if table:
            active.update(table.get(value, ()))


def _passed(bucket: Bucket, slots: Mapping[str, Value]) -> list[Hook]:
    if not bucket.thresholds:
        return bucket.plain
    found = list(bucket.plain)
    for group in bucket.thresholds:
        value = slots.get(group.slot)
        if value is not None:
            found += group.passed(value)  # type: ignore[arg-type]
    return found
