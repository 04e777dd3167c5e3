"""Reads what the site tells: the compiled base, and the texts that it does not keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kbctl.engine.knowledge import load_knowledge
from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.columns import SHOWN as COLUMNS
from kbctl.engine.review.site.columns import read_names
from kbctl.ontology.document import read_text
from kbctl.ontology.mappings import MappingSet

if TYPE_CHECKING:
    from kbctl.kg.store import Base


def read_book(base: Base, root: Path, mappings: MappingSet) -> Book:
    """The book of a base that was compiled from the sources under `root`. Raises InputProblems."""
    known = load_knowledge(base)
    paths = sorted(rule.path for rule in known.rules.values())
    texts = {path: read_text(root / path, path) for path in paths if (root / path).is_file()}
    columns = root / COLUMNS
    headers = read_names(read_text(columns, COLUMNS)) if columns.is_file() else {}
    return Book(known.vocabulary, known.rules, known.cases, known.version, mappings, texts, headers)
