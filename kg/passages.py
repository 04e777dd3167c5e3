"""What is said of each thing that can be found, in passages: its names, its definition, how it shows itself,
what is around it in the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kbctl.kg import text
from kbctl.kg.contents import Contents
from kbctl.ontology.vocab import Term

#: Forms that are names of the thing itself. A hidden name is a header known for a field: it counts as a
#: whole.
NAMES = ("alternative", "id", "label")
#: Forms that tell of the thing in a sentence or phrase of their own.
TEXTS = ("cause", "definition", "sign")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words on a thing. `language` is empty where it is not known."""

    subject: str
    kind: str
    form: str
    text: str
    language: str


def passages(contents: Contents) -> list[Passage]:
    """All passages, sorted."""
    found = {*_of_terms(contents), *_of_rules(contents), *_of_cases(contents)}
    return sorted(found, key=lambda one: (one.subject, one.kind, one.form, one.text, one.language))


def _of_terms(contents: Contents) -> Iterator[Passage]:
    resolved_by: dict[str, list[Term]] = {}
    for remedy in contents.vocabulary.of_kind("remedy"):
        for challenge in remedy.properties.get("resolves", ()):
            resolved_by.setdefault(str(challenge), []).append(remedy)
    for term in contents.vocabulary.terms.values():

        def say(form: str, said: str, language: str, term: Term = term) -> Passage:
            return Passage(term.id, term.kind, form, said, language)

        yield say("id", text.spaced(term.id), "en")
        for language, label in term.labels.items():
            yield say("label", label, language)
        for language, others in term.alternatives.items():
            yield from (say("alternative", other, language) for other in others)
        yield from (say("hidden", str(one), "") for one in term.properties.get("hiddenLabel", ()))
        if term.definition:
            yield say("definition", term.definition, "en")
        for name, form in (("showsAs", "sign"), ("fitsWhen", "sign"), ("rootCause", "cause")):
            yield from (say(form, str(one), "en") for one in term.properties.get(name, ()))
        yield from _around(contents, term, resolved_by.get(term.id, ()))


def _around(contents: Contents, term: Term, remedies: Iterable[Term]) -> Iterator[Passage]:
    """Labels of what stands next to a term: what it affects, its parents, what resolves it."""
    terms = contents.vocabulary.terms
    near = (
        ("affected", [str(one) for one in term.properties.get("affects", ())]),
        ("parent", [*term.parents, *map(str, term.properties.get("dimension", ()))]),
        ("remedy", [one.id for one in remedies]),
        ("resolved", [str(one) for one in term.properties.get("resolves", ())]),
    )
    for form, ids in near:
        for ident in ids:
            if ident in terms and terms[ident].parents:
                for language, label in terms[ident].labels.items():
                    yield Passage(term.id, term.kind, form, label, language)


def _of_rules(contents: Contents) -> Iterator[Passage]:
    for rule in contents.rules:
        yield Passage(rule.id, "rule", "id", text.spaced(rule.id), "en")
        yield Passage(rule.id, "rule", "label", rule.title, "en")
        yield Passage(rule.id, "rule", "cause", rule.because, "en")
        for one in (*rule.challenges, *(said.remedy for said in rule.recommendations)):
            yield Passage(rule.id, "rule", "resolved", text.spaced(one), "en")


def _of_cases(contents: Contents) -> Iterator[Passage]:
    for case in contents.cases.values():
        yield Passage(case.id, "case", "id", text.spaced(case.id), "en")
        yield Passage(case.id, "case", "label", case.title, "en")
        if case.year:
            without = case.title.replace(str(case.year), "").strip() or case.title
            yield Passage(case.id, "case", "alternative", without, "en")
        yield Passage(case.id, "case", "definition", case.summary, "en")
        for lesson in case.lessons:
            yield Passage(case.id, "case", "sign", lesson.says, "en")
            for one in (*lesson.concerns, lesson.use or ""):
                yield Passage(case.id, "case", "resolved", text.spaced(one), "en")
