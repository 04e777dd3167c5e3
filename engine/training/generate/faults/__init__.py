"""The faults, a module each, found by being there. Ids are those of the ontology's challenges."""

from __future__ import annotations

from collections.abc import Mapping

from kbctl.engine.tables.registry import registered
from kbctl.engine.training.generate.fault import Fault

FAULTS: Mapping[str, Fault] = registered(__name__, "FAULTS")
