"""The relations between terms, as edges with a name that reads well in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kbctl.ontology.vocab import KINDS, Vocabulary

#: Relation -> how it reads along the arrow and against it. The first two are the hierarchy as it is told.
RELATIONS: dict[str, tuple[str, str]] = {
    "subClassOf": ("is a kind of", "has the kind"),
    "type": ("is a", "has the member"),
    "affects": ("affects", "is affected by"),
    "hasDimension": ("harms", "is harmed by"),
    "leadsTo": ("leads to", "is caused by"),
    "confusedWith": ("is confused with", "is mistaken for"),
    "resolves": ("resolves", "is resolved by"),
    "carriedOutBy": ("is carried out by", "carries out"),
    "inPhase": ("is done in", "is when one does"),
    "fieldOf": ("is a field of", "has the field"),
}
#: Relation -> its name in Term.properties, where that differs.
PROPERTY = {"hasDimension": "dimension", "carriedOutBy": "role"}
#: Mappings to other vocabularies are no relations between our terms.
HIERARCHY = ("subClassOf", "type")


class Edge(NamedTuple):
    """`source` has the relation to `target`."""

    source: str
    relation: str
    target: str


def edges(vocabulary: Vocabulary) -> tuple[Edge, ...]:
    """Every told relation between two terms, sorted."""
    roles = {term.notation: term.id for term in vocabulary.of_kind("role") if term.notation}
    return tuple(sorted(set(_edges(vocabulary, roles))))


def _edges(vocabulary: Vocabulary, roles: dict[str, str]) -> Iterator[Edge]:
    for term in vocabulary.terms.values():
        for parent in term.parents:
            if parent in vocabulary.terms:
                yield Edge(term.id, "type" if term.individual else "subClassOf", parent)
        for relation in RELATIONS:
            for value in term.properties.get(PROPERTY.get(relation, relation), ()):
                target = roles.get(value, value)
                if target in vocabulary.terms:
                    yield Edge(term.id, relation, target)


def is_root(term: str) -> bool:
    """Whether it stands for a whole kind: that two things are both remedies connects nothing."""
    return term in KINDS
