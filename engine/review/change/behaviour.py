"""What a rule does otherwise, clause by clause, in plain words."""

from __future__ import annotations

from collections.abc import Container, Iterator

from kbctl.engine.review.change.align import (
    clause_likeness,
    comparison_likeness,
    paired,
    pattern_likeness,
    turned,
)
from kbctl.engine.review.change.clause_words import (
    action_words,
    bound_words,
    clause_words,
    limit_words,
    name_of,
    other_unit,
    test_words,
)
from kbctl.engine.review.change.model import Part
from kbctl.engine.review.change.plain import alike, key, plain
from kbctl.engine.review.change.region import region
from kbctl.ontology.vocab import Vocabulary
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
    Raise,
    Recommend,
    Rule,
    Veto,
)

#: Operators whose operand is a threshold.
LIMITS = ("lt", "lte", "gt", "gte")


def behaviour(
    before: Rule, after: Rule, old: Vocabulary, new: Vocabulary, rules: Container[str]
) -> tuple[Part, ...]:
    """The parts of the change, in the order of the rule: kind, clauses, actions, overrides.

    Empty where nothing but wording differs. `old` and `new` are the vocabularies of the two versions, `rules`
    the ids that there are now.
    """
    first, then = plain(before), plain(after)
    first = alike(first, then)
    telling = Telling(old, new)
    parts: list[Part] = []
    if before.kind != after.kind:
        parts.append(
            Part("kind", f"kind {before.kind} → {after.kind}: it runs in another phase", before.at, after.at)
        )
    parts += telling.clauses(first.when, then.when)
    parts += telling.actions(first.then, then.then)
    for name in sorted({*before.overrides} - {*after.overrides}):
        parts.append(Part("override-removed", f"no longer overrides {name}", before.at, after.at))
    for name in sorted({*after.overrides} - {*before.overrides}):
        said = (
            f"overrides {name} now" if name in rules else f"overrides {name}, but there is no such rule now"
        )
        parts.append(Part("override-added", said, before.at, after.at))
    return tuple(parts)


