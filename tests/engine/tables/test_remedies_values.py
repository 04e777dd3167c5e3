"""Operators that look at one cell at a time: what each mends, what it leaves and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from kbctl.engine.tables.detectors.common import finding
from kbctl.engine.tables.load import load
from kbctl.engine.tables.profile import Book, profile
from kbctl.engine.tables.remedies import OPERATORS
from kbctl.engine.tables.remedies.common import table_of
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.table import Finding, Pair
from kbctl.ontology.vocab import Vocabulary

Rows = Sequence[Sequence[object]]
Tables = Mapping[str, Rows]
Books = Callable[[Tables], Book]


@pytest.fixture
def book(write: Callable[[Tables], Path], vocabulary: Vocabulary) -> Books:
    return lambda tables: profile(load([write(tables)]).tables, vocabulary)


def found(book: Book, concept: str, table: str, header: str, rows: Sequence[int] = ()) -> Finding:
    """A finding on the cells of a column: those of these spreadsheet rows, or all."""
    own = table_of(book, table)
    assert own is not None
    column = own.table.by_header[header]
    cells = [
        own.cell(place, column) for place, row in enumerate(own.table.numbers) if not rows or row in rows
    ]
    return finding(concept, own, column, cells, 0.9, "major", f"{len(cells)} cells")


def does(remedy: str, book: Book, *findings: Finding, settings: Settings | None = None) -> Plan:
    return OPERATORS[remedy](book, findings, settings or Settings())


def afters(plan: Plan) -> dict[int, str]:
    return {edit.row: edit.after for edit in plan.edits}


def reasons(plan: Plan) -> dict[int, str]:
    return {row: left.why for left in plan.left for row in left.rows}


def customers(header: str, values: Sequence[str], **more: Sequence[str]) -> Tables:
    heads = ["Customer No", "Customer Name", header, *more]
    rows = [
        [f"C-{n:03d}", f"Customer {n} Ltd", value, *(column[n - 1] for column in more.values())]
        for n, value in enumerate(values, start=1)
    ]
    return {"customers.csv": [heads, *rows]}


def items(header: str, values: Sequence[str]) -> Tables:
    rows = [[f"IT-{n:03d}", f"Panel {n}", value] for n, value in enumerate(values, start=1)]
    return {"items.csv": [["Item No", "Item Name", header], *rows]}


def test_markup_goes_and_its_text_stays(book: Books) -> None:
    texts = [
        "<b>Oak</b> panel<br>A &amp; B",
        "H<sub>2</sub>O",
        "&lt;i&gt;thin&lt;/i&gt;",
        "<script>x</script>",
        "5 < 6",
    ]
    own = book(items("Item Description", texts))
    plan = does("MarkupStripping", own, found(own, "EmbeddedMarkup", "items.csv", "Item Description"))
    assert afters(plan) == {2: "Oak panel A & B", 3: "H2O", 4: "thin"}
    assert reasons(plan) == {5: "nothing but formatting code"}


def test_rich_text_loses_its_commands(book: Books) -> None:
    own = book(
        items("Item Description", [r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Gr\'fcn\par lackiert}", "plain"])
    )
    plan = does("MarkupStripping", own, found(own, "EmbeddedMarkup", "items.csv", "Item Description"))
    assert afters(plan) == {2: "Grün lackiert"}


def test_decimal_codes_are_whole_again_but_not_beyond_what_a_spreadsheet_keeps(book: Books) -> None:
    own = book(customers("Account", ["12045.0", "7,120.00", "1234567890123456.0", "12.5"]))
    plan = does("DecimalCodeRepair", own, found(own, "DecimalisedCode", "customers.csv", "Account"))
    assert afters(plan) == {2: "12045", 3: "7120"}
    assert set(reasons(plan)) == {4, 5}


def test_zeros_come_back_from_another_table_or_from_one_length(book: Books) -> None:
    # given item codes of five digits, of which three lost their zeros; orders still have one of them
    master = [["Item No", "Item Name"], *([f"{n:05d}", f"Panel {n}"] for n in range(10001, 10041))]
    master += [["417", "Panel a"], ["88", "Panel b"], ["A7", "Panel c"]]
    orders = [["Order No", "Item No", "Qty"], *([f"O-{n}", f"{n:05d}", 1] for n in (417, 10003, 10004))]
    own = book({"items.csv": master, "orders.csv": orders})
    one = found(own, "LeadingZeroLoss", "items.csv", "Item No", (42, 43, 44))
    plan = does("LeadingZeroPadding", own, one)
    assert afters(plan) == {42: "00417", 43: "00088"}
    assert {edit.row: edit.confidence for edit in plan.edits} == {42: 0.97, 43: 0.9}
    assert all(edit.kind == "rekeyed" for edit in plan.edits) and reasons(plan) == {44: "not digits only"}


def test_codes_of_two_lengths_by_design_are_left(book: Books) -> None:
    codes = [f"{n:05d}" for n in range(10001, 10011)] + [f"{n:04d}" for n in range(2001, 2011)] + ["77"]
    own = book({"items.csv": [["Item No", "Item Name"], *([code, f"P {code}"] for code in codes)]})
    plan = does("LeadingZeroPadding", own, found(own, "LeadingZeroLoss", "items.csv", "Item No", (22,)))
    assert not plan.edits and "no one length" in reasons(plan)[22]


def test_numbers_are_written_in_the_notation_of_their_column(book: Books) -> None:
    values = ["1204.50", "33.10", "980.00", "12.75", "1.204,50", "(15.00)", "7.50-", "1.204"]
    own = book(items("Standard Cost", values))
    one = found(own, "MixedNumberFormat", "items.csv", "Standard Cost", (6, 7, 8, 9))
    plan = does("LocaleNumberParsing", own, one)
    assert afters(plan) == {6: "1204.50", 7: "-15.00", 8: "-7.50"}


def test_a_unit_in_an_amount_goes_where_it_is_the_rows_own(book: Books) -> None:
    rows = [["WH-1", f"IT-{n}", str(n), "EA"] for n in range(2, 12)]
    rows += [
        ["WH-1", "IT-20", "12 each", "EA"],
        ["WH-1", "IT-21", "12 kg", "EA"],
        ["WH-1", "IT-22", "a few", "EA"],
    ]
    own = book({"stock.csv": [["Warehouse", "Item No", "Qty On Hand", "UOM"], *rows]})
    one = found(own, "TypeMismatch", "stock.csv", "Qty On Hand", (12, 13, 14))
    plan = does("LocaleNumberParsing", own, one)
    assert afters(plan) == {12: "12"} and set(reasons(plan)) == {13, 14}


def test_a_value_of_no_type_leaves_its_cell_or_takes_its_row_along(book: Books) -> None:
    own = book(
        {
            "items.csv": items("Standard Cost", ["1.5", "#REF!", "2.5"])["items.csv"],
            "stock.csv": [
                ["Item No", "Warehouse", "Qty On Hand"],
                ["IT-001", "W", "5"],
                ["IT-002", "W", "#N/A"],
            ],
        }
    )
    plan = does(
        "TypeCoercionWithQuarantine",
        own,
        found(own, "SpreadsheetErrorValue", "items.csv", "Standard Cost", (3,)),
        found(own, "SpreadsheetErrorValue", "stock.csv", "Qty On Hand", (3,)),
    )
    assert afters(plan) == {3: ""} and [(r.table, r.row) for r in plan.removals] == [("stock.csv", 3)]


def test_slips_in_addresses_are_mended(book: Books) -> None:
    texts = [
        "ann(at)acme.com",
        "bob@acme,com",
        "mailto:eve@Acme.COM",
        "joe @ acme.com",
        "nobody",
        "x@y@z.com",
    ]
    own = book(customers("Email", texts))
    plan = does("ContactDetailValidation", own, found(own, "InvalidContactDetail", "customers.csv", "Email"))
    assert afters(plan) == {2: "ann@acme.com", 3: "bob@acme.com", 4: "eve@acme.com", 5: "joe@acme.com"}
    assert set(reasons(plan)) == {6, 7}


def test_telephone_numbers_need_their_country(book: Books) -> None:
    phones = ["(616) 5550/187..", "616-555-018", "030 901820", "call Ann"]
    own = book(customers("Phone", phones, Country=["US", "US", "Germany", "US"]))
    plan = does("ContactDetailValidation", own, found(own, "InvalidContactDetail", "customers.csv", "Phone"))
    assert afters(plan) == {2: "+1 616-555-0187", 4: "+49 30 901820"} and set(reasons(plan)) == {3, 5}


def test_tax_numbers_are_written_right_or_left_for_the_partner(book: Books) -> None:
    numbers = ["81 2546312", "de 136 695 976", "DE136695977", "ESX1234567"]
    own = book(customers("Tax ID", numbers, Country=["US", "DE", "DE", ""]))
    plan = does("TaxIdentifierValidation", own, found(own, "InvalidTaxIdentifier", "customers.csv", "Tax ID"))
    assert afters(plan) == {2: "81-2546312", 3: "136695976"}
    assert "check digits fail" in reasons(plan)[4]


def test_words_are_mapped_only_by_what_is_agreed(book: Books) -> None:
    own = book(items("Item Group", ["Tables", "tbl", "Chairs", "misc"]))
    one = found(own, "InconsistentCategory", "items.csv", "Item Group")
    assert not does("ControlledVocabularyMapping", own, one).edits
    agreed = Settings(vocabulary={"item_group": {"TBL": "Tables", "chairs": "Seating"}})
    plan = does("ControlledVocabularyMapping", own, one, settings=agreed)
    assert afters(plan) == {3: "Tables", 4: "Seating"}
    assert reasons(plan) == {2: "already an agreed word", 5: "not in the agreed vocabulary"}


def test_defaults_come_from_the_project_alone(book: Books) -> None:
    own = book(items("Lead Time", ["", "5", "0"]))
    one = found(own, "MissingLeadTime", "items.csv", "Lead Time", (2, 4))
    assert reasons(does("DefaultByPolicy", own, one)) == dict.fromkeys(
        (2, 4), "no default is agreed for this field"
    )
    plan = does("DefaultByPolicy", own, one, settings=Settings(defaults={"lead_time_days": "14"}))
    assert afters(plan) == {2: "14", 4: "14"}


def test_negative_stock_is_zeroed_and_listed_for_the_count(book: Books) -> None:
    rows = [["Item No", "Warehouse", "Qty On Hand"], ["A", "W1", "-5"], ["B", "W2", "7"], ["C", "W2", "(3)"]]
    own = book({"stock.csv": rows})
    plan = does(
        "ZeroNegativeStockWithAudit", own, found(own, "NegativeInventory", "stock.csv", "Qty On Hand")
    )
    assert afters(plan) == {2: "0", 4: "0"}
    assert plan.side_tables[0].rows == (
        ("stock.csv", "2", "A", "W1", "-5"),
        ("stock.csv", "4", "C", "W2", "(3)"),
    )


def test_signs_are_turned(book: Books) -> None:
    own = book({"moves.csv": [["Item No", "Qty"], ["A", "5"], ["B", "-7.5"], ["C", "(3)"], ["D", "0"]]})
    plan = does("SignNormalisation", own, found(own, "SignConvention", "moves.csv", "Qty"))
    assert afters(plan) == {2: "-5", 3: "7.5", 4: "3"} and reasons(plan) == {5: "no amount"}


def test_a_shifted_decimal_needs_the_items_own_witness(book: Books) -> None:
    own = book(
        {
            "items.csv": items("Standard Cost", ["1250.00", "8.10", "99.0", "40.0"])["items.csv"],
            "purchases.csv": [
                ["PO No", "Item No", "Qty", "Unit Cost"],
                ["P1", "IT-001", "1", "12.40"], ["P2", "IT-001", "2", "12.90"], ["P3", "IT-004", "1", "33.0"],
            ],
        }
    )  # fmt: skip
    one = found(own, "OutlierValue", "items.csv", "Standard Cost", (2, 4, 5))
    plan = does("DecimalShiftCorrection", own, one)
    assert afters(plan) == {2: "12.5"}
    assert set(reasons(plan)) == {4, 5}


def test_outliers_take_a_booking_along_but_not_an_item(book: Books) -> None:
    own = book(
        {
            "items.csv": items("Standard Cost", ["1", "2", "999999"])["items.csv"],
            "orders.csv": [
                ["Order No", "Item No", "Qty", "Unit Price"],
                ["1", "IT-001", "-4", "2"],
                ["2", "IT-002", "4", "2"],
            ],
        }
    )
    plan = does(
        "OutlierQuarantine",
        own,
        found(own, "OutlierValue", "items.csv", "Standard Cost", (4,)),
        found(own, "InvalidQuantity", "orders.csv", "Qty", (2,)),
    )
    assert [(e.table, e.row, e.after) for e in plan.edits] == [("items.csv", 4, "")]
    assert [(r.table, r.row) for r in plan.removals] == [("orders.csv", 2)]


def test_stale_records_go_unless_something_points_at_them(book: Books) -> None:
    own = book(
        {
            "items.csv": items("Standard Cost", ["1", "2", "3"])["items.csv"],
            "orders.csv": [["Order No", "Item No", "Qty"], *([str(n), "IT-002", "4"] for n in range(9))],
        }
    )
    plan = does("ArchiveStaleRecords", own, found(own, "StaleRecord", "items.csv", "Item No", (2, 3)))
    assert [r.row for r in plan.removals] == [2] and reasons(plan) == {3: "another table still points at it"}


def test_damaged_rows_leave_and_an_unreadable_file_is_noted(book: Books) -> None:
    own = book(items("Standard Cost", ["1", "\ufffd\ufffd", "3"]))
    lost = Finding("CorruptFile", "lost.xlsx", "", "", 0, 1.0, 1.0, "blocking", "cannot be read")
    plan = does(
        "CorruptRowQuarantine", own, found(own, "CorruptData", "items.csv", "Standard Cost", (3,)), lost
    )
    assert [r.row for r in plan.removals] == [3] and "lost.xlsx" in plan.notes[0]


def test_damage_is_mended_from_a_sound_copy(book: Books) -> None:
    copy = items("Standard Cost", ["1", "2", "3"])["items.csv"]
    own = book(
        {
            "items.csv": items("Standard Cost", ["1", "\ufffd", "\ufffd\ufffd"])["items.csv"],
            "backup/items.csv": copy[:3],
        }
    )
    plan = does(
        "PartialRecoveryWithChecksums", own, found(own, "CorruptData", "items.csv", "Standard Cost", (3, 4))
    )
    assert afters(plan) == {3: "2"} and reasons(plan) == {4: "no sound copy of the record"}


def test_several_values_part_but_codes_do_not(book: Books) -> None:
    own = book(customers("Email", ["a@x.com; b@x.com", "c@x.com, d@y.com", "e@x.com"]))
    plan = does("CellSplitting", own, found(own, "MultiValueCell", "customers.csv", "Email", (2, 3)))
    assert afters(plan) == {2: "a@x.com", 3: "c@x.com"}
    assert [row[1:] for row in plan.side_tables[0].rows] == [
        ("C-001", "Email", "1", "a@x.com"), ("C-001", "Email", "2", "b@x.com"),
        ("C-002", "Email", "1", "c@x.com"), ("C-002", "Email", "2", "d@y.com"),
    ]  # fmt: skip
    bills = book(
        {"bom.csv": [["Parent Item", "Component Item", "Qty Per"], ["A", "B/C", "1"], ["A", "D", "1"]]}
    )
    plan = does("CellSplitting", bills, found(bills, "MultiValueCell", "bom.csv", "Component Item", (2,)))
    assert not plan.edits and "which of them" in reasons(plan)[2]


def test_addresses_are_written_as_the_column_mostly_has_them(book: Books) -> None:
    own = book(
        customers(
            "Country",
            ["USA", "USA", "United States", "U.S.A.", "USA"],
            Street=["1 Oak Street", "2 Elm Street", "3 Fir St.", "4 Ash Street", "5 Yew Street"],
            ZIP=["48201-1234", "48202-1111", "482031234", "48204-9999", "1"],
        )
    )
    where = [
        found(own, "InconsistentAddress", "customers.csv", header) for header in ("Country", "Street", "ZIP")
    ]
    plan = does("AddressStandardisation", own, *where)
    told = {(edit.column, edit.row): edit.after for edit in plan.edits}
    assert told["Country", 4] == "USA" == told["Country", 5]
    assert told["Street", 4] == "3 Fir Street" and told["ZIP", 4] == "48203-1234"
    assert len(told) == 4


def test_units_are_written_one_way_and_fixed_ones_converted(book: Books) -> None:
    own = book(
        {
            "items.csv": [
                ["Item No", "Item Name", "Weight", "Weight UOM"],
                ["A", "a", "500", "G"], ["B", "b", "2", "LB"], ["C", "c", "7", "gr"], ["D", "d", "9", "G"],
                ["E", "e", "1", "box"],
            ]
        }
    )  # fmt: skip
    one = found(own, "InconsistentUnitOfMeasure", "items.csv", "Weight UOM", (3, 4, 6))
    plan = does("UnitConversion", own, one)
    told = {(edit.column, edit.row): edit.after for edit in plan.edits}
    assert told == {("Weight UOM", 3): "G", ("Weight", 3): "907.185", ("Weight UOM", 4): "G"}
    assert "no fixed factor" in reasons(plan)[6]


def test_money_is_converted_with_agreed_rates_only(book: Books) -> None:
    lines = [("1", "US$", "10.00"), ("2", "EUR", "10.00"), ("3", "USD", "4.00"), ("4", "cowries", "1")]
    rows = [[number, "IT-1", "2", currency, price] for number, currency, price in lines]
    own = book({"sales_orders.csv": [["Order No", "Item No", "Order Qty", "Currency", "Unit Price"], *rows]})
    one = found(own, "InconsistentCurrency", "sales_orders.csv", "Currency", (2, 3, 5))
    plan = does("CurrencyConversion", own, one)
    assert afters(plan) == {2: "USD"} and set(reasons(plan)) == {3, 5}
    plan = does("CurrencyConversion", own, one, settings=Settings(base_currency="USD", rates={"EUR": 1.0837}))
    assert {(e.column, e.row): e.after for e in plan.edits} == {
        ("Currency", 2): "USD", ("Currency", 3): "USD", ("Unit Price", 3): "10.84"
    }  # fmt: skip


def two_masters() -> Tables:
    one = items("Standard Cost", ["1.00", "2.00", "3.00"])["items.csv"]
    return {"items_v1.csv": one, "items_v2.csv": [one[0], [*one[1][:2], "1.50"], one[2], one[3]]}


def test_the_leading_source_wins_where_an_order_is_agreed(book: Books) -> None:
    own = book(two_masters())
    one = found(own, "ConflictingRecord", "items_v2.csv", "Standard Cost", (2,))
    assert not does("SourcePrecedence", own, one).edits
    agreed = Settings(precedence=("items_v1.csv", "items_v2.csv"))
    assert afters(does("SourcePrecedence", own, one, settings=agreed)) == {2: "1.00"}
    other = Settings(precedence=("items_v2.csv", "items_v1.csv"))
    assert not does("SourcePrecedence", own, one, settings=other).edits


def test_the_later_version_wins_where_it_is_told(book: Books) -> None:
    own = book(two_masters())
    both = [
        found(own, "ConflictingFileVersion", name, "Standard Cost", (2,))
        for name in ("items_v1.csv", "items_v2.csv")
    ]
    plan = does("LatestVersionPrecedence", own, *both)
    assert [(e.table, e.row, e.after) for e in plan.edits] == [("items_v1.csv", 2, "1.50")]
    plain = two_masters()
    own = book({"a/items.csv": plain["items_v1.csv"], "b/items.csv": plain["items_v2.csv"]})
    plan = does(
        "LatestVersionPrecedence",
        own,
        found(own, "ConflictingFileVersion", "a/items.csv", "Standard Cost", (2,)),
    )
    assert not plan.edits and "nothing tells" in reasons(plan)[2]


def test_stock_is_opened_with_its_balances(book: Books) -> None:
    own = book(
        {
            "items.csv": items("Standard Cost", ["1.50", ""])["items.csv"],
            "stock.csv": [
                ["Item No", "Warehouse", "Qty On Hand"],
                ["IT-001", "W", "4"],
                ["IT-002", "W", "2"],
                ["IT-001", "X", "-1"],
            ],
        }
    )
    one = Finding("MissingTransactionHistory", "stock.csv", "", "", 0, 0.0, 0.9, "major", "no movements")
    plan = does("OpeningBalanceMigration", own, one)
    assert plan.side_tables[0].rows == (
        ("IT-001", "W", "4", "1.50", "6.00", "stock.csv"), ("IT-002", "W", "2", "", "", "stock.csv")
    )  # fmt: skip
    assert plan.notes == ("1 of 2 balances have no cost and no value",)


def test_shares_that_nearly_sum_to_one_are_scaled(book: Books) -> None:
    rows = [
        ["A", "r1", "0.50"],
        ["A", "r2", "0.30"],
        ["A", "r3", "0.19"],
        ["B", "r1", "0.50"],
        ["B", "r2", "0.30"],
    ]
    own = book({"bom.csv": [["Parent Item", "Component Item", "Qty Per"], *rows]})
    plan = does("ShareRenormalisation", own, found(own, "BomShareImbalance", "bom.csv", "Qty Per"))
    assert afters(plan) == {2: "0.5051", 3: "0.3030", 4: "0.1919"}  # in their proportions
    assert set(reasons(plan)) == {5, 6}
    assert sum(Decimal(text) for text in afters(plan).values()) == 1


def test_references_find_the_key_they_mean(book: Books) -> None:
    own = book(
        {
            "items.csv": [["Item No", "Item Name"], *([c, c] for c in ("AB-0012", "AB-0013", "X1", "X-1"))],
            "bom.csv": [
                ["Parent Item", "Component Item", "Qty Per"],
                *(["AB-0012", code, "1"] for code in ("ab 13", "X 1", "Q9", "AB-0013")),
            ],
        }
    )  # fmt: skip
    one = found(own, "OrphanRecord", "bom.csv", "Component Item", (2, 3, 4))
    plan = does("KeyCrossReference", own, one)
    assert [(e.row, e.after, e.kind) for e in plan.edits] == [(2, "AB-0013", "rekeyed")]
    assert reasons(plan) == {3: "several keys fit", 4: "no key is the same but for signs and zeros"}


def test_a_key_mismatch_is_crossed_by_its_pairs(book: Books) -> None:
    own = book(
        {
            "a.csv": [["Item No", "Item Name"], ["100", "Oak"]],
            "stock.csv": [["Item No", "Qty On Hand"], ["M-77", "4"]],
        }
    )
    one = found(own, "KeyMismatch", "stock.csv", "Item No", (2,))
    paired = Finding(
        **{name: getattr(one, name) for name in one.__dataclass_fields__}
        | {"pairs": (Pair((2, 2), ("M-77", "100"), 0.9),)}
    )
    assert afters(does("KeyCrossReference", own, paired)) == {2: "100"}


def test_headers_are_mapped_to_their_fields_and_stay(book: Books) -> None:
    own = book({"customers.csv": [["Cust No", "Customer Name"], ["1", "a"], ["2", "b"]]})
    assert own.tables[0].fields["Cust No"] == "customer_code"
    one = Finding(
        "ColumnNameVariation", "customers.csv", "Cust No", "customer_code", 0, 0.0, 0.9, "minor", "x"
    )
    plan = does("AutomaticColumnMapping", own, one)
    assert not plan.edits
    assert plan.side_tables[0].rows == (("customers.csv", "Cust No", "customer_code", "0.900"),)
