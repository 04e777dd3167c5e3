"""All files of the site, made from the book. The same book gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.case_page import case_page
from kbctl.engine.review.site.cases_page import cases_page
from kbctl.engine.review.site.challenges_page import challenges_page
from kbctl.engine.review.site.fields_page import fields_page
from kbctl.engine.review.site.frames_page import frames_page
from kbctl.engine.review.site.glossary_page import glossary_page
from kbctl.engine.review.site.hierarchy_page import hierarchy_page
from kbctl.engine.review.site.home_page import home_page
from kbctl.engine.review.site.layout import Page, laid_out
from kbctl.engine.review.site.matrix_page import matrix_page
from kbctl.engine.review.site.remedies_page import remedies_page
from kbctl.engine.review.site.rule_page import rule_page
from kbctl.engine.review.site.rules_page import rules_page
from kbctl.engine.review.site.search_index import search_index
from kbctl.engine.review.site.term_page import term_page

Watch = Callable[[int, int, str], None]
OVERVIEWS = (
    home_page,
    challenges_page,
    remedies_page,
    matrix_page,
    rules_page,
    cases_page,
    fields_page,
    frames_page,
    hierarchy_page,
    glossary_page,
)
ASSETS = ("site.css", "site.js")


def make_site(book: Book, watch: Watch | None = None) -> Mapping[str, bytes]:
    """Path below the site → content, sorted by path."""
    made: dict[str, bytes] = {}
    total = len(OVERVIEWS) + len(book.vocabulary.terms) + len(book.rules) + len(book.cases)
    for page in _pages(book):
        made[page.path] = laid_out(page, book.version).encode()
        if watch and not len(made) % 20:
            watch(len(made), total, page.path)
    assets = files("kbctl.engine.review.site") / "assets"
    for name in ASSETS:
        made[f"assets/{name}"] = (assets / name).read_bytes()
    made["assets/search.js"] = search_index(book).encode()
    return dict(sorted(made.items()))


def _pages(book: Book) -> Iterator[Page]:
    for overview in OVERVIEWS:
        yield overview(book)
    for term in book.vocabulary.terms.values():
        yield term_page(book, term)
    for rule in book.rules.values():
        yield rule_page(book, rule)
    for case in book.cases.values():
        yield case_page(book, case)
