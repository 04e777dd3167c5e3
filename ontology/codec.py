"""The vocabulary as JSON text and back, for the compiled knowledge base.

Deterministic: the same vocabulary gives the same bytes. Reading is on the way of every command, so a term is
a list in the order of Term's fields and nothing is looked up by name; ancestors are indexes into the terms.
"""

from __future__ import annotations

import json
from typing import Any

from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Frame, Slot, Term, Vocabulary

#: Raised with every change of the layout; a compiled base of another layout is rebuilt, never read.
LAYOUT = 1


def to_json(vocabulary: Vocabulary) -> str:
    """The vocabulary as one line of JSON."""
    ids = sorted(vocabulary.terms)
    index = {name: number for number, name in enumerate(ids)}
    document = {
        "layout": LAYOUT,
        "terms": [_term_row(vocabulary.terms[name]) for name in ids],
        "ancestors": [sorted(index[one] for one in vocabulary.ancestors[name]) for name in ids],
        "reasons": {
            term: {above: list(lines) for above, lines in sorted(found.items())}
            for term, found in sorted(vocabulary.reasons.items())
        },
        "frames": [_frame_row(frame) for _, frame in sorted(vocabulary.frames.items())],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Vocabulary:
    """The vocabulary that `to_json` wrote. Raises ValueError for another layout."""
    document = json.loads(text)
    if not isinstance(document, dict) or document.get("layout") != LAYOUT:
        raise ValueError(f"not a vocabulary of layout {LAYOUT}")
    rows = document["terms"]
    ids = [row[0] for row in rows]
    terms = {row[0]: _term(row) for row in rows}
    ancestors = {
        name: frozenset([ids[number] for number in above])
        for name, above in zip(ids, document["ancestors"], strict=True)
    }
    frames = {row[0]: _frame(row) for row in document["frames"]}
    reasons = {
        term: {above: tuple(lines) for above, lines in found.items()}
        for term, found in document["reasons"].items()
    }
    return Vocabulary(terms, frames, ancestors, reasons)


def _term_row(term: Term) -> list[Any]:
    return [
        term.id, term.kind, list(term.parents), _place(term.at), term.individual, term.notation,
        dict(sorted(term.labels.items())),
        {language: list(texts) for language, texts in sorted(term.alternatives.items())},
        term.definition,
        {name: list(values) for name, values in sorted(term.properties.items())},
    ]  # fmt: skip


def _term(row: list[Any]) -> Term:
    id_, kind, parents, at, individual, notation, labels, alternatives, definition, properties = row
    return Term(
        id_, kind, tuple(parents), Location(*at), individual, notation, labels,
        {language: tuple(texts) for language, texts in alternatives.items()},
        definition,
        {name: tuple(values) for name, values in properties.items()},
    )  # fmt: skip


def _frame_row(frame: Frame) -> list[Any]:
    slots = [_slot_row(slot) for slot in frame.slots.values()]
    return [frame.name, _place(frame.at), frame.single, frame.definition, slots]


def _frame(row: list[Any]) -> Frame:
    name, at, single, definition, slots = row
    read = [_slot(name, slot) for slot in slots]
    return Frame(name, {slot.name: slot for slot in read}, Location(*at), single, definition)


def _slot_row(slot: Slot) -> list[Any]:
    return [
        slot.name, slot.type, _place(slot.at), slot.unit, list(slot.values), slot.range, slot.many,
        slot.derived, slot.required, slot.minimum, slot.maximum, slot.question, slot.definition,
    ]  # fmt: skip


def _slot(frame: str, row: list[Any]) -> Slot:
    name, type_, at, unit, values, *rest = row
    return Slot(frame, name, type_, Location(*at), unit, tuple(values), *rest)


def _place(at: Location) -> list[Any]:
    return [at.path, at.line, at.column]
