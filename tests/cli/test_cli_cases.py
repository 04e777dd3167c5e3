"""`kbctl cases …` as people and scripts run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_world import Kbctl


def test_list_and_show(kbctl: Kbctl) -> None:
    listed = json.loads(kbctl("cases", "list", "--format", "json").stdout)
    assert len(listed) >= 40 and {"id", "title", "kind", "year", "industry"} <= set(listed[0])
    said = kbctl("cases", "show", "haribo-2018")
    assert said.returncode == 0
    assert "Sources" in said.stdout and "supports: " in said.stdout
    shown = json.loads(kbctl("cases", "show", "haribo-2018", "--format", "json").stdout)
    assert shown["rules"] and all(source["supports"] for source in shown["sources"])


def test_list_of_a_kind_that_is_not_there_ends_with_1(kbctl: Kbctl) -> None:
    assert kbctl("cases", "list", "--kind", "record").returncode == 1
    wrong = kbctl("cases", "list", "--kind", "surveys")
    assert (wrong.returncode, "did you mean survey?" in wrong.stderr) == (2, True)


def test_an_unknown_case_names_the_nearest(kbctl: Kbctl) -> None:
    said = kbctl("cases", "show", "haribo-2019")
    assert (said.returncode, said.stderr) == (2, "unknown case 'haribo-2019' (did you mean haribo-2018?)\n")


@pytest.mark.parametrize(
    ("fixture", "expected"),
    [
        ("midwest-furniture", "acme-furniture"),
        ("techmold-recovery", "hp-2004"),
        ("globalelectric-multisite", "tektronix"),
    ],
)
def test_the_three_scenarios_find_cases_that_make_sense(fixture: str, expected: str, kbctl: Kbctl) -> None:
    said = kbctl("cases", "similar", f"fixtures/{fixture}", "--format", "json")
    answer = json.loads(said.stdout)
    assert said.returncode == 0
    assert expected in [case["id"] for case in answer["cases"]]
    first = answer["cases"][0]
    assert 0 < first["likeness"] <= 1 and first["matched"] and first["reuse"]
    text = kbctl("cases", "similar", f"fixtures/{fixture}").stdout
    assert "learned" in text and text.rstrip().splitlines()[-1].startswith("Try  kbctl cases show ")


def test_a_record_is_compared_and_kept(kbctl: Kbctl, record: Path, tmp_path: Path) -> None:
    assert kbctl("cases", "similar", record, "--top", "1").returncode == 0
    file = tmp_path / "ours-2026.yaml"
    said = kbctl("cases", "retain", record, "--id", "ours-2026", "--output", file)
    assert (said.returncode, said.stdout) == (0, "")
    assert file.read_text(encoding="utf-8").startswith("case: ours-2026\n")
    plain = json.loads(kbctl("cases", "retain", record, "--id", "ours-2026", "--format", "json").stdout)
    assert plain["kind"] == "record" and plain["sources"][0]["citation"].startswith("own record of small")


@pytest.mark.parametrize(
    ("ident", "output", "message"),
    [
        ("Ours", None, "'Ours' is no id of a case"),
        ("haribo-2018", None, "there is a case 'haribo-2018' already"),
        ("ours", "theirs.yaml", "a case stands in a file of its own id, ours.yaml"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    ident: str, output: str | None, message: str, kbctl: Kbctl, record: Path
) -> None:
    more = ["--output", output] if output else []
    said = kbctl("cases", "retain", record, "--id", ident, *more)
    assert said.returncode == 2 and message in said.stderr


def test_a_scenario_without_challenges_that_are_understood_ends_with_1(kbctl: Kbctl, tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(
        "schema: kbctl/scenario/1\nid: odd\ntitle: Odd\ncompany: {employees: 5}\n"
        "timeline: [{weeks: 1, challenges: [Frobnication of the quux]}]\n",
        encoding="utf-8",
    )
    said = kbctl("cases", "similar", path)
    assert said.returncode == 1 and "not counted" in said.stdout
