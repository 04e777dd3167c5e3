"""Approving and promoting a rule, as a steward does it: from shadow, over records, to active."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from cli_world import ROOT, SCENARIO, Kbctl

SHADOW = """\
rule: look-at-duplicates-first
kind: conditional
title: A steward looks at duplicate customers first
status: shadow   # until there is evidence
owner: data-migration
when:
  - {challenge: $c, is: DuplicateCustomer}
then:
  - {recommend: StewardDuplicateReview, for: $c, confidence: 0.95}
because: People know their customers.
tests:
  - name: duplicates
    given: [{challenge: c1, is: DuplicateCustomer, grounded_by: text}]
    expect: [{recommend: StewardDuplicateReview, for: c1}]
  - name: something else
    given: [{challenge: c1, is: MissingCost, grounded_by: text}]
    expect: []
"""
TABLE = """\
table: by-rate
kind: conditional
title: Who looks at duplicates
status: shadow
owner: data-migration
hit: unique
when:
  - {challenge: $c, is: DuplicateCustomer}
conditions: {rate: $c.rate}
outputs: [remedy]
then:
  - {recommend: =remedy, for: $c, confidence: 0.7}
because: Few pairs are looked at by people.
rows:
  - {name: none, rate: {lt: 0.0001 %}, remedy: StewardDuplicateReview}
  - {name: some, rate: {gte: 0.0001 %}, remedy: SurvivorshipMerge}
tests:
  - name: some of them
    given: [{challenge: c1, is: DuplicateCustomer, rate: 0.1, grounded_by: text}]
    expect: {some: [{recommend: SurvivorshipMerge, for: c1}]}
  - name: none
    like: some of them
    but: {c1.rate: 0}
    expect: {none: [{recommend: StewardDuplicateReview, for: c1}]}
"""


def test_a_rule_goes_from_shadow_to_active(kbctl: Kbctl, tmp_path: Path) -> None:
    # given a rule in shadow and somebody who may approve it
    for part in ("ontology", "rules", "kg"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (tmp_path / "rules/approvals.lock").unlink(missing_ok=True)
    (tmp_path / "rules/approvers.yaml").write_text(
        "approvers: [{name: 李娜, roles: all}]\n", encoding="utf-8"
    )
    path = tmp_path / "rules/conditional/look-at-duplicates-first.yaml"
    path.write_text(SHADOW, encoding="utf-8")
    table = tmp_path / "rules/conditional/by-rate.yaml"
    table.write_text(TABLE, encoding="utf-8")
    (tmp_path / "small.yaml").write_text(SCENARIO, encoding="utf-8")

    def rules(*arguments: str, code: int = 0) -> str:
        said = kbctl("--knowledge", ".", "rules", *arguments, cwd=tmp_path)
        assert (said.returncode, said.stderr) == (code, ""), said
        return said.stdout

    # when it has run in shadow
    replayed = kbctl("--knowledge", ".", "replay", "small.yaml", "--record", "run.json", cwd=tmp_path)
    assert replayed.returncode == 0, replayed.stderr
    # then it is not yet active: nobody approved it
    said = rules("promote", path.stem, "run.json", "--write", code=1)
    assert "1 read, 1 of them evaluated shadow rules; it fired in 1" in said
    assert "not yet: it is not approved as data-migration" in said
    assert "status: shadow" in path.read_text()
    # when it is approved, first by somebody unknown
    assert "no approver 'Li Na'" in rules("approve", path.stem, "--as", "Li Na", code=1)
    assert rules("approve", path.stem, "--as", "李娜") == f"{path.stem}: approved by 李娜 as data-migration\n"
    # then it can be, and only its status line changes
    found = json.loads(rules("promote", path.stem, "run.json", "--write", "--format", "json"))
    assert found["written"] and found["firings"] >= 1
    assert path.read_text(encoding="utf-8") == SHADOW.replace("status: shadow", "status: active")
    # and the approval holds until what it does changes
    listed = json.loads(rules("approve", path.stem, "--list", "--format", "json"))
    assert [one["approved_by"] for one in listed] == ["李娜"]
    path.write_text(path.read_text(encoding="utf-8").replace("0.95", "0.9"), encoding="utf-8")
    assert "is void: what the rule does has changed" in rules("approve", path.stem, "--list")
    # and a row that is fit does not take along one that is not
    rules("approve", "by-rate-some", "--as", "李娜")
    said = rules("promote", "by-rate-some", "run.json", "--write", code=1)
    assert "not yet: by-rate-none, a row of the same table: no record shows it firing" in said
    assert table.read_text(encoding="utf-8") == TABLE
