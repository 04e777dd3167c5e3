"""Headers → fields: languages, abbreviations, context, cells, abstention."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from columns_world import table_of
from kbctl.engine.tables.columns.evidence import HEADER, TABLE
from kbctl.engine.tables.columns.knowledge import Knowledge
from kbctl.engine.tables.columns.mapping import Mapped, as_json, map_table
from kbctl.engine.tables.columns.model import SIGNALS, shipped

Map = Callable[..., Mapping[str, Mapped]]


@pytest.mark.parametrize(
    ("table", "header", "field"),
    [
        ("clientes.csv", "Código de cliente", "customer_code"),
        ("clientes.csv", "Límite de crédito", "credit_limit"),
        ("proveedores.csv", "Condiciones de pago", "payment_terms"),
        ("客户.csv", "客户名称", "customer_name"),
        ("客户.csv", "客戶編號", "customer_code"),  # traditional characters
        ("采购订单.csv", "交货日期", "requested_delivery_date"),
        ("cust.csv", "cust_addr_1", "address_line1"),
        ("vendmast.csv", "VEND_NBR", "supplier_code"),
        ("items.csv", "StdCst", "standard_cost"),
        ("items.csv", "itmDesc", "item_description"),
        ("Artikel.csv", "Lieferantennummer", "supplier_code"),
        ("yarns.xlsx#Yarns", "Dye Lot #", "dye_lot"),
        ("molds.csv", "No. of Cavities", "cavity_count"),
        ("panels.csv", "Edge Banding", "edge_band"),
        ("devices.csv", "FW Version", "firmware_version"),
    ],
)
def test_headers_of_many_hands(mapped: Map, table: str, header: str, field: str) -> None:
    assert mapped(table, [header])[header].guess == field


def test_the_table_decides_what_a_bare_name_is(mapped: Map) -> None:
    customer = mapped("customers.csv", ["Code", "Name", "Credit limit", "Zip"])
    item = mapped("items.csv", ["Code", "Name", "UOM", "Net weight"])

    assert (customer["Code"].guess, customer["Name"].guess) == ("customer_code", "customer_name")
    assert (item["Code"].guess, item["Name"].guess) == ("item_code", "item_name")


def test_neighbours_decide_where_the_tables_name_says_nothing(mapped: Map) -> None:
    with_neighbours = mapped("export1.csv", ["Parent", "Component", "Qty", "Scrap %", "Find no"])
    order = mapped("export1.csv", ["SO no", "Customer", "Qty", "Unit price", "Order date"])

    assert with_neighbours["Qty"].guess == "bom_qty_per"
    assert order["Qty"].guess == "order_qty"


def test_cells_decide_between_two_fields(mapped: Map) -> None:
    items = {"Item no": ["A1", "B2", "C3"], "Description": ["Oak top", "Pine leg", "Ash rail"]}
    units = mapped("items.csv", {**items, "Unit": ["EA", "KG", "EA"]})
    prices = mapped("items.csv", {**items, "Unit": ["12.50", "3.99", "8.00"]})
    mails = mapped("customers.csv", {"Contact": ["a@b.com", "c@d.org", "x@y.net"]})
    people = mapped("customers.csv", {"Contact": ["Ana Ruiz", "Bo Li", "Cy Young"]})

    assert units["Unit"].guess == "base_uom"
    assert not prices["Unit"].guess.endswith("_uom")
    assert mails["Contact"].guess == "email"
    assert people["Contact"].guess == "contact_name"


def test_dates_are_no_quantities(mapped: Map) -> None:
    said = mapped("orders.csv", {"Delivery": ["2024-01-05", "2024-02-11", "2024-03-01"]})
    assert said["Delivery"].guess == "requested_delivery_date"


@pytest.mark.parametrize("header", ["zzqx", "Flurb", "xj_7_kk", "column 3", "乱七八糟", "###"])
def test_nonsense_is_left_open(mapped: Map, header: str) -> None:
    said = mapped("items.csv", ["Item no", "Description", "UOM", header])
    assert said[header].abstained
    assert said[header].field == ""
    assert said["Item no"].field == "item_code"


def test_two_headers_of_one_meaning_do_not_both_get_it(mapped: Map) -> None:
    said = mapped("customers.csv", ["Customer no", "Cust #", "Name"])
    assert [one.field for one in said.values()].count("customer_code") == 1


def test_the_same_header_twice_is_read_twice_alike(known: Knowledge) -> None:
    table = table_of("customers.csv", ["Phone"])
    twice = replace(table, columns=(table.columns[0], replace(table.columns[0], position=1)))
    first, second = map_table(twice, known)
    assert first == second
    assert first.field == "phone"


def test_the_answer_does_not_hang_on_the_order_of_columns(mapped: Map) -> None:
    headers = ["Parent", "Component", "Qty", "UOM", "Scrap %"]
    one, other = mapped("bom.csv", headers), mapped("bom.csv", headers[::-1])
    assert {h: m.guess for h, m in one.items()} == {h: m.guess for h, m in other.items()}


def test_scores_are_chances(mapped: Map) -> None:
    for one in mapped("customers.csv", ["Customer no", "Name", "Flurb", "Zip", "Terms"]).values():
        assert 0 <= one.score <= 1
        assert len(one.alternatives) == 3
        assert all(0 <= score <= one.score for _, score in one.alternatives)
        assert one.abstained == (one.field == "")


def test_json_has_the_contract(known: Knowledge) -> None:
    said = as_json(map_table(table_of("items.csv", ["Item no", "Flurb"]), known))
    keys = {"table", "column", "field", "score", "abstained", "alternatives"}
    assert [set(one) for one in said["columns"]] == [keys, keys]
    assert said["columns"][0]["field"] == "item_code"
    assert said["columns"][1]["field"] is None


def test_a_table_without_columns_has_no_mapping(known: Knowledge) -> None:
    assert map_table(table_of("x.csv", []), known) == ()


def test_the_model_has_a_weight_for_each_kind_of_evidence() -> None:
    model = shipped()
    assert len(model.header) == len(HEADER)
    assert len(model.both) == len(HEADER) + len(TABLE)
    assert len(model.calibration) == 1 + len(SIGNALS)
    assert 0.5 < model.threshold < 1
