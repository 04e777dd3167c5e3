"""Detectors on made-up customers:

    python -m bench.detection --seeds 0-4 --industries furniture --severity mid

Each customer is made, its clean and its spoilt tables are examined, and the findings are scored against the
ledger (`kbctl.engine.training.generate.score` says how). Seeds 0-99 are for tuning; 1000-1019 are held out.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

if "kbctl" not in sys.modules:  # run as a module or as a file, from the root of the repository
    _root = Path(__file__).resolve().parent.parent
    sys.path[:0] = [str(_root), str(_root / ".dev")]

from kbctl.engine.tables.diagnose import diagnose
from kbctl.engine.training.generate.batch import write_files
from kbctl.engine.training.generate.make import customer
from kbctl.engine.training.generate.score import Tally, false_on_clean, score
from kbctl.engine.training.generate.trades import TRADES
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary


def main(arguments: Sequence[str] | None = None) -> int:
    options = parsed(arguments)
    vocabulary = load_vocabulary()
    tallies: dict[str, Tally] = defaultdict(Tally)
    clean: list[tuple[str, Mapping[str, Any]]] = []
    false: list[tuple[str, Mapping[str, Any]]] = []
    missed: list[tuple[str, str, object]] = []
    decoys: Counter[str] = Counter()
    seen_decoys: Counter[str] = Counter()
    tables = 0
    for industry in options.industries:
        for severity in options.severity:
            for seed in options.seeds:
                name = f"{industry} {seed} {severity}"
                made = customer(industry, seed, severity, options.size, options.faults)
                with tempfile.TemporaryDirectory() as folder:
                    write_files(Path(folder), made.files().items())
                    before = examine(Path(folder, "clean"), vocabulary)
                    after = examine(Path(folder, "tables"), vocabulary)
                for said in (before, after):
                    for check in said["detectors"]:
                        if check["status"] == "error":
                            print(f"error: {name}: {check['concept']} on {check['table']}: {check['why']}")
                tables += len(before["tables"])
                clean += [(name, finding) for finding in false_on_clean(before["findings"], made.truth)]
                found = score(after["findings"], made.truth)
                false += [(name, finding) for finding in found.alarms]
                decoys.update(found.decoys)
                seen_decoys.update({decoy["id"] for decoy in made.truth["decoys"]})
                missed += [(name, concept, unit) for concept, units in found.missed.items() for unit in units]
                for concept, one in found.concepts.items():
                    for part in ("wanted", "found", "true", "explained", "false"):
                        setattr(tallies[concept], part, getattr(tallies[concept], part) + getattr(one, part))
    report(tallies, clean, false, missed, decoys, seen_decoys, tables, options.show)
    return 0


def examine(folder: Path, vocabulary: Vocabulary) -> dict[str, Any]:
    """The diagnosis of a folder. Files that are refused are left out, and count as found to be
    what they are."""
    refused: list[dict[str, Any]] = []
    while True:
        try:
            said = diagnose([folder], vocabulary)
            break
        except InputProblems as error:
            names = {
                Path(problem.at.path).name for problem in error.problems if Path(problem.at.path).is_file()
            }
            if not names:
                raise
            for problem in error.problems:
                name = Path(problem.at.path).name
                concept = (
                    "MislabelledFileFormat"
                    if "content is something else" in problem.message
                    else "CorruptFile"
                )
                refused.append(
                    {
                        "concept": concept,
                        "table": name,
                        "column": None,
                        "cells": [],
                        "pairs": [],
                        "message": problem.message,
                        "examples": [],
                    }
                )
            for name in names:
                (folder / name).unlink()
    return {**said, "findings": [*said["findings"], *refused]}


def report(
    tallies: Mapping[str, Tally],
    clean: Sequence[tuple[str, Mapping[str, Any]]],
    false: Sequence[tuple[str, Mapping[str, Any]]],
    missed: Sequence[tuple[str, str, object]],
    decoys: Counter[str],
    seen: Counter[str],
    tables: int,
    show: str,
) -> None:
    print(
        f"{'concept':28} {'wanted':>7} {'found':>7} {'recall':>7} {'true':>7} {'expl.':>7}"
        f" {'false':>7} {'precision':>9}"
    )
    recalls, precisions = [], []
    for concept, tally in sorted(tallies.items()):
        recall, precision = tally.recall, tally.precision
        print(
            f"{concept:28} {tally.wanted:7} {tally.found:7} {figure(recall):>7} {tally.true:7}"
            f" {tally.explained:7}"
            f" {tally.false:7} {figure(precision):>9}"
        )
        if recall is not None:
            recalls.append(recall)
        if precision is not None:
            precisions.append(precision)
    print(
        f"\nmacro recall {figure(mean(recalls))} over {len(recalls)} concepts,"
        f" macro precision {figure(mean(precisions))} over {len(precisions)}"
    )
    print(
        f"clean: {len(clean)} false alarms in {tables} tables = {len(clean) / max(1, tables):.3f} a table"
        f" ({counts(Counter(f['concept'] for _, f in clean))})"
    )
    print(f"spoilt: {len(false)} false alarms ({counts(Counter(f['concept'] for _, f in false))})")
    print(
        "decoys taken for issues: "
        + (", ".join(f"{one} {decoys[one]}/{seen[one]}" for one in sorted(seen)) or "none there")
    )
    if show:
        for title, listed in (("clean", clean), ("false", false)):
            for name, finding in listed:
                if show in (finding["concept"], "all"):
                    print(
                        f"{title}: {name}: {finding['concept']} {finding['table']} {finding['column']}:"
                        f" {finding['message']} {json.dumps(finding['examples'], ensure_ascii=False)}"
                    )
        for name, concept, unit in missed:
            if show in (concept, "all"):
                print(f"missed: {name}: {concept} {unit}")


def figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common()) or "none"


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.detection", description=__doc__)
    parser.add_argument("--seeds", default="0-4", type=span, help="as 0-4 or 7 (default 0-4)")
    parser.add_argument("--industries", default=sorted(TRADES), type=lambda text: text.split(","))
    parser.add_argument("--severity", default=["low", "mid", "high"], type=lambda text: text.split(","))
    parser.add_argument("--size", default="small", choices=["small", "medium", "large"])
    parser.add_argument(
        "--faults", default=[], type=lambda text: text.split(","), help="only these, all of them"
    )
    parser.add_argument(
        "--show", default="", metavar="CONCEPT", help="list what was missed and what is false; or `all`"
    )
    return parser.parse_args(arguments)


def span(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    sys.exit(main())
