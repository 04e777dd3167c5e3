"""Patterns joined: chains of steps, each trying the facts of one pattern and calling the next.

A step returns True to stop the search, so the same chains enumerate (the last step returns False) and ask
whether there is anything at all (the last step returns True). Loops stand where any() over a generator would
be shorter: this is the hot path.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kbctl.engine.inference.alpha import Alphas
from kbctl.engine.inference.compare import ORDER
from kbctl.engine.inference.notes import Check
from kbctl.engine.inference.patterns import Matcher, compare, match
from kbctl.engine.inference.scope import Scope, named, needed
from kbctl.engine.inference.state import Env, State
from kbctl.rules.model import Comparison, Count, Not, Pattern

Step = Callable[[State, Env], bool]


def found(state: State, env: Env) -> bool:
    """The last step of a chain that only asks whether there is anything."""
    return True


def step(matcher: Matcher, then: Step, guards: Sequence[Step] = (), distinct: bool = False) -> Step:
    """Try the facts of one pattern, and go on where all guards hold. `distinct`: go on once for each set of
    values that it binds.
    """
    source, checks = matcher.source, tuple(matcher.checks)
    if not distinct and len(guards) == len(checks) == 1 and matcher.names is not None:
        return _each_guarded(matcher, matcher.names, guards[0], then)
    then = guarded(guards, then)
    if distinct:
        return _distinct(matcher, then)
    if not checks:
        if then is found:
            return lambda state, env: bool(source(state, env))
        return _each(matcher, then)
    if matcher.names is not None and len(checks) <= 2:
        return _each_named(matcher, matcher.names, then)
    if len(checks) == 1:
        check = checks[0]

        def one(state: State, env: Env) -> bool:
            for fact in source(state, env):  # noqa: SIM110
                if check(state, fact, env) and then(state, env):
                    return True
            return False

        return one

    def several(state: State, env: Env) -> bool:
        for fact in source(state, env):
            for check in checks:
                if not check(state, fact, env):
                    break
            else:
                if then(state, env):
                    return True
        return False

    return several


def _each_named(matcher: Matcher, number: int, then: Step) -> Step:
    """Facts that get a name, which is the first check, and are asked one thing more at most."""
    source, rest = matcher.source, matcher.checks[1:]
    if rest:
        (check,) = rest

        def checked(state: State, env: Env) -> bool:
            for fact in source(state, env):
                env[number] = fact.id
                if check(state, fact, env) and then(state, env):
                    return True
            return False

        return checked

    def each(state: State, env: Env) -> bool:
        for fact in source(state, env):
            env[number] = fact.id
            if then(state, env):
                return True
        return False

    return each


def _each_guarded(matcher: Matcher, number: int, guard: Step, then: Step) -> Step:
    """Facts that get a name, and are asked one thing more."""
    source = matcher.source

    def each(state: State, env: Env) -> bool:
        for fact in source(state, env):
            env[number] = fact.id
            if guard(state, env) and then(state, env):
                return True
        return False

    return each


def _each(matcher: Matcher, then: Step) -> Step:
    source = matcher.source

    def each(state: State, env: Env) -> bool:
        for _ in source(state, env):  # noqa: SIM110
            if then(state, env):
                return True
        return False

    return each


def _distinct(matcher: Matcher, then: Step) -> Step:
    source, checks, fresh = matcher.source, tuple(matcher.checks), tuple(matcher.fresh)

    def distinct(state: State, env: Env) -> bool:
        seen = set()
        for fact in source(state, env):
            if all(check(state, fact, env) for check in checks):
                values = tuple([env[number] for number in fresh])
                if values not in seen:
                    seen.add(values)
                    if then(state, env):
                        return True
        return False

    return distinct


def guarded(guards: Sequence[Step], then: Step) -> Step:
    """Go on only where all guards hold."""
    if not guards:
        return then
    if len(guards) == 1:
        only = guards[0]
        return lambda state, env: only(state, env) and then(state, env)
    several = tuple(guards)

    def step(state: State, env: Env) -> bool:
        for guard in several:
            if not guard(state, env):
                return False
        return then(state, env)

    return step


class Leftover:
    """Tests that wait for a variable: the fact they are about is kept in a place of the `Env`."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.waiting: list[tuple[Comparison, Pattern, int]] = []

    def settle(self, matcher: Matcher, bound: set[str]) -> None:
        """Keep what the matcher leaves over, and ask what can be asked now."""
        if matcher.left:
            place = self.scope.place()
            matcher.add(_keep(place))
            self.waiting += [(test, matcher.pattern, place) for test in matcher.left]
        for entry in list(self.waiting):
            test, pattern, place = entry
            if needed(test) in bound:
                self.waiting.remove(entry)
                matcher.add(_later(compare(self.scope, pattern, test), place), test)


