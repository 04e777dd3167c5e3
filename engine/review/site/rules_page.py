"""All rules by kind."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.filters import facet, filters
from kbctl.engine.review.site.html import Html, el, join
from kbctl.engine.review.site.layout import Page, section
from kbctl.engine.review.site.links import (
    RULE_KINDS,
    rule_link,
    terms_linked,
)
from kbctl.rules.model import KINDS as RULE_ORDER
from kbctl.rules.model import Rule


def rules_page(book: Book) -> Page:
    total = len(book.rules)
    families = {one: book.label(one) for one in book.families}
    owners = {one.notation: one.label for one in book.vocabulary.of_kind("role") if one.notation}
    parts = []
    for kind in RULE_ORDER:
        found = [rule for rule in book.rules.values() if rule.kind == kind]
        lines = [
            _rule_line(book, rule) for rule in sorted(found, key=lambda one: (one.title.casefold(), one.id))
        ]
        parts.append(
            section(
                kind.capitalize(),
                kind,
                el("ul", lines, cls="rules"),
                count=len(found),
                note=f"Such a rule {RULE_KINDS[kind]}.",
            )
        )
    facets = [
        facet("Kind", "kind", {one: one for one in RULE_ORDER}),
        facet("Family", "family", families),
        facet("Answers for it", "owner", owners),
    ]
    intro = "One rule is one file, with its reason and its tests. The order of rules never matters."
    body = join(
        el("div", el("h1", "Rules"), el("p", intro, cls="lead"), cls="head"),
        filters("all-rules", facets, total),
        el("div", parts, id="all-rules"),
    )
    return Page("rules.html", "Rules", intro, body, "rules.html")


def _rule_line(book: Book, rule: Rule) -> Html:
    row = book.rows[rule.id]
    remedies = dict.fromkeys(one.remedy for one in row.recommendations)
    about = [one for one in row.challenges if one != "Challenge"]
    families = sorted({book.family(one) for one in about})
    said = join(
        [
            terms_linked(book, about[:3]) if about else None,
            ["→ ", terms_linked(book, remedies)] if remedies else None,
        ],
        between=" ",
    )
    return el(
        "li",
        rule_link(rule),
        el("span", said, cls="soft") if said else None,
        id=rule.id,
        data_kind=rule.kind,
        data_family=" ".join(families),
        data_owner=rule.owner,
    )
