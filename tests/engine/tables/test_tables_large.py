"""Tables in the store answer as tables in memory do: the same cells, row numbers, counts and findings."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kbctl.engine.tables.diagnose import as_json, examine_tables
from kbctl.engine.tables.documents import Documents
from kbctl.engine.tables.figures import FORMS, HOLDS, Asked, Figures
from kbctl.engine.tables.large import read as reading
from kbctl.engine.tables.large.column import StoredColumn
from kbctl.engine.tables.large.documents import stored_documents
from kbctl.engine.tables.large.figures import stored_figures
from kbctl.engine.tables.large.lazy import Texts
from kbctl.engine.tables.large.store import Store
from kbctl.engine.tables.load import load
from kbctl.engine.tables.numbers import house_style
from kbctl.engine.tables.numeric import decimals, numbers, numeric, style_of, values_at
from kbctl.engine.tables.table import Column, Table
from kbctl.engine.tables.values import number_of
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

FIXTURES = Path(__file__).parents[3] / "fixtures"
ODD = ["", " ", "N/A", "n/a ", " A-1204", "a-1204", "Straße 7", "STRASSE 7", "\u3000合计", "İi", "a  b",
       "x\ny", 'say "hi"', "\u00a0", "Ünï\u200b", "A b", "\x1f", "1,234.56", "12.03.24", "z\tz", "😀1", "'",
       "\x85x", "ﬁne", "\u212a", "K"]  # fmt: skip
cell = st.one_of(st.sampled_from(ODD), st.text(max_size=6))
PATTERNS = [r"\d", r"^\s", r"(?i)n/a", r"^[A-Z]-\d+$", r"\bb\b", r"\w$", r".", "ß", r"x$", "(?=a)"]


def both(texts: Sequence[str], kept: int = 50_000) -> tuple[Column, StoredColumn]:
    """The same cells in memory and in the store."""
    store = Store()
    store.run("CREATE TABLE t (c0 VARCHAR)")
    store.run("INSERT INTO t SELECT unnest(?::VARCHAR[])", [list(texts)])
    stored = StoredColumn(
        "x", 0, Texts(store, "t", "c0", len(texts)), store=store, table="t", name="c0", kept=kept
    )
    return Column("x", 0, tuple(texts)), stored


def answers(column: Column, other: Column) -> dict[str, object]:
    """All that a column can be asked, orders included."""
    few = list(column.counts)[::2]
    shapes = list(column.shapes)[::2]
    codes = list(column.code_counts)[::2]
    return {
        "values": list(column.values),
        "last": column.values[-1] if len(column.values) else "",
        "counts": list(column.counts.items()),
        "filled": list(column.filled.items()),
        "filled_rows": column.filled_rows,
        "sample": column.sample(5),
        "shapes": list(column.shapes.items()),
        "texts": list(column.texts(shapes).items()),
        "matching": [list(column.matching(pattern).items()) for pattern in PATTERNS],
        "unlike": [list(column.unlike(pattern).items()) for pattern in PATTERNS],
        "shape_sizes": list(column.shape_sizes.items()),
        "spread": column.spread(3, ["N/A"]),
        "as_written": column.as_written(list(column.filled)[::2]),
        "places": column.places([*few, "not there", "\ud800"]),
        "numbers_of": column.numbers_of([*few, "not there"]),
        "codes": list(column.codes.items()),
        "code_counts": list(column.code_counts.items()),
        "code_places": column.code_places(codes),
        "having": column.having([*codes, "nowhere"]),
        "shared": column.shared(other),
        "lost": list(column.lost([other]).items()),
        "templates": list(column.templates.items()),
        "other_templates": list(column.other_templates(list(column.templates)[::2])),
        "once": column.once,
        "rising": column.rising,
        "lengths": list(column.lengths.items()),
        "endings": sorted((*end, number) for size in (1, 3) for end, number in column.endings(size).items()),
        "of a length": [sorted(column.of_length(length)) for length in column.lengths],
        "in any order": sorted(column.any_filled()),
        "last_numbers": column.last_numbers,
        "repeated": list(column.repeated().items()),
        "first_codes": list(column.first_codes(2)),
        "places_by_code": dict(column.places_by_code([*codes, "nowhere"])),
        "at": list(column.at([*range(len(column.values))][::-1])),
        "numeric": [numeric(column, share) for share in (0.2, 0.5, 1.0)],
        "decimals": decimals(column),
        "style": style_of(column),
        "numbers": list(numbers(column)),
    }


@settings(max_examples=8, deadline=None)
@given(st.lists(cell, max_size=12), st.lists(cell, max_size=6), st.sampled_from([0, 3, 50_000]))
def test_a_column_answers_the_same(texts: list[str], others: list[str], kept: int) -> None:
    # given the same cells in memory and in the store, of which few or many are kept as Python's mappings
    memory, stored = both([text.replace("\x00", "") for text in texts], kept)
    other, elsewhere = both([text.replace("\x00", "") for text in others], kept)
    # then both answer alike, whatever the other column is
    assert answers(stored, other) == answers(memory, other) == answers(stored, elsewhere)
    assert memory.shared(elsewhere) == memory.shared(other)


amount = st.one_of(
    st.sampled_from(["", " 2", "3", "1,5", "1.234", "0.500", "0,500", "1'000", "1 000", "2.5", "6,25", "1e2",
                     "-4", "4-", "USD 2.00", "US 2", "(7)", "x", "1_0", "٣", "50 %", "1.234,5"]),
    st.text(alphabet="0129.,' -+$€%()AUSDe", max_size=6),
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.lists(amount, max_size=8), st.sampled_from([0, 50_000]))
def test_numbers_are_read_alike(texts: list[str], kept: int) -> None:
    memory, stored = both(texts, kept)
    assert answers(stored, stored) == answers(memory, memory)
    # and as from each text by itself
    told = house_style(memory.filled) if len(memory.filled) > 1 else None
    assert style_of(stored) == (told[0] if told else None)
    read = sum(number for text, number in memory.filled.items() if number_of(text) is not None)
    assert numeric(stored, 0.5) == (0 < memory.filled_rows <= 2 * read)
    assert values_at(stored, range(len(texts))) == list(numbers(memory))


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(amount, amount, st.sampled_from(["same", "off", ""])), min_size=1, max_size=30),
    st.sampled_from(sorted(FORMS)),
    st.integers(1, 40),
)
def test_a_calculation_holds_alike(rows: list[tuple[str, str, str]], form: str, times: int) -> None:
    # given columns of which the last is what a calculation makes of the others, or not
    known = FORMS[form]
    parts = [[a for a, _, _ in rows], [b for _, b, _ in rows], ["1", "0", "0.5"] * len(rows)]
    lines = list(zip(*(part[: len(rows)] for part in parts), strict=True))[: len(rows)] * times
    result = []
    for line, (_, _, how) in zip(lines, rows * times, strict=True):
        values = [number_of(text) for text in line[: known.arity]]
        right = known.calculate([v for v in values if v is not None]) if None not in values else 0.0
        result.append({"same": repr(right), "off": repr(right + 1), "": ""}[how])
    columns = [list(column) for column in zip(*lines, strict=True)] + [result]
    asked = Asked(3, known, tuple(range(known.arity)), 0.01)
    store = Store()
    store.run("CREATE TABLE t (c0 VARCHAR, c1 VARCHAR, c2 VARCHAR, c3 VARCHAR)")
    store.run("INSERT INTO t SELECT " + ", ".join(["unnest(?::VARCHAR[])"] * 4), columns)
    names = [f"c{number}" for number in range(4)]
    stored = [
        StoredColumn(n, 0, Texts(store, "t", n, len(lines)), store=store, table="t", name=n) for n in names
    ]
    memory = Figures([numbers(Column(n, 0, tuple(column))) for n, column in zip(names, columns, strict=True)])
    figures = stored_figures(stored)
    # then tables in memory and in the store count the same, and find the same rows broken
    assert figures is not None
    assert [figures.extent(number) for number in range(3)] == [memory.extent(number) for number in range(3)]
    told, other = memory.tally(asked), figures.tally(asked)
    if told is not None and told.held >= HOLDS * told.tried:
        assert other == told
    else:
        assert other is None


def test_documents_and_their_lines_are_compared_alike() -> None:
    # given more documents than are looked at first, some of whose totals are not the sum of their lines
    lines = [(f"D-{n // 3:05}", f"{n % 7}.25") for n in range(9_000)]
    sums: dict[str, float] = {}
    for code, value in lines:
        sums[code] = sums.get(code, 0.0) + float(value)
    documents = [
        (f" {code.lower()}", f"{total + (number % 500 == 499):.2f}" if number % 90 else "")
        for number, (code, total) in enumerate(sums.items())
    ]
    documents += [documents[5]]  # twice: which one is meant is not told
    store = Store()
    tables: dict[str, list[StoredColumn]] = {}
    for name, rows in (("d", documents), ("l", lines)):
        store.run(f"CREATE TABLE {name} AS SELECT unnest(?::VARCHAR[]) c0, unnest(?::VARCHAR[]) c1",
                  [[a for a, _ in rows], [b for _, b in rows]])  # fmt: skip
        tables[name] = [
            StoredColumn(f"{name}{c}", 0, Texts(store, name, c, len(rows)), store=store, table=name, name=c)
            for c in ("c0", "c1")
        ]
    (key, total), (child_key, part) = tables["d"], tables["l"]
    memory = {
        column: Column(column.header, 0, tuple(column.values)) for column in (key, total, child_key, part)
    }
    # when both are compared in memory, in the store, and with the documents only in memory
    answers = [
        documents.compare(one, part, 0.0101) if documents else None
        for one, documents in (
            (memory[total], Documents(memory[key], [memory[total]], memory[child_key], [memory[part]])),
            (total, stored_documents(key, [total], child_key, [part])),
            (memory[total], stored_documents(memory[key], [memory[total]], child_key, [part])),
        )
    ]
    # then they agree
    assert answers[0] is not None and len(answers[0].broken) == 6
    assert answers[1] == answers[2] == answers[0]


def test_the_shape_of_every_sign() -> None:
    texts = [chr(sign) + "a" for sign in [*range(1, 0x500), 0x2028, 0xFEFF, 0x1F600]]
    memory, stored = both(texts, kept=0)
    assert list(stored.shapes.items()) == list(memory.shapes.items())
    assert dict(stored.texts(["9a", "üa"])) == dict(memory.texts(["9a", "üa"]))


def test_a_column_of_one_store_is_compared_with_one_of_another() -> None:
    (_, one), (_, two) = both(["a", "b", "B "]), both(["b", "c"])
    assert (one.shared(two), dict(one.lost([two]))) == (1, {"a": 1})


def test_combinations_are_the_same() -> None:
    store = Store()
    store.run("CREATE TABLE t AS SELECT unnest(['b','a','b','a']) AS c0, unnest(['x','x','x','y']) AS c1")
    stored = [
        StoredColumn(n, 0, Texts(store, "t", n, 4), store=store, table="t", name=n) for n in ("c0", "c1")
    ]
    memory = [Column(c.header, 0, tuple(c.values)) for c in stored]
    told = [list(Table("t", tuple(cs), range(2, 6), 1).combinations(*cs)) for cs in (stored, memory)]
    assert told == [[("b", "x"), ("a", "x"), ("a", "y")]] * 2


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(cell, cell), max_size=10), st.sampled_from([0, 3]))
def test_rows_are_counted_and_found_alike(rows: list[tuple[str, str]], every: int) -> None:
    # given rows of two columns, the texts of the second standing for their first sign, and some for nothing
    rows = [(one.replace("\x00", ""), two.replace("\x00", "")) for one, two in rows]
    store = Store()
    store.run("CREATE TABLE t (c0 VARCHAR, c1 VARCHAR)")
    store.run(
        "INSERT INTO t SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
        [[one for one, _ in rows], [two for _, two in rows]],
    )
    stored = [
        StoredColumn(n, 0, Texts(store, "t", n, len(rows)), store=store, table="t", name=n)
        for n in ("c0", "c1")
    ]
    memory = [Column(c.header, 0, tuple(c.values)) for c in stored]
    of = {text: text[:1] for number, text in enumerate(memory[1].counts) if number != every}
    # then both tell the same of them
    told = [
        Table("t", (one, two), range(len(rows)), 1).told((one, None), (two, of))
        for one, two in (stored, memory)
    ]
    assert list(told[0].tally().items()) == list(told[1].tally().items())
    assert stored[0].beginnings(stored[1]) == memory[0].beginnings(memory[1])
    asked = [*list(memory[0].beginnings(memory[1]))[::2], ("nowhere", "\ud800")]
    assert stored[0].begun(stored[1], asked) == memory[0].begun(memory[1], asked)
    values = {text: float(number + 1) for number, text in enumerate(of)}
    peaks = [sorted(one.peaks(two, values, 1.5)) for one, two in (stored, memory)]
    assert peaks[0] == peaks[1]
    wanted = [*list(told[1].tally())[::2], ("nowhere", "\ud800")]
    assert told[0].places(wanted) == told[1].places(wanted)
    assert sum(map(len, told[1].places(told[1].tally()).values())) == sum(two in of for _, two in rows)


def test_cells_far_apart_are_fetched_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    memory, stored = both(["a", "b", "b", "c"])
    monkeypatch.setattr("kbctl.engine.tables.large.column.NEAR", 0)
    assert stored.at([3, 0, 3]) == memory.at([3, 0, 3]) == ["c", "a", "c"]


def test_a_wrong_place_is_an_error() -> None:
    _, stored = both(["a", "b"])
    assert (stored.values[-2], stored.values[0:2]) == ("a", ("a", "b"))
    with pytest.raises(IndexError):
        stored.values[2]


def told(tables: Sequence[Table]) -> list[object]:
    return [
        (
            t.name,
            [(c.header, c.position, list(c.values)) for c in t.columns],
            list(t.numbers),
            (t.header_row, t.encoding, t.delimiter, t.notes, t.source),
        )
        for t in tables
    ]


def as_read(data: bytes, large: int) -> object:
    """What reading a file of these bytes gives, or how it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(data)
        try:
            return told(load([path], large).tables)
        except InputProblems as error:
            return [(problem.code, problem.message) for problem in error.problems]


