"""The differences of two revisions for people: as text, and as Markdown for a review."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from kbctl.kg.graph.diff import is_empty
from kbctl.kg.graph.words import one_of
from kbctl.kg.layout import Ink, folded

_ORDER = ("rdf:type", "rdfs:subClassOf", "owl:equivalentClass", "rdfs:label", "skos:definition")
#: Of so many terms that gain or lose the same thing for the same reason the labels are shown.
MOST = 12


def render_diff(found: dict[str, Any], old: str, new: str, width: int = 100, colour: bool = False) -> str:
    """A line for each change, `+ Duplicate customer: is a Duplicate record`; then what is inferred."""
    ink = Ink(colour)
    if is_empty(found):
        return f"{old} → {new}: no difference in meaning."
    lines = [ink.bold(f"{old} → {new}: {summary(found)}"), ""]
    for sign, text, _ in _lines(found):
        lines += _hanging(f"{sign} ", text, width)
    for sign, heading, rows in _inferences(found):
        lines += ["", ink.dim(heading)]
        for text, because in rows:
            lines += _hanging(f"{sign} ", text, width)
            for n, (mark, reason) in enumerate(because):
                lines += _hanging(f"    {'because' if not n else '       '} {mark} ", reason, width)
    return "\n".join(line.rstrip() for line in lines)


def render_markdown(found: dict[str, Any], old: str, new: str) -> str:
    """The same for a pull request."""
    lines = [f"## Ontology, {old} → {new}", ""]
    if is_empty(found):
        return "\n".join([*lines, "No difference in meaning."])
    lines += [f"{summary(found)[0].upper()}{summary(found)[1:]}.", "", "| | | where |", "|---|---|---|"]
    for sign, text, place in _lines(found):
        lines.append(f"| {sign} | {text.replace('|', '&#124;')} | {f'`{place}`' if place else ''} |")
    for _, heading, rows in _inferences(found):
        lines += ["", f"### {heading}", ""]
        for text, because in rows:
            lines.append(f"- {text}")
            lines += [f"  - {'**' + reason + '**' if mark != ' ' else reason}" for mark, reason in because]
    return "\n".join(lines)


def summary(found: dict[str, Any]) -> str:
    gained, lost = found["inferences"]["gained"], found["inferences"]["lost"]
    terms = found["terms"]
    parts = [
        f"{len(found['added'])} statements added, {len(found['removed'])} removed, "
        f"{len(found['changed'])} changed",
        f"{len(terms['added'])} terms added, {len(terms['removed'])} removed",
        f"{len(gained)} inferences gained, {len(lost)} lost",
    ]
    return "; ".join(parts)


def _lines(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Sign, text, place; those of a subject together, what went before what came."""
    rows = []
    for sign, order, key in (("-", 0, "removed"), ("~", 1, "changed"), ("+", 2, "added")):
        for one in found[key]:
            values = f" “{one['before']}” → “{one['after']}”" if key == "changed" else ""
            place = f"{one['path']}:{one['line']}" if key != "removed" else ""
            text = f"{one['label']}: {one['text']}{values}"
            rows.append((one["id"], order, _rank(one["property"]), sign, text, place))
    for sign, order, key in (("-", 0, "removed"), ("+", 2, "added")):
        what = "new" if key == "added" else "no longer there:"
        for one in found["terms"][key]:
            rows.append((one["id"], order, -1, sign, f"{one['label']}: {what} {one['kind']} {one['id']}", ""))
    return [(sign, text, place) for _, _, _, sign, text, place in sorted(rows)]


def _rank(name: str) -> int:
    """What a thing is, what it is called and means, then the rest, the alternative labels last."""
    return _ORDER.index(name) if name in _ORDER else len(_ORDER) + (name == "skos:altLabel")


def _inferences(found: dict[str, Any]) -> list[tuple[str, str, list[tuple[str, list[tuple[str, str]]]]]]:
    """Gains and losses; terms that have one in common for the same new or lost axioms stand in one line."""
    blocks = []
    for sign, heading, key in (("+", "Inferred now", "gained"), ("-", "No longer inferred", "lost")):
        rows = found["inferences"][key]
        if not rows:
            continue
        ordered = sorted(rows, key=lambda one: (one["above_label"], _decisive(one), one["label"]))
        lines = []
        for _, group in groupby(ordered, key=lambda one: (one["above"], _decisive(one))):
            members = list(group)
            first = members[0]
            labels = [one["label"] for one in members]
            more = f" and {len(labels) - MOST} more" if len(labels) > MOST else ""
            verb = "is" if len(labels) == 1 else "are each"
            text = f"{', '.join(labels[:MOST])}{more} {verb} {one_of(first['above_label'])}"
            reasons = [
                (sign if one["new"] else " ", f"{one['text']} ({one['path']}:{one['line']})")
                for one in first["because"]
                if one["new"] or len(members) == 1
            ]
            lines.append((text, reasons))
        blocks.append((sign, heading, lines))
    return blocks


def _decisive(row: dict[str, Any]) -> tuple[str, ...]:
    """The axioms that made the difference; without any, all of them."""
    return tuple(one["text"] for one in row["because"] if one["new"]) or tuple(
        one["text"] for one in row["because"]
    )


def _hanging(head: str, text: str, width: int) -> list[str]:
    lines = folded(text, max(width - len(head), 30))
    return [(head if not n else " " * len(head)) + line for n, line in enumerate(lines)]
