"""What was mined as text for people, 100 columns wide."""

from __future__ import annotations

from collections.abc import Iterator

from kbctl.engine.tables.mining.as_json import figures
from kbctl.engine.tables.mining.entries import Note
from kbctl.engine.tables.mining.evidence import Evidence, evidence_of
from kbctl.engine.tables.mining.mined import Mined, Name, Tally, Transformation
from kbctl.kg.layout import cut, fitted

WIDTH = 100
SHOWN = 20  # lines of a section; the JSON form and the proposal have all


def render(mined: Mined) -> str:
    steps = [one for one in mined.transformations if one.form != "copy"]
    sections = [
        ("New names", [_name(one, mined.project) for one in mined.of("new")]),
        ("For decision: the name stands for another field", list(map(_conflict, mined.of("conflict")))),
        ("Rejected in the project", [_name(one, mined.project) for one in mined.of("rejected")]),
        ("Transformations", list(map(_transformation, steps))),
        ("What the outcomes say of remedies", list(map(_evidence, evidence_of(mined)))),
        ("Not understood", list(map(_note, mined.notes))),
        ("Passed over", list(mined.passed_over)),
    ]
    parts = ["\n".join(_summary(mined))]
    for title, lines in sections:
        if lines:
            more = [f"… {len(lines) - SHOWN} more (--format json)"] if len(lines) > SHOWN else []
            told = "\n".join(cut(f"  {line}", WIDTH) for line in [*lines[:SHOWN], *more])
            parts.append(f"{title} ({len(lines)})\n{told}")
    return "\n\n".join(parts) + "\n"


def _summary(mined: Mined) -> Iterator[str]:
    told = figures(mined)
    left = f", {told['left_out']} not taken over" if told["left_out"] else ""
    sheets, rows = plural(told["sheets"], "mapping sheet"), plural(told["rows"], "row")
    yield f"{mined.project}: {sheets}, {rows} mapped{left}"
    yield (
        f"{plural(told['names'], 'name')} of {plural(told['fields'], 'field')}: {told['known']} known, "
        f"{told['new']} new, {told['conflicts']} for decision, {told['rejected']} rejected, "
        f"{told['parts']} only part of a field"
    )


def _name(one: Name, project: str) -> str:
    where = ".".join(part for part in (one.system if one.system != project else "", one.table) if part)
    came = f"{fitted(told(one.outcomes), 12)} {_place(one)}"
    return f"{fitted(one.name, 20)} → {fitted(one.field, 18)} {one.language:4} {fitted(where, 15)} {came}"


def _conflict(one: Name) -> str:
    others = ", ".join(one.others[:2]) + (", …" if len(one.others) > 2 else "")
    came = f"{told(one.outcomes)} {_place(one)}"
    return f"{fitted(one.name, 20)} → {fitted(one.field, 18)} but also {others}: {came}"


def _place(one: Name) -> str:
    return str(one.places[0]) + (f" +{len(one.places) - 1}" if len(one.places) > 1 else "")


def _transformation(one: Transformation) -> str:
    bearing = one.bearing.remedy or one.bearing.activity
    tied = f" → {bearing}" if bearing else ""
    step = f"{one.form} {one.how}".strip()
    return f"{fitted(one.field, 22)} {fitted(step, 36)} {told(one.outcomes)}{tied}"


def _evidence(one: Evidence) -> str:
    came = f"worked {one.worked}, in part {one.partly}, failed {one.failed}"
    side = "for and against" if one.side == "both" else one.side
    return f"{fitted(one.remedy, 28)} {fitted(one.challenge, 25)} {came}: {side}"


def _note(note: Note) -> str:
    quoted = f" ('{note.text}')" if note.text and note.text not in note.message else ""
    return f"{note.at}: {note.message}{quoted}"


def told(outcomes: Tally) -> str:
    """`ok 3, failed 1`; an outcome that nobody wrote down is a dash."""
    known = [f"{outcome} {number}" for outcome, number in outcomes if outcome != "unknown"]
    return ", ".join(known) or "-"


def plural(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
