"""A clean table before it is written in anybody's way: typed values under canonical fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Value = str | int | Decimal | date | None
Record = dict[str, Value]

#: fields whose text is code-like and is never dressed in a locale's number format
CODE_ENDS = ("_code", "_no", "_item", "_uom", "account", "lot_number", "serial_number", "barcode")


@dataclass(frozen=True)
class Sheet:
    """`id` is what the table holds (`customers`); `key` the fields that identify a record. `part` is set
    where
    one table is exported in several files (`2023`)."""

    id: str
    fields: tuple[str, ...]
    key: tuple[str, ...]
    records: Sequence[Record]
    part: str = ""

    @property
    def name(self) -> str:
        return f"{self.id}-{self.part}" if self.part else self.id


@dataclass(frozen=True, slots=True)
class Decoy:
    """Something legitimate that looks like an issue: the concept it looks like, and the records it is in."""

    id: str
    looks_like: str
    sheet: str
    field: str
    places: tuple[int, ...]


@dataclass(frozen=True)
class Company:
    """The clean tables of one customer, and the decoys in them."""

    sheets: Mapping[str, Sheet]
    decoys: tuple[Decoy, ...] = field(default=())


def sheet(id_: str, key: str, records: Sequence[Record], part: str = "") -> Sheet:
    """A sheet with the fields of its first record, in their order."""
    return Sheet(id_, tuple(records[0]) if records else (), tuple(key.split()), records, part)


def number(record: Record, name: str) -> Decimal:
    """A numeric value; nothing counts as 0."""
    value = record[name]
    if isinstance(value, int | Decimal):
        return Decimal(value)
    return Decimal(0)


def text(record: Record, name: str) -> str:
    value = record[name]
    return value if isinstance(value, str) else ""


def day(record: Record, name: str) -> date:
    value = record[name]
    assert isinstance(value, date), (name, value)
    return value
