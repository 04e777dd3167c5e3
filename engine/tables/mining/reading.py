"""`kbctl mine`: paths → what the mapping sheets in them teach."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from kbctl.engine.tables.mining.entries import Sheet, read_sheet
from kbctl.engine.tables.mining.grids import read_grids
from kbctl.engine.tables.mining.mined import Mined, mine
from kbctl.engine.tables.mining.resolve import Resolver
from kbctl.ontology.source import InputProblems, Location, Problem


def mine_paths(paths: Sequence[str | os.PathLike[str]], resolver: Resolver, project: str) -> Mined:
    """Sheets that are no mapping sheets are passed over and told; where a file that was named has none, or
    nothing has any, that is an error. Raises InputProblems."""
    grids, passed = read_grids(paths)
    read = [(grid, read_sheet(grid)) for grid in grids]
    sheets = [sheet for _, sheet in read if isinstance(sheet, Sheet)]
    refused = [(grid, why) for grid, why in read if isinstance(why, str)]
    files = {sheet.name.partition("#")[0] for sheet in sheets}
    wrong = [
        Problem(Location(grid.name), "no-mapping", f"no mapping sheet: {why}")
        for grid, why in refused
        if not sheets or (grid.asked and grid.name.partition("#")[0] not in files)
    ]
    if wrong:
        raise InputProblems(wrong)
    return mine(project, sheets, (*(f"{grid.name}: {why}" for grid, why in refused), *passed), resolver)


def project_of(path: str) -> str:
    """The id of the project that a folder or file is of, from its name: `Mapping Sheets (Knit)` →
    `mapping-sheets-knit`."""
    real = Path(os.path.abspath(path))
    return ident(real.stem if real.is_file() else real.name)


def ident(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "project"
