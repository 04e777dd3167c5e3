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
from kbctl.engine.inference.state import NO_MEMBERS, Env, State
from kbctl.ontology.values import Atom, Value, atom_order
from kbctl.rules.model import Fill, Plan, Raise, Rule
from kbctl.rules.strata import RAISED, Node

#: A value that waits: its fact, and the rules that concluded it.
Waiting = tuple[Fact, list[str]]
#: Frame, concept or activity, and what it affects or is for.
Identity = tuple[str, Value | None, Value | None]
#: What entered: its node and fact, and the value of a derived slot.
Entered = tuple[Node, Fact, Atom | None]


@dataclass(slots=True)
class Conclusions:
    """Everything concluded in a run. `fills`, `entities` and `roles` wait, by node, to enter the facts.

    A conclusion is one fact, made by the first rule that gives it, whatever becomes of it. Of those that
    firings hold, `withdrawn` do not stand, and `replaced` have another in their place.
    """

    state: State
    many: Mapping[Node, bool]
    #: derived slot, as text (which is hashed once) -> entity and value -> what waits
    fills: dict[str, dict[tuple[str, Atom], Waiting]] = field(default_factory=dict)
    #: concept or activity -> id -> fact
    entities: dict[Node, dict[str, Fact]] = field(default_factory=dict)
    #: activity -> id of the step -> role -> rules
    roles: dict[Node, dict[str, dict[str, set[str]]]] = field(default_factory=dict)
    #: raised and planned facts that stand, by id
    standing: dict[str, Fact] = field(default_factory=dict)
    #: derived facts that contradict each other, by identity
    withdrawn: dict[int, Fact] = field(default_factory=dict)
    #: steps that got their role after they had entered, by identity: before and after
    replaced: dict[int, tuple[Fact, Fact]] = field(default_factory=dict)
    contradictions: list[Contradiction] = field(default_factory=list)
    _given: set[Identity] | None = None

    def entity(self, rule: str, node: Node, fact: Fact, role: str | None) -> Fact | None:
        """A challenge or step; None where a given one is meant."""
        if self._is_given(fact):
            return None
        one = self.standing.get(fact.id) or self.entities.setdefault(node, {}).setdefault(fact.id, fact)
        if role is not None:
            of = node._replace(role=True)
            self.roles.setdefault(of, {}).setdefault(fact.id, {}).setdefault(role, set()).add(rule)
        return one

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
                filled = self.fills.pop(str(node), None)
                if filled:
                    if not self.many[node]:
                        self._without_clashes(node, filled)
                    self._enter_values(node, filled, entered)
                continue
            if node.role:
                for id_, roles in sorted(self.roles.pop(node, {}).items()):
                    entered += self._settle_role(node, id_, roles)
            else:
                pending = sorted(self.entities.pop(node, {}).items())
                entered += [self._enter_entity(node, fact) for _, fact in pending]
        return entered

    def _without_clashes(self, node: Node, filled: dict[tuple[str, Atom], Waiting]) -> None:
        """Of a single-valued slot, only what stands is left: entities with two values contradict."""
        of: dict[str, list[Atom]] = {}
        for entity, value in filled:
            of.setdefault(entity, []).append(value)
        for entity, given in of.items():
            known = self.state.members.get((entity, node.name), NO_MEMBERS)
            if len(given) == 1 and known.keys() <= set(given):
                continue
            values = sorted({*known, *given}, key=atom_order)
            waiting = [filled.pop((entity, value)) for value in given]
            self.withdrawn |= {id(fact): fact for fact, _ in waiting}
            rules = {rule for _, named in waiting for rule in named}
            self._contradict(node.frame, entity, node.name, values, rules)
            self.state.members.pop((entity, node.name), None)

    def _enter_values(self, node: Node, filled: Mapping[tuple[str, Atom], Waiting],
                      entered: list[Entered]) -> None:  # fmt: skip
        members, slot = self.state.members, node.name
        for (entity, value), (fact, _) in filled.items():
            known = members.get((entity, slot))
            if known is None:
                members[entity, slot] = {value: fact}
            elif value in known:
                continue
            else:
                known[value] = fact
            entered.append((node, fact, value))

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


Head = Callable[[Conclusions, Env], Fact | None]


def head_of(rule: Rule, action: Fill | Raise | Plan, scope: Scope) -> Head:
    """Concludes one action under the values of the rule's variables."""
    name = rule.id
    if isinstance(action, Fill):
        return _filling(name, action, scope.numbers[action.target.name])
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


def _filling(rule: str, action: Fill, number: int) -> Head:
    """Concludes a derived slot of an entity; nothing where a given value beats it."""
    frame, name, value = action.frame, action.slot, action.value
    slot = str(Node(frame, name, True))

    def fill(conclusions: Conclusions, env: Env) -> Fact | None:
        entity = env[number]
        waiting = conclusions.fills.get(slot)
        if waiting is None:
            waiting = conclusions.fills[slot] = {}
        held = waiting.get((entity, value))
        if held is not None:
            held[1].append(rule)
            return held[0]
        state = conclusions.state
        base = state.base.get(entity)
        if base is None or base.frame != frame or name in base.slots:
            return None
        known = state.members.get((entity, name))
        if known is None or value not in known:
            fact = Fact(frame, entity, {name: value}, "rule", True)
        else:
            fact = known[value]
        waiting[entity, value] = (fact, [rule])
        return fact

    return fill


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
