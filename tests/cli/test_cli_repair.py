"""kbctl repair and kbctl undo from a shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_world import Kbctl

CUSTOMERS = """Customer No,Customer Name,Phone,City,Tax ID
C-1,Acme Furniture Inc,,Topeka,81-6822257
C-2,Bolt  Works LLC ,(785) 555-0111,Salina,82-1111222
C-3,"ACME FURNITURE, INC.",(785) 555-0128,Topeka,81-6822257
C-4,Dover Mill Co,(785) 555-0133,Wichita,83-3333444
"""
ORDERS = "Order No,Customer No,Qty\nS-1,C-1,2\nS-2,C-1,3\nS-3,C-3,5\nS-4,C-2,1\nS-5,C-4,1\n"


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return folder


def test_a_preview_writes_nothing_and_tells_who_decided(kbctl: Kbctl, exports: Path) -> None:
    said = kbctl("repair", exports, "--dry-run", "--only", "WhitespaceNoise")

    assert said.returncode == 0, said.stderr
    assert "preview, nothing is written: 1 change in 1 table" in said.stdout
    assert "decided by  whitespace-normalise" in said.stdout
    assert '"Bolt  Works LLC " → "Bolt Works LLC"' in said.stdout
    assert sorted(one.name for one in exports.parent.iterdir()) == ["exports"]


def test_repair_then_undo_gives_the_input_back(kbctl: Kbctl, exports: Path, tmp_path: Path) -> None:
    out = tmp_path / "clean"

    done = kbctl("repair", exports, "--out", out, "--format", "json")
    again = kbctl("repair", out, "--dry-run", "--format", "json")
    undone = kbctl("undo", out)

    report = json.loads(done.stdout)
    assert report["schema"] == "kbctl/repair/1" and report["changes"] > 1
    assert {one["outcome"] for one in report["remedies"]} == {"worked"}
    assert json.loads(again.stdout)["changes"] == 0
    assert undone.returncode == 0 and "byte for byte" in undone.stdout
    assert (out / "customers.csv").read_bytes() == (exports / "customers.csv").read_bytes()
    assert kbctl("undo", out).returncode == 1


def test_a_project_takes_the_repairs_to_the_next_extract(kbctl: Kbctl, exports: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    assert kbctl("repair", exports, "--out", tmp_path / "one", "--project", project).returncode == 0
    (exports / "orders.csv").write_text(ORDERS + "S-6,C-3,9\n", encoding="utf-8")
    (exports / "customers.csv").write_text(
        CUSTOMERS.replace("Bolt  Works LLC ", "Bolt & Co"), encoding="utf-8"
    )

    said = kbctl("repair", exports, "--out", tmp_path / "two", "--project", project)

    assert said.returncode == 0, said.stderr
    assert "Kept from before" in said.stdout and "1 stale" in said.stdout
    assert "S-6,C-1,9" in (tmp_path / "two" / "orders.csv").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "where to?", id="no folder"),
        pytest.param(["--out", "{exports}/out"], "lies in the input", id="in the input"),
        pytest.param(["--out", "{exports}"], "lies in the input", id="the input"),
        pytest.param(
            ["--dry-run", "--remedy", "SurvivorMerge"], "did you mean SurvivorshipMerge", id="a slip"
        ),
        pytest.param(["--dry-run", "--only", "WhiteNoise"], "WhiteNoise", id="no such issue"),
    ],
)
def test_what_cannot_be_done_is_refused(kbctl: Kbctl, exports: Path, arguments: list[str], said: str) -> None:
    ended = kbctl("repair", exports, *(one.format(exports=exports) for one in arguments))

    assert ended.returncode == 2 and said in ended.stderr and "Traceback" not in ended.stderr


def test_a_waived_finding_is_left_alone_until_its_last_day(
    kbctl: Kbctl, exports: Path, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    found = json.loads(kbctl("diagnose", exports, "--only", "WhitespaceNoise", "--format", "sarif").stdout)
    (mark,) = {value for one in found["runs"][0]["results"] for value in one["partialFingerprints"].values()}
    (project / "waivers.yaml").write_text(
        "schema: kbctl/waivers/1\nwaivers:\n"
        f"  - {{fingerprint: {mark}, reason: the shop prints them so, expires: 2026-03-31}}\n",
        encoding="utf-8",
    )
    asked = ["repair", exports, "--dry-run", "--project", project, "--format", "json"]

    held = json.loads(kbctl(*asked, "--today", "2026-03-31", "--remedy", "WhitespaceNormalisation").stdout)
    late = json.loads(kbctl(*asked, "--today", "2026-04-01", "--remedy", "WhitespaceNormalisation").stdout)

    assert held["changes"] == 0 and late["changes"] == 1
    assert [(one["concept"], one["why"]) for one in held["not_repaired"] if "waived" in one["why"]] == [
        ("WhitespaceNoise", "waived until 2026-03-31: the shop prints them so")
    ]
