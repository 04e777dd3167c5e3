"""Markup that is well formed and escaped by construction: elements are made by a function, never by pasting.

Plain text is escaped wherever it is put in; only what `el` and `join` made (`Html`) goes in as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

#: Stands at the start of every link inside the site for the way up to its root; `laid_out` puts that in.
#: No text can hold it: it is taken out of all that is escaped.
ROOT = "\x00"

VOID = frozenset(("br", "hr", "input", "link", "meta"))
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", ROOT: ""})


class Html(str):
    """Markup as it goes into a page."""

    __slots__ = ()


Child = str | int | float | None | Iterable["Child"]
Attribute = str | int | float | bool | None


def escaped(text: str) -> Html:
    return Html(text.translate(_ESCAPES))


def join(*children: Child, between: str = "") -> Html:
    """Children one after the other; lists are flattened, None and empty texts leave nothing."""
    parts = [part for child in children for part in _parts(child)]
    return Html(escaped(between).join(parts))


def _parts(child: Child) -> Iterable[str]:
    if child is None or child == "":
        return
    if isinstance(child, Html):
        yield child
    elif isinstance(child, str):
        yield escaped(child)
    elif isinstance(child, int | float):
        yield escaped(str(child))
    else:
        for one in child:
            yield from _parts(one)


def el(tag: str, *children: Child, **attributes: Attribute) -> Html:
    """An element. `cls` is written `class`; a `_` in a name is a hyphen, one at its end nothing."""
    said = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in VOID:
        return Html(f"<{tag}{said}>")
    return Html(f"<{tag}{said}>{join(*children)}</{tag}>")


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    written = "class" if name == "cls" else name.rstrip("_").replace("_", "-")
    if value is True:
        return f" {written}"
    text = str(value)
    inside = text.startswith(ROOT)
    return f' {written}="{ROOT if inside else ""}{escaped(text)}"'


def link(path: str, *children: Child, **attributes: Attribute) -> Html:
    """A link inside the site; `path` is from its root, with an anchor where one is meant."""
    return el("a", *children, href=ROOT + path, **attributes)


def outside(address: str, *children: Child) -> Html:
    """A link that leaves the site; of an address that is none of the web, the text alone."""
    if not address.startswith(("https://", "http://")):
        return join(*children)
    return el("a", *children, href=address, rel="noopener", cls="out")


def in_language(text: str, language: str) -> Html:
    return el("span", text, lang=language if language != "en" else None)


def listing(items: Iterable[Child], cls: str | None = None) -> Html:
    """A list, or nothing where there are no items."""
    made = [el("li", item) for item in items]
    return el("ul", made, cls=cls) if made else Html()


def table(heads: Iterable[Child], rows: Iterable[Html], **attributes: Attribute) -> Html:
    """A table that scrolls sideways where the page is narrow; `rows` are `tr` elements."""
    head = el("thead", el("tr", [el("th", one, scope="col") for one in heads]))
    made = el("table", head, el("tbody", list(rows)), **attributes)
    return el("div", made, cls="scroll", tabindex="0")
