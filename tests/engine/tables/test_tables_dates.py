"""MixedDateFormat and AmbiguousDate, with dates that something else decides and that must not be found."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from kbctl.engine.tables.diagnose import examine
from kbctl.engine.tables.table import Finding
from kbctl.ontology.vocab import Vocabulary

Find = Callable[..., tuple[Finding, ...]]


def orders(dates: Sequence[str], **more: Sequence[str]) -> dict[str, list[list[str]]]:
    columns = [[str(n) for n in range(len(dates))], list(dates), *map(list, more.values())]
    return {"orders.csv": [["order no", "order date", *more], *map(list, zip(*columns, strict=True))]}


def test_two_notations_in_one_column(find: Find) -> None:
    # given six dates month first and two day first, in other notations
    dates = [
        "01/13/24",
        "02/14/24",
        "03/15/24",
        "04/16/24",
        "05/17/24",
        "06/18/24",
        "13-01-2024",
        "14-02-2024",
    ]
    # when diagnosed / then the two are found, each with its row
    (finding,) = find("MixedDateFormat", orders(dates))
    assert [cell.row for cell in finding.cells] == [8, 9]
    assert (finding.rows, finding.rate, finding.column, finding.field) == (
        2,
        0.25,
        "order date",
        "order_date",
    )
    assert "mm/dd/yy 6, dd-mm-yyyy 2" in finding.message


def test_both_orders_in_one_notation_are_mixed(find: Find) -> None:
    (finding,) = find("MixedDateFormat", orders(["13/01/2024", "14/02/2024", "15/03/2024", "02/25/2024"]))
    assert [cell.value for cell in finding.cells] == ["02/25/2024"]


@pytest.mark.parametrize(
    "dates",
    [
        ["2024-01-02", "2024-01-03", "2024-02-29"],
        ["2024-01-02", "2024-01-03 00:00:00", "2024-02-29 10:30"],  # a time does not change the format
        ["1/2/2024", "01/02/2024", "11/12/2024"],  # nor do leading zeros
        ["01/02/24", "", "03/25/24", "N/A"],
    ],
)
def test_one_notation_is_not_mixed(find: Find, dates: list[str]) -> None:
    assert find("MixedDateFormat", orders(dates)) == ()


def test_ambiguous_where_nothing_decides(find: Find) -> None:
    # given a column that could be either, with one date that reads the same both ways
    (finding,) = find("AmbiguousDate", orders(["03/04/24", "05/06/24", "07/07/24", "11/12/24"]))
    # then every cell is found but the one that is no riddle
    assert [cell.value for cell in finding.cells] == ["03/04/24", "05/06/24", "11/12/24"]
    assert finding.severity == "blocking"


def test_a_cell_of_the_column_decides(find: Find) -> None:
    assert find("AmbiguousDate", orders(["03/04/24", "05/06/24", "01/13/24"])) == ()


def test_another_column_of_the_table_decides(find: Find) -> None:
    tables = orders(["03/04/24", "05/06/24"], **{"due date": ["04/13/24", "06/20/24"]})
    assert find("AmbiguousDate", tables) == ()


def test_another_notation_does_not_decide(find: Find) -> None:
    # given day-first dates with dashes beside dates with slashes / then the slashes stay undecided
    (finding,) = find("AmbiguousDate", orders(["13-04-2024", "25-12-2024", "03/04/24"]))
    assert [cell.value for cell in finding.cells] == ["03/04/24"]


def test_proofs_that_contradict_decide_nothing(find: Find) -> None:
    (finding,) = find("AmbiguousDate", orders(["13/04/2024", "04/13/2024", "03/04/2024"]))
    assert [cell.value for cell in finding.cells] == ["03/04/2024"]


def test_the_source_of_a_row_decides(find: Find) -> None:
    # given two sources, each with a proof of its own, and a third without
    dates = ["13/04/2024", "03/04/2024", "04/13/2024", "05/06/2024", "07/08/2024"]
    tables = orders(dates, source=["Excel", "Excel", "QuickBooks", "QuickBooks", "paper"])
    # then only the third source's date is a riddle
    (finding,) = find("AmbiguousDate", tables)
    assert [(cell.row, cell.value) for cell in finding.cells] == [(6, "07/08/2024")]


def test_iso_and_month_names_are_never_ambiguous(find: Find) -> None:
    assert find("AmbiguousDate", orders(["2024-03-04", "2024-05-06"])) == ()
    assert find("AmbiguousDate", orders(["4 Mar 2024", "5 Jun 2024"])) == ()


def test_codes_that_look_like_dates_are_left_alone(find: Find) -> None:
    tables = {
        "items.csv": [["item code", "name"], *([f"10-{n:02}-{n + 20}", f"Part {n}"] for n in range(1, 9))]
    }
    assert find("MixedDateFormat", tables) == find("AmbiguousDate", tables) == ()


@pytest.mark.parametrize("seed", range(5))
def test_injected_formats_are_found_exactly(find: Find, seed: int) -> None:
    # given a column of US dates of which k are rewritten day first with dashes
    chance = random.Random(seed)
    days = [(chance.randint(1, 12), chance.randint(1, 28)) for _ in range(200)] + [(1, 31)]
    dates = [f"{month:02}/{day:02}/24" for month, day in days]
    rewritten = sorted(chance.sample(range(200), 1 + 10 * seed))
    for place in rewritten:
        month, day = days[place]
        dates[place] = f"{day:02}-{month:02}-2024"
    # when diagnosed / then exactly these k rows are found
    (finding,) = find("MixedDateFormat", orders(dates))
    assert [cell.row for cell in finding.cells] == [place + 2 for place in rewritten]


def test_date_cells_of_a_workbook_beside_texts(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # given a sheet where most dates are real ones, one was typed as text and one has become its number
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Orders"
    book.active.append(["order no", "customer no", "order date"])
    for n in range(6):
        book.active.append([f"S{n}", "C1", date(2024, 3, 4 + n)])
    book.active.append(["S6", "C1", "03/25/2024"])
    book.active.append(["S7", "C1", 45376])
    book.save(tmp_path / "orders.xlsx")
    # when diagnosed / then these two are found, and nothing is ambiguous
    findings = {f.concept: f for f in examine([tmp_path / "orders.xlsx"], vocabulary).findings}
    assert [cell.value for cell in findings["MixedDateFormat"].cells] == ["03/25/2024", "45376"]
    assert "AmbiguousDate" not in findings
