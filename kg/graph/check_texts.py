"""Checks of names and definitions. Names are compared without case, accents, width and punctuation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from kbctl.kg.graph.finding import Check, Checked, Hit, hit
from kbctl.kg.text import runs
from kbctl.ontology.check import LANGUAGES
from kbctl.ontology.vocab import KINDS, Term

#: A definition of fewer words says no more than the label.
FEWEST_WORDS = 4
#: Kinds that people ask for in their own words.
ASKED_FOR = ("challenge", "remedy")

#: A name that two such terms share stays ambiguous even where a query or a scenario says what it looks for.
_TOGETHER = {"challenge": "problem", "remedy": "problem"}
_FORMS = ("label", "alternative label")
#: By how many of the two names are alternative labels.
_CODES = ("duplicate-label", "label-is-alternative", "shared-alternative")


class _Name(NamedTuple):
    """A name of a term. Sorted, labels stand before alternative labels: the first has the better claim."""

    form: int
    term: str
    written: str


def _names(checked: Checked) -> dict[tuple[str, str], list[_Name]]:
    """(language, folded name) -> the terms that are called so, each once, by its best form."""
    called: dict[tuple[str, str], dict[str, _Name]] = {}
    for term in checked.terms:
        for language, label in term.labels.items():
            called.setdefault((language, runs(label)), {}).setdefault(term.id, _Name(0, term.id, label))
        for language, names in term.alternatives.items():
            for name in names:
                called.setdefault((language, runs(name)), {}).setdefault(term.id, _Name(1, term.id, name))
    return {key: sorted(found.values()) for key, found in called.items() if key[1]}


def _shared(checked: Checked) -> Iterator[tuple[str, Hit]]:
    """Every name that an earlier term has as well, at the later one, with the code that it is."""
    terms = checked.knowledge.vocabulary.terms

    def group(name: _Name) -> str:
        kind = terms[name.term].kind
        return _TOGETHER.get(kind, kind)

    for (language, _), called in _names(checked).items():
        for n, name in enumerate(called):
            rivals = [other for other in called[:n] if group(other) == group(name)]
            if not n:
                continue
            other = (rivals or called)[0]
            code = _CODES[name.form + other.form] if rivals else "name-across-kinds"
            whose = other.term if rivals else f"{other.term} ({terms[other.term].kind})"
            told = f"its {_FORMS[name.form]} “{name.written}” ({language})"
            yield code, hit(terms[name.term], f"{told} is {_FORMS[other.form]} of {whose} as well")


def _shared_as(code: str) -> Callable[[Checked], Iterator[Hit]]:
    def find(checked: Checked) -> Iterator[Hit]:
        return (found for one, found in _shared(checked) if one == code)

    return find


def _repeated_names(checked: Checked) -> Iterator[Hit]:
    for term in checked.terms:
        for language, names in term.alternatives.items():
            seen = {runs(term.labels.get(language, "")): "the label"}
            for name in names:
                before = seen.setdefault(runs(name), f"“{name}”")
                if before != f"“{name}”" or names.count(name) > 1:
                    yield hit(term, f"the alternative label “{name}” ({language}) only repeats {before}")


def _definition_is_label(checked: Checked) -> Iterator[Hit]:
    for term in checked.terms:
        said = runs(term.definition)
        articles = ("a ", "an ", "the ")
        bare = next((said[len(one) :] for one in articles if said.startswith(one)), said)
        if bare and bare in (runs(term.label), runs(term.id)):
            yield hit(term, f"the definition “{term.definition}” only repeats the label")


def _definition_short(checked: Checked) -> Iterator[Hit]:
    for term in checked.terms:
        if 0 < len(term.definition.split()) < FEWEST_WORDS:
            yield hit(term, f"the definition “{term.definition}” is too short to tell the term from others")


def _definition_duplicate(checked: Checked) -> Iterator[Hit]:
    said: dict[str, list[Term]] = {}
    for term in checked.terms:
        if term.definition:
            said.setdefault(runs(term.definition), []).append(term)
    for terms in said.values():
        for term in terms:
            others = ", ".join(other.id for other in terms if other.id != term.id)
            if others:
                yield hit(term, f"the definition is word for word that of {others}")


def _no_alternatives(checked: Checked) -> Iterator[Hit]:
    for term in checked.terms:
        if term.kind in ASKED_FOR and term.id not in KINDS and not any(term.alternatives.values()):
            yield hit(term, "no alternative label: it is found only by its exact name")


def _no_alternatives_language(checked: Checked) -> Iterator[Hit]:
    for term in checked.terms:
        if term.kind in ASKED_FOR and term.id not in KINDS and any(term.alternatives.values()):
            missing = ", ".join(one for one in LANGUAGES if not term.alternatives.get(one))
            if missing:
                yield hit(term, f"no alternative label in {missing}")


def _no_alternatives_other(checked: Checked) -> Iterator[Hit]:
    for term in checked.terms:
        named = any(term.alternatives.values()) or term.get("hiddenLabel")
        if term.kind not in ASKED_FOR and term.id not in KINDS and not named:
            yield hit(term, f"this {term.kind} has no alternative label")


CHECKS = (
    Check("duplicate-label", "error", "two terms of a kind have the same label",
          _shared_as("duplicate-label")),
    Check("label-is-alternative", "error", "the label of another term of the kind is an alternative label",
          _shared_as("label-is-alternative")),
    Check("shared-alternative", "error", "two terms of a kind share an alternative label",
          _shared_as("shared-alternative")),
    Check("name-across-kinds", "warn", "terms of two kinds have a name in common",
          _shared_as("name-across-kinds")),
    Check("repeated-name", "info", "an alternative label repeats a name of the same term", _repeated_names),
    Check("definition-is-label", "error", "the definition says no more than the label", _definition_is_label),
    Check("definition-short", "warn", f"the definition has fewer than {FEWEST_WORDS} words",
          _definition_short),
    Check("definition-duplicate", "error", "two terms have the same definition", _definition_duplicate),
    Check("no-alternatives", "warn", "a challenge or remedy without alternative labels", _no_alternatives),
    Check("no-alternatives-language", "info", "a challenge or remedy without alternatives in a language",
          _no_alternatives_language),
    Check("no-alternatives-other", "info", "a term of another kind without alternative labels",
          _no_alternatives_other),
)  # fmt: skip
