"""Detectors of one thing written in several ways: categories, units, currencies, addresses, conversions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from kbctl.engine.tables.currencies import currency_of, sign_of
from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.places import country_of, is_postal, state_of
from kbctl.engine.tables.table import Finding
from kbctl.engine.tables.units import unit_of

Find = Callable[..., tuple[Finding, ...]]
Run = Callable[..., Diagnosis]
Rows = dict[str, list[list[object]]]


def items(**columns: Sequence[object]) -> Rows:
    rows = zip(*columns.values(), strict=True)
    return {
        "items.csv": [
            ["item code", "item name", *(header.replace("_", " ") for header in columns)],
            *([f"AB-{n:04}", f"Thing of kind {n}", *row] for n, row in enumerate(rows)),
        ]
    }


def customers(**columns: Sequence[object]) -> Rows:
    rows = zip(*columns.values(), strict=True)
    return {
        "customers.csv": [
            ["customer no", "customer name", *(header.replace("_", " ") for header in columns)],
            *([f"C-{n:03}", f"Firm {n}", *row] for n, row in enumerate(rows)),
        ]
    }


def values(findings: tuple[Finding, ...]) -> list[str]:
    return [cell.value for finding in findings for cell in finding.cells]


# --- InconsistentCategory -----------------------------------------------------------------------


def test_variants_of_categories(find: Find) -> None:
    groups = ["Steel"] * 30 + ["Oak Wood"] * 20 + ["STEEL", "Stele", "Wood, Oak", "oak-wood", "Steels"]
    (finding,) = find("InconsistentCategory", items(item_group=groups))
    assert [(cell.row, cell.value) for cell in finding.cells] == [
        (52, "STEEL"), (53, "Stele"), (54, "Wood, Oak"), (55, "oak-wood"), (56, "Steels"),
    ]  # fmt: skip
    assert finding.examples[1] == '"Steel" = "STEEL" = "Steels"'


@pytest.mark.parametrize(
    "groups",
    [
        ["Nylon 6"] * 20 + ["Nylon 66"] * 2,
        ["Grade A"] * 20 + ["Grade B"] * 2,
        ["Beech"] * 20 + ["Bench"] * 18,  # two frequent values that look alike
        ["Office Chairs", "Garden Chairs", "Chairs"] * 8,
        ["Small"] * 20 + ["Stall"] * 12,
        ["Chairs"] * 20 + ["N/A", " Chairs ", "Chairs"],
        ["Wool/Cotton", "Wool", "Cotton"] * 6,
    ],
)
def test_categories_that_differ(find: Find, groups: list[str]) -> None:
    assert find("InconsistentCategory", items(item_group=groups)) == ()


def test_names_are_no_categories(run: Run) -> None:
    diagnosis = run(items(item_description=[f"Oak table {n}" for n in range(30)]), "InconsistentCategory")
    assert (diagnosis.findings, diagnosis.checks[0].status) == ((), "skipped")


# --- InconsistentUnitOfMeasure ------------------------------------------------------------------


def test_spellings_of_a_unit(find: Find) -> None:
    units = ["kg"] * 9 + ["EA"] * 5 + ["KG", "kilogram", "Kgs."]
    assert values(find("InconsistentUnitOfMeasure", items(uom=units))) == ["KG", "kilogram", "Kgs."]


def test_weights_in_two_units(find: Find) -> None:
    tables = items(net_weight=range(12), weight_uom=["LB"] * 8 + ["G"] * 4)
    (finding,) = find("InconsistentUnitOfMeasure", tables)
    assert (finding.rows, finding.column) == (4, "weight uom")


def test_stock_in_another_unit_than_its_master_says(find: Find) -> None:
    tables = {
        **items(uom=["kg", "m", "EA"] * 4),
        "inventory.csv": [
            ["item code", "warehouse", "qty on hand", "uom"],
            *([f"AB-{n:04}", "W1", n, ["kg", "m", "EA"][n % 3] if n != 4 else "roll"] for n in range(12)),
        ],
    }
    (finding,) = find("InconsistentUnitOfMeasure", tables)
    assert (finding.table, values((finding,)), finding.cells[0].row) == ("inventory.csv", ["roll"], 6)


@pytest.mark.parametrize(
    "columns",
    [
        {"uom": ["kg", "EA", "m", "BOX"] * 5},
        {"uom": ["EA"] * 9, "purchase_uom": ["BOX"] * 9, "sales_uom": ["PR"] * 9},
        {"uom": ["kg", "kg ", " kg", "N/A", "g"] * 3},
    ],
)
def test_units_written_in_one_way(find: Find, columns: dict[str, list[str]]) -> None:
    assert find("InconsistentUnitOfMeasure", items(**columns)) == ()


def test_units_by_spelling() -> None:
    names = [
        unit.id if (unit := unit_of(text)) else "" for text in ("Sq. Ft", "m²", "PCS.", "千克", "xyz", "")
    ]
    assert names == ["ft2", "m2", "ea", "kg", "", ""]


# --- MissingConversionFactor --------------------------------------------------------------------


def test_units_of_different_kinds_without_a_factor(find: Find) -> None:
    tables = items(
        uom=["m", "m", "kg", "EA", "EA"],
        purchase_uom=["roll", "roll", "g", "DZ", "BOX"],
        conversion_factor=["", "50", "", "", "12"],
    )
    (finding,) = find("MissingConversionFactor", tables)
    assert [(cell.row, cell.column, cell.value) for cell in finding.cells] == [(2, "purchase uom", "roll")]


def test_a_factor_under_a_header_of_its_own_making(find: Find) -> None:
    tables = items(uom=["m2", "m2"], purchase_uom=["ROLL", "ROLL"], **{"UOM factor": ["50", ""]})
    assert [cell.row for finding in find("MissingConversionFactor", tables) for cell in finding.cells] == [3]


def test_use_in_another_unit_and_a_table_of_factors(find: Find) -> None:
    tables = {
        **items(uom=["m", "m", "kg"]),
        "bom.csv": [
            ["parent item", "component item", "qty per", "uom"],
            ["P1", "AB-0000", 1, "kg"],
            ["P1", "AB-0001", 1, "kg"],
            ["P1", "AB-0002", 5, "g"],
        ],
        "conversions.csv": [["item code", "alt uom", "conversion factor"], ["AB-0001", "kg", "0.4"]],
    }
    (finding,) = find("MissingConversionFactor", tables)
    assert [(cell.row, cell.key) for cell in finding.cells] == [(2, "AB-0000")]


# --- InconsistentCurrency -----------------------------------------------------------------------


def test_spellings_of_a_currency(find: Find) -> None:
    tables = items(standard_cost=range(12), currency=["USD"] * 5 + ["EUR"] * 4 + ["US$", "usd", "€"])
    assert values(find("InconsistentCurrency", tables)) == ["US$", "usd", "€"]


def test_signs_of_two_currencies_in_one_column(find: Find) -> None:
    (finding,) = find("InconsistentCurrency", items(unit_price=["$4.50"] * 6 + ["€ 4,10", "12.00", "9 EUR"]))
    assert values((finding,)) == ["€ 4,10", "9 EUR"]


def test_a_purchase_in_a_currency_that_its_supplier_does_not_have(find: Find) -> None:
    tables: Rows = {
        "suppliers.csv": [
            ["supplier code", "supplier name", "currency"],
            ["S1", "A", "USD"],
            ["S2", "B", "EUR"],
        ],
        "purchase orders.csv": [
            ["purchase order no", "supplier code", "order date", "order qty", "unit cost", "currency"],
            *([f"P{n}", f"S{n % 2 + 1}", "2024-01-01", 1, 2, ["USD", "EUR"][n % 2]] for n in range(30)),
            ["P90", "S1", "2024-01-01", 1, 2, "EUR"],
        ],
    }
    (finding,) = find("InconsistentCurrency", tables)
    assert (finding.table, [cell.row for cell in finding.cells]) == ("purchase orders.csv", [32])


def test_amounts_each_with_its_currency(find: Find) -> None:
    tables = items(unit_price=["4.50", "12.00", "$8.00"] * 4, currency=["USD", "EUR", "USD"] * 4)
    assert find("InconsistentCurrency", tables) == ()


def test_currencies_by_sign() -> None:
    assert [currency_of(text) for text in ("us$", "Euro", "RMB", "$", "x")] == ["USD", "EUR", "CNY", "", ""]
    assert [sign_of(text) for text in ("$4", "4 €", "USD 4", "AB-12", "12", "EA 4")] == [
        "$", "EUR", "USD", "", "", "",
    ]  # fmt: skip


# --- InconsistentAddress ------------------------------------------------------------------------


def test_countries_states_and_cities_in_several_ways(find: Find) -> None:
    tables = customers(
        city=["St. Paul"] * 6 + ["St Paul", "Austin", "Austin", "AUSTIN"],
        state=["MN"] * 6 + ["Minnesota", "TX", "TX", "tx"],
        country=["US"] * 6 + ["USA", "United States", "US", "US"],
    )
    found = {finding.column: values((finding,)) for finding in find("InconsistentAddress", tables)}
    assert found == {
        "city": ["St Paul", "AUSTIN"],
        "state": ["Minnesota", "tx"],
        "country": ["USA", "United States"],
    }


def test_postal_codes_that_are_not_of_their_country(find: Find) -> None:
    tables = customers(
        postal_code=["10115", "80331", "20095", "50667", "60311", "9045", "1010", "8010", "2700"],
        country=["Germany"] * 6 + ["Austria"] * 3,
    )
    tables["customers.csv"][6][2] = "1011A"
    (finding,) = find("InconsistentAddress", tables)
    assert [(cell.row, cell.value) for cell in finding.cells] == [(7, "1011A")]


def test_addresses_in_one_form(find: Find) -> None:
    tables = customers(
        city=["Köln", "Austin", "Springfield", "Springfield"],
        state=["", "TX", "IL", "MA"],
        postal_code=["D-50667", "78701-1234", "62701", "2101"],  # the last lost a zero: another finding
        country=["Germany", "USA", "USA", "USA"],
    )
    assert find("InconsistentAddress", tables) == ()


def test_places_by_name() -> None:
    assert [country_of(text) for text in ("U.S.A.", "Deutschland", "México", "中国", "UK", "Atlantis")] == [
        "US", "DE", "MX", "CN", "GB", "",
    ]  # fmt: skip
    assert [state_of(text) for text in ("New York", "ny", "N.Y.", "Bayern")] == ["NY", "NY", "NY", ""]
    assert is_postal("SW1A 1AA", "GB") and is_postal("K1A0B1", "CA") and not is_postal("1234", "DE")
    assert is_postal("x", "ZZ") is None


def test_nothing_to_compare_is_skipped(run: Run) -> None:
    tables: Rows = {"notes.csv": [["remarks", "text"], ["a b", "c d"], ["a e", "e f"]]}
    for concept in (
        "InconsistentUnitOfMeasure", "MissingConversionFactor", "InconsistentCurrency", "InconsistentAddress",
    ):  # fmt: skip
        assert [check.status for check in run(tables, concept).checks] == ["skipped"], concept
