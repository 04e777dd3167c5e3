"""How long and with how much memory large tables are diagnosed: `python -m bench.tables_scale`.

On the same customers and order lines: `kbctl diagnose` without duplicate detection, DuckDB's SUMMARIZE, and
ydata-profiling (minimal) where a Python that has it is given or stands at KBCTL_YDATA; then how diagnosing
grows with the rows of order lines. Each is a process of its own; CPU time and peak memory are those of its
`getrusage`. What takes longer than its limit is stopped and said so.

    python -m bench.tables_scale [--customers N] [--lines N] [--growth 10000,100000,…] [--ydata PYTHON]
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.big_tables import CUSTOMERS, LINES

LIMIT = 240  # seconds of wall time for one measure
SAMPLED = 100_000  # rows of each file that ydata-profiling is given: it holds all of them as Python's objects

SUMMARIZE = """
import duckdb, sys
for path in sys.argv[1:]:
    duckdb.execute("SUMMARIZE FROM read_csv('" + path.replace("'", "''") + "')").fetchall()
"""
YDATA = """
import sys, warnings
warnings.filterwarnings("ignore")
import pandas
from ydata_profiling import ProfileReport
rows = int(sys.argv[1])
for path in sys.argv[2:]:
    report = ProfileReport(pandas.read_csv(path, nrows=rows), minimal=True, progress_bar=False)
    report.get_description()
"""
DIAGNOSE = """
import sys
from kbctl.cli import main
sys.argv[0] = "kbctl"
main()
"""


@dataclass(frozen=True)
class Measure:
    """Seconds and megabytes of one process; `note` where it failed or did less than was asked."""

    name: str
    cpu: float
    wall: float
    peak: int
    note: str = ""


def measure(name: str, command: Sequence[str], fine: Sequence[int] = (0,), note: str = "") -> Measure:
    """Runs a command in a process of its own. `fine`: exit codes that are no failure."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as told:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told, env=os.environ)
        while True:
            pid, status, used = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - begun > LIMIT:
                child.kill()
                _, status, used = os.wait4(child.pid, 0)
                note = f"stopped after {LIMIT} s"
                break
            time.sleep(0.02)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in fine and not note.startswith("stopped"):
            told.seek(0)
            last = told.read().decode(errors="replace").strip().splitlines()[-1:]
            note = f"failed with {child.returncode}: {' '.join(last)[:160]}"
    wall = time.monotonic() - begun
    unit = 1 if sys.platform == "darwin" else 1024
    return Measure(name, used.ru_utime + used.ru_stime, wall, used.ru_maxrss * unit >> 20, note)


def written(folder: Path, customers: int, lines: int) -> None:
    """Writes the tables in a process of its own: a child begins with the peak memory of its parent, so this
    one has to stay small."""
    asked = ["--customers", str(customers), "--lines", str(lines)]
    subprocess.run([sys.executable, "-m", "bench.big_tables", str(folder), *asked], check=True)


def diagnosing(name: str, path: Path) -> Measure:
    command = [sys.executable, "-c", DIAGNOSE, "diagnose", str(path), "--skip", "DuplicateRecord"]
    return measure(name, command, fine=(0, 1))


def compared(folder: Path, ydata: str) -> list[Measure]:
    files = [str(folder / CUSTOMERS), str(folder / LINES)]
    found = [
        diagnosing("kbctl diagnose, no duplicates", folder),
        measure("DuckDB SUMMARIZE", [sys.executable, "-c", SUMMARIZE, *files]),
    ]
    if not ydata:
        return [*found, Measure("ydata-profiling", 0.0, 0.0, 0, "not installed: give --ydata PYTHON")]
    note = f"the first {SAMPLED:,} rows of each file only"
    command = [ydata, "-c", YDATA, str(SAMPLED), *files]
    return [*found, measure("ydata-profiling, minimal", command, note=note)]


def grown(folder: Path, sizes: Sequence[int], customers: int) -> list[Measure]:
    found = []
    for rows in sizes:
        made = folder / "growth" / f"{rows}"
        written(made, customers, rows)
        found.append(diagnosing(f"diagnose {rows:,} order lines", made / LINES))
        shutil.rmtree(made)
    return found


def shown(measures: Sequence[Measure]) -> str:
    lines = [f"{'':34} {'CPU s':>8} {'wall s':>8} {'peak MB':>8}"]
    for one in measures:
        figures = f"{one.cpu:8.1f} {one.wall:8.1f} {one.peak:8,}" if one.peak else " " * 26
        lines.append(f"{one.name:34} {figures}  {one.note}".rstrip())
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--growth", default="10000,100000,1000000,10000000", help="rows, or nothing")
    parser.add_argument("--ydata", default=os.environ.get("KBCTL_YDATA", ""), help="a Python that has it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "tables"
        written(folder, given.customers, given.lines)
        print(f"{given.customers:,} customers and {given.lines:,} order lines")
        measures = compared(folder, given.ydata)
        print(shown(measures), flush=True)
        ours, theirs, ydata = (one.cpu for one in measures)
        if theirs:
            print(f"kbctl takes {ours / theirs:.1f} times the CPU time of SUMMARIZE")
        if ydata and ours:
            rows = min(SAMPLED, given.customers) + min(SAMPLED, given.lines)
            ratio = (ydata / rows) / (ours / (given.customers + given.lines))
            print(f"ydata-profiling takes {ratio:.1f} times the CPU time of kbctl for a row")
        sizes = [int(size) for size in given.growth.split(",") if size]
        if sizes:
            print(shown(grown(Path(name), sizes, given.customers)), flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
