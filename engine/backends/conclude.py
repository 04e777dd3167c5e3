"""What a firing concludes, as facts."""

from __future__ import annotations

from collections.abc import Mapping

from kbctl.engine.backends.world import Bindings, World
from kbctl.engine.inference.facts import Fact
from kbctl.ontology.values import Value
from kbctl.rules.model import Fill, Plan, Raise, Rule


def conclusions(world: World, rule: Rule, bound: Bindings) -> list[Fact]:
    """The facts that the rule gives, in the order of its actions, without those given already."""
    found: list[Fact] = []
    for action in rule.then:
        if isinstance(action, Fill):
            entity = world.by_id.get(str(bound[action.target.name]))
            if entity and entity.frame == action.frame and action.slot not in entity.slots:
                found.append(Fact(action.frame, entity.id, {action.slot: action.value}, "rule", True))
        elif isinstance(action, Raise):
            key: dict[str, Value] = {"is": action.concept}
            key |= {"affects": action.affects} if action.affects else {}
            if not _given(world, "challenge", key):
                slots = {**key, "grounded_by": "rule", "grounding": 1}
                found.append(Fact("challenge", _ident(action.concept, action.affects), slots, "rule"))
        elif isinstance(action, Plan):
            found += _steps(world, action, str(bound[action.target.name]) if action.target else None)
    return found


def _steps(world: World, action: Plan, target: str | None) -> list[Fact]:
    """A step, and beside it its role: rules that name different ones leave it open."""
    key: dict[str, Value] = {"activity": action.activity, **({"for": target} if target else {})}
    if _given(world, "step", key):
        return []
    step = Fact("step", _ident(action.activity, target), key, "rule")
    return [step, Fact("step", step.id, {"role": action.role}, "rule", True)] if action.role else [step]


def _ident(name: str, of: str | None) -> str:
    return f"{name}@{of}" if of else name


def _given(world: World, frame: str, key: Mapping[str, Value]) -> bool:
    """Whether one was given that is the same: of its concept and domain, or activity and target."""
    names = ("is", "affects") if frame == "challenge" else ("activity", "for")
    return any(
        fact in world.given and all(fact.slots.get(name) == key.get(name) for name in names)
        for fact in world.frames.get(frame, ())
    )
