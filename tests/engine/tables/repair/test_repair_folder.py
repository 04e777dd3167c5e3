"""The repaired folder: written whole, undone to the byte, and never half of anything."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import time
from pathlib import Path

import openpyxl
import pytest
from kbctl.engine.tables.diagnose import examine
from kbctl.engine.tables.load import load
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.operator import Addition, Edit, Operator, Plan, Removal, Settings
from kbctl.engine.tables.repair.folder import check_out, signature, undo, write
from kbctl.engine.tables.repair.run import Choice, Repaired, repair
from kbctl.engine.tables.table import Finding
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

MIDWEST = Path(__file__).resolve().parents[4] / "fixtures" / "midwest-furniture" / "tables"
TOLD = (
    "WhitespaceNoise:WhitespaceNormalisation",
    "PlaceholderValue:PlaceholderToNull",
    "SpecialCharacterInCode:CodeSanitisation",
    "MixedDateFormat:PerSourceDateParsing",
    "InconsistentNaming:NameClustering",
    "DuplicateCustomer:SurvivorshipMerge",
    "OrphanRecord:OrphanQuarantine",
    "OrphanRecord:StubParentCreation",
    "MissingCost:LastPurchasePriceCost",
    "UndocumentedFormula:FormulaExtraction",
)


def awkward(folder: Path) -> Path:
    """Customers in as many dialects as there are exports."""
    folder.mkdir(parents=True)
    rows = [["Customer No", "Customer Name", "Phone", "City"]]
    rows += [[f"C-{n}", f" Größe  {n} GmbH", "N/A", f'Ulm, "Stadt" {n}'] for n in range(1, 9)]
    rows[3][3] = "two\nlines"
    for name, encoding, dialect in (
        ("bom.csv", "utf-8-sig", {"lineterminator": "\r\n"}),
        ("western.csv", "cp1252", {"delimiter": ";", "lineterminator": "\n", "quoting": csv.QUOTE_ALL}),
        ("wide.csv", "utf-16", {"delimiter": "\t", "lineterminator": "\r\n"}),
    ):
        with (folder / name).open("w", newline="", encoding=encoding) as stream:
            csv.writer(stream, **dialect).writerows(rows)  # type: ignore[arg-type]
    bare = (folder / "western.csv").read_bytes().rstrip(b"\n")
    (folder / "western.csv").write_bytes(bare)
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(folder / "sheet.xlsx")
    return folder


def repaired_of(folder: Path, vocabulary: Vocabulary, *told: str) -> Repaired:
    book = examine([folder], vocabulary, {}).book
    return repair(book, [Choice(*one.split(":"), rule="a-rule") for one in told])


def same_files(a: Path, b: Path) -> bool:
    return all((b / one.name).read_bytes() == one.read_bytes() for one in sorted(a.iterdir()))


@pytest.fixture(scope="module")
def midwest(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Repaired]:
    from kbctl.ontology.load import load_vocabulary

    out = tmp_path_factory.mktemp("midwest") / "out"
    seen = signature([MIDWEST])
    done = repaired_of(MIDWEST, load_vocabulary(), *TOLD)
    write(out, [MIDWEST], done, seen)
    return out, done


def test_every_change_stands_in_the_log_and_in_the_files(midwest: tuple[Path, Repaired]) -> None:
    out, done = midwest

    with (out / "changes.csv").open(newline="", encoding="utf-8") as stream:
        logged = list(csv.DictReader(stream))
    again = {table.name: table for table in load([out]).tables}

    assert len(logged) == len(done.changes) > 2000
    assert {one["kind"] for one in logged} == {"cell", "rekeyed", "row-removed"}
    for table in done.book.tables:
        written = again[table.name]
        assert [c.values for c in written.columns] == [c.values for c in table.table.columns], table.name


def test_undo_gives_the_input_back_to_the_byte(midwest: tuple[Path, Repaired], tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(midwest[0], out)

    undone = undo(out)

    assert undone.left == 0 and same_files(MIDWEST, out)
    assert not (out / "quarantine").exists() and not (out / "crossref").exists()
    assert (out / "changes.csv").read_text().count("\n") == 1


def test_undo_of_one_merge_brings_its_row_and_its_references_back(
    midwest: tuple[Path, Repaired], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(midwest[0], out)
    merged = next(one for one in midwest[1].changes if one.kind == "row-removed" and one.after)

    undone = undo(out, ids=[merged.id])

    customers = (out / "customers.csv").read_text()
    assert f"\n{merged.key}," in customers
    assert merged.key not in (out / "crossref" / "customers.csv").read_text()
    together = [*undone.asked, *undone.with_them]
    assert all(one.group == merged.group for one in together if one.remedy == merged.remedy)
    orders = (out / "orders.csv").read_text()
    assert f",{merged.key}," in orders or not any(one.kind == "rekeyed" for one in together)


def test_undo_of_a_remedy_takes_later_changes_of_its_cells_along(
    midwest: tuple[Path, Repaired], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(midwest[0], out)

    undo(out, remedies=["WhitespaceNormalisation"])

    name = next(one for one in midwest[1].changes if one.remedy == "WhitespaceNormalisation")
    assert name.before in (out / "customers.csv").read_text()
    assert undo(out).left == 0 and same_files(MIDWEST, out)


def test_dialects_survive_and_undo_is_whole(tmp_path: Path, vocabulary: Vocabulary) -> None:
    source, out = awkward(tmp_path / "in"), tmp_path / "out"
    seen = signature([source])
    done = repaired_of(source, vocabulary, *TOLD[:2])

    write(out, [source], done, seen)

    assert (out / "bom.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert b'"Gr\xf6\xdfe 1 GmbH";"";' in (out / "western.csv").read_bytes()
    assert b'"Ulm, ""Stadt"" 1"' in (out / "western.csv").read_bytes()
    assert not (out / "western.csv").read_bytes().endswith(b"\n")
    assert "two\nlines" in (out / "wide.csv").read_bytes().decode("utf-16").replace("\r\n", "\n")
    undo(out)
    assert same_files(source, out)


@pytest.mark.parametrize("seed", range(12))
def test_any_changes_and_any_undo_of_them(seed: int, tmp_path: Path, vocabulary: Vocabulary) -> None:
    draw = random.Random(seed)
    source, out = awkward(tmp_path / "in"), tmp_path / "out"

    def anything(book: Book, findings: object, given: Settings) -> Plan:
        edits, removals, additions = [], [], []
        for table in book.tables:
            for row in draw.sample(table.table.numbers, draw.randrange(min(4, table.rows))):
                if draw.random() < 0.3:
                    removals.append(Removal(table.name, row, "drawn", 1.0, group=draw.choice("ab ").strip()))
                else:
                    column = draw.choice(table.table.columns)
                    before = column.values[table.table.numbers.index(row)]
                    after = draw.choice(["x", 'q"q', "a,b;c\td", "l\nm", "Ä"])
                    edits.append(Edit(table.name, row, column.header, before, after, 1.0))
            if draw.random() < 0.3:
                cells = {"Customer No": f"N-{draw.random()}", "Customer Name": "New; Ltd", "City": "Ulm"}
                additions.append(Addition(table.name, cells, "drawn", 1.0))
        return Plan("Anything", tuple(edits), tuple(removals), tuple(additions))

    finding = Finding("Anything", "bom.csv", "City", "", 1, 1.0, 1.0, "minor", "")
    book = examine([source], vocabulary, {}).book
    seen = signature([source])
    operators: dict[str, Operator] = {"Anything": anything}
    done = repair(
        book,
        [Choice("Anything", "Anything")] * 3,
        operators=operators,
        detectors={"Anything": lambda book, table: (finding,) if table.name == "bom.csv" else ()},
    )

    write(out, [source], done, seen)

    again = {table.name: table for table in load([out]).tables}
    for table in done.book.tables:
        assert [c.values for c in again[table.name].columns] == [c.values for c in table.table.columns]
    some = [one.id for one in done.changes if draw.random() < 0.4]
    if some:
        undo(out, ids=some)
    undo(out)
    assert same_files(source, out)


def test_the_input_and_foreign_folders_are_safe(tmp_path: Path) -> None:
    source = awkward(tmp_path / "in")
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("mine")

    for out, said in (
        (source / "out", "lies in the input"),
        (source, "lies in the input"),
        (tmp_path, "lies in it"),
        (full, "not empty"),
        (full / "letter.txt", "a file"),
    ):
        with pytest.raises(InputProblems, match=said):
            check_out(out, [source])


def test_input_that_changes_meanwhile_is_noticed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    source, out = awkward(tmp_path / "in"), tmp_path / "out"
    seen = signature([source])
    done = repaired_of(source, vocabulary, TOLD[0])
    (source / "bom.csv").write_text("other")

    with pytest.raises(InputProblems, match="has changed since"):
        write(out, [source], done, seen)

    assert not out.exists() and [one.name for one in tmp_path.iterdir()] == ["in"]


def test_what_people_changed_by_hand_is_not_lost(tmp_path: Path, vocabulary: Vocabulary) -> None:
    source, out = awkward(tmp_path / "in"), tmp_path / "out"
    seen = signature([source])
    done = repaired_of(source, vocabulary, TOLD[0])
    write(out, [source], done, seen)
    (out / "bom.csv").write_text("corrected by hand")
    (out / "mine.txt").write_text("mine")

    with pytest.raises(InputProblems) as refused:
        undo(out)

    assert [problem.code for problem in refused.value.problems] == ["changed", "foreign"]


def test_unknown_changes_are_named_with_what_is_near(tmp_path: Path, vocabulary: Vocabulary) -> None:
    source, out = awkward(tmp_path / "in"), tmp_path / "out"
    seen = signature([source])
    write(out, [source], repaired_of(source, vocabulary, TOLD[0]), seen)

    with pytest.raises(InputProblems, match="WhitespaceNormalisation"):
        undo(out, remedies=["WhitespaceNormalization"])
    with pytest.raises(InputProblems, match="no folder that a repair has written"):
        undo(source)


def test_a_format_that_is_not_written_gives_way_to_csv(tmp_path: Path, vocabulary: Vocabulary) -> None:
    import sqlite3

    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    with sqlite3.connect(source / "erp.sqlite") as base:
        base.execute("CREATE TABLE customers (customer_no TEXT, customer_name TEXT, phone TEXT)")
        base.executemany(
            "INSERT INTO customers VALUES (?, ?, ?)",
            [(f"C-{n}", f"Acme {n} Ltd" + " " * (n == 2), "555-010" + str(n)) for n in range(1, 9)],
        )
    base.close()
    seen = signature([source])
    done = repaired_of(source, vocabulary, TOLD[0])

    report = write(out, [source], done, seen)

    assert [one.after for one in done.changes] == ["Acme 2 Ltd"]
    assert "given as CSV" in report["notes"][0]
    assert not (out / "erp.sqlite").exists()
    assert "C-2,Acme 2 Ltd,555-0102" in (out / "erp.sqlite.customers.csv").read_text()
    undo(out)
    assert (out / "erp.sqlite").read_bytes() == (source / "erp.sqlite").read_bytes()
    assert not (out / "erp.sqlite.customers.csv").exists()


def state_of(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a child process that can be killed")
def test_a_kill_at_any_moment_leaves_the_old_state_or_the_new(tmp_path: Path, vocabulary: Vocabulary) -> None:
    source, before, after = awkward(tmp_path / "in"), tmp_path / "before", tmp_path / "after"
    seen_then = signature([source])
    done = repaired_of(source, vocabulary, *TOLD[:2])
    write(before, [source], done, seen_then)
    first = done.changes[0].id
    shutil.copytree(before, after)
    started = time.perf_counter()
    undo(after, ids=[first])
    span = time.perf_counter() - started
    old, new = state_of(before), state_of(after)
    assert old != new
    seen = set()
    draw = random.Random(7)
    for turn in range(16):
        out = tmp_path / f"try{turn}" / "out"
        shutil.copytree(before, out)
        child = os.fork()
        if child == 0:
            undo(out, ids=[first])
            os._exit(0)
        time.sleep(draw.random() * 1.3 * span)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = state_of(out)
        assert found in (old, new), f"a mix after kill {turn}"
        seen.add(found == new)
        undo(out, ids=[first])
        assert [one.name for one in out.parent.iterdir()] == ["out"], "what the killed one left is swept"
    assert seen


def test_the_report_tells_what_was_done_and_left(midwest: tuple[Path, Repaired]) -> None:
    report = json.loads((midwest[0] / "report.json").read_text(encoding="utf-8"))

    by_remedy = {one["remedy"]: one for one in report["remedies"]}
    assert by_remedy["CodeSanitisation"]["outcome"] == "partly"
    assert by_remedy["CodeSanitisation"]["left"][0]["why"].startswith("without the signs it would be another")
    assert all(check["passed"] for check in by_remedy["SurvivorshipMerge"]["verification"])
    assert by_remedy["FormulaExtraction"]["beside"] == ["formulas.csv"]
    assert (midwest[0] / "beside" / "formulas.csv").is_file()


def test_the_order_of_callers_does_not_matter(vocabulary: Vocabulary, tmp_path: Path) -> None:
    source = awkward(tmp_path / "in")

    forth = repaired_of(source, vocabulary, *TOLD[:2])
    back = repaired_of(source, vocabulary, *reversed(TOLD[:2]))

    assert forth.changes == back.changes
