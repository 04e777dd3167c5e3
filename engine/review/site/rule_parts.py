"""Rules as other pages show them: what they do, when, why, how well they are tested."""

from __future__ import annotations

from collections.abc import Iterable

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.clauses import actions, conditions
from kbctl.engine.review.site.html import Child, Html, el, join, listing
from kbctl.engine.review.site.links import rule_link
from kbctl.rules.model import Rule

#: So many rules of a page show their conditions at once.
FEW = 8


def rule_cards(book: Book, ids: Iterable[str]) -> Html:
    """Rules in full: title, actions and conditions in words, reason. Of many, conditions open on demand."""
    known = [book.rules[one] for one in ids]
    return join([_card(book, one, len(known) <= FEW) for one in known])


def _card(book: Book, rule: Rule, opened: bool) -> Html:
    return el(
        "div",
        el("h3", rule_link(rule), _status(rule)),
        actions(rule.then, book),
        el("details", el("summary", "When"), conditions(rule.when, book), open=opened) if rule.when else None,
        el("p", rule.because, cls="because"),
        overriding(book, rule),
        el(
            "p", f"{rule.kind} · ", counted(len(rule.tests), "test"), " · ", el("code", rule.path), cls="meta"
        ),
        cls="card rule",
    )


def _status(rule: Rule) -> Html | None:
    return el("span", f" {rule.status}", cls="soft") if rule.status != "active" else None


def overriding(book: Book, rule: Rule) -> Html:
    """Which rules give way to this one, and to which it gives way."""
    before = [rule_link(book.rules[one]) for one in rule.overrides if one in book.rules]
    after = [rule_link(book.rules[one]) for one in book.overridden.get(rule.id, ())]
    said = [
        el("p", el("b", name, cls="op"), " ", join(found, between="; "), cls="gives-way")
        for name, found in (("Overrides", before), ("Gives way to", after))
        if found
    ]
    return join(said)


def rule_lines(book: Book, ids: Iterable[str]) -> Html:
    """Rules by title only."""
    return listing([[rule_link(book.rules[one]), _status(book.rules[one])] for one in ids], "columns")


def counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def folded(title: str, content: Child, number: int) -> Html:
    """A part that opens on demand."""
    return el("details", el("summary", title, " ", el("span", number, cls="n")), content, cls="fold")
