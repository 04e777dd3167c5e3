"""The box test against all facts: over a tiny vocabulary every set of facts can be listed and run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import permutations, product
from random import Random

import pytest
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.review.verify.judge import Judge
from kbctl.engine.review.verify.question import Part, Question, Scene, ask
from kbctl.engine.review.verify.search import Impossible
from kbctl.engine.review.verify.verify import verify
from kbctl.engine.review.verify.world import World
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Rule
from verify_world import rule, tiny

#: Rules drawn for each world, beside what they conclude.
RULES = 7


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return tiny()


@cache
def every_set() -> tuple[tuple[Fact, ...], ...]:
    """Sets of facts with one challenge to look at, perhaps another one, and perhaps a company."""
    concepts = ("Challenge", "Duplicate", "DuplicateItem", "MissingCost")

    def challenges(name: str) -> list[Fact]:
        return [
            Fact("challenge", name, {"is": c} | ({} if rate is None else {"rate": rate}))
            for c, rate in product(concepts, (None, 0, 1, 2))
        ]

    companies: list[tuple[Fact, ...]] = [()]
    for size, tag in product((None, 0, 1, 2), (None, "a", "b")):
        slots = {k: v for k, v in (("size", size), ("tag", tag)) if v is not None}
        companies.append((Fact("company", "company", slots),))
    others: list[tuple[Fact, ...]] = [(), *((one,) for one in challenges("c2"))]
    return tuple(
        (one, *other, *company) for one in challenges("c1") for other in others for company in companies
    )


def drawn(words: Vocabulary, seed: int) -> list[Rule]:
    """Rules that conclude a trait, and rules about a challenge with conditions of every kind."""
    pick = Random(seed)
    concluding = []
    for n, trait in enumerate(("deep", "wide", "deep")):
        clauses = [f"{{company: $co, {number_test(pick, 'size')}}}"]
        clauses += maybe(pick, f"not: {{company: _, tag: {pick.choice('ab')}}}")
        concluding.append(rule(words, f"d{n}", clauses, f"{{conclude: {{company: $co, traits: {trait}}}}}"))
    found = []
    for n in range(RULES):
        concept = pick.choice(("Challenge", "Duplicate", "DuplicateItem", "MissingCost"))
        rate = f", {number_test(pick, 'rate')}" if pick.random() < 0.7 else ""
        clauses = [f"{{challenge: $c, is: {concept}{rate}}}"]
        clauses += maybe(pick, f"{{company: _, {company_test(pick)}}}")
        clauses += maybe(pick, not_company(pick))
        clauses += maybe(pick, f"not: {{challenge: $c, {challenge_test(pick)}}}")
        clauses += maybe(pick, f"not: {{challenge: _, {challenge_test(pick)}}}", 0.25)
        clauses += maybe(
            pick, "{challenge: $c, rate: {gt: $d.rate}}\n  - {challenge: $d, is: Duplicate}", 0.15
        )
        found.append(rule(words, f"r{n}", clauses, "{veto: HumanEscalation, for: $c}"))
    return [*concluding, *found]


def advising(words: Vocabulary, seed: int) -> list[Rule]:
    """The same kind of rules, all for one remedy, with one of two confidences."""
    pick = Random(f"advice {seed}")
    found = []
    for n in range(9):
        concept = pick.choice(("Challenge", "Duplicate", "Duplicate", "DuplicateItem"))
        test = number_test(pick, "rate") if pick.random() < 0.7 else "rate: {exists: true}"
        clauses = [f"{{challenge: $c, is: {concept}, {test}}}"]
        clauses += maybe(pick, f"{{company: _, {number_test(pick, 'size')}}}")
        clauses += maybe(pick, f"not: {{challenge: $c, {challenge_test(pick)}}}")
        then = f"{{recommend: Merge, for: $c, confidence: {pick.choice((0.6, 0.8))}}}"
        found.append(rule(words, f"r{n}", clauses, then))
    return found


def maybe(pick: Random, clause: str, chance: float = 0.4) -> list[str]:
    return [clause] if pick.random() < chance else []


def number_test(pick: Random, slot: str) -> str:
    op, bound = pick.choice(("lt", "lte", "gt", "gte", "eq", "ne")), pick.randrange(3)
    return pick.choice((f"{slot}: {{{op}: {bound}}}", f"{slot}: {{exists: {pick.choice(('true', 'false'))}}}",
                        f"{slot}: {{in: [{bound}, {(bound + 1) % 3}]}}"))  # fmt: skip


def company_test(pick: Random) -> str:
    tag, trait = pick.choice("ab"), pick.choice(("deep", "wide"))
    number = number_test(pick, "size")
    traits = (f"traits: {{contains: {trait}}}", "traits: {exists: true}")
    return pick.choice((number, f"tag: {tag}", f"tag: {{ne: {tag}}}", *traits))


def challenge_test(pick: Random) -> str:
    number, concept = number_test(pick, "rate"), pick.choice(("Duplicate", "DuplicateItem", "MissingCost"))
    return pick.choice(
        (number, f"is: {concept}", "is: {in: [DuplicateItem, MissingCost]}", "is: {ne: Duplicate}")
    )


def not_company(pick: Random) -> str:
    return f"not: {{company: _, {company_test(pick)}}}"


def fired(words: Vocabulary, rules: list[Rule]) -> Iterator[frozenset[str]]:
    """For every set of facts, the rules that fire for its first challenge."""
    engine = NativeEngine(words, rules)
    for facts in every_set():
        firings = engine.run("infer", facts).firings
        yield frozenset(f.rule for f in firings if dict(f.bindings).get("c") == "c1")


@pytest.mark.parametrize("seed", range(4))
def test_the_box_test_says_what_all_facts_say(words: Vocabulary, seed: int) -> None:
    # given rules, and which of them fire together on any facts at all
    rules = drawn(words, seed)
    seen = set(fired(words, rules))
    judge = Judge(World(words, tuple(rules)))
    about = [one for one in rules if one.id.startswith("r")]
    parts = {one.id: Part(one, {"c": "t"}) for one in about}
    decided = 0
    for one in about:
        questions = [(Question((parts[one.id],)), any(one.id in some for some in seen))]
        for other in about:
            if one is not other:
                both = any({one.id, other.id} <= some for some in seen)
                alone = any(one.id in some and other.id not in some for some in seen)
                questions.append((Question((parts[one.id], parts[other.id])), both))
                questions.append((Question((parts[one.id],), (parts[other.id],)), alone))
        # when each question is asked
        for question, there_are in questions:
            answer = ask(judge.world, question)
            # then the answer is that of all facts, and a scene replays
            if isinstance(answer, Scene):
                assert judge.witness(question, answer), (seed, [r.id for r in question.rules])
                decided += 1
            elif isinstance(answer, Impossible):
                assert not there_are, (seed, [r.id for r in question.rules])
                decided += 1
    # and nearly every question is decided
    assert decided >= 0.95 * len(about) * (2 * len(about) - 1)
    assert not judge.tally.internal


@pytest.mark.parametrize("seed", range(4))
def test_what_never_fires_or_adds_nothing_is_just_what_all_facts_show(words: Vocabulary, seed: int) -> None:
    # given rules for one remedy, and which of them fire together where it applies
    rules = {one.id: one for one in advising(words, seed)}
    engine = NativeEngine(words, rules.values())
    seen: set[frozenset[str]] = set()
    alive: set[str] = set()
    for facts in every_set():
        fired_now = frozenset(
            f.rule for f in engine.run("infer", facts).firings if dict(f.bindings)["c"] == "c1"
        )
        alive |= fired_now
        if facts[0].slots["is"] in ("Duplicate", "DuplicateItem"):
            seen.add(fired_now)
    strength = {one.id: one.then[0].confidence for one in rules.values()}  # type: ignore[union-attr]
    expected: set[tuple[str, tuple[str, ...]]] = {("unreachable", (name,)) for name in rules.keys() - alive}
    there = {name for some in seen for name in some}
    for one, other in permutations(sorted(there), 2):
        implies, back = (
            all(b in some for some in seen if a in some) for a, b in ((one, other), (other, one))
        )
        if implies and back and strength[one] == strength[other]:
            expected.add(("redundant", (max(one, other), min(one, other))))
        elif implies and strength[one] <= strength[other]:
            expected.add(("subsumed", (one, other)))
    # when they are verified
    done = verify(words, list(rules.values()))
    # then that is what is found, with facts that replay
    assert {(one.code, one.rules) for one in done.found} == expected
    assert all(one.witness for one in done.found if one.code != "unreachable")
    assert not done.tally.internal and not done.tally.undecided
