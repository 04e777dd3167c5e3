"""Our engine, from raw facts to decisions: type checks, inference with the record, weighing, deciding."""

from __future__ import annotations

import time

from kbctl.engine.inference.facts import Fact, check_fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.inference.result import Closure
from kbctl.engine.replay.decide import Decision, Open, decide
from kbctl.engine.replay.signals import signals
from kbctl.engine.replay.weigh import weigh

from bench.peer import Conclusions
from bench.workload import Session, Workload
from bench.world import NOWHERE

CHOOSE_AT = 0.5


class Native:
    name = "kbctl"
    what = "type checks, inference with the record, weighing and deciding"

    def compile(self, load: Workload) -> None:
        self.load = load
        self.rules = {rule.id: rule for rule in load.rules}
        self.engine = NativeEngine(load.vocabulary, load.rules)

    def before(self, session: Session) -> Session:
        return session

    def run(self, session: Session) -> tuple[Closure, tuple[Decision, ...]]:
        vocabulary = self.load.vocabulary
        facts = []
        for raw in session:
            slots, problems = check_fact(vocabulary, raw.frame, raw.slots, NOWHERE)
            if problems:
                raise ValueError(problems)
            facts.append(Fact(raw.frame, raw.id, slots))
        closure = self.engine.run("infer", facts)
        concepts = {fact.id: str(fact.slots["is"]) for fact in facts if fact.frame == "challenge"}
        said = signals(closure.firings)

        def applicable(remedy: str, challenge: str) -> bool:
            return vocabulary.applicable(remedy, concepts[challenge])

        options = weigh(said.recommendations, said.adjustments, said.vetoes, self.rules, applicable)
        challenges = [Open(ident, concept) for ident, concept in sorted(concepts.items())]
        return closure, decide(challenges, options, said.asks, said.escalations, CHOOSE_AT)

    def conclusions(self, result: tuple[Closure, tuple[Decision, ...]]) -> Conclusions:
        return concluded(result[0])

    def clock(self) -> float:
        return time.process_time()


def concluded(closure: Closure) -> Conclusions:
    """What a closure says, in the words of the benchmark."""
    if closure.contradictions:
        raise ValueError(f"the workload contradicts itself: {closure.contradictions[0]}")
    return Conclusions(
        firings=frozenset((f.rule, tuple(sorted(f.bindings))) for f in closure.firings),
        derived=frozenset((f.id, *next(iter(f.slots.items()))) for f in closure.facts if f.derived),
        recommended=frozenset(
            (f.rule, str(dict(out)["for"]))
            for f in closure.firings
            for out in f.outputs
            if out[0][0] == "recommend"
        ),
    )
