"""What a single rule says: its kind's frames and actions, sensible figures, remedies that can apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.finding import Finding, error, warning
from kbctl.rules.model import (
    Action,
    Adjust,
    Ask,
    Clause,
    Comparison,
    Escalate,
    Fill,
    Kind,
    Not,
    Pattern,
    Plan,
    Recommend,
    Rule,
    Variable,
    Veto,
)

COMMON = ("company", "challenge", "finding", "event", "past", "case", "remedy", "policy")
READS: dict[Kind, tuple[str, ...]] = {
    "declarative": COMMON,
    "conditional": COMMON,
    "metacognitive": (*COMMON, "option", "contradiction"),
    "procedural": (*COMMON, "decision", "step"),
}
DOES: dict[Kind, tuple[str, ...]] = {
    "declarative": ("conclude",),
    "conditional": ("recommend", "adjust", "veto"),
    "metacognitive": ("adjust", "veto", "ask", "escalate"),
    "procedural": ("plan", "order"),
}


def check_content(rule: Rule, vocabulary: Vocabulary) -> Iterator[Finding]:
    for pattern in patterns(rule):
        yield from _frame(rule, pattern)
        yield from _tests(pattern, vocabulary)
    for action in rule.then:
        yield from _action(rule, action, vocabulary)
    if not rule.when and any(isinstance(action, Recommend) for action in rule.then):
        yield error(rule.at, "empty-when", "a rule that recommends needs a clause that binds the challenge")
    yield from _mixed(rule)


def name_of(action: Action) -> str:
    """The word of the language for an action."""
    return {"Fill": "conclude", "Raise": "conclude"}.get(type(action).__name__, type(action).__name__.lower())


def patterns(rule: Rule) -> Iterator[Pattern]:
    """Every pattern of a rule, those of gates included."""
    gates = (action.gate for action in rule.then if isinstance(action, Plan))
    for clauses in (rule.when, *gates):
        for clause in clauses:
            yield from (clause,) if isinstance(clause, Pattern) else clause.patterns


def _frame(rule: Rule, pattern: Pattern) -> Iterator[Finding]:
    if pattern.frame not in READS[rule.kind]:
        may = [kind for kind, frames in READS.items() if pattern.frame in frames]
        only = f"; only {' and '.join(may)} rules do" if may else ""
        yield error(pattern.at, "frame-of-kind", f"a {rule.kind} rule may not read {pattern.frame}{only}")


def _mixed(rule: Rule) -> Iterator[Finding]:
    words = {name_of(action) for action in rule.then}
    if words & {"ask", "escalate"} and words & {"adjust", "veto"}:
        message = "a rule either adjusts and vetoes, or asks and escalates; write two rules"
        yield error(rule.then[0].at, "mixed-actions", message)
    asked = {action.target for action in rule.then if isinstance(action, Ask)}
    for action in rule.then:
        if isinstance(action, Escalate) and action.target in asked:
            message = f"{action.target} is asked about and escalated by one rule; escalation always wins"
            yield error(action.at, "mixed-actions", message)


# --- tests of slots --------------------------------------------------------------------------


def _tests(pattern: Pattern, vocabulary: Vocabulary) -> Iterator[Finding]:
    sure = {test.slot for test in pattern.tests if test.op == "exists" and test.operand is True}
    for test in pattern.tests:
        slot = vocabulary.slot(pattern.frame, test.slot)
        if test.op == "ne" and slot and (slot.derived or not slot.required) and test.slot not in sure:
            name = f"{pattern.frame}.{test.slot}"
            message = (
                f"'ne' is false where {name} has no value; for 'is not known to be' write a 'not' clause, "
                f"or add exists: true"
            )
            yield warning(test.at, "ne-optional", message)
    yield from _empty_ranges(pattern)


def _empty_ranges(pattern: Pattern) -> Iterator[Finding]:
    by_slot: dict[str, list[Comparison]] = {}
    for test in pattern.tests:
        by_slot.setdefault(test.slot, []).append(test)
    for slot, tests in by_slot.items():
        low = [t for t in tests if t.op in ("gt", "gte") and isinstance(t.operand, int | float)]
        high = [t for t in tests if t.op in ("lt", "lte") and isinstance(t.operand, int | float)]
        for one in low:
            for other in high:
                strict = one.op == "gt" or other.op == "lt"
                if one.operand > other.operand or (strict and one.operand == other.operand):  # type: ignore[operator]
                    message = f"no {slot} is both {one.op} {one.operand} and {other.op} {other.operand}"
                    yield error(other.at, "empty-range", message)


# --- actions ---------------------------------------------------------------------------------


def _action(rule: Rule, action: Action, vocabulary: Vocabulary) -> Iterator[Finding]:
    word = name_of(action)
    if word not in DOES[rule.kind]:
        may = ", ".join(DOES[rule.kind])
        yield error(action.at, "action-of-kind", f"a {rule.kind} rule may not {word}; it may {may}")
    match action:
        case Fill():
            slot = vocabulary.slot(action.frame, action.slot)
            if slot and not slot.derived:
                message = f"{action.frame}.{action.slot} is given, not derived; no rule concludes it"
                yield error(action.at, "not-derived", message)
        case Recommend():
            yield from _recommend(rule, action, vocabulary)
        case Plan() if action.target is None and _is_remedy(action.activity, vocabulary):
            message = f"{action.activity} is a remedy: say for which challenge it is planned ('for')"
            yield error(action.at, "missing-for", message)
        case Adjust() if not -1 <= action.by <= 1 or action.by == 0:
            yield error(action.at, "confidence", f"'by' must be from -1 to 1 and not 0, but is {action.by:g}")
    if isinstance(action, Adjust | Veto) and isinstance(action.remedy, str):
        yield from _applies(rule, action.remedy, action.target, action, vocabulary)


def _is_remedy(activity: str, vocabulary: Vocabulary) -> bool:
    return activity in vocabulary.terms and vocabulary.terms[activity].kind == "remedy"


def _recommend(rule: Rule, action: Recommend, vocabulary: Vocabulary) -> Iterator[Finding]:
    if not 0 < action.confidence <= 1:
        message = f"a confidence is above 0 and at most 1, but is {action.confidence:g}"
        yield error(action.at, "confidence", message)
    if action.remedy == "HumanEscalation":
        message = "no rule recommends HumanEscalation; a metacognitive rule escalates"
        yield error(action.at, "human-escalation", message)
        return
    yield from _applies(rule, action.remedy, action.target, action, vocabulary)


def _applies(
    rule: Rule, remedy: str, target: Variable, action: Action, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """A remedy applies to exactly the challenges that it resolves; subclasses do not inherit it."""
    told = vocabulary.resolves.get(remedy, frozenset())
    if "Challenge" in told or remedy == "HumanEscalation":
        return
    possible = concepts(rule.when, target, vocabulary)
    if not possible & told:
        named = ", ".join(sorted(told)) or "nothing"
        message = f"{remedy} never applies here: it resolves {named}, and {target} cannot be any of these"
        yield error(action.at, "never-applies", message)
        return
    for concept in named_concepts(rule.when, target):
        below = vocabulary.descendants.get(concept, frozenset())
        if below & possible and not below & told:
            message = (
                f"{remedy} does not resolve {concept}, which {target} may be; it will not be applicable there"
            )
            yield warning(action.at, "partly-applies", message)


def concepts(clauses: Iterable[Clause], target: Variable, vocabulary: Vocabulary) -> frozenset[str]:
    """Every concept that a challenge can have under the clauses on it."""
    below = vocabulary.descendants
    possible = below.get("Challenge", frozenset())
    for clause in clauses:
        negated = isinstance(clause, Not) and len(clause.patterns) == 1
        for pattern in (clause,) if isinstance(clause, Pattern) else clause.patterns if negated else ():
            if pattern.id != target or pattern.frame != "challenge":
                continue
            if negated:
                if [test.slot for test in pattern.tests] == ["is"]:
                    possible -= _admitted(pattern.tests[0], possible, vocabulary)
                continue
            for test in pattern.tests:
                if test.slot == "is":
                    possible &= _admitted(test, possible, vocabulary)
    return possible


def _admitted(test: Comparison, possible: frozenset[str], vocabulary: Vocabulary) -> frozenset[str]:
    below = vocabulary.descendants
    match test.op, test.operand:
        case "eq", str(concept):
            return below.get(concept, frozenset())
        case "ne", str(concept):
            return possible - below.get(concept, frozenset())
        case "in", tuple(several):
            return frozenset().union(*(below.get(str(concept), frozenset()) for concept in several))
    return possible


def named_concepts(clauses: Iterable[Clause], target: Variable) -> tuple[str, ...]:
    """The concepts of an `in` test on the challenge."""
    return tuple(
        str(concept)
        for clause in clauses
        if isinstance(clause, Pattern) and clause.id == target and clause.frame == "challenge"
        for test in clause.tests
        if test.slot == "is" and test.op == "in" and isinstance(test.operand, tuple)
        for concept in test.operand
    )
