"""Suggested rules, accepted into the project's file, are enforced from then on."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from kbctl.commands.suggest import suggest
from kbctl.engine.tables.dependencies.significance import EXACT, tail
from kbctl.engine.tables.dependencies.suggest import Suggestion, suggestions
from kbctl.engine.tables.diagnose import examine
from kbctl.engine.tables.load import load
from kbctl.engine.tables.project.apply import within
from kbctl.engine.tables.project.rules import FILE, accept, read_rules
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

TOWNS = ["Dayton", "Tulsa", "Boise", "Fargo"]


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    """Depots that lie in one town each, but for one row of another town, and boxes that are counted."""
    rows = [[f"V{n}", f"D-{n % 4}", TOWNS[n % 4], f"{n * 7 % 30} boxes"] for n in range(120)]
    rows[40][2] = "Springfield"
    path = tmp_path / "visits.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["no", "depot", "town", "packed"], *rows])
    return path


def named(path: Path) -> dict[str, Suggestion]:
    return {one.says: one for one in suggestions(load([path]).tables)}


def test_what_is_suggested(visits: Path) -> None:
    found = named(visits)
    assert "depot settles town" in found
    assert (found["depot settles town"].support, found["depot settles town"].exceptions) == (119, 1)
    assert found["depot settles town"].examples == ("D-0: Springfield (else Dayton)",)
    assert found["packed looks like # boxes"].exceptions == 0


def test_a_rule_that_few_values_show_is_not_suggested(tmp_path: Path) -> None:
    # given one unit of six whose items are free of charge: which unit that is may be chance
    rows = [[f"I{n}", "ABCDE"[n % 5], "N", f"{n % 9} kg"] for n in range(144)]
    rows += [[f"J{n}", "F", "Y", f"{n} kg"] for n in range(6)]
    # and forty makers of which each has its town
    rows = [[*row, f"M-{n % 40}", f"town {n % 40 % 13}"] for n, row in enumerate(rows)]
    path = tmp_path / "items.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["item", "unit", "free", "weight", "maker", "town"], *rows])

    found = {one.says: one for one in suggestions(load([path]).tables) if one.on}

    assert "unit settles free" not in found
    held = found["maker settles town"].held
    assert held and (held.values, held.confirmed) == (40, 40) and held.p < 1e-9


@pytest.mark.parametrize(
    ("number", "least", "chance", "p"),
    [(4, 4, 0.5, 0.0625), (4, 2, 0.5, 1.0), (3, 3, 1.0, 1.0), (10, 9, 0.5, 11 / 1024)],
)
def test_chance_is_that_of_the_binomial_distribution(
    number: int, least: int, chance: float, p: float
) -> None:
    assert tail(number, least, chance) == pytest.approx(p)
    assert tail(EXACT + 1, EXACT, 0.9) >= tail(EXACT, EXACT, 0.9) * 0.9


def test_an_exception_becomes_a_finding_once_the_rule_is_accepted(
    visits: Path, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    folder = tmp_path / "project"
    before = examine([visits], vocabulary)
    # given a proper value that one rule speaks against: no finding
    assert [f for f in before.findings if f.concept == "DataRuleViolation"] == []
    assert within(before, folder) is before
    # when the rule is accepted
    rule = named(visits)["depot settles town"]
    accept(folder, [rule])
    # then the cell is found, surely, and the check says so
    after = within(before, folder)
    (found,) = [f for f in after.findings if f.concept == "DataRuleViolation"]
    assert [(cell.row, cell.value) for cell in found.cells] == [(42, "Springfield")]
    assert found.certainty == 1.0
    assert rule.id in found.message
    assert {c.status for c in after.checks if c.concept == "DataRuleViolation"} == {"issue"}


def test_accepting_twice_changes_nothing(visits: Path, tmp_path: Path) -> None:
    found = named(visits)
    path = accept(tmp_path / "p", [found["depot settles town"]])
    accept(tmp_path / "p", [found["packed looks like # boxes"]])
    text = path.read_bytes()
    accept(tmp_path / "p", list(found.values())[:0])
    accept(tmp_path / "p", [found["packed looks like # boxes"]])
    assert path.read_bytes() == text
    assert [rule.says for rule in read_rules(tmp_path / "p")] == [
        "depot settles town",
        "packed looks like # boxes",
    ]


def test_patterns_are_enforced(visits: Path, tmp_path: Path, vocabulary: Vocabulary) -> None:
    accept(tmp_path / "p", [named(visits)["packed looks like # boxes"]])
    visits.write_text(visits.read_text("utf-8").replace("7 boxes", "seven", 1), encoding="utf-8")
    diagnosis = within(examine([visits], vocabulary), tmp_path / "p")
    cells = [c for f in diagnosis.findings if f.concept == "DataRuleViolation" for c in f.cells]
    assert [cell.value for cell in cells] == ["seven"]


def test_a_broken_file_is_told_with_its_places(visits: Path, tmp_path: Path, vocabulary: Vocabulary) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / FILE).write_text(
        "schema: kbctl/data-rules/1\n"
        "rules:\n"
        "- {id: a, table: visits.csv, column: twon, determined_by: [depot]}\n"
        "- {id: b, table: visits.csv, column: town}\n"
        "- {id: a, table: visits.csv, column: town, determined_by: [town]}\n"
        "- {id: c, table: elsewhere.csv, column: x, patterns: ['#']}\n"
        "- {id: d, table: visits.csv, column: town, on: [depot], patterns: ['#']}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputProblems) as caught:
        within(examine([visits], vocabulary), folder)
    said = str(caught.value).replace(folder.as_posix(), "p")
    for expected in (
        "p/rules.yaml:3:38: visits.csv has no column 'twon' (did you mean town?)",
        "p/rules.yaml:4:3: a rule has either 'determined_by' or 'patterns'",
        "p/rules.yaml:5:8: id 'a' is used twice",
        "'town' cannot settle itself",
        "unknown key 'on'",
    ):
        assert expected in said


def test_the_command(visits: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    said = json.loads(run(suggest, [str(visits), "--format", "json"]).output)
    (rule,) = [one for one in said["suggestions"] if one["says"] == "depot settles town"]
    folder = tmp_path / "p"
    done = run(suggest, [str(visits), "--project", str(folder), "--accept", rule["id"]])
    assert done.exit_code == 0, done.output
    assert f"{rule['id']}  accepted  depot settles town" in done.output
    assert [one.id for one in read_rules(folder)] == [rule["id"]]
    assert run(suggest, [str(visits), "--accept", rule["id"]]).exit_code != 0
    assert run(suggest, [str(visits), "--project", str(folder), "--accept", "zzz"]).exit_code != 0