def _keep(place: int) -> Check:
    def keep(state: State, fact: object, env: Env) -> bool:
        env[place] = fact
        return True

    return keep


def _later(check: Check, place: int) -> Check:
    return lambda state, fact, env: check(state, env[place], env)


def ordered(alphas: Alphas, patterns: Sequence[Pattern], bound: set[str]) -> list[Pattern]:
    """An order of the patterns in which each has few facts to try. It changes the speed, never the result."""
    rest, known, result = list(patterns), set(bound), []
    while rest:
        chosen = cheapest(alphas, rest, known)
        rest = [pattern for pattern in rest if pattern is not chosen]
        result.append(chosen)
        known.update(named(chosen))
    return result


def cheapest(alphas: Alphas, patterns: Sequence[Pattern], known: set[str]) -> Pattern:
    """The pattern that has the fewest facts to try."""
    return min(patterns, key=lambda pattern: _cost(alphas, pattern, known))


def _cost(alphas: Alphas, pattern: Pattern, known: set[str]) -> float:
    """About how many of a hundred facts there will be to try."""
    if pattern.id is not None and pattern.id.name in known:
        return 0.0
    frame = alphas.vocabulary.frames.get(pattern.frame)
    facts = alphas.of(pattern).share * (1 if frame is not None and frame.single else 100)
    for test in pattern.tests:
        if needed(test) in known:
            facts *= 0.6 if test.op in ORDER or test.op == "ne" else 0.05
    return facts


def chain(scope: Scope, alphas: Alphas, patterns: Sequence[Pattern], bound: set[str], last: Step) -> Step:
    """A chain over the patterns in the order given. A test whose variable nothing binds never holds."""
    left = Leftover(scope)
    matchers = []
    for pattern in patterns:
        matcher = match(scope, alphas, pattern, bound)
        left.settle(matcher, bound)
        matchers.append(matcher)
    if left.waiting:
        return lambda state, env: False
    for matcher in reversed(matchers):
        last = step(matcher, last)
    return last


def negation(scope: Scope, alphas: Alphas, clause: Not, bound: set[str]) -> Step:
    """Holds where the patterns cannot be satisfied together."""
    inner = scope.inner(clause.patterns)
    if len(clause.patterns) == 1:
        matcher = match(inner, alphas, clause.patterns[0], set(bound))
        if matcher.exact and not matcher.left:
            return _none_of(matcher)
    exists = chain(inner, alphas, ordered(alphas, clause.patterns, bound), set(bound), found)
    return lambda state, env: not exists(state, env)


def _none_of(matcher: Matcher) -> Step:
    """There is nothing that the source gives."""
    source, alpha = matcher.source, matcher.alpha
    if matcher.pushed:
        return lambda state, env: alpha not in state.pushed
    return lambda state, env: not source(state, env)


def counting(scope: Scope, alphas: Alphas, clause: Count, bound: set[str]) -> Callable[[State, Env], int]:
    """How many distinct facts satisfy the first pattern, together with the others."""
    inner = scope.inner(clause.patterns)
    first, *others = clause.patterns
    known = set(bound)
    left = Leftover(inner)
    head = match(inner, alphas, first, known)
    left.settle(head, known)
    matchers = []
    for pattern in ordered(alphas, others, known):
        matcher = match(inner, alphas, pattern, known)
        left.settle(matcher, known)
        matchers.append(matcher)
    if left.waiting:
        return lambda state, env: 0
    if head.exact and not others:
        source = head.source
        return lambda state, env: len(source(state, env))
    rest: Step = found
    for matcher in reversed(matchers):
        rest = step(matcher, rest)
    return _counter(head, rest)


def _counter(head: Matcher, rest: Step) -> Callable[[State, Env], int]:
    source, checks = head.source, tuple(head.checks)

    def number(state: State, env: Env) -> int:
        count = 0
        for fact in source(state, env):
            for check in checks:
                if not check(state, fact, env):
                    break
            else:
                count += rest(state, env)
        return count

    return number


def counted(scope: Scope, alphas: Alphas, clause: Count, bound: set[str]) -> Step:
    """Holds where the number is within the bounds."""
    number = counting(scope, alphas, clause, bound)
    tests = [within(op, bound_) for op, bound_ in clause.bounds]
    if len(tests) == 1:
        only = tests[0]
        return lambda state, env: only(number(state, env))

    def holds(state: State, env: Env) -> bool:
        count = number(state, env)
        return all(test(count) for test in tests)

    return holds


def within(op: str, bound: int) -> Callable[[int], bool]:
    """The test of a count against one bound."""
    match op:
        case "lt":
            return lambda count: count < bound
        case "lte":
            return lambda count: count <= bound
        case "gt":
            return lambda count: count > bound
        case "gte":
            return lambda count: count >= bound
        case "ne":
            return lambda count: count != bound
    return lambda count: count == bound
