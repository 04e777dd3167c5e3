"""What is wrong with a mapping as it stands: for the sheet Errors, and for the people who sign it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kbctl.engine.tables.mapping.model import Mapped
from kbctl.ontology.source import did_you_mean

#: data types whose contents do not fit into a field of the other type as they are
UNLIKE = {("text", "number"), ("text", "money"), ("text", "quantity"), ("text", "date"), ("code", "date")}


@dataclass(frozen=True, slots=True)
class Fault:
    id: str
    field: str
    message: str


def faults_of(
    mapped: Mapped, fields: Mapping[str, str], headers: Mapping[str, Collection[str]]
) -> tuple[Fault, ...]:
    """`fields`: canonical field → data type. `headers`: table → its columns, where tables are at hand."""
    found: list[Fault] = []
    targets: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    standing = [entry for entry in mapped.entries if entry.status != "rejected"]
    for entry in standing:
        if entry.mandatory == "yes" and not entry.source_field and not entry.default:
            found.append(Fault(entry.id, "default", "mandatory, but neither a source field nor a default"))
        if entry.source_field and not entry.target_field:
            found.append(Fault(entry.id, "target_field", "no target field"))
        if entry.target_field and fields and entry.target_field not in fields:
            near = did_you_mean(entry.target_field, fields)
            found.append(
                Fault(entry.id, "target_field", f"not a canonical field: {entry.target_field}{near}")
            )
        if (entry.source_type, entry.target_type) in UNLIKE and not entry.transformation:
            message = f"{entry.source_type} goes into {entry.target_type} without a transformation"
            found.append(Fault(entry.id, "transformation", message))
        if headers and entry.source_table and entry.source_field:
            columns = headers.get(entry.source_table)
            if columns is None:
                found.append(Fault(entry.id, "source_table", f"no table {entry.source_table}"))
            elif entry.source_field not in columns:
                near = did_you_mean(entry.source_field, columns)
                found.append(Fault(entry.id, "source_field", f"no column {entry.source_field}{near}"))
        if entry.target_field:
            targets[entry.source_table, entry.target_object, entry.target_field].append(entry.id)
    for (_, _, field), ids in targets.items():
        if len(ids) > 1:
            found += [Fault(one, "target_field", f"{field} is filled by {', '.join(ids)}") for one in ids]
    for code in mapped.codes:
        if not code.target:
            found.append(Fault(code.crosswalk, "target", f"no target code for {code.source!r}"))
    return tuple(sorted(found, key=lambda fault: (fault.id, fault.field, fault.message)))
