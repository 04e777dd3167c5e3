"""A decision explained on one page that fetches nothing: why, what else was possible, what if."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kbctl.engine.replay.why import Reason
from kbctl.engine.review.page import alone
from kbctl.engine.review.site.html import Html, el, join, listing

#: What a reason is, as its line begins.
MARKS = {"fact": "fact", "absent": "not there", "rejected": "rejected", "case": "case", "adjustment": "moved"}


def explanation_page(
    reason: Reason,
    why_nots: Sequence[str],
    suppositions: Sequence[str],
    differences: Sequence[str] | None,
    wanted: str | None,
) -> str:
    """The page as text.

    `why_nots`: for each remedy that was rejected, the text of why-not. `differences`: the decisions that the
    suppositions change, None where nothing was supposed. `wanted`: what would make another remedy win.
    """
    parts = [el("section", el("h2", "Why"), _tree(reason))]
    if differences is not None:
        supposed = el("p", "If ", join(*[el("strong", one) for one in suppositions], between=" and "), ":")
        nothing = el("p", "every decision of the week stays as it is.")
        body = listing(differences) if differences else nothing
        parts.append(el("section", el("h2", "What if"), supposed, body))
    if wanted:
        parts.append(el("section", el("h2", "What would choose another remedy"), el("pre", wanted)))
    if why_nots:
        told = [el("pre", one) for one in why_nots]
        parts.append(el("section", el("h2", "What was not chosen, and why"), told))
    header = el("header", el("h1", reason.text))
    return alone(reason.text, header, el("main", parts))


def _tree(reason: Reason) -> Html:
    """The reasons as a list of lists; deep ones can be folded."""
    items = [el("li", _line(child), _tree(child) if child.children else None) for child in reason.children]
    return el("ul", items) if items else Html()


def _line(reason: Reason) -> Html:
    mark = el("span", f"{MARKS[reason.kind]}: ", cls="soft") if reason.kind in MARKS else None
    at = el("div", el("code", reason.at), cls="soft") if reason.at else None
    return join(mark, reason.text, at)


def difference_words(one: Mapping[str, Any], labels: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """`c4 "Duplicate customers": Survivorship merge 0.88 → Steward review 0.60`."""

    def stand(decision: Mapping[str, Any] | None) -> str:
        if decision is None:
            return "does not come up"
        if decision["status"] == "asked":
            return "people are asked"
        name = labels.get(decision["strategy"] or "", decision["strategy"] or "nothing")
        number = f" {decision['confidence']:.2f}" if decision["confidence"] is not None else ""
        return f"{name}{number}"

    about = texts.get(one["challenge"]) or labels.get(one["challenge"].partition("@")[0], "")
    named = f' "{about}"' if about else ""
    return f"{one['challenge']}{named}: {stand(one['before'])} → {stand(one['after'])}"
