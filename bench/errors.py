"""How many wrong cells are found without a label? Cells of findings against the cells that differ.

`python -m bench.errors FOLDER`, from the root of the repository. Each folder in FOLDER holds dirty.csv and
clean.csv of one shape. A cell is said to be wrong if any finding of `kbctl diagnose dirty.csv` rests on it,
whatever its concept; it is wrong if the clean table has another text there.

Printed for the whole table and for its halves: the first half of the rows of hospital and beers was looked at
while the detectors were made, the second was only measured. (Rules are discovered on the whole table: no
label is needed for that.)
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Set
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / ".dev"))

from kbctl.engine.tables.diagnose import Diagnosis, examine
from kbctl.ontology.load import load_vocabulary

Cells = Set[tuple[int, str]]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def wrong(dirty: list[dict[str, str]], clean: list[dict[str, str]]) -> Cells:
    """(row as a spreadsheet shows it, column) of the cells that differ."""
    return {
        (number, header)
        for number, (a, b) in enumerate(zip(dirty, clean, strict=True), start=2)
        for header in a
        if a[header] != b[header]
    }


def said(diagnosis: Diagnosis) -> dict[tuple[int, str], str]:
    """Cell → a concept under which it was found."""
    return {
        (cell.row, cell.column): finding.concept for finding in diagnosis.findings for cell in finding.cells
    }


def line(name: str, found: Cells, true: Cells, first: int, last: int) -> str:
    found = {cell for cell in found if first <= cell[0] <= last}
    true = {cell for cell in true if first <= cell[0] <= last}
    right = len(found & true)
    precision, recall = right / max(1, len(found)), right / max(1, len(true))
    f1 = 2 * right / max(1, len(found) + len(true))
    return f"{name:24} {precision:9.4f} {recall:8.4f} {f1:8.4f} {len(true):7,} {len(found):7,}"


def main(folder: Path) -> None:
    vocabulary = load_vocabulary()
    print(f"{'table':24} {'precision':>9} {'recall':>8} {'F1':>8} {'true':>7} {'found':>7}")
    for own in sorted(path for path in folder.iterdir() if (path / "dirty.csv").is_file()):
        dirty, clean = rows_of(own / "dirty.csv"), rows_of(own / "clean.csv")
        true = wrong(dirty, clean)
        start = time.perf_counter()
        found = said(examine([own / "dirty.csv"], vocabulary))
        seconds = time.perf_counter() - start
        last, middle = len(dirty) + 1, len(dirty) // 2 + 1
        print(line(own.name, found.keys(), true, 2, last))
        print(line("  rows looked at", found.keys(), true, 2, middle))
        print(line("  rows only measured", found.keys(), true, middle + 1, last))
        for right in (True, False):
            tally = Counter(name for cell, name in found.items() if (cell in true) is right)
            told = ", ".join(f"{name} {n:,}" for name, n in sorted(tally.items()))
            print(f"  {'right' if right else 'wrong'}: {told or 'none'}")
        print(f"  {seconds:.1f} s")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m bench.errors FOLDER")
    main(Path(sys.argv[1]))
