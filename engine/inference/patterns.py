"""One pattern as code: where its facts are found, what is asked of each, and which variables it binds.

What is compiled depends on the variables that are bound before the pattern is reached. A test that looks at a
variable that is bound later is left over, to be asked as soon as that is possible.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kbctl.engine.inference.alpha import Alpha, Alphas
from kbctl.engine.inference.compare import Sort, accepted_values, literal_test, relation, sort_of
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.notes import Check, Note, noting
from kbctl.engine.inference.scope import Scope, binds, needed
from kbctl.engine.inference.sources import Source, by_id_of, by_index, by_memory
from kbctl.engine.inference.state import NO_MEMBERS, NOTHING, Env, State, reader
from kbctl.ontology.vocab import Slot
from kbctl.rules.model import Comparison, Pattern, Variable


@dataclass(slots=True)
class Matcher:
    """A pattern at its place in a chain. `checks` run in order, binding variables on the way.

    `labels` names the comparison behind each check, None for frame and id; `fresh` are the numbers of
    variables it binds; `left` are tests for later. `exact` says that the source gives just the facts that
    pass.
    """

    pattern: Pattern
    alpha: Alpha
    source: Source
    checks: list[Check] = field(default_factory=list)
    labels: list[Comparison | None] = field(default_factory=list)
    fresh: list[int] = field(default_factory=list)
    left: list[Comparison] = field(default_factory=list)
    #: the variable of the fact's id, where binding it is the first check
    names: int | None = None
    #: the source is what was pushed to the alpha pattern
    pushed: bool = False

    @property
    def exact(self) -> bool:
        return not self.checks

    def add(self, check: Check, label: Comparison | None = None) -> None:
        self.checks.append(check)
        self.labels.append(label)


def slot_of(scope: Scope, pattern: Pattern, name: str) -> Slot | None:
    return None if name == "id" else scope.vocabulary.slot(pattern.frame, name)


def read_slot(scope: Scope, frame: str, name: str) -> Callable[[State, Fact], object]:
    slot = None if name == "id" else scope.vocabulary.slot(frame, name)
    return reader(name, slot is not None and slot.derived, slot is not None and slot.many)


def match_openly(scope: Scope, alphas: Alphas, pattern: Pattern, bound: set[str]) -> Matcher:
    """A pattern that tries every fact of its frame, a labelled check for each test: to see which fails."""
    alpha, frame = alphas.of(pattern), pattern.frame
    if pattern.id is not None and pattern.id.name in bound:
        matcher = Matcher(pattern, alpha, by_id_of(scope.numbers[pattern.id.name], frame))
    else:
        matcher = Matcher(pattern, alpha, lambda state, env: state.frames.get(frame, NOTHING))
    for test in pattern.tests:  # not those of the alpha pattern, which stand elsewhere
        if alphas.is_alpha(pattern, test):
            matcher.add(_literal(scope, pattern, test), test)
    _finish(matcher, scope, alphas, bound, None)
    return matcher


def match(scope: Scope, alphas: Alphas, pattern: Pattern, bound: set[str], delta: bool = False,
          note: Note | None = None) -> Matcher:  # fmt: skip
    """Compile a pattern where the variables `bound` are known; these grow by what it binds.

    `note` takes the place of the only test of a derived slot.
    """
    alpha = alphas.of(pattern)
    by_id = pattern.id is not None and pattern.id.name in bound
    joined = None if delta or by_id else _join(scope, alphas, pattern, bound)
    test = alpha.test if alpha.tests else None
    if delta:
        matcher = Matcher(pattern, alpha, lambda state, env: state.delta)
        frame = pattern.frame
        matcher.add(lambda state, fact, env: fact.frame == frame and (test is None or test(fact)))
    elif pattern.id is not None and pattern.id.name in bound:
        matcher = Matcher(pattern, alpha, by_id_of(scope.numbers[pattern.id.name], pattern.frame, test))
    elif joined is not None:
        number = scope.numbers[str(needed(joined))]
        matcher = Matcher(pattern, alpha, by_index(pattern.frame, joined.slot, number, test))
    else:
        matcher = Matcher(pattern, alpha, by_memory(alpha), pushed=alpha.pushed)
    _finish(matcher, scope, alphas, bound, joined, note)
    return matcher


def _finish(matcher: Matcher, scope: Scope, alphas: Alphas, bound: set[str], joined: Comparison | None,
            note: Note | None = None) -> None:  # fmt: skip
    """Everything but literal tests: the id, derived slots, variables."""
    pattern = matcher.pattern
    own: set[str] = set()
    if pattern.id is not None:
        name = pattern.id.name
        if name not in bound:
            _bind(matcher, scope, name, None, own)
    for test in pattern.tests:
        if test is joined or alphas.is_alpha(pattern, test):
            continue
        if not isinstance(test.operand, Variable):
            matcher.add(_literal(scope, pattern, test) if note is None else noting(note), test)
        elif (first := binds(test)) is not None and first not in bound and first not in own:
            _bind(matcher, scope, first, test, own)
    bound |= own
    for test in pattern.tests:
        if isinstance(test.operand, Variable) and test is not joined and test not in matcher.labels:
            if needed(test) in bound:
                matcher.add(compare(scope, pattern, test), test)
            else:
                matcher.left.append(test)


def _join(scope: Scope, alphas: Alphas, pattern: Pattern, bound: set[str]) -> Comparison | None:
    """The test by which the facts can be looked up: `slot: $v` or `contains: $v`, where `$v` is known."""
    for test in pattern.tests:
        slot = scope.vocabulary.slot(pattern.frame, test.slot)
        operand = test.operand
        if slot is None or slot.derived or not isinstance(operand, Variable) or operand.slot is not None:
            continue
        if operand.name not in bound or test.op != ("contains" if slot.many else "eq"):
            continue
        other = scope.sorts[operand.name]
        if sort_of(slot).basic == other.basic and not other.many:
            return test
    return None


def _bind(matcher: Matcher, scope: Scope, name: str, test: Comparison | None, own: set[str]) -> None:
    """The variable gets the fact's id, or the value of a slot, which must not be missing."""
    number = scope.numbers[name]
    own.add(name)
    matcher.fresh.append(number)
    slot = None if test is None else slot_of(scope, matcher.pattern, test.slot)
    if sort_of(slot) != scope.sorts[name]:
        matcher.add(lambda state, fact, env: False, test)
        return
    if test is None:
        matcher.names = None if matcher.checks else number

        def bind_id(state: State, fact: Fact, env: Env) -> bool:
            env[number] = fact.id
            return True

        matcher.add(bind_id)
        return
    read = read_slot(scope, matcher.pattern.frame, test.slot)

    def bind_value(state: State, fact: Fact, env: Env) -> bool:
        value = read(state, fact)
        if value is None:
            return False
        env[number] = value
        return True

    matcher.add(bind_value, test)


