"""Commands on rules where the folder of rules is missing: no "nothing is wrong" of nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cli_world import ROOT, Kbctl


@pytest.mark.parametrize("command", ["lint", "test", "coverage", "verify", "fmt"])
def test_a_missing_folder_of_rules_is_an_error(kbctl: Kbctl, tmp_path: Path, command: str) -> None:
    # given a knowledge folder without rules
    for part in ("ontology", "kg"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    # when
    done = kbctl("--knowledge", ".", "rules", command, cwd=tmp_path)
    # then
    assert (done.returncode, done.stdout) == (2, "")
    assert "rules: no such folder of rules" in done.stderr
