"""Facts of other rules' tests that, beside those of a changed rule, may make a decision turn.

First those of rules that the changed one overrides, then of rules that read what it concludes, of rules about
the same remedies, and of rules that recommend something else for the same challenge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kbctl.engine.review.change.plain import all_patterns
from kbctl.engine.review.change.situations import Scene, of_tests
from kbctl.rules.model import Adjust, Comparison, Fill, Pattern, Recommend, Rule, Variable, Veto


def companions(changed: Sequence[Rule], rules: Mapping[str, Rule]) -> Iterator[Scene]:
    """`changed` are both versions of the rule, `rules` those to look among."""
    mine = {rule.id for rule in changed}
    others = [rules[id] for id in sorted(rules) if id not in mine and rules[id].status == "active"]
    overridden = {name for rule in changed for name in rule.overrides}
    fills = [action for rule in changed for action in rule.then if isinstance(action, Fill)]
    remedies = {_remedy(action) for rule in changed for action in rule.then} - {""}
    concepts = {one for rule in changed for one in _concepts(rule)}
    groups = (
        [rule for rule in others if rule.id in overridden],
        [rule for rule in others if fills and _reads(rule, fills)],
        [rule for rule in others if remedies & _recommended(rule)],
        [rule for rule in others if _recommended(rule) and concepts & _concepts(rule)],
    )
    found = {rule.id: rule for group in groups for rule in group}
    for rule in found.values():
        yield from (scene for scene in of_tests(rule)[:2] if scene.test in _firing(rule))


def _firing(rule: Rule) -> set[str]:
    return {test.name for test in rule.tests if test.expect}


def _reads(rule: Rule, fills: Iterable[Fill]) -> bool:
    """Whether some clause asks for a value that is concluded."""
    return any(
        fill.frame == pattern.frame and _asks(test, fill)
        for fill in fills
        for pattern in all_patterns(rule)
        for test in pattern.tests
    )


def _asks(test: Comparison, fill: Fill) -> bool:
    several = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    return test.slot == fill.slot and (fill.value in several or isinstance(test.operand, Variable))


def _recommended(rule: Rule) -> set[str]:
    return {action.remedy for action in rule.then if isinstance(action, Recommend)}


def _remedy(action: object) -> str:
    """The remedy that an action is about, empty where it is about none or any."""
    if isinstance(action, Recommend | Adjust | Veto) and isinstance(action.remedy, str):
        return action.remedy
    return ""


def _concepts(rule: Rule) -> set[str]:
    """What the challenges of the rule's own tests and clauses are."""
    found = {str(f.slots.get("is")) for t in rule.tests for f in t.given if f.frame == "challenge"}
    about = (clause for clause in rule.when if isinstance(clause, Pattern) and clause.frame == "challenge")
    return found | {str(test.operand) for clause in about for test in clause.tests if test.slot == "is"}
