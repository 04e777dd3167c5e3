"""What a sound rule file means once it is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.load import load_rule, load_rules
from kbctl.rules.model import (
    Comparison,
    Count,
    Fill,
    Not,
    Order,
    Pattern,
    Plan,
    Raise,
    Recommend,
    Rule,
    Variable,
)

SHOWN = "rules/conditional/merge-in-staging.yaml"


def read(text: str, vocabulary: Vocabulary) -> Rule:
    rule, problems = load_rule(text, SHOWN, vocabulary)
    assert rule, "\n".join(map(str, problems))
    return rule


def with_when(good: str, *clauses: str) -> str:
    """The sound rule with further clauses."""
    return good.replace("when:\n", "when:\n" + "".join(f"  - {clause}\n" for clause in clauses))


def only_test(rule: Rule, clause: int = 0) -> Comparison:
    pattern = rule.when[clause]
    assert isinstance(pattern, Pattern)
    return pattern.tests[-1]


def test_every_part_knows_its_place(small: Vocabulary, good: str) -> None:
    rule = read(good, small)
    assert rule.at == Location(SHOWN, 1, 1)
    assert rule.path == SHOWN
    assert [clause.at.line for clause in rule.when] == [7, 8, 9, 10]
    first = rule.when[0]
    assert isinstance(first, Pattern)
    assert [(test.slot, test.at.column) for test in first.tests] == [("is", 21), ("rate", 51)]
    assert rule.then[0].at == Location(SHOWN, 13, 5)
    assert [test.at.line for test in rule.tests] == [17, 23]


def test_clauses_and_actions(small: Vocabulary, good: str) -> None:
    rule = read(good, small)
    challenge, company, absent, counted = rule.when
    assert isinstance(challenge, Pattern)
    assert challenge.id == Variable("c")
    assert isinstance(company, Pattern)
    assert company.id is None
    assert isinstance(absent, Not)
    assert [pattern.frame for pattern in absent.patterns] == ["event"]
    assert isinstance(counted, Count)
    assert counted.bounds == (("gte", 1),)
    (action,) = rule.then
    assert action == Recommend("SurvivorshipMerge", Variable("c"), 0.8, action.at)


@pytest.mark.parametrize(
    ("written", "op", "operand"),
    [
        ("rate: 5 %", "eq", 0.05),
        ("rate: {gt: 15 %}", "gt", 0.15),
        ("count: {lte: 3.0}", "lte", 3),
        ("text: e\u0301", "eq", "é"),
        ("is: {in: [MissingCost, DuplicateRecord, MissingCost]}", "in", ("DuplicateRecord", "MissingCost")),
        ("affects: $a", "eq", Variable("a")),
        ("id: {ne: $d}", "ne", Variable("d")),
        ("systems: {contains: SAP}", "contains", "SAP"),
        ("systems: {eq: [SAP]}", "eq", ("SAP",)),
        ("rate: {exists: false}", "exists", False),
        ("count: {gt: $co.customers}", "gt", Variable("co", "customers")),
    ],
)
def test_comparisons(written: str, op: str, operand: object, small: Vocabulary, good: str) -> None:
    test = only_test(read(with_when(good, f"{{challenge: $e, {written}}}"), small))
    assert (test.op, test.operand) == (op, operand)
    assert type(test.operand) is type(operand)


def test_several_operators_on_one_slot_all_stand(small: Vocabulary, good: str) -> None:
    rule = read(with_when(good, "{challenge: _, rate: {gte: 0.1, lt: 0.2}}"), small)
    pattern = rule.when[0]
    assert isinstance(pattern, Pattern)
    assert [(test.op, test.operand) for test in pattern.tests] == [("gte", 0.1), ("lt", 0.2)]


def test_times_scales_the_bound(small: Vocabulary, good: str) -> None:
    clause = "{event: _, days_left: {lt: $r.effort_days, times: 2}}"
    test = only_test(read(with_when(good, clause, "{remedy: $r}"), small))
    assert test.times == 2.0


def test_a_bound_of_another_unit_is_converted(small: Vocabulary, good: str) -> None:
    # given days compared with weeks, of a fact and of a bound variable, in a clause and under `not`
    clauses = (
        "{event: _, days_left: {lt: $co.timeline_weeks, times: 0.5}}",
        "not: {event: _, days_left: {gte: $w}}",
        "{company: $co, timeline_weeks: $w}",
    )
    rule = read(with_when(good, *clauses), small)
    # when it is read, then the factor has become part of the bound
    assert only_test(rule).times == 3.5
    negated = rule.when[1]
    assert isinstance(negated, Not)
    assert negated.patterns[0].tests[0].times == 7.0


def test_like_and_but(small: Vocabulary, good: str) -> None:
    more = """\
  - {name: no rate, like: below the threshold, but: {c1.rate: null}, expect: []}
  - {name: no findings, like: no rate, but: {f1: null, co.customers: 5}, expect: []}
  - name: cutover near
    like: no findings
    given: [{event: e1, is: Cutover, days_left: 1 weeks}, {company: co, sites: 2}]
    expect: []
