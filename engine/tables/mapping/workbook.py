"""The sheets of a mapping workbook and their columns: title of a column → field of the mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kbctl.engine.tables.mapping.model import Code, Entry, SignOff, Unmapped


@dataclass(frozen=True, slots=True)
class Sheet:
    """`identity`: the fields that must be filled for a row to be one."""

    title: str
    kind: type
    columns: Mapping[str, str]
    identity: tuple[str, ...]


MAPPING = Sheet(
    "Mapping",
    Entry,
    {
        "Id": "id",
        "Source system": "source_system",
        "Source table": "source_table",
        "Source field": "source_field",
        "Source type": "source_type",
        "Target object": "target_object",
        "Target field": "target_field",
        "Target type": "target_type",
        "Mandatory": "mandatory",
        "Transformation": "transformation",
        "Default": "default",
        "Validation": "validation",
        "Example before": "example_before",
        "Example after": "example_after",
        "Owner": "owner",
        "Status": "status",
        "Comment": "comment",
    },
    ("source_field", "target_field"),
)
CROSSWALKS = Sheet(
    "Crosswalks",
    Code,
    {"Crosswalk": "crosswalk", "Source code": "source", "Target code": "target", "Comment": "comment"},
    ("crosswalk", "source"),
)
UNMAPPED = Sheet(
    "Unmapped",
    Unmapped,
    {"Source table": "table", "Source field": "field", "Reason": "reason", "Owner": "owner"},
    ("table", "field"),
)
SIGN_OFF = Sheet(
    "Sign-off",
    SignOff,
    {"Role": "role", "Name": "name", "Date": "date", "Decision": "decision", "Comment": "comment"},
    ("role",),
)
ERRORS = "Errors"
READ = (MAPPING, CROSSWALKS, UNMAPPED, SIGN_OFF)
