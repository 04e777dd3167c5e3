"""A sheet on which duplicates were reviewed → decisions. How to fill it in is told at the sheet's writer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from kbctl.engine.tables.project.duplicates import Decision
from kbctl.engine.tables.register.review_sheet import DECISIONS, FIELDS, OWN
from kbctl.engine.tables.register.sheet import Line, Sheet
from kbctl.ontology.source import Problem, did_you_mean

CLUSTER = re.compile(r"(\d+)\s*([A-Za-z]*)")
SURVIVES = frozenset({"x", "yes", "y", "1", "true"})


def read_review(sheet: Sheet, problems: list[Problem]) -> list[Decision]:
    """The decisions of one sheet; what is wrong is added to `problems`."""
    groups: dict[tuple[str, str, str], list[Line]] = {}
    for line in sheet.lines:
        found = CLUSTER.fullmatch(line.text("cluster"))
        if not found:
            message = f"a cluster is a number, with a letter where it is split; not '{line.text('cluster')}'"
            problems.append(sheet.problem(line, "cluster", message))
            continue
        groups.setdefault((line.text("table"), line.text("rule"), found[1]), []).append(line)
    decisions: list[Decision] = []
    for (table, concept, _), lines in groups.items():
        decisions += _cluster(sheet, table, concept, lines, problems)
    return decisions


def _cluster(
    sheet: Sheet, table: str, concept: str, lines: Sequence[Line], problems: list[Problem]
) -> list[Decision]:
    members = [line for line in lines if line.text("row") != FIELDS]
    known = [line.text("key") for line in members]
    parts: dict[str, list[Line]] = {}
    rejected: list[Line] = []
    for line in members:
        verdict = line.text("decision").casefold()
        if verdict and verdict not in DECISIONS:
            hint = did_you_mean(verdict, DECISIONS) or f"; one of {', '.join(DECISIONS)}"
            problems.append(sheet.problem(line, "decision", f"unknown decision '{verdict}'{hint}"))
        elif verdict == "accept":
            parts.setdefault(line.text("cluster").casefold(), []).append(line)
        elif verdict == "reject":
            rejected.append(line)
    decisions = []
    for own in parts.values():
        if len(own) < 2:
            if len(members) - len(rejected) < 2 and len(parts) == 1:
                message = "accepted alone: the other records of the cluster are rejected"
                problems.append(sheet.problem(own[0], "decision", message))
            continue
        decisions.append(_same(sheet, table, concept, own, lines, problems))
    for line in rejected:
        others = list(known)
        others.remove(line.text("key"))
        if others:
            decisions.append(Decision(table, concept, different=(line.text("key"), *others)))
    named = [[line.text("key") for line in own] for own in parts.values()]
    for one, other in combinations(named, 2):
        decisions += [Decision(table, concept, different=(key, *other)) for key in one]
    _survivors(sheet, members, problems)
    return decisions


def _same(
    sheet: Sheet,
    table: str,
    concept: str,
    own: Sequence[Line],
    lines: Sequence[Line],
    problems: list[Problem],
) -> Decision:
    keys = tuple(line.text("key") for line in own)
    marked = [line for line in own if line.text("survivor").casefold() in SURVIVES]
    for line in marked[1:]:
        message = f"a second survivor; {marked[0].text('key')} is one already"
        problems.append(sheet.problem(line, "survivor", message))
    fields: dict[str, str] = {}
    label = own[0].text("cluster").casefold()
    for line in lines:
        if line.text("row") == FIELDS and line.text("cluster").casefold() == label:
            fields |= _fields(sheet, line, keys, problems)
    survivor = marked[0].text("key") if marked else ""
    if fields and not survivor:
        message = "values are chosen, but no survivor is marked in this cluster"
        problems.append(sheet.problem(own[0], "survivor", message))
    return Decision(table, concept, same=keys, survivor=survivor, fields=fields)


def _fields(sheet: Sheet, line: Line, keys: tuple[str, ...], problems: list[Problem]) -> dict[str, str]:
    """Column → key of the record whose value survives, from the columns right of our own."""
    fields = {}
    for at in range(sheet.titles.index(OWN[-1]) + 1, len(sheet.titles)):
        chosen = line.cells[at].strip() if at < len(line.cells) else ""
        if chosen and chosen not in keys:
            hint = did_you_mean(chosen, keys) or f"; one of {', '.join(keys)}"
            problems.append(sheet.problem(line, at, f"'{chosen}' is no accepted record of the cluster{hint}"))
        elif chosen:
            fields[sheet.titles[at]] = chosen
    return fields


def _survivors(sheet: Sheet, members: Sequence[Line], problems: list[Problem]) -> None:
    for line in members:
        if line.text("survivor") and line.text("survivor").casefold() not in SURVIVES:
            message = f"x marks the survivor; '{line.text('survivor')}' is not understood"
            problems.append(sheet.problem(line, "survivor", message))
        elif line.text("survivor") and line.text("decision").casefold() != "accept":
            problems.append(sheet.problem(line, "survivor", "only an accepted record can be the survivor"))
