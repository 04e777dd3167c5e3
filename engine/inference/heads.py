"""What rules conclude in a run: derived slots, raised challenges, planned steps.

Conclusions are collected while rules run and enter the facts when their stratum is finished, so no rule sees
half of them. A given value beats a derived one; of two different values of a single-valued slot neither
stands. The role of a planned step is such a slot: rules that name different roles leave it open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.result import Contradiction
from kbctl.engine.inference.scope import Scope
from kbctl.engine.inference.state import Env, State
from kbctl.ontology.values import Atom, Value, atom_order
from kbctl.rules.model import Fill, Plan, Raise, Rule
from kbctl.rules.strata import RAISED, Node

#: A derived slot and its value, by entity; or the id of a raised or planned fact.
Filled = tuple[str, str, Atom]
Key = Filled | str
#: Frame, concept or activity, and what it affects or is for.
Identity = tuple[str, Value | None, Value | None]
#: What entered: its node and fact, and the value of a derived slot.
Entered = tuple[Node, Fact, Atom | None]


@dataclass(slots=True)
class Conclusions:
    """Everything concluded in a run. `fills`, `entities` and `roles` wait, by node, to enter the facts."""

    state: State
    many: Mapping[Node, bool]
    #: derived slot -> entity, slot and value -> rules
    fills: dict[Node, dict[Filled, set[str]]] = field(default_factory=dict)
    #: concept or activity -> id -> fact
    entities: dict[Node, dict[str, Fact]] = field(default_factory=dict)
    #: activity -> id of the step -> role -> rules
    roles: dict[Node, dict[str, dict[str, set[str]]]] = field(default_factory=dict)
    #: concluded facts that stand, by key
    standing: dict[Key, Fact] = field(default_factory=dict)
    #: steps that got their role after they had entered, by identity: before and after
    replaced: dict[int, tuple[Fact, Fact]] = field(default_factory=dict)
    contradictions: list[Contradiction] = field(default_factory=list)
    _given: set[Identity] | None = None

    def fill(self, rule: str, node: Node, entity: str, value: Atom) -> Key | None:
        """A derived slot of an entity; None where a given value beats it."""
        key = (entity, node.name, value)
        if key in self.standing:
            return key
        waiting = self.fills.setdefault(node, {})
        if key in waiting:
            waiting[key].add(rule)
            return key
        fact = self.state.base.get(entity)
        if fact is None or fact.frame != node.frame or node.name in fact.slots:
            return None
        waiting[key] = {rule}
        return key

    def entity(self, rule: str, node: Node, fact: Fact, role: str | None) -> Key | None:
        """A challenge or step; None where a given one is meant."""
        if self._is_given(fact):
            return None
        if fact.id not in self.standing:
            self.entities.setdefault(node, {})[fact.id] = fact
        if role is not None:
            of = node._replace(role=True)
            self.roles.setdefault(of, {}).setdefault(fact.id, {}).setdefault(role, set()).add(rule)
        return fact.id

    def _is_given(self, fact: Fact) -> bool:
        state = self.state
        if self._given is None:
            raised = [f for frame in RAISED for f in state.frames.get(frame, ()) if f.id not in self.standing]
            self._given = {identity(given) for given in raised}
        return identity(fact) in self._given or (fact.id in state.base and fact.id not in self.standing)

    def enter(self, nodes: Iterable[Node]) -> list[Entered]:
        """What was concluded for the nodes enters the facts, and is returned."""
        entered: list[Entered] = []
        for node in nodes:
            if node.slot:
                filled = self.fills.pop(node, {})
                if not self.many[node]:
                    filled = self._without_clashes(node, filled)
                entered += self._enter_values(node, filled)
                continue
            if node.role:
                for id_, roles in sorted(self.roles.pop(node, {}).items()):
                    entered += self._settle_role(node, id_, roles)
            else:
                pending = sorted(self.entities.pop(node, {}).items())
                entered += [self._enter_entity(node, fact) for _, fact in pending]
        return entered

    def _without_clashes(self, node: Node, filled: dict[Filled, set[str]]) -> dict[Filled, set[str]]:
        """Of a single-valued slot, what stands: entities with two values contradict."""
        of: dict[str, list[Filled]] = {}
        for key in filled:
            of.setdefault(key[0], []).append(key)
        for entity, keys in of.items():
            known = self.state.members.get((entity, node.name), {})
            values = sorted({*known, *(value for _, _, value in keys)}, key=atom_order)
            if len(values) > 1:
                rules = {rule for key in keys for rule in filled.pop(key)}
                self._contradict(node.frame, entity, node.name, values, rules)
                self.state.members.pop((entity, node.name), None)
        return filled

    def _enter_values(self, node: Node, filled: Iterable[Filled]) -> list[Entered]:
        entered: list[Entered] = []
        frame, members = node.frame, self.state.members
        for key in filled:
            entity, slot, value = key
            known = members.setdefault((entity, slot), {})
            if value not in known:
                known[value] = fact = Fact(frame, entity, {slot: value}, "rule", True)
                entered.append((node, fact, value))
            self.standing[key] = known[value]
        return entered

    def _enter_entity(self, node: Node, fact: Fact) -> Entered:
        self.standing[fact.id] = fact
        self.state.add(fact)
        return (node, fact, None)

    def _settle_role(self, node: Node, id_: str, roles: dict[str, set[str]]) -> list[Entered]:
        """The role enters the step; and the step, where more of its kind may still be planned."""
        entity = node._replace(role=False)
        pending = self.entities.get(entity, {}).pop(id_, None)
        entered = [self._enter_entity(entity, pending)] if pending is not None else []
        if len(roles) > 1:
            rules = {rule for named in roles.values() for rule in named}
            self._contradict("step", id_, "role", sorted(roles), rules)
            return entered
        step = self.standing[id_]
        slots = dict(sorted({**step.slots, "role": next(iter(roles))}.items()))
        self.standing[id_] = whole = Fact("step", id_, slots, "rule")
        self.replaced[id(step)] = (step, whole)
        self.state.replace(whole)
        return entered

    def _contradict(
        self, frame: str, entity: str, slot: str, values: Sequence[Atom], rules: set[str]
    ) -> None:
        found = Contradiction(frame, entity, slot, tuple(values), tuple(sorted(rules)))
        self.contradictions.append(found)


def identity(fact: Fact) -> Identity:
    """What makes two challenges, or two steps, the same one for the rule that concludes it."""
    if fact.frame == "challenge":
        return ("challenge", fact.slots.get("is"), fact.slots.get("affects"))
    return ("step", fact.slots.get("activity"), fact.slots.get("for"))


Head = Callable[[Conclusions, Env], Key | None]


def head_of(rule: Rule, action: Fill | Raise | Plan, scope: Scope) -> Head:
    """Concludes one action under the values of the rule's variables."""
    name = rule.id
    if isinstance(action, Fill):
        node = Node(action.frame, action.slot, True)
        number, value = scope.numbers[action.target.name], action.value
        return lambda conclusions, env: conclusions.fill(name, node, env[number], value)
    if isinstance(action, Raise):
        raised, of = raised_challenge(action), Node("challenge", action.concept)
        return lambda conclusions, env: conclusions.entity(name, of, raised, None)
    planned, role = Node("step", action.activity), action.role
    activity = action.activity
    if action.target is None:
        step = planned_step(activity, None)
        return lambda conclusions, env: conclusions.entity(name, planned, step, role)
    target = scope.numbers[action.target.name]
    return lambda conclusions, env: conclusions.entity(
        name, planned, planned_step(activity, env[target]), role
    )


def raised_challenge(action: Raise) -> Fact:
    """The fact of a challenge that a rule raises."""
    slots: dict[str, Value] = {"affects": action.affects} if action.affects else {}
    slots |= {"grounded_by": "rule", "grounding": 1, "is": action.concept}
    return Fact(
        "challenge", f"{action.concept}@{action.affects}" if action.affects else action.concept, slots, "rule"
    )


def planned_step(activity: str, target: str | None) -> Fact:
    """The fact of a step that a rule plans; its role is settled later."""
    if target is None:
        return Fact("step", activity, {"activity": activity}, "rule")
    return Fact("step", f"{activity}@{target}", {"activity": activity, "for": target}, "rule")
