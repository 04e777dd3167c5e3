"""The solver: asked only what the box test leaves open, and never of another opinion."""

from __future__ import annotations

from random import Random

import pytest
from kbctl.engine.review.verify.judge import Judge
from kbctl.engine.review.verify.question import Answer, Part, Question, Scene, ask
from kbctl.engine.review.verify.search import Impossible, Unknown
from kbctl.engine.review.verify.verify import verify
from kbctl.engine.review.verify.world import World
from kbctl.ontology.vocab import Vocabulary
from test_verify_oracle import drawn
from verify_world import rule, tiny

pytest.importorskip("z3")
from kbctl.engine.review.verify.smt import solve

DUPLICATE = "{challenge: $c, is: Duplicate}"
MERGE = "{recommend: Merge, for: $c, confidence: 0.8}"


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return tiny()


def test_both_ways_of_deciding_agree(words: Vocabulary) -> None:
    # given questions about drawn rules
    pick, said = Random(5), {"yes": 0, "no": 0}
    for seed in range(3):
        rules = drawn(words, seed)
        judge = Judge(World(words, tuple(rules)))
        parts = [Part(one, {"c": "t"}) for one in rules if one.id.startswith("r")]
        pairs = [(a, b) for a in parts for b in parts if a is not b]
        for a, b in pick.sample(pairs, 8):
            for question in (Question((a, b)), Question((a,), (b,))):
                # when both are asked
                box, solved = ask(judge.world, question), solve(judge.world, question)
                # then a yes of the solver replays, and nobody says no where the other says yes
                if isinstance(solved, Scene):
                    assert judge.witness(question, solved)
                    assert not isinstance(box, Impossible)
                    said["yes"] += 1
                elif isinstance(solved, Impossible):
                    assert not isinstance(box, Scene)
                    said["no"] += 1
    assert min(said.values()) >= 5, said


def counting(words: Vocabulary, bound: str) -> list[object]:
    """Two rules, of which one counts findings and one forbids a kind of them."""
    return [
        rule(words, "a", [DUPLICATE, f"count: {{finding: _, for: $c}}\n    {bound}"], MERGE),
        rule(words, "b", [DUPLICATE, "count: {finding: _, for: $c, rows: {gte: 5}}\n    gte: 3"], MERGE),
    ]


def test_a_count_that_implies_another_is_decided_by_the_solver(words: Vocabulary) -> None:
    # given rules of which one fires wherever the other does, because three large findings are three findings
    rules = counting(words, "gte: 3")
    # when they are verified without the solver and with it
    alone, helped = verify(words, rules), verify(words, rules, solver=solve)  # type: ignore[arg-type]
    # then it is not verified, and with it found and replayed
    assert [one.code for one in alone.found] == ["not-verified"]
    assert "z3 is not installed: pip install kbctl[verify]" in alone.found[0].message
    assert [(one.code, one.rules) for one in helped.found] == [("subsumed", ("b", "a"))]
    (one,) = helped.found
    assert one.witness is not None
    assert sum(fact.frame == "finding" for fact in one.witness.given) == 3


def test_counts_that_exclude_each_other(words: Vocabulary) -> None:
    # given a count that no number satisfies together with another one
    rules = [
        rule(words, "a", [DUPLICATE, "count: {finding: _, for: $c}\n    lte: 1",
             "count: {finding: _, for: $c, rows: {gte: 1}}\n    gte: 2"], MERGE)
    ]  # fmt: skip
    # when it is verified, then the solver knows that it never fires
    assert [one.code for one in verify(words, rules, solver=solve).found] == ["unreachable"]


def test_what_is_too_much_is_said_to_be_open(words: Vocabulary) -> None:
    # given a count of more facts than stand ready
    rules = [rule(words, "a", [DUPLICATE, "count: {finding: _, for: $c}\n    gte: 40"], MERGE)]
    # when it is verified
    (one,) = verify(words, rules, solver=solve).found
    # then nothing is claimed
    assert (one.code, one.level) == ("not-verified", "note")
    assert "more than 9 facts of finding would be needed" in one.message


def test_a_scene_that_does_not_replay_is_not_shown(words: Vocabulary) -> None:
    # given a solver that is wrong: it answers every question with an empty set of facts
    def wrong(world: World, question: Question) -> Answer:
        from kbctl.engine.review.verify.matching import Facts

        return Scene(Facts({}, {}), {})

    rules = counting(words, "gte: 3")
    # when rules are verified with it
    done = verify(words, rules, solver=wrong)  # type: ignore[arg-type]
    # then it convinces nobody, and what does not replay is counted
    assert done.found == () or all(one.code == "not-verified" for one in done.found)
    assert not isinstance(ask(World(words, ()), Question(())), Unknown)
