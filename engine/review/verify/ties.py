"""Whether anything but the alphabet tells two equal options apart, weighed and reflected on."""

from __future__ import annotations

from collections.abc import Set

from kbctl.engine.inference.facts import Fact
from kbctl.engine.replay.policy import DEFAULTS
from kbctl.engine.replay.signals import signals
from kbctl.engine.replay.week_facts import option_facts
from kbctl.engine.replay.weigh import weigh
from kbctl.engine.review.verify.judge import Judge
from kbctl.engine.review.verify.witness import Witness


def decided_by_alphabet(judge: Judge, witness: Witness, challenge: str, remedies: Set[str]) -> bool:
    """Whether, for the challenge, these remedies share the first rank after reflection, nobody asked."""
    world, engine = judge.world, judge.replayer.engine()
    rules = {rule.id: rule for rule in world.rules}
    base = judge.replayer.base_facts(witness.given)
    if not any(fact.frame == "policy" for fact in base) and "policy" in world.vocabulary.frames:
        base.append(Fact("policy", "policy", dict(DEFAULTS)))
    infer = engine.run("infer", base)
    concepts = {f.id: str(f.slots["is"]) for f in infer.facts if f.frame == "challenge" and "is" in f.slots}
    said = signals(infer.firings)

    def applicable(remedy: str, target: str) -> bool:
        return world.vocabulary.applicable(remedy, concepts[target])

    first = weigh(said.recommendations, said.adjustments, said.vetoes, rules, applicable)
    more = signals(engine.run("adjust", (*infer.facts, *option_facts(first))).firings)
    adjustments, vetoes = (*said.adjustments, *more.adjustments), (*said.vetoes, *more.vetoes)
    options = weigh(said.recommendations, adjustments, vetoes, rules, applicable)
    people = signals(engine.run("ask", (*infer.facts, *option_facts(options))).firings)
    if challenge in {one.target for one in people.asks} | {one.target for one in people.escalations}:
        return False
    best = {one.remedy for one in options if one.challenge == challenge and one.rank == 1}
    return remedies <= best
