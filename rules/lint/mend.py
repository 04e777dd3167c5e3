"""Mends rule files: makes the fixes that are proved, and says what was done.

A rule with an error does nothing yet; a fix of it is made where the file then has fewer errors than before.
A rule that can be used keeps its meaning: a fix that changed it is not made, but for names of other rules and
of cases that do not exist.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kbctl.ontology.document import read_text
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.lint.fixes import Edit, Fix, fix_of
from kbctl.rules.lint.found import Found, Linted
from kbctl.rules.lint.span import index_of
from kbctl.rules.load import load_file
from kbctl.rules.meaning import meaning


@dataclass(frozen=True, slots=True)
class Mended:
    """A file as it should be: its text, and the last parts of its path where these change."""

    shown: str
    path: Path
    before: str
    after: str
    name: tuple[str, ...]
    done: tuple[tuple[Found, Fix], ...]

    @property
    def target(self) -> Path:
        """Where the file belongs. The folder changes only from one kind to another."""
        if not self.name:
            return self.path
        folder, name = self.name
        same = folder in ("", self.path.parent.name)
        return (self.path.parent if same else self.path.parent.parent / folder) / name


def fixes_of(linted: Linted) -> dict[Found, Fix]:
    """What would mend each finding, where something does; not proved yet."""
    texts = _texts(linted)
    offered = {
        one: fix_of(one, texts[one.problem.at.path], linted.rules.get(one.problem.at.path))
        for one in linted.found
        if one.problem.at.path in texts
    }
    return {one: fix for one, fix in offered.items() if fix}


def mended(linted: Linted, chosen: Iterable[Found], vocabulary: Vocabulary) -> tuple[Mended, ...]:
    """The files that the proved fixes of the chosen findings change, by path."""
    fixes = fixes_of(linted)
    texts = _texts(linted)
    by_path: dict[str, list[tuple[Found, Fix]]] = {}
    for one in chosen:
        if one in fixes:
            by_path.setdefault(one.problem.at.path, []).append((one, fixes[one]))
    files = (_mend(path, linted.files[path], texts[path], offered, vocabulary) for path, offered in
             sorted(by_path.items()))  # fmt: skip
    return tuple(file for file in files if file.done)


def _texts(linted: Linted) -> dict[str, str]:
    texts = {}
    for path in {one.problem.at.path for one in linted.found} & set(linted.files):
        try:
            texts[path] = read_text(linted.files[path], path)
        except InputProblems:  # told as a finding
            continue
    return texts


def _mend(
    shown: str, path: Path, before: str, offered: list[tuple[Found, Fix]], vocabulary: Vocabulary
) -> Mended:
    """The fixes one by one from the end of the file, so that places further up stay as they were."""
    text = before
    name: tuple[str, ...] = ()
    done: list[tuple[Found, Fix]] = []
    for one, fix in sorted(offered, key=lambda pair: [edit.start for edit in pair[1].edits], reverse=True):
        if fix.edits:
            new = edited(text, fix.edits)
            if new is None or not better(text, new, shown, vocabulary):
                continue
            text = new
        elif one.problem.code == "wrong-folder" or not name:
            name = fix.name
        done.append((one, fix))
    mended = Mended(shown, path, before, text, name, tuple(sorted(done, key=lambda pair: pair[0])))
    if name and mended.target.exists() and mended.target.resolve() != path.resolve():
        kept = tuple((one, fix) for one, fix in mended.done if fix.edits)
        return Mended(shown, path, before, text, (), kept)
    return mended


def edited(text: str, edits: Iterable[Edit]) -> str | None:
    """The text with the edits made; None where a place is not there (any more)."""
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        start, end = index_of(text, *edit.start), index_of(text, *edit.end)
        if start is None or end is None:
            return None
        text = text[:start] + edit.text + text[end:]
    return text


def better(before: str, after: str, shown: str, vocabulary: Vocabulary) -> bool:
    """Whether the change is proved: the same meaning, or fewer problems where the rule has none yet."""
    old, problems = load_file(before, shown, vocabulary)
    new, left = load_file(after, shown, vocabulary)
    if problems:
        return len(left) < len(problems)
    if left or len(new) != len(old):
        return False
    # names of rules and cases that were unknown stood for nothing, and were errors
    named = (
        replace(one, overrides=was.overrides, evidence=was.evidence)
        for one, was in zip(new, old, strict=True)
    )
    return [meaning(one) for one in named] == [meaning(was) for was in old]


def proved_fixes(linted: Linted, chosen: Iterable[Found], vocabulary: Vocabulary) -> dict[Found, Fix]:
    """What would really be mended, and how."""
    return {one: fix for file in mended(linted, chosen, vocabulary) for one, fix in file.done}
