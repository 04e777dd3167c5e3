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
            ident = _ident(action.concept, action.affects)
            if not _given(world, "challenge", ident, key):
                found.append(Fact("challenge", ident, {**key, "grounded_by": "rule", "grounding": 1}, "rule"))
        elif isinstance(action, Plan):
            found += _steps(world, action, str(bound[action.target.name]) if action.target else None)
    return found


def _steps(world: World, action: Plan, target: str | None) -> list[Fact]:
    """A step, and beside it its role: rules that name different ones leave it open."""
    key: dict[str, Value] = {"activity": action.activity, **({"for": target} if target else {})}
    ident = _ident(action.activity, target)
    if _given(world, "step", ident, key):
        return []
    step = Fact("step", ident, key, "rule")
    return [step, Fact("step", step.id, {"role": action.role}, "rule", True)] if action.role else [step]


def _ident(name: str, of: str | None) -> str:
    return f"{name}@{of}" if of else name


def _given(world: World, frame: str, ident: str, key: Mapping[str, Value]) -> bool:
    """Whether one was given: with its concept and domain, its activity and target, or its id."""
    names = ("is", "affects") if frame == "challenge" else ("activity", "for")
    return world.by_id.get(ident) in world.given or any(
        fact in world.given and all(fact.slots.get(name) == key.get(name) for name in names)
        for fact in world.frames.get(frame, ())
    )
