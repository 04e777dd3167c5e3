"""Where the page of a thing is, and links to it."""

from __future__ import annotations

from collections.abc import Iterable

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.html import Child, Html, el, join, link
from kbctl.kg.cases import Case
from kbctl.rules.model import Rule

#: Kind of a term as people read it, one and many; the order of the site.
KINDS: dict[str, tuple[str, str]] = {
    "challenge": ("Challenge", "Challenges"),
    "remedy": ("Remedy", "Remedies"),
    "activity": ("Activity", "Activities"),
    "domain": ("Data domain", "Data domains"),
    "field": ("Field", "Fields"),
    "dimension": ("Quality dimension", "Quality dimensions"),
    "phase": ("Phase", "Phases"),
    "role": ("Role", "Roles"),
    "event": ("Event", "Events"),
    "system": ("System", "Systems"),
    "regulation": ("Regulation", "Regulations"),
    "industry": ("Industry", "Industries"),
    "evidence": ("Evidence", "Evidence"),
}
RULE_KINDS = {
    "declarative": "concludes what follows from the facts",
    "conditional": "recommends remedies, or speaks against them",
    "metacognitive": "doubts: marks down, vetoes, asks, escalates",
    "procedural": "plans the work and puts it in order",
}
LANGUAGES = {"en": "English", "es": "Spanish", "zh": "Chinese"}


def term_path(ident: str) -> str:
    return f"term/{ident}.html"


def rule_path(ident: str) -> str:
    return f"rule/{ident}.html"


def case_path(ident: str) -> str:
    return f"case/{ident}.html"


def term_link(book: Book, ident: str, text: Child = None) -> Html:
    """A link to a term by its label; what is no term is only named."""
    if ident not in book.vocabulary.terms:
        return el("code", ident)
    return link(term_path(ident), text or book.label(ident))


def terms_linked(book: Book, ids: Iterable[str], between: str = ", ") -> Html:
    return join([term_link(book, one) for one in ids], between=between)


def rule_link(rule: Rule) -> Html:
    return link(rule_path(rule.id), rule.title)


def case_link(case: Case) -> Html:
    return link(case_path(case.id), case.title)


def kind_badge(kind: str, text: str) -> Html:
    """A word with a spot in the colour of its kind."""
    return el("span", text, cls=f"kind k-{kind}")
