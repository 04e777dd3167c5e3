"""The first page: what the knowledge is, how much of it there is, and ways in."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.groups import FAMILY_CLASS, groups
from kbctl.engine.review.site.html import Html, el, join, link, listing
from kbctl.engine.review.site.layout import Page, section
from kbctl.engine.review.site.links import RULE_KINDS, term_link, term_path
from kbctl.engine.review.site.parts_picture import parts_picture

ABOUT = "What goes wrong when a manufacturer introduces ERP, how one recognises it, what helps, and when."


def home_page(book: Book) -> Page:
    body = join(
        el(
            "div",
            el(
                "div",
                el("h1", "What goes wrong in ERP projects, and what helps"),
                el("p", _lead(), cls="lead"),
            ),
            parts_picture(),
            _counts(book),
            cls="hero",
        ),
        section(
            "Four families of challenges",
            "families",
            el("div", [_family(book, one) for one in book.families], cls="families"),
        ),
        el(
            "div",
            section(
                "Where causes end up",
                "ends",
                _ends(book),
                note="The challenges to which most others lead: what a project pays in the end.",
            ),
            section(
                "Where chains begin",
                "begins",
                _begins(book),
                note="Those that lead to most others: worth finding first.",
            ),
            cls="pair",
        ),
        section("How to read this", "reading", _reading()),
    )
    return Page("index.html", "Knowledge", ABOUT, body, wide=True)


def _lead() -> Html:
    return join(
        "A knowledge base for implementations at discrete manufacturers: challenges, from duplicate "
        "customers to low user trust; remedies with effort, risk and reversibility; rules that say when "
        "which of them fits, with the reason and tests; past cases with their sources. ",
        el("span", "Names are English, Spanish and Chinese."),
    )


def _counts(book: Book) -> Html:
    headers = {(field, one.name) for field, names in book.headers.items() for one in names}
    fields = [one for one in book.vocabulary.of_kind("field") if one.individual]
    tests = sum(len(rule.tests) for rule in book.rules.values())
    names = sum(len(found) for t in book.vocabulary.terms.values() for found in t.alternatives.values())
    made = [
        (len(book.challenges), "challenges", "challenges.html"),
        (len(book.remedies), "remedies", "remedies.html"),
        (len(book.rules), "rules", "rules.html"),
        (tests, "tests of rules", "rules.html"),
        (len(book.cases), "past cases", "cases.html"),
        (names, "other names", "glossary.html"),
        (len(fields), "fields", "fields.html"),
        (len(headers), "names of columns", "fields.html"),
    ]
    return el(
        "ul",
        [el("li", link(path, el("b", f"{number:,}"), " ", what)) for number, what, path in made if number],
        cls="counts",
    )


def _family(book: Book, family: str) -> Html:
    term = book.vocabulary.terms[family]
    found = groups(book, family)
    number = sum(len(members) for _, members in found)
    lines = [
        el(
            "li",
            link(f"challenges.html#{family}-{head}", book.label(head)),
            " ",
            el("span", len(members), cls="n"),
        )
        if head != family
        else [el("li", term_link(book, one)) for one in members]
        for head, members in found
    ]
    return el(
        "div",
        el("h3", link(term_path(family), term.label), el("span", number, cls="n")),
        el("p", term.definition),
        el("ul", lines),
        cls=f"family {FAMILY_CLASS.get(family, '')}",
    )


def _ends(book: Book) -> Html:
    return _ranked(book, along=False)


def _begins(book: Book) -> Html:
    return _ranked(book, along=True)


def _ranked(book: Book, along: bool) -> Html:
    """The challenges with most arrows in, or with most that follow from them in any number of steps."""

    def number(ident: str) -> int:
        return len(_follows(book, ident)) if along else len(book.into(ident, "leadsTo"))

    ranked = sorted(book.challenges, key=lambda one: (-number(one.id), one.id))[:7]
    most = max([number(one.id) for one in ranked], default=0)
    lines = [
        join(
            term_link(book, one.id),
            el("span", number(one.id), cls="n"),
            el("span", cls="meter", style=f"--part:{number(one.id) / most:.2f}", aria_hidden="true"),
        )
        for one in ranked
        if number(one.id)
    ]
    return listing(lines, "ranked")


def _follows(book: Book, ident: str) -> set[str]:
    seen: set[str] = set()
    stack = [ident]
    while stack:
        for one in book.to(stack.pop(), "leadsTo"):
            if one not in seen:
                seen.add(one)
                stack.append(one)
    return seen - {ident}


def _reading() -> Html:
    said = [
        (
            el("b", "A challenge"),
            " stands in the way: an issue in the data, a requirement, a system, people. Its page says how it "
            "shows, where it comes from, what it leads to, and what it is easily taken for.",
        ),
        (
            el("b", "A remedy"),
            " resolves exactly the challenges that it names. Effort and risk are judgements for a mid-sized "
            "manufacturer, not measurements.",
        ),
        (
            el("b", "A rule"),
            " decides between remedies in a context. ",
            [
                join(el("i", kind), f" {does}", "; " if kind != "procedural" else ".")
                for kind, does in RULE_KINDS.items()
            ],
            " A number such as 0.80 is how firmly a rule proposes; one rule may override another.",
        ),
        (
            el("b", "A past case"),
            " is published, with its sources; what they do not say is marked as not known.",
        ),
        (
            el("b", "To search"),
            ", press ",
            el("kbd", "/"),
            " and type what users say: ",
            el("q", "customer twice"),
            ", ",
            el("q", "clientes duplicados", lang="es"),
            ", ",
            el("q", "重复客户", lang="zh"),
            ".",
        ),
        (
            el("b", "To cite a term"),
            ", use its IRI, as in ",
            el("code", "https://w3id.org/kbctl/DuplicateCustomer"),
            "; pages and anchors are named after the same ids.",
        ),
    ]
    return listing(said, "reading")
