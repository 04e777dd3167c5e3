"""All remedies in a table that can be narrowed."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.filters import facet, filters
from kbctl.engine.review.site.html import Child, Html, el, join, link, table
from kbctl.engine.review.site.layout import Page
from kbctl.engine.review.site.links import term_link, terms_linked
from kbctl.engine.review.site.words import risk, role_names, yes_no
from kbctl.ontology.vocab import Term


def remedies_page(book: Book) -> Page:
    heads = ("Remedy", "Resolves", "Effort", "Risk", "Undo", "By kbctl", "Done by", "Phase")
    terms = sorted(book.remedies, key=lambda one: (one.label.casefold(), one.id))
    rows = [_remedy_row(book, one) for one in terms]
    facets = [
        facet("Risk", "risk", {one: one for one in ("low", "medium", "high")}),
        facet("Undo", "undo", {"yes": "can be undone", "no": "cannot be undone"}),
        facet("By kbctl", "runs", {"yes": "kbctl can do it", "no": "people do it"}),
        facet(
            "Phase",
            "phase",
            {one.id: one.label for one in book.vocabulary.of_kind("phase") if one.individual},
        ),
    ]
    intro = "Every remedy with what it takes. Effort and risk are judgements for a mid-sized manufacturer."
    body = join(
        el(
            "div",
            el("h1", "Remedies"),
            el(
                "p",
                intro,
                " ",
                link("matrix.html", "Remedies by challenge"),
                " shows which one helps where.",
                cls="lead",
            ),
            cls="head",
        ),
        filters("all-remedies", facets, len(rows)),
        table(heads, rows, cls="cards", id="all-remedies"),
    )
    return Page("remedies.html", "Remedies", intro, body, "remedies.html", wide=True)


def _remedy_row(book: Book, term: Term) -> Html:
    effort = term.get("effortDays")
    resolves = book.to(term.id, "resolves")
    first = terms_linked(book, resolves[:3])
    more = (
        link(f"term/{term.id}.html#resolves", f" and {len(resolves) - 3} more") if len(resolves) > 3 else None
    )
    cells: list[tuple[str, Child]] = [
        ("Resolves", [first, more]),
        ("Effort", f"{effort:g} d" if effort is not None else ""),
        ("Risk", risk(term)),
        ("Undo", yes_no(term, "reversible")),
        ("By kbctl", yes_no(term, "executable")),
        ("Done by", role_names(book, term)),
        ("Phase", terms_linked(book, book.to(term.id, "inPhase"))),
    ]
    fits = term.get("fitsWhen", "")
    return el(
        "tr",
        el(
            "th",
            term_link(book, term.id),
            el("p", "Fits when: ", fits, cls="fits") if fits else None,
            scope="row",
        ),
        [el("td", value, data_label=name) for name, value in cells],
        id=term.id,
        data_risk=term.get("risk"),
        data_undo=yes_no(term, "reversible"),
        data_runs=yes_no(term, "executable"),
        data_phase=" ".join(book.to(term.id, "inPhase")),
    )
