"""Verifying the rules from the command line: those that ship, and one that spoils them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from cli_world import ROOT, Kbctl

LATE = """\
rule: customers-merge-when-large
kind: conditional
title: Large firms merge what they have twice
status: active
owner: data-migration
when:
  - {challenge: $c, is: DuplicateCustomer, rate: {gte: 5 %}}
  - {company: _, customers: {gte: 1000, lt: 900}}
then:
  - {recommend: SurvivorshipMerge, for: $c, confidence: 0.8}
because: Nobody reads a thousand records.
"""


def test_the_shipped_rules_are_sound(kbctl: Kbctl) -> None:
    # when all rules are verified
    said = kbctl("rules", "verify", "--format", "json")
    # then nothing is found, nothing left open, and what was shown was replayed
    assert said.returncode == 0, said.stdout
    told = json.loads(said.stdout)
    assert (told["findings"], told["internal"], told["questions"]["not_verified"]) == ([], [], 0)
    assert told["rules"] >= 600 and told["complete_for"] >= 4 and told["replayed"] >= 600
    # and a wrong name, or a wrong revision, is wrong input
    said = kbctl("rules", "verify", "cost-roll-upp")
    assert (said.returncode, said.stdout) == (2, "")
    assert "unknown rule 'cost-roll-upp' (did you mean cost-roll-up?)" in said.stderr
    said = kbctl("rules", "verify", "--changed-since", "no-such-branch")
    assert said.returncode == 2
    assert "no revision 'no-such-branch'" in said.stderr


def test_only_what_changed_is_looked_at(kbctl: Kbctl, tmp_path: Path) -> None:
    # given the rules in a repository, and a new one that can never fire
    for part in ("ontology", "rules", "kg"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    path = tmp_path / "rules/conditional/customers-merge-when-large.yaml"
    path.write_text(LATE, encoding="utf-8")
    # when what changed is verified, then the rule is found, with the tests that exclude each other
    said = kbctl("--knowledge", ".", "rules", "verify", "--changed-since", "HEAD", cwd=tmp_path)
    assert (said.returncode, said.stderr) == (1, "")
    lines = said.stdout.splitlines()
    assert lines[0].endswith(
        "no facts satisfy: company.customers gte 1000; company.customers lt 900 [unreachable]"
    )
    assert lines[-1] == "1 rule, 4 complete decisions: 1 finding"
    # and a rule that means nothing is wrong input
    path.write_text(LATE.replace("for: $c", "for: $d"), encoding="utf-8")
    said = kbctl("--knowledge", ".", "rules", "verify", "--changed-since", "HEAD", cwd=tmp_path)
    assert (said.returncode, said.stdout) == (2, "")
    assert "customers-merge-when-large.yaml:10:5: $d is not bound by a clause" in said.stderr
