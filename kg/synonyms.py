"""Read kg/synonyms.csv: words of the trade that name one concept, in three languages.

A row is a concept and its words, separated by semicolons. A concept with a capital is a data domain of the
ontology and adds to its names; the others are what troubles and remedies are made of. `light` holds the words
that say little, `deed` those with which one asks for a remedy. A word may stand in several rows.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from kbctl.kg.contents import Synonym
from kbctl.ontology.source import InputProblems, Location, Problem, near_miss

LANGUAGES = ("en", "es", "zh")
HEADER = ["concept", *LANGUAGES]


def load_synonyms(path: Path, domains: Collection[str]) -> tuple[Synonym, ...]:
    """All words with what they name; none where there is no such file. Raises InputProblems with every
    problem of the file.
    """
    shown = f"kg/{path.name}"
    if not path.exists():
        return ()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputProblems([Problem(Location(shown), "unreadable", f"cannot be read: {error}")]) from None
    problems = list(_problems(rows, domains, shown))
    if problems:
        raise InputProblems(problems)
    return tuple(
        Synonym(row[0], language, word.strip())
        for row in rows[1:]
        for language, cell in zip(LANGUAGES, row[1:], strict=True)
        for word in cell.split(";")
        if word.strip()
    )


def _problems(rows: list[list[str]], domains: Collection[str], shown: str) -> Iterator[Problem]:
    if not rows or rows[0] != HEADER:
        yield Problem(Location(shown, 1, 1), "header", f"the first line is not '{','.join(HEADER)}'")
        return
    seen: dict[str, int] = {}
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(HEADER):
            message = f"{len(row)} columns where {len(HEADER)} are expected"
            yield Problem(Location(shown, line, 1), "columns", message)
        elif row[0] in seen:
            message = f"concept '{row[0]}' has a row already, line {seen[row[0]]}"
            yield Problem(Location(shown, line, 1), "twice", message)
        elif row[0][:1].isupper() and row[0] not in domains:
            near = near_miss(row[0], domains)
            message = f"unknown data domain '{row[0]}'" + (f" (did you mean {near}?)" if near else "")
            yield Problem(Location(shown, line, 1), "unknown-term", message)
        elif not row[0].isidentifier():
            yield Problem(Location(shown, line, 1), "name", f"'{row[0]}' is no name of a concept")
        else:
            seen[row[0]] = line
