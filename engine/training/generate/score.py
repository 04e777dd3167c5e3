"""Findings against the ledger: how much of what was put in is found, and how much of what is found is there.

The unit depends on the concept: cells, rows, pairs of keys, headers, or whole tables. A found unit is

- true, if the ledger has it under this concept, or under one above or below it;
- explained, if it lies on cells or rows that some fault of the ledger changed or made untrue (a lost key
  makes
  an orphan): it counts neither for nor against;
- false in all other cases. A finding all of whose units are false is a false alarm.

A header that is not its field's canonical name is a true ColumnNameVariation in every table, clean ones too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Unit = tuple[Any, ...]
#: concepts that are said of whole tables, by the table's name
TABLES = frozenset(
    [
        "SchemaDrift",
        "MissingTransactionHistory",
        "IncompleteExtract",
        "ReportLayout",
        "CorruptFile",
        "MislabelledFileFormat",
        "ConflictingFileVersion",
        "KeyMismatch",
        "ReconciliationMismatch",
        "SignConvention",
        "UndocumentedFormula",
    ]
)
HEADERS = frozenset({"ColumnNameVariation", "HomonymousColumn"})
#: concepts that are said of rows; which cell of the row shows it is a matter of taste
ROWS = frozenset(
    [
        "MissingBillOfMaterials",
        "MissingRouting",
        "CircularBillOfMaterials",
        "BomShareImbalance",
        "CodeCollision",
        "ConflictingRecord",
        "StaleRecord",
        "InventoryMismatch",
        "DerivedFieldMismatch",
        "MissingConversionFactor",
        "MaterialSubstitution",
        "BrokenHierarchy",
        "InconsistentCurrency",
        "InconsistentAddress",
        "IncompleteBillOfMaterials",
    ]
)
#: of pairs, told as rows: those that were added
DUPLICATES = frozenset({"DuplicateRecord", "DuplicateCustomer", "DuplicateSupplier", "DuplicateItem"})
#: what is told once, in the most specific word: either word is right for the other's units
KIN = (
    DUPLICATES,
    frozenset({"MixedDateFormat", "AmbiguousDate"}),
    frozenset({"InvalidCodeFormat", "LeadingZeroLoss", "ScientificNotationCode", "DecimalisedCode"}),
    frozenset({"MissingRequiredField", "MissingCost", "MissingLeadTime"}),
    frozenset({"CorruptData", "CorruptFile"}),
    frozenset({"IncompleteBillOfMaterials", "BomShareImbalance"}),
    frozenset({"ConflictingRecord", "ConflictingFileVersion"}),
    frozenset({"InconsistentUnitOfMeasure", "MissingConversionFactor"}),
    frozenset({"ColumnNameVariation", "HomonymousColumn"}),
)


def kind_of(concept: str) -> str:
    for kind, concepts in (("table", TABLES), ("header", HEADERS), ("row", ROWS), ("pair", DUPLICATES)):
        if concept in concepts:
            return kind
    return "cell"


@dataclass
class Tally:
    """Of one concept. `wanted` are units of the ledger, or groups of which one unit is enough."""

    wanted: int = 0
    found: int = 0
    true: int = 0
    explained: int = 0
    false: int = 0
    tables: set[str] = field(default_factory=set)

    @property
    def recall(self) -> float | None:
        return self.found / self.wanted if self.wanted else None

    @property
    def precision(self) -> float | None:
        return self.true / (self.true + self.false) if self.true + self.false else None


@dataclass(frozen=True)
class Score:
    """`alarms`: findings that are false in all their units; `decoys`: decoy ids that were taken for
    issues."""

    concepts: Mapping[str, Tally]
    alarms: tuple[Mapping[str, Any], ...]
    decoys: tuple[str, ...]
    missed: Mapping[str, tuple[Unit, ...]]


def score(findings: Sequence[Mapping[str, Any]], truth: Mapping[str, Any]) -> Score:
    """Score findings (as `kbctl diagnose --format json` gives them) of the spoilt tables."""
    known = Truth(truth)
    tallies: dict[str, Tally] = defaultdict(Tally)
    reported: dict[str, set[Unit]] = defaultdict(set)
    alarms = []
    for finding in findings:
        concept = finding["concept"]
        verdicts = [(unit, known.verdict(concept, unit, finding)) for unit in units_of(finding)]
        reported[concept] |= {unit for unit, _ in verdicts}
        if kind_of(concept) == "pair":
            reported[concept] |= {(unit[0], row) for unit, _ in verdicts for row in unit[1:]}
        for kind in ("true", "explained", "false"):
            count = sum(1 for _, verdict in verdicts if verdict == kind)
            setattr(tallies[concept], kind, getattr(tallies[concept], kind) + count)
        if verdicts and all(verdict == "false" for _, verdict in verdicts):
            alarms.append(finding)
    missed: dict[str, tuple[Unit, ...]] = {}
    for concept, groups in known.wanted.items():
        hit = [any(reported[other] & group for other in accepted(concept)) for group in groups]
        tallies[concept].wanted, tallies[concept].found = len(groups), sum(hit)
        missed[concept] = tuple(sorted(min(group) for group, ok in zip(groups, hit, strict=True) if not ok))
    return Score(dict(sorted(tallies.items())), tuple(alarms), decoys_hit(findings, truth), missed)


def false_on_clean(
    findings: Iterable[Mapping[str, Any]], truth: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Findings in the clean tables that are not true: all but a right word on a header."""
    fields = {(one["table"], one["column"]): one["field"] for one in truth["headers"]}
    right = {place for place, name in fields.items() if place[1] != name}
    for fault in truth["faults"]:
        right |= {(one["table"], one["dropped"]) for one in fault.get("columns", ())}
        for one in fault.get("headers", ()):
            if one["clean"] != fields.get((one["table"], one["dirty"])):
                right.add((one["table"], one["clean"]))
    return [
        finding
        for finding in findings
        if finding["concept"] != "ColumnNameVariation" or (finding["table"], finding["column"]) not in right
    ]


