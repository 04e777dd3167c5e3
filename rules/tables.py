"""Decision tables: a rule file whose rows are rules.

    table: duplicates-by-size
    kind: conditional
    …
    hit: unique                                   # unique, first or collect
    when:                                         # stands in every row
      - {challenge: $c, is: DuplicateCustomer}
      - {company: $co}
    conditions: {rate: $c.rate, customers: $co.customers}
    outputs: [remedy, confidence]
    then:
      - {recommend: =remedy, for: $c, confidence: =confidence}
    rows:
      - {name: few, rate: {lt: 0.02}, remedy: StewardDuplicateReview, confidence: 0.7}
      - {name: many, rate: {gte: 0.02}, remedy: SurvivorshipMerge, confidence: 0.8}

A row becomes an ordinary rule `<table>-<name>` that stands where the row stands: its cells are slot tests of
the clause that binds the variable, `=name` in the actions is the cell of an output. With `hit: first` a row
speaks only where no row above it does (a `not` for each). A test says by row what is expected:
`expect: {many: [{recommend: SurvivorshipMerge, for: c1}]}`, or `[]` for none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kbctl.ontology.document import Entry, Mapping, Node, Scalar, Sequence
from kbctl.ontology.source import Location, did_you_mean
from kbctl.rules.model import Comparison
from kbctl.rules.read_when import read_pattern
from kbctl.rules.reading import Reader, found

HITS = ("unique", "first", "collect")
COMMON = ("kind", "title", "status", "owner", "because", "overrides", "evidence", "replaced_by")
OWN = ("because", "title", "overrides", "evidence")
REQUIRED = ("table", "kind", "title", "status", "owner", "hit", "when", "conditions", "then", "rows")
KEYS = (*REQUIRED, "outputs", "complete", "because", "overrides", "evidence", "replaced_by", "tests")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Condition:
    """A column of the table: a slot of the fact that a variable of `when` stands for."""

    name: str
    variable: str
    frame: str
    slot: str
    at: Location


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by condition (one that is missing, or `_`, admits everything) and the rule that the row makes."""

    name: str
    cells: dict[str, tuple[Comparison, ...]]
    rule: Mapping
    at: Location


@dataclass(frozen=True, slots=True)
class Table:
    """`complete` says that a row must speak for every combination of known values."""

    id: str
    hit: str
    complete: bool
    conditions: tuple[Condition, ...]
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]
    at: Location


def is_table(node: Node) -> bool:
    return isinstance(node, Mapping) and node.get("table") is not None


def read_table(reader: Reader, mapping: Mapping) -> Table | None:
    """The table with its rows as rule mappings, for `rules.load` to read like any rule file."""
    keys = reader.keys(mapping.entries, KEYS, "a decision table")
    if not reader.required(keys, REQUIRED, mapping.at, "a decision table"):
        return None
    name = reader.text(keys["table"].value, "'table'") or ""
    if name and not _NAME.match(name):
        message = f"'{name}' is no table id: small letters, digits and single hyphens"
        reader.report(keys["table"].value.at, "bad-id", message)
    hit = reader.choice(keys["hit"].value, HITS, "hit policy", "unknown-hit") or "unique"
    clauses = reader.sequence(keys["when"].value, "'when'")
    conditions = _conditions(reader, keys["conditions"].value, clauses)
    outputs = _outputs(reader, keys.get("outputs"), conditions)
    drafts = _rows(reader, keys["rows"].value, conditions, outputs)
    tests = keys.get("tests")
    _check_tests(reader, tests, [draft.name for draft in drafts])
    rows = []
    for number, draft in enumerate(drafts):
        above = drafts[:number] if hit == "first" else ()
        rule = _rule(reader, mapping.at, name, keys, draft, conditions, outputs, above)
        cells = {one.name: _comparisons(reader, one, draft.entries.get(one.name)) for one in conditions}
        rows.append(Row(draft.name, cells, rule, draft.at))
    return Table(name, hit, _flag(reader, keys.get("complete")), conditions, outputs, tuple(rows), mapping.at)


def _flag(reader: Reader, entry: Entry | None) -> bool:
    value = entry.value.value if entry and isinstance(entry.value, Scalar) else None
    if entry and not isinstance(value, bool):
        reader.report(entry.value.at, "wrong-type", f"'{entry.key}' must be true or false")
    return value is True


# --- columns ---------------------------------------------------------------------------------


