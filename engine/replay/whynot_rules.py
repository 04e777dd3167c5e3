"""What became of the rules that recommend a strategy: fired and beaten, or stopped by which clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.query import Failure, first_failure
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.decide import ESCALATION
from kbctl.engine.replay.near_miss import Sight, also, found, needs, other_thing
from kbctl.engine.replay.think import Thoughts
from kbctl.engine.replay.weigh import Option
from kbctl.engine.replay.whynot_relevant import active, could_be, literals
from kbctl.ontology.source import Location
from kbctl.rules.model import Action, Escalate, Fill, Pattern, Raise, Recommend, Rule, Value

DEPTH = 3  # how many conclusions deep a failure is followed


@dataclass(frozen=True, slots=True)
class Scene:
    """The week as it was thought through, and the challenge and strategy in question."""

    knowledge: Knowledge
    thoughts: Thoughts
    always: tuple[Fact, ...]
    challenge: str
    concept: str
    strategy: str

    @property
    def facts(self) -> tuple[Fact, ...]:
        return self.thoughts.infer.facts

    @property
    def sight(self) -> Sight:
        return Sight(self.knowledge.vocabulary, self.facts, self.challenge)

    @property
    def option(self) -> Option | None:
        """The strategy as it stands for the challenge, where a rule recommends it."""
        mine = (o for o in self.thoughts.options if o.challenge == self.challenge)
        return next((o for o in mine if o.remedy == self.strategy), None)

    def label(self, id: str) -> str:
        return self.knowledge.vocabulary.terms[id].label if id in self.knowledge.vocabulary.terms else id


def place(at: Location) -> str:
    return f"{at.path}:{at.line}"


def candidates(scene: Scene) -> list[tuple[Rule, str]]:
    """The active rules that recommend the strategy (escalate, for an escalation) for what this challenge
    could be, with the variable that stands for it.
    """
    found: dict[tuple[str, str], tuple[Rule, str]] = {}
    for rule in active(scene.knowledge.rules):
        for action in rule.then:
            wanted = (isinstance(action, Recommend) and action.remedy == scene.strategy) or (
                isinstance(action, Escalate) and scene.strategy == ESCALATION
            )
            name = action.target.name if isinstance(action, Recommend | Escalate) else ""
            if wanted and could_be(scene.knowledge.vocabulary, rule, name, scene.concept):
                found[rule.id, name] = (rule, name)
    return list(found.values())


def elsewhere(scene: Scene) -> list[dict[str, Any]]:
    """Active rules that recommend the strategy, but for other challenges."""
    mine = {rule.id for rule, _ in candidates(scene)}
    found = []
    for rule in active(scene.knowledge.rules):
        if rule.id in mine or not _confidences(rule, scene.strategy):
            continue
        about = (p for p in rule.when if isinstance(p, Pattern) and p.frame == "challenge")
        concepts = dict.fromkeys(concept for pattern in about for concept in literals(pattern, "is"))
        found.append({"rule": rule.id, "at": place(rule.at), "for": list(concepts)})
    return found


def _confidences(rule: Rule, strategy: str) -> list[float]:
    return [a.confidence for a in rule.then if isinstance(a, Recommend) and a.remedy == strategy]


def told(scene: Scene, rule: Rule, name: str, why: str) -> dict[str, Any]:
    """A candidate rule with its fate. `why` is what the decision says of the strategy."""
    entry: dict[str, Any] = {"rule": rule.id, "at": place(rule.at), "title": rule.title}
    entry["confidence"] = max(_confidences(rule, scene.strategy), default=None)
    people = scene.strategy == ESCALATION
    closure = scene.thoughts.ask if people else scene.thoughts.infer
    mine = (firing for firing in closure.firings if firing.rule == rule.id)
    if any(dict(firing.bindings).get(name) == scene.challenge for firing in mine):
        return entry | {"fired": True, **_fate(scene, rule, why)}
    facts = (*scene.facts, *scene.thoughts.added["ask"]) if people else scene.facts
    failure = first_failure(scene.knowledge.vocabulary, rule, facts, {name: scene.challenge})
    failed = _failed(scene, failure, facts, frozenset({rule.id})) if failure else None
    return entry | {"fired": False, "failed": failed}


def _fate(scene: Scene, rule: Rule, why: str) -> dict[str, Any]:
    """What became of a recommendation: it carries the option, or something took it away."""
    option = scene.option
    if option is None:
        return {"fate": why, "by": []}
    by: tuple[str, ...] = ()
    fate: str = why
    if option.standing in ("vetoed", "not applicable"):
        by, fate = option.by, option.standing
    elif overriders := _overriders(scene, rule):
        by, fate = tuple(overriders), "overridden"
    elif option.standing == "stands" and rule.id not in option.rules[:1]:
        by, fate = option.rules[:1], "weaker than what is recommended"
    return {"fate": fate, "by": [_ref(scene, id) for id in by]}


def _overriders(scene: Scene, rule: Rule) -> list[str]:
    """The surviving rules that override it."""
    standing = (
        o for o in scene.thoughts.options if o.challenge == scene.challenge and o.standing == "stands"
    )
    alive = {id for option in standing for id in option.rules}
    return sorted(id for id in alive if rule.id in scene.knowledge.rules[id].overrides)


def against(scene: Scene) -> list[dict[str, Any]]:
    """The rules that vetoed the strategy or moved its confidence."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for firing in (*scene.thoughts.infer.firings, *scene.thoughts.adjust.firings):
        for output in map(dict, firing.outputs):
            does = next(iter(output))
            about = (output[does], output.get("for"))
            if does in ("adjust", "veto") and about == (scene.strategy, scene.challenge):
                moved = {"by": output["by"]} if "by" in output else {}
                found[does, firing.rule] = _ref(scene, firing.rule) | {"does": does} | moved
    return [found[key] for key in sorted(found)]


