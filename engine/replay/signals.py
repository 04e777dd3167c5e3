"""Reads the ground actions of firings as what weighing, deciding and planning work with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kbctl.engine.inference.result import Firing
from kbctl.engine.replay.decide import Ask, Escalation
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
    recommendations, adjustments, vetoes, asks, escalations = set(), set(), set(), set(), set()
    for firing, verb, output in _outputs(firings):
        target, rule = str(output.get("for", "")), firing.rule
        match verb:
            case "recommend":
                confidence = _number(output.get("confidence"))
                recommendations.add(Recommendation(target, str(output["recommend"]), rule, confidence))
            case "adjust":
                adjustments.add(Adjustment(target, str(output["adjust"]), rule, _number(output.get("by"))))
            case "veto":
                vetoes.add(Veto(target, str(output["veto"]), rule))
            case "ask":
                about = output.get("about")
                asks.add(Ask(target, str(about) if about is not None else None, str(output["ask"]), rule))
            case "escalate":
                escalations.add(Escalation(target, str(output["escalate"]), rule))
    return Signals(
        tuple(sorted(recommendations)), tuple(sorted(adjustments)), tuple(sorted(vetoes)),
        tuple(sorted(asks, key=lambda one: (one.target, one.about or "", one.role, one.rule))),
        tuple(sorted(escalations)),
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
        (str(output["order"]), str(output["before"]), firing.rule)
        for firing, verb, output in _outputs(firings)
        if verb == "order"
    }
    return tuple(sorted(found))


def _outputs(firings: Iterable[Firing]) -> Iterator[tuple[Firing, str, dict[str, Value]]]:
    for firing in firings:
        for output in firing.outputs:
            yield firing, output[0][0], dict(output)


def _number(value: Value | None) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _name(value: Value | None) -> str | None:
    return None if value is None else str(value)
