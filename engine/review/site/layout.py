"""What all pages share: head, masthead with search, navigation, footer."""

from __future__ import annotations

from dataclasses import dataclass

from kbctl.engine.review.site.html import ROOT, Child, Html, el, join, link

#: Pages in the masthead.
SECTIONS = (
    ("challenges.html", "Challenges"),
    ("remedies.html", "Remedies"),
    ("rules.html", "Rules"),
    ("cases.html", "Cases"),
    ("fields.html", "Fields"),
    ("hierarchy.html", "Hierarchy"),
    ("glossary.html", "Glossary"),
)
FORM_OF_SEARCH = "Search in English, Spanish or Chinese"


@dataclass(frozen=True, slots=True)
class Page:
    """`path` from the root of the site; `crumbs` from the top down; `section` is its page in the masthead."""

    path: str
    title: str
    about: str
    body: Html
    section: str = ""
    crumbs: tuple[Html, ...] = ()
    wide: bool = False


def laid_out(page: Page, version: str) -> str:
    """The whole page as text, links of the site written relative to it."""
    name = "kbctl knowledge" if page.path == "index.html" else f"{page.title} · kbctl knowledge"
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", name),
        el("meta", name="description", content=page.about),
        el("meta", name="color-scheme", content="light dark"),
        el("link", rel="stylesheet", href=f"{ROOT}assets/site.css"),
        el("script", src=f"{ROOT}assets/site.js", defer=True),
    )
    body = el(
        "body",
        el("a", "Skip to the content", href="#content", cls="skip"),
        _masthead(page),
        el(
            "main",
            el(
                "nav",
                el("ol", [el("li", one) for one in page.crumbs]),
                cls="crumbs",
                aria_label="Where this is",
            )
            if page.crumbs
            else None,
            page.body,
            id="content",
            tabindex="-1",
            cls="wide" if page.wide else None,
        ),
        _footer(version),
        data_root=ROOT,
    )
    up = "../" * page.path.count("/")
    return f"<!DOCTYPE html>\n{el('html', head, body, lang='en')}\n".replace(ROOT, up)


def _masthead(page: Page) -> Html:
    items = [el("li", link(path, text, aria_current=_current(page, path))) for path, text in SECTIONS]
    field = el(
        "input",
        type="search",
        id="q",
        placeholder=FORM_OF_SEARCH,
        autocomplete="off",
        spellcheck="false",
        role="combobox",
        aria_label=FORM_OF_SEARCH,
        aria_expanded="false",
        aria_controls="found",
        aria_autocomplete="list",
    )
    search = el(
        "div",
        el(
            "form",
            field,
            el("kbd", "/", aria_hidden="true"),
            role="search",
            id="search",
            action=f"{ROOT}glossary.html",
        ),
        el(
            "div",
            el("ul", id="found", role="listbox", aria_label="Found"),
            el("p", id="said", role="status"),
            id="panel",
            hidden=True,
        ),
        cls="search needs-script",
    )
    mark = link("index.html", el("b", "kbctl"), " knowledge", cls="mark")
    return el(
        "header",
        el("div", mark, search, el("nav", el("ul", items), aria_label="Sections"), cls="bar"),
        cls="top",
    )


def _current(page: Page, path: str) -> str | None:
    if page.path == path:
        return "page"
    return "true" if page.section == path else None


def _footer(version: str) -> Html:
    return el(
        "footer",
        el(
            "div",
            el(
                "p",
                f"kbctl knowledge base, version {version}. ",
                "Generated from the ontology, the rules and the past cases; edit those, not these pages.",
            ),
            el(
                "p",
                link("frames.html", "What rules read"),
                " · ",
                link("matrix.html", "Remedies by challenge"),
                " · ",
                link("glossary.html", "Glossary"),
                " · Apache-2.0",
            ),
            cls="bar",
        ),
    )


def section(title: str, ident: str, *children: Child, note: Child = None, count: int | None = None) -> Html:
    """A part of a page under its heading, or nothing where it has no content."""
    content = join(*children)
    if not content:
        return Html()
    counted = el("span", count, cls="n") if count is not None else None
    return el(
        "section", el("h2", title, counted, id=ident), el("p", note, cls="note") if note else None, content
    )


def facts(pairs: list[tuple[Child, Child]]) -> Html:
    """Short facts beside a page, as a list of names and values; those without a value are left out."""
    made = [el("div", el("dt", name), el("dd", value)) for name, value in pairs if join(value)]
    return el("dl", made, cls="facts")


def headed(kind: Html, title: Child, lead: Child, *more: Child) -> Html:
    """The head of a page: what kind of thing it is, its name, what it means."""
    return el(
        "div",
        el("p", kind, cls="eyebrow"),
        el("h1", title),
        *more,
        el("p", lead, cls="lead") if lead else None,
        cls="head",
    )


def sided(main: Child, side: Child) -> Html:
    """A page with its short facts at the side."""
    return el("div", el("article", main), el("aside", side, aria_label="At a glance"), cls="sided")
