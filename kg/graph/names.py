"""A term by what a person types: its id, or a name that only one term has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kbctl.kg.text import runs
from kbctl.ontology.source import did_you_mean

if TYPE_CHECKING:
    from kbctl.kg.graph.knowledge import Knowledge
    from kbctl.ontology.vocab import Term


class UnknownTerm(ValueError):
    """No term, or several, are called so; the message says what is near, or which they are."""


def find_term(knowledge: Knowledge, said: str) -> Term:
    """The term with that id, label or alternative label, in this order. Raises UnknownTerm."""
    terms = knowledge.vocabulary.terms
    if said in terms:
        return terms[said]
    wanted = runs(said)
    for names in (_ids, _labels, _alternatives):
        found = [term for term in terms.values() if wanted and wanted in map(runs, names(term))]
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(f"{term.id} ({term.kind})" for term in found)
            raise UnknownTerm(f"'{said}' may be any of {listed}; give the id")
    for what, known in (("rule", knowledge.rules), ("past case", knowledge.cases)):
        if said in known:
            raise UnknownTerm(f"'{said}' is a {what}, not a term of the ontology; see: kbctl query {said}")
    known_names = [name for term in terms.values() for name in (term.id, term.label)]
    raise UnknownTerm(f"unknown term '{said}'{did_you_mean(said, known_names) or _hint(said)}")


def _hint(said: str) -> str:
    return f"; to search for it: kbctl query {said!r}"


def _ids(term: Term) -> Iterator[str]:
    yield term.id
    if term.notation:
        yield term.notation


def _labels(term: Term) -> Iterator[str]:
    yield from term.labels.values()


def _alternatives(term: Term) -> Iterator[str]:
    for names in term.alternatives.values():
        yield from names