HEADER = b"code,name,qty\n"
FILES = {
    "plain": HEADER + b"A,Oak,1\nB,Ash,2\n",
    "no line end": HEADER + b"A,Oak,1\nB,Ash,2",
    "windows line ends": b"code,name\r\nA,Oak\r\nB,Ash\r\n\r\n",
    "old line ends": b"code,name\rA,Oak\rB,Ash\r",
    "blank lines": HEADER + b"A,Oak,1\n\n\nB,Ash,2\n",
    "lines of blanks": HEADER + b"A,Oak,1\n,,\n  \nB,Ash,2\n",
    "title and totals": b"Stock\n\n" + HEADER + b"A,Oak,1\nB,Ash,2\nC,Elm,4\nTotal,,7\n\nprinted today\n",
    "short rows": HEADER + b"A\nB,Ash,2\nC,Elm\n",
    "short rows and quotes": HEADER + b'A\n"B","A""sh\n2",2\nC,Elm\n',
    "wide rows": HEADER + b"A,Oak,1\nB,Ash,2,x,y\n",
    "line breaks in cells": HEADER + b'A,"Oak\nboard",1\nB,"As""h\r\n",2\n',
    "loose quotes": HEADER + b'A,Oak 5" x,1\nB,"Ash" ,2\nC, "Elm",3\nD,"Y"w,4\nE,5",6\n',
    "a space after the delimiter": b"code, name, qty\nA, Oak, 1\nB, Ash, 2\nC, \"E, lm\", 3\n",
    "semicolons": "code;name\nA;Öl\nB;Käse\nC;1,5\n".encode(),
    "western": "code;name\nA;Öl\nB;Käse\nC;Süß\n".encode("cp1252"),
    "byte order mark": "code,name\nA,Öl\nB,Ash\n".encode("utf-8-sig"),
    "two bytes a sign": "code,name\nA,Öl\nB,Ash\n".encode("utf-16"),
    "zero bytes far down": HEADER + b"A,Oak,1\n" * 40_000 + b"B,A\x00sh,2\n",
    "bad bytes far down": HEADER + b"A,Oak,1\n" * 40_000 + b"B,\xe4h,2\n",
    "no header": b"1,2024-01-02,5\n2,2024-01-03,6\n3,2024-01-04,7\n",
    "a column without header": b"code,,qty\nA,,1\nB,,2\n",
    "tabs": b"code\tname\nA\tOak\nB\tA,sh\n",
    "only a header": HEADER,
    "nothing": b"\n\n \n",
    "binary": b"\x00\x01\x02\x03" * 100,
    "markup": b"<html><body>1,2\n3,4</body></html>",
    "wide from far down": HEADER + b"A,Oak,1\n" * 30_000 + b"B,Ash,2,3\n",
    "an unlabelled total": HEADER + b"A,Oak,1\n" * 3_000 + b",,3000\n",
    "no unlabelled total": HEADER + b"A,Oak,1\n" * 3_000 + b",,3001\n",
    "cut off": HEADER + b"A,Oak,1\n" * 3 + b"B,As",
    "an open quote": HEADER + b"A,Oak,1\n" * 3 + b'B,"As',
    "a header of two lines": b"Part,Price,,Stock\n,List,Net,\nA,1,2,3\nB,2,3,4\nC,2,3,4\n",
    "columns of fixed width": b"Part   Name    Qty\nA      Oak     1\nB      Ash     2\nC      Elm     33\n",
    "a block of zeros": HEADER + b"A,Oak,1\n" * 9 + b"\x00" * 40 + b"B,Ash,2\n",
    "a line of dashes": b"code,name\n----,----\nA,Oak\nB,Ash\n",
    "short at the end": HEADER + b"A,Oak,1\n" * 1_500 + b"Total\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_alike(name: str) -> None:
    assert as_read(FILES[name], 0) == as_read(FILES[name], 1 << 40)


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.lists(cell, min_size=1, max_size=4), min_size=1, max_size=8), st.sampled_from(["\n", "\r\n"])
)
def test_rows_are_read_alike(rows: list[list[str]], end: str) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows([["code", "name", "qty"], *rows])
    data = out.getvalue().encode("utf-8", "replace")
    assert as_read(data, 0) == as_read(data, 1 << 40)


