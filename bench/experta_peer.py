"""experta: rules as objects of a KnowledgeEngine, facts declared all at once, firings noted by the
actions.

Its EXISTS does not join with other patterns, and its NOT takes one pattern (several become the absence of
one of them). So "any" patterns are plain ones, and the action notes a firing once; "at most one" is the
absence of a fact that a helping rule asserts where there are two. Its agenda loses track of activations
that are withdrawn where several rest on the same facts, and fires them although their NOT no longer
holds; `SoundAgenda` looks at all of them.

experta is LGPL and does not import on Python 3.10 or later without the aliases below; it is measured here
and used nowhere else.
"""

from __future__ import annotations

import bisect
import collections
import collections.abc
import time
from collections.abc import Callable
from typing import Any

for _name in ("Mapping", "MutableMapping", "Iterable", "Hashable", "Sequence", "Callable"):
    if not hasattr(collections, _name):
        setattr(collections, _name, getattr(collections.abc, _name))

from experta import MATCH, NOT, TEST, Fact, KnowledgeEngine, L, P, Rule  # noqa: E402
from experta.strategies import DepthStrategy  # noqa: E402
from kbctl.ontology.vocab import Vocabulary  # noqa: E402
from kbctl.rules.model import Comparison, Count, Not, Pattern, Variable  # noqa: E402
from kbctl.rules.model import Rule as KbRule  # noqa: E402

from bench.chain import accepted, fill, needed, parts, recommend, relation, variables  # noqa: E402
from bench.peer import Conclusions  # noqa: E402
from bench.workload import Session, Workload  # noqa: E402

Check = Callable[[Any], bool]
BOUNDS: dict[str, Callable[[Any], Check]] = {
    "lt": lambda bound: lambda value: value < bound,
    "lte": lambda bound: lambda value: value <= bound,
    "gt": lambda bound: lambda value: value > bound,
    "gte": lambda bound: lambda value: value >= bound,
}
Log = list[tuple[str, tuple[Any, ...]]]


class SoundAgenda(DepthStrategy):  # type: ignore[misc]
    """The order of experta, but what is withdrawn is found among all activations of equal rank."""

    def _update_agenda(self, agenda: Any, added: Any, removed: Any) -> None:
        waiting = agenda.activations
        for activation in removed:
            activation.key = self.get_key(activation)
            place = bisect.bisect_left(waiting, activation)
            while place < len(waiting) and waiting[place].key == activation.key:
                if waiting[place] == activation:
                    del waiting[place]
                    break
                place += 1
        for activation in added:
            activation.key = self.get_key(activation)
            bisect.insort(waiting, activation)


class Experta:
    name = "experta"
    what = "facts declared, rules run, firings noted"

    def compile(self, load: Workload) -> None:
        self.load = load
        vocabulary = load.vocabulary
        names = list(vocabulary.frames)
        names += [
            relation(f.name, s.name)
            for f in vocabulary.frames.values()
            for s in f.slots.values()
            if s.derived
        ]
        names.append("many")
        self.kinds = {name: type(name.replace("-", "_").title(), (Fact,), {}) for name in names}
        self.predicates: dict[tuple[str, float], P] = {}
        #: helping rules of counts, by what they count
        self.helpers: dict[tuple[Any, ...], Rule] = {}
        body: dict[str, Any] = {"record": None, "__strategy__": SoundAgenda}
        for rule in load.rules:
            body[rule.id] = self.rule(rule)
        body |= {f"helper{number}": rule for number, rule in enumerate(self.helpers.values())}
        self.engine = type("Workload", (KnowledgeEngine,), body)()
        # reset() looks for deffacts among all attributes, rules included, each time: once is enough
        found = self.engine.get_deffacts()
        self.engine.get_deffacts = lambda: found

    def before(self, session: Session) -> Session:
        return session

    def run(self, session: Session) -> tuple[Log, list[Any]]:
        engine, kinds = self.engine, self.kinds
        record: dict[tuple[str, tuple[Any, ...]], bool] = {}
        engine.record = record
        engine.reset()
        facts = []
        for number, raw in enumerate(session):
            slots = {n: tuple(v) if isinstance(v, list) else v for n, v in raw.slots.items()}
            facts.append(kinds[raw.frame](id=raw.id, n=number, **slots))
        engine.declare(*facts)
        engine.run()
        return list(record), list(engine.facts.values())

    def conclusions(self, result: tuple[Log, list[Any]]) -> Conclusions:
        record, facts = result
        rules = {rule.id: rule for rule in self.load.rules}
        recommended = {
            (ident, values[variables(rules[ident]).index(chosen.target.name)])
            for ident, values in record
            if (chosen := recommend(rules[ident]))
        }
        slots = {
            self.kinds[relation(f.name, s.name)]: s.name
            for f in self.load.vocabulary.frames.values()
            for s in f.slots.values()
            if s.derived
        }
        derived = frozenset(
            (fact["of"], slots[type(fact)], fact["value"]) for fact in facts if type(fact) in slots
        )
        if len(set(record)) != len(record):
            raise ValueError("experta fired one rule twice with the same bindings")
        firings = frozenset(
            (ident, tuple(zip(variables(rules[ident]), v, strict=True))) for ident, v in record
        )
        return Conclusions(firings, derived, frozenset(recommended))

    def clock(self) -> float:
        return time.process_time()

    def rule(self, rule: KbRule) -> Rule:
        names, ident, action = variables(rule), rule.id, fill(rule)
        kind: Any = self.kinds[relation(action.frame, action.slot)] if action else None

        def act(engine: Any, **bound: Any) -> None:
            key = (ident, tuple([bound[name] for name in names]))
            if key in engine.record:
                return
            engine.record[key] = True
            if action:
                fact = kind(value=action.value, of=bound[action.target.name])
                engine.declare(fact)

        made = Rule(*_Writer(self, rule).conditions(), salience=-10 * self.load.strata[ident])
        return made(act)

    def predicate(self, test: Comparison) -> P:
        """One predicate for a bound, so that nodes are shared."""
        key = (test.op, float(test.operand))  # type: ignore[arg-type]
        found = self.predicates.get(key)
        if found is None:
            found = self.predicates[key] = P(BOUNDS[test.op](test.operand))
        return found


