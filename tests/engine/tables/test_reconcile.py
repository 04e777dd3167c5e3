"""Reconciliation: errors that cancel out, units, signs; what is explained, and by what."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kbctl.engine.tables.load import load
from kbctl.engine.tables.profile import profile
from kbctl.engine.tables.project.explanations import load_explanations
from kbctl.engine.tables.reconcile.changes import logged, renamed_keys
from kbctl.engine.tables.reconcile.numbers import decimal_mark, number
from kbctl.engine.tables.reconcile.reconcile import Reconciliation, reconcile
from kbctl.engine.tables.reconcile.records import month_of
from kbctl.engine.tables.reconcile.render import as_json, render, write_csv
from kbctl.engine.tables.reconcile.variance import Tolerance, Tolerances
from kbctl.engine.tables.table import Column
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

Rows = list[list[str]]
HEAD = ["Item No", "Warehouse", "Qty On Hand"]


def stock() -> Rows:
    return [
        HEAD,
        *([f"IT-{(n + 1) // 2:03d}", "MAIN" if n % 2 else "YARD", str(10 * n + 1)] for n in range(1, 41)),
    ]


def ledger() -> Rows:
    head = ["Document No", "Posting Date", "Account", "Amount"]
    return [
        head,
        *([f"D-{n:03d}", f"2026-{1 + n % 3:02d}-15", str(1000 + n % 4), f"{n * 7}.25"] for n in range(1, 41)),
    ]


Compare = Callable[..., Reconciliation]


@pytest.fixture
def compare(tmp_path: Path, vocabulary: Vocabulary) -> Compare:
    """Writes both sides and reconciles them; what a repair or a person left may be written before."""

    def written(folder: str, tables: Mapping[str, Sequence[Sequence[str]]]) -> Path:
        for name, rows in tables.items():
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", newline="", encoding="utf-8") as stream:
                csv.writer(stream).writerows(rows)
        return tmp_path / folder

    def compared(
        before: Mapping[str, Rows], after: Mapping[str, Rows], tolerances: Tolerances | None = None
    ) -> Reconciliation:
        left, right = (
            profile(load([written(folder, tables)]).tables, vocabulary)
            for folder, tables in (("before", before), ("after", after))
        )
        beside = tmp_path / "beside"
        explanations = load_explanations(beside)
        renamed = dict(renamed_keys(beside))
        return reconcile(left, right, tolerances or Tolerances(), logged(beside), renamed, explanations)

    return compared


def test_the_same_tables_agree(compare: Compare) -> None:
    # given the same stock on both sides, rows in another order, then nothing is open
    after = [HEAD, *reversed(stock()[1:])]
    found = compare({"stock.csv": stock()}, {"stock.csv": after})
    assert found.agrees and not found.tables[0].variances
    assert found.tables[0].counts == (40, 40, 40, 0, 0)


def test_errors_that_cancel_out_are_seen(compare: Compare) -> None:
    # given 30 pieces too few of one item and 30 too many of another: the total is the same
    after = stock()
    after[4][2], after[8][2] = "11", "111"
    found = compare({"stock.csv": stock()}, {"stock.csv": after})
    (table,) = found.tables
    total = next(t for t in table.totals if not t.dimension and t.measure == "qty_on_hand")
    assert total.within and not found.agrees
    netting = next(n for n in table.nettings if n.dimension == "item")
    assert netting.members == ("it-002", "it-004") and netting.gross == 30
    assert [(v.key, v.amount) for v in found.open] == [
        ("it-002 + yard", Decimal(-30)), ("it-004 + yard", Decimal(30))
    ]  # fmt: skip
    assert found.open[0].cause == "the same amount was gained by it-004 + yard"


def test_a_netting_that_a_log_explains_is_open_no_more(compare: Compare, tmp_path: Path) -> None:
    # given the same two errors, which a change log accounts for
    after = stock()
    after[4][2], after[8][2] = "11", "111"
    beside = tmp_path / "beside"
    beside.mkdir()
    log = [
        f"c{row},stock.csv,{row},,{HEAD[2]},{stock()[row - 1][2]},{after[row - 1][2]},cell,ARemedy,r,0.9,"
        for row in (5, 9)
    ]
    (beside / "changes.csv").write_text("\n".join([CHANGES, *log, ""]), encoding="utf-8")

    found = compare({"stock.csv": stock()}, {"stock.csv": after})

    said = render(found, "before", "after", False)
    assert found.agrees and found.tables[0].nettings and not found.tables[0].open_nettings
    assert "explained, record by record" in said and "only by netting" not in said


def test_netting_between_warehouses(compare: Compare) -> None:
    # given stock that was loaded into the wrong warehouse
    after = stock()
    after[5][1] = "DOCK"
    found = compare({"stock.csv": stock()}, {"stock.csv": after})
    assert any(n.dimension == "warehouse" and n.gross == 51 for n in found.tables[0].nettings)
    assert {(v.kind, v.key) for v in found.open} == {("missing", "it-003 + main"), ("new", "it-003 + dock")}


def test_unit_sign_and_decimal_errors_are_named(compare: Compare) -> None:
    # given one quantity in grams, one with its sign turned, one in dozens
    after = stock()
    after[1][2], after[2][2], after[12][2] = "11000", "-21", f"{Decimal(121) / 12:.6f}"
    causes = {v.key: v.cause for v in compare({"s.csv": stock()}, {"s.csv": after}).open}
    assert causes["it-001 + main"].startswith("× thousand: kg as g")
    assert causes["it-001 + yard"] == "sign turned"
    assert causes["it-006 + yard"].startswith("÷ twelve")


def test_one_rate_on_many_records_is_seen(compare: Compare) -> None:
    after = stock()
    for row in after[10:20]:
        row[2] = f"{Decimal(row[2]) * Decimal('1.0837'):.4f}"
    found = compare({"s.csv": stock()}, {"s.csv": after})
    assert len(found.open) == 10
    assert {v.cause for v in found.open} == {"× 1.084 on 10 records: one rate or price unit"}


def test_a_record_posted_in_another_period_nets_out(compare: Compare) -> None:
    # given one document with its date in another month: amounts agree, the months do not
    after = ledger()
    after[3][1] = "2026-02-15"
    found = compare({"ledger.csv": ledger()}, {"ledger.csv": after})
    (variance,) = found.open
    assert (variance.kind, variance.measure, variance.place) == ("moved", "period", ("2026-01", "2026-02"))
    assert any(netting.dimension == "period" for netting in found.tables[0].nettings)


def test_missing_new_and_repeated_records(compare: Compare) -> None:
    after = [*stock()[:10], *stock()[11:], ["IT-099", "MAIN", "5"], stock()[3]]
    found = compare({"s.csv": stock()}, {"s.csv": after})
    assert {(v.kind, v.key) for v in found.open} == {
        ("missing", "it-005 + yard"), ("new", "it-099 + main"), ("repeated", "it-002 + main")
    }  # fmt: skip
    old, new, both, gone, came = found.tables[0].counts
    assert (old, new) == (both + gone, both + came)


def test_tolerances_are_for_amounts_or_shares(compare: Compare) -> None:
    after = stock()
    after[40][2] = "401.5"
    wide = Tolerances(Tolerance(), {"qty_on_hand": Tolerance(Decimal(0), Decimal("0.01"))})
    assert not compare({"s.csv": stock()}, {"s.csv": after}).agrees
    assert compare({"s.csv": stock()}, {"s.csv": after}, wide).agrees


def test_a_change_log_explains_what_it_did_and_no_more(compare: Compare, tmp_path: Path) -> None:
    # given a log of one correction and one removed row, and a third difference that it knows nothing of
    after = [*stock()[:10], *stock()[11:]]
    after[1][2], after[2][2] = "1", "22"
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "changes.csv").write_text(
        "id,table,row,key,column,before,after,kind,remedy,rule,confidence\n"
        "C1,s.csv,2,IT-001 + MAIN,Qty On Hand,11,1,cell,DecimalShiftCorrection,r,0.9\n"
        "C2,s.csv,11,IT-005 + YARD,,,,row-removed,OrphanQuarantine,r,0.9\n",
        encoding="utf-8",
    )
    found = compare({"s.csv": stock()}, {"s.csv": after})
    told = {v.key: v.explained for v in found.tables[0].variances}
    assert told == {
        "it-001 + main": "DecimalShiftCorrection (C1)", "it-005 + yard": "OrphanQuarantine (C2)",
        "it-001 + yard": "",
    }  # fmt: skip
    assert not found.agrees


def test_a_cross_reference_joins_renamed_keys(compare: Compare, tmp_path: Path) -> None:
    (tmp_path / "beside" / "crossref").mkdir(parents=True)
    (tmp_path / "beside" / "crossref" / "items.csv").write_text(
        "old,new\nIT-001,A-1\nA-1,B-1\n", encoding="utf-8"
    )
    after = stock()
    after[1][0] = after[2][0] = "B-1"
    assert compare({"s.csv": stock()}, {"s.csv": after}).agrees


def test_people_explain_and_what_fits_no_more_is_told(compare: Compare, tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "explanations.yaml").write_text(
        "schema: kbctl/explanations/1\nexplained:\n"
        "  - {table: s.csv, key: IT-001 + MAIN, field: qty_on_hand, amount: -10, reason: counted, by: ruiz}\n"
        "  - {table: s.csv, key: IT-002 + YARD, field: qty_on_hand, amount: 4, reason: found, by: ruiz}\n",
        encoding="utf-8",
    )
    after = stock()
    after[1][2] = "1"
    found = compare({"s.csv": stock()}, {"s.csv": after})
    assert found.agrees and found.tables[0].variances[0].explained == "counted (ruiz)"
    assert [one.key for one in found.stale] == ["IT-002 + YARD"]
    assert "fit no variance any more" in render(found, "before", "after")


def test_explanations_are_refused_with_their_places(tmp_path: Path) -> None:
    (tmp_path / "explanations.yaml").write_text(
        "schema: kbctl/explanations/1\nexplained:\n"
        "  - {table: s.csv, kee: a, field: f, amount: many, reason: r, by: b}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputProblems) as refused:
        load_explanations(tmp_path)
    said = [str(problem).split("explanations.yaml")[1] for problem in refused.value.problems]
    assert said == [
        ":3:5: `key` is missing",
        ":3:20: unknown key 'kee' (did you mean key?)",
        ":3:46: `amount` must be a number, not 'many'",
    ]


def test_a_missing_table_and_a_dropped_column_are_told(compare: Compare) -> None:
    found = compare({"s.csv": stock(), "l.csv": ledger()}, {"l.csv": [row[:3] for row in ledger()]})
    assert [table.name for table in found.missing] == ["s.csv"] and not found.agrees
    assert found.tables[0].not_compared == ("line_amount",)


def test_cells_that_hold_no_number_are_told_and_not_guessed(compare: Compare) -> None:
    after = stock()
    after[7][2] = "about 70"
    found = compare({"s.csv": stock()}, {"s.csv": after})
    assert found.tables[0].after.unread == {"qty_on_hand": (8,)}
    assert "1 cells without a number" in render(found, "a", "b")


def test_stock_is_valued_with_the_cost_of_the_item(compare: Compare) -> None:
    items = [["Item No", "Item Name", "Standard Cost"]]
    items += [[f"IT-{n:03d}", f"Panel {n}", str(n)] for n in range(1, 41)]
    dearer = [row[:] for row in items]
    dearer[5][2] = "15"
    found = compare({"items.csv": items, "s.csv": stock()}, {"items.csv": dearer, "s.csv": stock()})
    value = next(v for v in found.open if v.measure == "value" and "main" in v.key)
    assert (value.key, value.amount) == ("it-005 + main", Decimal(910))


def test_all_variances_go_into_the_file_and_the_json(compare: Compare, tmp_path: Path) -> None:
    after = stock()
    for row in after[1:31]:
        row[2] = str(int(row[2]) + 1)
    found = compare({"s.csv": stock()}, {"s.csv": after})
    assert "… 10 more" in render(found, "before", "after")
    write_csv(found, tmp_path / "v.csv")
    with (tmp_path / "v.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 30 == len(as_json(found)["tables"][0]["variances"])
    json.dumps(as_json(found))


@pytest.mark.parametrize(
    ("cells", "mark", "value"),
    [
        (["1.234,50", "2.000"], ",", "2000"),
        (["1,234.50", "2,000"], ".", "2000"),
        (["2.000", "3.125"], ".", "3.125"),
        (["0,125", "2,5"], ",", "2.5"),
        (["1'234.5", "(12.5)"], ".", "-12.5"),
        (["€ 12,30", "5-"], ",", "-5"),
    ],
)
def test_a_column_is_read_in_one_convention(cells: list[str], mark: str, value: str) -> None:
    column = Column("x", 0, tuple(cells))
    assert decimal_mark(column) == mark
    assert number(cells[-1], mark) == Decimal(value)


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([(".", ","), (",", ".")]))
def test_what_is_written_is_read(value: Decimal, marks: tuple[str, str]) -> None:
    # given an amount in either convention with thousands marks, then the column gives it back exactly
    mark, thousands = marks
    text = f"{value:,.2f}".replace(",", "T").replace(".", mark).replace("T", thousands)
    assert number(text, decimal_mark(Column("x", 0, (text,)))) == value


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-03-09", "2026-03"), ("13/04/24", "2024-04"), ("04/13/2024", "2024-04"), ("20260309", "2026-03"),
     ("03/04/24", "03/04/24"), ("", "(blank)")],
)  # fmt: skip
def test_months(text: str, month: str) -> None:
    assert month_of(text) == month


CHANGES = "id,table,row,key,column,before,after,kind,remedy,rule,confidence,reason"


def test_a_record_goes_by_the_key_that_a_repair_gave_it(compare: Compare, tmp_path: Path) -> None:
    # given order lines whose units, dates and item codes were repaired, all of them as the log says
    head = ["Order No", "Line No", "Item No", "Unit of Measure", "Order Qty", "Unit Price", "Order Date"]
    lines = [
        [
            f"SO-{n // 2:03d}",
            str(10 * (n % 2 + 1)),
            f"IT-{n % 7:03d}",
            "pcs",
            str(n + 3),
            "2.50",
            "2026-01-15",
        ]
        for n in range(40)
    ]
    before, after = [list(line) for line in lines], [list(line) for line in lines]
    log = []
    for n in range(0, 40, 3):
        after[n][3], after[n][6], after[n][2] = "EA", "15/01/2026", f"IT-{n % 7:03d}X"
        for column in (2, 3, 6):
            cell = f"{head[column]},{before[n][column]},{after[n][column]},cell"
            log.append(f"c{len(log)},lines.csv,{n + 2},,{cell},Harmonised,r,0.9,")
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "changes.csv").write_text("\n".join([CHANGES, *log, ""]), encoding="utf-8")
    assert compare({"lines.csv": [head, *before]}, {"lines.csv": [head, *after]}).agrees
    # when one quantity of a repaired line is spoilt as well, then it alone is open
    after[3][4] = "7"
    found = compare({"lines.csv": [head, *before]}, {"lines.csv": [head, *after]})
    assert {(v.measure, v.amount) for v in found.open if v.measure != "value"} == {("order_qty", Decimal(1))}


def test_records_that_were_merged_come_to_what_is_left_of_them(compare: Compare, tmp_path: Path) -> None:
    # given a customer that was merged into another: its own credit limit goes with its row
    head = ["Customer No", "Customer Name", "Credit Limit"]
    before = [[f"C-{n:03d}", f"Customer {n}", f"{n * 500}.00"] for n in range(1, 31)]
    after = [list(row) for row in before if row[0] != "C-004"]
    beside = tmp_path / "beside"
    (beside / "crossref").mkdir(parents=True)
    (beside / "crossref" / "customer.csv").write_text("old,new\nC-004,C-009\n", encoding="utf-8")
    gone = "c1,customers.csv,5,C-004,,,,row-removed,SurvivorshipMerge,r,0.9,merged"
    (beside / "changes.csv").write_text(f"{CHANGES}\n{gone}\n", encoding="utf-8")
    found = compare({"customers.csv": [head, *before]}, {"customers.csv": [head, *after]})
    assert found.agrees and [v.amount for v in found.tables[0].variances if v.explained] == [Decimal(-2000)]
    # when the survivor got a limit that no log speaks of, then that is open
    after[7][2] = "9000.00"
    assert not compare({"customers.csv": [head, *before]}, {"customers.csv": [head, *after]}).agrees
