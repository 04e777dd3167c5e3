"""Operators: each carries out one remedy of the ontology on tables.

An operator is a function `(book, findings, settings) -> Plan` (see `operator`). To add one: write its module
with a mapping `OPERATORS` of remedy → function in it, and its tests; it is found by being here.
"""

from __future__ import annotations

from collections.abc import Mapping

from kbctl.engine.tables.registry import registered
from kbctl.engine.tables.remedies.operator import Operator

#: remedy of the ontology → its operator
OPERATORS: Mapping[str, Operator] = registered(__name__, "OPERATORS")
