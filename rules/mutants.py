"""Small changes of a rule that change what it does: each is a thing that its tests should notice.

What stands in `when` and in gates is changed at one place at a time: a clause is dropped or turned between
positive and `not`; a slot test is dropped, its bound moved a little (`mutant_values`), made strict or lax;
a list loses a member; a class becomes wider or narrower; a join is untied. Of `then` an action, or a part
of one, is dropped.

Left out are changes after which the file would be no rule (a variable that nothing binds), and those that no
set of valid facts can tell from the rule (`same`): they are no mutants, but where a clause or slot test can
be dropped without loss, that is said. The confidence of a recommendation is a judgement that stands once in
the file, so it is changed only where a test names it. `overrides` act between rules; no test of one rule sees
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check_variables import check_variables
from kbctl.rules.meaning import meaning
from kbctl.rules.model import (
    Action,
    Adjust,
    Ask,
    Clause,
    Comparison,
    Count,
    Not,
    Operator,
    Pattern,
    Plan,
    Raise,
    Recommend,
    Rule,
)
from kbctl.rules.mutant_same import (
    NEVER,
    SINGLE,
    different_anyway,
    implied,
    same_values,
    without_idle,
)
from kbctl.rules.mutant_values import changed_tests

SAID = "the rest says it already"

Kind = Literal[
    "drop-clause", "flip-clause", "drop-fact", "drop-test", "untie", "bound", "strictness", "factor", "count",
    "member", "wider", "narrower", "value", "drop-action", "drop-part", "confidence",
]  # fmt: skip

#: A confidence or an adjustment is moved by this much, towards 0 where it can be: about a quarter of what the
#: shipped rules use, and more than any rounding. A judgement.
CONFIDENCE_STEP = 0.1


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: its place, and what stood and stands there, as far as the kind of change has it."""

    kind: Kind
    at: Location
    clause: Clause | None = None
    pattern: Pattern | None = None
    before: Comparison | None = None
    after: Comparison | None = None
    bounds: tuple[tuple[Operator, int], ...] = ()
    action: Action | None = None
    part: str = ""
    gate: bool = False


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule after one change. `same`: why nothing can tell it from the rule; empty for those that count."""

    edit: Edit
    rule: Rule
    same: str = ""


def mutants(rule: Rule, vocabulary: Vocabulary) -> tuple[Mutant, ...]:
    """Every change of the rule, in the order of its places; of those with one meaning, the first.

    Changes that only a reader can see (`same`) are among them.
    """
    own = meaning(rule)
    bare = _bare(rule, vocabulary) if without_idle(rule.when, vocabulary) != rule.when else ""
    seen: set[str] = set()
    found: list[Mutant] = []
    for edit, changed in _edits(rule, vocabulary):
        if any(finding.level == "error" for finding in check_variables(changed, vocabulary)):
            continue
        text = meaning(changed)
        why = SAID if text == own else _same(edit, rule, vocabulary)
        if not why and bare and _bare(changed, vocabulary) == bare:
            why = NEVER
        if text in seen and not why:
            continue
        seen.add(text)
        found.append(Mutant(edit, changed, why))
    return tuple(found)


def _bare(rule: Rule, vocabulary: Vocabulary) -> str:
    """The meaning of the rule without clauses that exclude nothing."""
    return meaning(replace(rule, when=without_idle(rule.when, vocabulary)))


def _same(edit: Edit, rule: Rule, vocabulary: Vocabulary) -> str:
    if edit.before and edit.after and edit.pattern:
        slot = vocabulary.slot(edit.pattern.frame, edit.before.slot)
        return same_values(vocabulary, slot, edit.before, edit.after)
    if edit.kind == "untie" and edit.pattern and vocabulary.frames[edit.pattern.frame].single:
        return SINGLE
    if edit.gate:
        return ""
    if edit.kind == "drop-test" and edit.pattern and edit.before:
        return NEVER if different_anyway(vocabulary, edit.pattern, edit.before, rule.when) else ""
    if edit.kind == "drop-clause" and isinstance(edit.clause, Pattern):
        return implied(edit.clause, rule, vocabulary)
    return ""


def _edits(rule: Rule, vocabulary: Vocabulary) -> Iterator[tuple[Edit, Rule]]:
    for edit, when in _clauses(rule.when, vocabulary):
        yield edit, replace(rule, when=when)
    for number, action in enumerate(rule.then):
        for edit, actions in _actions(rule, action, vocabulary):
            yield edit, replace(rule, then=(*rule.then[:number], *actions, *rule.then[number + 1 :]))


# --- clauses ---------------------------------------------------------------------------------


def _clauses(clauses: Sequence[Clause], vocabulary: Vocabulary) -> Iterator[tuple[Edit, tuple[Clause, ...]]]:
    for number, clause in enumerate(clauses):
        before, after = tuple(clauses[:number]), tuple(clauses[number + 1 :])
        for edit, changed in _inside(clause, vocabulary):
            yield replace(edit, clause=clause), (*before, changed, *after)
        flipped: tuple[Clause, ...] = ()
        if isinstance(clause, Pattern):
            flipped = (Not((clause,), clause.at),)
        elif isinstance(clause, Not):
            flipped = clause.patterns
        if flipped:
            yield Edit("flip-clause", clause.at, clause), (*before, *flipped, *after)
        yield Edit("drop-clause", clause.at, clause), (*before, *after)


def _inside(clause: Clause, vocabulary: Vocabulary) -> Iterator[tuple[Edit, Clause]]:
    match clause:
        case Pattern():
            yield from _pattern(clause, vocabulary)
        case Not() | Count():
            if isinstance(clause, Count):
                for bounds in _counts(clause.bounds):
                    yield Edit("count", clause.at, bounds=bounds), replace(clause, bounds=bounds)
            for number, pattern in enumerate(clause.patterns):
                before, after = clause.patterns[:number], clause.patterns[number + 1 :]
                for edit, changed in _pattern(pattern, vocabulary):
                    yield edit, replace(clause, patterns=(*before, changed, *after))
                if before or after:
                    dropped = replace(clause, patterns=(*before, *after))
                    yield Edit("drop-fact", pattern.at, pattern=pattern), dropped


def _counts(bounds: Sequence[tuple[Operator, int]]) -> Iterator[tuple[tuple[Operator, int], ...]]:
    for number, (op, bound) in enumerate(bounds):
        for moved in (bound - 1, bound + 1):
            if moved >= 0:
                yield (*bounds[:number], (op, moved), *bounds[number + 1 :])


def _pattern(pattern: Pattern, vocabulary: Vocabulary) -> Iterator[tuple[Edit, Pattern]]:
    for number, test in enumerate(pattern.tests):
        before, after = pattern.tests[:number], pattern.tests[number + 1 :]
        slot = vocabulary.slot(pattern.frame, test.slot)
        for kind, changed in changed_tests(vocabulary, slot, test):
            edit = Edit(kind, test.at, pattern=pattern, before=test, after=changed)  # type: ignore[arg-type]
            yield edit, replace(pattern, tests=(*before, changed, *after))
        edit = Edit("drop-test", test.at, pattern=pattern, before=test)
        yield edit, replace(pattern, tests=(*before, *after))
    if pattern.id is not None:
        yield Edit("untie", pattern.at, pattern=pattern), replace(pattern, id=None)


# --- actions ---------------------------------------------------------------------------------


def _actions(rule: Rule, action: Action, vocabulary: Vocabulary) -> Iterator[tuple[Edit, tuple[Action, ...]]]:
    """The action changed, or gone."""
    yield Edit("drop-action", action.at, action=action), ()
    match action:
        case Recommend() if _named(rule, "recommend", "confidence"):
            for moved in _moved(action.confidence):
                edit = Edit("confidence", action.at, action=action, part="confidence")
                yield edit, (replace(action, confidence=moved),)
        case Adjust() if _named(rule, "adjust", "by"):
            for moved in _moved(action.by):
                edit = Edit("confidence", action.at, action=action, part="by")
                yield edit, (replace(action, by=moved),)
        case Raise() if action.affects:
            edit = Edit("drop-part", action.at, action=action, part="affects")
            yield edit, (replace(action, affects=None),)
        case Ask() if action.about:
            yield Edit("drop-part", action.at, action=action, part="about"), (replace(action, about=None),)
        case Plan():
            without = {
                "for": replace(action, target=None),
                "before": replace(action, before=None),
                "role": replace(action, role=None),
            }
            for part, changed in without.items():
                if changed != action:
                    yield Edit("drop-part", action.at, action=action, part=part), (changed,)
            for inner, gate in _clauses(action.gate, vocabulary):
                edit = replace(inner, action=action, gate=True)
                yield edit, (replace(action, gate=gate),)


def _named(rule: Rule, action: str, part: str) -> bool:
    """Whether a test of the rule says what this part of such an action is."""
    told: Iterable[dict[str, object]] = (dict(one.entries) for test in rule.tests for one in test.expect)
    return any(action in entries and part in entries for entries in told)


def _moved(value: float) -> tuple[float, ...]:
    towards = -CONFIDENCE_STEP if value > 0 else CONFIDENCE_STEP
    moved = round(value + towards, 6)
    return (moved,) if moved else (round(value - towards, 6),)
