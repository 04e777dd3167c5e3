"""From facts to rules: a rule hangs on one of its patterns, and waits for a fact that passes its tests.

Each fact looks up its own values: equality tests are found in a table, order tests in sorted thresholds by
bisection, so tests that cannot hold are never tried. What a fact passes is kept as the memory of the alpha
pattern.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kbctl.engine.inference.alpha import Alpha, FactTest
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.state import State, by_id
from kbctl.rules.model import Atom


@dataclass(slots=True)
class Hook:
    """An alpha pattern and the rules that hang on it, each with its level. A rule hangs on one hook only.

    `rest` are the tests that its bucket does not answer.
    """

    alpha: Alpha
    rules: list[tuple[int, int]]
    rest: FactTest | None = None


@dataclass(slots=True)
class Thresholds:
    """Hooks of one slot and operator, by their bound: a value meets those before its cut, or those after."""

    slot: str
    op: str
    bounds: list[float]
    hooks: list[Hook]
    #: the place in the bounds up to which (`low`) or from which they are met
    cut: Callable[[list[float], float], int] = field(init=False)
    low: bool = field(init=False)

    def __post_init__(self) -> None:
        self.cut = bisect_right if self.op in ("gte", "lt") else bisect_left
        self.low = self.op in ("gte", "gt")


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

    def get(self, value: Atom) -> Bucket | None:
        """The bucket of a value, None where no hook accepts it."""
        bucket = self.buckets.get(value)
        if bucket is None and value in self.hooks:
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

    def hang(self, alpha: Alpha, rule: int | None = None, level: int = 0) -> None:
        """The rule is visited when a fact passes the alpha pattern; without one, only its facts are kept."""
        rules = [] if rule is None else [(level, rule)]
        hook = self._hooks.get(alpha)
        if hook is not None:
            hook.rules += rules
            return
        hook = self._hooks[alpha] = Hook(alpha, rules)
        alpha.pushed = True
        answered = [test for test, _ in alpha.bounds[:1]]
        if alpha.one is not None:
            answered.append(alpha.one)
            self._table(alpha, "id").hooks.setdefault(str(alpha.one.operand), []).append(hook)
        elif alpha.key is None:
            self._loose.setdefault(alpha.frame, []).append(hook)
        else:
            slot, accepted = alpha.key
            answered += [
                test for test, values in alpha.accepted.items() if test.slot == slot and values is accepted
            ]
            table = self._table(alpha, slot)
            for value in accepted:
                table.hooks.setdefault(value, []).append(hook)
        hook.rest = alpha.without(answered) if len(alpha.tests) > len(answered) else None

    def _table(self, alpha: Alpha, slot: str) -> Table:
        return self._tables.setdefault(alpha.frame, {}).setdefault(slot, Table())

    def hang_derived(self, rule: int, frame: str, slot: str, accepted: Iterable[Atom]) -> None:
        """The rule is visited when the derived slot of some fact gets one of the values."""
        table = self._derived.setdefault(frame, {}).setdefault(slot, {})
        for value in accepted:
            table.setdefault(value, []).append(rule)

    def enter(self, state: State, facts: Iterable[Fact], frame: str, met: Sequence[list[int]],
              ordered: bool = False) -> None:  # fmt: skip
        """Facts of a frame pass their hooks; `met` gets the rules to visit, by level.

        `ordered`: they are in content order, and the first of their frame to enter.
        """
        tables = list(self._tables.get(frame, {}).items())
        loose = self._loose_bucket(frame) if frame in self._loose else None
        if not tables and loose is None:
            return
        pushed = state.pushed
        for fact in facts:
            for hook in _reached(fact, tables, loose):
                if hook.rest is not None and not hook.rest(fact):
                    continue
                memory = pushed.get(hook.alpha)
                if memory is None:
                    pushed[hook.alpha] = [fact]
                    for level, rule in hook.rules:
                        met[level].append(rule)
                elif ordered:
                    memory.append(fact)
                else:
                    insort(memory, fact, key=by_id)

    def _loose_bucket(self, frame: str) -> Bucket:
        bucket = self._loose_buckets.get(frame)
        if bucket is None:
            bucket = self._loose_buckets[frame] = Bucket.of(self._loose[frame])
        return bucket

    def enter_given(self, facts: Iterable[Fact], frame: str, active: set[int]) -> None:
        """Given values of derived slots wake rules as concluded ones do."""
        tables = self._derived.get(frame)
        if not tables:
            return
        for fact in facts:
            if tables.keys().isdisjoint(fact.slots):
                continue
            for slot, table in tables.items():
                value = fact.slots.get(slot, ())
                for one in value if isinstance(value, tuple) else (value,):
                    active.update(table.get(one, ()))

    def enter_member(self, frame: str, slot: str, value: Atom, active: set[int]) -> None:
        """A derived value was concluded."""
        table = self._derived.get(frame, {}).get(slot)
        if table:
            active.update(table.get(value, ()))


def _reached(fact: Fact, tables: Iterable[tuple[str, Table]], loose: Bucket | None) -> Sequence[Hook]:
    """The hooks whose key and first bound a fact meets."""
    slots = fact.slots
    found: Sequence[Hook] = () if loose is None else _passed(loose, slots)
    for slot, table in tables:
        value: Any = slots.get(slot) if slot != "id" else fact.id
        hooks: Sequence[Hook] = ()
        if value.__class__ is tuple:
            buckets = [bucket for one in value if (bucket := table.get(one)) is not None]
            hooks = list({id(hook): hook for bucket in buckets for hook in _passed(bucket, slots)}.values())
        elif value is not None:
            bucket = table.buckets.get(value) or table.get(value)
            if bucket is not None:
                hooks = bucket.plain if not bucket.thresholds else _passed(bucket, slots)
        found = [*found, *hooks] if found else hooks
    return found


def _passed(bucket: Bucket, slots: Mapping[str, Any]) -> list[Hook]:
    found = list(bucket.plain)
    for group in bucket.thresholds:
        value = slots.get(group.slot)
        if value is not None:
            place = group.cut(group.bounds, value)
            found += group.hooks[:place] if group.low else group.hooks[place:]
    return found
