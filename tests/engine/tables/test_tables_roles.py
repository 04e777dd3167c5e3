"""What a table is, what its columns are, what its key is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.headers import names_of, normal, words
from kbctl.engine.tables.roles import role_of
from kbctl.engine.tables.table import Column, Table
from kbctl.ontology.vocab import Vocabulary

PARTS = [
    ["10-1", "Oak board", "EA", "12.50"],
    ["10-2", "Ash board", "EA", "9.10"],
    ["10-3", "Oak leg", "EA", "2"],
]

CASES = [
    (
        "customers.csv",
        ["cust_no", "Name", "Street", "City", "Zip", "Tel"],
        [
            ["C1", "Acme Furniture", "1 Oak St", "Dayton", "45402", "937-555-0101"],
            ["C2", "Baker Hotels", "4 Elm Rd", "Tulsa", "74103", "918-555-0111"],
        ],
        "customer_master",
        {
            "cust_no": "customer_code",
            "Name": "customer_name",
            "Street": "address_line1",
            "City": "city",
            "Zip": "postal_code",
            "Tel": "phone",
        },
        "cust_no",
    ),
    (
        "vendor_list.csv",
        ["Vendor ID", "Vendor Name", "Country"],
        [["V1", "Steel Works", "US"], ["V2", "Glue Ltd", "UK"]],
        "supplier_master",
        {"Vendor ID": "supplier_code", "Vendor Name": "supplier_name", "Country": "country"},
        "Vendor ID",
    ),
    (
        "part master.csv",
        ["Part No", "Description", "UOM", "Std Cost"],
        PARTS,
        "item_master",
        {"Part No": "item_code", "UOM": "base_uom", "Std Cost": "standard_cost"},
        "Part No",
    ),
    (
        "export1.csv",
        ["item_code", "item_name", "uom", "standard_cost"],
        PARTS,
        "item_master",
        {"item_code": "item_code", "item_name": "item_name"},
        "item_code",
    ),
    (
        "bom.csv",
        ["Parent", "Component", "Qty per"],
        [["10-3", "10-1", "2"], ["10-3", "10-2", "1"]],
        "bom",
        {"Parent": "bom_parent_item", "Component": "bom_component_item", "Qty per": "bom_qty_per"},
        None,
    ),
    (
        "sales_orders.csv",
        ["Order No", "Customer No", "Order Date", "Item", "Qty"],
        [["S1", "C1", "2024-01-02", "10-1", "2"], ["S1", "C1", "2024-01-02", "10-2", "1"]],
        "sales_order",
        {
            "Order No": "sales_order_no",
            "Customer No": "customer_code",
            "Item": "item_code",
            "Qty": "order_qty",
        },
        None,
    ),
    (
        "purchase orders.csv",
        ["PO No", "Vendor", "Order Date", "Item", "Qty"],
        [["P1", "V1", "2024-01-02", "10-1", "2"], ["P2", "V1", "2024-01-03", "10-2", "1"]],
        "purchase_order",
        {"PO No": "purchase_order_no", "Vendor": "supplier_code", "Item": "item_code"},
        "PO No",
    ),
    (
        "inventory.csv",
        ["Item", "Warehouse", "On hand"],
        [["10-1", "MAIN", "5"], ["10-1", "EAST", "0"]],
        "inventory",
        {"Item": "item_code", "Warehouse": "warehouse_code", "On hand": "qty_on_hand"},
        None,
    ),
    (
        "clientes.csv",
        ["Código de cliente", "Nombre", "Ciudad"],
        [["1", "Muebles Ana", "Lima"], ["2", "Sillas Sol", "Quito"]],
        "customer_master",
        {"Código de cliente": "customer_code", "Nombre": "customer_name", "Ciudad": "city"},
        "Código de cliente",
    ),
    ("readings.csv", ["t", "volt", "amp"], [["1", "2.1", "0.3"], ["2", "2.2", "0.1"]], "other", {}, "t"),
]


@pytest.mark.parametrize(
    ("name", "header", "rows", "role", "fields", "key"), CASES, ids=[case[0] for case in CASES]
)
def test_role_fields_and_key(
    run: Callable[..., Diagnosis],
    name: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    role: str,
    fields: dict[str, str],
    key: str | None,
) -> None:
    table = run({name: [header, *rows]}).book.tables[0]
    assert table.role == role
    assert {header: table.fields.get(header) for header in fields} == fields
    assert (table.key.header if table.key else None) == key


def test_a_field_whose_cells_are_of_another_kind_is_not_taken(run: Callable[..., Diagnosis]) -> None:
    # given a column called like a date that holds words / then it is no date
    rows = [["S1", "C1", "soon", "10-1"], ["S2", "C2", "later", "10-2"]]
    table = run({"orders.csv": [["order no", "customer no", "order date", "item"], *rows]}).book.tables[0]
    assert "order date" not in table.fields


def test_orders_of_customers_are_no_customer_master(run: Callable[..., Diagnosis]) -> None:
    # given a table whose customers repeat / then it is not the master, whatever its name says
    rows = [[f"{n}", f"C{n % 3}", "Acme", "2024-01-02"] for n in range(30)]
    table = run(
        {"customer orders.csv": [["order no", "customer no", "customer name", "order date"], *rows]}
    ).book.tables[0]
    assert table.role == "sales_order"


def test_words_of_a_header() -> None:
    assert words("CustNo") == words("cust_no") == words("Cust. No") == ("cust", "no")
    assert normal("Código del artículo") == "codigodelarticulo"
    assert words("BOMLevel") == ("bom", "level")


def test_headers_that_words_leave_open_are_asked_of_the_column_knowledge(
    run: Callable[..., Diagnosis],
) -> None:
    # given a work centre's table with German headers that no list of words has, and its cells
    rows = [[f"{n:03d}", f"Linie {n}", "EA" if n % 2 else "KG", "USD", "note"] for n in range(12)]
    head = ["Artikelnr", "zzqx", "Mengeneinheit", "Waehrung", "Flurb"]
    (table,) = run({"x.csv": [head, *rows]}, "WhitespaceNoise").book.tables
    assert table.fields == {"Artikelnr": "item_code", "Waehrung": "currency"}


def test_the_column_knowledge_gives_way_to_words_and_cells(vocabulary: Vocabulary) -> None:
    table = Table(
        "x.csv", (Column("order date", 0, ("soon", "later", "never")), Column("qty", 1, ("1",))), (2,), 1
    )
    # the words know `qty` in no other role / the cells of `order date` are no dates, whoever says so
    _, fields = role_of(
        table, names_of(vocabulary), lambda _: {"order date": "order_date", "qty": "bom_qty_per"}
    )
    assert fields.get("order date") is None