class Telling:
    """Tells the difference of clauses and actions; each version's words come from its own vocabulary."""

    def __init__(self, old: Vocabulary, new: Vocabulary) -> None:
        self.old, self.new = old, new

    def clauses(self, before: tuple[Clause, ...], after: tuple[Clause, ...], of: str = "") -> Iterator[Part]:
        for one, other in paired(before, after, clause_likeness):
            yield from self._clause(one, other, of)

    def _clause(self, one: Clause | None, other: Clause | None, of: str) -> Iterator[Part]:
        if one is None and other is not None:
            said = clause_words(other, self.new)
            yield Part("clause-added", f"clause added{of}: {said}", None, other.at, clause=said)
        elif one is not None and other is None:
            said = clause_words(one, self.old)
            yield Part("clause-dropped", f"clause dropped{of}: {said}", one.at, None, clause=said)
        elif one is not None and other is not None and turned(one, other):
            said = f"{clause_words(one, self.old)} → {clause_words(other, self.new)}"
            yield Part("clause-turned", f"clause turned round{of}: {said}", one.at, other.at)
        elif isinstance(one, Pattern) and isinstance(other, Pattern):
            yield from self._pattern(one, other, of)
        elif isinstance(one, Not) and isinstance(other, Not):
            yield from self._inner(one, other, f"{of} in “{clause_words(one, self.old)}”")
        elif isinstance(one, Count) and isinstance(other, Count):
            yield from self._count(one, other, of)

    def _count(self, one: Count, other: Count, of: str) -> Iterator[Part]:
        of = f"{of} in “{clause_words(one, self.old)}”"
        if frozenset(one.bounds) != frozenset(other.bounds):
            said = f"number counted{of}: {bound_words(one.bounds)} → {bound_words(other.bounds)}"
            yield Part("count", said, one.at, other.at)
        if key(one.patterns[0]) != key(other.patterns[0]) and frozenset(map(key, one.patterns)) == frozenset(
            map(key, other.patterns)
        ):
            said = f"what is counted{of}: {one.patterns[0].frame} → {other.patterns[0].frame}"
            yield Part("count", said, one.patterns[0].at, other.patterns[0].at)
        yield from self._inner(one, other, of)

    def _inner(self, one: Not | Count, other: Not | Count, of: str) -> Iterator[Part]:
        for mine, yours in paired(one.patterns, other.patterns, pattern_likeness):
            yield from self._clause(mine, yours, of)

    def _pattern(self, one: Pattern, other: Pattern, of: str) -> Iterator[Part]:
        if one.id != other.id:
            said = f"{one.frame} {one.id or 'of any kind'} → {other.id or 'of any kind'}"
            yield Part("joined", f"which {one.frame} is meant{of}: {said}", one.at, other.at)
        for mine, yours in paired(one.tests, other.tests, comparison_likeness):
            if mine is None and yours is not None:
                said = test_words(other, yours, self.new)
                yield Part("condition-added", f"condition added{of}: {said}", None, yours.at, clause=said)
            elif mine is not None and yours is None:
                said = test_words(one, mine, self.old)
                yield Part("condition-dropped", f"condition dropped{of}: {said}", mine.at, None, clause=said)
            elif mine is not None and yours is not None:
                yield self._comparison(one.frame, mine, yours, of)

    def _comparison(self, frame: str, mine: Comparison, yours: Comparison, of: str) -> Part:
        old, new = self.old.slot(frame, mine.slot), self.new.slot(frame, yours.slot)
        code, what, note = "value", "value", ""
        if mine.op != yours.op:
            code = what = "operator"
        elif mine.op in LIMITS:
            code = what = "threshold"
            note = other_unit(mine.operand, yours.operand, new) if mine.times == yours.times else ""
            code, note = ("unit", f" (unit changed: {note})") if note else (code, "")
        said = f"{what}{of}: {name_of(mine.slot)} {limit_words(mine, old)} → {limit_words(yours, new)}{note}"
        return Part(code, said, mine.at, yours.at, region(frame, mine, yours))

    # --- actions -----------------------------------------------------------------------------------

    def actions(self, before: tuple[Action, ...], after: tuple[Action, ...]) -> Iterator[Part]:
        for one, other in paired(before, after, action_likeness):
            if one is None and other is not None:
                yield Part("action-added", f"now {action_words(other, self.new)}", None, other.at)
            elif one is not None and other is None:
                yield Part("action-dropped", f"no longer {action_words(one, self.old)}", one.at, None)
            elif one is not None and other is not None:
                yield from self._action(one, other)

    def _action(self, one: Action, other: Action) -> Iterator[Part]:
        at = one.at, other.at
        match one, other:
            case Recommend(), Recommend():
                if one.remedy != other.remedy:
                    yield Part("remedy", f"recommends {one.remedy} → {other.remedy}", *at)
                if one.confidence != other.confidence:
                    said = f"confidence {one.confidence:g} → {other.confidence:g}"
                    yield Part("confidence", said, *at)
                if one.target != other.target:
                    yield Part("target", f"recommends for {one.target} → {other.target}", *at)
            case Adjust(), Adjust() if (one.remedy, one.target) == (other.remedy, other.target):
                said = f"moves the confidence of {one.remedy} by {one.by:+g} → {other.by:+g}"
                yield Part("adjustment", said, *at)
            case Plan(), Plan() if key(one.gate) != key(other.gate):
                if _without_gate(one) != _without_gate(other):
                    said = f"{action_words(one, self.old)} → {action_words(other, self.new)}"
                    yield Part("action-changed", said, *at)
                else:
                    yield from self.clauses(one.gate, other.gate, f" in the gate of {one.activity}")
            case _:
                said = f"{action_words(one, self.old)} → {action_words(other, self.new)}"
                yield Part("action-changed", said, *at)


def _without_gate(plan: Plan) -> tuple[object, ...]:
    return (plan.activity, plan.target, plan.before, plan.role)


def action_likeness(one: Action, other: Action) -> float:
    """The same verb, and the more of it the same the likelier; 0 for other verbs."""
    if type(one) is not type(other):
        return 0.0
    mine, yours = _named(one), _named(other)
    return 0.2 + 0.8 * sum(a == b for a, b in zip(mine, yours, strict=True)) / len(mine)


def _named(action: Action) -> tuple[object, ...]:
    match action:
        case Recommend():
            return (action.remedy, action.remedy, action.target, action.confidence)
        case Adjust():
            return (action.remedy, action.remedy, action.target, action.by)
        case Veto():
            return (action.remedy, action.remedy, action.target)
        case Ask():
            return (action.role, action.target, action.about)
        case Escalate():
            return (action.role, action.target)
        case Fill():
            return (action.frame, action.slot, action.target, action.value)
        case Raise():
            return (action.concept, action.concept, action.affects)
        case Plan():
            return (action.activity, action.activity, *_without_gate(action), key(action.gate))
        case Order():
            return (action.first, action.before)


def whole(rule: Rule, vocabulary: Vocabulary, came: bool) -> tuple[Part, ...]:
    """A rule that came or went, as one part: its clauses and what it does."""
    when = " and ".join(clause_words(one, vocabulary) for one in rule.when)
    then = ", ".join(action_words(one, vocabulary) for one in rule.then)
    over = f"; overrides {', '.join(rule.overrides)}" if rule.overrides else ""
    said = f"{rule.kind}, {rule.status}: {f'when {when}, ' if when else ''}{then}{over}"
    at = rule.at
    return (Part("rule-added", said, None, at) if came else Part("rule-removed", said, at, None),)
