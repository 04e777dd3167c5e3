"""Names that columns have had in real systems: `kg/columns.csv`, where the sources have one."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from typing import NamedTuple

SHOWN = "kg/columns.csv"


class HeaderName(NamedTuple):
    """A header, its language, and the system whose it is, where that is known."""

    name: str
    language: str
    system: str


def read_names(text: str) -> Mapping[str, tuple[HeaderName, ...]]:
    """Field → the headers under which it is known, each once, sorted.

    The table is checked where the base is compiled; here a row without field or name is no name.
    """
    found: dict[str, set[HeaderName]] = {}
    for row in csv.DictReader(StringIO(text)):
        field, name = (row.get("field") or "").strip(), (row.get("name") or "").strip()
        if field and name:
            said = HeaderName(name, (row.get("language") or "").strip(), (row.get("system") or "").strip())
            found.setdefault(field, set()).add(said)
    return {
        field: tuple(sorted(names, key=lambda one: (one.name.casefold(), one)))
        for field, names in found.items()
    }
