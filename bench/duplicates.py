"""How well are duplicates found without a label? Pairs of records against known truth.

`python -m bench.duplicates FOLDER`, from the root of the repository. FOLDER holds febrl1.csv, febrl3.csv and
fake_1000.csv; the tables of MidWest are the repository's own. Columns that tell the answer (`rec_id`,
`cluster`) are cut off before the tables are diagnosed as `kbctl diagnose` does it.

febrl1 and fake_1000 were looked at while the linkage was made; febrl3 was only measured.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / ".dev"))

from kbctl.engine.tables.detectors import DETECTORS
from kbctl.engine.tables.diagnose import Diagnosis, examine
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.vocab import Vocabulary

ROOT = Path(__file__).resolve().parent.parent
CONCEPTS = ("DuplicateCustomer", "DuplicateRecord", "DuplicateSupplier")
MIDWEST = ROOT / "fixtures" / "midwest-furniture"
Pairs = set[tuple[str, str]]


def pairs_of(groups: Iterable[Sequence[str]]) -> Pairs:
    return {(a, b) for group in groups for a, b in combinations(sorted(group), 2)}


def said(diagnosis: Diagnosis, keys: bool) -> Pairs:
    """Pairs of keys, or of row numbers, of whatever concept of duplicates."""
    found: Pairs = set()
    for finding in diagnosis.findings:
        for pair in finding.pairs:
            a, b = sorted(pair.keys if keys else map(str, pair.rows))
            found.add((a, b))
    return found


def cut(source: Path, target: Path, answer: str) -> Pairs:
    """Writes the table without the column of the answer; the true pairs of row numbers."""
    with source.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, skipinitialspace=True))
    groups: dict[str, list[str]] = defaultdict(list)
    for number, row in enumerate(rows, start=2):
        told = row.pop(answer)
        groups[told.split("-")[1] if told.startswith("rec-") else told].append(str(number))
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return pairs_of(groups.values())


def measured(name: str, path: Path, truth: Pairs, vocabulary: Vocabulary, keys: bool) -> str:
    start = time.perf_counter()
    diagnosis = examine([path], vocabulary, {concept: DETECTORS[concept] for concept in CONCEPTS})
    seconds = time.perf_counter() - start
    found = said(diagnosis, keys)
    right = len(found & truth)
    precision, recall = right / max(1, len(found)), right / len(truth)
    f1 = 2 * right / (len(found) + len(truth))
    return (
        f"{name:22} {precision:9.4f} {recall:8.4f} {f1:8.4f} {len(truth):7,} {len(found):7,} {seconds:8.1f}"
    )


def main(folder: Path) -> None:
    vocabulary = load_vocabulary()
    print(f"{'table':22} {'precision':>9} {'recall':>8} {'F1':>8} {'true':>7} {'found':>7} {'seconds':>8}")
    with tempfile.TemporaryDirectory() as made:
        for name, answer in (("febrl1", "rec_id"), ("febrl3", "rec_id"), ("fake_1000", "cluster")):
            path = Path(made) / f"{name}.csv"
            truth = cut(folder / path.name, path, answer)
            print(measured(name, path, truth, vocabulary, keys=False))
    groups = json.loads((MIDWEST / "truth.json").read_text("utf-8"))["duplicate_customers"]
    path = MIDWEST / "tables" / "customers.csv"
    print(measured("MidWest customers", path, pairs_of(groups), vocabulary, keys=True))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m bench.duplicates FOLDER")
    main(Path(sys.argv[1]))
