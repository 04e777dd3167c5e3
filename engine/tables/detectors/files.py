"""CorruptFile and MislabelledFileFormat: what is wrong with a file as a whole; the finding's table is it.

A file that could be read in spite of it is judged at the first of its tables; one that could not has no table
at all, and its findings are given beside those of the tables. A password is no damage.
"""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Finding, Severity, Skip, Unread

CORRUPT, MISLABELLED = "CorruptFile", "MislabelledFileFormat"
CERTAIN = 0.99
SEVERITY: dict[str, Severity] = {CORRUPT: "blocking", MISLABELLED: "major"}


def corrupt(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    source = table.table.source
    if not _first(book, table):
        return Skip("judged at the first table of its file")
    if not source.damage:
        return ()
    message = f"{source.file} is damaged: {'; '.join(source.damage)}. The rest was read."
    return (_of_file(CORRUPT, source.file, 0, 0.0, "blocking", message, source.damage),)


def mislabelled(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    source = table.table.source
    if not _first(book, table):
        return Skip("judged at the first table of its file")
    if not source.mislabelled:
        return ()
    rows = sum(one.rows for one in book.tables if one.table.source.file == source.file)
    message = f"{source.file} is {source.mislabelled}; it was read by its content."
    return (_of_file(MISLABELLED, source.file, rows, 1.0, "minor", message, ()),)


def unread(files: Sequence[Unread], concepts: Sequence[str]) -> tuple[Finding, ...]:
    """A finding for each file that could not be read and that is an issue in itself, of these concepts."""
    return tuple(
        _of_file(one.concept, one.file, 0, 1.0, SEVERITY[one.concept], f"{one.file}: {one.why}.", ())
        for one in files
        if one.concept in concepts
    )


def _first(book: Book, table: Profiled) -> bool:
    file = table.table.source.file
    return not file or next(one for one in book.tables if one.table.source.file == file) is table


def _of_file(
    concept: str,
    file: str,
    rows: int,
    rate: float,
    severity: Severity,
    message: str,
    examples: Sequence[str],
) -> Finding:
    """`rate` is 1 where all that the file holds is affected or lost."""
    return Finding(
        concept=concept,
        table=file,
        column="",
        field="",
        rows=rows,
        rate=rate,
        certainty=CERTAIN,
        severity=severity,
        message=message,
        examples=tuple(examples[:3]),
    )


DETECTORS = {CORRUPT: corrupt, MISLABELLED: mislabelled}
