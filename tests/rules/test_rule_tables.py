"""Decision tables: rows become rules at their own places, and mean what the table says."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.review.rule_tests import test_rules as run_tests
from kbctl.engine.review.tables.grid import look
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check import check_rules
from kbctl.rules.codec import decode_rule, encode_rule
from kbctl.rules.load import load_file, load_rule, load_table
from kbctl.rules.model import Rule

SHOWN = "rules/conditional/by-size.yaml"
TABLE = """\
table: by-size
kind: conditional
title: Who looks at duplicates
status: active
owner: data-migration
hit: unique
when:
  - {challenge: $c, is: DuplicateCustomer}
  - {company: $co}
conditions: {rate: $c.rate, customers: $co.customers}
outputs: [remedy, confidence]
then:
  - {recommend: =remedy, for: $c, confidence: =confidence}
because: Few pairs are looked at by people.
rows:
  - {name: few, rate: {lt: 2 %}, remedy: StewardReview, confidence: 0.7}
  - {name: many, rate: {gte: 2 %}, customers: {lt: 200000}, remedy: SurvivorshipMerge, confidence: 0.8}
tests:
  - name: few of them
    given:
      - {challenge: c1, is: DuplicateCustomer, rate: 0.01}
      - {company: co, customers: 800}
    expect: {few: [{recommend: StewardReview, for: c1, confidence: 0.7}]}
  - name: many
    like: few of them
    but: {c1.rate: 0.1}
    expect: {many: [{recommend: SurvivorshipMerge, for: c1}]}
  - {name: nothing said, like: few of them, but: {c1.rate: null}, expect: []}
"""


def read(text: str, vocabulary: Vocabulary) -> tuple[Rule, ...]:
    rules, problems = load_file(text, SHOWN, vocabulary)
    assert rules, "\n".join(map(str, problems))
    return rules


def said(text: str, vocabulary: Vocabulary) -> str:
    rules, problems = load_file(text, SHOWN, vocabulary)
    assert not rules
    return "\n".join(f"{one} [{one.code}]" for one in problems)


def chosen(rules: tuple[Rule, ...], vocabulary: Vocabulary, rate: float | None, customers: int) -> list[str]:
    slots: Mapping[str, object] = {"is": "DuplicateCustomer"} | ({} if rate is None else {"rate": rate})
    facts = [Fact("challenge", "c1", slots), Fact("company", "co", {"customers": customers})]  # type: ignore[arg-type]
    return [one.rule for one in NativeEngine(vocabulary, rules).run("infer", facts).firings]


def test_rows_are_rules_where_they_stand(small: Vocabulary) -> None:
    # given
    rules = read(TABLE, small)
    # then
    assert [rule.id for rule in rules] == ["by-size-few", "by-size-many"]
    assert [str(rule.at) for rule in rules] == [f"{SHOWN}:16:5", f"{SHOWN}:17:5"]
    assert [rule.table for rule in rules] == ["by-size", "by-size"]
    assert check_rules(rules, small, ()) == ()
    assert run_tests(small, rules) == ()
    assert [decode_rule(encode_rule(rule)) for rule in rules] == list(rules)
    assert chosen(rules, small, 0.01, 800) == ["by-size-few"]
    assert chosen(rules, small, 0.02, 800) == ["by-size-many"]
    assert chosen(rules, small, 0.02, 200_000) == []
    assert chosen(rules, small, None, 800) == []


def test_a_row_means_what_its_rule_written_out_means(small: Vocabulary, good: str) -> None:
    from kbctl.rules.meaning import meaning

    written = """\
rule: many
kind: conditional
title: Many
status: draft
owner: data-migration
when:
  - {company: $x, customers: {lt: 200000}}
  - {challenge: $c, is: DuplicateCustomer, rate: {gte: 0.02}}