def _literal(scope: Scope, pattern: Pattern, test: Comparison) -> Check:
    """A literal test of a slot that may be derived."""
    slot = slot_of(scope, pattern, test.slot)
    holds = literal_test(scope.vocabulary, slot, test)
    if slot is not None and slot.derived and slot.many and test.op == "contains":
        name, accepted = slot.name, accepted_values(scope.vocabulary, slot, test)

        def contains(state: State, fact: Fact, env: Env) -> bool:
            given = fact.slots.get(name)
            members = state.members.get((fact.id, name), NO_MEMBERS) if given is None else given
            return not accepted.isdisjoint(members)  # type: ignore[arg-type]

        return contains
    read = read_slot(scope, pattern.frame, test.slot)
    return lambda state, fact, env: holds(read(state, fact))


def compare(scope: Scope, pattern: Pattern, test: Comparison) -> Check:
    """A test against a variable, or a slot of the fact it stands for, once it is bound."""
    variable = test.operand
    assert isinstance(variable, Variable)
    left = sort_of(slot_of(scope, pattern, test.slot))
    right, value_of = operand(scope, variable)
    holds = relation(test, left, right)
    if holds is None:
        return lambda state, fact, env: False
    related = holds
    read = read_slot(scope, pattern.frame, test.slot)

    def check(state: State, fact: Fact, env: Env) -> bool:
        value, other = read(state, fact), value_of(state, env)
        return value is not None and other is not None and related(value, other)

    return check


def operand(scope: Scope, variable: Variable) -> tuple[Sort, Callable[[State, Env], object]]:
    """The sort of `$v` or `$v.slot`, and what reads its value, None where it is missing."""
    number = scope.numbers[variable.name]
    if variable.slot is None:
        return scope.sorts[variable.name], lambda state, env: env[number]
    frame = scope.frames.get(variable.name, "")
    slot = scope.vocabulary.slot(frame, variable.slot)
    read = read_slot(scope, frame, variable.slot)

    def value_of(state: State, env: Env) -> object:
        fact = state.base.get(env[number])
        return read(state, fact) if fact is not None and fact.frame == frame else None

    return sort_of(slot if variable.slot != "id" else None), value_of
