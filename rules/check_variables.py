"""Variables: bound where they are used, of one type, used at all; comparisons of what can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kbctl.ontology.source import Location, did_you_mean
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.finding import Finding, error, warning
from kbctl.rules.model import (
    Action,
    Adjust,
    Ask,
    Clause,
    Comparison,
    Count,
    Escalate,
    Fill,
    Not,
    Order,
    Pattern,
    Plan,
    Recommend,
    Rule,
    Variable,
    Veto,
)
from kbctl.rules.types import Binding, Type, bindings, binds, clash, convertible, slot_type

ORDERED = ("lt", "lte", "gt", "gte")
ANY, CHALLENGE, STEP, REMEDY = (
    Type("fact", "*"),
    Type("fact", "challenge"),
    Type("fact", "step"),
    Type("class", "Remedy"),
)

Bound = dict[str, Binding]


def check_variables(rule: Rule, vocabulary: Vocabulary) -> Iterator[Finding]:
    positive, found = _clauses(rule.when, {}, vocabulary)
    yield from found
    for action in rule.then:
        for variable, wanted in uses(action):
            yield from _use(variable, wanted, action.at, positive, vocabulary)
        if isinstance(action, Plan):
            yield from _clauses(action.gate, positive, vocabulary)[1]
        if isinstance(action, Ask):
            yield from _about(action, positive, vocabulary)
    if rule.table is None:  # what a row of a table does not use, another row may
        yield from _unused(rule)


def uses(action: Action) -> list[tuple[Variable, Type]]:
    """The variables of an action, with the type that each must have."""
    match action:
        case Fill():
            return [(action.target, Type("fact", action.frame))]
        case Recommend():
            return [(action.target, CHALLENGE)]
        case Adjust() | Veto():
            named = [(action.remedy, REMEDY)] if isinstance(action.remedy, Variable) else []
            return [*named, (action.target, CHALLENGE)]
        case Ask() | Escalate():
            return [(action.target, ANY)]
        case Plan():
            target = [(action.target, ANY)] if action.target else []
            return [*target, (action.before, STEP)] if action.before else target
        case Order():
            return [(action.first, STEP), (action.before, STEP)]
    return []


def _use(
    variable: Variable, wanted: Type, at: Location, positive: Bound, vocabulary: Vocabulary
) -> Iterator[Finding]:
    binding = positive.get(variable.name)
    if binding is None:
        hint = did_you_mean(f"${variable.name}", [f"${name}" for name in positive])
        yield error(
            at, "unbound-variable", f"{variable} is not bound by a clause outside 'not' and 'count'{hint}"
        )
    elif clash(vocabulary, binding.type, wanted):
        yield error(at, "variable-type", f"{variable} must stand for {wanted} here, but is {binding.type}")


# --- clauses ---------------------------------------------------------------------------------


def _clauses(clauses: Sequence[Clause], outer: Bound, vocabulary: Vocabulary) -> tuple[Bound, list[Finding]]:
    """What the positive clauses bind, beyond what is bound outside, and what is wrong in all of them."""
    patterns = [clause for clause in clauses if isinstance(clause, Pattern)]
    positive, found = _join(bindings(vocabulary, patterns), outer, vocabulary)
    for pattern in patterns:
        found += _pattern(pattern, positive, positive, vocabulary)
    for clause in clauses:
        if isinstance(clause, Not | Count):
            inside, clashes = _join(bindings(vocabulary, clause.patterns), positive, vocabulary)
            found += clashes
            for pattern in clause.patterns:
                found += _pattern(pattern, inside, positive, vocabulary, negated=True)
    return positive, found


def _join(some: Iterable[Binding], outer: Bound, vocabulary: Vocabulary) -> tuple[Bound, list[Finding]]:
    bound, found = dict(outer), []
    for binding in some:
        first = bound.setdefault(binding.variable, binding)
        if not first.slot and binding.slot:
            pass  # an id joined by a reference; the id tells more
        elif first.slot and not binding.slot:
            bound[binding.variable] = binding
        if why := clash(vocabulary, first.type, binding.type):
            where = (
                f"{binding.pattern.frame}.{binding.slot}"
                if binding.slot
                else f"the id of {binding.pattern.frame}"
            )
            message = (
                f"${binding.variable} is {first.type}, so it cannot equal {where}, which is {binding.type}"
            )
            found.append(error(_place(binding), "unit" if why == "unit" else "variable-type", message))
    return bound, found


def _place(binding: Binding) -> Location:
    places = (test.at for test in binding.pattern.tests if test.slot == binding.slot)
    return next(places, binding.pattern.at)


def _pattern(
    pattern: Pattern, bound: Bound, positive: Bound, vocabulary: Vocabulary, negated: bool = False
) -> Iterator[Finding]:
    for test in pattern.tests:
        if not isinstance(test.operand, Variable) or binds(test):
            continue
        kind, found = _operand(test, test.operand, bound, positive, vocabulary, negated)
        yield from found
        tested = slot_type(vocabulary, pattern.frame, test.slot)
        if kind and tested:
            yield from _comparable(pattern, test, tested, kind, vocabulary)


def _operand(
    test: Comparison, variable: Variable, bound: Bound, positive: Bound, vocabulary: Vocabulary, negated: bool
) -> tuple[Type | None, list[Finding]]:
    """The type of what a slot is compared with."""
    if variable.slot is None:
        if binding := bound.get(variable.name):
            return binding.type, []
        code = "unsafe-negation" if negated else "unbound-variable"
        where = (
            "this 'not' or 'count', or a clause outside it,"
            if negated
            else "a clause outside 'not' and 'count'"
        )
        message = f"{variable} has no value: {where} must bind it"
        hint = did_you_mean(f"${variable.name}", [f"${name}" for name in bound])
        return None, [error(test.at, code, message + hint)]
    owner = positive.get(variable.name)
    if owner is None or owner.slot:
        message = f"{variable}: ${variable.name} must be the id of a clause outside 'not' and 'count'"
        return None, [error(test.at, "unbound-variable", message)]
    kind = slot_type(vocabulary, owner.pattern.frame, variable.slot)
    if kind is None:
        slots = vocabulary.frames[owner.pattern.frame].slots
        message = (
            f"unknown slot '{variable.slot}' of {owner.pattern.frame}{did_you_mean(variable.slot, slots)}"
        )
        return None, [error(test.at, "unknown-slot", message)]
    return kind, []


def _comparable(
    pattern: Pattern, test: Comparison, tested: Type, kind: Type, vocabulary: Vocabulary
) -> Iterator[Finding]:
    name = f"{pattern.frame}.{test.slot}"
    if test.op in ORDERED:
        if kind.name != "number" or kind.many:
            yield error(test.at, "type", f"{name} is {tested}, but {test.operand} is {kind}")
        elif not convertible(tested, kind):
            yield error(test.at, "unit", f"{name} is {tested}, but {test.operand} is {kind}")
        return
    if kind.many != (tested.many and test.op != "contains"):
        what = f"{test.operand} is a list" if kind.many else f"{test.operand} is a single value"
        yield error(test.at, "operator", f"'{test.op}' on {name}: {what}")
    elif why := clash(vocabulary, tested, kind):
        message = f"{name} is {tested}, but {test.operand} is {kind}; they are never equal"
        yield error(test.at, why, message)


# --- the rest --------------------------------------------------------------------------------


def _about(action: Ask, positive: Bound, vocabulary: Vocabulary) -> Iterator[Finding]:
    """`about` names a slot of the fact asked about, one that people can know."""
    binding = positive.get(action.target.name)
    frame = vocabulary.frames.get(binding.type.of) if binding and action.about else None
    if frame is None or action.about is None:
        return
    slot = frame.slots.get(action.about)
    if slot is None:
        message = f"unknown slot '{action.about}' of {frame.name}{did_you_mean(action.about, frame.slots)}"
        yield error(action.at, "unknown-slot", message)
    elif slot.derived:
        yield error(
            action.at,
            "derived-slot",
            f"{frame.name}.{slot.name} is concluded by rules; nobody is asked about it",
        )
    elif not slot.question:
        yield warning(action.at, "no-question", f"the ontology has no question for {frame.name}.{slot.name}")


def _unused(rule: Rule) -> Iterator[Finding]:
    used: Counter[str] = Counter()
    first: dict[str, tuple[Location, str]] = {}

    def see(variable: Variable | None, at: Location, hint: str) -> None:
        if variable:
            used[variable.name] += 1
            first.setdefault(variable.name, (at, hint))

    def see_clauses(clauses: Iterable[Clause]) -> None:
        for clause in clauses:
            for pattern in (clause,) if isinstance(clause, Pattern) else clause.patterns:
                see(pattern.id, pattern.at, "write _")
                for test in pattern.tests:
                    if isinstance(test.operand, Variable):
                        hint = f"for 'has a value' write {test.slot}: {{exists: true}}"
                        see(test.operand, test.at, hint if binds(test) else "")

    see_clauses(rule.when)
    for action in rule.then:
        for variable, _ in uses(action):
            see(variable, action.at, "")
        if isinstance(action, Plan):
            see_clauses(action.gate)
    for name, (at, hint) in first.items():
        if used[name] == 1 and hint:
            yield warning(at, "unused-variable", f"${name} is used nowhere else; {hint}")
