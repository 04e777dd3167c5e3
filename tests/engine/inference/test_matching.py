"""What clauses match: missing slots, types, hierarchy, lists, variables."""

from __future__ import annotations

import pytest
from inference_world import VOCABULARY, a_fact, a_rule, derived, fired, only, run
from kbctl.engine.inference.native import NativeEngine
from kbctl.ontology.source import InputProblems

RECOMMEND = "[{recommend: Merge, for: $c, confidence: 0.8}]"
CHALLENGE = a_fact("challenge", "c1", is_="DuplicateCustomer", rate=0.1, affects="Customer")


@pytest.mark.parametrize(
    "test",
    [
        "rate: {gte: 0}",
        "rate: {lt: 1}",
        "rate: {ne: 0.5}",
        "affects: {in: [Customer, Item]}",
        "rate: $v",
        "affects: {ne: Item}",
    ],
)
def test_a_missing_slot_fails_every_comparison(test: str) -> None:
    # given a rule that compares a slot
    rule = a_rule("r", f"[{{challenge: $c, {test}}}]", RECOMMEND)
    # then it fires for the challenge that has the slot, and not for the one that lacks it
    bare = a_fact("challenge", "c2", is_="DuplicateCustomer")
    assert [b["c"] for _, b in fired(run(rule, CHALLENGE, bare))] == ["c1"]


def test_only_exists_false_tests_absence() -> None:
    rule = a_rule("r", "[{challenge: $c, rate: {exists: false}}]", RECOMMEND)
    there = a_rule("s", "[{challenge: $c, rate: {exists: true}}]", RECOMMEND)
    bare = a_fact("challenge", "c2", is_="DuplicateCustomer")
    found = fired(run([rule, there], CHALLENGE, bare))
    assert found == [("r", {"c": "c2"}), ("s", {"c": "c1"})]


def test_whole_and_decimal_numbers_compare_by_value() -> None:
    rule = a_rule(
        "r",
        "[{challenge: $c, rate: {eq: 1}}, {challenge: $d, count: $v}, {finding: _, certainty: $v}]",
        RECOMMEND,
    )
    facts = [a_fact("challenge", "c1", rate=1.0, count=2), a_fact("finding", "f", for_="c1", certainty=2.0)]
    assert only(run(rule, *facts)).bindings == (("c", "c1"), ("d", "c1"), ("v", 2))


def test_a_boolean_is_no_number() -> None:
    rule = a_rule("r", "[{challenge: $c, known: $v}, {challenge: $d, count: $v}]", RECOMMEND)
    swapped = a_rule("s", "[{challenge: $d, count: $v}, {challenge: $c, known: $v}]", RECOMMEND)
    fact = a_fact("challenge", "c1", known=True, count=1)
    assert fired(run([rule, swapped], fact)) == []


def test_text_compares_in_nfc_with_case() -> None:
    rule = a_rule("r", "[{challenge: $c, text: 'Caf\u0065\u0301'}]", RECOMMEND)
    facts = [a_fact("challenge", "c1", text="Caf\u00e9"), a_fact("challenge", "c2", text="caf\u00e9")]
    assert [b["c"] for _, b in fired(run(rule, *facts))] == ["c1"]


@pytest.mark.parametrize(
    ("test", "matched"),
    [
        ("is: DuplicateRecord", ["c1", "c2"]),
        ("is: {ne: DuplicateRecord}", ["c3"]),
        ("is: {in: [DuplicateSupplier, MissingCost]}", ["c2", "c3"]),
        ("is: {ne: DuplicateCustomer, in: [DataIssue]}", ["c2", "c3"]),
        ("affects: Item", ["c3"]),
    ],
)
def test_class_valued_slots_match_through_the_hierarchy(test: str, matched: list[str]) -> None:
    facts = [
        a_fact("challenge", "c1", is_="DuplicateCustomer", affects="Customer"),
        a_fact("challenge", "c2", is_="DuplicateSupplier"),
        a_fact("challenge", "c3", is_="MissingCost", affects="RawMaterial"),
    ]
    assert [
        b["c"] for _, b in fired(run(a_rule("r", f"[{{challenge: $c, {test}}}]", RECOMMEND), *facts))
    ] == matched


def test_a_variable_compares_classes_by_value() -> None:
    rule = a_rule("r", "[{challenge: $c, is: $k}, {finding: _, is: $k}]", RECOMMEND)
    facts = [
        a_fact("challenge", "c1", is_="DuplicateRecord"),
        a_fact("finding", "f", for_="c1", is_="DuplicateCustomer"),
    ]
    assert fired(run(rule, *facts)) == []


@pytest.mark.parametrize(
    ("test", "fires"),
    [
        ("languages: {contains: English}", True),
        ("languages: {contains: german}", False),
        ("languages: {eq: [Spanish, English]}", True),
        ("languages: {eq: [English]}", False),
        ("languages: {exists: true}", True),
        ("regulations: {contains: Regulation}", True),
        ("regulations: {eq: [Regulation]}", False),
    ],
)
def test_a_list_slot_is_a_set(test: str, fires: bool) -> None:
    rule = a_rule("r", f"[{{company: _, {test}}}, {{challenge: $c}}]", RECOMMEND)
    company = a_fact("company", "co", languages=["English", "Spanish"], regulations=["CE", "FDA"])
    assert bool(run(rule, company, CHALLENGE).firings) is fires


def test_two_members_below_one_class_match_once() -> None:
    rule = a_rule("r", "[{company: $co, regulations: {contains: Regulation}}, {challenge: $c}]", RECOMMEND)
    company = a_fact("company", "co", regulations=["CE", "FDA"])
    assert only(run(rule, company, CHALLENGE)).others == 0


