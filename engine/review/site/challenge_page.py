"""What the page of a challenge tells: signs, causes, consequences, remedies, rules, cases."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book, Proposal
from kbctl.engine.review.site.case_parts import lessons
from kbctl.engine.review.site.causal import causal_graph
from kbctl.engine.review.site.html import Child, Html, el, join, link, listing, table
from kbctl.engine.review.site.layout import section
from kbctl.engine.review.site.links import rule_path, term_link, terms_linked
from kbctl.engine.review.site.rule_parts import folded, rule_cards, rule_lines
from kbctl.engine.review.site.words import risk, role_names, yes_no
from kbctl.ontology.vocab import Term

#: Kinds of rules in the order in which a reader wants them.
FIRST = ("conditional", "metacognitive", "declarative", "procedural")
HEADS = ("Remedy", "Effort", "Risk", "Undo", "Done by", "Phase", "Rules")


def challenge_parts(book: Book, term: Term) -> Html:
    proposals = book.proposals(term.id)
    own, wider = _rules(book, term)
    told = book.lessons.get(term.id, ())
    return join(
        _signs(term),
        section("Cause and effect", "causal", causal_graph(book, term.id), _in_words(book, term)),
        section("Easily confused", "confused", _confused(book, term)),
        section(
            "Remedies",
            "remedies",
            _remedies(book, proposals),
            count=len(proposals) or None,
            note="Those that rules propose most firmly come first. Effort and risk are judgements "
            "for a mid-sized manufacturer.",
        ),
        section("Rules", "rules", rule_cards(book, own), _wider(book, wider), count=len(own) or None),
        section("What past cases say", "cases", lessons(book, told, term.id), count=len(told) or None),
    )


def _signs(term: Term) -> Html:
    shows, causes = term.properties.get("showsAs", ()), term.properties.get("rootCause", ())
    parts = [
        el("section", el("h2", title, id=ident), listing(found))
        for title, ident, found in (
            ("How it shows", "shows", shows),
            ("Where it comes from", "roots", causes),
        )
        if found
    ]
    return el("div", parts, cls="pair") if parts else Html()


def _in_words(book: Book, term: Term) -> Html:
    """The same in words, complete; it is what prints well and what a screen reader reads."""
    made = [
        el("p", el("b", name), " ", terms_linked(book, found))
        for name, found in (
            ("Led to by", book.into(term.id, "leadsTo")),
            ("Leads to", book.to(term.id, "leadsTo")),
        )
        if found
    ]
    return el("div", made, cls="in-words") if made else Html()


def _confused(book: Book, term: Term) -> Html:
    others = [
        [term_link(book, one), " ", el("span", book.vocabulary.terms[one].definition, cls="soft")]
        for one in book.to(term.id, "confusedWith")
    ]
    sound = term.properties.get("notToBeConfused", ())
    return join(
        listing(others),
        [el("p", "It looks like it, and is none:", cls="note"), listing(sound)] if sound else None,
    )


def _remedies(book: Book, proposals: tuple[Proposal, ...]) -> Html:
    rows = [_row(book, one) for one in proposals]
    return table(HEADS, rows, cls="cards") if rows else Html()


def _row(book: Book, proposal: Proposal) -> Html:
    term = proposal.remedy
    effort = term.get("effortDays")
    does = " · kbctl can do it" if term.get("executable") else None
    cells: list[tuple[str, Child]] = [
        ("Effort", f"{effort:g} d" if effort is not None else ""),
        ("Risk", risk(term)),
        ("Undo", yes_no(term, "reversible")),
        ("Done by", role_names(book, term)),
        ("Phase", terms_linked(book, book.to(term.id, "inPhase"))),
        ("Rules", _deciding(proposal)),
    ]
    fits = term.get("fitsWhen", "")
    said = el("p", ["Fits when: ", fits] if fits else None, does, cls="fits") if fits or does else None
    return el(
        "tr",
        el("th", term_link(book, term.id), said, scope="row"),
        [el("td", value, data_label=name) for name, value in cells],
    )


def _deciding(proposal: Proposal) -> Html:
    """How firmly rules propose it, each a link."""
    made = [
        link(rule_path(rule.id), f"{confidence:.2f}", title=rule.title) for confidence, rule in proposal.rules
    ]
    return join(made, between=" ") if made else el("span", "none", cls="soft")


def _rules(book: Book, term: Term) -> tuple[list[str], dict[str, list[str]]]:
    """Rules that name the challenge, and those of what stands above it, by that term."""
    own = list(book.named_by.get(term.id, ()))
    own.sort(key=lambda one: (FIRST.index(book.rules[one].kind), one))
    wider: dict[str, list[str]] = {}
    for above in book.by_label(set(book.vocabulary.ancestors.get(term.id, ()))):
        found = [
            one
            for one in book.named_by.get(above, ())
            if above in book.rows[one].challenges and one not in own
        ]
        if above not in (term.id, "Challenge") and found:
            wider[above] = found
    return own, wider


def _wider(book: Book, wider: dict[str, list[str]]) -> Html:
    return join(
        [
            folded(
                f"On any {book.label(above)}, and so on this one",
                rule_lines(book, ids),
                len(ids),
            )
            for above, ids in wider.items()
        ]
    )