"""
    tests = {test.name: {fact.id: fact for fact in test.given} for test in read(good + more, small).tests}
    assert tests["fires at 15 %"]["c1"].slots == {"is": "DuplicateCustomer", "rate": 0.15}
    assert tests["below the threshold"]["c1"].slots == {"is": "DuplicateCustomer", "rate": 0.01}
    assert tests["no rate"]["c1"].slots == {"is": "DuplicateCustomer"}
    assert sorted(tests["no findings"]) == ["c1", "co"]
    assert tests["no findings"]["co"].slots == {"customers": 5}
    assert tests["cutover near"]["e1"].slots == {"is": "Cutover", "days_left": 7.0}
    assert tests["cutover near"]["co"].slots == {"sites": 2}


def test_like_may_name_a_later_test(small: Vocabulary, good: str) -> None:
    head, _, tail = good.partition("  - name: fires at 15 %")
    early = "  - {name: early, like: below the threshold, but: {c1.rate: 0.5}, expect: []}\n"
    rule = read(f"{head}{early}  - name: fires at 15 %{tail}", small)
    assert {fact.id for fact in rule.tests[0].given} == {"c1", "co", "f1"}


def test_a_single_value_of_a_list_slot_in_a_given_fact(small: Vocabulary, good: str) -> None:
    text = good.replace("customers: 800", "customers: 800, traits: deep_bom, regulations: [FDA, FDA]")
    slots = read(text, small).tests[0].given[1].slots
    assert slots["traits"] == ("deep_bom",)
    assert slots["regulations"] == ("FDA",)


def test_conclusions_steps_and_orders(small: Vocabulary, good: str) -> None:
    # kinds are for the checker: reading takes every action
    actions = """\
then:
  - {conclude: {challenge: $c, aspects: recurrent}}
  - {conclude: {challenge: TimelinePressure, affects: Item}}
  - {plan: BackUp, for: $c, before: $s, role: data-migration,
     gate: [{finding: _, for: $c}, {not: {event: _}}]}
  - {order: $s, before: $s}
"""
    text = good.replace("then:\n", actions).replace(
        "expect: [{recommend: SurvivorshipMerge, for: c1}]",
        "expect: [{conclude: {challenge: c1, aspects: recurrent}}, "
        "{conclude: {challenge: TimelinePressure}}]",
    )
    rule = read(text, small)
    fill, raised, plan, order = rule.then[:4]
    assert fill == Fill("challenge", Variable("c"), "aspects", "recurrent", fill.at)
    assert raised == Raise("TimelinePressure", "Item", raised.at)
    assert isinstance(plan, Plan)
    assert (plan.activity, plan.target, plan.before) == ("BackUp", Variable("c"), Variable("s"))
    assert [type(clause) for clause in plan.gate] == [Pattern, Not]
    assert order == Order(Variable("s"), Variable("s"), order.at)
    assert [expected.entries for expected in rule.tests[0].expect] == [
        (("conclude", "challenge"), ("challenge", "c1"), ("aspects", "recurrent")),
        (("conclude", "challenge"), ("challenge", "TimelinePressure")),
    ]


def test_rules_of_a_folder_are_sorted_by_id(tmp_path: Path, small: Vocabulary, good: str) -> None:
    for kind, name in (("procedural", "b"), ("conditional", "c"), ("declarative", "a")):
        (tmp_path / kind).mkdir()
        text = good.replace("rule: merge-in-staging", f"rule: {name}")
        (tmp_path / kind / f"{name}.yaml").write_text(text, encoding="utf-8")
    rules = load_rules(tmp_path, small)
    assert [rule.path for rule in rules] == [
        "rules/declarative/a.yaml",
        "rules/procedural/b.yaml",
        "rules/conditional/c.yaml",
    ]