def _conditions(reader: Reader, node: Node, clauses: Iterable[Node]) -> tuple[Condition, ...]:
    mapping = reader.mapping(node, "'conditions'")
    bound = {str(entry.value.value): entry for entry in _firsts(clauses) if isinstance(entry.value, Scalar)}
    made = []
    for entry in mapping.entries if mapping else ():
        variable = reader.variable(entry.value, f"the condition '{entry.key}'", path=True)
        if variable is None:
            continue
        if variable.slot is None:
            message = f"the condition '{entry.key}' must name a slot, as in ${variable.name}.rate"
            reader.report(entry.value.at, "bad-variable", message)
            continue
        first = bound.get(f"${variable.name}")
        frame = reader.vocabulary.frames.get(first.key) if first else None
        if frame is None:
            message = f"${variable.name} is not the id of a clause of 'when'"
            hint = did_you_mean(f"${variable.name}", bound)
            reader.report(entry.value.at, "unbound-variable", message + hint)
            continue
        if variable.slot not in frame.slots:
            message = (
                f"unknown slot '{variable.slot}' of {frame.name}{did_you_mean(variable.slot, frame.slots)}"
            )
            reader.report(entry.value.at, "unknown-slot", message)
            continue
        made.append(Condition(entry.key, variable.name, frame.name, variable.slot, entry.at))
    return tuple(made)


def _firsts(clauses: Iterable[Node]) -> Iterator[Entry]:
    """The first entries of the positive clauses: frame and id."""
    for clause in clauses:
        if isinstance(clause, Mapping) and clause.entries and clause.entries[0].key not in ("not", "count"):
            yield clause.entries[0]


def _outputs(reader: Reader, entry: Entry | None, conditions: Iterable[Condition]) -> tuple[str, ...]:
    if entry is None:
        return ()
    taken = {one.name for one in conditions} | {"name", *OWN}
    names = []
    for item in reader.sequence(entry.value, "'outputs'"):
        name = reader.text(item, "an output")
        if name in taken or name in names:
            reader.report(item.at, "duplicate-key", f"'{name}' is already the name of a column")
        elif name:
            names.append(name)
    return tuple(names)


# --- rows ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Draft:
    name: str
    entries: dict[str, Entry]
    at: Location


def _rows(
    reader: Reader, node: Node, conditions: Iterable[Condition], outputs: Iterable[str]
) -> list[_Draft]:
    known = ("name", *(one.name for one in conditions), *outputs, *OWN)
    drafts: dict[str, _Draft] = {}
    for item in reader.sequence(node, "'rows'"):
        mapping = reader.mapping(item, "a row")
        keys = reader.keys(mapping.entries, known, "a row") if mapping else {}
        if not mapping or not reader.required(keys, ("name", *outputs), mapping.at, "a row"):
            continue
        name = reader.text(keys["name"].value, "the name of a row") or ""
        if name and not _NAME.match(name):
            message = f"'{name}' is no name of a row: small letters, digits and single hyphens"
            reader.report(keys["name"].value.at, "bad-id", message)
        elif name in drafts:
            reader.report(keys["name"].value.at, "duplicate-key", f"a second row is named '{name}'")
        else:
            drafts[name] = _Draft(name, keys, mapping.at)
    return list(drafts.values())


def _any(entry: Entry | None) -> bool:
    """A cell that admits everything."""
    return entry is None or (isinstance(entry.value, Scalar) and entry.value.value == "_")


def _comparisons(reader: Reader, condition: Condition, entry: Entry | None) -> tuple[Comparison, ...]:
    if entry is None or _any(entry):
        return ()
    test = replace(entry, key=condition.slot)
    head = Entry(condition.frame, entry.at, Scalar("_", entry.at))
    pattern = read_pattern(reader, Mapping((head, test), entry.at))
    return pattern.tests if pattern else ()


def _rule(
    reader: Reader,
    at: Location,
    table: str,
    keys: dict[str, Entry],
    draft: _Draft,
    conditions: tuple[Condition, ...],
    outputs: tuple[str, ...],
    above: Iterable[_Draft],
) -> Mapping:
    """The mapping of an ordinary rule file for one row."""
    common = {key: keys[key] for key in COMMON if key in keys} | {
        key: draft.entries[key] for key in OWN if key in draft.entries
    }
    when = [_clause(reader, one, draft, conditions) for one in reader.sequence(keys["when"].value, "'when'")]
    for row in above:
        if all(_any(row.entries.get(one.name)) for one in conditions):
            message = f"the row '{row.name}' above admits everything, so that this one never speaks"
            reader.report(draft.at, "unreached-row", message)
        else:
            when.append(_not(row, conditions, draft.at))
    then = _filled(reader, keys["then"].value, {name: draft.entries[name].value for name in outputs})
    entries = [Entry("rule", draft.at, Scalar(f"{table}-{draft.name}", draft.at)), *common.values()]
    entries += [Entry("when", keys["when"].at, Sequence(tuple(when), keys["when"].value.at))]
    entries += [Entry("then", keys["then"].at, then)]
    if "tests" in keys:
        entries.append(replace(keys["tests"], value=_tests(keys["tests"].value, draft.name)))
    return Mapping(tuple(entries), draft.at)


