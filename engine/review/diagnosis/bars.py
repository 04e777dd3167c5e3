"""Bars: findings by table, the values of a numeric column, the notations of all others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kbctl.engine.review.site.html import Html, el
from kbctl.engine.tables.detectors.common import quoted
from kbctl.engine.tables.table import Column, Finding, shape
from kbctl.engine.tables.values import date_shape, number_of

WIDE, LABEL, ROW = 560, 190, 22
PATTERNS, BINS = 7, 24
NUMBERS = 0.8  # share of filled cells that are numbers, from which a column is drawn as one of numbers


def by_table(findings: Sequence[Finding], tables: Sequence[str]) -> Html:
    """How many findings of each severity each table has; tables without one are left out."""
    tally = Counter((finding.table, finding.severity) for finding in findings)
    shown = [name for name in tables if any(tally[name, s] for s in ("blocking", "major", "minor"))]
    most = max((sum(tally[name, s] for s in ("blocking", "major", "minor")) for name in shown), default=1)
    parts: list[Html] = []
    for n, name in enumerate(shown):
        y, x = n * (ROW + 4), float(LABEL + 8)
        parts.append(el("text", _short(name, 27), x=LABEL, y=y + 15, cls="end"))
        for severity in ("blocking", "major", "minor"):
            if number := tally[name, severity]:
                width = (WIDE - LABEL - 40) * number / most
                parts.append(el("rect", x=round(x, 1), y=y, width=round(width - 1.5, 1), height=ROW - 2, rx=2,
                                cls=f"{severity}-bar"))  # fmt: skip
                x += width
        total = sum(tally[name, s] for s in ("blocking", "major", "minor"))
        parts.append(el("text", total, x=round(x + 5, 1), y=y + 15, cls="dim"))
    return _picture(f"Findings in {len(shown)} tables, by severity", parts, WIDE, len(shown) * (ROW + 4))


def distribution(column: Column, finding: Finding) -> tuple[Html, str] | None:
    """A picture of the column and what it shows; None where there is nothing to compare."""
    marked = Counter(cell.value for cell in finding.cells if cell.column == column.header)
    numbers = {text: number for text in column.filled if (number := number_of(text)) is not None}
    count = sum(column.filled[text] for text in numbers)
    if column.filled_rows and count >= NUMBERS * column.filled_rows and len(numbers) > 8:
        return _histogram(column, numbers, marked)
    return _patterns(column, marked)


def _histogram(
    column: Column, numbers: Mapping[str, float], marked: Mapping[str, int]
) -> tuple[Html, str] | None:
    low, high = min(numbers.values()), max(numbers.values())
    if not low < high or high - low == float("inf"):
        return None
    everything, hit = [0] * BINS, [0] * BINS
    for text, value in numbers.items():
        at = min(BINS - 1, int(BINS * (value - low) / (high - low)))
        everything[at] += column.filled[text]
    for text, number in marked.items():
        if (known := numbers.get(text.strip())) is not None:
            hit[min(BINS - 1, int(BINS * (known - low) / (high - low)))] += number
    tall, step, most = 110, WIDE / BINS, max(everything)
    parts = []
    for n, number in enumerate(everything):
        if number:
            height = max(1.5, tall * number / most)
            parts.append(_bar(n * step, tall - height, step - 2, height, "plain"))
        if hit[n]:
            height = max(2.5, tall * min(hit[n], number) / most)
            parts.append(_bar(n * step, tall - height, step - 2, height, "hit"))
    parts.append(el("text", f"{low:,.6g}", x=0, y=tall + 16, cls="dim"))
    parts.append(el("text", f"{high:,.6g}", x=WIDE, y=tall + 16, cls="dim end"))
    blank = sum(number for text, number in column.counts.items() if not text.strip())
    said = f"The {sum(everything):,} numbers in {column.header}, smallest to largest"
    said += f"; {blank:,} cells are blank" if blank else ""
    return _picture(said, parts, WIDE, tall + 20), f"{said}. Coloured: the cells of this finding."


def _patterns(column: Column, marked: Mapping[str, int]) -> tuple[Html, str] | None:
    often: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    sample: dict[str, str] = {}
    for text, number in column.counts.items():
        name = _notation(text)
        often[name] += number
        hit[name] += min(number, marked.get(text, 0))
        if name not in sample or (marked.get(text) and not marked.get(sample[name])):
            sample[name] = text
    if len(often) < 2 or not any(hit.values()):
        return None
    ordered = sorted(often, key=lambda name: (-often[name], name))
    shown = ordered[:PATTERNS]
    shown += [name for name in ordered[PATTERNS:] if hit[name]][:3]
    most = often[ordered[0]]
    parts: list[Html] = []
    for n, name in enumerate(shown):
        y, room = n * ROW, WIDE - LABEL - 60
        parts.append(el("text", _short(name or "blank", 26), x=LABEL, y=y + 14, cls="end"))
        width = max(1.5, room * often[name] / most)
        parts.append(_bar(LABEL + 8, y + 2, width, ROW - 6, "plain"))
        if hit[name]:
            parts.append(_bar(LABEL + 8, y + 2, max(2.5, room * hit[name] / most), ROW - 6, "hit"))
        parts.append(el("text", f"{often[name]:,}", x=round(LABEL + 14 + width, 1), y=y + 14, cls="dim"))
    rest = len(ordered) - len(shown)
    told = ", ".join(f"{_short(name or 'blank', 20)} as {quoted(sample[name])}" for name in shown[:3] if name)
    said = f"Notations in {column.header}: {told}"
    said += f"; {rest:,} rarer ones are not shown" if rest else ""
    return _picture(said, parts, WIDE, len(shown) * ROW), f"{said}. Coloured: the cells of this finding."


def _notation(text: str) -> str:
    """Dates by their notation, all else by its pattern; runs of one sign are one."""
    if not text.strip():
        return ""
    if date := date_shape(text):
        return date.shape.replace("n", "99")
    made = shape(text.strip())
    return made if len(made) <= 24 else made[:23] + "…"


def _bar(x: float, y: float, width: float, height: float, cls: str) -> Html:
    return el("rect", x=round(x, 1), y=round(y, 1), width=round(width, 1), height=round(height, 1), rx=1.5,
              cls=cls)  # fmt: skip


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else "…" + text[1 - length :]


def _picture(title: str, parts: Sequence[Html], wide: int, tall: int) -> Html:
    return el("svg", el("title", title), list(parts), viewBox=f"0 0 {wide} {tall}", width=wide, role="img")
