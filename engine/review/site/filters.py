"""Controls that narrow a table or a list."""

from __future__ import annotations

from collections.abc import Mapping

from kbctl.engine.review.site.html import Html, el


def facet(name: str, key: str, choices: Mapping[str, str]) -> Html:
    options = [
        el("option", "any", value=""),
        *(el("option", text, value=one) for one, text in choices.items()),
    ]
    return el("label", name, " ", el("select", options, data_facet=key))


def filters(target: str, facets: list[Html], total: int) -> Html:
    """Controls that narrow a table or list; without script they are not there."""
    text = el("label", "Contains ", el("input", type="search", data_text=True, autocomplete="off"))
    return el(
        "form",
        text,
        facets,
        el("output", f"{total} of {total}"),
        cls="filters needs-script",
        data_filter=target,
    )
