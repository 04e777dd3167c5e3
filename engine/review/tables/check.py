"""What is wrong with decision tables, each thing shown on facts that were run through the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbctl.engine.inference.engine import phase_of
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.replay.words import words
from kbctl.engine.review.tables.grid import Looked, Values, admits, look
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.finding import Finding, error, warning
from kbctl.rules.load import load_table
from kbctl.rules.model import Rule
from kbctl.rules.tables import Table


@dataclass(frozen=True, slots=True)
class Checked:
    """`replayed` of `witnesses` were run and came out as told; without a test of the table that fires there
    are no facts to run them on."""

    table: Table
    looked: Looked
    findings: tuple[Finding, ...]
    witnesses: int
    replayed: int


def check_table(table: Table, rules: Sequence[Rule], vocabulary: Vocabulary) -> Checked:
    """Overlaps of a `unique` table, rows never reached, and gaps: errors where it calls itself complete."""
    looked = look(table, vocabulary)
    stage = _stage(table, rules, vocabulary)
    told = list(_told(table, looked, vocabulary))
    witnesses = replayed = 0
    for _, values, rows in told:
        if values is None:
            continue
        witnesses += 1
        replayed += stage is not None and stage.speak(values) == rows
    return Checked(table, looked, tuple(finding for finding, _, _ in told), witnesses, replayed)


def check_tables(
    rules: Iterable[Rule], file_of: Callable[[str], Path], vocabulary: Vocabulary
) -> Iterator[Finding]:
    """What is wrong with the tables of the rules. `file_of` says where the file of a shown path lies."""
    rows: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.table:
            rows.setdefault(rule.path, []).append(rule)
    for path in sorted(rows):
        yield from check_table(load_table(file_of(path), path, vocabulary), rows[path], vocabulary).findings


def _told(
    table: Table, looked: Looked, vocabulary: Vocabulary
) -> Iterator[tuple[Finding, Values | None, frozenset[str] | None]]:
    """Findings, with values and the rows that speak for them."""
    if looked.why:
        yield warning(table.at, "table-not-verified", f"{table.id} is not verified: {looked.why}"), None, None
    rows = {row.name: row for row in table.rows}
    for one in looked.overlaps:
        both = (
            f"'{one.first}' and '{one.second}' both speak for {values_words(table, one.values, vocabulary)}"
        )
        finding = error(rows[one.second].at, "table-overlap", f"{both}, but the table is unique")
        yield finding, one.values, _speaking(table, one.values, vocabulary)
    for name in looked.unreached:
        message = f"'{name}' is never reached: rows above speak for all that it admits"
        yield error(rows[name].at, "unreached-row", message), None, None
    for gap in looked.gaps if table.complete else ():
        message = f"no row speaks for {values_words(table, gap, vocabulary)}, but the table is complete"
        yield error(table.at, "table-gap", message), gap, frozenset()


def _speaking(table: Table, values: Values, vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(row.name for row in table.rows if admits(table, row, dict(values), vocabulary))


def values_words(table: Table, values: Values, vocabulary: Vocabulary) -> str:
    units = {one.name: vocabulary.frames[one.frame].slots[one.slot].unit for one in table.conditions}
    return ", ".join(f"{name} {words(value, units[name])}" for name, value in values)


# --- the witness -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Stage:
    """Facts of a test in which a row fires, and which of them each variable of the table stands for."""

    table: Table
    engine: NativeEngine
    rules: Sequence[Rule]
    facts: Mapping[str, Fact]
    bound: Mapping[str, str]

    def speak(self, values: Values) -> frozenset[str]:
        """The rows that fire where the slots have these values."""
        changed = dict(self.facts)
        for condition in self.table.conditions:
            fact = changed[self.bound[condition.variable]]
            slots: dict[str, Value] = {**fact.slots, condition.slot: dict(values)[condition.name]}
            changed[fact.id] = Fact(fact.frame, fact.id, slots)
        wanted = {(name, id) for name, id in self.bound.items()}
        fired = self.engine.run(phase_of(self.rules[0]), list(changed.values())).firings
        ids = [one.rule for one in fired if wanted >= {(n, v) for n, v in one.bindings if n in self.bound}]
        return frozenset(id.removeprefix(f"{self.table.id}-") for id in ids)


def _stage(table: Table, rules: Sequence[Rule], vocabulary: Vocabulary) -> _Stage | None:
    if not rules:
        return None
    engine = NativeEngine(vocabulary, rules)
    needed = {one.variable for one in table.conditions}
    for test in rules[0].tests:
        facts = {fact.id: Fact(fact.frame, fact.id, fact.slots) for fact in test.given}
        for firing in engine.run(phase_of(rules[0]), list(facts.values())).firings:
            bound = {name: str(value) for name, value in firing.bindings if name in needed}
            if set(bound) == needed:
                return _Stage(table, engine, rules, facts, bound)
    return None
