"""The mapping workbook: what people write in it comes back, and nothing else changes."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kbctl.engine.tables.columns.source import packaged_knowledge
from kbctl.engine.tables.load import load
from kbctl.engine.tables.mapping.difference import differences
from kbctl.engine.tables.mapping.errors import faults_of
from kbctl.engine.tables.mapping.export import write_workbook
from kbctl.engine.tables.mapping.model import Code, Entry, Mapped, SignOff, Unmapped
from kbctl.engine.tables.mapping.propose import propose
from kbctl.engine.tables.mapping.reading import lost, read_workbook
from kbctl.engine.tables.mapping.writing import save_mapping
from kbctl.engine.tables.project.mapping import load_mapping
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from openpyxl import load_workbook
from openpyxl.comments import Comment

MIDWEST = Path(__file__).parents[3] / "fixtures" / "midwest-furniture" / "tables"
WAYS = (
    '=IF(A2="";0;A2*1.19)',
    "+49 prefix where missing",
    "去除空格后取前六位",
    "lookup crosswalk 付款条件",
    "",
)


def two_hundred() -> Mapped:
    entries = tuple(
        Entry(
            id=f"M-{n:03d}",
            source_system="QuickBooks" if n % 2 else "用友 U8",
            source_table=f"table{n % 9}.csv",
            source_field=f"Spalte {n}" if n % 3 else f"字段{n}",
            source_type="text",
            target_object="Item",
            target_field=f"field_{n}",
            target_type="text",
            mandatory=("yes", "no", "")[n % 3],
            transformation=WAYS[n % len(WAYS)],
            default="0012" if n % 7 == 0 else "",
            validation="1 ≤ x ≤ 5\nelse quarantine" if n % 5 == 0 else "",
            example_before=f" =SUM(A{n}) \t" if n % 4 == 0 else f"{n},50",
            example_after=f"{n}.50",
            owner="王芳" if n % 6 == 0 else "j.ruiz",
            status=("proposed", "in review", "agreed", "rejected")[n % 4],
            comment="" if n % 2 else f"said: \"{n}\" — 'quoted', #hash: yes",
            notes={"transformation": f"客户确认 {n}\nsee minutes"} if n % 10 == 0 else {},
        )
        for n in range(1, 201)
    )
    codes = tuple(
        Code("payment_terms", text, f"N{n}") for n, text in enumerate(("30 net", "=30", "月结30天", "0"))
    )
    unmapped = (Unmapped("table1.csv", "Fax 2", "not used any more"),)
    return Mapped(entries, codes, unmapped, (SignOff("data migration", "J. Ruiz", "2026-03-01", "agreed"),))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose mapping.yaml people have commented by hand."""
    save_mapping(two_hundred(), tmp_path)
    path = tmp_path / "mapping.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("  - id: M-050\n", "  # prices: agreed with sales, 三月\n  - id: M-050\n")
    path.write_text(text.replace("sign_off:", "# who signs\nsign_off:"), encoding="utf-8")
    return tmp_path


def exported(project: Path) -> Path:
    mapped = load_mapping(project)
    assert mapped is not None
    write_workbook(mapped, (), project / "map.xlsx")
    return project / "map.xlsx"


def imported(project: Path, workbook: Path) -> bool:
    standing = load_mapping(project)
    assert standing is not None
    return save_mapping(read_workbook(workbook, standing), project)


def test_yaml_is_read_as_it_was_written(project: Path) -> None:
    assert load_mapping(project) == two_hundred()


def test_an_unedited_workbook_changes_no_byte(project: Path) -> None:
    before = (project / "mapping.yaml").read_bytes()
    assert not imported(project, exported(project))
    assert (project / "mapping.yaml").read_bytes() == before


