"""Reads the ground actions of firings as what weighing, deciding and planning work with.

A ground action has its entries in the order of the language (`rules.ground`): the verb, `for`, what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kbctl.engine.inference.result import Firing
from kbctl.engine.replay.decide import Ask, Escalation, in_order
from kbctl.engine.replay.weigh import Adjustment, Recommendation, Veto
from kbctl.rules.ground import ground
from kbctl.rules.model import Plan, Rule, Value


@dataclass(frozen=True, slots=True)
class Signals:
    recommendations: tuple[Recommendation, ...]
    adjustments: tuple[Adjustment, ...]
    vetoes: tuple[Veto, ...]
    asks: tuple[Ask, ...]
    escalations: tuple[Escalation, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A `plan` action as it fired: the step it gives, the step it goes before, and its gate with its
    bindings.
    """

    activity: str
    target: str | None
    before: str | None
    role: str | None
    rule: str
    action: Plan | None
    bindings: tuple[tuple[str, Value], ...]


def signals(firings: Iterable[Firing]) -> Signals:
    """Everything that firings say about remedies and people; each list sorted and without doubles."""
    recommendations: set[Recommendation] = set()
    adjustments: set[Adjustment] = set()
    vetoes: set[Veto] = set()
    asks: set[Ask] = set()
    escalations: set[Escalation] = set()
    for firing in firings:
        rule = firing.rule
        for output in firing.outputs:
            verb, what = output[0]
            if verb == "conclude":
                continue
            target = str(output[1][1])
            if verb == "recommend":
                recommendations.add(Recommendation(target, str(what), rule, _number(output[2][1])))
            elif verb == "adjust":
                adjustments.add(Adjustment(target, str(what), rule, _number(output[2][1])))
            elif verb == "veto":
                vetoes.add(Veto(target, str(what), rule))
            elif verb == "ask":
                about = str(output[2][1]) if len(output) > 2 else None
                asks.add(Ask(target, about, str(what), rule))
            elif verb == "escalate":
                escalations.add(Escalation(target, str(what), rule))
    return Signals(
        tuple(sorted(recommendations)), tuple(sorted(adjustments)), tuple(sorted(vetoes)),
        tuple(sorted(asks, key=in_order)), tuple(sorted(escalations)),
    )  # fmt: skip


def plans(firings: Iterable[Firing], rules: Mapping[str, Rule]) -> tuple[Planned, ...]:
    """The `plan` outputs with the action each comes from, whose gate the output cannot carry."""
    found = []
    for firing in firings:
        values = dict(firing.bindings)
        actions = [action for action in rules[firing.rule].then if isinstance(action, Plan)]
        for output in firing.outputs:
            if output[0][0] != "plan":
                continue
            mine = next((action for action in actions if ground(action, values) == output), None)
            if mine:
                actions.remove(mine)
            keys = dict(output)
            target, before, role = (_name(keys.get(key)) for key in ("for", "before", "role"))
            found.append(Planned(str(keys["plan"]), target, before, role, firing.rule, mine, firing.bindings))
    return tuple(found)


def orders(firings: Iterable[Firing]) -> tuple[tuple[str, str, str], ...]:
    """(step, step it goes before, rule)."""
    found = {
        (str(output[0][1]), str(output[1][1]), firing.rule)
        for firing in firings
        for output in firing.outputs
        if output[0][0] == "order"
    }
    return tuple(sorted(found))


def _number(value: Value | None) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _name(value: Value | None) -> str | None:
    return None if value is None else str(value)
