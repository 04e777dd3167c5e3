"""What detectors share: building a finding, rounding, quoting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kbctl.engine.tables.profile import Cells, Profiled
from kbctl.engine.tables.table import Cell, Column, Finding, Severity

EXAMPLES = 3


def finding(
    concept: str,
    table: Profiled,
    column: Column | None,
    cells: Iterable[Cell],
    certainty: float,
    severity: Severity,
    message: str,
    examples: Sequence[str] | None = None,
) -> Finding:
    """A finding resting on cells. `rows` counts distinct rows, `rate` is their share of the table's data
    rows."""
    ordered: Sequence[Cell]
    if isinstance(cells, Cells):  # of one column and in order
        ordered, rows = cells, len(cells)
    else:
        ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
        rows = len({cell.row for cell in ordered})
    if examples is None:
        examples = _first_values(ordered)
    return Finding(
        concept=concept,
        table=table.name,
        column=column.header if column else "",
        field=table.field(column) if column else "",
        rows=rows,
        rate=ratio(rows, table.rows),
        certainty=round(certainty, 3),
        severity=severity,
        message=message,
        examples=tuple(examples[:EXAMPLES]),
        cells=ordered,
    )


def _first_values(cells: Sequence[Cell]) -> list[str]:
    found: dict[str, None] = {}
    for cell in cells:
        found[quoted(cell.value)] = None
        if len(found) == EXAMPLES:
            break
    return list(found)


def ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def percent(part: int, whole: int) -> str:
    return f"{100 * ratio(part, whole):.1f} %"


def quoted(text: str) -> str:
    """A cell's text for people: white space that cannot be seen is shown, long texts are cut."""
    shown = (
        text.replace("\u00a0", "⍽")
        .replace("\t", "⇥")
        .replace("\n", "⏎")
        .replace("\r", "")
        .replace("\u200b", "⟨zero width⟩")
    )
    return f'"{shown[:60]}{"…" if len(shown) > 60 else ""}"'


def count(number: int, one: str, many: str = "") -> str:
    """`1 cell`, `3 cells`, `1,204 cells`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def cells_with(table: Profiled, column: Column, texts: Iterable[str]) -> Sequence[Cell]:
    """The cells of a column whose exact text is one of these."""
    return table.cells(column, column.places(texts))
