"""What rules read: frames and their slots."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.html import Html, el, join, outside, table
from kbctl.engine.review.site.layout import Page, section
from kbctl.engine.review.site.term_page import MATCHES, mappings
from kbctl.ontology.vocab import NAMESPACE, Frame, Slot


def frames_page(book: Book) -> Page:
    """The frames and slots that conditions of rules read."""
    parts = [_frame(book, frame) for _, frame in sorted(book.vocabulary.frames.items())]
    intro = "Rules read facts. Slots marked derived are filled by rules, the others by people and tables."
    body = join(el("div", el("h1", "What rules read"), el("p", intro, cls="lead"), cls="head"), parts)
    return Page("frames.html", "What rules read", intro, body, "rules.html", wide=True)


def _frame(book: Book, frame: Frame) -> Html:
    rows = [_slot(book, frame, slot) for slot in frame.slots.values()]
    return section(
        frame.name,
        frame.name,
        el("p", frame.definition, cls="note"),
        table(("Slot", "Values", "What it says"), rows),
        mappings(book, f"{NAMESPACE}frame/{frame.name}"),
    )


def _slot(book: Book, frame: Frame, slot: Slot) -> Html:
    kind = slot.range or slot.type
    values = ", ".join(one.replace("_", " ") for one in slot.values)
    said = [
        f"{'list of ' if slot.many else ''}{kind}",
        f" in {slot.unit}" if slot.unit and slot.unit != "ratio" else None,
        [": ", values] if values else None,
    ]
    others = [
        [MATCHES[one.predicate], " ", outside(one.object, el("code", one.object_id))]
        for one in book.mappings.of(f"{NAMESPACE}frame/{frame.name}.{slot.name}")
    ]
    linked = el("p", join(others, between="; "), cls="meta") if others else None
    return el(
        "tr",
        el(
            "th",
            el("code", slot.name),
            el("span", " derived", cls="soft") if slot.derived else None,
            scope="row",
        ),
        el("td", said),
        el("td", slot.definition, el("p", slot.question, cls="soft") if slot.question else None, linked),
        id=f"{frame.name}.{slot.name}",
    )
