"""Whether clauses hold, and which one fails first."""

from __future__ import annotations

import pytest
from inference_world import VOCABULARY, a_fact, a_rule, run
from kbctl.engine.inference.query import Failure, first_failure, holds, unmet
from kbctl.rules.model import Plan

RECOMMEND = "[{recommend: Merge, for: $c, confidence: 0.8}]"
COMPANY = a_fact("company", "co", employees=50, sites=1, timeline_weeks=10)
C1 = a_fact("challenge", "c1", is_="DuplicateCustomer", rate=0.1)
C2 = a_fact("challenge", "c2", is_="MissingCost", rate=0.9)
FINDINGS = [a_fact("finding", f"f{i}", for_="c1", certainty=i / 10, rows=i) for i in range(1, 4)]
FACTS = [COMPANY, C1, C2, *FINDINGS]


def why(when: str, **bindings: str) -> Failure | None:
    return first_failure(VOCABULARY, a_rule("r", when, RECOMMEND), FACTS, bindings)


def test_nothing_fails_where_the_rule_fires() -> None:
    assert why("[{challenge: $c, is: DuplicateRecord}, {finding: _, for: $c}, {not: {event: _}}]") is None
    assert why("[{challenge: $c, is: MissingCost}]", c="c2") is None


def test_the_comparison_that_fails_is_named_with_what_was_found() -> None:
    failure = why("[{challenge: $c, is: DuplicateRecord, rate: {gte: 0.15}}]", c="c1")
    assert failure is not None and failure.comparison is not None
    assert (failure.kind, failure.frame, failure.slot, failure.op) == (
        "comparison",
        "challenge",
        "rate",
        "gte",
    )
    assert (failure.found, failure.needed, failure.facts, failure.also) == ((0.1,), 0.15, (C1,), ())
    assert str(failure.at) == "rules/r.yaml:6:52"
    assert failure.bindings == (("c", "c1"),)


def test_a_missing_slot_is_found_as_nothing() -> None:
    failure = why("[{company: _, industry: textile, employees: {gte: 100}}, {challenge: $c}]")
    assert failure is not None
    assert (failure.slot, failure.found, failure.needed) == ("industry", (), "textile")
    assert [test.slot for test in failure.also] == ["employees"]


def test_bound_variables_show_the_value_that_is_needed() -> None:
    failure = why(
        "[{challenge: $c}, {company: $co}, {finding: _, for: $c, rows: {gt: $co.employees, times: 2}}]",
        c="c1",
    )
    assert failure is not None
    assert (failure.kind, failure.needed, failure.found) == ("comparison", 100, (1,))


def test_the_nearest_fact_is_the_one_with_fewest_failures() -> None:
    failure = why("[{challenge: $c}, {finding: _, for: $c, certainty: {gte: 0.3}, rows: {gte: 9}}]", c="c1")
    assert failure is not None
    assert (failure.facts, failure.slot, failure.found) == ((FINDINGS[2],), "rows", (3,))


def test_positive_clauses_are_taken_together() -> None:
    # given each clause holds alone, but not for one challenge
    failure = why("[{challenge: $c, rate: {gte: 0.5}}, {finding: _, for: $c}]")
    assert failure is not None
    assert (failure.frame, failure.slot, failure.found, failure.needed) == ("finding", "for", ("c1",), "c2")


def test_a_missing_fact() -> None:
    failure = why("[{challenge: $c}, {event: _, is: Cutover}]", c="c1")
    assert failure is not None
    assert (failure.kind, failure.frame, failure.facts) == ("missing", "event", ())
    gone = why("[{challenge: $c}]", c="c9")
    assert gone is not None and gone.kind == "missing"


def test_a_negation_names_what_is_there() -> None:
    failure = why("[{not: {finding: _, for: $c, rows: {lte: 2}}}, {challenge: $c}]", c="c1")
    assert failure is not None
    assert (failure.kind, failure.facts) == ("not", (FINDINGS[0],))


def test_a_count_names_the_number_and_the_bound() -> None:
    failure = why("[{challenge: $c}, {count: {finding: _, for: $c, rows: {gte: 2}}, gte: 1, lt: 2}]", c="c1")
    assert failure is not None
    assert (failure.kind, failure.op, failure.found, failure.needed) == ("count", "lt", (2,), 2)
    assert failure.facts == tuple(FINDINGS[1:])


def test_a_comparison_that_waited_for_a_variable() -> None:
    failure = why("[{challenge: $c, rate: {gt: $x}}, {finding: _, for: $c, certainty: $x}]", c="c1")
    assert failure is not None
    assert (failure.frame, failure.slot, failure.found, failure.needed, failure.facts) == (
        "challenge",
        "rate",
        (0.1,),
        0.1,
        (C1,),
    )


def test_derived_slots_are_read() -> None:
    rules = [a_rule("a", "[{company: $co}]", "[{conclude: {company: $co, traits: thin}}]")]
    facts = run(rules, *FACTS).facts
    rule = a_rule("r", "[{company: _, traits: {contains: rich}}, {challenge: $c}]", RECOMMEND)
    failure = first_failure(VOCABULARY, rule, facts, {"c": "c1"})
    assert failure is not None and (failure.found, failure.needed) == ((("thin",),), "rich")


@pytest.mark.parametrize(("rate", "expected"), [(0.05, True), (0.5, False)])
def test_gates_hold_under_outer_bindings(rate: float, expected: bool) -> None:
    plan = a_rule(
        "p",
        "[{challenge: $c}]",
        "[{plan: Load, for: $c, gate: [{not: {challenge: _, id: $c, rate: {gte: 0.2}}}, {company: $any}]}]",
    ).then[0]
    assert isinstance(plan, Plan)
    facts = [COMPANY, a_fact("challenge", "c1", rate=rate)]
    assert holds(VOCABULARY, plan.gate, {"c": "c1"}, facts) is expected
    failure = unmet(VOCABULARY, plan.gate, {"c": "c1"}, facts)
    assert (failure is None) is expected
    assert failure is None or failure.facts == (facts[1],)


def test_many_clauses_need_more_room_than_bindings() -> None:
    when = (
        "[{challenge: $c}"
        + ", {not: [{finding: $f, rows: {gt: $g.rows}}, {finding: $g, rows: {gte: 3}}]}" * 20
        + "]"
    )
    assert why(when, c="c1") is None