def accepted(concept: str) -> frozenset[str]:
    """The concept and those that may be said in its place (told in the same kind of unit)."""
    kin = frozenset({concept}).union(*(group for group in KIN if concept in group))
    return frozenset(other for other in kin if kind_of(other) == kind_of(concept))


def units_of(finding: Mapping[str, Any]) -> list[Unit]:
    concept, table = finding["concept"], finding["table"]
    kind = kind_of(concept)
    if kind == "table":
        return [(table,)]
    if kind == "header":
        return [(table, finding["column"])]
    if kind == "pair":
        rows = [(table, *sorted(pair["rows"])) for pair in finding["pairs"]]
        return rows or [(table, row) for row in sorted({cell["row"] for cell in finding["cells"]})]
    if kind == "row":
        found = sorted({cell["row"] for cell in finding["cells"]})
        return [(table, row) for row in found] or [(table,)]
    return [(table, cell["row"], cell["column"]) for cell in finding["cells"]] or [(table, finding["column"])]


class Truth:
    """The ledger, ready to be asked."""

    def __init__(self, truth: Mapping[str, Any]) -> None:
        self.wanted: dict[str, list[set[Unit]]] = defaultdict(list)
        self._units: dict[str, set[Unit]] = defaultdict(set)
        self._rows: set[tuple[str, int]] = set()
        self._cells: set[tuple[str, int, str]] = set()
        self._also: dict[str, set[tuple[str, int | None]]] = defaultdict(set)
        self._headers = {(one["table"], one["column"]): one["field"] for one in truth["headers"]}
        for fault in truth["faults"]:
            self._take(fault)
        for (table, column), name in self._headers.items():
            if column != name:
                self._units["ColumnNameVariation"].add((table, column))
        # a header that the vocabulary has no field for cannot be told
        known = {
            unit for unit in self._units["ColumnNameVariation"] if self._headers[unit] not in UNKNOWN_FIELDS
        }
        self.wanted["ColumnNameVariation"] = [{unit} for unit in sorted(known)]

    def _take(self, fault: Mapping[str, Any]) -> None:
        concept, table, kind = fault["concept"], fault["table"], kind_of(fault["concept"])
        for cell in (*fault["cells"], *fault.get("along", ()), *fault.get("seen", ())):
            self._cells.add((cell.get("table", table), cell["row"], cell["column"]))
        for row in fault["rows"]:
            self._rows.add((table, row))
        for place in fault.get("added", ()):
            self._rows.add((place["table"], place["row"]))
        for one in fault.get("also", ()):
            self._also[one["concept"]].add((one["table"], one.get("row")))
        cells = [
            (c.get("table", table), c["row"], c["column"]) for c in (*fault["cells"], *fault.get("seen", ()))
        ]
        self._add(concept, kind, fault, cells)

    def _add(
        self, concept: str, kind: str, fault: Mapping[str, Any], cells: list[tuple[str, int, str]]
    ) -> None:
        table = fault["table"]
        groups: list[set[Unit]]
        if kind == "table":
            groups = [{(name,) for name in {*fault.get("tables", ()), *(fault.get("files") or [table])}}]
        elif kind == "header":
            groups = [{(one["table"], one["dirty"]) for one in fault.get("headers", ())}]
        elif kind == "pair":
            added = fault.get("added", ())
            groups = [{(place["table"], place["row"])} for place in added]
        elif fault.get("groups"):
            groups = [{(one["table"], one["row"]) for one in group} for group in fault["groups"]]
        elif kind == "row":
            groups = [
                {(t, row)}
                for t, row in sorted(
                    {(t, row) for t, row, _ in cells} | {(table, row) for row in fault["rows"]}
                )
            ]
        else:
            groups = [{cell} for cell in cells]
        self.wanted[concept] += [group for group in groups if group]
        for group in groups:
            self._units[concept] |= group

    def verdict(self, concept: str, unit: Unit, finding: Mapping[str, Any]) -> str:
        units = set().union(*(self._units[other] for other in accepted(concept) if other in self._units))
        if unit in units:
            return "true"
        kind = kind_of(concept)
        if kind == "header":
            return "false"
        if kind == "pair" and len(unit) == 3:
            hit = [row for row in unit[1:] if (unit[0], row) in units]
            return "true" if hit else self._explained(concept, unit[0], unit[1:], finding)
        rows = unit[1:2] if len(unit) > 1 and isinstance(unit[1], int) else ()
        if kind == "table":
            rows = tuple(sorted({cell["row"] for cell in finding["cells"]}))
        return self._explained(concept, unit[0], rows, finding)

    def _explained(self, concept: str, table: str, rows: Sequence[int], finding: Mapping[str, Any]) -> str:
        if (table, None) in self._also[concept]:
            return "explained"
        columns = {(cell["row"], cell["column"]) for cell in finding["cells"]}
        for row in rows:
            if (table, row) in self._rows or (table, row) in self._also[concept]:
                return "explained"
            if any((table, row, column) in self._cells for at, column in columns if at == row):
                return "explained"
        return "false"


