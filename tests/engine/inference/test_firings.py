"""What a firing is, what it rests on, negation and counts."""

from __future__ import annotations

import itertools

import pytest
from inference_world import a_fact, a_rule, fired, only, run
from kbctl.rules.model import Count, Not

RECOMMEND = "[{recommend: Merge, for: $c, confidence: 0.8}]"
C1 = a_fact("challenge", "c1", is_="DuplicateCustomer", rate=0.1)
C2 = a_fact("challenge", "c2", is_="DuplicateCustomer", rate=0.2)
FINDINGS = [a_fact("finding", f"f{i}", for_="c1", certainty=i / 10, rows=i) for i in range(1, 5)]
CUTOVER = a_fact("event", "e1", is_="Cutover", days_left=5)


def test_facts_that_differ_only_under_an_underscore_make_one_firing() -> None:
    rule = a_rule(
        "r", "[{challenge: $c}, {finding: _, for: $c, certainty: {gte: 0.2}}, {event: _}]", RECOMMEND
    )
    other = a_fact("event", "e0", is_="Audit")
    firing = only(run(rule, C1, *FINDINGS[::-1], CUTOVER, other))
    # then it keeps the first support in content order and the number of others
    assert [fact.id for fact in firing.because] == ["c1", "f2", "e0"]
    assert firing.others == 3 * 2 - 1
    assert firing.bindings == (("c", "c1"),)


def test_a_named_variable_makes_a_firing_for_each_of_its_values() -> None:
    rule = a_rule("r", "[{challenge: $c}, {finding: _, for: $c, rows: $n}]", RECOMMEND)
    twin = a_fact("finding", "f9", for_="c1", rows=2)
    firings = run(rule, C1, *FINDINGS, twin).firings
    assert [dict(f.bindings)["n"] for f in firings] == [1, 2, 3, 4]
    assert [f.others for f in firings] == [0, 1, 0, 0]
    assert [[fact.id for fact in f.because] for f in firings][1] == ["c1", "f2"]


def test_a_fact_matched_twice_stands_once_among_the_reasons() -> None:
    rule = a_rule("r", "[{challenge: $c}, {challenge: _, rate: {gte: 0.05}}]", RECOMMEND)
    assert [[f.id for f in firing.because] for firing in run(rule, C1, C2).firings] == [["c1"], ["c2", "c1"]]


@pytest.mark.parametrize("when", ["[]", "[{not: {event: _}}]", "[{count: {finding: _}, lte: 9}]"])
def test_a_rule_without_positive_clauses_fires_at_most_once(when: str) -> None:
    rule = a_rule("r", when, "[{conclude: {challenge: TimelinePressure}}]")
    firing = only(run(rule, C1, *FINDINGS))
    assert (firing.bindings, firing.because, firing.others) == ((), (), 0)


def test_not_of_one_clause_and_of_several_together() -> None:
    lone = a_rule("r", "[{challenge: $c}, {not: {finding: _, for: $c}}]", RECOMMEND)
    both = a_rule(
        "s",
        "[{challenge: $c}, {not: [{finding: $f, for: $c, certainty: {gte: 0.4}},"
        " {event: _, week: {lt: $f.rows}}]}]",
        RECOMMEND,
    )
    assert fired(run(lone, C1, C2, *FINDINGS)) == [("r", {"c": "c2"})]
    late, early = a_fact("event", "e1", week=4), a_fact("event", "e1", week=3)
    assert [b["c"] for _, b in fired(run(both, C1, C2, *FINDINGS, late))] == ["c1", "c2"]
    assert [b["c"] for _, b in fired(run(both, C1, C2, *FINDINGS, early))] == ["c2"]


def test_a_variable_inside_a_not_is_local_to_it() -> None:
    # given $x in a not and in a count: not the same, and not part of the firing
    rule = a_rule(
        "r",
        "[{challenge: $c}, {not: {finding: $x, for: $c, rows: 9}}, {count: {finding: $x, for: $c}, gte: 2}]",
        RECOMMEND,
    )
    firing = only(run(rule, C1, C2, *FINDINGS))
    assert firing.bindings == (("c", "c1"),)
    assert [type(clause) for clause in firing.absent] == [Not, Count]
    assert [fact.id for fact in firing.because] == ["c1"]


