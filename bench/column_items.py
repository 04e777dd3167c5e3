"""Names of columns of real systems, as questions with known answers.

An item is one header of one table of a system, in one language, with the field it stands for. Its context is
the table's name and all headers that the facts give for that table in that language: what a file has that was
exported from there. Technical names are a language of their own.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbctl.engine.tables.columns.evidence import View
from kbctl.kg.columns import Variation

LANGUAGES = {"zh_CN": "zh", "zh_TW": "zh", "es_MX": "es", "es_419": "es"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a system in one language, its headers and what each stands for."""

    system: str
    language: str
    view: View
    fields: tuple[str, ...]


def read_facts(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sheets_of(rows: Iterable[dict[str, str]]) -> list[Sheet]:
    """The facts as sheets. The two Chinese scripts and the kinds of Spanish are sheets of their own."""
    found: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        header = row["column"] if row["language"] == "tech" else row["label"]
        found[row["system"], row["table"], row["language"]].append((header, row["canonical_field"]))
    return [
        Sheet(
            system,
            LANGUAGES.get(language, language),
            View(table, tuple(header for header, _ in pairs)),
            tuple(field for _, field in pairs),
        )
        for (system, table, language), pairs in sorted(found.items())
    ]


def variations_of(rows: Iterable[dict[str, str]]) -> tuple[Variation, ...]:
    return tuple(
        sorted(
            {
                Variation(
                    row["canonical_field"],
                    row["column"] if row["language"] == "tech" else row["label"],
                    LANGUAGES.get(row["language"], row["language"]),
                    row["system"],
                    row["table"],
                )
                for row in rows
            }
        )
    )


def systems_of(sheets: Sequence[Sheet]) -> tuple[str, ...]:
    return tuple(sorted({sheet.system for sheet in sheets}))
