"""The text of a mapping, held against a page that was read by a person."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from kbctl.engine.tables.columns.mapping import Mapped
from kbctl.engine.tables.columns.render import WIDTH, render

GOLDEN = Path(__file__).resolve().parents[3] / "golden" / "tables" / "columns.txt"
PAGE = (
    Mapped("clientes.csv", "Código", "customer_code", 0.981, False, (("item_code", 0.01),)),
    Mapped("clientes.csv", "Razón social", "customer_name", 0.954, False, (("supplier_name", 0.04),)),
    Mapped(
        "clientes.csv", "Observación interna del departamento comercial 2019", "", 0.412, True,
        (("item_description", 0.412), ("remarks", 0.3), ("customer_group", 0.021)),
    ),
    Mapped("erp.xlsx#物料", "物料编码", "item_code", 0.99, False, (("bom_component_item", 0.004),)),
    Mapped(
        "erp.xlsx#物料", "计量\n单位", "", 0.55, True,
        (("requested_delivery_date", 0.55), ("supplier_item_code", 0.4), ("manufacturer_part_no", 0.05)),
    ),
)  # fmt: skip


def test_the_page_reads_as_it_was_approved() -> None:
    said = render(PAGE, "exports/")
    if os.environ.get("KBCTL_WRITE_GOLDEN"):
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8")


def test_no_line_is_wider_than_the_page() -> None:
    def wide(line: str) -> int:
        return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)

    assert max(map(wide, render(PAGE, "exports/").splitlines())) <= WIDTH


def test_a_mapping_without_doubts_has_no_footnote() -> None:
    said = render(PAGE[:2], "clientes.csv")
    assert "1 table, 2 columns, 2 mapped, 0 left open" in said
    assert "?" not in said
