"""The frame of a page that stands alone: its style within it, nothing fetched, light and dark."""

from __future__ import annotations

from importlib.resources import files

from kbctl.engine.review.site.html import Child, Html, el


def alone(title: str, *body: Child) -> str:
    """A whole page with the title and what stands in its body."""
    css = Html((files("kbctl.engine.review") / "page.css").read_text(encoding="utf-8"))
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", title),
        el("style", css),
    )
    return f"<!DOCTYPE html>\n{el('html', head, el('body', *body), lang='en')}\n"
