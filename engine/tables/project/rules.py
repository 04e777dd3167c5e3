"""rules.yaml: rules of the data that the project has accepted; each of them is enforced.

schema: kbctl/data-rules/1
rules:
- {id: 3fa9c1, table: visits.csv, column: town, determined_by: [depot]}
- {id: 77b0de, table: stock.csv, column: packed, patterns: ["# boxes", "# bags"]}       # `#`: any number

A rule of a table or column that is not among those diagnosed waits until it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kbctl.engine.tables.dependencies.doubted import unsaid
from kbctl.engine.tables.dependencies.suggest import Suggestion
from kbctl.engine.tables.detectors.common import count, finding, percent, quoted
from kbctl.engine.tables.diagnose import SEVERITIES, Check, Diagnosis
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.project.reading import Entries, write_yaml
from kbctl.engine.tables.residual import narrowed
from kbctl.engine.tables.table import Column, Finding, template
from kbctl.ontology.document import Node
from kbctl.ontology.source import Problem, did_you_mean

FILE, SCHEMA, CONCEPT = "rules.yaml", "kbctl/data-rules/1", "DataRuleViolation"
HEAD = "Rules of the data that the project has accepted: `kbctl diagnose --project` enforces them."
KEYS = ("id", "table", "column", "determined_by", "patterns")


@dataclass(frozen=True, slots=True)
class Rule:
    """`on` settles `column`, or its texts follow one of `patterns`. `at`: the nodes of its columns."""

    id: str
    table: str
    column: str
    on: tuple[str, ...]
    patterns: tuple[str, ...]
    at: tuple[Node, ...] = ()

    @property
    def says(self) -> str:
        if self.on:
            return f"{' + '.join(self.on)} settles {self.column}"
        return f"{self.column} looks like {' or '.join(self.patterns)}"


def read_rules(folder: Path) -> tuple[Rule, ...]:
    """In the order of the file; none where it is not there. Raises InputProblems."""
    entries = Entries(folder / FILE, SCHEMA, "rules")
    found = _rules(entries)
    entries.done()
    return tuple(found)


def _rules(entries: Entries) -> list[Rule]:
    found = []
    known: set[str] = set()
    for node in entries:
        told = entries.mapping(node, KEYS, ("id", "table", "column"))
        if told is None or not {"id", "table", "column"} <= told.keys():
            continue
        on, patterns = entries.texts(told.get("determined_by")), entries.texts(told.get("patterns"))
        if bool(on) == bool(patterns):
            entries.refuse(node, "a rule has either 'determined_by' or 'patterns'")
        id, column = entries.text(told["id"]), entries.text(told["column"])
        if id in known:
            entries.refuse(told["id"], f"id '{id}' is used twice")
        if column in on:
            entries.refuse(told["column"], f"'{column}' cannot settle itself")
        known.add(id)
        listed = told.get("determined_by")
        nodes = (told["column"], *(getattr(listed, "items", ()) if on else ()))
        found.append(Rule(id, entries.text(told["table"]), column, on, patterns, nodes))
    return found


def accept(folder: Path, suggested: Iterable[Suggestion]) -> Path:
    """Adds suggestions to the project's rules; those that it has stay as they are. Raises InputProblems."""
    rules = list(read_rules(folder))
    has = {rule.id for rule in rules}
    rules += [
        Rule(one.id, one.table, one.column, one.on, one.templates) for one in suggested if one.id not in has
    ]
    listed = []
    for rule in rules:
        told = {
            "id": rule.id,
            "table": rule.table,
            "column": rule.column,
            "determined_by": list(rule.on),
            "patterns": list(rule.patterns),
        }
        listed.append({key: value for key, value in told.items() if value})
    path = folder / FILE
    write_yaml(path, HEAD, {"schema": SCHEMA, "rules": listed})
    return path


def apply(diagnosis: Diagnosis, folder: Path) -> Diagnosis:
    """The diagnosis with a finding for every accepted rule that is broken. Raises InputProblems."""
    entries = Entries(folder / FILE, SCHEMA, "rules")
    rules = _rules(entries)
    tables = {table.name: table for table in diagnosis.book.tables}
    broken = []
    for rule in rules:
        if rule.table not in tables:
            continue
        table = tables[rule.table]
        headers = table.table.by_header
        for node, header in zip(rule.at, (rule.column, *rule.on), strict=False):
            if header not in headers:
                hint = did_you_mean(header, tuple(headers))
                entries.problems.append(
                    Problem(node.at, "unknown-column", f"{rule.table} has no column '{header}'{hint}")
                )
        if {rule.column, *rule.on} <= headers.keys() and (found := _broken(rule, table)):
            broken.append(found)
    entries.done()
    return _with(diagnosis, broken) if broken else diagnosis


def _broken(rule: Rule, table: Profiled) -> Finding | None:
    column = table.table.by_header[rule.column]
    places = _unlike(rule, table, column) if rule.on else _unshaped(rule, column)
    if not places:
        return None
    message = (
        f"{count(len(places), 'cell')} ({percent(len(places), table.rows)}) of {column.header} break the "
        f"accepted rule {rule.id}: {rule.says}."
    )
    cells = [table.cell(place, column) for place in places]
    shown = tuple(dict.fromkeys(quoted(column.values[place]) for place in places))
    return finding(CONCEPT, table, column, cells, 1.0, "major", message, shown)


def _unlike(rule: Rule, table: Profiled, column: Column) -> list[int]:
    """Cells that differ from what most rows of the same determinants say, blanks and fillers too; all of
    them where no value has the majority."""
    lefts = [table.table.by_header[header] for header in rule.on]
    mute = unsaid(column)
    groups: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(table.rows):
        key = tuple(left.values[place].strip() for left in lefts)
        if all(key):
            groups[key].append(place)
    found: list[int] = []
    for places in groups.values():
        texts = [column.values[place].strip() for place in places]
        tally = Counter(text for text in texts if text and text not in mute)
        if not tally or len(set(texts)) == 1:
            continue
        (first, most), *rest = tally.most_common(2)
        tied = bool(rest) and rest[0][1] == most
        found += [place for place, text in zip(places, texts, strict=True) if tied or text != first]
    return sorted(found)


def _unshaped(rule: Rule, column: Column) -> list[int]:
    right = set(rule.patterns)
    odd = [text for text in column.counts if text.strip() and template(text.strip()) not in right]
    return list(column.places(odd))


def _with(diagnosis: Diagnosis, broken: Sequence[Finding]) -> Diagnosis:
    """What a discovered rule found too is told by the accepted one alone."""
    told = {(one.table, cell.row, cell.column) for one in broken for cell in one.cells}
    rows = {table.name: table.rows for table in diagnosis.book.tables}
    findings = list(broken)
    for one in diagnosis.findings:
        if one.concept == CONCEPT:
            cells = tuple(c for c in one.cells if (one.table, c.row, c.column) not in told)
            if not cells:
                continue
            one = narrowed(one, cells, rows[one.table])
        findings.append(one)
    order = {(t.name, c.header): c.position for t in diagnosis.book.tables for c in t.table.columns}
    findings.sort(
        key=lambda f: (SEVERITIES.index(f.severity), f.concept, f.table, order.get((f.table, f.column), -1))
    )
    hit = {one.table for one in broken}
    checks = tuple(
        Check(c.concept, c.table, "issue") if c.concept == CONCEPT and c.table in hit else c
        for c in diagnosis.checks
    )
    return replace(diagnosis, findings=tuple(findings), checks=checks)
