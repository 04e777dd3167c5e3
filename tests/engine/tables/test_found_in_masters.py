"""What is found by holding records of masters together: missing fields, codes for two things, sources that
differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.table import Finding

Find = Callable[..., tuple[Finding, ...]]
Run = Callable[..., Diagnosis]
Row = list[str]

HEADER = ["customer_code", "customer_name", "payment_terms", "city", "phone"]
STEMS = (
    "Amber Birch Cedar Dune Ember Fjord Grove Haven Iris Jade "
    "Karst Lumen Maple North Opal Pine Quartz Ridge Sable Tidal"
)
KINDS = ("Tools", "Foods", "Papers", "Glass")


def customers(count: int = 24, header: Sequence[str] = HEADER) -> list[Row]:
    stems = STEMS.split()
    rows = [
        [
            f"C{n:03}",
            f"{stems[n % 20]} {KINDS[n // 20]}",
            f"Net {30 + n % 2 * 15}",
            f"Town {n % 7}",
            f"555-01{n:02}",
        ]
        for n in range(count)
    ]
    return [list(header), *rows]


def items(count: int = 30, **columns: Callable[[int], str]) -> list[Row]:
    stems = STEMS.split()
    rows = [
        [f"P{n:03}", f"{stems[n % 20]} panel {n}", "EA", *(told(n) for told in columns.values())]
        for n in range(count)
    ]
    return [["item_code", "item_name", "base_uom", *columns], *rows]


def rows_of(found: tuple[Finding, ...]) -> list[int]:
    return sorted({cell.row for one in found for cell in one.cells})


def quiet(run: Run, concept: str, tables: Mapping[str, Sequence[Row]], status: str) -> None:
    diagnosis = run(tables, concept)
    assert not diagnosis.failed, diagnosis.failed
    told = {check.status for check in diagnosis.checks if check.table in tables}
    assert told == {status}, diagnosis.findings


# --- ColumnNameVariation ------------------------------------------------------------------------


def test_each_header_that_is_not_its_fields_name(find: Find) -> None:
    header = ["Cust No", "customer_name", "Payment terms", "City", "Tel"]
    found = find("ColumnNameVariation", {"customers.csv": customers(header=header)})
    # an English label is as good as the field's name
    assert [(one.column, one.field, one.severity) for one in found] == [
        ("Cust No", "customer_code", "minor"),
        ("Tel", "phone", "minor"),
    ]
    assert [(cell.row, cell.value) for one in found for cell in one.cells] == [(1, "Cust No"), (1, "Tel")]


def test_canonical_headers_are_no_variation(run: Run) -> None:
    quiet(run, "ColumnNameVariation", {"customers.csv": customers()}, "clean")
    quiet(run, "ColumnNameVariation", {"notes.csv": [["Foo", "Bar"], ["1", "2"], ["2", "3"]]}, "skipped")


# --- MissingRequiredField -----------------------------------------------------------------------


def test_blanks_in_fields_that_a_load_needs(find: Find) -> None:
    table = customers()
    table[5][1], table[9][2], table[11][4] = "", " ", ""
    found = find("MissingRequiredField", {"customers.csv": table})
    # a telephone number is no such field
    assert [(one.column, one.severity, rows_of((one,))) for one in found] == [
        ("customer_name", "blocking", [6]),
        ("payment_terms", "major", [10]),
    ]


def test_a_column_that_is_not_kept_is_no_gap_of_single_records(find: Find) -> None:
    table = customers()
    for row in table[1:14]:
        row[2] = ""
    assert find("MissingRequiredField", {"customers.csv": table}) == ()


def test_roots_of_a_structure_have_no_parent(find: Find) -> None:
    lines = [["bom_parent_item", "bom_component_item", "bom_qty_per"]]
    lines += [["", f"T{n}", "1"] for n in range(4)] + [[f"T{n % 4}", f"B{n}", "2"] for n in range(24)]
    assert find("MissingRequiredField", {"bom.csv": lines}) == ()
    lines[10][0] = ""
    assert rows_of(find("MissingRequiredField", {"bom.csv": lines})) == [11]


# --- MissingLeadTime ----------------------------------------------------------------------------


def planned(**told: str) -> list[Row]:
    return items(
        make_or_buy=lambda n: "B" if n % 2 else "M",
        lead_time_days=lambda n: told.get(f"r{n}", str(7 + n % 5)),
    )


def test_blank_and_zero_lead_times(find: Find) -> None:
    (one,) = find("MissingLeadTime", {"items.csv": planned(r3="", r8="0")})
    assert rows_of((one,)) == [5, 10]
    assert "1 blank, 1 zero" in one.message


def test_a_lead_time_that_the_items_supplier_tells_is_not_missing(find: Find) -> None:
    offers = [["item_code", "supplier_code", "lead_time_days"], ["P003", "V1", "21"], ["P005", "V1", "14"]]
    assert rows_of(
        find("MissingLeadTime", {"items.csv": planned(r3="", r7=""), "item suppliers.csv": offers})
    ) == [9]


def test_zero_by_custom_and_phantoms_wait_for_nothing(find: Find) -> None:
    assert find("MissingLeadTime", {"items.csv": planned(**{f"r{n}": "0" for n in range(12)})}) == ()
    table = items(
        item_type=lambda n: "phantom" if n == 4 else "purchased",
        lead_time_days=lambda n: "" if n == 4 else "9",
    )
    assert find("MissingLeadTime", {"items.csv": table}) == ()


def test_without_lead_times_nothing_is_said(run: Run) -> None:
    quiet(run, "MissingLeadTime", {"items.csv": items()}, "skipped")


# --- MissingRouting -----------------------------------------------------------------------------


def routed(*without: int) -> dict[str, list[Row]]:
    made = items(make_or_buy=lambda n: "M" if n < 12 else "B")
    steps = [["item_code", "operation_seq", "operation_name", "work_center_code"]]
    steps += [
        [f"P{n:03}", str(10 * step), "Saw", "WC1"] for n in range(12) if n not in without for step in (1, 2)
    ]
    return {"items.csv": made, "routings.csv": steps}


def test_a_made_item_without_routing(find: Find) -> None:
    (one,) = find("MissingRouting", routed(4, 7))
    assert (rows_of((one,)), one.table, one.column) == ([6, 9], "items.csv", "item_code")


def test_without_routings_nothing_is_said(run: Run) -> None:
    quiet(run, "MissingRouting", {"items.csv": routed()["items.csv"]}, "skipped")


def test_bought_items_and_kits_need_no_routing(find: Find) -> None:
    assert find("MissingRouting", routed()) == ()
    tables = routed(4)
    tables["items.csv"][5][1] = "Kit of panels"
    assert find("MissingRouting", tables) == ()


# --- CodeCollision ------------------------------------------------------------------------------


def test_one_code_for_two_things(find: Find) -> None:
    table = customers()
    table[8][0] = "C002"
    (one,) = find("CodeCollision", {"customers.csv": table})
    assert (rows_of((one,)), one.column, one.severity) == ([4, 9], "customer_code", "blocking")


def test_one_code_for_other_things_in_another_list(find: Find) -> None:
    other = items()
    other[3][1], other[6][1] = "Steel bracket", "Rubber gasket"
    (one,) = find("CodeCollision", {"items a.csv": items(), "items b.csv": other})
    assert (one.table, rows_of((one,))) == ("items b.csv", [4, 7])


def test_a_spelling_is_no_other_thing_and_a_plant_may_be_part_of_the_key(find: Find, run: Run) -> None:
    table = customers()
    table.append(["C002", "Ceder Tools Ltd", "Net 30", "Town 2", "555-0102"])
    assert find("CodeCollision", {"customers.csv": table}) == ()
    # each plant numbers by itself
    plants = items(plant=lambda n: "A")
    plants += [[f"P{n:03}", f"Gasket {STEMS.split()[n % 20][::-1]}", "EA", "B"] for n in range(10)]
    assert find("CodeCollision", {"items.csv": plants}) == ()
    quiet(run, "CodeCollision", {"customers.csv": customers()}, "clean")
    quiet(run, "CodeCollision", {"notes.csv": [["Foo", "Bar"], ["1", "2"], ["2", "3"]]}, "skipped")


# --- ConflictingRecord --------------------------------------------------------------------------


def test_two_sources_differ_in_a_field(find: Find) -> None:
    crm = customers()
    crm[4][2], crm[10][2], crm[12][4] = "Net 60", "Net 60", "555 01 11"
    found = find("ConflictingRecord", {"crm_customers.csv": crm, "customers.csv": customers()})
    # numbers and spellings of one value are no difference
    assert [(one.table, one.column, rows_of((one,))) for one in found] == [
        ("customers.csv", "payment_terms", [5, 11])
    ]
    assert "2 records of 24" in found[0].message


def test_a_code_that_stands_twice_with_other_values(find: Find) -> None:
    table = customers()
    table.append(["C005", table[6][1], "Net 90", table[6][3], table[6][4]])
    (one,) = find("ConflictingRecord", {"customers.csv": table})
    assert (one.column, rows_of((one,))) == ("payment_terms", [7, 26])


def test_columns_that_hardly_agree_are_two_fields(find: Find, run: Run) -> None:
    crm = customers()
    for row in crm[1:]:
        row[2] = "Net 90"
    assert find("ConflictingRecord", {"crm_customers.csv": crm, "customers.csv": customers()}) == ()
    quiet(run, "ConflictingRecord", {"a customers.csv": customers(), "b customers.csv": customers()}, "clean")
    quiet(run, "ConflictingRecord", {"notes.csv": [["Foo", "Bar"], ["1", "2"], ["2", "3"]]}, "skipped")


def test_a_blank_is_no_other_value_and_a_history_no_second_source(find: Find) -> None:
    crm = customers()
    crm[4][2] = ""
    assert find("ConflictingRecord", {"crm_customers.csv": crm, "customers.csv": customers()}) == ()
    costs = [["item_code", "standard_cost"]] + [
        [f"P{n:03}", str(n + year)] for n in range(30) for year in (1, 2)
    ]
    tables = {"items.csv": items(standard_cost=lambda n: str(n + 2)), "cost history.csv": costs}
    assert find("ConflictingRecord", tables) == ()


# --- KeyMismatch --------------------------------------------------------------------------------


def test_references_that_lost_their_prefix(find: Find) -> None:
    codes = [["item_code", "item_name"]] + [[f"PRT-{n:05}", f"Panel {n}"] for n in range(20)]
    stock = [["item_code", "warehouse_code", "qty_on_hand"]] + [[str(n), "W1", "5"] for n in range(3, 18)]
    (one,) = find("KeyMismatch", {"items.csv": codes, "inventory.csv": stock})
    assert (one.table, one.column, one.rows) == ("inventory.csv", "item_code", 15)


def test_the_same_names_under_other_codes(find: Find) -> None:
    crm = customers()
    for n, row in enumerate(crm[1:]):
        row[0] = f"K-{900 + 7 * n}"
    tables = {"crm_customers.csv": crm, "customers.csv": customers()}
    (one,) = find("KeyMismatch", tables)
    assert (one.table, one.column, one.rows) == ("customers.csv", "customer_code", 24)
    # with a table that translates one key into the other there is no mismatch
    tables["cross reference.csv"] = [["crm", "erp"]] + [
        [a[0], b[0]] for a, b in zip(crm[1:], customers()[1:], strict=True)
    ]
    assert find("KeyMismatch", tables) == ()


@pytest.mark.parametrize("codes", [range(24), range(24, 48)])
def test_lists_of_the_same_codes_or_of_other_things(find: Find, codes: range) -> None:
    other = [row for n, row in enumerate(customers(48)) if n == 0 or n - 1 in codes]
    assert find("KeyMismatch", {"a customers.csv": customers(), "b customers.csv": other}) == ()


def test_nothing_to_compare_keys_with(run: Run) -> None:
    quiet(run, "KeyMismatch", {"customers.csv": customers()}, "skipped")