def test_contains_a_variable_that_another_clause_binds() -> None:
    rule = a_rule("r", "[{remedy: $r, resolves: {contains: $k}}, {challenge: $c, is: $k}]", RECOMMEND)
    facts = [
        CHALLENGE,
        a_fact("remedy", "Merge", resolves=["DuplicateCustomer"]),
        a_fact("remedy", "Review", resolves=["MissingCost"]),
    ]
    assert only(run(rule, *facts)).bindings == (("c", "c1"), ("k", "DuplicateCustomer"), ("r", "Merge"))


def test_clauses_bind_in_whatever_order_they_stand() -> None:
    when = [
        "{finding: _, for: $c, certainty: {gt: $x}}",
        "{challenge: $c, rate: $x}",
        "{event: $e, days_left: {lt: $r.effort_days, times: 2}}",
        "{remedy: $r, risk: low}",
    ]
    facts = [
        CHALLENGE,
        a_fact("finding", "f1", for_="c1", certainty=0.5),
        a_fact("finding", "f2", for_="c1", certainty=0.05),
        a_fact("event", "e1", is_="Cutover", days_left=19),
        a_fact("event", "e2", is_="Audit", days_left=20),
        a_fact("remedy", "Merge", effort_days=10, risk="low"),
        a_fact("remedy", "Review", effort_days=99, risk="high"),
    ]
    results = [
        run(a_rule("r", "[" + ", ".join(order) + "]", RECOMMEND), *facts) for order in (when, when[::-1])
    ]
    assert [only(result).bindings for result in results] == [
        (("c", "c1"), ("e", "e1"), ("r", "Merge"), ("x", 0.1))
    ] * 2


def test_comparisons_that_wait_for_each_other() -> None:
    # given two patterns that each compare with a variable of the other
    rule = a_rule(
        "r",
        "[{challenge: $c, count: $x, rate: {lt: $y}}, {finding: _, rows: $y, certainty: {lt: $x}}]",
        RECOMMEND,
    )
    low = a_rule(
        "s",
        "[{challenge: _, count: $x, rate: {lt: $y}}, {finding: _, rows: $y, certainty: {lt: $x}},"
        " {challenge: $c}]",
        RECOMMEND,
    )
    facts = [
        a_fact("challenge", "c1", count=1, rate=5),
        a_fact("challenge", "c2", count=9, rate=1),
        a_fact("finding", "f1", for_="c1", rows=3, certainty=4),
        a_fact("finding", "f2", for_="c1", rows=3, certainty=2),
    ]
    assert fired(run(rule, *facts)) == [("r", {"c": "c2", "x": 9, "y": 3})]
    assert [firing.others for firing in run(rule, *facts).firings] == [1]
    assert fired(run(low, *facts)) == [("s", {"c": c, "x": 9, "y": 3}) for c in ("c1", "c2")]


def test_two_variables_may_be_the_same_fact_unless_id_says_otherwise() -> None:
    facts = [a_fact("challenge", "c1"), a_fact("challenge", "c2")]
    every = a_rule("r", "[{challenge: $c}, {challenge: $d}]", RECOMMEND)
    other = a_rule("s", "[{challenge: $c}, {challenge: $d, id: {ne: $c}}]", RECOMMEND)
    assert len(run(every, *facts).firings) == 4
    assert [b for _, b in fired(run(other, *facts))] == [{"c": "c1", "d": "c2"}, {"c": "c2", "d": "c1"}]


def test_a_reference_joins_by_id() -> None:
    rule = a_rule("r", "[{finding: $f, for: $c}, {challenge: $c, is: DataIssue}]", RECOMMEND)
    facts = [CHALLENGE, a_fact("finding", "f1", for_="c1"), a_fact("finding", "f2", for_="nowhere")]
    assert fired(run(rule, *facts)) == [("r", {"c": "c1", "f": "f1"})]


def test_two_facts_with_one_id_are_refused() -> None:
    rule = a_rule("r", "[{challenge: $c}]", RECOMMEND)
    with pytest.raises(ValueError, match="'c1'"):
        run(rule, CHALLENGE, a_fact("challenge", "c1", rate=0.9))
    assert len(run(rule, CHALLENGE, CHALLENGE).facts) == 1


def test_a_rule_that_uses_what_nothing_binds_is_refused() -> None:
    rule = a_rule("r", "[{challenge: _}]", RECOMMEND)
    with pytest.raises(InputProblems, match=r"r\.yaml:\d+:\d+: \$c"):
        NativeEngine(VOCABULARY, [rule]).run("infer", [CHALLENGE])


def test_joins_on_derived_slots() -> None:
    # given rules that compare derived slots with variables
    rules = [
        a_rule("a", "[{challenge: $c, rate: {gte: 0.1}}]", "[{conclude: {challenge: $c, severity: major}}]"),
        a_rule(
            "b",
            "[{challenge: $c, severity: $s}, {challenge: $d, severity: $s, id: {ne: $c}}]",
            "[{conclude: {challenge: $c, aspects: linked}}]",
        ),
        a_rule(
            "c",
            "[{challenge: $c, severity: {eq: $d.severity}},"
            " {challenge: $d, aspects: {contains: linked}, count: 1}]",
            RECOMMEND,
        ),
    ]
    facts = [
        a_fact("challenge", "c1", rate=0.2, count=1),
        a_fact("challenge", "c2", rate=0.3),
        a_fact("challenge", "c3", rate=0),
    ]
    found = run(rules, *facts)
    assert derived(found) == [
        ("c1", "aspects", "linked"),
        ("c1", "severity", "major"),
        ("c2", "aspects", "linked"),
        ("c2", "severity", "major"),
    ]
    assert [b for name, b in fired(found) if name == "c"] == [{"c": "c1", "d": "c1"}, {"c": "c2", "d": "c1"}]
