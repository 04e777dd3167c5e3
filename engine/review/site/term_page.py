"""The page of a term: its names, what it means, where it stands; the rest by its kind."""

from __future__ import annotations

from collections.abc import Iterable

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.challenge_page import challenge_parts
from kbctl.engine.review.site.html import Html, el, in_language, join, link, listing, outside, table
from kbctl.engine.review.site.layout import Page, facts, headed, section, sided
from kbctl.engine.review.site.links import KINDS, LANGUAGES, kind_badge, term_link, term_path, terms_linked
from kbctl.engine.review.site.other_parts import other_parts
from kbctl.engine.review.site.remedy_page import remedy_parts
from kbctl.engine.review.site.words import risk, yes_no
from kbctl.ontology.mappings import PREDICATES
from kbctl.ontology.vocab import NAMESPACE, Term

SECTION = {"challenge": "challenges.html", "remedy": "remedies.html", "field": "fields.html"}
MATCHES = dict(
    zip(PREDICATES, ("the same as", "close to", "narrower than", "wider than", "related to"), strict=True)
)


def term_page(book: Book, term: Term) -> Page:
    family = book.family(term.id)
    kind = KINDS[term.kind][0]
    said = [kind_badge(term.kind, kind), f" · {book.label(family)}" if family and family != term.id else None]
    parts = (
        challenge_parts
        if term.kind == "challenge"
        else remedy_parts
        if term.kind == "remedy"
        else other_parts
    )
    main = join(
        headed(join(said), term.label, term.definition, _names(term)),
        parts(book, term),
        section("Kinds of it", "kinds", _kinds(book, term)),
        section("In other vocabularies", "mappings", mappings(book, NAMESPACE + term.id)),
    )
    return Page(
        path=term_path(term.id),
        title=term.label,
        about=term.definition,
        body=sided(main, [_facts(book, term), _also(term)]),
        section=SECTION.get(term.kind, "hierarchy.html"),
        crumbs=(link("hierarchy.html", "Hierarchy"), *(term_link(book, one) for one in book.path(term.id))),
    )


def _names(term: Term) -> Html:
    """The names in the other languages, under the name."""
    others = [in_language(text, language) for language, text in term.labels.items() if language != "en"]
    return el("p", join(others, between=" · "), cls="names") if others else Html()


def _facts(book: Book, term: Term) -> Html:
    def near(relation: str) -> Html:
        return terms_linked(book, book.to(term.id, relation))

    inferred = [
        one for one in sorted(book.vocabulary.reasons.get(term.id, {})) if one in book.vocabulary.terms
    ]
    why = [line for one in inferred for line in book.vocabulary.reasons[term.id][one]]
    return facts(
        [
            ("Id", el("code", term.id)),
            ("A kind of", terms_linked(book, term.parents)),
            ("Inferred", [terms_linked(book, inferred), _because(why)] if inferred else None),
            ("Written", el("code", term.notation) if term.notation else None),
            ("Affects", near("affects")),
            ("Harms", near("hasDimension")),
            ("Seen in", ", ".join(term.properties.get("seenIn", ()))),
            ("Field of", near("fieldOf")),
            ("Type", term.get("dataType")),
            ("Effort", f"{term.get('effortDays'):g} days" if term.get("effortDays") is not None else None),
            ("Risk", risk(term)),
            ("Undo", yes_no(term, "reversible")),
            ("By kbctl", yes_no(term, "executable")),
            ("Done by", near("carriedOutBy")),
            ("Phase", near("inPhase")),
            ("IRI", el("code", NAMESPACE + term.id, cls="iri")),
            ("Source", el("code", f"{term.at.path}:{term.at.line}", cls="iri")),
        ]
    )


def _because(lines: Iterable[str]) -> Html:
    return el("details", el("summary", "why"), listing(dict.fromkeys(lines)))


def _also(term: Term) -> Html:
    """Alternative names, by language."""
    made = [
        el(
            "div",
            el("h3", LANGUAGES.get(language, language)),
            el("p", join([in_language(one, language) for one in names], between=" · ")),
        )
        for language, names in term.alternatives.items()
    ]
    return el("section", el("h2", "Also called", id="also"), made, cls="also") if made else Html()


def _kinds(book: Book, term: Term) -> Html:
    below = book.below.get(term.id, ())
    made = [
        el("li", term_link(book, one), el("span", " inferred", cls="soft") if inferred else None)
        for one, inferred in below
    ]
    return el("ul", made, cls="columns") if made else Html()


def mappings(book: Book, subject: str) -> Html:
    """What the term is in other vocabularies, the closest first."""
    rows = [
        el(
            "tr",
            el("td", MATCHES[one.predicate]),
            el("td", outside(one.object, el("code", one.object_id)), " ", one.object_label),
            el("td", one.comment),
        )
        for one in book.mappings.of(subject)
    ]
    return table(("It is", "Term", "Remark"), rows) if rows else Html()
