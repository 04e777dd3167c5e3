"""What a column of a mapping sheet holds, by its header: `Legacy field`, `Campo origen`, 目标字段.

A header names a side (source, target) and a thing (column, table, system), or a rule, or an outcome. Where a
header names a thing and no side (`AS400 column`), it stands for the side that the other headers leave open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kbctl.engine.tables.mining.saying import says, spoken
from kbctl.engine.tables.mining.words import words

SOURCE, TABLE, SYSTEM = "source", "source table", "source system"
TARGET, TARGET_TABLE, TARGET_SYSTEM = "target", "target table", "target system"
RULE, OUTCOME = "rule", "outcome"
#: the columns whose cells are read; all others (comments, samples, people) are not
ROLES = (SOURCE, TABLE, SYSTEM, TARGET, TARGET_TABLE, TARGET_SYSTEM, RULE, OUTCOME)


def role_of(header: str) -> str:
    """The role that a header names, ` column`, ` table` or ` system` where it names no side, or an empty
    text."""
    said = spoken(header)
    if not said.strip():
        return ""
    side = (
        SOURCE if says(said, words()["side source"]) else TARGET if says(said, words()["side target"]) else ""
    )
    if said.strip() in words()["header targets"]:
        return TARGET
    if says(said, words()["header outcome"]) and not says(said, words()["thing column"]):
        return "" if says(said, words()["header other"]) else OUTCOME
    if says(said, words()["header rule"]):
        return RULE
    if says(said, words()["header other"]):
        return ""
    thing = _thing(said)
    if not side:
        return thing
    return side if thing in (" column", "") else side + thing


def _thing(said: str) -> str:
    if says(said, words()["thing column"]):
        return " column"
    if says(said, words()["thing table"]):
        return " table"
    if says(said, words()["thing system"]):
        return " system"
    return " column" if says(said, words()["thing name"]) else ""


def sided(headers: Sequence[str]) -> Mapping[str, int]:
    """Role → place of the header that has it, for the headers of one row.

    Of two headers with one role the one that names a thing wins over a bare `Source`, else the first.
    """
    said = [role_of(header) for header in headers]
    found: dict[str, int] = {}
    for place, role in enumerate(said):
        if role in ROLES and (role not in found or _bare(headers[found[role]]) > _bare(headers[place])):
            found[role] = place
    for thing, ours, theirs in ((" column", SOURCE, TARGET), (" table", TABLE, TARGET_TABLE),
                                (" system", SYSTEM, TARGET_SYSTEM)):  # fmt: skip
        open_ = [place for place, role in enumerate(said) if role == thing]
        sides = [role for role in (ours, theirs) if role not in found]
        # two such headers cannot be told apart
        if len(open_) == 1 and sides:
            found[sides[0]] = open_[0]
    return found


def _bare(header: str) -> bool:
    """Whether a header names nothing but a side."""
    said = spoken(header)
    return said.strip() in (*words()["side source"], *words()["side target"])


def is_mapping(roles: Mapping[str, int]) -> bool:
    return SOURCE in roles and TARGET in roles