then: [{recommend: SurvivorshipMerge, for: $c, confidence: 0.8}]
"""
    rule, problems = load_rule(written, SHOWN, small)
    assert rule, problems
    assert meaning(read(TABLE, small)[1]) == meaning(rule)


def test_of_first_rows_only_the_highest_speaks(small: Vocabulary) -> None:
    # given rows that overlap
    text = TABLE.replace("hit: unique", "hit: first").replace(
        "rate: {gte: 2 %}, customers: {lt: 200000}, ", ""
    )
    rules = read(text, small)
    # then the second speaks where the first does not, unknown rates included
    assert chosen(rules, small, 0.01, 800) == ["by-size-few"]
    assert chosen(rules, small, 0.5, 800) == ["by-size-many"]
    assert chosen(rules, small, None, 800) == ["by-size-many"]
    collected = read(text.replace("hit: first", "hit: collect"), small)
    assert chosen(collected, small, 0.01, 800) == ["by-size-few", "by-size-many"]


def test_overlaps_gaps_and_unreached_rows(small: Vocabulary) -> None:
    # given a table whose rows overlap between 2 % and 5 %, and leave large companies out
    overlapping = TABLE.replace("rate: {lt: 2 %}", "rate: {lt: 5 %}")
    # when
    sound = look(load_table(TABLE, SHOWN, small), small)
    wrong = look(load_table(overlapping, SHOWN, small), small)
    # then
    assert sound.overlaps == ()
    assert sound.gaps and all(
        dict(one)["rate"] >= 0.02 and dict(one)["customers"] >= 200_000 for one in sound.gaps
    )  # type: ignore[operator]
    ((first, second, values),) = ((one.first, one.second, dict(one.values)) for one in wrong.overlaps)
    assert (first, second) == ("few", "many")
    rules = read(overlapping, small)
    assert len(chosen(rules, small, values["rate"], values["customers"])) == 2  # type: ignore[arg-type]
    # and where rows above admit everything together, no other is reached
    above = "  - {name: low, rate: {lt: 5 %}, remedy: StewardReview, confidence: 0.7}\n"
    above += "  - {name: high, rate: {gte: 5 %}, remedy: StewardReview, confidence: 0.7}\n"
    caught = TABLE.replace("hit: unique", "hit: first").replace("rows:\n", f"rows:\n{above}")
    assert look(load_table(caught, SHOWN, small), small).unreached == ("few", "many")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("hit: unique", "hit: uniqe", "unknown hit policy 'uniqe' (did you mean unique?) [unknown-hit]"),
        ("$c.rate", "$d.rate", "$d is not the id of a clause of 'when'"),
        ("$c.rate", "$c.rat", "unknown slot 'rat' of challenge (did you mean rate?) [unknown-slot]"),
        ("$c.rate", "$c", "must name a slot, as in $c.rate [bad-variable]"),
        ("=remedy", "=remdy", "'=remdy' is no output of the table (did you mean =remedy?) [unknown-output]"),
        ("name: many,", "name: few,", "a second row is named 'few' [duplicate-key]"),
        ("name: many,", "name: Many,", "'Many' is no name of a row"),
        ("StewardReview, confidence", "StewardReviw, confidence", "(did you mean StewardReview?)"),
        ("{lt: 2 %}", "{lt: plenty}", "challenge.rate"),
        ("expect: {few:", "expect: {fw:", "no row 'fw' (did you mean few?) [unknown-row]"),
        ("{many: [{recommend: SurvivorshipMerge, for: c1}]}", "[{veto: CostRollUp, for: c1}]", "is by row"),
        ("e: $c, is: DuplicateCustomer}", "e: $c, rate: {gt: 0}}", "'when' already tests challenge.rate"),
        ("outputs: [remedy, confidence]", "outputs: [remedy, rate]", "already the name of a column"),
        ("rate: {lt: 2 %}", "rat: {lt: 2 %}", "unknown key 'rat' in a row (did you mean rate?)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, message: str, small: Vocabulary) -> None:
    assert old in TABLE
    told = said(TABLE.replace(old, new, 1), small)
    assert message in told
    assert all(line.startswith(f"{SHOWN}:") for line in told.splitlines())


def test_a_row_under_one_that_admits_everything_never_speaks(small: Vocabulary) -> None:
    text = TABLE.replace("hit: unique", "hit: first").replace("rate: {lt: 2 %}, ", "")
    assert "the row 'few' above admits everything, so that this one never speaks [unreached-row]" in said(
        text, small
    )


def test_where_one_rule_is_needed_a_table_is_refused(small: Vocabulary) -> None:
    rule, problems = load_rule(TABLE, SHOWN, small)
    assert rule is None
    assert [one.code for one in problems] == ["table-here"]
