"""Facts that show a finding, run through the engine before anybody sees them.

They are run twice: every rule that is said to fire, alone, on the facts as a rule test would give them
(derived slots too); and all active rules together on the base facts, as in a session, where the rules that
are said to fire must fire and the others must not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kbctl.engine.inference.engine import PHASES, Phase, phase_of
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.inference.result import Closure, Firing
from kbctl.engine.review.verify.matching import Facts
from kbctl.engine.review.verify.world import World
from kbctl.ontology.source import Location
from kbctl.ontology.values import Value
from kbctl.rules.model import GivenFact, Rule

NOWHERE = Location("witness")


@dataclass(frozen=True, slots=True)
class Witness:
    """`given` as a rule test takes it; `outputs` are what each rule says on it, as rule tests write them."""

    given: tuple[GivenFact, ...]
    fires: tuple[str, ...]
    silent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Replayer:
    """Runs witnesses. The engine over all active rules is made once."""

    world: World
    _engines: dict[tuple[str, ...], NativeEngine] = field(default_factory=dict)

    def engine(self, extra: Sequence[Rule] = ()) -> NativeEngine:
        """The active rules, and the others named."""
        ids = {rule.id for rule in self.world.rules}
        more = tuple(rule for rule in extra if rule.id not in ids)
        key = tuple(sorted(rule.id for rule in more))
        if key not in self._engines:
            self._engines[key] = NativeEngine(self.world.vocabulary, (*self.world.rules, *more))
        return self._engines[key]

    def base_facts(self, given: Sequence[GivenFact]) -> list[Fact]:
        """The facts as a session would have them: without what rules conclude, with every remedy."""
        vocabulary = self.world.vocabulary
        facts = {}
        for one in given:
            known = vocabulary.frames[one.frame].slots
            base = {slot: value for slot, value in one.slots.items() if not known[slot].derived}
            facts[one.id] = Fact(one.frame, one.id, base)
        return [*facts.values(), *(fact for name, fact in self.world.remedies.items() if name not in facts)]

    def session(self, given: Sequence[GivenFact], rules: Sequence[Rule]) -> Mapping[Phase, Closure]:
        """What all active rules, and these, do with the base facts: each phase that the rules run in."""
        engine = self.engine(rules)
        infer = engine.run("infer", self.base_facts(given))
        wanted = {phase_of(rule) for rule in rules} - {"infer"}
        others = {phase: engine.run(phase, infer.facts) for phase in PHASES if phase in wanted}
        return {"infer": infer, **others}

    def shows(
        self,
        given: Sequence[GivenFact],
        fire: Sequence[tuple[Rule, Mapping[str, Value]]],
        silent: Sequence[tuple[Rule, Mapping[str, Value]]] = (),
    ) -> bool:
        """Whether those that should fire do, with these values of their variables, and the others do not."""
        alone = [Fact(one.frame, one.id, one.slots) for one in given]
        for rule, bound in fire:
            run = NativeEngine(self.world.vocabulary, [rule]).run(phase_of(rule), alone)
            if not _fires(run.firings, rule, bound):
                return False
        closures = self.session(given, [rule for rule, _ in (*fire, *silent)])
        said = all(_fires(closures[phase_of(rule)].firings, rule, bound) for rule, bound in fire)
        return said and not any(
            _fires(closures[phase_of(rule)].firings, rule, bound) for rule, bound in silent
        )


def _fires(firings: Sequence[Firing], rule: Rule, bound: Mapping[str, Value]) -> bool:
    return any(
        firing.rule == rule.id
        and all(dict(firing.bindings).get(name) == value for name, value in bound.items())
        for firing in firings
    )


def given_of(world: World, facts: Facts) -> tuple[GivenFact, ...]:
    """The facts of an answer as a rule test gives them; remedies only where a clause speaks of them."""
    found: dict[str, GivenFact] = {}
    for name, fact in facts.facts.items():
        if fact.frame == "remedy" and name == fact.id and fact is world.remedies.get(name):
            continue
        found.setdefault(fact.id, GivenFact(fact.frame, fact.id, fact.slots, NOWHERE))
    order = {frame: n for n, frame in enumerate(("challenge", "company", "finding"))}
    return tuple(sorted(found.values(), key=lambda one: (order.get(one.frame, 9), one.frame, one.id)))
