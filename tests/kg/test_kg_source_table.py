"""The CSV files among the sources: what cannot be read is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from kbctl.kg.source_table import read_rows
from kbctl.ontology.source import InputProblems


def test_a_row_stands_on_the_line_on_which_it_begins(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b'\xef\xbb\xbfa,b\r\n"one\r\ntwo",c\r\nd,\xc2\x85e\r\n')
    assert read_rows(file, "kg/x.csv") == [
        (1, ["a", "b"]),
        (2, ["one\r\ntwo", "c"]),
        (4, ["d", "\x85e"]),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'a,b\nc,d\n"e,f\n' + b"g,h\n" * 50_000, "kg/x.csv:3:1: not valid CSV: the quotation marks"),
        (b'a,"b"c\n', "kg/x.csv:1:1: not valid CSV"),
        (b"a,b\nc\xe9,d\n", r"kg/x.csv:2:2: not UTF-8 text \(byte 0xe9\)"),
        (b"a,b\nc,\0d\n", "kg/x.csv:2:3: a zero byte stands here"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(data)
    with pytest.raises(InputProblems, match=said):
        read_rows(file, "kg/x.csv")
