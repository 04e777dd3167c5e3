"""A mapping as both of its forms hold it: everything is text, exactly as people wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

STATUSES = ("proposed", "in review", "agreed", "rejected")
NO_NOTES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One source field and where it goes. `mandatory` is `yes`, `no` or open. Blank is not said. `notes`: the
    field of the entry (`transformation`) → a note at it, which a workbook shows as a cell's note."""

    id: str
    source_system: str = ""
    source_table: str = ""
    source_field: str = ""
    source_type: str = ""
    target_object: str = ""
    target_field: str = ""
    target_type: str = ""
    mandatory: str = ""
    transformation: str = ""
    default: str = ""
    validation: str = ""
    example_before: str = ""
    example_after: str = ""
    owner: str = ""
    status: str = ""
    comment: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Code:
    """One line of a crosswalk: what the source says, what the target says for it."""

    crosswalk: str
    source: str
    target: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A source field that goes nowhere, or of which nobody knows where it goes yet."""

    table: str
    field: str
    reason: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class SignOff:
    role: str
    name: str = ""
    date: str = ""
    decision: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A whole mapping, in the order in which people keep it."""

    entries: tuple[Entry, ...] = ()
    codes: tuple[Code, ...] = ()
    unmapped: tuple[Unmapped, ...] = ()
    sign_off: tuple[SignOff, ...] = ()


def names(kind: type) -> tuple[str, ...]:
    """The text fields of one of the classes above, in order."""
    return tuple(one.name for one in fields(kind) if one.name != "notes")
