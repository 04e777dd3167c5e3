"""Texts of a table in the store as Python's sequences and mappings, fetched in blocks when asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView
from typing import overload

from kbctl.engine.tables.large.store import Store

BLOCK, BLOCKS = 8_192, 48  # cells of a column kept for access by place: about half a million of the last used


class Texts(Sequence[str]):
    """The cells of a column in order of rows."""

    def __init__(self, store: Store, table: str, column: str, rows: int) -> None:
        self._store, self._table, self._column, self._rows = store, table, column, rows
        self._blocks: OrderedDict[int, list[str]] = OrderedDict()

    def __len__(self) -> int:
        return self._rows

    def __iter__(self) -> Iterator[str]:
        for (text,) in self._store.stream(f"SELECT {self._column} FROM {self._table} ORDER BY rowid"):
            yield text

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(self._rows)))
        if place < 0:
            place += self._rows
        if not 0 <= place < self._rows:
            raise IndexError(place)
        number, within = divmod(place, BLOCK)
        block = self._blocks.get(number)
        if block is None:
            block = self._fetched(number)
        return block[within]

    def _fetched(self, number: int) -> list[str]:
        first = number * BLOCK
        asked = (
            f"SELECT {self._column} FROM {self._table} WHERE rowid BETWEEN {first} AND {first + BLOCK - 1}"
        )
        block = [text for (text,) in self._store.rows(f"{asked} ORDER BY rowid")]
        self._blocks[number] = block
        if len(self._blocks) > BLOCKS:
            self._blocks.popitem(last=False)
        return block


class Counts(Mapping[str, int]):
    """Distinct texts and how often each occurs, in order of first appearance: a table `(text, n, first)`."""

    def __init__(self, store: Store, table: str, length: int) -> None:
        self._store, self._table, self._length = store, table, length

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        for (text,) in self._store.stream(f"SELECT text FROM {self._table} ORDER BY first"):
            yield text

    def __getitem__(self, text: str) -> int:
        found = self._store.rows(f"SELECT n FROM {self._table} WHERE text = ?", [text])
        if not found:
            raise KeyError(text)
        return int(found[0][0])

    def items(self) -> ItemsView[str, int]:
        return _Items(self)

    def values(self) -> ValuesView[int]:
        return _Values(self)

    def pairs(self) -> Iterator[tuple[str, int]]:
        for row in self._store.stream(f"SELECT text, n FROM {self._table} ORDER BY first"):
            yield row[0], row[1]


class _Items(ItemsView[str, int]):
    """Streamed, where the view of `Mapping` would ask for each text."""

    _mapping: Counts

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return self._mapping.pairs()


class _Values(ValuesView[int]):
    _mapping: Counts

    def __iter__(self) -> Iterator[int]:
        return (number for _, number in self._mapping.pairs())
