"""Tables that change while kept changes are made one by one, with the rows of each value at hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.repair.change import Change


def rows_of(book: Book) -> dict[str, Rows]:
    """Table → its rows, to be changed."""
    return {table.name: Rows(table) for table in book.tables}


class Rows:
    """The rows of one table."""

    def __init__(self, table: Profiled) -> None:
        self.key = table.key.header if table.key else ""
        self.columns = {c.header: list(c.values) for c in reversed(table.table.columns)}
        self.order = sorted(self.columns)
        self.numbers = list(table.table.numbers)
        self.gone: set[int] = set()
        self.last = max((table.table.header_row, *table.table.numbers))
        self._places: dict[str, dict[str, set[int]]] = {}
        self._by_number = {number: place for place, number in enumerate(self.numbers)}

    def places(self, header: str, text: str) -> list[int]:
        """Places of the rows whose cell says this, apart from white space around it."""
        if header not in self._places:
            found: dict[str, set[int]] = {}
            for place, value in enumerate(self.columns[header]):
                found.setdefault(value.strip(), set()).add(place)
            self._places[header] = found
        return sorted(self._places[header].get(text.strip(), set()) - self.gone)

    def place(self, number: int) -> int | None:
        return self._by_number.get(number)

    def key_at(self, place: int) -> str:
        return self.columns[self.key][place].strip() if self.key else ""

    def hash(self, place: int, without: str) -> str:
        cells = [[header, self.columns[header][place]] for header in self.order if header != without]
        return hashlib.sha256(json.dumps(cells).encode()).hexdigest()[:16]

    def write(self, place: int, header: str, text: str) -> None:
        if header in self._places:
            self._places[header].get(self.columns[header][place].strip(), set()).discard(place)
            self._places[header].setdefault(text.strip(), set()).add(place)
        self.columns[header][place] = text

    def add(self, cells: Mapping[str, str], number: int) -> None:
        place = len(self.numbers)
        self.numbers.append(number)
        self._by_number[number] = place
        self.last = max(self.last, number)
        for header, values in self.columns.items():
            values.append(cells.get(header, ""))
            if header in self._places:
                self._places[header].setdefault(values[place].strip(), set()).add(place)

    def make(self, change: Change) -> None:
        if change.kind == "row-added":
            self.add(dict(change.values), change.row)
            return
        place = self.place(change.row)
        if place is None:
            return
        if change.kind == "row-removed":
            self.gone.add(place)
        else:
            self.write(place, change.column, change.after)

    def alike(self, cells: Iterable[tuple[str, str]]) -> list[int]:
        """Places of rows that hold all of these cells."""
        wanted = [(header, text) for header, text in cells if header in self.columns]
        if not wanted:
            return []
        few = min((self.places(header, text) for header, text in wanted), key=len)
        return [p for p in few if all(self.columns[header][p] == text for header, text in wanted)]
