"""The whole loop: what tables show is decided on, repaired in memory, verified, and seen again next week."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from kbctl.engine.replay import render_record
from kbctl.engine.replay.record import to_json
from kbctl.engine.replay.record_read import read_record
from kbctl.engine.replay.workshop import Workshop, open_workshop
from kbctl.engine.tables.detectors import DETECTORS
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.operator import Edit, Left, Plan, Settings
from kbctl.engine.tables.table import Finding
from kbctl.ontology.vocab import Vocabulary
from replay_world import World, decided, facts, rule, week

TIDY = """
when: [{challenge: $c, is: WhitespaceNoise}]
then: [{recommend: WhitespaceNormalisation, for: $c, confidence: 0.8}]
because: It is a judgement."""
INSTEAD = """
when: [{challenge: $c, is: WhitespaceNoise}, {past: _, for: $c, use: WhitespaceNormalisation, result: failed}]
then: [{recommend: CodeSanitisation, for: $c, confidence: 0.9}]
because: It is a judgement."""
THREE_WEEKS = """
  - {weeks: [1], phase: discovery, challenges: []}
  - {weeks: [2, 4], phase: data_migration, challenges: []}
"""


@pytest.fixture
def customers(tmp_path: Path, vocabulary: Vocabulary) -> Workshop:
    """Forty customers, of whom four have names with blanks around them."""
    path = tmp_path / "customers.csv"
    rows = [[f"C-{n:03d}", f"Customer {n} Ltd", f"{n} Oak Street"] for n in range(1, 41)]
    for n in (3, 9, 15, 21):
        rows[n][1] = f"  {rows[n][1]} "
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([["Customer No", "Customer Name", "Street"], *rows])
    noise = {"WhitespaceNoise": DETECTORS["WhitespaceNoise"]}
    return open_workshop([path], vocabulary, detectors=noise)


def played(world: World, workshop: Workshop, *more: str) -> dict[str, Any]:
    bodies = {"tidy": TIDY, **{f"more-{n}": body for n, body in enumerate(more)}}
    rules = [rule(id, indent(body, " " * 8), world.vocabulary) for id, body in bodies.items()]
    return world.play(THREE_WEEKS, *rules, more="tables: [customers.csv]", workshop=workshop)


def outcomes(record: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [
        (w["week"], o["strategy"], o["result"])
        for w in record["weeks"]
        for o in w["outcomes"]
        if o["executed"]
    ]


def test_what_is_repaired_is_not_found_again(world: World, customers: Workshop) -> None:
    # given noise in four names, when the tables are open to the session
    record = played(world, customers)
    # then it is decided and done in the week of the migration, and gone after it
    assert decided(record, 2) == {"c1": "WhitespaceNormalisation"}
    (outcome,) = week(record, 2)["outcomes"]
    assert (outcome["result"], outcome["assumed"], outcome["done"]["cells"]) == ("worked", False, 4)
    assert not week(record, 3)["challenges"] and not facts(record, 3, "finding")
    assert "done      4 cells changed" in render_record(record)


def test_files_and_the_workshop_that_was_given_stay_as_they_are(
    world: World, customers: Workshop, tmp_path: Path
) -> None:
    before = (tmp_path / "customers.csv").read_bytes()
    first = played(world, customers)
    assert (tmp_path / "customers.csv").read_bytes() == before
    assert customers.repaired is None and customers.changes == 0
    assert to_json(played(world, customers)) == to_json(first)


def nothing_but_trouble(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    """Changes the cells into something that is as bad."""
    cells = [(one.table, cell) for one in findings for cell in one.cells]
    return Plan(
        "WhitespaceNormalisation",
        tuple(Edit(t, c.row, c.column, c.value, f" {c.value}", 0.9) for t, c in cells),
    )


def test_a_remedy_that_fails_its_verification_is_taken_back_and_rules_react(
    world: World, customers: Workshop
) -> None:
    # given a remedy that leaves its cells as bad as they were
    broken = replace(customers, operators={"WhitespaceNormalisation": nothing_but_trouble})
    record = played(world, broken, INSTEAD)
    # then it failed, nothing was changed, and next week the rules that know of it take another
    assert outcomes(record) == [(2, "WhitespaceNormalisation", "failed")]
    assert week(record, 2)["outcomes"][0]["done"]["cells"] == 0
    assert facts(record, 3, "finding")["F-001"]["rows"] == 4
    assert decided(record, 3) == {"c1": "CodeSanitisation"}
    assert "failed    taken back" in render_record(record)


def half(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    """Repairs every other cell."""
    edits, left = [], []
    for one in findings:
        for n, cell in enumerate(one.cells):
            if n % 2:
                left.append(Left(one.table, (cell.row,), cell.column, "cannot be told"))
            else:
                edits.append(Edit(one.table, cell.row, cell.column, cell.value, cell.value.strip(), 0.9))
    return Plan("WhitespaceNormalisation", tuple(edits), left=tuple(left))


def test_what_worked_partly_stays_open_with_the_rate_that_is_left(world: World, customers: Workshop) -> None:
    record = played(world, replace(customers, operators={"WhitespaceNormalisation": half}))
    assert outcomes(record)[0] == (2, "WhitespaceNormalisation", "partly")
    (challenge,) = week(record, 3)["challenges"]
    assert challenge["rate"] == 0.05 and week(record, 2)["challenges"][0]["rate"] == 0.1
    assert week(record, 2)["outcomes"][0]["done"]["left"] == 2


def test_without_an_operator_the_outcome_is_assumed(world: World, customers: Workshop) -> None:
    record = played(world, replace(customers, operators={}))
    (outcome,) = week(record, 2)["outcomes"]
    assert (outcome["executed"], outcome["assumed"], outcome["result"]) == (False, True, "worked")


def test_the_record_is_read_back(world: World, customers: Workshop, tmp_path: Path) -> None:
    record = played(world, customers)
    (tmp_path / "run.json").write_text(to_json(record), encoding="utf-8")
    assert read_record(tmp_path / "run.json") == record
