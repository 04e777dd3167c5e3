"""The tables that a manufacturer's data come in, as the trade knows them: names, fields, and what a bare
header (`Name`, `Qty`) means in each.

A judgement, and of no one system: names of tables are words that people use for files and sheets. They are
read through the glossary, so one English name covers abbreviations, Spanish, German and Chinese. `means`
holds what a header says in this table beyond the general names of its fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Usual:
    """A kind of table: how it is called, its fields, and bare headers with the field they stand for in it."""

    id: str
    names: tuple[str, ...]
    fields: tuple[str, ...]
    means: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def usual_tables() -> tuple[Usual, ...]:
    """The kinds of usual.txt, in its order."""
    text = files("kbctl.engine.tables.columns").joinpath("usual.txt").read_text("utf-8")
    return tuple(_read(text.partition("\n")[2]))


def _read(text: str) -> Iterator[Usual]:
    told: dict[str, str] = {}
    for line in [*text.strip().splitlines(), "end:"]:
        key, _, rest = line.strip().partition(":")
        if not line.startswith("  "):
            if told:
                names = tuple(name.strip() for name in told["names"].split("|"))
                yield Usual(told["id"], names, tuple(told["fields"].split()), tuple(_means(told["means"])))
            told = {"id": key, "names": rest}
        else:
            told[key] = rest


def _means(text: str) -> Iterator[tuple[str, str]]:
    """`delivery date=x name=y` → the header's words and its field."""
    words: list[str] = []
    for part in text.split():
        word, equals, field = part.partition("=")
        words.append(word)
        if equals:
            yield " ".join(words), field
            words = []
