"""Writes customers to folders, and what a reader of them should know."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kbctl.engine.training.generate.make import Customer, customer, json_bytes
from kbctl.engine.training.generate.profile import Profile, profile_of
from kbctl.engine.training.generate.scenario import scenario_text

#: an American house with exports in plain English
DEMO_SEED = 43
DEMO_FAULTS = (
    "AmbiguousDate",
    "CircularBillOfMaterials",
    "ConflictingFileVersion",
    "DerivedFieldMismatch",
    "DuplicateCustomer",
    "DuplicateSupplier",
    "EmbeddedMarkup",
    "InconsistentCategory",
    "InconsistentUnitOfMeasure",
    "InvalidContactDetail",
    "InventoryMismatch",
    "MissingBillOfMaterials",
    "MissingCost",
    "MissingLeadTime",
    "MixedDateFormat",
    "NegativeInventory",
    "OrphanRecord",
    "PlaceholderValue",
    "SpecialCharacterInCode",
    "SpreadsheetErrorValue",
    "StaleRecord",
    "UndocumentedFormula",
    "WhitespaceNoise",
)
README = """\
{name} (made up; no company of this name is meant)

tables/         what the company's old system exported, with everything that is wrong with it
scenario.yaml   the company and its project

Try, in this folder:
  kbctl diagnose tables/                          what is wrong with the tables
  kbctl diagnose tables/ --xlsx register.xlsx     the same as an issue register to work through
{columns}which field each column is
  kbctl repair tables/ --out repaired/            repair what can be repaired, with a log of changes
  kbctl reconcile tables/ repaired/               what the repair changed in quantities and values
  kbctl replay scenario.yaml --record run.json    the implementation week by week
  kbctl why run.json d1                           why that was decided

What was spoilt on purpose stands in truth/ledger.json, and clean/ has the tables before that.
Look at them last.
"""


def write_batch(
    out: str | os.PathLike[str],
    industry: str,
    seed: int,
    count: int,
    severity: str,
    size: str,
    faults: Sequence[str],
    profiles_only: bool,
) -> list[str]:
    """Write `count` customers of consecutive seeds; gives lines for people. One customer goes into `out`
    itself, several into a folder each, with `summary.json` beside them."""
    root = Path(out)
    told: list[dict[str, Any]] = []
    lines: list[str] = []
    for one in range(seed, seed + count):
        where = root if count == 1 else root / f"{industry}-{one:04d}"
        if profiles_only:
            profile = profile_of(industry, one, severity, size)
            write_files(where, [("scenario.yaml", scenario_text(profile).encode("utf-8"))])
            told.append(facts(profile))
            continue
        made = customer(industry, one, severity, size, faults)
        clear(where)
        write_files(where, made.files().items())
        told.append(summary_of(made))
        lines.append(line_of(made))
    if count > 1:
        write_files(root, [("summary.json", json_bytes({"schema": "kbctl/customers/1", "customers": told}))])
    return lines or [f"{count} profiles written"]


def write_demo(folder: str | os.PathLike[str]) -> None:
    made = customer("furniture", DEMO_SEED, "mid", "small", DEMO_FAULTS)
    items = next(one["table"] for one in made.truth["headers"] if one["field"] == "standard_cost")
    text = README.format(name=made.profile.name, columns=f"  kbctl columns tables/{items}".ljust(50))
    write_files(Path(folder), [*made.files().items(), ("README.txt", text.encode("utf-8"))])


def write_files(root: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for name, data in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def strangers(out: str | os.PathLike[str]) -> list[str]:
    """What is in a folder that no earlier run has written there: not to be mixed with, nor written over."""
    root = Path(out)
    if not root.is_dir() or (root / "summary.json").is_file() or (root / "scenario.yaml").is_file():
        return []
    return sorted(path.name for path in root.iterdir())


def clear(root: Path) -> None:
    """Take away the tables of an earlier run: it may have had other files."""
    for folder in ("tables", "clean", "truth"):
        for path in sorted((root / folder).glob("*")):
            path.unlink()


def facts(profile: Profile) -> dict[str, Any]:
    return {
        "id": profile.id,
        "seed": profile.seed,
        "name": profile.name,
        "industry": profile.industry,
        "size": profile.size,
        "severity": profile.severity,
        "country": profile.country.code,
        "complexity": profile.complexity,
        "data_quality": profile.data_quality / 100,
        "integrations": profile.integrations,
        "system": profile.legacy,
        "custom_requirements": list(profile.wishes),
        "history": list(profile.history),
    }


def summary_of(made: Customer) -> dict[str, Any]:
    concepts = Counter(fault["concept"] for fault in made.truth["faults"])
    cells = sum(len(fault["cells"]) for fault in made.truth["faults"])
    rows = sum(len(fault["rows"]) for fault in made.truth["faults"])
    return {
        **facts(made.profile),
        "tables": len(made.dirty),
        "challenges": dict(sorted(concepts.items())),
        "cells": cells,
        "rows": rows,
        "decoys": [one["id"] for one in made.truth["decoys"]],
    }


def line_of(made: Customer) -> str:
    told = summary_of(made)
    return (
        f"{told['id']}  {told['name']}: {told['tables']} tables, {len(told['challenges'])} kinds of faults"
        f" ({told['severity']}), {told['cells']} cells and {told['rows']} rows"
    )
