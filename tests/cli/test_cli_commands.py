"""Every command as people and scripts run it: exit codes, text, JSON, and the record that is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_world import ROOT, SCENARIO, Kbctl, copy_knowledge

MIDWEST = "fixtures/midwest-furniture"
BAD_TEST = """\
rule: quux
kind: conditional
title: Merge what is double
status: draft
owner: data-migration
when:
  - {challenge: $c, is: DuplicateCustomer}
then:
  - {recommend: SurvivorshipMerge, for: $c, confidence: 0.8}
because: Its test expects something else.
tests:
  - name: fires
    given: [{challenge: c1, is: DuplicateCustomer}]
    expect: [{recommend: StewardDuplicateReview, for: c1}]
  - {name: does not, given: [{challenge: c1, is: MissingCost}], expect: []}
"""


@pytest.mark.parametrize("text", ["duplicate customers", "clientes duplicados", "重复客户"])
def test_query_answers_in_three_languages(text: str, kbctl: Kbctl) -> None:
    said = kbctl("query", text, "--format", "json")
    answer = json.loads(said.stdout)
    first = answer["matches"][0]
    assert (said.returncode, said.stderr, answer["query"]) == (0, "", text)
    assert (first["id"], first["kind"], len(first["remedies"]) >= 3) == (
        "DuplicateCustomer",
        "challenge",
        True,
    )
    assert all((ROOT / rule["path"]).is_file() for rule in first["rules"])


def test_query_prints_for_people(kbctl: Kbctl) -> None:
    said = kbctl("query", "duplicate", "customers", "--top", "1")
    assert said.returncode == 0
    assert said.stdout.startswith("Duplicate customer ")
    assert "Remedies" in said.stdout and "\033" not in said.stdout


def test_query_that_finds_nothing_ends_with_1(kbctl: Kbctl) -> None:
    said = kbctl("query", "xyzzyqwerty")
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout.startswith("Nothing found for “xyzzyqwerty”.")
    assert json.loads(kbctl("query", "xyzzyqwerty", "--format", "json").stdout)["matches"] == []


def test_query_keeps_to_kind_and_industry(kbctl: Kbctl) -> None:
    said = kbctl(
        "query", "duplicate customers", "--kind", "rule", "--industry", "furniture", "--format", "json"
    )
    kinds = {match["kind"] for match in json.loads(said.stdout)["matches"]}
    assert kinds == {"rule"}


def test_query_takes_as_much_text_as_a_command_line_can_hold(kbctl: Kbctl) -> None:
    assert kbctl("query", "duplicate customers " * 6000).returncode in (0, 1)


def test_replay_writes_what_it_prints_as_json(kbctl: Kbctl, scenario: Path, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    said = kbctl("replay", scenario, "--record", path, "--format", "json")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == path.read_text(encoding="utf-8")
    assert [one.name for one in tmp_path.iterdir()] == ["run.json"]


def test_replay_prints_for_people_and_says_where_the_record_is(
    kbctl: Kbctl, scenario: Path, tmp_path: Path
) -> None:
    said = kbctl("replay", scenario, "--record", "mine.json", cwd=tmp_path)
    assert "Week 1" in said.stdout and "Duplicate customer records (15%)" in said.stdout
    assert "kbctl why mine.json d1" in said.stdout


def test_a_record_replaces_an_older_one_and_goes_where_a_link_points(
    kbctl: Kbctl, scenario: Path, tmp_path: Path
) -> None:
    (tmp_path / "run.json").write_text("older", encoding="utf-8")
    (tmp_path / "link.json").symlink_to("run.json")
    assert kbctl("replay", scenario, "--record", tmp_path / "link.json").returncode == 0
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["scenario"]["id"] == "small"


def test_a_record_can_go_to_a_device(kbctl: Kbctl, scenario: Path) -> None:
    # a rename would put an ordinary file in the place of the device
    said = kbctl("replay", scenario, "--record", "/dev/null")
    assert said.returncode == 0
    assert not Path("/dev/null").is_file()


def test_a_folder_stands_for_the_scenario_in_it(kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    assert kbctl("replay", ".", cwd=tmp_path).returncode == 0


def test_a_missed_expectation_ends_with_1_and_the_record_is_written(kbctl: Kbctl, tmp_path: Path) -> None:
    expect = "expect: {strategies: {DuplicateCustomer: [CostRollUp]}}\n"
    (tmp_path / "x.yaml").write_text(SCENARIO + expect, encoding="utf-8")
    said = kbctl("replay", "x.yaml", "--record", "run.json", cwd=tmp_path)
    assert said.returncode == 1
    assert "missed  CostRollUp for DuplicateCustomer" in said.stdout
    assert json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["expectations"]["missed"]


def test_why_explains_a_decision(kbctl: Kbctl, record: Path) -> None:
    text = kbctl("why", record, "d1")
    assert (text.returncode, text.stderr) == (0, "")
    assert text.stdout.startswith("d1  ") and "rules/" in text.stdout
    tree = json.loads(kbctl("why", record, "d1", "--format", "json").stdout)
    assert tree["kind"] == "decision" and tree["because"]


def test_why_not_explains_what_was_not_chosen(kbctl: Kbctl, record: Path) -> None:
    text = kbctl("why-not", record, "c1", "CostRollUp")
    assert (text.returncode, text.stderr) == (0, "")
    assert "was not chosen for" in text.stdout
    told = json.loads(kbctl("why-not", record, "c1", "CostRollUp", "--format", "json").stdout)
    assert (told["challenge"], told["strategy"]) == ("c1", "CostRollUp")


def test_why_not_of_what_was_chosen_ends_with_1(kbctl: Kbctl, record: Path) -> None:
    week = json.loads(record.read_text(encoding="utf-8"))["weeks"][0]
    chosen = next(one for one in week["decisions"] if one["status"] == "chosen")
    said = kbctl("why-not", record, chosen["challenge"], chosen["strategy"])
    assert (said.returncode, "was chosen for" in said.stdout) == (1, True)


def test_diagnose_finds_and_ends_with_1(kbctl: Kbctl, tmp_path: Path) -> None:
    rows = "cust_no,name,city,order_date\n" + "".join(f"C{n:03},Firm {n},Town,03/04/24\n" for n in range(9))
    (tmp_path / "customers.csv").write_text(rows + "C009,TBD ,n/a,2024-13-04\n", encoding="utf-8")
    text = kbctl("diagnose", "customers.csv", cwd=tmp_path)
    assert (text.returncode, text.stderr) == (1, "")
    said = json.loads(kbctl("diagnose", ".", "--format", "json", cwd=tmp_path).stdout)
    assert [table["table"] for table in said["tables"]] == ["customers.csv"]
    assert said["findings"] and {"detectors", "tables"} <= set(said)


def test_diagnose_of_clean_tables_ends_with_0(kbctl: Kbctl, tmp_path: Path) -> None:
    rows = ["code,colour", *(f"A{n:02},{c}" for n, c in enumerate(("red", "green", "blue"), 1))]
    (tmp_path / "colours.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    said = kbctl("diagnose", "colours.csv", cwd=tmp_path)
    assert (said.returncode, said.stderr) == (0, ""), said.stdout


def test_replay_with_tables_reads_them(kbctl: Kbctl, tmp_path: Path) -> None:
    said = kbctl("replay", MIDWEST, "--record", tmp_path / "run.json")
    assert (said.returncode, said.stderr) == (0, ""), said.stdout
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert record["tables"] == "read"
    assert "tables say" in said.stdout


def test_build_says_what_it_compiled(kbctl: Kbctl) -> None:
    said = kbctl("build")
    assert said.returncode == 0
    assert said.stdout.startswith("knowledge base ") and "challenge" in said.stdout


def test_lint_of_the_shipped_rules_finds_nothing(kbctl: Kbctl) -> None:
    text = kbctl("rules", "lint")
    assert (text.returncode, text.stderr) == (0, ""), text.stdout
    assert text.stdout.endswith(" rules: 0 errors, 0 warnings\n")
    assert json.loads(kbctl("rules", "lint", "--format", "json").stdout) == []


def test_the_tests_of_the_shipped_rules_pass(kbctl: Kbctl) -> None:
    said = json.loads(kbctl("rules", "test", "--format", "json").stdout)
    assert said["failures"] == [] and said["tests"] >= 2 * said["rules"]
    one = kbctl("rules", "test", "duplicates-review-by-steward")
    assert (one.returncode, one.stderr) == (0, "")
    assert one.stdout.endswith(" tests of 1 rules: 0 failed\n")
    several = kbctl("rules", "test", "duplicates-*", "--format", "junit")
    assert several.returncode == 0 and several.stdout.count("<testsuite ") > 3
    unknown = kbctl("rules", "test", "duplicates-review-by-stewart", "no-such-*")
    assert unknown.returncode == 2 and unknown.stderr.count("\n") == 2
    assert "(did you mean duplicates-review-by-steward?)" in unknown.stderr


def test_coverage_tells_what_no_test_notices(kbctl: Kbctl, tmp_path: Path) -> None:
    assert kbctl("rules", "coverage", "dates-by-source", "--fail-under", "100").returncode == 0
    # given the rule with the tests that it begins with
    text = (ROOT / "rules/conditional/dates-by-source.yaml").read_text(encoding="utf-8")
    start = text.index("tests:\n")
    second = [n for n in range(start, len(text)) if text.startswith("\n  - ", n)][1]
    alone = tmp_path / "dates-by-source.yaml"
    alone.write_text(text[: second + 1], encoding="utf-8")
    # then the places and tests that would notice are told, and the share is too low
    said = kbctl("rules", "coverage", alone, "--fail-under", "100")
    assert said.returncode == 1
    assert f"{alone}:7:" in said.stdout and "  would notice:  - {name: " in said.stdout
    told = json.loads(kbctl("rules", "coverage", alone, "--format", "json").stdout)
    assert told["share"] < 1 and told["rules"][0]["uncovered"][0]["test"]


def test_lint_and_test_end_with_1_where_a_rule_is_not_right(kbctl: Kbctl, tmp_path: Path) -> None:
    knowledge = copy_knowledge(tmp_path / "knowledge")
    bad = knowledge / "rules/conditional/quux.yaml"
    bad.write_text(BAD_TEST, encoding="utf-8")
    said = kbctl("--knowledge", "knowledge", "rules", "test", "quux", cwd=tmp_path)
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout.splitlines()[-1] == "2 tests of 1 rules: 1 failed"
    assert "rules/conditional/quux.yaml:12:" in said.stdout

    bad.write_text(
        BAD_TEST.replace("DuplicateCustomer}\n", "DuplicateCustomer, rate: {ne: 0.1}}\n"), encoding="utf-8"
    )
    said = kbctl("--knowledge", "knowledge", "rules", "lint", cwd=tmp_path)
    assert (said.returncode, said.stderr) == (1, "")
    assert "rules/conditional/quux.yaml:7:" in said.stdout
    findings = json.loads(
        kbctl("--knowledge", "knowledge", "rules", "lint", "--format", "json", cwd=tmp_path).stdout
    )
    assert findings and set(findings[0]) == {
        "path", "line", "column", "code", "level", "message", "rule", "fix"}  # fmt: skip


def test_other_knowledge_is_really_used(kbctl: Kbctl, tmp_path: Path) -> None:
    knowledge = copy_knowledge(tmp_path / "knowledge")
    rule = (ROOT / "rules/conditional/duplicates-review-by-steward.yaml").read_text(encoding="utf-8")
    own = rule.replace("rule: duplicates-review-by-steward", "rule: mine").replace(
        "title: ", "title: Zymurgical "
    )
    (knowledge / "rules/conditional/mine.yaml").write_text(own, encoding="utf-8")
    here = json.loads(kbctl("--knowledge", knowledge, "query", "zymurgical", "--format", "json").stdout)
    assert here["matches"][0]["id"] == "mine"
    by_variable = kbctl("query", "zymurgical", "--format", "json", KBCTL_KNOWLEDGE=str(knowledge))
    assert json.loads(by_variable.stdout)["matches"] == here["matches"]
    assert "mine" not in kbctl("query", "zymurgical", "--format", "json").stdout
