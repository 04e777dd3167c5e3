"""Units of measure of slots: units of one dimension convert, anything else is refused."""

from __future__ import annotations

import re

#: unit name as a slot declares it -> (dimension, factor to the dimension's base unit)
UNITS: dict[str, tuple[str, float]] = {
    "ratio": ("ratio", 1.0),
    "percent": ("ratio", 0.01),
    "hour": ("time", 1.0),
    "day": ("time", 24.0),
    "week": ("time", 168.0),
    "month": ("time", 730.5),
    "USD": ("money", 1.0),
}

_SPELLINGS = {
    "%": "percent", "percent": "percent", "pct": "percent", "ratio": "ratio",
    "h": "hour", "hour": "hour", "hours": "hour", "d": "day", "day": "day", "days": "day",
    "w": "week", "week": "week", "weeks": "week", "month": "month", "months": "month",
    "usd": "USD", "$": "USD",
}  # fmt: skip
_QUANTITY = re.compile(r"\s*([-+]?[0-9]+(?:\.[0-9]+)?)\s*([A-Za-z%$]+)\s*\Z")


class UnitError(ValueError):
    """The text is no quantity, its unit is unknown, or it is of another dimension than the slot's."""


def convert(text: str, unit: str | None) -> float:
    """The number that `text` ("5 %", "2 weeks") is in the unit of a slot.

    >>> convert("2 weeks", "day")
    14.0
    """
    found = _QUANTITY.match(text)
    if not found:
        raise UnitError(
            f"'{text}' is not a number" + (f" or a quantity in a unit like {unit}" if unit else "")
        )
    spelled = _SPELLINGS.get(found[2].casefold())
    if spelled is None:
        raise UnitError(f"unknown unit '{found[2]}'")
    if unit is None:
        raise UnitError(f"'{text}' has a unit, but this slot has none")
    dimension, factor = UNITS[spelled]
    wanted, base = UNITS[unit]
    if dimension != wanted:
        needed = wanted if wanted == unit else f"{wanted} in {unit}"
        raise UnitError(f"'{text}' is a {dimension}, but this slot is a {needed}")
    # Rounded to twelve digits, so that 15 % is 0.15 and not 0.15000000000000002.
    return float(f"{float(found[1]) * factor / base:.12g}")


def spellings(dimension: str) -> tuple[str, ...]:
    """The words for units of a dimension, as people write them, longest first."""
    found = {word for word, unit in _SPELLINGS.items() if UNITS[unit][0] == dimension}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))