def _clause(reader: Reader, clause: Node, draft: _Draft, conditions: Iterable[Condition]) -> Node:
    """A clause of `when` with the cells of the row that belong to its fact."""
    if not isinstance(clause, Mapping) or not clause.entries:
        return clause
    first = clause.entries[0]
    ident = first.value.value if isinstance(first.value, Scalar) else None
    cells = []
    for one in conditions:
        entry = draft.entries.get(one.name)
        if entry is None or _any(entry) or ident != f"${one.variable}" or first.key != one.frame:
            continue
        if clause.get(one.slot) is not None:
            message = f"'when' already tests {one.frame}.{one.slot}, so that it cannot be a condition"
            reader.report(one.at, "duplicate-key", message)
        cells.append(replace(entry, key=one.slot))
    return replace(clause, entries=(*clause.entries, *cells))


def _not(row: _Draft, conditions: Iterable[Condition], at: Location) -> Node:
    """That an earlier row does not hold for the same facts."""
    by_variable: dict[tuple[str, str], list[Entry]] = {}
    for one in conditions:
        entry = row.entries.get(one.name)
        if entry is not None and not _any(entry):
            cells = by_variable.setdefault((one.frame, one.variable), [])
            cells.append(replace(entry, key=one.slot))
    patterns = [
        Mapping(
            (
                Entry(frame, at, Scalar("_", at)),
                Entry("id", at, Scalar(f"${variable}", at)),
                *cells,
            ),
            at,
        )
        for (frame, variable), cells in by_variable.items()
    ]
    return Mapping((Entry("not", at, Sequence(tuple(patterns), at)),), at)


def _filled(reader: Reader, node: Node, cells: dict[str, Node]) -> Node:
    """The actions with `=name` replaced by the row's cell of that output."""
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.startswith("="):
        name = node.value[1:].strip()
        if name in cells:
            return cells[name]
        known = [f"={one}" for one in cells]
        message = f"{found(node)} is no output of the table{did_you_mean(node.value, known)}"
        reader.report(node.at, "unknown-output", message)
        return node
    if isinstance(node, Sequence):
        return replace(node, items=tuple(_filled(reader, one, cells) for one in node.items))
    if isinstance(node, Mapping):
        entries = (replace(e, value=_filled(reader, e.value, cells)) for e in node.entries)
        return replace(node, entries=tuple(entries))
    return node


# --- tests -----------------------------------------------------------------------------------


def _check_tests(reader: Reader, entry: Entry | None, rows: list[str]) -> None:
    """`expect` is by row, and every row that it names is there."""
    for item in entry.value.items if entry and isinstance(entry.value, Sequence) else ():
        expect = item.get("expect") if isinstance(item, Mapping) else None
        if isinstance(expect, Sequence) and expect.items:
            message = "the expectation of a table's test is by row: {few: [{recommend: …}]}, or [] for none"
            reader.report(expect.at, "wrong-type", message)
        for one in expect.entries if isinstance(expect, Mapping) else ():
            if one.key not in rows:
                reader.report(one.at, "unknown-row", f"no row '{one.key}'{did_you_mean(one.key, rows)}")


def _tests(node: Node, row: str) -> Node:
    """The tests with what they expect of one row."""
    if not isinstance(node, Sequence):
        return node
    return replace(node, items=tuple(_of_row(item, row) for item in node.items))


def _of_row(test: Node, row: str) -> Node:
    if not isinstance(test, Mapping):
        return test
    entries = []
    for entry in test.entries:
        if entry.key == "expect" and isinstance(entry.value, Mapping | Sequence):
            own = entry.value.get(row) if isinstance(entry.value, Mapping) else None
            entry = replace(entry, value=own or Sequence((), entry.value.at))
        entries.append(entry)
    return replace(test, entries=tuple(entries))