@pytest.mark.parametrize(
    ("bounds", "ids"),
    [("lte: 2", ["c2"]), ("gte: 1", ["c1"]), ("eq: 0", ["c2"]), ("gt: 2, lt: 4", ["c1"]), ("gte: 4", [])],
)
def test_counts_count_distinct_facts_and_none_is_zero(bounds: str, ids: list[str]) -> None:
    rule = a_rule(
        "r",
        f"[{{challenge: $c}}, {{count: {{finding: _, for: $c, certainty: {{gte: 0.2}}}}, {bounds}}}]",
        RECOMMEND,
    )
    assert [b["c"] for _, b in fired(run(rule, C1, C2, *FINDINGS))] == ids


def test_a_count_of_several_clauses_counts_facts_of_the_first() -> None:
    # given each finding goes with two events
    rule = a_rule(
        "r",
        "[{challenge: $c}, {count: [{finding: $f, for: $c, rows: $n}, {event: _, week: {gte: $n}}], eq: 3}]",
        RECOMMEND,
    )
    events = [a_fact("event", "e1", week=3), a_fact("event", "e2", week=3)]
    assert fired(run(rule, C1, *FINDINGS, *events)) == [("r", {"c": "c1"})]


def test_outputs_are_ground_actions() -> None:
    rule = a_rule(
        "r",
        "[{challenge: $c}, {option: _, for: $c, use: $u}]",
        "[{adjust: $u, for: $c, by: -0.2}, {veto: Review, for: $c}]",
    )
    firing = only(run(rule, C1, a_fact("option", "o", for_="c1", use="Merge", confidence=0.7)))
    assert firing.outputs == (
        (("adjust", "Merge"), ("for", "c1"), ("by", -0.2)),
        (("veto", "Review"), ("for", "c1")),
    )


def test_metacognitive_rules_that_ask_run_in_a_phase_of_their_own() -> None:
    from inference_world import VOCABULARY
    from kbctl.engine.inference.native import NativeEngine

    rules = [
        a_rule("asks", "[{challenge: $c, is: DataIssue}]", "[{ask: orchestrator, for: $c, about: rate}]"),
        a_rule(
            "vetoes",
            "[{challenge: $c}, {option: _, for: $c, confidence: {lt: 1}}]",
            "[{veto: Merge, for: $c}]",
        ),
    ]
    option = a_fact("option", "o", for_="c1", use="Merge", confidence=0.7)
    engine = NativeEngine(VOCABULARY, rules)
    assert fired(engine.run("ask", [C1, option])) == [("asks", {"c": "c1"})]
    assert fired(engine.run("adjust", [C1, option])) == [("vetoes", {"c": "c1"})]
    assert engine.run("infer", [C1, option]).firings == ()


def test_the_order_of_rules_and_facts_changes_nothing() -> None:
    rules = [
        a_rule(
            "b", "[{challenge: $c}, {finding: _, for: $c}]", "[{conclude: {challenge: $c, aspects: linked}}]"
        ),
        a_rule(
            "a",
            "[{challenge: $c, aspects: {contains: linked}}, {event: $e}]",
            "[{conclude: {challenge: TimelinePressure}}]",
        ),
        a_rule("c", "[{challenge: $c, is: TimelinePressure}]", RECOMMEND),
    ]
    facts = [C1, C2, CUTOVER, *FINDINGS[:2]]
    expected = run(rules, *facts)
    assert [firing.rule for firing in expected.firings] == ["a", "b", "c"]
    for some_rules in itertools.permutations(rules):
        for some_facts in itertools.islice(itertools.permutations(facts), 0, None, 17):
            assert run(list(some_rules), *some_facts) == expected


def test_an_irrelevant_rule_changes_nothing_of_the_rest() -> None:
    rule = a_rule("r", "[{challenge: $c, rate: {gte: 0.15}}]", RECOMMEND)
    other = a_rule("a", "[{challenge: $c, is: DataIssue, rate: {gte: 0.9}}, {finding: _}]", RECOMMEND)
    assert run([rule, other], C1, C2, *FINDINGS) == run(rule, C1, C2, *FINDINGS)
