"""Read kg/synonyms.csv: words of the trade that name one concept, in three languages.

A row is a concept and its words, separated by semicolons. A concept with a capital is a data domain of the
ontology and adds to its names; the others are what troubles and remedies are made of. `light` holds the words
that say little, `deed` those with which one asks for a remedy. A word may stand in several rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from kbctl.kg.contents import Synonym
from kbctl.kg.rows import Row, read_rows
from kbctl.ontology.source import Location, Problem, did_you_mean

LANGUAGES = ("en", "es", "zh")
HEADER = ["concept", *LANGUAGES]


def load_synonyms(path: Path, domains: Collection[str]) -> tuple[Synonym, ...]:
    """All words with what they name; none where there is no such file. Raises InputProblems with every
    problem of the file.
    """
    return tuple(
        Synonym(row[0], language, word.strip())
        for row in read_rows(path, HEADER, lambda rows: _problems(rows, domains))
        for language, cell in zip(LANGUAGES, row[1:], strict=True)
        for word in cell.split(";")
        if word.strip()
    )


def _problems(rows: Iterable[tuple[Location, Row]], domains: Collection[str]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for at, row in rows:
        concept = row[0]
        if concept in seen:
            yield Problem(at, "twice", f"concept '{concept}' has a row already, line {seen[concept]}")
        elif concept[:1].isupper() and concept not in domains:
            message = f"unknown data domain '{concept}'{did_you_mean(concept, domains)}"
            yield Problem(at, "unknown-term", message)
        elif not concept.isidentifier():
            yield Problem(at, "name", f"'{concept}' is no name of a concept")
        else:
            seen[concept] = at.line
