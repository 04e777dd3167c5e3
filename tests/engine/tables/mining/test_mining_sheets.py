"""Mapping sheets in the styles that projects have them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kbctl.engine.tables.mining.as_json import as_json
from kbctl.engine.tables.mining.entries import Sheet, read_sheet
from kbctl.engine.tables.mining.grids import Grid
from kbctl.engine.tables.mining.mined import Mined, mine
from kbctl.engine.tables.mining.reading import mine_paths
from kbctl.engine.tables.mining.resolve import Resolver
from kbctl.ontology.source import InputProblems

Mine = Callable[..., Mined]
STYLES = {
    "english": [
        ["Mapping of items", "", "", ""],
        [],
        ["Result", "Target field", "Rule", "Legacy field"],
        ["ok", "Item code", "trim", "ZQARTNO"],
        ["failed", "dye_lot", "upper", "ZQBATH"],
    ],
    "spanish": [
        ["Campo origen", "Transformación", "Destino", "Estado", "Comentario"],
        ["ZQARTNO", "quitar espacios", "Código de artículo", "correcto", "5531 filas"],
        ["ZQBATH", "mayúsculas", "Lote de tinte", "fallido", ""],
    ],
    "chinese": [
        ["源字段", "目标字段", "转换规则", "状态"],
        ["ZQARTNO", "物料编码", "去空格", "成功"],
        ["ZQBATH", "缸号", "大写", "失败"],
    ],
    "two header rows": [
        ["Source", "", "Target", "", ""],
        ["Table", "Column", "Field", "Conversion", "Outcome"],
        ["T1", "ZQARTNO", "item_code", "trim", "done"],
        ["", "ZQBATH", "dye_lot", "uppercase", "error"],
    ],
    "a system's name in the header": [
        ["AS400 column", "Maps to", "Logic", "Load status"],
        ["ZQARTNO", "MATNR", "TRIM(x)", "ok"],
        ["ZQBATH", "dye lot", "UPPER(x)", "nok"],
    ],
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("file", ["items.csv", "book.xlsx#Items"])
def test_a_style_is_read(style: str, file: str, mined: Mine) -> None:
    """Given the same two rows in a style, when mined, then both names, rules and outcomes are told."""
    said = mined({file: STYLES[style]})
    assert [(n.field, n.name, n.status, n.outcomes) for n in said.names] == [
        ("dye_lot", "ZQBATH", "new", (("failed", 1),)),
        ("item_code", "ZQARTNO", "new", (("ok", 1),)),
    ]
    assert [(t.field, t.form) for t in said.transformations] == [
        ("dye_lot", "upper case"), ("item_code", "trim"),
    ]  # fmt: skip
    assert not said.notes


def names(said: Mined) -> list[tuple[str, str, str]]:
    return [(one.name, one.field, one.status) for one in said.names]


HEAD = ["Source table", "Source column", "Target field", "Transformation", "Status"]


def test_blank_cells_of_merged_rows_are_filled_but_a_constant_has_no_source(mined: Mine) -> None:
    said = mined({"m.csv": [HEAD,
        ["ZQT", "ZQCOL", "item_code", "", ""], ["", "", "old_item_code", "", ""],
        ["", "", "currency", "constant 'EUR'", "ok"], [], ["", "", "remarks", "", ""],
    ]})  # fmt: skip
    assert {(n.field, n.table) for n in said.names} == {("item_code", "ZQT"), ("old_item_code", "ZQT")}
    assert [t.form for t in said.transformations] == ["constant"]
    assert [(n.code, n.text) for n in said.notes] == [("lone-cell", "remarks")]


def test_one_source_for_two_fields_is_for_decision_and_a_split_is_no_name(mined: Mine) -> None:
    said = mined({"m.csv": [HEAD,
        ["T", "ZQONE", "item_code", "", ""], ["T", "ZQONE", "old_item_code", "", ""],
        ["T", "ZQDIM", "width / length", "split at x", "ok"],
        ["T", "ZQA + ZQB", "item_name", "concatenate", ""],
    ]})  # fmt: skip
    assert {(n, s) for n, _, s in names(said)} == {
        ("ZQONE", "conflict"), ("ZQDIM", "part"), ("ZQA", "part"), ("ZQB", "part"),
    }  # fmt: skip
    assert {f for n, f, _ in names(said) if n == "ZQDIM"} == {"width", "length"}


def test_what_a_name_is_known_for_decides(mined: Mine) -> None:
    """`LOT` is known for lots: as a dye lot it is for decision; a rejected mapping is not proposed."""
    said = mined({"m.csv": [HEAD,
        ["T", "Lot number", "lot_number", "", ""], ["T", "LOT", "dye_lot", "", "ok"],
        ["T", "ZQX", "color", "", "rejected"], ["T", "ZQX", "shade_code", "", "ok"],
    ]})  # fmt: skip
    assert names(said) == [
        ("ZQX", "color", "rejected"), ("LOT", "dye_lot", "conflict"),
        ("Lot number", "lot_number", "known"), ("ZQX", "shade_code", "new"),
    ]  # fmt: skip
    assert "lot_number" in said.names[1].others


def test_sections_titles_and_columns_left_out(mined: Mine) -> None:
    said = mined({"m.csv": [
        ["Legacy system: Hilo/400"], HEAD[1:], ["Table: ARTMST"], ["ZQA", "item_code", "", ""],
        ["ZQB", "n/a", "", ""], ["ZQC", "no migrar", "", ""], ["ZQD", "remarks", "", "not migrated"],
        ["Table: YRNMST"], HEAD[1:], ["ZQE", "yarn_type", "", ""],
    ]})  # fmt: skip
    assert [(n.system, n.table, n.name) for n in said.names] == [
        ("Hilo/400", "ARTMST", "ZQA"), ("Hilo/400", "YRNMST", "ZQE"),
    ]  # fmt: skip
    assert said.left_out == 3


def test_cells_of_samples_and_comments_are_never_told(mined: Mine) -> None:
    head = [*HEAD, "Sample value", "Comment", "Data owner"]
    secret = ["Juan Pérez", "IBAN ES7621000418", "maria@example.com"]
    rule = "=IF(A2=\"Juan Pérez\",'ES7621000418',4455667788)"
    said = mined({"m.csv": [head, ["T", "ZQA", "item_code", rule, "ok", *secret],
                            ["T", "ZQB", "remarks", "default 'Juan Pérez'", "ok", *secret]]})  # fmt: skip
    told = str(as_json(said))
    assert not any(word in told for word in ("Juan", "ES76", "maria", "4455667788"))
    assert "=IF(A2=" in told


BROKEN = {
    "no header": [["ARTNO", "5"], ["ARTNO", "6"]],
    "no target": [["Source column", "Rule"], ["A", "trim"]],
    "no source": [["Target field", "Rule"], ["item_code", "trim"]],
    "rows in doubt": [
        ["Source column", "Target field", "Transformation", "Status"],
        ["ZQA", "Lead tme days", "", ""],
        ["ZQB", "xyzzy plugh frob", "", ""],
        ["ZQC", "Name", "", ""],
        ["ZQD", "", "trim", ""],
        ["", "", "trim", ""],
        ["ZQE", "item_code", "ask the planner", "perhaps"],
        ["Warehouse part", "", "", ""],
        ["Q" * 70, "remarks", "", "ok"],
    ],
}


def test_what_is_wrong_is_told_as_it_was_approved(mined: Mine, tmp_path: Path, resolver: Resolver) -> None:
    told = []
    for title, rows in BROKEN.items():
        grid = Grid("m.csv", rows)
        sheet = read_sheet(grid)
        if isinstance(sheet, str):
            told.append(f"{title}: {sheet}")
        else:
            said = mine("test", [sheet], [], resolver)
            told += [f"{title}: {n.at}: {n.code}: {n.message} [{n.text}]" for n in said.notes]
    (tmp_path / "bad").mkdir()
    data_of = {"a.xlsx": b"no zip", "b.csv": b"a,b\n1,2\n", "c.csv": b"", "d.csv": b"\0\1\2" * 50}
    for name, data in data_of.items():
        (tmp_path / "bad" / name).write_bytes(data)
    with pytest.raises(InputProblems) as caught:
        mine_paths([tmp_path / "bad"], resolver, "test")
    told += [str(p).replace(f"{tmp_path.as_posix()}/", "") for p in caught.value.problems]
    with pytest.raises(InputProblems) as caught:
        mine_paths([tmp_path / "bad" / "b.csv"], resolver, "test")
    told += [str(p) for p in caught.value.problems]
    golden = Path(__file__).resolve().parents[3] / "golden" / "mining" / "problems.txt"
    if os.environ.get("KBCTL_WRITE_GOLDEN"):
        golden.write_text("\n".join(told) + "\n", encoding="utf-8")
    assert "\n".join(told) + "\n" == golden.read_text(encoding="utf-8")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_sheet_of_known_names_is_read_back_whole(data: st.DataObject, resolver: Resolver) -> None:
    """Given any known names with their fields by id, when mined, then each is known for its field."""
    all_names = resolver.known.variations
    picked = data.draw(st.lists(st.integers(0, len(all_names) - 1), min_size=1, max_size=30, unique=True))
    rows = [all_names[n] for n in picked]
    order = data.draw(st.permutations(["Source column", "Target field", "Source table", "Comment"]))
    cells = [
        {"Source column": v.name, "Target field": v.field, "Source table": v.table or "T", "Comment": ""}
        for v in rows
    ]
    grid = Grid("s.csv", [order, *([one[key] for key in order] for one in cells)])
    sheet = read_sheet(grid)
    assert isinstance(sheet, Sheet)
    said = mine("test", [sheet], [], resolver)
    assert not said.notes
    got = {(n.name, n.field) for n in said.of("known")}
    assert got == {(" ".join(v.name.split()), v.field) for v in rows}


def test_every_field_is_found_by_id_and_by_its_labels(resolver: Resolver) -> None:
    """A label may be the label of two fields; then nothing is guessed."""
    wrong = []
    for field in resolver.known.fields:
        for said in (field, *resolver.vocabulary.terms[field].labels.values()):
            found = resolver.resolve(said)
            if found.field != field and "several fields" not in found.why:
                wrong.append((field, said, found))
    assert not wrong


def test_names_of_other_systems_are_resolved_with_their_table(resolver: Resolver) -> None:
    assert resolver.resolve("MATNR").field == "item_code"
    assert resolver.resolve("MARA-MATNR").field == "item_code"
    assert resolver.resolve("Name", "Customer", "Business Central").field == "customer_name"
    assert resolver.resolve("Name").field == ""
    assert "several fields" in resolver.resolve("Name").why
