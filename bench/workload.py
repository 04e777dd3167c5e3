"""One workload for every engine: rules in the rule language, and facts as a session gets them.

Rules come in bundles about one concept, a chain of three levels: what is seen -> an aspect -> a need and
a severity -> recommendations, with joins, negation, counts and bounds that other facts give. Two
profiles:

- selective: about five rules a challenge concept, as in a real rule base; most rules cannot match, and a
  session has about one firing for each fact;
- broad: few concepts and lax conditions; many rules match, and a session has ten or more firings for each
  fact.

Everything follows from the seed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any, Literal

from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.load import load_rule
from kbctl.rules.model import Rule

from bench import world

Profile = Literal["selective", "broad"]
PROFILES: tuple[Profile, ...] = ("selective", "broad")
BROAD_CONCEPTS = 40
RULES_PER_CONCEPT = 5


@dataclass(frozen=True, slots=True)
class RawFact:
    """A fact as it comes from outside: nothing checked yet."""

    frame: str
    id: str
    slots: dict[str, Any]


Session = tuple[RawFact, ...]


@dataclass(frozen=True)
class Workload:
    """The rule base, and its sessions by number; each is made when asked for."""

    profile: Profile
    size: int
    facts: int
    seed: int = 1

    @property
    def concepts(self) -> int:
        return max(10, self.size // RULES_PER_CONCEPT) if self.profile == "selective" else BROAD_CONCEPTS

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return world.vocabulary(self.concepts)

    @cached_property
    def texts(self) -> dict[str, str]:
        """Rule id -> YAML."""
        return _Rules(self, Random(f"rules {self.seed} {self.profile} {self.size}")).texts

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules as the loader reads them."""
        read = []
        for ident, text in sorted(self.texts.items()):
            rule, problems = load_rule(text, f"rules/{ident}.yaml", self.vocabulary)
            if rule is None:
                raise ValueError("\n".join(map(str, problems)))
            read.append(rule)
        return tuple(read)

    @cached_property
    def strata(self) -> dict[str, int]:
        """Rule id -> level of the chain: the salience that other engines need in place of strata."""
        return {ident: int(ident[1]) for ident in self.texts}

    def session(self, number: int) -> Session:
        return _facts(self, Random(f"facts {self.seed} {self.profile} {self.size} {self.facts} {number}"))

    def digest(self) -> str:
        """A hash of the rules and of the first sessions."""
        plain = [self.texts, [[(f.frame, f.id, f.slots) for f in self.session(n)] for n in range(3)]]
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:12]


