"""One rule as code: closures that enumerate its firings. Made when the rule is first visited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kbctl.engine.inference.alpha import Alphas
from kbctl.engine.inference.heads import Head, head_of
from kbctl.engine.inference.joins import Leftover, Step, cheapest, counted, guarded, negation, step
from kbctl.engine.inference.notes import note_of
from kbctl.engine.inference.patterns import Matcher, match
from kbctl.engine.inference.record import recording
from kbctl.engine.inference.scope import CONCLUSIONS, Scope, named, variables
from kbctl.engine.inference.state import Env, State
from kbctl.engine.inference.support import anonymous, because, supports_of
from kbctl.engine.inference.support import named as support_of_named
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Count, Fill, Not, Pattern, Plan, Raise, Rule


@dataclass(frozen=True, slots=True)
class Compiled:
    """`record` concludes and appends every firing to `env[SINK]`; `conclude` only concludes, into
    `env[CONCLUSIONS]`.

    `again` concludes what rests on a fact of `State.delta`: one search for each pattern that may see
    conclusions of the rule's own circle.
    """

    rule: Rule
    #: the places of an `Env` after the sink and the conclusions
    blank: tuple[None, ...]
    record: Step
    conclude: Step
    again: tuple[Step, ...]


def compile_rule(vocabulary: Vocabulary, alphas: Alphas, rule: Rule, anchor: Pattern | None,
                 recursive: Sequence[Pattern] = ()) -> Compiled:  # fmt: skip
    """Compile a rule. `anchor` is the pattern it hangs on; `recursive` are those that see its own circle."""
    scope = Scope(vocabulary)
    positives = [clause for clause in rule.when if isinstance(clause, Pattern)]
    scope.declare(positives)
    body = _Body(scope, alphas, rule, positives)
    heads = tuple(head_of(rule, a, scope) for a in rule.then if isinstance(a, Fill | Raise | Plan))
    conclude = _concluding(heads)
    supported = because(scope, positives, body.places)
    last = recording(rule, body.variables, supported, list(body.places.values()), heads)
    record = body.search(anchor, False, last)
    whole = body.search(anchor, False, conclude) if recursive else record
    again = tuple(body.search(pattern, True, conclude) for pattern in recursive)
    return Compiled(rule, (None,) * (scope.size[0] - 2), record, whole, again)


class _Body:
    """The `when` of a rule, to be searched in several orders."""

    def __init__(self, scope: Scope, alphas: Alphas, rule: Rule, positives: list[Pattern]) -> None:
        self.scope = scope
        self.alphas = alphas
        self.rule = rule
        self.positives = positives
        self.variables = dict(scope.numbers)
        self.supports = [supports_of(scope, pattern) for pattern in positives]
        #: of patterns that may have several supports, by position: where the first and their number are noted
        noted = [
            i for i, pattern in enumerate(positives) if pattern.id is None or self.supports[i] is not None
        ]
        self.places = {position: scope.pair() for position in noted}
        #: of those, patterns that note it while they are matched
        self.notes = {
            position: note
            for position, place in self.places.items()
            if (note := note_of(scope, positives[position], place)) is not None
        }

    def search(self, first: Pattern | None, delta: bool, last: Step) -> Step:
        """A chain that calls `last` once for each set of values of the named variables.

        `first` is tried first; with `delta` only on the facts of the delta.
        """
        bound: set[str] = set()
        left = Leftover(self.scope)
        guards = self._guards()
        before = self._ready(guards, bound)
        steps: list[tuple[Matcher, bool, list[Step]]] = []
        rest = [p for p in self.positives if p.id is not None or named(p) or (delta and p is first)]
        while rest:
            chosen = (
                first
                if first is not None and not steps and first in rest
                else cheapest(self.alphas, rest, bound)
            )
            rest = [p for p in rest if p is not chosen]
            note = next((n for i, n in self.notes.items() if self.positives[i] is chosen), None)
            matcher = match(self.scope, self.alphas, chosen, bound, delta and chosen is first, note)
            if chosen.id is None:
                matcher.left.clear()  # a `_` pattern is asked once more, when all variables are bound
            left.settle(matcher, bound)
            steps.append((matcher, chosen.id is None, self._ready(guards, bound)))
            rest = [p for p in rest if p.id is not None or not bound.issuperset(named(p))]
        if left.waiting or guards:
            return lambda state, env: False  # a variable that nothing binds
        for matcher, distinct, after in reversed(steps):
            last = step(matcher, last, after, distinct)
        return guarded(before, last)

    def _guards(self) -> list[tuple[set[str], Callable[[set[str]], Step]]]:
        """What is asked when its variables are bound: `_` patterns, negations, counts."""
        guards: list[tuple[set[str], Callable[[set[str]], Step]]] = []
        for position, pattern in enumerate(self.positives):
            if position in self.places and position not in self.notes:
                guards.append((variables([pattern]), self._support(position, pattern)))
        for clause in self.rule.when:
            if not isinstance(clause, Pattern):
                guards.append((variables(clause.patterns) & set(self.variables), self._absent(clause)))
        return guards

    def _support(self, position: int, pattern: Pattern) -> Callable[[set[str]], Step]:
        place, supports = self.places[position], self.supports[position]
        if pattern.id is not None and supports is not None:
            return lambda bound: support_of_named(self.scope, pattern, place, supports)
        return lambda bound: anonymous(match(self.scope, self.alphas, pattern, set(bound)), place, supports)

    def _absent(self, clause: Not | Count) -> Callable[[set[str]], Step]:
        if isinstance(clause, Not):
            return lambda bound: negation(self.scope, self.alphas, clause, bound)
        return lambda bound: counted(self.scope, self.alphas, clause, bound)

    def _ready(
        self, guards: list[tuple[set[str], Callable[[set[str]], Step]]], bound: set[str]
    ) -> list[Step]:
        """Guards whose variables are bound, taken from the list."""
        ready = [make(bound) for needs, make in guards if needs <= bound]
        guards[:] = [(needs, make) for needs, make in guards if not needs <= bound]
        return ready


def _concluding(heads: Sequence[Head]) -> Step:
    def last(state: State, env: Env) -> bool:
        for head in heads:
            head(env[CONCLUSIONS], env)
        return False

    return last
