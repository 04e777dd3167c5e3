"""New names as a unified diff against kg/columns.csv that `git apply` takes."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable, Iterator

from kbctl.engine.tables.mining.mined import Mined, Name
from kbctl.kg.columns import HEADER, Variation

PATH = "kg/columns.csv"


def rows_of(mined: Mined) -> tuple[Variation, ...]:
    """The rows to add. Their source says which sheet and row the name was first met in."""
    return tuple(sorted({_row(name, mined.project) for name in mined.of("new")}))


def _row(name: Name, project: str) -> Variation:
    first = name.places[0]
    more = f" and {len(name.places) - 1} more" if len(name.places) > 1 else ""
    source = f"mapping sheets of {project}: {first}{more}"
    return Variation(name.field, name.name, name.language, name.system, name.table, source)


def patch_of(mined: Mined, before: str | None) -> str:
    """The diff; empty where there is nothing to add. `before` is the file's text, None where there is
    none."""
    added = rows_of(mined)
    if not added:
        return ""
    old = [line + "\n" for line in (before or "").split("\n") if line]
    lines = sorted([*_parsed(old[1:]), *_parsed(map(_line, added))])
    new = [",".join(HEADER) + "\n", *(line for _, line in lines)]
    name = f"a/{PATH}" if before else "/dev/null"
    return "".join(difflib.unified_diff(old, new, name, f"b/{PATH}"))


def _parsed(lines: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Each line with its cells, by which the file is sorted."""
    for line in lines:
        yield next(csv.reader([line])), line


def _line(row: Variation) -> str:
    out = io.StringIO()
    cells = (row.field, row.name, row.language, row.system, row.table, row.source)
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
