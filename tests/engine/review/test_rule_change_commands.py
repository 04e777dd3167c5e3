"""`kbctl rules diff` and `log` as real processes in a repository of one's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from change_world import MERGE, REVIEW, ROOT, commit, edit, repository


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return repository(tmp_path)


def kbctl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kbctl.cli", "--knowledge", str(folder), "rules", *arguments]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / ".dev"),
        "KBCTL_CACHE": str(folder.parent / "cache"),
    }
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_what_cannot_be_read_is_named_and_the_rest_is_compared(folder: Path) -> None:
    # given one rule with a slip and one that is changed
    edit(folder, MERGE, ("is: DuplicateCustomer, rate: {", "is: DuplicteCustomer, rate: {"))
    edit(folder, REVIEW, ("confidence: 0.6", "confidence: 0.45"))
    # when
    done = kbctl(folder, "diff", "HEAD", "--format", "json")
    # then
    assert done.returncode == 2
    told = json.loads(done.stdout)
    assert "did you mean DuplicateCustomer?" in told["problems"][0]
    (change,) = told["rules"]
    assert (change["rule"], change["behaviour"][0]["says"]) == ("review-by-steward", "confidence 0.6 → 0.45")
    assert (
        change["witness"]["says"] == "Duplicate customer: now a person decides, before StewardDuplicateReview"
    )


def test_the_history_is_printed(folder: Path) -> None:
    edit(folder, MERGE, ("gte: 2 %", "gte: 8 %"))
    commit(folder, "From 8 % on")
    done = kbctl(folder, "log", "merge-in-staging")
    assert done.returncode == 0
    assert "Jane Doe: From 8 % on\n    threshold: rate ≥ 2 % → ≥ 8 %\n" in done.stdout