class _Writer:
    """The conditions of one rule."""

    def __init__(self, peer: Experta, rule: KbRule) -> None:
        self.peer = peer
        self.rule = rule
        self.vocabulary: Vocabulary = peer.load.vocabulary
        self.needed = needed(rule)
        self.tests: list[TEST] = []
        self.fresh = 0

    def conditions(self) -> list[Any]:
        bound: set[str] = set()
        positive = [clause for clause in self.rule.when if isinstance(clause, Pattern)]
        named = sorted((p for p in positive if p.id is not None), key=lambda p: p.frame == "event")
        found = [made for pattern in named for made in self.pattern(pattern, bound)]
        found += self.tests
        for pattern in positive:
            if pattern.id is None:
                found += self.pattern(pattern, bound)
        for clause in self.rule.when:
            if isinstance(clause, Not):
                (pattern,) = clause.patterns
                found += [NOT(made) for made in self.pattern(pattern, set(bound))]
            elif isinstance(clause, Count):
                found += self.count(clause, bound)
        return found

    def count(self, clause: Count, bound: set[str]) -> list[Any]:
        """So many facts in ascending order; the absence of one; or of what a helping rule says of several."""
        ((op, number),) = clause.bounds
        (pattern,) = clause.patterns
        if op == "gte":
            return self.several(pattern, number, bound)
        if number == 0:
            return [NOT(made) for made in self.pattern(pattern, set(bound))]
        (outer,) = {t.operand.name for t in pattern.tests if isinstance(t.operand, Variable)}
        key = (number, pattern.frame, *((t.slot, t.op, t.operand) for t in pattern.tests))
        name = repr(key)
        many = self.peer.kinds["many"]
        if key not in self.peer.helpers:

            def act(engine: Any, **bound: Any) -> None:
                engine.declare(many(value=name, of=bound[outer]))

            self.peer.helpers[key] = Rule(*self.several(pattern, number + 1, set()))(act)
        return [NOT(many(value=name, of=getattr(MATCH, outer)))]

    def several(self, pattern: Pattern, number: int, bound: set[str]) -> list[Any]:
        made: list[Any] = []
        for k in range(number):
            made += self.pattern(pattern, set(bound), {"n": getattr(MATCH, f"n{k}")})
            if k:
                made.append(TEST(_ASCENDING[k]))
        return made

    def pattern(self, pattern: Pattern, bound: set[str], extra: dict[str, Any] | None = None) -> list[Any]:
        taken = parts(self.vocabulary, pattern, bound)
        made = []
        if taken.base:
            slots: dict[str, Any] = dict(extra or {})
            for test in taken.base.tests:
                constraint = self.test(taken.base, test, bound)
                if constraint is not None:
                    slots[test.slot] = slots[test.slot] & constraint if test.slot in slots else constraint
            if pattern.id:
                match = getattr(MATCH, pattern.id.name)
                slots["id"] = match & slots["id"] if "id" in slots else match
                bound.add(pattern.id.name)
                for slot in sorted(slot for name, slot in self.needed if name == pattern.id.name):
                    slots[slot] = getattr(MATCH, f"{pattern.id.name}_{slot}")
            made.append(self.peer.kinds[pattern.frame](**slots))
        for derived in taken.derived:
            slots = {"value": derived.test.operand}
            if derived.entity:
                slots["of"] = getattr(MATCH, derived.entity.name)
            made.append(self.peer.kinds[derived.relation](**slots))
        return made

    def test(self, pattern: Pattern, test: Comparison, bound: set[str]) -> Any:
        operand = test.operand
        if isinstance(operand, Variable):
            if operand.slot:
                self.fresh += 1
                name = f"v{self.fresh}"
                self.tests.append(_scaled(name, f"{operand.name}_{operand.slot}", test))
                return getattr(MATCH, name)
            bound.add(operand.name)
            match = getattr(MATCH, operand.name)
            return ~match if test.op == "ne" else match
        if test.op in BOUNDS:
            return self.peer.predicate(test)
        slot = self.vocabulary.slot(pattern.frame, test.slot)
        if slot is None:
            return L(operand)
        if test.op == "contains":
            return P(lambda value: operand in value)
        names = accepted(self.vocabulary, slot, operand)
        if names is None:
            return None
        if len(names) == 1:
            return L(names[0])
        wanted = frozenset(names)
        return P(lambda value: value in wanted)


_ASCENDING: dict[int, Callable[..., bool]] = {
    1: lambda n0, n1: n0 < n1,
    2: lambda n1, n2: n1 < n2,
}


def _scaled(name: str, bound: str, test: Comparison) -> TEST:
    """A test of a value against a scaled slot of another fact; experta passes arguments by name."""
    check, times = BOUNDS[test.op], test.times
    space: dict[str, Any] = {"check": check, "times": times}
    made = eval(f"lambda {name}, {bound}: check({bound} * times)({name})", space)  # both names are our own
    return TEST(made)
