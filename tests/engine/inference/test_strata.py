"""The order of strata, and the circles that forbid one."""

from __future__ import annotations

import pytest
from inference_world import VOCABULARY, a_rule
from kbctl.engine.inference.native import NativeEngine
from kbctl.ontology.source import InputProblems
from kbctl.rules.model import Rule
from kbctl.rules.strata import problems, stratify


def levels(*rules: Rule) -> dict[str, int]:
    strata = stratify(VOCABULARY, rules)
    assert strata.cycles == ()
    return {rule: unit.level for unit in strata.units for rule in unit.rules}


def test_a_rule_runs_after_what_it_reads() -> None:
    found = levels(
        a_rule("c", "[{company: $co, sites: 1}]", "[{conclude: {company: $co, size: small}}]"),
        a_rule("b", "[{company: $co, size: small}]", "[{conclude: {challenge: DuplicateCustomer}}]"),
        a_rule(
            "a", "[{challenge: $c, is: DuplicateRecord}]", "[{conclude: {challenge: $c, severity: minor}}]"
        ),
        a_rule("d", "[{challenge: $c, is: MissingCost}]", "[{conclude: {challenge: $c, aspects: linked}}]"),
    )
    assert found == {"a": 2, "b": 1, "c": 0, "d": 0}


@pytest.mark.parametrize(
    ("test", "level"),
    [
        ("is: {ne: DataIssue}", 0),
        ("is: {in: [MissingCost, DuplicateCustomer]}", 1),
        ("is: $k", 1),
        ("rate: {exists: false}", 1),
    ],
)
def test_clauses_read_raised_challenges_through_the_hierarchy(test: str, level: int) -> None:
    raises = a_rule("z", "[{company: _}]", "[{conclude: {challenge: DuplicateCustomer}}]")
    reads = a_rule("a", f"[{{challenge: $c, {test}}}]", "[{conclude: {challenge: $c, severity: minor}}]")
    assert levels(raises, reads)["a"] == level


def test_positive_circles_over_list_slots_are_one_unit() -> None:
    strata = stratify(
        VOCABULARY,
        [
            a_rule(
                "a",
                "[{company: $co, traits: {contains: thin}}]",
                "[{conclude: {company: $co, traits: rich}}]",
            ),
            a_rule(
                "b", "[{company: $co, traits: {exists: true}}]", "[{conclude: {company: $co, traits: thin}}]"
            ),
        ],
    )
    assert [(unit.rules, unit.recursive) for unit in strata.units] == [(("a", "b"), True)]


@pytest.mark.parametrize(
    "test",
    [
        "{not: {company: _, traits: {contains: rich}}}",
        "{count: {company: _, traits: {contains: rich}}, gte: 1}",
        "{company: _, traits: {eq: [rich]}}",
        "{company: _, traits: {exists: false}}",
        "{challenge: _, aspects: {eq: $co.traits}}",
    ],
)
def test_recursion_through_negation_is_refused(test: str) -> None:
    # given a rule that needs the whole of what it changes by way of another rule
    rules = [
        a_rule("a", f"[{{company: $co, sites: 1}}, {test}]", "[{conclude: {company: $co, size: small}}]"),
        a_rule("b", "[{company: $co, size: small}]", "[{conclude: {company: $co, traits: rich}}]"),
        a_rule("c", "[{company: $co}]", "[{conclude: {company: $co, traits: thin}}]"),
    ]
    (cycle,) = stratify(VOCABULARY, rules).cycles
    assert cycle.rules == ("a", "b")
    assert cycle.nodes == ("company.traits", "company.size")
    with pytest.raises(
        InputProblems, match=r"rules/a\.yaml:6:\d+: recursion through negation.*company\.traits.*a, b"
    ):
        NativeEngine(VOCABULARY, rules)


def test_a_single_valued_slot_cannot_rest_on_itself() -> None:
    rule = a_rule("a", "[{company: $co, size: small}]", "[{conclude: {company: $co, size: large}}]")
    assert [problem.code for problem in problems(VOCABULARY, [rule])] == ["recursion"]


def test_conclusions_of_one_rule_are_placed_apart() -> None:
    # given a rule that concludes two things, one of which depends on the other through a negation
    found = levels(
        a_rule(
            "a",
            "[{company: $co}]",
            "[{conclude: {company: $co, traits: thin}}, {conclude: {challenge: LowTrust}}]",
        ),
        a_rule(
            "b",
            "[{company: $co}, {not: {company: _, traits: {contains: thin}}}]",
            "[{conclude: {challenge: LowTrust}}]",
        ),
        a_rule(
            "c",
            "[{company: $co}, {not: {challenge: _, is: LowTrust}}]",
            "[{conclude: {company: $co, size: small}}]",
        ),
    )
    assert found == {"a": 0, "b": 1, "c": 2}


def test_plans_for_steps_of_their_own_never_end() -> None:
    endless = a_rule("a", "[{step: $s, activity: Activity}]", "[{plan: Load, for: $s}]")
    (problem,) = problems(VOCABULARY, [endless])
    assert problem.code == "endless-plan"
    ends = a_rule("b", "[{step: $s, activity: Remedy}]", "[{plan: Load, for: $s}]")
    same = a_rule("c", "[{step: _, activity: Activity, for: $c}]", "[{plan: Train, for: $c}]")
    assert problems(VOCABULARY, [ends, same]) == []
