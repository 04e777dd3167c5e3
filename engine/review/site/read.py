"""Reads what the site tells: the compiled base, and the texts of rules, which it does not keep."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kbctl.engine.knowledge import load_knowledge
from kbctl.engine.review.site.book import Book
from kbctl.kg.columns import Variation
from kbctl.ontology.document import read_text
from kbctl.ontology.mappings import MappingSet

if TYPE_CHECKING:
    from kbctl.kg.store import Base


def read_book(base: Base, root: Path, mappings: MappingSet) -> Book:
    """The book of a base that was compiled from the sources under `root`. Raises InputProblems."""
    known = load_knowledge(base)
    paths = sorted(rule.path for rule in known.rules.values())
    texts = {path: read_text(root / path, path) for path in paths if (root / path).is_file()}
    return Book(known.vocabulary, known.rules, known.cases, known.version, mappings, texts, _headers(base))


def _headers(base: Base) -> Mapping[str, tuple[Variation, ...]]:
    """Field → names of its columns, in the order of the table."""
    found: dict[str, list[Variation]] = {}
    for row in base.rows('SELECT field, name, language, system, "table" FROM "column" ORDER BY n'):
        said = Variation(*row)
        found.setdefault(said.field, []).append(said)
    return {field: tuple(names) for field, names in found.items()}
