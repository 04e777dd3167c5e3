"""Decision tables from the command line: a controller edits a sheet, and nothing unsound is written."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from cli_world import ROOT, Kbctl

TABLE = """\
table: by-size
kind: conditional
title: Who looks at duplicates
status: draft
owner: data-migration
hit: unique
complete: true
when: [{challenge: $c, is: DuplicateCustomer}]
conditions: {rate: $c.rate}
outputs: [remedy, confidence]
then: [{recommend: =remedy, for: $c, confidence: =confidence}]
because: Few pairs are looked at by people.
rows:
  # agreed with finance
  - {name: few, rate: {lt: 2 %}, remedy: StewardDuplicateReview, confidence: 0.7}
  - {name: many, rate: {gte: 2 %}, remedy: SurvivorshipMerge, confidence: 0.8}
tests:
  - name: few of them
    given: [{challenge: c1, is: DuplicateCustomer, rate: 1 %}]
    expect: {few: [{recommend: StewardDuplicateReview, for: c1}]}
  - name: many
    like: few of them
    but: {c1.rate: 10 %}
    expect: {many: [{recommend: SurvivorshipMerge, for: c1}]}
  - {name: nothing said, like: few of them, but: {c1.rate: null}, expect: []}
"""
DMN = """\
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision name="Approval"><decisionTable>
<input><inputExpression typeRef="number"><text>Value</text></inputExpression></input>
<output typeRef="string"/>
<rule><inputEntry><text>&lt;= 10</text></inputEntry><outputEntry><text>"clerk"</text></outputEntry></rule>
<rule><inputEntry><text>&gt;= 10</text></inputEntry><outputEntry><text>"board"</text></outputEntry></rule>
</decisionTable></decision></definitions>
"""


def test_rows_go_out_and_come_back(kbctl: Kbctl, tmp_path: Path) -> None:
    # given
    shutil.copytree(
        ROOT / "ontology", tmp_path / "ontology", ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    path = tmp_path / "rules/conditional/by-size.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(TABLE, encoding="utf-8")

    def table(*arguments: str, code: int = 0) -> str:
        said = kbctl("--knowledge", ".", "rules", "table", *arguments, cwd=tmp_path)
        assert said.returncode == code, said
        return said.stdout + said.stderr

    assert table("check") == "1 tables: 0 findings\n"
    # when a threshold is moved in the sheet, so that a gap opens
    table("export", "by-size", "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[2][1] = ">= 8 %"
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert "+  - {name: many, rate: {gte: 8 %}," in table("import", "by-size", "rows.csv", "--dry-run")
    assert path.read_text(encoding="utf-8") == TABLE
    table("import", "by-size", "rows.csv")
    # then only that is another, and the gap is found with values that were run
    assert path.read_text(encoding="utf-8") == TABLE.replace("{gte: 2 %}", "{gte: 8 %}")
    (found,) = json.loads(table("check", "--format", "json", code=1))
    assert [one["code"] for one in found["findings"]] == ["table-gap"] * found["witnesses"]
    assert found["replayed"] == found["witnesses"] > 0
    assert all(0.02 <= gap["rate"] < 0.08 for gap in found["gaps"])
    # and what would be no sound table is not written
    rows[2][2] = "SurvivorshipMrge"
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    said = table("import", "by-size", "rows.csv", code=2)
    assert "did you mean SurvivorshipMerge?" in said and "not written" in said
    assert path.read_text(encoding="utf-8") == TABLE.replace("{gte: 2 %}", "{gte: 8 %}")
    assert "did you mean by-size?" in table("export", "by-siz", "x.csv", code=2)


def test_a_dmn_model_is_checked_and_run(kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "m.dmn").write_text(DMN, encoding="utf-8")
    said = kbctl("rules", "table", "dmn", "m.dmn", "--input", "Value=11", cwd=tmp_path)
    assert (said.returncode, said.stdout.splitlines()) == (
        1,
        ["Approval: UNIQUE, 2 rows", "  r1 and r2 overlap, as for Value = 10", "  result  Approval = board"],
    )
    wrong = kbctl("rules", "table", "dmn", "m.dmn", "--input", "Value=many", cwd=tmp_path)
    assert (wrong.returncode, "'many' is not a number" in wrong.stderr) == (2, True)
