"""What a whole rule base makes of some facts: inferred, weighed, reflected on, decided and planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from kbctl.engine.inference.engine import phase_of
from kbctl.engine.inference.facts import Fact, check_fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.inference.result import Closure
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.counterfactual import is_base
from kbctl.engine.replay.plan import Step
from kbctl.engine.replay.policy import DEFAULTS
from kbctl.engine.replay.think import Situation, Thoughts, think
from kbctl.engine.replay.week_facts import case_facts, remedy_facts
from kbctl.engine.replay.weigh import Option
from kbctl.engine.replay.whynot_values import scaled
from kbctl.engine.replay.words import words
from kbctl.engine.review.change.clause_words import name_of
from kbctl.engine.review.change.model import Decided, Outcome
from kbctl.engine.review.change.plain import all_patterns
from kbctl.rules.model import GivenFact, Rule
from kbctl.rules.testing import text

#: Numbers of decisions begin here, so that none is called as one that a rule test gives (d1, d2 …).
FIRST = 1001


class Side:
    """One version of the knowledge, ready to be run."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._engines: dict[str, NativeEngine] = {}
        self._alone: dict[str, NativeEngine] = {}

    def engine(self, also: str = "") -> NativeEngine:
        """Of the active rules, and of one more that counts as active."""
        rules = self.knowledge.rules
        if also and (also not in rules or rules[also].status == "active"):
            also = ""
        if also not in self._engines:
            used = [rule for rule in rules.values() if rule.status == "active" or rule.id == also]
            self._engines[also] = NativeEngine(self.knowledge.vocabulary, used)
        return self._engines[also]

    @cached_property
    def always(self) -> tuple[Fact, ...]:
        """Facts of every session: the settings, the past cases, the remedies of the ontology."""
        policy = Fact("policy", "policy", dict(DEFAULTS), "defaults")
        return (policy, *case_facts(self.knowledge.cases), *remedy_facts(self.knowledge.vocabulary))

    def facts(self, given: Sequence[GivenFact]) -> tuple[Fact, ...]:
        """The given facts, and what is there in every session where they do not say otherwise."""
        mine = [Fact(one.frame, one.id, one.slots) for one in given]
        ids, frames = {one.id for one in mine}, {one.frame for one in mine}
        found = [one for one in self.always if one.id not in ids]
        if "policy" in frames:
            found = [one for one in found if one.frame != "policy"]
            mine = [self._whole(one) if one.frame == "policy" else one for one in mine]
        if "company" not in frames:
            mine.append(Fact("company", "company", {}))
        return (*mine, *found)

    @staticmethod
    def _whole(policy: Fact) -> Fact:
        return Fact("policy", policy.id, {**DEFAULTS, **policy.slots}, policy.origin)

    def thresholds(self, frame: str, slot: str) -> frozenset[float]:
        """The numbers that rules compare the slot with."""
        return self._thresholds.get((frame, slot), frozenset())

    @cached_property
    def _thresholds(self) -> dict[tuple[str, str], frozenset[float]]:
        found: dict[tuple[str, str], set[float]] = {}
        for rule in self.knowledge.rules.values():
            for pattern in all_patterns(rule):
                for test in pattern.tests:
                    several = test.operand if isinstance(test.operand, tuple) else (test.operand,)
                    numbers = {scaled(one, test.times) for one in several if isinstance(one, int | float)}
                    found.setdefault((pattern.frame, test.slot), set()).update(numbers)  # type: ignore[arg-type]
        return {place: frozenset(numbers) for place, numbers in found.items()}

    def admits(self, given: Sequence[GivenFact]) -> bool:
        """Whether this version's vocabulary knows the facts."""
        vocabulary = self.knowledge.vocabulary
        return not any(
            check_fact(vocabulary, one.frame, _listed(one), one.at, derived_too=True)[1] for one in given
        )

    def outputs(self, rule: Rule | None, given: Sequence[GivenFact]) -> tuple[str, ...]:
        """What the rule puts out on its own, whatever its status."""
        if rule is None:
            return ()
        if rule.id not in self._alone:
            self._alone[rule.id] = NativeEngine(self.knowledge.vocabulary, [rule])
        closure = self._alone[rule.id].run(phase_of(rule), self.facts(given))
        return _texts(closure, rule.id)

    def outcome(self, given: Sequence[GivenFact], rule: str = "", also: str = "") -> Outcome:
        """The whole base on the facts; `also` is a rule that counts as active."""
        thoughts = self.thoughts(given, also)
        closures = (thoughts.infer, thoughts.adjust, thoughts.ask, thoughts.plan)
        outputs = [one for closure in closures for one in _texts(closure, rule)]
        decisions = tuple(
            Decided(d.challenge, d.concept, d.status, d.strategy, d.confidence, d.why)
            for _, d in thoughts.decisions
        )
        options = tuple(map(_option, thoughts.options))
        concluded = sorted({_concluded(fact) for fact in thoughts.infer.facts if not is_base(fact)})
        planned = [_planned(step) for step in thoughts.steps if step.decision is None]
        edges = sorted({f"{edge.first} before {edge.then}" for edge in thoughts.edges})
        return Outcome(
            tuple(dict.fromkeys(outputs)), decisions, options, tuple(concluded), (*sorted(planned), *edges)
        )

    def thoughts(self, given: Sequence[GivenFact], also: str = "") -> Thoughts:
        facts = self.facts(given)
        policy = next(fact for fact in facts if fact.frame == "policy")
        now = Situation(
            week=1, facts=facts, settled=frozenset(), asked=frozenset(), named={}, steps=(), edges=(),
            first_decision=FIRST, choose_at=float(str(policy.slots["choose_at"])),
        )  # fmt: skip
        return think(self.knowledge, self.engine(also), now)


def _texts(closure: Closure, rule: str) -> tuple[str, ...]:
    found = (output for firing in closure.firings if firing.rule == rule for output in firing.outputs)
    return tuple(sorted({text(one) for one in found}))


def _option(one: Option) -> str:
    stands = one.standing if one.standing != "stands" else f"stands with {one.confidence:.2f}"
    by = f" by {', '.join(one.by)}" if one.by else ""
    return f"{one.remedy} for {one.challenge}: {stands}{by}"


def _planned(step: Step) -> str:
    target = f" for {step.target}" if step.target else ""
    role = f" by {step.role}" if step.role else ""
    return f"{step.activity}{target}{role}" + (" (waits)" if step.status == "waiting" else "")


def _listed(given: GivenFact) -> Mapping[str, object]:
    return {name: list(v) if isinstance(v, tuple) else v for name, v in given.slots.items()}


def _concluded(fact: Fact) -> str:
    ((slot, value),) = fact.slots.items() if len(fact.slots) == 1 else (("", ""),)
    named = fact.frame if fact.frame == fact.id else f"{fact.frame} {fact.id}"
    return f"{named}: {name_of(slot)} {words(value)}" if slot else named
