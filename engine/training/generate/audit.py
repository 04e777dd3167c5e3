"""Proof that a data set is what its ledger says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kbctl.engine.training.generate import heal
from kbctl.engine.training.generate.score import false_on_clean
from kbctl.ontology.source import InputProblems, Location, Problem
from kbctl.ontology.vocab import Vocabulary

LEDGER = Path("truth") / "ledger.json"


def folders_of(folder: str) -> list[Path]:
    """The folders of made-up customers: the folder itself, or those in it."""
    root = Path(folder)
    return [path for path in (root, *sorted(root.iterdir())) if (path / LEDGER).is_file()]


def audit_folders(folders: Sequence[Path], vocabulary: Vocabulary) -> dict[str, Any]:
    said = [audit_folder(folder, vocabulary) for folder in folders]
    return {"passed": all(one["passed"] for one in said), "customers": said}


def audit_folder(folder: Path, vocabulary: Vocabulary) -> dict[str, Any]:
    """The checks of one customer. Raises InputProblems where its files cannot be read."""
    from kbctl.engine.tables.diagnose import diagnose

    truth, clean, dirty = read(folder)
    findings = false_on_clean(diagnose([folder / "clean"], vocabulary)["findings"], truth)
    checks = audit(truth, clean, dirty)
    return {
        "customer": folder.name,
        "clean_findings": [
            {key: one[key] for key in ("concept", "table", "column", "message")} for one in findings
        ],
        **checks,
        "passed": not findings and checks["complete"],
    }


def read(folder: Path) -> tuple[Mapping[str, Any], dict[str, bytes], dict[str, bytes]]:
    try:
        truth = json.loads((folder / LEDGER).read_text(encoding="utf-8"))
        clean, dirty = (
            {p.name: p.read_bytes() for p in sorted((folder / one).iterdir())} for one in ("clean", "tables")
        )
    except (OSError, ValueError) as error:
        raise InputProblems(
            [Problem(Location((folder / LEDGER).as_posix()), "unreadable", str(error))]
        ) from None
    return truth, clean, dirty


def audit(truth: Mapping[str, Any], clean: Mapping[str, bytes], dirty: Mapping[str, bytes]) -> dict[str, Any]:
    """Whether the ledger is complete and true, and what the oracle, doing nothing and removing all score."""
    before, after = heal.tables_of(clean, truth, "clean"), heal.tables_of(dirty, truth, "dirty")
    wrong: list[str] = []
    files = {name for fault in truth["faults"] for name in fault.get("files", ())}
    if strange := sorted(set(dirty) ^ (set(clean) | files)):
        wrong.append(f"files that the ledger does not tell of: {', '.join(strange)}")
    try:
        healed = heal.healed(after, truth)
    except (ValueError, KeyError) as error:
        return {
            "complete": False,
            "wrong": [*wrong, str(error)],
            "oracle": None,
            "nothing": None,
            "quarantine": None,
        }
    for table, records in before.items():
        got = heal.records_of(healed[table], heal.removed_of(truth, table))
        if got != records:
            place = next(
                (p for p, (one, two) in enumerate(zip(got, records, strict=False), 1) if one != two),
                len(records),
            )
            wrong.append(f"{table}: healed, it differs from the clean table from row {place} on")
    for fault in truth["faults"]:
        for cell in (*fault["cells"], *fault.get("along", ())):
            if cell["clean"] == cell["dirty"]:
                wrong.append(
                    f"{fault['id']}: row {cell['row']}, {cell['column']}: the ledger's texts are equal"
                )
    scores = {
        "oracle": heal.restored(healed, after, truth),
        "nothing": heal.restored(heal.untouched(after), after, truth),
        "quarantine": heal.restored(heal.emptied(after), after, truth),
    }
    if scores["oracle"].score != 1.0:
        wrong.append(f"repairing by the ledger scores {scores['oracle'].score:.3f}, not 1")
    if truth["faults"] and scores["oracle"].wanted and scores["nothing"].score != 0.0:
        wrong.append(f"doing nothing scores {scores['nothing'].score:.3f}, not 0")
    if truth["faults"] and scores["quarantine"].score > 0.0:
        wrong.append(f"removing every row scores {scores['quarantine'].score:.3f}, above 0")
    return {
        "complete": not wrong,
        "wrong": wrong,
        **{name: round(one.score, 4) for name, one in scores.items()},
    }


def render(said: Mapping[str, Any]) -> str:
    lines = []
    for one in said["customers"]:
        lines.append(f"{one['customer']}: {'passed' if one['passed'] else 'FAILED'}")
        kinds = Counter(f["concept"] for f in one["clean_findings"])
        found = ", ".join(f"{name} {count}" for name, count in sorted(kinds.items())) or "none"
        lines.append(f"  findings in the clean tables   {found}")
        lines += [
            f"    {f['concept']} {f['table']} {f['column'] or ''}: {f['message']}"
            for f in one["clean_findings"][:10]
        ]
        lines.append(
            f"  ledger                         {'complete and true' if one['complete'] else 'NOT SO'}"
        )
        lines += [f"    {problem}" for problem in one["wrong"][:10]]
        lines.append(f"  repairing by the ledger        {one['oracle']}")
        lines.append(f"  doing nothing                  {one['nothing']}")
        lines.append(f"  removing every row             {one['quarantine']}")
    return "\n".join(lines)
