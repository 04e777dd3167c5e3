"""Which columns tell people and parties apart, and how their cells are made comparable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kbctl.engine.tables.headers import words
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.similarity import company, plain, tokens
from kbctl.engine.tables.table import Column
from kbctl.engine.tables.values import EXPONENT, WORDS

#: how two values are compared: see `model`
Kind = Literal["name", "party", "number", "date", "email", "text", "code", "category"]
#: what a sign speaks of: signs of one group depend on each other (a post code lies in a city)
Group = Literal["name", "birth", "place", "contact", "identity"]
#: rows beyond this are as telling as a category: nothing blocks on a column with so few distinct texts
FEW = 30


@dataclass(frozen=True, slots=True)
class Sign:
    """One column of the linkage: `name` in the linkage's own table, the values by row, None where blank."""

    name: str
    kind: Kind
    group: Group
    values: tuple[str | None, ...]


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _phone(text: str) -> str:
    found = _digits(text)[-9:]
    return found if len(found) >= 6 else ""


def _identifier(text: str) -> str:
    if EXPONENT.match(text):
        return ""
    found = "".join(c for c in plain(text) if c.isalnum())
    return found if len(found) >= 4 and len(set(found)) > 1 else ""


def _name(text: str) -> str:
    return " ".join(plain(text).split())


def _words(text: str) -> str:
    return " ".join(tokens(text))


def _party(text: str) -> str:
    return " ".join(sorted(company(text)))


def _address(text: str) -> str:
    return plain(text).strip()


def _date(text: str) -> str:
    found = _digits(text.split("T")[0].split(" ")[0])
    return found if len(found) >= 6 else _name(text)


Prepare = Callable[[str], str]
FIELDS: Mapping[str, tuple[Kind, Group, Prepare]] = {
    "given_name": ("name", "name", _name),
    "surname": ("name", "name", _name),
    "customer_name": ("party", "name", _party),
    "supplier_name": ("party", "name", _party),
    "contact_name": ("name", "contact", _words),
    "date_of_birth": ("date", "birth", _date),
    "national_id": ("number", "identity", _identifier),
    "tax_id": ("number", "identity", _identifier),
    "phone": ("number", "contact", _phone),
    "mobile": ("number", "contact", _phone),
    "email": ("email", "contact", _address),
    "address_line1": ("text", "place", _words),
    "address_line2": ("text", "place", _words),
    "city": ("text", "place", _words),
    "postal_code": ("code", "place", _identifier),
    "state_province": ("category", "place", _name),
    "country": ("category", "place", _name),
}
HOUSE = (frozenset({"street", "number"}), frozenset({"house", "number"}), frozenset({"house", "no"}))
PEOPLE = frozenset({"given_name", "surname"})


def is_blank(text: str) -> bool:
    return not text.strip() or WORDS.fullmatch(text.strip()) is not None


def signs_of(table: Profiled) -> tuple[Sign, ...]:
    """The signs in the order of the fields above; the key and what is the same for all rows are none."""
    found = []
    for field, (kind, group, prepare) in FIELDS.items():
        column = table.column(field)
        if column is not None and column is not table.key:
            found.append(_sign(field, kind, group, prepare, column))
    for column in table.table.columns:
        if frozenset(words(column.header)) in HOUSE and not table.field(column):
            found.append(_sign("house_number", "category", "place", _name, column))
            break
    return tuple(sign for sign in found if len({value for value in sign.values if value}) > 1)


def _sign(name: str, kind: Kind, group: Group, prepare: Prepare, column: Column) -> Sign:
    made = {text: None if is_blank(text) else prepare(text) or None for text in column.counts}
    return Sign(name, kind, group, tuple(map(made.__getitem__, column.values)))


def is_people(table: Profiled) -> bool:
    """A given name, a surname, and something else to know a person by."""
    fields = set(table.fields.values())
    return fields >= PEOPLE and bool(fields & (set(FIELDS) - PEOPLE - {"state_province", "country"}))


def telling(signs: Sequence[Sign]) -> tuple[Sign, ...]:
    """Signs that can tell records apart by themselves."""
    return tuple(
        sign
        for sign in signs
        if sign.kind != "category" and len({value for value in sign.values if value}) > FEW
    )
