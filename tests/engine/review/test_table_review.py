"""Decision tables under review: the tests that are suggested, gaps, the history of rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from change_world import MERGE, commit, edit, git, repository, shipped_vocabulary
from kbctl.engine.review.choose import chosen_rules
from kbctl.engine.review.coverage.measure import covered
from kbctl.engine.review.coverage.proposal import propose
from kbctl.engine.review.history.history import history
from kbctl.engine.review.report.gather import review
from kbctl.engine.review.rule_tests import test_rules as failures
from kbctl.ontology.source import InputProblems, Problem
from kbctl.rules.load import load_file
from kbctl.rules.model import Rule

PATH = "rules/conditional/by-rate.yaml"
TABLE = """\
table: by-rate
kind: conditional
title: Who looks at duplicates
status: draft
owner: data-migration
hit: unique
complete: true
when:
  - {challenge: $c, is: DuplicateCustomer}
conditions: {rate: $c.rate}
outputs: [remedy]
then:
  - {recommend: =remedy, for: $c, confidence: 0.7}
because: Few pairs are looked at by people.
rows:
  - {name: few, rate: {lt: 2 %}, remedy: StewardDuplicateReview}
  - {name: many, rate: {gte: 2 %}, remedy: SurvivorshipMerge}
tests:
  - name: few of them
    given: [{challenge: c1, is: DuplicateCustomer, rate: 0.01, grounded_by: text}]
    expect: {few: [{recommend: StewardDuplicateReview, for: c1}]}
  - name: many
    like: few of them
    but: {c1.rate: 0.1}
    expect: {many: [{recommend: SurvivorshipMerge, for: c1}]}
  - {name: nothing said, like: few of them, but: {c1.rate: null}, expect: []}
"""


def test_a_test_that_is_suggested_for_a_row_passes_in_the_table() -> None:
    # given a table with clauses that no test notices
    vocabulary = shipped_vocabulary()
    rules, problems = _read(TABLE)
    assert not problems
    mutants = [(rule, mutant) for rule in rules for mutant in covered(vocabulary, rule).uncovered]
    assert mutants
    for rule, mutant in mutants:
        # when the suggestion is written into the file
        test = propose(vocabulary, rule, mutant, rules)
        assert test
        again, problems = _read(f"{TABLE}  - {test.line()}\n")
        # then it can be read, and every row does what it says
        assert not problems, (test.line(), problems)
        assert not failures(vocabulary, again), test.line()


def _read(text: str) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    return load_file(text, PATH, shipped_vocabulary())


def test_a_gap_that_a_change_opens_hinders_the_merge(tmp_path: Path) -> None:
    # given
    folder = repository(tmp_path)
    (folder / PATH).write_text(TABLE, encoding="utf-8")
    commit(folder, "A table")
    # when
    (folder / PATH).write_text(TABLE.replace("{gte: 2 %}", "{gte: 3 %}"), encoding="utf-8")
    found = review(folder, "HEAD", None, (), str(tmp_path / "cache"))
    # then
    assert [one.problem.code for one in found.findings] == ["table-gap"]


def test_the_history_of_a_row_tells_the_commits_that_changed_it(tmp_path: Path) -> None:
    # given a table of which one row, and then its name, changes
    folder = repository(tmp_path)
    for text, subject in (
        (TABLE, "A table"),
        (TABLE.replace("rate: {gte: 2 %}", "rate: {gte: 3 %}"), "From 3 % on"),
        (TABLE.replace("rate: {gte: 2 %}", "rate: {gte: 3 %}").replace("many", "lots"), "Lots"),
    ):
        (folder / PATH).write_text(text, encoding="utf-8")
        commit(folder, subject)
    vocabulary = shipped_vocabulary()
    # when
    lots = history(folder, "by-rate-lots", vocabulary)
    few = history(folder, "by-rate-few", vocabulary)
    # then
    assert [one.commit.subject for one in lots if one.commit and one.means_something] == [
        "Lots", "From 3 % on", "A table",
    ]  # fmt: skip
    assert not any(one.problem for one in lots + few)
    assert [one.commit.subject for one in few if one.commit and one.means_something] == ["A table"]
    # and a row that is gone has one too, a table as a whole none
    assert [one.rule for one in history(folder, "by-rate-many", vocabulary) if one.means_something]
    with pytest.raises(InputProblems, match="its rows are by-rate-few, by-rate-lots"):
        history(folder, "by-rate", vocabulary)


def test_the_history_of_a_row_follows_its_table_to_another_name(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    (folder / PATH).write_text(TABLE, encoding="utf-8")
    commit(folder, "A table")
    (folder / PATH).unlink()
    renamed = folder / "rules/conditional/by-share.yaml"
    renamed.write_text(TABLE.replace("table: by-rate", "table: by-share"), encoding="utf-8")
    commit(folder, "Another name")
    told = history(folder, "by-share-few", shipped_vocabulary())
    assert [(one.commit.subject, one.rule) for one in told if one.commit] == [
        ("Another name", "by-share-few"),
        ("A table", "by-rate-few"),
    ]


def test_a_shallow_clone_claims_nothing_of_what_was_before_it(tmp_path: Path) -> None:
    # given a rule that changed, and a clone of the last commit alone
    (tmp_path / "whole").mkdir()
    folder = repository(tmp_path / "whole")
    edit(folder, MERGE, ("gte: 2 %", "gte: 8 %"))
    commit(folder, "From 8 % on")
    git(tmp_path, "clone", "-q", "--depth", "1", folder.as_uri(), str(tmp_path / "shallow"))
    # when
    (only,) = history(tmp_path / "shallow", "merge-in-staging", shipped_vocabulary())
    # then it is not called new
    assert only.change is None and "shallow" in only.problem


def test_a_table_and_its_file_mean_all_rows(tmp_path: Path) -> None:
    path = tmp_path / "by-rate.yaml"
    path.write_text(TABLE, encoding="utf-8")
    rules, _ = _read(TABLE)
    known = {rule.id: rule for rule in rules}
    for names in (["by-rate"], [str(path)]):
        chosen = chosen_rules(names, known, shipped_vocabulary(), tmp_path)
        assert [rule.id for rule in chosen] == ["by-rate-few", "by-rate-many"]