def _ref(scene: Scene, id: str) -> dict[str, Any]:
    rule = scene.knowledge.rules.get(id)
    return {"rule": id, "at": place(rule.at) if rule else ""}


# --- a clause that does not hold -----------------------------------------------------------------------


def _failed(scene: Scene, failure: Failure, facts: Sequence[Fact], above: frozenset[str]) -> dict[str, Any]:
    sight = scene.sight
    entry: dict[str, Any] = {"at": place(failure.at), "needs": needs(sight, failure)}
    entry["found"] = found(sight, failure)
    if more := also(sight, failure):
        entry["also"] = more
    sources = _concluded(scene, failure)
    if sources:
        entry["concluded_by"] = sources
    elif len(above) <= DEPTH:
        routes = [one for rule in active(scene.knowledge.rules) if rule.id not in above
                  for one in _route(scene, rule, failure, facts, above)]  # fmt: skip
        if routes:
            entry["would_follow"] = routes
    return entry


def _concluded(scene: Scene, failure: Failure) -> list[dict[str, Any]]:
    """The rules that concluded what a negation or count met."""
    if isinstance(failure.clause, Pattern):
        return []
    tests = [test for pattern in failure.clause.patterns for test in pattern.tests]
    slots, wanted = {test.slot for test in tests}, {test.operand for test in tests}
    ids = {fact.id for fact in failure.facts}

    def met(fact: Fact) -> bool:
        told = any(slot in slots and value in wanted for slot, value in fact.slots.items())
        return fact.id in ids and (told or not fact.derived)

    firings = scene.thoughts.infer.firings
    return [_ref(scene, id) for id in sorted({f.rule for f in firings if any(map(met, f.concluded))})]


def _route(
    scene: Scene, rule: Rule, failure: Failure, facts: Sequence[Fact], above: frozenset[str]
) -> list[dict[str, Any]]:
    """How a rule would conclude what is missing, and what stops it."""
    for action in rule.then:
        bindings = _leading(scene, action, failure)
        stopped = (
            None if bindings is None else first_failure(scene.knowledge.vocabulary, rule, facts, bindings)
        )
        if stopped is not None:
            told = _failed(scene, stopped, facts, above | {rule.id})
            return [_ref(scene, rule.id) | told | {"at": place(rule.at), "stopped_at": place(stopped.at)}]
    return []


def _leading(scene: Scene, action: Action, failure: Failure) -> dict[str, Value] | None:
    """The bindings under which an action gives what a failed pattern needs, None where it never does."""
    clause, test = failure.clause, failure.comparison
    if not isinstance(clause, Pattern):
        return None
    if isinstance(action, Fill) and test is not None and test.operand is not False and failure.facts:
        needed = failure.needed if failure.needed is not None else test.operand
        fits = test.op == "exists" or action.value in (needed if isinstance(needed, tuple) else (needed,))
        if fits and (action.frame, action.slot) == (failure.frame, failure.slot):
            return {action.target.name: failure.facts[0].id}
    if isinstance(action, Raise) and failure.frame == "challenge" and _other_or_missing(scene, failure):
        vocabulary, named = scene.knowledge.vocabulary, literals(clause, "is")
        return {} if any(vocabulary.is_a(action.concept, one) for one in named) else None
    return None


def _other_or_missing(scene: Scene, failure: Failure) -> bool:
    return failure.kind == "missing" or other_thing(scene.sight, failure)


def strongest(options: Iterable[Option], challenge: str) -> Option | None:
    return next((o for o in options if o.challenge == challenge and o.standing == "stands"), None)
