"""The mappings to other vocabularies: reads ontology/mappings.sssom.tsv and holds it to its rules.

An SSSOM table (https://w3id.org/sssom): a header of `#` lines with the licence and the prefixes, then a row
for each mapping of one of our terms to a term of another vocabulary. docs/alignment.md says when which
predicate is right. Reading never touches the other vocabularies: `object_source_version` says where an object
was looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kbctl.ontology.source import InputProblems, Location, Problem, did_you_mean
from kbctl.ontology.units import UNITS
from kbctl.ontology.vocab import NAMESPACE, Vocabulary

SHOWN = "ontology/mappings.sssom.tsv"
COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification",
    "object_source", "object_source_version", "comment",
)  # fmt: skip
NEEDED = ("mapping_set_id", "mapping_set_version", "license", "curie_map")
PREDICATES = tuple(f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related"))
JUSTIFICATION = "semapv:ManualMappingCuration"
_CURIES = ("subject_id", "predicate_id", "object_id", "mapping_justification", "object_source")
_HEADER = re.compile(r"(?P<key>[\w.-]+):(?:\s+(?P<value>.*\S))?\s*\Z")


@dataclass(frozen=True, slots=True)
class Linked:
    """A row. `subject` and `object` are IRIs; the ids are as the file writes them, with a prefix.

    `predicate` is one of PREDICATES; `subject_at` and `label_at` say where the subject and its label stand.
    """

    subject: str
    subject_id: str
    subject_label: str
    predicate: str
    object: str
    object_id: str
    object_label: str
    source: str
    source_version: str
    comment: str
    subject_at: Location
    label_at: Location


@dataclass(frozen=True)
class MappingSet:
    """The table: what its header says, its prefixes, its rows in the order of the file."""

    header: Mapping[str, str]
    prefixes: Mapping[str, str]
    rows: tuple[Linked, ...]

    def of(self, subject: str) -> tuple[Linked, ...]:
        """The mappings of a term by its IRI, the closest first."""
        found = [row for row in self.rows if row.subject == subject]
        return tuple(sorted(found, key=lambda row: (PREDICATES.index(row.predicate), row.object_id)))

    @property
    def used(self) -> dict[str, str]:
        """The prefixes of subjects and objects, with their namespaces."""
        ids = {one.partition(":")[0] for row in self.rows for one in (row.subject_id, row.object_id)}
        return {prefix: self.prefixes[prefix] for prefix in sorted(ids)}


EMPTY = MappingSet({}, {}, ())


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    at: Location


def subjects(vocabulary: Vocabulary) -> dict[str, str]:
    """IRI -> label of everything that may be mapped: terms, frames, slots, units and what these measure."""
    known = {NAMESPACE + term.id: term.label for term in vocabulary.terms.values()}
    for frame in vocabulary.frames.values():
        known[f"{NAMESPACE}frame/{frame.name}"] = frame.name
        for slot in frame.slots:
            known[f"{NAMESPACE}frame/{frame.name}.{slot}"] = f"{frame.name}.{slot}"
    for unit, (quantity, _) in UNITS.items():
        known[f"{NAMESPACE}unit/{unit}"] = unit
        known[f"{NAMESPACE}quantity/{quantity}"] = quantity
    return known


def load_mappings(text: str, vocabulary: Vocabulary, shown: str = SHOWN) -> MappingSet:
    """The mappings, all of terms that there are. Raises InputProblems with everything that is wrong."""
    try:
        found = read_mappings(text, shown)
    except Unfit as unfit:
        problems = (*unfit.problems, *wrong_subjects(unfit.legible, vocabulary))
        raise InputProblems(problems) from None
    problems = tuple(wrong_subjects(found.rows, vocabulary))
    if problems:
        raise InputProblems(problems)
    return found


def wrong_subjects(rows: Iterable[Linked], vocabulary: Vocabulary) -> Iterator[Problem]:
    """What is wrong with the rows in the light of the vocabulary: unknown subjects, wrong labels."""
    known = subjects(vocabulary)
    for row in rows:
        if row.subject not in known:
            names = {iri.removeprefix(NAMESPACE): iri for iri in known}
            near = did_you_mean(row.subject.removeprefix(NAMESPACE), names)
            message = f"the mapping to {row.object_id} is of an unknown term '{row.subject_id}'{near}"
            yield Problem(row.subject_at, "mapping-unknown-term", message)
        elif row.subject_label != known[row.subject]:
            message = f"{row.subject_id} is called “{known[row.subject]}”, not “{row.subject_label}”"
            yield Problem(row.label_at, "mapping-label", message)


class Unfit(InputProblems):
    """A table that breaks its rules. `legible`: the rows that could be read all the same."""

    def __init__(self, problems: Iterable[Problem], legible: tuple[Linked, ...]) -> None:
        super().__init__(problems)
        self.legible = legible


def read_mappings(text: str, shown: str = SHOWN) -> MappingSet:
    """The table as it stands, without a look at our terms. Raises Unfit where it breaks its rules."""
    problems: list[Problem] = []
    lines = list(enumerate(text.replace("\r\n", "\n").removesuffix("\n").split("\n"), 1))
    top = [(n, line) for n, line in lines if line.startswith("#")]
    body = [(n, line) for n, line in lines if not line.startswith("#") and line.strip()]
    header, prefixes = _header(top, shown, problems)
    table = _table(body, shown, problems)
    rows = [row for cells in table if (row := _row(cells, prefixes, problems))]
    problems += _rules(rows)
    if problems:
        raise Unfit(problems, tuple(rows))
    return MappingSet(header, prefixes, tuple(rows))


def _header(
    lines: list[tuple[int, str]], shown: str, problems: list[Problem]
) -> tuple[dict[str, str], dict[str, str]]:
    """`#key: value` lines, and what is indented below `curie_map`. Flat YAML, as SSSOM writes it."""
    said: dict[str, str] = {}
    nested: dict[str, dict[str, str]] = {}
    margin: int | None = None
    for number, line in lines:
        inner = line[1:]
        indent = len(inner) - len(inner.lstrip())
        if not inner.strip():
            continue
        margin = indent if margin is None else margin
        found = _HEADER.match(inner.strip())
        if not found or (indent > margin and not said):
            at = Location(shown, number, indent + 2)
            problems.append(Problem(at, "mapping-header", f"'{inner.strip()}' is not a line 'key: value'"))
            continue
        key, value = found["key"], (found["value"] or "").strip("'\"")
        into = said if indent == margin else nested.setdefault(list(said)[-1], {})
        if key in into:
            at = Location(shown, number, indent + 2)
            problems.append(Problem(at, "mapping-header", f"'{key}' is said twice"))
        into[key] = value
    for key in NEEDED:
        if not (said.get(key) or nested.get(key)):
            near = did_you_mean(key, [one for one in said if one not in NEEDED])
            message = f"the header says no '{key}'{near}"
            problems.append(Problem(Location(shown, 1, 1), "mapping-header", message))
    return {key: value for key, value in said.items() if value}, nested.get("curie_map", {})


def _table(lines: list[tuple[int, str]], shown: str, problems: list[Problem]) -> list[dict[str, _Cell]]:
    if not lines:
        problems.append(Problem(Location(shown), "mapping-file", "there is no table below the header"))
        return []
    names = [cell.text for cell in _cells(*lines[0], shown)]
    for cell in _cells(*lines[0], shown):
        if cell.text not in COLUMNS:
            near = did_you_mean(cell.text, COLUMNS)
            problems.append(Problem(cell.at, "mapping-file", f"unknown column '{cell.text}'{near}"))
    if missing := [name for name in COLUMNS if name not in names]:
        message = f"the table has no column {', '.join(missing)}"
        problems.append(Problem(Location(shown, lines[0][0], 1), "mapping-file", message))
        return []
    table = []
    for number, line in lines[1:]:
        cells = _cells(number, line, shown)
        if len(cells) != len(names):
            message = f"the row has {len(cells)} cells, the table {len(names)} columns"
            problems.append(Problem(Location(shown, number, 1), "mapping-file", message))
        else:
            table.append(dict(zip(names, cells, strict=True)))
    return table


def _cells(number: int, line: str, shown: str) -> list[_Cell]:
    cells, column = [], 1
    for text in line.split("\t"):
        cells.append(_Cell(text, Location(shown, number, column)))
        column += len(text) + 1
    return cells


def _row(cells: Mapping[str, _Cell], prefixes: Mapping[str, str], problems: list[Problem]) -> Linked | None:
    found = list(_wrong_cells(cells, prefixes))
    problems += found
    if any(problem.code in ("mapping-prefix", "mapping-empty") for problem in found):
        return None
    text = {name: cell.text for name, cell in cells.items()}
    subject, target = (_expanded(text[name], prefixes) for name in ("subject_id", "object_id"))
    return Linked(
        subject, text["subject_id"], text["subject_label"], text["predicate_id"],
        target, text["object_id"], text["object_label"],
        text["object_source"], text["object_source_version"], text["comment"],
        cells["subject_id"].at, cells["subject_label"].at,
    )  # fmt: skip


def _wrong_cells(cells: Mapping[str, _Cell], prefixes: Mapping[str, str]) -> Iterator[Problem]:
    for name in COLUMNS:
        if not cells[name].text.strip():
            yield Problem(cells[name].at, "mapping-empty", f"no {name}")
        elif name in _CURIES:
            prefix, colon, rest = cells[name].text.partition(":")
            if not colon or not rest:
                message = f"'{cells[name].text}' is not of the form prefix:name"
                yield Problem(cells[name].at, "mapping-prefix", message)
            elif prefix not in prefixes:
                message = f"the header declares no prefix '{prefix}'{did_you_mean(prefix, prefixes)}"
                yield Problem(cells[name].at, "mapping-prefix", message)
    for name, allowed in (("predicate_id", PREDICATES), ("mapping_justification", (JUSTIFICATION,))):
        text = cells[name].text
        if text.strip() and text not in allowed:
            near = did_you_mean(text, allowed) or f"; one of {', '.join(allowed)}"
            yield Problem(cells[name].at, f"mapping-{name.split('_')[0]}", f"unknown {name} '{text}'{near}")


def _expanded(curie: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, rest = curie.partition(":")
    return prefixes[prefix] + rest


def _rules(rows: list[Linked]) -> Iterator[Problem]:
    """What holds between rows: in order, one mapping of a pair, one exact match in a vocabulary."""
    for before, row in pairwise(rows):
        if (row.subject_id, row.object_id) < (before.subject_id, before.object_id):
            message = (
                f"{row.subject_id} to {row.object_id} belongs above {before.subject_id} to {before.object_id}"
            )
            yield Problem(row.subject_at, "mapping-order", message)
    pairs: dict[tuple[str, str], Linked] = {}
    exact: dict[tuple[str, str], Linked] = {}
    for row in rows:
        first = pairs.setdefault((row.subject, row.object), row)
        if first is not row:
            message = f"{row.subject_id} is mapped to {row.object_id} in line {first.subject_at.line} already"
            yield Problem(row.subject_at, "mapping-twice", message)
        elif row.predicate == "skos:exactMatch":
            other = exact.setdefault((row.subject, row.source), row)
            if other is not row:
                message = (
                    f"{row.subject_id} has an exact match in {row.source} already:"
                    f" {other.object_id}, line {other.subject_at.line}"
                )
                yield Problem(row.subject_at, "mapping-exact-twice", message)