def test_only_the_edits_come_back(project: Path) -> None:
    # given 200 mappings, of which people change six cells, set a note, add a row and delete one in Excel
    before = (project / "mapping.yaml").read_text(encoding="utf-8")
    path = exported(project)
    book = load_workbook(path)
    sheet = book["Mapping"]
    column = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, column["Transformation"]).value = "=UPPER(TRIM(B2))"  # a real formula, as Excel stores one
    sheet.cell(3, column["Default"]).value = 7
    sheet.cell(4, column["Status"]).value = "Agreed"
    sheet.cell(5, column["Comment"]).value = "改为大写"
    sheet.cell(6, column["Mandatory"]).value = True
    sheet.cell(7, column["Owner"]).value = None
    sheet.cell(11, column["Transformation"]).comment = None
    sheet.cell(12, column["Status"]).comment = Comment("ask again\n再问", "someone")
    new = sheet.max_row + 1
    sheet.cell(new, column["Source field"]).value = "neu"
    sheet.cell(new, column["Target field"]).value = "item_code"
    sheet.delete_rows(151)
    book["Crosswalks"].cell(2, 3).value = "N30"
    book.save(path)
    # when it is imported
    assert imported(project, path)
    # then the YAML has these edits and no other
    after = (project / "mapping.yaml").read_text(encoding="utf-8")
    old, mapped = two_hundred(), load_mapping(project)
    assert mapped is not None
    changed = list(old.entries)
    changed[0] = replace(changed[0], transformation="=UPPER(TRIM(B2))")
    changed[1] = replace(changed[1], default="7")
    changed[2] = replace(changed[2], status="agreed")
    changed[3] = replace(changed[3], comment="改为大写")
    changed[4] = replace(changed[4], mandatory="yes")
    changed[5] = replace(changed[5], owner="")
    changed[9] = replace(changed[9], notes={})
    changed[10] = replace(changed[10], notes={"status": "ask again\n再问"})
    del changed[149]
    changed.append(Entry("M-201", source_field="neu", target_field="item_code"))
    assert mapped == replace(
        old, entries=tuple(changed), codes=(replace(old.codes[0], target="N30"), *old.codes[1:])
    )
    lines = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[:1] in "+-"]
    gone = sum(line.startswith("-") for line in lines)
    assert len(lines) - gone <= 14 and gone <= 24  # the entry taken out has fourteen lines
    assert "# prices: agreed with sales, 三月\n  - id: M-050" in after and "# who signs\nsign_off:" in after


def test_a_workbook_that_people_have_written_in_is_not_written_over(project: Path) -> None:
    standing = load_mapping(project)
    assert standing is not None
    path = exported(project)
    assert lost(path, standing) == "" and lost(project / "absent.xlsx", standing) == ""
    book = load_workbook(path)
    book["Mapping"].cell(2, 17).value = "ask again"
    book.save(path)
    assert "people have written in it" in lost(path, standing)
    path.write_bytes(b"something else")
    assert "no mapping workbook" in lost(path, standing)


def test_columns_may_be_moved_and_left_out(project: Path) -> None:
    # given a workbook whose people moved the status to the front and deleted the examples
    before = (project / "mapping.yaml").read_bytes()
    path = exported(project)
    book = load_workbook(path)
    sheet = book["Mapping"]
    titles = [cell.value for cell in sheet[1]]
    for title in ("Example after", "Example before"):
        sheet.delete_cols(titles.index(title) + 1)
    sheet.insert_cols(1)
    moved = [cell.value for cell in sheet[1]].index("Status") + 1
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, 1).value = sheet.cell(row, moved).value
    sheet.delete_cols(moved)
    del book["Unmapped"]
    book.save(path)
    # then nothing is lost by it (notes move with their cells in Excel; openpyxl leaves them where they were)
    standing = load_mapping(project)
    assert standing is not None
    read = read_workbook(path, standing)
    bare = [replace(entry, notes={}) for entry in standing.entries]
    assert [replace(entry, notes={}) for entry in read.entries] == bare and read.unmapped == standing.unmapped
    assert (project / "mapping.yaml").read_bytes() == before


def test_what_cannot_be_understood_is_told_by_cell_and_nothing_is_written(project: Path) -> None:
    before = (project / "mapping.yaml").read_bytes()
    path = exported(project)
    book = load_workbook(path)
    sheet = book["Mapping"]
    column = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(3, column["Status"]).value = "agred"
    sheet.cell(4, column["Mandatory"]).value = "perhaps"
    sheet.cell(6, column["Id"]).value = "M-001"
    sheet.cell(1, column["Owner"]).value = "Ownr"
    book["Crosswalks"].cell(3, 2).value = None
    book.save(path)
    with pytest.raises(InputProblems) as refused:
        imported(project, path)
    assert [str(problem).split("map.xlsx, ")[1] for problem in refused.value.problems] == [
        "Crosswalks!row 3: 'Source code' is blank",
        "Mapping!I4: 'Mandatory' is yes or no, not 'perhaps'",
        "Mapping!O1: unknown column 'Ownr' (did you mean Owner?)",
        "Mapping!P3: unknown status 'agred' (did you mean agreed?)",
        "Mapping!row 6: id M-001 stands in row 2 already",
    ]
    assert (project / "mapping.yaml").read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(InputProblems, match="no workbook that can be read"):
        read_workbook(tmp_path / "x.xlsx", Mapped())


