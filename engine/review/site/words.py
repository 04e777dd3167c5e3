"""Small facts of terms in words."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.html import Html, el
from kbctl.engine.review.site.links import terms_linked
from kbctl.ontology.vocab import Term


def risk(term: Term) -> Html | None:
    said = term.get("risk")
    return el("span", said, cls=f"risk r-{said}") if said else None


def yes_no(term: Term, name: str) -> str | None:
    said = term.get(name)
    return None if said is None else "yes" if said else "no"


def role_names(book: Book, term: Term) -> Html:
    return terms_linked(book, book.to(term.id, "carriedOutBy"))
