"""Detectors: each finds one concept of the ontology in one table, given all tables.

A detector is a function `(book, table) -> findings | Skip`. To add one: write its module with a mapping
`DETECTORS` of concept → function in it, and its tests; it is found by being here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.registry import registered
from kbctl.engine.tables.table import Finding, Skip

Detector = Callable[[Book, Profiled], tuple[Finding, ...] | Skip]

#: concept of the ontology → its detector
DETECTORS: Mapping[str, Detector] = registered(__name__, "DETECTORS")
