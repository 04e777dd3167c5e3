"""What the page of a remedy tells: what it resolves and needs, how one knows that it worked, its rules."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.case_parts import lessons
from kbctl.engine.review.site.html import Html, el, join, link, table
from kbctl.engine.review.site.layout import section
from kbctl.engine.review.site.links import rule_path, term_link
from kbctl.engine.review.site.rule_parts import rule_cards
from kbctl.ontology.vocab import Term

PRACTICE = (
    ("Fits when", "fitsWhen"),
    ("Needs first", "precondition"),
    ("It worked when", "verifyBy"),
)


def remedy_parts(book: Book, term: Term) -> Html:
    rules = book.named_by.get(term.id, ())
    told = book.lessons.get(term.id, ())
    return join(
        section("In practice", "practice", practice(term)),
        section(
            "Resolves",
            "resolves",
            _resolves(book, term),
            count=len(book.to(term.id, "resolves")) or None,
            note="Exactly these: a narrower challenge does not inherit a remedy.",
        ),
        section("Rules", "rules", rule_cards(book, rules), count=len(rules) or None),
        section("What past cases say", "cases", lessons(book, told, term.id), count=len(told) or None),
    )


def practice(term: Term) -> Html:
    made = [
        el("div", el("dt", name), el("dd", " ".join(term.properties[key])))
        for name, key in PRACTICE
        if term.properties.get(key)
    ]
    return el("dl", made, cls="practice") if made else Html()


def _resolves(book: Book, term: Term) -> Html:
    rows = [_row(book, term.id, one) for one in book.to(term.id, "resolves")]
    return table(("Challenge", "What it is", "Proposed here by"), rows) if rows else Html()


def _row(book: Book, remedy: str, challenge: str) -> Html:
    found = next((one for one in book.proposals(challenge) if one.remedy.id == remedy), None)
    rules = [
        link(rule_path(rule.id), f"{confidence:.2f}", title=rule.title)
        for confidence, rule in (found.rules if found else ())
    ]
    return el(
        "tr",
        el("th", term_link(book, challenge), scope="row"),
        el("td", book.vocabulary.terms[challenge].definition),
        el("td", join(rules, between=" ") if rules else el("span", "no rule", cls="soft")),
    )
