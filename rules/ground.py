"""Actions with values in place of variables, in the one layout that records and rule tests share.

The name of the action comes first, then its keys in the order of the language:
`(("recommend", "SurvivorshipMerge"), ("for", "c1"), ("confidence", 0.8))`. A conclusion names its frame, then
the entity or the concept: `(("conclude", "company"), ("company", "co"), ("situation", "crisis"))` and
`(("conclude", "challenge"), ("challenge", "TimelinePressure"), ("affects", "Item"))`.
"""

from __future__ import annotations

from collections.abc import Mapping

from kbctl.ontology.values import Value
from kbctl.rules.model import (
    Action,
    Adjust,
    Ask,
    Escalate,
    Fill,
    Order,
    Plan,
    Raise,
    Recommend,
    Variable,
    Veto,
)

#: A ground action, or the part of one that a rule test expects.
Entries = tuple[tuple[str, Value], ...]


def ground(action: Action, bindings: Mapping[str, Value]) -> Entries:
    """The action under the values of the rule's variables (the id, for a variable that names a fact)."""

    def value(operand: str | Variable) -> Value:
        return bindings[operand.name] if isinstance(operand, Variable) else operand

    match action:
        case Fill():
            named = (action.frame, value(action.target))
            return (("conclude", action.frame), named, (action.slot, action.value))
        case Raise():
            raised = (("conclude", "challenge"), ("challenge", action.concept))
            return (*raised, ("affects", action.affects)) if action.affects else raised
        case Recommend():
            chosen = (("recommend", action.remedy), ("for", value(action.target)))
            return (*chosen, ("confidence", action.confidence))
        case Adjust():
            return (("adjust", value(action.remedy)), ("for", value(action.target)), ("by", action.by))
        case Veto():
            return (("veto", value(action.remedy)), ("for", value(action.target)))
        case Ask():
            asked = (("ask", action.role), ("for", value(action.target)))
            return (*asked, ("about", action.about)) if action.about else asked
        case Escalate():
            return (("escalate", action.role), ("for", value(action.target)))
        case Plan():
            entries: list[tuple[str, Value]] = [("plan", action.activity)]
            entries += [("for", value(action.target))] if action.target else []
            entries += [("before", value(action.before))] if action.before else []
            entries += [("role", action.role)] if action.role else []
            return tuple(entries)
        case Order():
            return (("order", value(action.first)), ("before", value(action.before)))
