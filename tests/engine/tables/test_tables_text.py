"""Bytes of delimited files: encoding, delimiter, quoting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kbctl.engine.tables.text import NotTextError, encoding_of, read_text

SPANISH = "código;descripción\nA-1;Silla de roble, pequeña\nA-2;Mesa ñandú\n"
CHINESE = "客户编号,客户名称,城市\n" + "".join(f"C{n},上海电气设备有限公司,上海\n" for n in range(20))


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_encoding_is_found(encoding: str, told: str) -> None:
    # given a Spanish file in some encoding / when it is read / then no letter is lost
    read = read_text(SPANISH.encode(encoding))
    assert read.encoding == told
    assert read.delimiter == ";"
    assert read.records[1] == ["A-1", "Silla de roble, pequeña"]


def test_chinese_in_a_national_encoding() -> None:
    read = read_text(CHINESE.encode("gb18030"))
    assert read.records[1] == ["C0", "上海电气设备有限公司", "上海"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(delimiter: str) -> None:
    rows = [["part", "text", "qty"], ["10-44", "Oak, large; dark", "3"], ["10-45", "Ash", "1"]]
    text = "\n".join(delimiter.join(f'"{c}"' if delimiter in c else c for c in row) for row in rows)
    read = read_text(text.encode())
    assert (read.delimiter, read.records) == (delimiter, rows)


def test_a_quoted_cell_may_span_lines_and_is_one_row() -> None:
    read = read_text(b'code,address\nA,"12 Oak St\nDayton, OH"\nB,x\n')
    assert read.records == [["code", "address"], ["A", "12 Oak St\nDayton, OH"], ["B", "x"]]


def test_a_space_after_every_delimiter_is_no_part_of_the_cells() -> None:
    read = read_text(b"id, name, city\n1, Ann, Rome\n2, Bob, Oslo\n")
    assert read.spaced and read.records[1] == ["1", "Ann", "Rome"]


def test_a_space_here_and_there_is_kept() -> None:
    read = read_text(b"id,name,city\n1, Ann,Rome\n2,Bob,Oslo\n3,Cid,Bonn\n")
    assert not read.spaced and read.records[1] == ["1", " Ann", "Rome"]


def test_old_line_ends() -> None:
    assert read_text(b"a,b\r1,2\r3,4\r").records == [["a", "b"], ["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "control characters"),
        (b"\x00\x01\x02" * 90, "zero bytes"),
        (bytes(range(1, 9)) * 40 + b"abc", "control characters"),
        (b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "HTML or XML"),
        (b'{"a": 1}', "JSON"),
        (b'[{"a": 1}]', "JSON"),
    ],
)
def test_what_is_no_text_table_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(NotTextError, match=why):
        read_text(data)


@given(st.lists(st.lists(st.text("ab ,;\n'1é", max_size=6), min_size=3, max_size=3), min_size=3, max_size=8))
def test_what_a_writer_quotes_is_read_back(rows: list[list[str]]) -> None:
    # given any table written with every cell quoted / when it is read / then cells and rows are the same
    text = "x,y,z\n" + "".join(",".join('"' + c + '"' for c in row) + "\n" for row in rows)
    read = read_text(text.encode())
    if read.delimiter == "," and not read.spaced:
        assert read.records[1:] == rows


def test_a_chinese_header_over_plain_codes() -> None:
    from kbctl.engine.tables.text import encoding_of

    rows = b"A1,EA,3\nA2,KG,4\n" * 200
    assert encoding_of("物料编码,基本单位,数量\n".encode("gb18030") + rows) == "gb18030"
    assert encoding_of("artículo;año;señal;größe\n".encode("cp1252") + rows) == "cp1252"


FIGURES = "".join(f"SO-{number},{number * 7 % 900},{number % 13}.50\n" for number in range(400))


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("单号,数量,金额\n", "gb18030"),
        ("单号,数量 Ñ,金额\n", "gb18030"),
        ("Größe,Stückzahl,Prëis\n", "cp1252"),
    ],
)
def test_a_few_words_in_the_header_tell_the_encoding_of_figures(header: str, encoding: str) -> None:
    # given a long export of figures whose header alone goes beyond ASCII
    data = (header + FIGURES).encode(encoding)
    # then Chinese is told by its pairs of bytes, and Western words by their single ones
    assert encoding_of(data) == encoding
