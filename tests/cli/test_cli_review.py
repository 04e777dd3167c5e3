"""A hook that reviews: a commit that would break a rule is not made, one that mends it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from cli_world import ROOT, Kbctl

RULE = (ROOT / "rules/conditional/duplicates-review-by-steward.yaml").read_text(encoding="utf-8")
WHO = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]


def test_a_commit_is_reviewed_by_its_hook(kbctl: Kbctl, tmp_path: Path) -> None:
    # given a repository of knowledge with the hook of the guide
    apart = shutil.ignore_patterns("*.py", "__pycache__")
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology", ignore=apart)
    shutil.copytree(ROOT / "kg/cases", tmp_path / "kg/cases")
    path = tmp_path / "rules/conditional/duplicates-review-by-steward.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(RULE, encoding="utf-8")

    def git(*arguments: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, **kbctl.env()}
        return subprocess.run(
            ["git", *WHO, *arguments], cwd=tmp_path, capture_output=True, text=True, env=env
        )

    for step in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "rules"]):
        assert git(*step).returncode == 0
    hook = tmp_path / ".git/hooks/pre-commit"
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kbctl.cli --knowledge . rules review HEAD\n')
    hook.chmod(0o755)
    # when a clause is dropped, so that a test of the rule fails
    dropped = "  - not: {company: _, traits: {contains: steward_capacity_short}}\n"
    assert dropped in RULE
    path.write_text(RULE.replace(dropped, ""), encoding="utf-8")
    git("add", "-A")
    refused = git("commit", "-q", "-m", "drop a clause")
    # then the commit is refused with the report
    assert refused.returncode == 1
    told = refused.stdout + refused.stderr
    assert "clause dropped" in told and "[test-failed]" in told
    assert git("rev-list", "--count", "HEAD").stdout == "1\n"
    # and a change that means nothing goes through, and is reviewed as such afterwards
    path.write_text(RULE.replace("when:", "# who has time\nwhen:"), encoding="utf-8")
    git("add", "-A")
    assert git("commit", "-q", "-m", "a comment").returncode == 0
    said = kbctl("--knowledge", ".", "rules", "review", "HEAD~1..HEAD", "--format", "json", cwd=tmp_path)
    review = json.loads(said.stdout)
    assert (said.returncode, review["hindrances"], review["difference"]["rules"]) == (0, [], [])
    # and a report can be a page
    page = kbctl(
        "--knowledge", ".", "rules", "review", "HEAD~1..", "--format", "html", "--out", "r.html", cwd=tmp_path
    )
    assert page.returncode == 0
    assert "no rule means anything else" in (tmp_path / "r.html").read_text(encoding="utf-8")
