"""What each part of a diagnosis costs on tables: `python -m bench.detector_times PATH…`.

CPU seconds of loading, of the common part, and of each detector on each table, dearest first. What several
detectors ask for is kept by the first that asks, so the first pays for it. A detector that takes longer than
its limit is stopped.

    python -m bench.detector_times [--limit SECONDS] [--only CONCEPT]… [--repeat] PATH…
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kbctl.engine.tables.choice import chosen
from kbctl.engine.tables.detectors import DETECTORS, Detector
from kbctl.engine.tables.keys import keys, references
from kbctl.engine.tables.load import load
from kbctl.engine.tables.profile import Book, Profiled, profile
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.table import Skip
from kbctl.ontology.load import load_vocabulary

LEFT_OUT = ("DuplicateRecord",)  # pairs of records are sought by a program of its own, measured apart


class OverLimitError(BaseException):
    """A detector took longer than its limit. No `Exception`, so that nothing on the way takes it for a fault
    in the data."""


@dataclass
class Limit:
    over: bool = False


@dataclass(frozen=True)
class Part:
    name: str
    cpu: float
    became: str


@contextmanager
def _limited(seconds: float) -> Iterator[Limit]:
    """Raises OverLimitError when so much CPU time has gone; DuckDB tells of an interrupted query."""
    limit = Limit()

    def stop(number: int, frame: object) -> None:
        limit.over = True
        raise OverLimitError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield limit
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def timed(name: str, work: Callable[[], str], limit: float) -> Part:
    begun = time.process_time()
    kept = Limit()
    try:
        with _limited(limit) as kept:
            became = work()
    except (OverLimitError, Exception) as error:
        became = f"stopped after {limit:g} s" if kept.over else f"{type(error).__name__}: {error}"
    return Part(name, time.process_time() - begun, became)


def became(detector: Detector, book: Book, table: Profiled) -> str:
    found = detector(book, table)
    if isinstance(found, Skip):
        return "skipped"
    return ", ".join(f"{one.column or 'the table'} {one.rows:,}" for one in found) or "clean"


def parts(paths: Sequence[Path], only: Sequence[str], limit: float) -> Iterator[Part]:
    vocabulary = load_vocabulary()
    begun = time.process_time()
    tables = load(paths).tables
    yield Part("loading", time.process_time() - begun, "")
    begun = time.process_time()
    book = profile(tables, vocabulary)
    yield Part("roles and fields", time.process_time() - begun, "")

    def common() -> str:
        for table in book.tables:
            for column in table.table.columns:
                meaning_of(book, table, column)
        return ""

    yield timed("semantic types", common, limit)
    yield timed("keys", lambda: f"{len(keys(book))}", limit)
    yield timed("references", lambda: f"{len(references(book))}", limit)
    for concept, detector in sorted(chosen(DETECTORS, vocabulary, only, LEFT_OUT).items()):
        for table in book.tables:

            def work(detector: Detector = detector, table: Profiled = table) -> str:
                return became(detector, book, table)

            yield timed(f"{concept} in {table.name}", work, limit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--only", action="append", default=[], metavar="CONCEPT")
    parser.add_argument("--limit", type=float, default=60.0, help="CPU seconds of one detector on one table")
    parser.add_argument("--least", type=float, default=0.1, help="CPU seconds from which a part is shown")
    parser.add_argument("--calls", type=int, default=0, help="show so many of the dearest functions")
    given = parser.parse_args()
    profiler = cProfile.Profile() if given.calls else None
    if profiler:
        profiler.enable()
    measured = list(parts(given.paths, given.only, given.limit))
    if profiler:
        profiler.disable()
    for part in sorted(measured, key=lambda part: -part.cpu):
        if part.cpu >= given.least:
            print(f"{part.cpu:8.1f} s  {part.name:60} {part.became[:60]}")
    used = resource.getrusage(resource.RUSAGE_SELF)
    total = used.ru_utime + used.ru_stime
    print(f"{total:8.1f} s  in all, {used.ru_maxrss >> 10:,} MB at the peak")
    if profiler:
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(given.calls)


if __name__ == "__main__":
    main()
