"""Which rules are worth comparing: those whose actions can concern one challenge, fact or step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbctl.engine.inference.compare import accepted_values
from kbctl.engine.review.verify.boxes import Words
from kbctl.engine.review.verify.question import Part, Question
from kbctl.engine.review.verify.world import World
from kbctl.rules.check_content import concepts
from kbctl.rules.model import (
    Action,
    Adjust,
    Ask,
    Escalate,
    Fill,
    Order,
    Pattern,
    Plan,
    Recommend,
    Rule,
    Variable,
    Veto,
)

#: Whether a pair is to be looked at: with `--changed-since`, one of the two must have changed.
Wanted = Callable[[Rule, Rule], bool]


@dataclass(frozen=True, slots=True)
class Act:
    """An action with its rule.

    `concepts`: of the challenges that it can concern; None where it is about none. `ends`: what the
    steps of an order can be.
    """

    rule: Rule
    action: Action
    concepts: frozenset[str] | None
    ends: tuple[frozenset[str], ...] = ()

    @property
    def part(self) -> Part:
        names = {
            v.name: f"t{n}" for n, v in reversed(list(enumerate(variables(self.action)))) if v is not None
        }
        return Part(self.rule, names)


def variables(action: Action) -> tuple[Variable | None, ...]:
    """The facts that an action is about, in an order that is the same for all actions of a kind."""
    match action:
        case Fill() | Recommend() | Adjust() | Veto() | Ask() | Escalate():
            return (action.target,)
        case Plan():
            return (action.target, action.before)
        case Order():
            return (action.first, action.before)
    return ()


def acts(world: World, rules: Sequence[Rule]) -> list[Act]:
    found = []
    for rule in rules:
        for action in rule.then:
            about: frozenset[str] | None = None
            if isinstance(action, Recommend):
                about = world.applicable(rule, action)
            elif isinstance(action, Veto | Adjust | Ask | Escalate) and _is_challenge(rule, action.target):
                about = concepts(rule.when, action.target, world.vocabulary)
            steps = (action.first, action.before) if isinstance(action, Order) else ()
            found.append(Act(rule, action, about, tuple(activities(world, rule, step) for step in steps)))
    return found


def _is_challenge(rule: Rule, variable: Variable) -> bool:
    return any(isinstance(c, Pattern) and c.id == variable and c.frame == "challenge" for c in rule.when)


def grouped(some: Sequence[Act], key: Callable[[Act], object]) -> Mapping[object, list[Act]]:
    """Acts by a key; those without one (None) are left out."""
    found: dict[object, list[Act]] = {}
    for act in some:
        name = key(act)
        if name is not None:
            found.setdefault(name, []).append(act)
    return found


def couples(group: Sequence[Act], wanted: Wanted) -> Iterator[tuple[Act, Act]]:
    """Pairs of different rules that can concern one challenge, each once."""
    for n, one in enumerate(group):
        for other in group[n + 1 :]:
            if one.rule.id != other.rule.id and wanted(one.rule, other.rule) and meet(one, other):
                yield one, other


def meet(one: Act, other: Act) -> bool:
    if not all(a & b for a, b in zip(one.ends, other.ends, strict=False)):
        return False
    return one.concepts is None or other.concepts is None or bool(one.concepts & other.concepts)


def together(one: Act, other: Act) -> Question:
    """Whether both fire for the same target."""
    return Question((one.part, other.part), concepts=shared_concepts(one, other))


def shared_concepts(one: Act, other: Act) -> dict[str, frozenset[str]]:
    if one.concepts is None or other.concepts is None:
        return {}
    return {"t0": one.concepts & other.concepts}


def activities(world: World, rule: Rule, step: Variable) -> frozenset[str]:
    """The activities that a step can have by the literal tests on it."""
    slot = world.vocabulary.slot("step", "activity")
    present = world.box("step", "activity").present
    found = frozenset(map(str, present.named)) if isinstance(present, Words) else frozenset[str]()
    for clause in rule.when:
        if isinstance(clause, Pattern) and clause.id == step:
            for test in clause.tests:
                if (
                    test.slot == "activity"
                    and test.op in ("eq", "in")
                    and not isinstance(test.operand, Variable)
                ):
                    found &= {str(one) for one in accepted_values(world.vocabulary, slot, test)}
    return found
