"""`kbctl mine` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

from cli_world import ROOT, Kbctl

SAMPLE = ROOT / "fixtures" / "mapping-sheets" / "knitwear-project"


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_proposal_is_written_twice_with_the_same_bytes(kbctl: Kbctl, tmp_path: Path) -> None:
    out = tmp_path / "proposal"
    assert kbctl("mine", SAMPLE, "--output", out).returncode == 0
    first = files(out)
    assert kbctl("mine", SAMPLE, "--output", out).returncode == 0
    assert sorted(first) == ["columns.patch", "kg/cases/knitwear-project.yaml", "proposal.md"]
    assert files(out) == first


def test_a_folder_with_other_files_is_refused(kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    done = kbctl("mine", SAMPLE, "--output", tmp_path)
    assert done.returncode == 2
    assert "letter.txt" in done.stderr
    assert files(tmp_path) == {"letter.txt": b"mine"}


def test_json_tells_figures_and_places(kbctl: Kbctl) -> None:
    said = json.loads(kbctl("mine", SAMPLE, "--format", "json").stdout)
    assert said["schema"] == "kbctl/mined/1"
    assert said["figures"]["sheets"] == 4
    assert said["figures"]["names"] == len(said["names"])
    assert any("production.xlsx#" in row for name in said["names"] for row in name["rows"])


def test_the_name_of_a_case_that_is_there_is_refused(kbctl: Kbctl) -> None:
    done = kbctl("mine", SAMPLE, "--project", "Beverly Knits")
    assert done.returncode == 2
    assert "beverly-knits" in done.stderr


def test_a_folder_without_mapping_sheets(kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "stock.csv").write_text("item,qty\nA,1\nB,2\n", encoding="utf-8")
    done = kbctl("mine", tmp_path)
    assert done.returncode == 2
    assert "stock.csv: no mapping sheet" in done.stderr


def test_nothing_new_is_a_no(kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("Source column,Target field\nItem code,item_code\n", encoding="utf-8")
    assert kbctl("mine", tmp_path).returncode == 1