def test_yaml_is_refused_with_its_places(tmp_path: Path) -> None:
    (tmp_path / "mapping.yaml").write_text(
        "schema: kbctl/mapping/1\nmappings:\n  - {id: M-1, status: agred}\n"
        "  - {id: M-1, sorce: {table: x}}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputProblems) as refused:
        load_mapping(tmp_path)
    assert [str(problem).split("mapping.yaml")[1] for problem in refused.value.problems] == [
        ":3:23: unknown status 'agred' (did you mean agreed?)",
        ":4:5: `M-1` stands here a second time",
        ":4:15: unknown key 'sorce' (did you mean source?)",
    ]


#: what a UTF-8 file can hold: no lone surrogates; YAML forbids other controls and the byte order mark within
texts = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\ufeff\ufffe\uffff"), max_size=30
)


@settings(max_examples=60, deadline=None)
@given(texts, texts, texts)
def test_any_text_comes_back_from_the_workbook(before: str, comment: str, note: str) -> None:
    # given cells with controls, formulas, escapes and every script, then the workbook gives them back
    entry = Entry(
        "M-001",
        source_field="f",
        example_before=before,
        comment=comment,
        notes={"owner": note} if note.strip() else {},
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, "m.xlsx")
        write_workbook(Mapped((entry,)), (), path)
        (read,) = read_workbook(path, Mapped()).entries
    assert (read.example_before, read.comment) == (before, comment)


@settings(max_examples=60, deadline=None)
@given(texts, texts)
def test_any_text_comes_back_from_the_yaml(before: str, comment: str) -> None:
    entry = Entry("M-001", source_field="f", example_before=before, comment=comment)
    with TemporaryDirectory() as folder:
        save_mapping(Mapped((entry,), (Code("x", "a", before),)), Path(folder))
        read = load_mapping(Path(folder))
    assert read is not None
    assert (read.entries[0].example_before, read.codes[0].target) == (before, before)


def test_a_text_that_no_cell_can_hold_is_refused_and_no_file_is_left(tmp_path: Path) -> None:
    with pytest.raises(InputProblems, match="32,768 characters; a cell holds 32,767"):
        write_workbook(Mapped((Entry("M-001", comment="x" * 32_768),)), (), tmp_path / "m.xlsx")
    assert not list(tmp_path.iterdir())


def test_tables_propose_a_mapping_and_what_stands_is_kept(vocabulary: Vocabulary) -> None:
    # given a mapping in which one column was decided by hand
    tables = load([MIDWEST]).tables
    known = packaged_knowledge(vocabulary)
    hand = Entry(
        "M-001", source_table="orders.csv", source_field="Qty", target_field="order_qty", status="agreed"
    )
    # when the tables are proposed from
    mapped = propose(tables, known, vocabulary, Mapped((hand,)))
    # then it stands, every other column is an entry or unmapped, and the examples are from the tables
    assert mapped.entries[0] == hand
    told = [(e.source_table, e.source_field) for e in mapped.entries] + [
        (u.table, u.field) for u in mapped.unmapped
    ]
    assert sorted(told) == sorted((t.name, c.header) for t in tables for c in t.columns)
    by_field = {(e.source_table, e.target_field): e for e in mapped.entries}
    assert by_field["customers.csv", "customer_code"].example_before == "C-10001"
    assert propose(tables, known, vocabulary, mapped) == mapped


def test_faults_of_a_mapping() -> None:
    mapped = Mapped(
        (
            Entry("M-1", "", "a.csv", "Prise", "text", "Item", "sales_price", "money"),
            Entry("M-2", "", "a.csv", "Price", "money", "Item", "sales_price", "money", transformation="x"),
            Entry("M-3", target_field="item_code", mandatory="yes"),
            Entry("M-4", source_table="b.csv", source_field="q", target_field="itm_code", target_type="code"),
        ),
        (Code("terms", "30 net"),),
    )
    faults = faults_of(mapped, {"sales_price": "money", "item_code": "code"}, {"a.csv": ["Price"]})
    assert [(f.id, f.field, f.message) for f in faults] == [
        ("M-1", "source_field", "no column Prise (did you mean Price?)"),
        ("M-1", "target_field", "sales_price is filled by M-1, M-2"),
        ("M-1", "transformation", "text goes into money without a transformation"),
        ("M-2", "target_field", "sales_price is filled by M-1, M-2"),
        ("M-3", "default", "mandatory, but neither a source field nor a default"),
        ("M-4", "source_table", "no table b.csv"),
        ("M-4", "target_field", "not a canonical field: itm_code (did you mean item_code?)"),
        ("terms", "target", "no target code for '30 net'"),
    ]


def test_differences_are_told_a_line_each() -> None:
    old = Mapped((Entry("M-1", owner="a"), Entry("M-2")), (Code("t", "x"),))
    new = Mapped((Entry("M-1", owner="b"), Entry("M-3")), (Code("t", "x", "y"),))
    assert differences(old, new) == (
        "M-2: taken out", "M-1 owner: 'a' → 'b'", "M-3: new", "crosswalk t x target: '' → 'y'"
    )  # fmt: skip