def decoys_hit(findings: Iterable[Mapping[str, Any]], truth: Mapping[str, Any]) -> tuple[str, ...]:
    """Decoys whose rows a finding of the concept that they look like names."""
    hit = []
    changed = {
        (cell.get("table", fault["table"]), cell["row"])
        for fault in truth["faults"]
        for cell in (*fault["cells"], *fault.get("along", ()))
    } | {(fault["table"], row) for fault in truth["faults"] for row in fault["rows"]}
    listed = list(findings)
    for decoy in truth["decoys"]:
        rows = {(decoy["table"], row) for row in decoy["rows"]} - changed
        for finding in listed:
            if finding["concept"] != decoy["looks_like"] or finding["table"] != decoy["table"]:
                continue
            told = {(finding["table"], row) for pair in finding["pairs"] for row in pair["rows"]}
            paired = bool(told)
            told = told or {(finding["table"], cell["row"]) for cell in finding["cells"]}
            if (
                paired and any({(finding["table"], r) for r in p["rows"]} <= rows for p in finding["pairs"])
            ) or (not paired and told & rows):
                hit.append(decoy["id"])
                break
    return tuple(hit)


#: columns that no field of the vocabulary stands for
UNKNOWN_FIELDS = frozenset(
    [
        "item_group_name",
        "parent_group",
        "unit_name",
        "account_name",
        "parent_account",
        "debit",
        "credit",
        "movement_no",
        "movement_date",
        "movement_type",
        "quantity",
        "reference",
        "allocated_qty",
        "available_qty",
        "counted_qty",
        "count_date",
        "required_qty",
        "share",
    ]
)