@settings(max_examples=15, deadline=None)
@given(st.text(alphabet='ab1,"\n \r\t', max_size=24))
def test_any_writing_is_read_alike(text: str) -> None:
    data = ("code,name\nA,Oak\n" + text).encode()
    assert as_read(data, 0) == as_read(data, 1 << 40)


def test_plain_files_are_cut_by_duckdb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a plain file, and Python's way of cutting closed
    (tmp_path / "x.csv").write_text('code,name\nA,Oak\nB,"As,h"\n')
    monkeypatch.setattr(reading, "_by_python", None)
    # then it is read all the same
    assert [c.values[1] for c in load([tmp_path / "x.csv"], 0).tables[0].columns] == ["B", "As,h"]


def test_the_folder_goes_with_the_tables(tmp_path: Path) -> None:
    import gc

    (tmp_path / "x.csv").write_text("code,name\nA,Oak\nB,Ash\n")
    reading = load([tmp_path / "x.csv"], 0)
    column = reading.tables[0].columns[0]
    assert isinstance(column, StoredColumn)
    folder = column.store.folder
    assert folder.is_dir()
    del reading, column
    gc.collect()
    assert not folder.exists()


@pytest.mark.slow
def test_the_same_diagnosis_from_both(vocabulary: Vocabulary) -> None:
    # given the tables of a scenario, once in memory and once in the store with few texts kept in Python
    folder = FIXTURES / "midwest-furniture" / "tables"
    memory, stored = load([folder]).tables, load([folder], 0).tables
    texts = [table for table in stored if "#" not in table.name]
    assert texts and all(isinstance(column, StoredColumn) for table in texts for column in table.columns)
    # then every finding is the same, cells and examples included
    assert as_json(examine_tables(stored, vocabulary)) == as_json(examine_tables(memory, vocabulary))
