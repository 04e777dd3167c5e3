"""Wrong input of every kind: what was found and what would be right, exit code 2, never a traceback.

A folder under tests/golden/cli is a case: `argv` holds command lines, `expected.txt` what each of them says.
Lines run in a copy of the folder. A file `knowledge/…` in it lies over a copy of the shipped knowledge.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from cli_world import GOLDEN, ROOT, Kbctl, copy_knowledge

ENCRYPTED = Path("shared/data/awkward_files/encrypted_no_password.xls")
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES)
def test_what_is_said_of_wrong_input(case: str, kbctl: Kbctl, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(GOLDEN / case, folder, ignore=shutil.ignore_patterns("expected.txt"))
    if (folder / "knowledge").exists():
        whole = copy_knowledge(tmp_path / "whole")
        shutil.copytree(folder / "knowledge", whole, dirs_exist_ok=True)
        shutil.rmtree(folder / "knowledge")
        whole.rename(folder / "knowledge")
    said = []
    for line in (folder / "argv").read_text(encoding="utf-8").splitlines():
        done = kbctl(*line.split(), cwd=folder)
        assert done.returncode == 2, done
        assert done.stdout == ""
        said.append(f"$ kbctl {line}\n{done.stderr}exit {done.returncode}\n")
    same_as_golden(GOLDEN / case / "expected.txt", "\n".join(said))


def same_as_golden(path: Path, text: str) -> None:
    if os.environ.get("KBCTL_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def refused(kbctl: Kbctl, *arguments: str | Path, cwd: Path) -> str:
    done = kbctl(*arguments, cwd=cwd)
    assert (done.returncode, done.stdout) == (2, ""), done
    return done.stderr


COMMANDS = {
    "replay": ("replay", "{}"),
    "why": ("why", "{}", "d1"),
    "why-not": ("why-not", "{}", "c1", "CostRollUp"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_binary_file_is_said_to_be_no_text(command: str, kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"key: \x00\x01\xd4\xff" * 100)
    said = refused(kbctl, *(part.format("x.bin") for part in COMMANDS[command]), cwd=tmp_path)
    assert said == "x.bin:1:8: not UTF-8 text (byte 0xd4); is this a text file?\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_is_no_file(command: str, kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    said = refused(kbctl, *(part.format("folder") for part in COMMANDS[command]), cwd=tmp_path)
    what = "there is no scenario.yaml in this folder" if command == "replay" else "this is a directory"
    assert said.startswith(f"folder: {what}")


@pytest.mark.parametrize("command", [*COMMANDS, "diagnose"])
def test_without_permission_that_is_said(command: str, kbctl: Kbctl, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "x.csv").chmod(0)
    arguments = COMMANDS.get(command, ("diagnose", "{}"))
    said = refused(kbctl, *(part.format("x.csv") for part in arguments), cwd=tmp_path)
    assert said.startswith("x.csv: ")
    assert "no permission" in said


def test_a_scenario_of_fifty_megabytes_is_refused_unread(kbctl: Kbctl, tmp_path: Path) -> None:
    with open(tmp_path / "big.yaml", "wb") as file:
        file.write(b"schema: kbctl/scenario/1\n")
        file.truncate(50 * 2**20)
    said = refused(kbctl, "replay", "big.yaml", cwd=tmp_path)
    assert said == "big.yaml: the file has 50 MB; at most 4 MB are read\n"


def test_a_record_of_fifty_megabytes_that_is_none_is_told_in_few_lines(kbctl: Kbctl, tmp_path: Path) -> None:
    weeks = ",".join(["1"] * (25 * 2**20))
    text = f'{{"schema":"kbctl/run/1","weeks":[{weeks}]}}'
    (tmp_path / "big.json").write_text(text, encoding="utf-8")
    said = refused(kbctl, "why", "big.json", "d1", cwd=tmp_path).splitlines()
    assert len(said) == 12
    assert said[-2:] == ["big.json: and more such problems", RECORD_REMEDY.format("big.json")]


RECORD_REMEDY = (
    "{}: the record is damaged, or of another version of kbctl or its knowledge; "
    "`kbctl replay SCENARIO --record FILE` writes one"
)


@pytest.mark.parametrize("part", [0.001, 0.3, 0.9, 0.999])
def test_a_record_that_is_cut_off_is_said_to_be(
    part: float, kbctl: Kbctl, record: Path, tmp_path: Path
) -> None:
    text = record.read_text(encoding="utf-8")
    (tmp_path / "cut.json").write_text(text[: int(len(text) * part)], encoding="utf-8")
    said = refused(kbctl, "why", "cut.json", "d1", cwd=tmp_path)
    assert said.startswith("cut.json:")
    assert ": not valid JSON: " in said


@pytest.mark.shared
def test_a_workbook_with_a_password_is_said_to_have_one(kbctl: Kbctl) -> None:
    if not (ROOT.parent / ENCRYPTED).exists():
        pytest.skip(f"../{ENCRYPTED} is not here")
    said = refused(kbctl, "diagnose", f"../{ENCRYPTED}", cwd=ROOT)
    assert said == f"../{ENCRYPTED}: the workbook is protected by a password: save a copy without it\n"


def test_a_record_is_not_written_half(kbctl: Kbctl, scenario: Path, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere" / "run.json"
    said = refused(kbctl, "replay", scenario, "--record", missing, cwd=tmp_path)
    assert said == f"{missing}: cannot be written: No such file or directory\n"
    said = refused(kbctl, "replay", scenario, "--record", tmp_path, cwd=tmp_path)
    assert "is a directory" in said
    assert list(tmp_path.iterdir()) == []


USAGE = {
    "replay": "Missing argument 'SCENARIO'",
    "query": "give a TEXT, or --misses FILE",
    "why run.json": "Missing argument 'DECISION'",
    "nosuch": "No such command 'nosuch'",
    "--nosuch": "--nosuch",
    "query --top 0 x": "Invalid value for '--top'",
    "replay --engine clips x.yaml": "Invalid value for '--engine'",
    "diagnose --format xml x.csv": "Invalid value for '--format'",
    "--knowledge nowhere query x": "Invalid value for '--knowledge': Directory 'nowhere' does not exist",
}


@pytest.mark.parametrize("line", USAGE)
def test_a_wrong_call_is_told_how_to_call(line: str, kbctl: Kbctl, tmp_path: Path) -> None:
    said = refused(kbctl, *line.split(), cwd=tmp_path)
    assert said.startswith("Usage: kbctl ")
    assert " --help' for help.\n\nError: " in said
    assert USAGE[line] in said


def test_a_record_with_too_deep_nesting_or_a_huge_number_is_refused(kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "deep.json").write_text('{"x":' + "[" * 10**5 + "]" * 10**5 + "}", encoding="utf-8")
    said = refused(kbctl, "why", "deep.json", "d1", cwd=tmp_path)
    assert said == "deep.json: nested too deep for a run record\n"
    (tmp_path / "long.json").write_text('{"x": ' + "9" * 10**5 + "}", encoding="utf-8")
    assert refused(kbctl, "why", "long.json", "d1", cwd=tmp_path).startswith("long.json: not valid JSON: ")


def test_ids_that_the_record_does_not_have_are_told_with_the_nearest(kbctl: Kbctl, record: Path) -> None:
    def said(*arguments: str) -> str:
        return refused(kbctl, arguments[0], record, *arguments[1:], cwd=record.parent)

    assert said("why", "d10") == f"{record}: no decision 'd10' in this record (did you mean d1?)\n"
    assert said("why-not", "c10", "CostRollUp").startswith(f"{record}: no challenge 'c10' in this record")
    mistyped = said("why-not", "c1", "StewardDuplicateReviw")
    assert mistyped == (
        f"{record}: unknown strategy 'StewardDuplicateReviw' (did you mean StewardDuplicateReview?)\n"
    )
