"""Which columns hold the parts of addresses, by field, or by the words of headers that name no field."""

from __future__ import annotations

from kbctl.engine.tables.headers import words
from kbctl.engine.tables.places import state_of
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.table import Column

STATES = frozenset(
    {
        "state",
        "province",
        "regio",
        "region",
        "estado",
        "provincia",
        "county",
        "bundesland",
        "entidad",
        "省份",
        "省",
    }
)
CITIES = frozenset(
    {"city", "town", "municipio", "ciudad", "ort", "ort01", "stadt", "localidad", "poblacion", "城市"}
)
POSTAL = frozenset({"zip", "postal", "postcode", "plz", "pstlz", "pin", "cp", "邮编", "邮政编码"})
STREETS = frozenset(
    {"street", "address", "address1", "stras", "strasse", "calle", "direccion", "domicilio", "addr", "地址"}
)


def states(table: Profiled) -> tuple[Column, ...]:
    return tuple(
        column
        for column in _named(table, "state_province", STATES)
        if len(column.filled) > 1 and not all(text.isdigit() for text in column.filled)
    )


def cities(table: Profiled) -> tuple[Column, ...]:
    return _named(table, "city", CITIES)


def postal(table: Profiled) -> tuple[Column, ...]:
    return _named(table, "postal_code", POSTAL)


def streets(table: Profiled) -> tuple[Column, ...]:
    return _named(table, "address_line1", STREETS)


def of_states(column: Column, share: float) -> bool:
    """Whether the cells name states of North America, but for a few."""
    known = sum(number for text, number in column.filled.items() if state_of(text))
    return known >= share * column.filled_rows


def _named(table: Profiled, field: str, said: frozenset[str]) -> tuple[Column, ...]:
    if own := table.columns(field):
        return own
    return tuple(
        column
        for column in table.table.columns
        if not table.field(column) and set(words(column.header)) & said
    )
