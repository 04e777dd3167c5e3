"""What columns hold, by their cells and, where the header is known, by their field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.load import load
from kbctl.engine.tables.profile import profile
from kbctl.engine.tables.semantic import meaning_of
from kbctl.ontology.vocab import Vocabulary

Write = Callable[[Mapping[str, Sequence[Sequence[object]]]], Path]


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("x", ["2024-01-05", "2024-02-06", "2024-03-07", "soon", "2024-04-08", "2024-05-09"], "date"),
        ("x", ["a@b.com", "c@d.org", "e@f.net"], "email"),
        ("x", ["12.50", "3.75", "118.00", "0.99"], "number"),
        ("x", ["000371", "000385", "000407", "000359"], "code"),
        ("零件号", ["800010", "800020", "800030"], "code"),
        ("Precio neto", ["100", "250", "300"], "number"),
        ("País", ["US", "MX", "US", "MX"], "country"),
        ("x", ["Germany", "Mexico", "Germany"], "country"),
        ("Código de moneda", ["USD", "MXN", "USD"], "currency"),
        ("x", ["Y", "N", "Y", "N", "N", "Y", "N"], "boolean"),
        ("x", ["Open", "Shipped", "Open", "Open", "Shipped", "Open", "Open", "Shipped", "Open"], "category"),
        ("x", ["Oak table with drawer", "Chair in walnut", "Bench of ash"], "text"),
        ("x", ["", " ", ""], "blank"),
        ("standard cost", ["12", "13", "TBD", "#N/A"], "number"),
        ("phone", ["616 555 0100", "call", "616 555 0101"], "phone"),
    ],
)  # fmt: skip
def test_kinds(write: Write, vocabulary: Vocabulary, header: str, cells: list[str], kind: str) -> None:
    rows = [["ref", header], *([f"K-{n}", cell] for n, cell in enumerate(cells))]
    (table,) = (book := profile(load([write({"t.csv": rows})]).tables, vocabulary)).tables
    meaning = meaning_of(book, table, table.table.columns[1])
    assert meaning.kind == kind
    assert 0 < meaning.certainty <= 1
