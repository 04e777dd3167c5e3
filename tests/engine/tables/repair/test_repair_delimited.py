"""Delimited files changed in place: what is not touched keeps its bytes."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kbctl.engine.tables.repair.change import Change, Patch
from kbctl.engine.tables.repair.delimited import UnpatchableError, cut, patch_text
from kbctl.engine.tables.repair.origin import Origin
from kbctl.engine.tables.text import read_text

HEADERS = ("code", "name", "qty")


def origin(last_row: int) -> Origin:
    return Origin("t.csv", "t.csv", "", HEADERS, (0, 1, 2), "code", last_row)


def removed(row: int) -> Change:
    return Change("c1", "t.csv", row, "", "", "", "", "row-removed", "R", "", 1.0)


BASE = b'code,name,qty\r\nA-1,"Oak, raw",5\r\nA-2,Ash,6\r\nA-3,"two\r\nlines",7\r\n'


@pytest.mark.parametrize(
    ("data", "patch", "expected"),
    [
        pytest.param(BASE, Patch(cells={(3, "name"): "Elm"}), BASE.replace(b"Ash", b"Elm"), id="one cell"),
        pytest.param(
            BASE, Patch(cells={(2, "name"): "Oak"}), BASE.replace(b"Oak, raw", b"Oak"), id="quotes are kept"
        ),
        pytest.param(
            BASE, Patch(cells={(3, "name"): 'a "b", c'}),
            BASE.replace(b"Ash", b'"a ""b"", c"'), id="quotes where needed",
        ),
        pytest.param(
            BASE, Patch(removed={4: removed(4)}), BASE.replace(b'A-3,"two\r\nlines",7\r\n', b""),
            id="a row of two lines goes",
        ),
        pytest.param(
            BASE, Patch(added={5: {"code": "A-4", "qty": "1"}}), BASE + b'A-4,,1\r\n',
            id="a row comes",
        ),
        pytest.param(
            b"\xef\xbb\xbfcode;name;qty\nA-1;\xc3\x96l;5", Patch(added={3: {"code": "A-2"}}),
            b"\xef\xbb\xbfcode;name;qty\nA-1;\xc3\x96l;5\nA-2;;", id="byte order mark, no last line end",
        ),
        pytest.param(
            "code,name,qty\nA-1,Müller,5\nA-2,Größe,6\n".encode("cp1252"), Patch(cells={(3, "name"): "Maß"}),
            "code,name,qty\nA-1,Müller,5\nA-2,Maß,6\n".encode("cp1252"), id="western",
        ),
        pytest.param(
            "\ufeffcode\tname\tqty\r\nA-1\tÖl\t5\r\n".encode("utf-16-le"), Patch(cells={(2, "qty"): "6"}),
            "\ufeffcode\tname\tqty\r\nA-1\tÖl\t6\r\n".encode("utf-16-le"), id="utf-16",
        ),
        pytest.param(
            b"code,name,qty\nA-1,Oak\nA-2,Ash,6\n", Patch(cells={(2, "qty"): "4"}),
            b"code,name,qty\nA-1,Oak,4\nA-2,Ash,6\n", id="a short row grows",
        ),
        pytest.param(BASE, Patch(), BASE, id="nothing"),
    ],
)  # fmt: skip
def test_only_what_changes_changes(data: bytes, patch: Patch, expected: bytes) -> None:
    assert patch_text(data, patch, origin(len(read_text(data).records))) == expected


def test_rows_are_added_above_what_stands_below_the_table() -> None:
    data = b"code,name,qty\nA-1,Oak,5\nA-2,Ash,6\n\nTotal,,11\n"

    new = patch_text(data, Patch(added={4: {"code": "A-3"}}), origin(3))

    assert new == b"code,name,qty\nA-1,Oak,5\nA-2,Ash,6\nA-3,,\n\nTotal,,11\n"


def test_a_row_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnpatchableError, match="no row 9"):
        patch_text(BASE, Patch(cells={(9, "qty"): "1"}), origin(4))


CELL = st.text(alphabet="ab \"',;\n\r0ü", max_size=6)


@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=2, max_size=6),
    edits=st.dictionaries(st.tuples(st.integers(2, 7), st.sampled_from(HEADERS)), CELL, max_size=5),
    gone=st.sets(st.integers(2, 7), max_size=3),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_patched_file_reads_back_as_the_patched_rows(
    rows: list[list[str]],
    edits: dict[tuple[int, str], str],
    gone: set[int],
    ending: str,
    quoting: int,
) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator=ending, quoting=quoting).writerows([HEADERS, *rows])  # type: ignore[arg-type]
    data = stream.getvalue().encode("utf-8")
    read = read_text(data)
    if read.records != [list(HEADERS), *rows] or read.delimiter != ",":
        return  # the dialect of so small a file may be guessed otherwise; what is read then is not this table
    edits = {at: text for at, text in edits.items() if at[0] <= len(rows) + 1}
    patch = Patch(edits, {row: removed(row) for row in gone if row <= len(rows) + 1})

    new = patch_text(data, patch, origin(len(rows) + 1))

    expected = [list(row) for row in rows]
    for (row, header), text in edits.items():
        expected[row - 2][HEADERS.index(header)] = text
    expected = [row for number, row in enumerate(expected, start=2) if number not in patch.removed]
    again = list(csv.reader(io.StringIO(new.decode("utf-8"), newline="")))
    assert again == [list(HEADERS), *expected]
    spans = cut(data.decode("utf-8"), read)[1:]
    assert [[span.text for span in record.cells] for record in spans] == rows
