"""Detectors: each finds one concept of the ontology in one table, given all tables.

A detector is a function `(book, table) -> findings | Skip`. To add one: write its module, name it here, add
its tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kbctl.engine.tables.detectors import (
    bom,
    codes,
    cost,
    dates,
    duplicates,
    formulas,
    naming,
    orphans,
    placeholders,
    records,
    whitespace,
)
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Finding, Skip

Detector = Callable[[Book, Profiled], tuple[Finding, ...] | Skip]

#: concept of the ontology → its detector
DETECTORS: Mapping[str, Detector] = {
    dates.AMBIGUOUS: dates.detect_ambiguous,
    bom.CIRCULAR: bom.detect_circular,
    "DuplicateCustomer": duplicates.detect_customer,
    "DuplicateItem": duplicates.detect_item,
    records.CONCEPT: records.detect,
    "DuplicateSupplier": duplicates.detect_supplier,
    naming.CONCEPT: naming.detect,
    bom.MISSING: bom.detect_missing,
    cost.CONCEPT: cost.detect,
    dates.MIXED: dates.detect_mixed,
    orphans.CONCEPT: orphans.detect,
    placeholders.CONCEPT: placeholders.detect,
    codes.CONCEPT: codes.detect,
    formulas.CONCEPT: formulas.detect,
    whitespace.CONCEPT: whitespace.detect,
}