def _facts(load: Workload, pick: Random) -> Session:
    """A company, its events, remedies, open challenges, what was tried, and findings for the rest."""
    n, leaves = load.facts, world.leaves(load.concepts)
    company = {
        "industry": pick.choice(world.INDUSTRIES), "employees": pick.randrange(20, 3000),
        "complexity": pick.randrange(1, 11), "sites": pick.randrange(1, 8),
        "revenue_usd": float(pick.randrange(1, 600) * 1_000_000),
        "regulations": pick.sample(world.REGULATIONS, 2),
    }  # fmt: skip
    facts = [RawFact("company", "company", company)]
    for k in range(max(2, n * 3 // 100)):
        slots = {"is": pick.choice(world.EVENTS), "days_left": float(pick.randrange(-7, 90))}
        facts.append(RawFact("event", f"e{k}", slots))
    remedies = [r for family in world.families(load.concepts) for r in world.remedies_of(family)]
    for remedy in sorted(pick.sample(remedies, min(len(remedies), max(4, n // 10)))):
        slots = {
            "effort_days": float(pick.randrange(1, 30)), "risk": pick.choice(("low", "medium", "high")),
            "reversible": pick.random() < 0.7,
        }  # fmt: skip
        facts.append(RawFact("remedy", remedy, slots))
    concepts = [pick.choice(leaves) for _ in range(max(4, n * 27 // 100))]
    for k, concept in enumerate(concepts):
        slots = {
            "is": concept, "rate": pick.randrange(1, 101) / 100, "count": pick.randrange(1, 400),
            "grounding": pick.randrange(50, 101) / 100,
            "grounded_by": pick.choice(("text", "given", "table")),
        }  # fmt: skip
        if pick.random() < 0.8:
            slots["affects"] = pick.choice(world.DOMAINS)
        facts.append(RawFact("challenge", f"c{k}", slots))
    for k in range(max(2, n * 7 // 100)):
        about = pick.randrange(len(concepts))
        slots = {
            "for": f"c{about}", "use": pick.choice(world.remedies_of(world.family_of(concepts[about]))),
            "result": pick.choice(("worked", "partly", "failed")),
        }  # fmt: skip
        facts.append(RawFact("past", f"p{k}", slots))
    for k in range(n - len(facts)):
        about = pick.randrange(len(concepts))
        slots = {
            "for": f"c{about}", "is": concepts[about], "certainty": pick.randrange(50, 101) / 100,
            "rows": pick.randrange(1, 2000), "severity": pick.choice(world.SEVERITIES),
        }  # fmt: skip
        facts.append(RawFact("finding", f"f{k}", slots))
    pick.shuffle(facts)
    return tuple(facts)


class _Rules:
    """Writes the rules. The second letter of an id is its level: 1 aspect or trait, 2 need, 3 remedy."""

    def __init__(self, load: Workload, pick: Random) -> None:
        self.pick = pick
        self.lax = load.profile == "broad"
        self.leaves = world.leaves(load.concepts)
        self.families = world.families(load.concepts)
        self.texts: dict[str, str] = {}
        self.size = load.size
        self.sizes()
        while len(self.texts) < load.size:
            if pick.random() < 0.12:
                self.trait()
            else:
                self.bundle()

    def add(self, level: int, what: str, when: Sequence[str], then: str, over: str = "") -> str:
        """One rule more, unless the base is full."""
        ident = f"r{level}-{len(self.texts):04}-{what}"
        if len(self.texts) < self.size:
            self.texts[ident] = (
                f"rule: {ident}\nkind: {'conditional' if level == 3 else 'declarative'}\ntitle: {what}\n"
                "status: active\nowner: orchestrator\nwhen:\n"
                + "".join(f"  - {clause}\n" for clause in when)
                + f"then:\n  - {then}\n"
                + (f"overrides: [{over}]\n" if over else "")
                + "because: The benchmark needs it.\n"
            )
        return ident

    def sizes(self) -> None:
        for size, bounds in zip(
            world.SIZES, ("{lt: 100}", "{gte: 100, lt: 1000}", "{gte: 1000}"), strict=True
        ):
            then = f"{{conclude: {{company: $co, size: {size}}}}}"
            self.add(1, "size", [f"{{company: $co, employees: {bounds}}}"], then)

    def trait(self) -> None:
        pick = self.pick
        tests = pick.sample([
            f"industry: {pick.choice(world.INDUSTRIES)}",
            f"regulations: {{contains: {pick.choice(world.REGULATIONS)}}}",
            f"employees: {{gte: {pick.choice((50, 200, 500, 1000))}}}",
            f"complexity: {{gte: {pick.randrange(3, 9)}}}",
            f"sites: {{lte: {pick.randrange(2, 6)}}}",
        ], 2)  # fmt: skip
        trait = pick.choice(world.TRAITS)
        clause = f"{{company: $co, {', '.join(tests)}}}"
        self.add(1, "trait", [clause], f"{{conclude: {{company: $co, traits: {trait}}}}}")

    def bundle(self) -> None:
        """A chain about one concept: an aspect, a need or a severity, three recommendations."""
        pick = self.pick
        concept, family = self.concept()
        aspect, need = pick.choice(world.ASPECTS), pick.choice(world.NEEDS)
        self.aspect(concept, aspect)
        severity = world.SEVERITIES[int(family[6:]) % 3]  # one for a family: no two rules ever disagree
        if pick.random() < 0.3 and concept != "Challenge":
            then = f"{{conclude: {{challenge: $c, severity: {severity}}}}}"
            follows = f"severity: {severity}"
        else:
            then = f"{{conclude: {{challenge: $c, needs: {need}}}}}"
            follows = f"needs: {{contains: {need}}}"
        self.middle(concept, aspect, then)
        shapes = [self.plain, self.found, self.absent, self.counted, self.bounded, self.beside]
        remedies = world.remedies_of(family)
        first = self.derived(concept, follows, remedies[0])
        for shape in pick.sample(shapes, 2):
            shape(concept, pick.choice(remedies), first if pick.random() < 0.3 else "")

    def concept(self) -> tuple[str, str]:
        """A concept of some level, and the family whose remedies it takes."""
        shares = (0.6, 0.98) if self.lax else (0.85, 1.0)
        leaf, roll = self.pick.choice(self.leaves), self.pick.random()
        family = world.family_of(leaf)
        return (leaf if roll < shares[0] else family if roll < shares[1] else "Challenge"), family

    def low(self) -> str:
        """A bound that about half of all rates reach, in the broad profile most."""
        return f"{self.pick.choice((5, 10, 20) if self.lax else (20, 30, 40, 50, 60)) / 100}"

    def aspect(self, concept: str, aspect: str) -> None:
        then = f"{{conclude: {{challenge: $c, aspects: {aspect}}}}}"
        match self.pick.randrange(3):
            case 0:
                when = [f"{{challenge: $c, is: {concept}, rate: {{gte: {self.low()}}}}}"]
            case 1:
                when = [
                    f"{{challenge: $c, is: {concept}}}",
                    f"{{finding: _, for: $c, certainty: {{gte: {self.pick.choice((0.6, 0.7, 0.8))}}}}}",
                ]
            case _:
                when = [
                    f"{{challenge: $c, is: {concept}, count: {{gte: {self.pick.choice((20, 50, 100))}}}}}",
                    f"{{company: _, employees: {{gte: {self.pick.choice((50, 100, 200))}}}}}",
                ]
        self.add(1, "aspect", when, then)

    def middle(self, concept: str, aspect: str, then: str) -> None:
        clauses = [f"{{challenge: $c, is: {concept}, aspects: {{contains: {aspect}}}}}"]
        match self.pick.randrange(4):
            case 0:
                clauses.append(f"{{company: _, traits: {{contains: {self.pick.choice(world.TRAITS)}}}}}")
            case 1:
                clauses.append(f"not: {{event: _, is: {self.event()}, days_left: {{lt: 10}}}}")
            case 2:
                clauses.append(f"not: {{company: _, size: {self.pick.choice(world.SIZES)}}}")
        self.add(2, "middle", clauses, then)

    def event(self) -> str:
        return self.pick.choice(world.EVENTS)

    def recommend(self, what: str, when: Sequence[str], remedy: str, over: str) -> str:
        confidence = self.pick.randrange(40, 96) / 100
        return self.add(3, what, when, f"{{recommend: {remedy}, for: $c, confidence: {confidence}}}", over)

    def derived(self, concept: str, follows: str, remedy: str) -> str:
        clauses = [f"{{challenge: $c, is: {concept}, {follows}}}"]
        if self.pick.random() < 0.4:
            clauses.append(
                f"not: {{challenge: $c, aspects: {{contains: {self.pick.choice(world.ASPECTS)}}}}}"
            )
        return self.recommend("derived", clauses, remedy, "")

    def plain(self, concept: str, remedy: str, over: str) -> None:
        bounds = f"{{gte: {self.low()}, lt: 0.9}}"
        employees = self.pick.choice((100, 200, 500)) if self.lax else self.pick.choice((200, 500, 1000))
        clauses = [
            f"{{challenge: $c, is: {concept}, rate: {bounds}}}",
            f"{{company: _, employees: {{gte: {employees}}}}}",
        ]
        self.recommend("plain", clauses, remedy, over)

    def found(self, concept: str, remedy: str, over: str) -> None:
        severity = self.pick.choice(world.SEVERITIES)
        tests = (
            f"severity: {severity}, rows: {{gte: {self.pick.choice((50, 200) if self.lax else (200, 500))}}}"
        )
        clauses = [f"{{challenge: $c, is: {concept}}}", f"{{finding: $f, for: $c, {tests}}}"]
        self.recommend("found", clauses, remedy, over)

    def absent(self, concept: str, remedy: str, over: str) -> None:
        days = self.pick.choice((5, 10, 20))
        clauses = [
            f"{{challenge: $c, is: {concept}, rate: {{gte: {self.low()}}}}}",
            f"not: {{past: _, for: $c, use: {remedy}, result: failed}}",
            f"not: {{event: _, is: {self.event()}, days_left: {{lt: {days}}}}}",
        ]
        self.recommend("absent", clauses, remedy, over)

    def counted(self, concept: str, remedy: str, over: str) -> None:
        bound = self.pick.choice(("gte: 2", "gte: 2", "gte: 3", "lte: 0", "lte: 1"))
        count = f"{{finding: _, for: $c, certainty: {{gte: {self.pick.choice((0.6, 0.75, 0.9))}}}}}"
        clauses = [f"{{challenge: $c, is: {concept}, count: {{gte: 50}}}}", f"count: {count}\n    {bound}"]
        self.recommend("counted", clauses, remedy, over)

    def bounded(self, concept: str, remedy: str, over: str) -> None:
        clauses = [
            f"{{challenge: $c, is: {concept}}}",
            f"{{remedy: $r, id: {remedy}}}",
            f"{{event: $e, is: {self.event()}, days_left: {{gte: $r.effort_days, times: 2}}}}",
        ]
        self.recommend("bounded", clauses, remedy, over)

    def beside(self, concept: str, remedy: str, over: str) -> None:
        clauses = [
            f"{{challenge: $c, is: {concept}, affects: $d}}",
            f"{{challenge: $o, id: {{ne: $c}}, affects: $d, rate: {{gte: {0.6 if self.lax else 0.8}}}}}",
        ]
        self.recommend("beside", clauses, remedy, over)
