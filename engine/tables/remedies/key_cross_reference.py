"""KeyCrossReference: references written in another way than the key they mean are pointed at it.

Meant is the one key that is the same but for signs, case and leading zeros, or the partner that a finding
names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.references import reference
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.table import Column, Finding, shape

REMEDY, CONCEPTS = "KeyCrossReference", ("KeyMismatch", "OrphanRecord", "MaterialSubstitution")
SIGNS = re.compile(r"[\W_]+")


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    named: dict[str, set[str]] = {}
    for finding in findings:
        if finding.concept == "KeyMismatch":
            for pair in finding.pairs:
                one, other = pair.keys
                named.setdefault(one, set()).add(other)

    def mend(place: Place) -> Mended | str:
        if place.finding.concept == "MaterialSubstitution":
            return "which of the two materials belongs in the bill is for engineering to say"
        partners = named.get(place.cell.value.strip(), set())
        if len(partners) == 1:
            return Mended(next(iter(partners)), 0.85)
        found = reference(book, place.table, place.column)
        if found is None:
            return "no table that it could point at"
        keys = loose_forms(found.target.values)
        meant = keys.get(loose(place.cell.value), set())
        if len(meant) == 1 and _odder(next(iter(meant)), place.cell.value, found.target):
            return "the key itself is written unlike the other keys, and the reference is not"
        if len(meant) == 1:
            return Mended(next(iter(meant)), 0.9)
        return "several keys fit" if meant else "no key is the same but for signs and zeros"

    return cellwise(REMEDY, CONCEPTS, book, findings, mend)


def _odder(key: str, code: str, target: Column) -> bool:
    """Whether fewer keys have the shape of the key than that of the code."""
    return target.shapes.get(shape(key), 0) < target.shapes.get(shape(code.strip()), 0)


def loose(code: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", SIGNS.sub("", code)).casefold()


def loose_forms(codes: Sequence[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code in codes:
        if code.strip():
            found.setdefault(loose(code), set()).add(code.strip())
    return found


OPERATORS = {REMEDY: plan}
