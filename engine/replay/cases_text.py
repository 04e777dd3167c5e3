"""Past cases for people and as JSON: one case in full, and the cases nearest to a situation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kbctl.engine.replay.layout import BOLD, DIM, labelled, paint, wrapped
from kbctl.engine.replay.words import words
from kbctl.kg.cases import Case, Lesson
from kbctl.kg.similar import LIKE, Compared, Matched, Similar, Situation
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Vocabulary

#: So many lessons of a case are told in text, the nearest first; JSON has all.
LESSONS = 3
MATCHES = 4
RESULTS = {
    "worked": "worked", "partly": "worked in part", "failed": "failed", "unknown": "result not known",
}  # fmt: skip


def case_json(case: Case, rules: Mapping[str, str]) -> dict[str, Any]:
    """`rules`: those that the case is evidence of, each with supports or contradicts."""
    return {
        "id": case.id, "title": case.title, "kind": case.kind, "year": case.year, "industry": case.industry,
        "summary": case.summary, "profile": {name: _plain(value) for name, value in case.profile.items()},
        "unknown": list(case.unknown),
        "lessons": [_lesson_json(lesson) for lesson in case.lessons],
        "sources": [{"citation": s.citation, "url": s.url, "supports": s.supports} for s in case.sources],
        "rules": [{"id": rule, "says": says} for rule, says in sorted(rules.items())],
    }  # fmt: skip


def case_text(case: Case, rules: Mapping[str, str], vocabulary: Vocabulary, width: int, colour: bool) -> str:
    label = _labels(vocabulary)
    about = [case.id, case.kind, str(case.year or ""), label(case.industry) if case.industry else ""]
    lines = [paint(case.title, BOLD, colour) + "   " + paint(" · ".join(filter(None, about)), DIM, colour)]
    lines += [*wrapped(case.summary, width, 0), ""]
    profile = [f"{_name(slot)} {_said(slot, value, vocabulary)}" for slot, value in case.profile.items()]
    lines += labelled("Company", profile, 0, width)
    for lesson in case.lessons:
        lines += ["", *_lesson(lesson, label, width, 0)]
    lines += [""] if rules else []
    for says in ("supports", "contradicts"):
        lines += labelled(says.capitalize(), sorted(r for r, said in rules.items() if said == says), 0, width)
    lines += ["", *labelled("Unknown", case.unknown, 0, width)] if case.unknown else []
    lines += ["", "Sources"]
    for source in case.sources:
        lines += wrapped(f"  {source.citation}", width, 4)
        lines += [f"    {source.url}"] if source.url else []
        lines += wrapped(f"    supports: {source.supports}", width, 6)
    return "\n".join(lines)


def list_text(cases: Sequence[Case], vocabulary: Vocabulary, width: int) -> str:
    label = _labels(vocabulary)
    longest = max((len(case.id) for case in cases), default=0)
    lines = []
    for case in cases:
        about = [case.kind, str(case.year or ""), label(case.industry) if case.industry else ""]
        lines += wrapped(
            f"{case.id:<{longest}}  {case.title}  ({', '.join(filter(None, about))})", width, longest + 2
        )
    return "\n".join(lines)


# --- the nearest ones --------------------------------------------------------------------------


def similar_json(here: Situation, lost: Iterable[str], found: Sequence[Similar]) -> dict[str, Any]:
    return {
        "situation": {
            "challenges": list(here.challenges), "ungrounded": list(lost),
            "company": {name: _plain(value) for name, value in sorted(here.company.items())},
        },
        "cases": [
            {
                "id": one.case.id, "title": one.case.title, "kind": one.case.kind,
                "likeness": round(one.likeness, 3), "challenges": round(one.challenges, 3),
                "matched": [
                    {"here": m.here, "there": m.there, "likeness": round(m.likeness, 3)} for m in one.matched
                ],
                "company": [_compared_json(pair) for pair in one.compared],
                "reuse": [{"for": m.here, **_lesson_json(lesson)} for m, lesson in one.lessons],
                "revise": [_compared_json(pair) for pair in one.differing],
            }
            for one in found
        ],
    }  # fmt: skip


def similar_text(
    title: str, here: Situation, lost: Sequence[str], found: Sequence[Similar], vocabulary: Vocabulary,
    width: int, colour: bool,
) -> str:  # fmt: skip
    label = _labels(vocabulary)
    count = len(here.challenges)
    lines = wrapped(
        f"Past cases nearest to {title} ({count} {'kind' if count == 1 else 'kinds'} of challenge)", width, 2
    )
    if lost:
        lines += wrapped(f"  not counted, as nobody could tell what is meant: {' · '.join(lost)}", width, 4)
    for one in found:
        head = f" {one.likeness:.2f}  {one.case.title}"
        lines += [
            "",
            paint(head, BOLD, colour) + "   " + paint(f"{one.case.id} · {one.case.kind}", DIM, colour),
        ]
        lines += labelled("like", _alike(one, label, vocabulary), 7, width)
        for match, lesson in one.lessons[:LESSONS]:
            lines += _reuse(match, lesson, label, width)
        if len(one.lessons) > LESSONS:
            lines.append(" " * 17 + f"and {len(one.lessons) - LESSONS} more lessons")
        doubtful = [_differs(pair, vocabulary) for pair in one.differing]
        lines += labelled("differs", doubtful, 7, width)
    return "\n".join(lines)


def _alike(one: Similar, label: Any, vocabulary: Vocabulary) -> list[str]:
    parts = [
        label(m.here).lower()
        if m.here == m.there
        else f"{label(m.here).lower()} (there {label(m.there).lower()})"
        for m in one.matched[:MATCHES]
    ]
    if not parts:
        parts = ["no challenge of the same kind"]
    if len(one.matched) > MATCHES:
        parts.append(f"{len(one.matched) - MATCHES} more challenges")
    for pair in one.compared:
        if pair.likeness >= LIKE:
            both = pair.here == pair.there
            said = _said(pair.slot, pair.here, vocabulary)
            other = "" if both else f" (there {_said(pair.slot, pair.there, vocabulary)})"
            parts.append(f"{_name(pair.slot)} {said}{other}")
    return parts


def _reuse(match: Matched, lesson: Lesson, label: Any, width: int) -> list[str]:
    what = label(match.here).lower()
    if lesson.use:
        what += f": {label(lesson.use).lower()}, {RESULTS[lesson.result]}"
    return wrapped(f"       learned   {what} — {lesson.says}", width, 17)


def _differs(pair: Compared, vocabulary: Vocabulary) -> str:
    here, there = _said(pair.slot, pair.here, vocabulary), _said(pair.slot, pair.there, vocabulary)
    return f"{_name(pair.slot)}: here {here}, there {there}"


def _lesson(lesson: Lesson, label: Any, width: int, indent: int) -> list[str]:
    head = ", ".join(label(one) for one in lesson.concerns)
    if lesson.use:
        head += f" · {label(lesson.use)}: {RESULTS[lesson.result]}"
    return [
        *wrapped(" " * indent + head, width, indent + 2),
        *wrapped(" " * (indent + 2) + lesson.says, width, indent + 2),
    ]


def _lesson_json(lesson: Lesson) -> dict[str, Any]:
    return {
        "concerns": list(lesson.concerns),
        "use": lesson.use,
        "result": lesson.result,
        "says": lesson.says,
    }


def _compared_json(pair: Compared) -> dict[str, Any]:
    return {"slot": pair.slot, "here": _plain(pair.here), "there": _plain(pair.there),
            "likeness": round(pair.likeness, 3)}  # fmt: skip


def _plain(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _name(slot: str) -> str:
    return {"revenue_usd": "revenue"}.get(slot, slot.replace("_", " "))


def _said(slot: str, value: Value, vocabulary: Vocabulary) -> str:
    declared = vocabulary.slot("company", slot)
    if declared and declared.type == "class":
        names = value if isinstance(value, tuple) else (value,)
        return ", ".join(_labels(vocabulary)(str(one)) for one in names)
    return words(value, declared.unit if declared else None)


def _labels(vocabulary: Vocabulary) -> Any:
    def label(term: str) -> str:
        known = vocabulary.terms.get(term)
        return known.label if known else term

    return label
