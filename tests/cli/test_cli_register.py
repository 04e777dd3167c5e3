"""`kbctl diagnose` with what is kept of it, as a real process: register, project, report, SARIF."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from cli_world import ROOT, Kbctl
from openpyxl import Workbook, load_workbook

ROWS = "cust_no,name,city\n" + "".join(f"C{n:03},Firm {n},Town\n" for n in range(9)) + "C009,Last one ,TBD\n"
ONLY = ("--only", "WhitespaceNoise", "--only", "PlaceholderValue")


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "customers.csv").write_text(ROWS, encoding="utf-8")
    return folder


def test_a_register_is_filled_in_and_comes_back(kbctl: Kbctl, tables: Path, tmp_path: Path) -> None:
    # given a register of two findings
    first, second, project = tmp_path / "r1.xlsx", tmp_path / "r2.xlsx", tmp_path / "project"
    report = tmp_path / "r.html"
    said = kbctl("diagnose", tables, *ONLY, "--xlsx", first, "--report", report)
    assert said.returncode == 1 and said.stderr.count("written: ") == 2 and report.stat().st_size > 5_000
    workbook = load_workbook(first)
    sheet = workbook["Issues"]
    titles = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 3
    # when both are waived, and the data has lost one of them
    for row in (2, 3):
        sheet.cell(row, titles.index("waiver reason") + 1, "agreed with Ana")
        sheet.cell(row, titles.index("waiver expiry") + 1, "2026-06-30")
    workbook.save(first)
    (tables / "customers.csv").write_text(ROWS.replace("TBD", "Town"), encoding="utf-8")
    asked = ("diagnose", tables, *ONLY, "--project", project, "--today", "2026-06-30")
    said = kbctl(*asked, "--review", first, "--xlsx", second)
    # then nothing counts any more, and the next register says what is fixed
    assert (said.returncode, "0 new" in said.stdout) == (0, False), said.stdout
    assert "1 waived · 1 fixed" in said.stdout and "agreed with Ana" in said.stdout
    told = {
        line[3]: line[1] for line in load_workbook(second)["Issues"].iter_rows(min_row=2, values_only=True)
    }
    assert told == {"WhitespaceNoise": "waived", "PlaceholderValue": "fixed"}
    # and the waiver lasts to the next extract, but not over its last day
    (tables / "customers.csv").write_text(ROWS.replace("Firm 1", " Firm 1"), encoding="utf-8")
    assert kbctl(*asked, "--skip", "PlaceholderValue").returncode == 0
    late = kbctl(*asked[:-1], "2026-07-01", "--skip", "PlaceholderValue")
    assert late.returncode == 1 and "Waiver expired  F-001 on 2026-06-30" in late.stdout


def test_one_finding_is_explained(kbctl: Kbctl, tables: Path) -> None:
    said = kbctl("diagnose", tables, *ONLY, "--explain", "F-001")
    assert said.returncode == 1 and "It rests on" in said.stdout and "recommended by rules/" in said.stdout
    told = json.loads(kbctl("diagnose", tables, *ONLY, "--explain", "f2", "--format", "json").stdout)
    assert told["id"] == "F-002"
    by_mark = kbctl("diagnose", tables, *ONLY, "--explain", told["fingerprint"])
    assert by_mark.stdout.startswith("F-002")
    said = kbctl("diagnose", tables, *ONLY, "--explain", "F-009")
    assert (said.returncode, said.stderr) == (2, "no finding F-009; there are F-001 to F-002\n")


def test_sarif(kbctl: Kbctl, tables: Path) -> None:
    log = json.loads(kbctl("diagnose", tables, *ONLY, "--format", "sarif").stdout)
    schema = json.loads((ROOT / "tests/schemas/sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(log)
    assert [one["ruleId"] for one in log["runs"][0]["results"]] == ["PlaceholderValue", "WhitespaceNoise"]


def test_outputs_that_would_be_inputs_are_refused(kbctl: Kbctl, tables: Path, tmp_path: Path) -> None:
    inside = kbctl("diagnose", tables, "--xlsx", tables / "r.xlsx")
    assert inside.returncode == 2 and "it would be read as a table" in inside.stderr
    same = kbctl("diagnose", tables / "customers.csv", "--report", tables / "customers.csv")
    assert same.returncode == 2 and "to be read; write to another file" in same.stderr
    assert kbctl("diagnose", tables, "--xlsx", tmp_path / "r.csv").returncode == 2
    alone = kbctl("diagnose", tables, "--review", tmp_path / "r.xlsx")
    assert alone.returncode == 2 and "--review needs --project" in alone.stderr
    assert kbctl("diagnose", tables, "--project", tmp_path / "none").stderr.endswith("none: no such folder\n")
    assert (tables / "customers.csv").read_text(encoding="utf-8") == ROWS


def test_what_people_wrote_is_not_written_over(kbctl: Kbctl, tables: Path, tmp_path: Path) -> None:
    # given a workbook of somebody's own where the register is to go
    target = tmp_path / "r.xlsx"
    own = Workbook()
    own.active.append(["item", "price"])
    own.save(target)
    before = target.read_bytes()
    said = kbctl("diagnose", tables, *ONLY, "--xlsx", target)
    assert said.returncode == 2 and "no register of kbctl" in said.stderr and target.read_bytes() == before
    # when it is a register that nobody has touched, then the next one takes its place
    target.unlink()
    assert kbctl("diagnose", tables, *ONLY, "--xlsx", target).returncode == 1
    assert kbctl("diagnose", tables, *ONLY, "--xlsx", target).returncode == 1
    # when somebody is named as owner, then only with --review
    workbook = load_workbook(target)
    sheet = workbook["Issues"]
    sheet.cell(2, [cell.value for cell in sheet[1]].index("owner") + 1, "Ana")
    workbook.save(target)
    said = kbctl("diagnose", tables, *ONLY, "--xlsx", target)
    assert said.returncode == 2 and f"--review {target.as_posix()}" in said.stderr
    taken = ("--review", target, "--project", tmp_path / "project")
    assert kbctl("diagnose", tables, *ONLY, *taken, "--xlsx", target).returncode == 1
    assert "Ana" in {cell.value for cell in load_workbook(target)["Issues"][2]}


def test_a_folder_that_is_not_there_is_told_before_the_work(kbctl: Kbctl, tables: Path) -> None:
    for option, name in (("--xlsx", "r.xlsx"), ("--report", "r.html")):
        said = kbctl("diagnose", tables, *ONLY, option, tables / "none" / name)
        assert (said.returncode, said.stdout) == (2, ""), said.stderr


def test_a_file_that_cannot_be_opened_stops_no_others(kbctl: Kbctl, tables: Path) -> None:
    (tables / "gone.csv").symlink_to(tables / "nowhere.csv")
    said = kbctl("diagnose", tables, *ONLY)
    assert said.returncode == 1 and "customers.csv" in said.stdout and "gone.csv" in said.stdout
    said = kbctl("reconcile", tables, tables)
    assert said.returncode == 1 and "gone.csv: not compared" in said.stderr
    for command in ("columns", "suggest"):
        said = kbctl(command, tables)
        assert said.returncode == 1 and "gone.csv: not read" in said.stderr
