"""A history as text for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kbctl.engine.review.change.render import change_json, part_json
from kbctl.engine.review.history.history import Entry


def as_text(rule: str, entries: Sequence[Entry], everything: bool = False) -> str:
    """Entries that mean something, newest first; with `everything` those of wording too."""
    shown = [one for one in entries if everything or one.means_something]
    lines = [line for one in shown for line in (*_entry(one), "")]
    left = len(entries) - len(shown)
    if left:
        lines.append(f"{left} commit{'' if left == 1 else 's'} of wording only (--all shows them)")
    elif not shown:
        lines.append(f"no commit of {rule} yet")
    return "\n".join(lines).rstrip()


def _entry(entry: Entry) -> Iterator[str]:
    commit = entry.commit
    yield f"{commit.short} {commit.date} {commit.author}: {commit.subject}" if commit else "not committed"
    if entry.problem:
        yield f"    {entry.problem}"
    if entry.change and entry.change.was:
        yield f"    renamed from {entry.change.was} to {entry.change.rule}"
    if entry.change and entry.change.kind in ("added", "removed"):
        yield f"    rule {entry.change.kind}: {entry.change.behaviour[0].says}"
    elif entry.change:
        yield from (f"    {part.says}" for part in (*entry.change.behaviour, *entry.change.about))
    yield from (f"    {part.says}" for part in entry.approvals)
    if not entry.means_something:
        yield "    wording only"


def as_json(rule: str, entries: Sequence[Entry]) -> dict[str, Any]:
    return {"rule": rule, "entries": [_entry_json(one) for one in entries]}


def _entry_json(entry: Entry) -> dict[str, Any]:
    commit = entry.commit
    return {
        "commit": commit.hash if commit else None,
        "date": commit.date if commit else None,
        "author": commit.author if commit else None,
        "subject": commit.subject if commit else None,
        "rule": entry.rule,
        "wording_only": not entry.means_something,
        "change": change_json(entry.change) if entry.change else None,
        "approvals": [part_json(part) for part in entry.approvals],
        "problem": entry.problem or None,
    }
