"""Where column knowledge comes from: the compiled base, or kg/columns.csv; and the fields of the ontology.

Names of the ontology's fields (labels and alternative labels) count as general names. Hidden labels do not:
they are headers of systems, and kg/columns.csv holds those with their tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from kbctl.engine.tables.columns.knowledge import Facts, Knowledge
from kbctl.kg.columns import Variation, load_columns
from kbctl.ontology.vocab import Vocabulary

if TYPE_CHECKING:
    from kbctl.kg.store import Base

ROOT_FIELD = "Field"
#: where a vocabulary keeps its column knowledge, or a function that gives it
MEMO = "kbctl.engine.tables.columns"


def known_to(vocabulary: Vocabulary) -> Knowledge:
    """The column knowledge that belongs to a vocabulary: that of the compiled base it was read from, where
    one was told (`vocabulary.memo`), else the packaged one. Made once."""
    found = vocabulary.memo.get(MEMO)
    if not isinstance(found, Knowledge):
        found = vocabulary.memo[MEMO] = found() if found else packaged_knowledge(vocabulary)
    return found


def knowledge_of(base: Base, vocabulary: Vocabulary) -> Knowledge:
    """The column knowledge of a compiled base."""
    rows = base.rows('SELECT field, name, language, system, "table", source FROM "column" ORDER BY n')
    return make_knowledge((Variation(*map(str, row)) for row in rows), vocabulary)


def packaged_knowledge(vocabulary: Vocabulary) -> Knowledge:
    """The column knowledge of the packaged file, where there is no compiled base."""
    return make_knowledge(packaged_rows(facts_of(vocabulary)), vocabulary)


def make_knowledge(rows: Iterable[Variation], vocabulary: Vocabulary) -> Knowledge:
    """Rows of fields that the vocabulary does not have are left out."""
    told = list(rows)
    facts = facts_of(vocabulary)
    real = [row for row in told if row.system and row.field in facts]
    return Knowledge((*real, *general_names(told, vocabulary)), facts)


def packaged_rows(fields: Collection[str]) -> tuple[Variation, ...]:
    return load_columns(Path(str(files("kbctl.kg"))) / "columns.csv", fields)


def facts_of(vocabulary: Vocabulary) -> Mapping[str, Facts]:
    """Field → its data type."""
    return {
        term.id: Facts(str(term.get("dataType", "")))
        for term in vocabulary.of_kind("field")
        if term.id != ROOT_FIELD
    }


def general_names(rows: Iterable[Variation], vocabulary: Vocabulary) -> tuple[Variation, ...]:
    """The names without a system: those among the rows, and the labels of the fields."""
    fields = facts_of(vocabulary)
    found = {row for row in rows if not row.system and row.field in fields}
    for term in vocabulary.of_kind("field"):
        if term.id in fields:
            said = [(language, label) for language, label in term.labels.items()]
            said += [(language, name) for language, names in term.alternatives.items() for name in names]
            found |= {Variation(term.id, name, language, "", "", "ontology") for language, name in said}
    return tuple(sorted(found))
