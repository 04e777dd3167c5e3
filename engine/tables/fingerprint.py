"""What makes a finding the same one in the next extract: its concept, table, column and columns involved.

Not the rows, the counts nor the number in the list of findings: these change from extract to extract. Where
two findings of one diagnosis agree in all that, the wording of their messages without figures and quotations
tells them apart, and last their order.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from kbctl.engine.tables.profile import Cells
from kbctl.engine.tables.table import Finding

LENGTH = 16  # hexadecimal digits: 64 bits, enough to tell apart all findings a project will ever have
#: a date or a time stamp in the name of a file, as exports have it: 2024-03-01, 20240301, 20240301_0930
STAMP = re.compile(
    r"(?<!\d)(19|20)\d\d[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])([-_.T]?\d{4}(\d\d)?)?(?!\d)"
)
#: what a message says about this extract only
PARTICULAR = re.compile(r"\"[^\"]*\"|[\d.,:%…-]*\d[\d.,:%…-]*")


def fingerprints(findings: Sequence[Finding], tables: Iterable[str]) -> tuple[str, ...]:
    """One for each finding, in their order; all differ. `tables`: the names of all tables read."""
    names = lasting_names(tables)
    plain = [_parts(finding, names.get(finding.table, finding.table)) for finding in findings]
    often = Counter(plain)
    worded = [
        (*parts, " ".join(PARTICULAR.sub("", finding.message).split())) if often[parts] > 1 else parts
        for finding, parts in zip(findings, plain, strict=True)
    ]
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for parts in worded:
        seen[parts] += 1
        told = parts if seen[parts] == 1 else (*parts, str(seen[parts]))
        made.append(hashlib.sha256("\x1f".join(told).encode("utf-8", "replace")).hexdigest()[:LENGTH])
    return tuple(made)


def lasting_names(tables: Iterable[str]) -> dict[str, str]:
    """Table → its name without the date of the extract, or its full name where two would then be called the
    same."""
    listed = sorted(set(tables))
    short = {name: STAMP.sub("*", name).casefold() for name in listed}
    often = Counter(short.values())
    return {name: short[name] if often[short[name]] == 1 else name.casefold() for name in listed}


def _parts(finding: Finding, table: str) -> tuple[str, ...]:
    columns = (
        {finding.cells.column} if isinstance(finding.cells, Cells) else {c.column for c in finding.cells}
    )
    involved = sorted({_same(column) for column in columns})
    return (finding.concept, table, _same(finding.column), *involved)


def _same(header: str) -> str:
    return " ".join(header.split()).casefold()
