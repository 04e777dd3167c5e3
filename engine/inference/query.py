"""Do these clauses hold, and if not, which one fails first? Asked for gates, and for rules that did not fire.

    holds(vocabulary, clauses, bindings, facts)            -> bool
    unmet(vocabulary, clauses, bindings, facts)            -> Failure | None
    first_failure(vocabulary, rule, facts, bindings)       -> Failure | None

`bindings` are values of outer variables by name (ids for variables that name facts); all other variables are
free, and the clauses hold if there is some way to bind them. `facts` are those of a closure, derived ones
included.

Clauses are looked at in file order, positive ones first: patterns 1 to k hold together and k+1 does not, then
k+1 is what fails, however many of the later ones would hold alone. Only where all positive ones hold together
are negations and counts asked, again in file order. So what is reported is the clause that stops the deepest
partial match.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kbctl.engine.inference.alpha import Alphas
from kbctl.engine.inference.compare import ORDER
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.joins import Leftover, counted, negation, within
from kbctl.engine.inference.patterns import Matcher, match_openly, operand, read_slot
from kbctl.engine.inference.scope import Scope
from kbctl.engine.inference.state import Env, State
from kbctl.ontology.source import Location
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Clause, Comparison, Count, Not, Operator, Pattern, Rule, Variable


@dataclass(frozen=True, slots=True)
class Failure:
    """Why clauses do not hold.

    kind `missing`     there is no fact of `frame` (or none with the bound id)
         `comparison`  the fact that comes nearest, `facts[0]`, fails `comparison`: `slot` has `found` (empty
         where the
                       slot is missing), and `op` needs `needed`; `also` are further comparisons that it fails
         `not`         `facts` satisfy the negated patterns
         `count`       `found` facts were counted (they are `facts`), and `op` needs `needed`

    `at` is the place of the comparison, or of the clause. `bindings` are the variables of the partial match,
    by name.
    """

    kind: Literal["missing", "comparison", "not", "count"]
    clause: Clause
    at: Location
    frame: str
    bindings: tuple[tuple[str, Value], ...]
    facts: tuple[Fact, ...] = ()
    comparison: Comparison | None = None
    slot: str = ""
    op: Operator | None = None
    found: tuple[Value, ...] = ()
    needed: Value | None = None
    also: tuple[Comparison, ...] = ()


def holds(vocabulary: Vocabulary, clauses: Sequence[Clause], bindings: Mapping[str, Value],
          facts: Iterable[Fact]) -> bool:  # fmt: skip
    """Whether all clauses hold under the outer bindings."""
    return unmet(vocabulary, clauses, bindings, facts) is None


def first_failure(vocabulary: Vocabulary, rule: Rule, facts: Iterable[Fact],
                  bindings: Mapping[str, Value]) -> Failure | None:  # fmt: skip
    """The first clause of a rule that fails under the bindings, None where it fires."""
    return unmet(vocabulary, rule.when, bindings, facts)


def unmet(vocabulary: Vocabulary, clauses: Sequence[Clause], bindings: Mapping[str, Value],
          facts: Iterable[Fact]) -> Failure | None:  # fmt: skip
    """The first clause that does not hold under the outer bindings, None where all do."""
    return _Question(vocabulary, State(facts), clauses, bindings).answer()


class _Question:
    """Clauses, facts, and the ways found so far to bind the variables."""

    def __init__(self, vocabulary: Vocabulary, state: State, clauses: Sequence[Clause],
                 bindings: Mapping[str, Value]) -> None:  # fmt: skip
        self.state = state
        self.clauses = clauses
        self.alphas = Alphas(vocabulary)
        self.scope = Scope(vocabulary)
        self.scope.given(bindings, state.base)
        self.bound = set(bindings)
        self.scope.declare(clause for clause in clauses if isinstance(clause, Pattern))
        self.names = dict(self.scope.numbers)
        start: Env = [None] * self.scope.size[0]
        for name, value in bindings.items():
            start[self.scope.numbers[name]] = value
        self.ways: list[Env] = [start]

    def answer(self) -> Failure | None:
        left = Leftover(self.scope)
        for clause in self.clauses:
            if isinstance(clause, Pattern) and (failure := self._positive(clause, left)):
                return failure
        if left.waiting:
            test, pattern, place = left.waiting[0]
            return self._unbound(test, pattern, self.ways[0], self.ways[0][place])
        for clause in self.clauses:
            if not isinstance(clause, Pattern) and (failure := self._absent(clause)):
                return failure
        return None

    def _positive(self, pattern: Pattern, left: Leftover) -> Failure | None:
        matcher = match_openly(self.scope, self.alphas, pattern, self.bound)
        left.settle(matcher, self.bound)
        further: dict[tuple[object, ...], Env] = {}
        nearest: tuple[tuple[int, int], Env, Fact, list[int]] | None = None
        for way in self.ways:
            for fact in matcher.source(self.state, way):
                env = self._room(way)
                failed = [i for i, check in enumerate(matcher.checks) if not check(self.state, fact, env)]
                if not failed:
                    further.setdefault(tuple(map(_mark, env)), env)
                elif nearest is None or (len(failed), -failed[0]) < nearest[0]:
                    nearest = ((len(failed), -failed[0]), env, fact, failed)
        if further:
            self.ways = list(further.values())
            return None
        if nearest is None:
            return Failure("missing", pattern, pattern.at, pattern.frame, self._bindings(self.ways[0]))
        _, env, fact, failed = nearest
        return self._comparison(pattern, matcher, env, fact, failed)

    def _comparison(
        self, pattern: Pattern, matcher: Matcher, env: Env, fact: Fact, failed: list[int]
    ) -> Failure:
        """The first comparison that the nearest fact fails, of this pattern or of an earlier one."""
        labels = [label for i in failed if (label := matcher.labels[i]) is not None]
        if not labels:
            return Failure("missing", pattern, pattern.at, pattern.frame, self._bindings(env))
        test = labels[0]
        clause, about = pattern, fact
        if not any(test is own for own in pattern.tests):
            clause, about = next((c, f) for c, f in self._earlier(env) if any(test is own for own in c.tests))
        value = read_slot(self.scope, clause.frame, test.slot)(self.state, about)
        return Failure(
            "comparison",
            clause,
            test.at,
            clause.frame,
            self._bindings(env),
            (about,),
            test,
            test.slot,
            test.op,
            () if value is None else (value,),  # type: ignore[arg-type]
            self._needed(test, env),
            tuple(labels[1:]),
        )

    def _unbound(self, test: Comparison, pattern: Pattern, env: Env, fact: Fact) -> Failure:
        """A comparison with a variable that nothing binds never holds."""
        bindings = self._bindings(env)
        return Failure(
            "comparison", pattern, test.at, pattern.frame, bindings, (fact,), test, test.slot, test.op
        )

    def _room(self, env: Env) -> Env:
        """A copy with room for what has been compiled since."""
        return [*env, *[None] * (self.scope.size[0] - len(env))]

    def _earlier(self, env: Env) -> list[tuple[Pattern, Fact]]:
        """Patterns with the facts that were kept for them."""
        kept = [value for value in env if isinstance(value, Fact)]
        patterns = [clause for clause in self.clauses if isinstance(clause, Pattern)]
        return [(pattern, fact) for pattern in patterns for fact in kept if fact.frame == pattern.frame]

    def _needed(self, test: Comparison, env: Env) -> Value | None:
        value: object = test.operand
        if isinstance(test.operand, Variable):
            value = operand(self.scope, test.operand)[1](self.state, env)
        if test.op in ORDER and test.times != 1 and isinstance(value, int | float):
            value = value * test.times
        return value  # type: ignore[return-value]

    def _absent(self, clause: Not | Count) -> Failure | None:
        compiled = negation if isinstance(clause, Not) else counted
        check = compiled(self.scope, self.alphas, clause, set(self.bound))  # type: ignore[arg-type]
        good = [way for way in self.ways if check(self.state, self._room(way))]
        if good:
            self.ways = good
            return None
        way = self.ways[0]
        ways = self._inside(clause.patterns, way)
        frame, bindings = clause.patterns[0].frame, self._bindings(way)
        if isinstance(clause, Not):
            return Failure("not", clause, clause.at, frame, bindings, tuple(_each_once(ways[0])))
        counted_ = tuple(_each_once([facts[0] for facts in ways]))
        op, needed = next((op, bound) for op, bound in clause.bounds if not within(op, bound)(len(counted_)))
        return Failure(
            "count", clause, clause.at, frame, bindings, counted_, None, "", op, (len(counted_),), needed
        )

    def _inside(self, patterns: Sequence[Pattern], way: Env) -> list[list[Fact]]:
        """The facts that satisfy patterns of a `not` or `count` together, one for each pattern."""
        inner = self.scope.inner(patterns)
        bound, left = set(self.bound), Leftover(inner)
        ways: list[tuple[Env, list[Fact]]] = [(list(way), [])]
        for pattern in patterns:
            matcher = match_openly(inner, self.alphas, pattern, bound)
            left.settle(matcher, bound)
            further = []
            for before, facts in ways:
                for fact in matcher.source(self.state, before):
                    env = self._room(before)
                    if all(check(self.state, fact, env) for check in matcher.checks):
                        further.append((env, [*facts, fact]))
            ways = further
        return [] if left.waiting else [facts for _, facts in ways]

    def _bindings(self, env: Env) -> tuple[tuple[str, Value], ...]:
        known = {name: env[number] for name, number in self.names.items()}
        return tuple(sorted((name, value) for name, value in known.items() if value is not None))


def _mark(value: object) -> object:
    return id(value) if isinstance(value, Fact) else value


def _each_once(facts: Iterable[Fact]) -> list[Fact]:
    return list({id(fact): fact for fact in facts}.values())
