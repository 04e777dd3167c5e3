"""Repairs kept by record: the next extract gets them again, stale ones are told of."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path

import pytest
from kbctl.engine.tables.diagnose import examine
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.project.kept import Again
from kbctl.engine.tables.project.repairs import forget, kept_again, read, save
from kbctl.engine.tables.repair.run import Choice, Repaired, repair
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

MIDWEST = Path(__file__).resolve().parents[4] / "fixtures" / "midwest-furniture" / "tables"
TOLD = (
    "WhitespaceNoise:WhitespaceNormalisation",
    "PlaceholderValue:PlaceholderToNull",
    "SpecialCharacterInCode:CodeSanitisation",
    "DuplicateCustomer:SurvivorshipMerge",
    "MissingCost:LastPurchasePriceCost",
)
CHOICES = tuple(Choice(*one.split(":"), rule="a-rule", confidence=0.8) for one in TOLD)


def next_extract(folder: Path, share: float, seed: int) -> tuple[Path, set[str], set[str]]:
    """The MidWest tables with a share of the customers' and materials' rows changed, some customers gone and
    new orders; the keys of the changed rows and of those that are gone."""
    draw = random.Random(seed)
    shutil.copytree(MIDWEST, folder)
    changed: set[str] = set()
    gone: set[str] = set()
    for name, first, column in (("customers.csv", 3, 3), ("materials.csv", 1, 4)):
        with (folder / name).open(newline="", encoding="utf-8") as stream:
            rows = list(csv.reader(stream))
        for row in draw.sample(rows[first:], round(share * (len(rows) - first))):
            row[column] = (
                f"{draw.randrange(100, 999)}.25" if column == 4 else f"(313) 555-{draw.randrange(9999):04}"
            )
            changed.add(row[0])
        if first == 3:
            gone = {row[0] for row in draw.sample(rows[first:], 5)}
            rows = [row for row in rows if row[0] not in gone]
        with (folder / name).open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)
    return folder, changed, gone


@pytest.fixture(scope="module")
def first() -> Repaired:
    from kbctl.ontology.load import load_vocabulary

    return repair(examine([MIDWEST], load_vocabulary(), {}).book, CHOICES)


@pytest.fixture
def project(tmp_path: Path, first: Repaired) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    save(folder, first, Again(first.before))
    return folder


def test_the_same_extract_gets_the_same_changes(project: Path, first: Repaired) -> None:
    again = kept_again(project, first.before)

    assert not again.stale
    assert [(c.table, c.row, c.column, c.after, c.kind) for c in again.changes] == [
        (c.table, c.row, c.column, c.after, c.kind) for c in first.changes
    ]
    assert not repair(first.before, CHOICES, kept=again.changes).done[-1].changes


def test_a_changed_extract_gets_what_still_stands_and_hears_of_the_rest(
    project: Path, first: Repaired, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    folder, changed, gone = next_extract(tmp_path / "next", 0.05, seed=3)
    book = examine([folder], vocabulary, {}).book

    again = kept_again(project, book)

    stale = {one.change.key for one in again.stale}
    assert again.stale and len(again.changes) > 0.9 * len(first.changes)
    for one in again.stale:
        merge = next((c for c in first.changes if c.group and c.key == one.change.key), None)
        assert one.change.key in changed | gone or merge or one.change.table == "orders.csv", one
    assert {key for key in gone if any(c.key == key for c in first.changes)} <= stale
    costs, kept = (
        dict(zip(table.key.values, table.table.by_header["Unit Cost"].values, strict=True))
        for tables in (book, again.book)
        for table in tables.tables
        if table.name == "materials.csv" and table.key
    )
    assert all(kept[code] == costs[code] for code in changed if costs.get(code)), "new values stand"
    rest = repair(book, CHOICES, kept=again.changes)
    assert not any("taken back" in one.why for one in rest.done), [one.why for one in rest.done]
    assert all(one.rate_after < 0.01 for one in rest.done)


def test_new_references_to_merged_keys_follow(
    project: Path, first: Repaired, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    merged = next(one for one in first.changes if one.kind == "row-removed" and one.after)
    folder = tmp_path / "next"
    shutil.copytree(MIDWEST, folder)
    with (folder / "orders.csv").open("a", encoding="utf-8", newline="") as stream:
        stream.write(f"SO-99001,QuickBooks,06/12/24,{merged.key},TBL-1684,1,10.00,N,Open\n")

    again = kept_again(project, examine([folder], vocabulary, {}).book)

    added = [one for one in again.changes if one.key == "SO-99001"]
    assert [(one.before, one.after, one.remedy) for one in added] == [
        (merged.key, merged.after, "SurvivorshipMerge")
    ]


def test_what_was_undone_is_forgotten(project: Path, first: Repaired) -> None:
    taken = [one for one in first.changes if one.remedy == "PlaceholderToNull"]

    forget(project, taken)

    assert taken and not any(one.remedy == "PlaceholderToNull" for one in read(project))
    assert len(read(project)) == len(first.changes) - len(taken)


def test_stale_ones_are_kept_for_the_extract_after(
    project: Path, first: Repaired, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    folder, _, _ = next_extract(tmp_path / "next", 0.05, seed=3)
    book = examine([folder], vocabulary, {}).book
    again = kept_again(project, book)

    save(project, repair(book, CHOICES, kept=again.changes), again)

    assert len(read(project)) >= len(again.changes) + 1
    back = kept_again(project, first.before)
    assert len(back.stale) < len(again.stale)


def test_rows_without_a_key_are_known_by_their_other_cells(tmp_path: Path, vocabulary: Vocabulary) -> None:
    def book_of(name: str, rows: list[list[str]]) -> Book:
        path = tmp_path / name / "stock.csv"
        path.parent.mkdir()
        with path.open("w", newline="") as stream:
            csv.writer(stream).writerows([["Part No", "Location", "Qty On Hand"], *rows])
        return examine([path.parent], vocabulary, {}).book

    rows = [["A-1 ", "M", "1"], ["A-1", "N", "2"], ["A-2", "M", "3"], ["A-2 ", "N", "3"]]
    before = book_of("one", rows)
    done = repair(before, [Choice("WhitespaceNoise", "WhitespaceNormalisation")])
    project = tmp_path / "project"
    project.mkdir()
    save(project, done, Again(before))

    again = kept_again(project, book_of("two", [["A-0", "M", "9"], *rows[1:3], ["A-2 ", "N", "4"], rows[0]]))

    assert [(one.row, one.before, one.after) for one in again.changes] == [(6, "A-1 ", "A-1")]
    assert [one.why for one in again.stale] == ["the record is gone or has changed"]


def test_a_file_that_cannot_be_read_is_told_of_with_its_places(tmp_path: Path) -> None:
    (tmp_path / "repairs.yaml").write_text("schema: other/1\nrepairs:\n- {table: t, kind: cell, colour: x}\n")

    with pytest.raises(InputProblems) as refused:
        read(tmp_path)

    assert [(p.at.line, p.code) for p in refused.value.problems] == [(1, "project-file"), (3, "project-file")]


def test_a_kept_change_of_a_waived_cell_waits(project: Path, first: Repaired) -> None:
    cell = next(one for one in first.changes if one.kind == "cell" and not one.group)
    place = cell.table, cell.row, cell.column

    again = kept_again(project, first.before, {place: "waived until 2026-03-31: no matter"})

    assert [(one.change.key, one.change.column, one.why) for one in again.stale] == [
        (cell.key, cell.column, "waived until 2026-03-31: no matter")
    ]
    assert place not in {(one.table, one.row, one.column) for one in again.changes}
