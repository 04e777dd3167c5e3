"""Where the header of a mapping sheet stands, and in which column each role is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kbctl.engine.tables.mining.roles import ROLES, SOURCE, TARGET, is_mapping, role_of, sided

LOOK = 15  # lines in which the header is sought, blank ones included


@dataclass(frozen=True, slots=True)
class Header:
    """`row` counts from 0; `roles`: role → column."""

    row: int
    roles: Mapping[str, int]


def header_of(rows: Sequence[Sequence[str]]) -> Header | None:
    """The row among the first that names most roles, a source and a target among them; of equals the
    first.

    A header may take two rows, as where `Source` stands over `System`, `Table`, `Column`: the upper
    words then hold for all cells below them up to the next.
    """
    best: Header | None = None
    for row in range(min(LOOK, len(rows))):
        for labels in (rows[row], _under(rows[row - 1], rows[row]) if row else ()):
            roles = sided([_label(cell) for cell in labels])
            if is_mapping(roles) and (best is None or len(roles) > len(best.roles)):
                best = Header(row, roles)
    return best


def repeated(row: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row says the header again, as sheets with sections do."""
    said = [cell.strip().casefold() for cell in row if cell.strip()]
    return len(said) > 1 and said == [cell.strip().casefold() for cell in header if cell.strip()]


def missing(rows: Sequence[Sequence[str]]) -> str:
    """What keeps the first rows from being the header of a mapping sheet, for people."""
    found = max(
        (sided([_label(cell) for cell in row]) for row in rows[:LOOK]), key=len, default=dict[str, int]()
    )
    if SOURCE in found:
        return "a column of sources but none of target fields"
    if TARGET in found:
        return "a column of target fields but none of sources"
    if found:
        return f"{', '.join(role for role in ROLES if role in found)}, but neither sources nor target fields"
    return "no header that names sources and target fields"


def _label(cell: str) -> str:
    """A header is short; a sentence above the table is none, whatever words it holds."""
    return cell if len(cell) <= 40 else ""


def _under(above: Sequence[str], below: Sequence[str]) -> list[str]:
    group = ""
    found = []
    for place, cell in enumerate(below):
        if place < len(above) and above[place].strip():
            group = above[place].strip()
        joined = f"{group} {cell}" if cell.strip() and _label(group) else cell
        found.append(cell if role_of(cell) in ROLES else joined)
    return found
