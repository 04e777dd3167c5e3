"""Entries of mapping sheets → what a project teaches: names, transformations, and what was not understood."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kbctl.engine.tables.columns.normal import flat
from kbctl.engine.tables.mining.bearing import Bearing, bearing_of
from kbctl.engine.tables.mining.entries import LONGEST, Entry, Note, Place, Sheet, parts_of
from kbctl.engine.tables.mining.language import language_of, words_by_language
from kbctl.engine.tables.mining.outcomes import OUTCOMES, Outcome
from kbctl.engine.tables.mining.resolve import Resolver
from kbctl.engine.tables.mining.rules import forms_of
from kbctl.engine.tables.mining.saying import one_line

Status = Literal["new", "conflict", "rejected", "part", "known"]
Tally = tuple[tuple[Outcome, int], ...]
#: steps that make one field of several columns or several of one: such a column is no name of the field
PARTIAL = frozenset({"concatenation", "split"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name that the sheets have for a field. `others`: the fields it stands for besides, by the
    knowledge or by the sheets."""

    field: str
    name: str
    language: str
    system: str
    table: str
    status: Status
    others: tuple[str, ...]
    outcomes: Tally
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Transformation:
    """A step that the sheets have for a field, and how often it came to what."""

    field: str
    form: str
    how: str
    bearing: Bearing
    outcomes: Tally
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Mined:
    """`rows`: those that map a column. `left_out`: those that say that a column is not taken over."""

    project: str
    sheets: tuple[Sheet, ...]
    passed_over: tuple[str, ...]
    rows: int
    left_out: int
    names: tuple[Name, ...]
    transformations: tuple[Transformation, ...]
    notes: tuple[Note, ...]

    def of(self, status: Status) -> tuple[Name, ...]:
        return tuple(name for name in self.names if name.status == status)


@dataclass(frozen=True, slots=True)
class _Use:
    """A row of a sheet for one of its fields."""

    entry: Entry
    field: str
    sources: tuple[str, ...]


def mine(project: str, sheets: Sequence[Sheet], passed_over: Sequence[str], resolver: Resolver) -> Mined:
    """`project` stands for the system of names whose sheet tells none."""
    entries = [entry for sheet in sheets for entry in sheet.entries]
    read = [one for entry in entries if entry.target for one in _uses(entry, resolver)]
    uses = [one for one in read if isinstance(one, _Use)]
    notes = [note for sheet in sheets for note in sheet.notes]
    return Mined(
        project=project,
        sheets=tuple(sheets),
        passed_over=tuple(passed_over),
        rows=len({one.entry.at for one in uses}),
        left_out=sum(entry.outcome == "left out" for entry in entries),
        names=tuple(_names(project, uses, resolver)),
        transformations=tuple(_transformations(uses)),
        notes=tuple(sorted([*notes, *(one for one in read if isinstance(one, Note))])),
    )


def _uses(entry: Entry, resolver: Resolver) -> Iterator[_Use | Note]:
    """One for each field of the target cell. A cell that is no name as a whole is taken apart only where that
    yields names."""
    sources = _sources(entry.source, resolver)
    if any(len(name) > LONGEST for name in sources):
        yield Note(entry.at, "long-name", f"too long for the name of a column, more than {LONGEST} letters")
        return
    whole = one_line(entry.target)
    found = [resolver.resolve(whole, entry.target_table, entry.target_system)]
    parts = parts_of(entry.target)
    if not found[0].field and len(parts) > 1:
        each = [resolver.resolve(part, entry.target_table, entry.target_system) for part in parts]
        if any(one.field for one in each):
            found = each
    for one in found:
        if one.field:
            yield _Use(entry, one.field, sources)
        else:
            yield Note(entry.at, "unknown-target", one.why, whole[:LONGEST])


def _sources(cell: str, resolver: Resolver) -> tuple[str, ...]:
    whole = one_line(cell)
    if not whole:
        return ()
    return (whole,) if resolver.knows(whole) else parts_of(cell)


def _names(project: str, uses: Iterable[_Use], resolver: Resolver) -> Iterator[Name]:
    found: dict[tuple[str, str, str, str], list[_Use]] = defaultdict(list)
    for use in uses:
        for name in use.sources:
            found[use.field, name, use.entry.system or project, use.entry.table].append(use)
    told: dict[str, set[str]] = defaultdict(set)
    status = {key: _status(key, group, resolver) for key, group in found.items()}
    for (field, name, _, _), one in status.items():
        if one in ("new", "known"):
            told[flat(name)].add(field)
    words = words_by_language(resolver.known.variations)
    for key, group in sorted(found.items()):
        field, name, system, table = key
        others = (resolver.meanings(name) | told[flat(name)]) - {field}
        verdict = "conflict" if status[key] == "new" and others else status[key]
        yield Name(
            field, name, language_of(name, words), system, table, verdict, tuple(sorted(others)),
            _tally(group), _places(group),
        )  # fmt: skip


def _status(key: tuple[str, str, str, str], group: Sequence[_Use], resolver: Resolver) -> Status:
    """What a name is by itself; whether it is in conflict, all names together decide."""
    if not flat(key[1]) or all(_is_part(use) for use in group):
        return "part"
    if all(use.entry.outcome == "rejected" for use in group):
        return "rejected"
    return "known" if key[0] in resolver.meanings(key[1]) else "new"


def _is_part(use: _Use) -> bool:
    return len(use.sources) > 1 or any(step.form in PARTIAL for step in forms_of(use.entry.rule))


def _transformations(uses: Iterable[_Use]) -> Iterator[Transformation]:
    found: dict[tuple[str, str, str], list[_Use]] = defaultdict(list)
    for use in uses:
        for step in forms_of(use.entry.rule):
            found[use.field, step.form, step.how].append(use)
    for (field, form, how), group in sorted(found.items()):
        yield Transformation(field, form, how, bearing_of(form, field), _tally(group), _places(group))


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """How often each outcome occurs, in the order of OUTCOMES."""
    counts = Counter(outcomes)
    return tuple((outcome, counts[outcome]) for outcome in OUTCOMES if counts[outcome])


def _tally(group: Iterable[_Use]) -> Tally:
    return tally(use.entry.outcome for use in group)


def _places(group: Iterable[_Use]) -> tuple[Place, ...]:
    return tuple(sorted({use.entry.at for use in group}))
