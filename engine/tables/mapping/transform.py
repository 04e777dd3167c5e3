"""The transformation that a column of a type plainly needs, in words, and what it makes of an example."""

from __future__ import annotations

from collections import Counter

from kbctl.engine.tables.reconcile.numbers import decimal_mark, number
from kbctl.engine.tables.table import Column
from kbctl.engine.tables.values import NUMERIC_DATE, Order, date_shape, format_name

NUMBERS = frozenset({"number", "money", "quantity", "ratio"})


def transformed(column: Column, kind: str, example: str) -> tuple[str, str]:
    """(words, example after); no words where the text can stay as it is."""
    trimmed = " ".join(example.split())
    if kind == "date":
        return _date(column, trimmed)
    if kind in NUMBERS:
        mark = decimal_mark(column)
        value = number(example, mark)
        if value is None:
            return "", trimmed
        plain = f"{value:f}"
        if plain == example:
            return "", example
        return f"number with {'a comma' if mark == ',' else 'a point'} as decimal mark", plain
    noisy = any(text != " ".join(text.split()) for text in column.counts if text.strip())
    return ("trim, single spaces" if noisy else ""), trimmed


def _date(column: Column, example: str) -> tuple[str, str]:
    """One notation in one order: it can be said. Several: that is for a person, or for a repair first."""
    shapes = Counter(
        (shape.shape, shape.orders if not shape.two_ways else ())
        for text in column.filled
        if (shape := date_shape(text))
    )
    notations = {shape for shape, _ in shapes}
    orders: set[Order] = {orders[0] for _, orders in shapes if len(orders) == 1}
    if len(notations) != 1 or len(orders) != 1:
        return (
            ("dates in several notations or of unknown order: repair first", example)
            if notations
            else ("", example)
        )
    (notation,), (order,) = notations, orders
    if notation == "yyyy-mm-dd":
        return "", example
    return f"date {format_name(notation, order)} → yyyy-mm-dd", _iso(example, order)


def _iso(text: str, order: Order) -> str:
    found = NUMERIC_DATE.match(text)
    if not found:
        return text
    parts = dict(zip(order, (int(found[1]), int(found[3]), int(found[4])), strict=True))
    year = parts["Y"] if parts["Y"] > 99 else 2000 + parts["Y"]
    return f"{year:04d}-{parts['M']:02d}-{parts['D']:02d}"
