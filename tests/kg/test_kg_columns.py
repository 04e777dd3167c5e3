"""The audit of kg/columns.csv, and what its reader says of a bad one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from kbctl.engine.compile import ROOT
from kbctl.kg.columns import HEADER, Variation, load_columns
from kbctl.kg.store import Base
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.source import InputProblems

SYSTEMS = {
    "AdventureWorks", "Apache OFBiz", "Business Central", "ERPNext", "Odoo (OpenERP 7)", "SAP ECC", "Tryton",
}  # fmt: skip
FIELDS = frozenset(term.id for term in load_vocabulary().of_kind("field")) - {"Field"}


@pytest.fixture(scope="module")
def names() -> tuple[Variation, ...]:
    return load_columns(Path(ROOT) / "kg" / "columns.csv", FIELDS)


def test_there_are_enough_and_in_every_language(names: tuple[Variation, ...]) -> None:
    assert len({(v.field, v.name, v.language) for v in names if v.system}) >= 1500
    assert len({(v.field, v.name, v.language) for v in names}) >= 2000
    assert {v.language for v in names if v.system} == {"en", "es", "zh", "tech"}


def test_every_field_has_names_in_every_language(names: tuple[Variation, ...]) -> None:
    found = {(v.field, v.language) for v in names}
    assert {(f, lang) for f in FIELDS for lang in ("en", "es", "zh", "tech")} - found == set()


def test_the_systems_are_told_apart_from_general_names(names: tuple[Variation, ...]) -> None:
    assert {v.system for v in names} == SYSTEMS | {""}
    assert all((v.source == "domain knowledge") == (not v.system) for v in names)
    assert all(bool(v.table) == bool(v.system) and v.source for v in names)


def test_names_are_trimmed(names: tuple[Variation, ...]) -> None:
    assert [v for v in names if v.name != " ".join(v.name.split())] == []


def test_private_technical_names_are_no_general_ones(names: tuple[Variation, ...]) -> None:
    """Names in capitals without a vowel pattern of words (MATNR, KUNNR) belong to their system."""
    private = {v.name for v in names if v.system == "SAP ECC" and v.language == "tech"}
    assert private & {v.name for v in names if not v.system} == set()


def test_the_base_holds_them_in_order(shipped: Base, names: tuple[Variation, ...]) -> None:
    rows = shipped.rows('SELECT field, name, language, system, "table", source FROM "column" ORDER BY n')
    assert tuple(Variation(*row) for row in rows) == names


def test_the_general_names_are_those_of_the_text(names: tuple[Variation, ...], tmp_path: Path) -> None:
    """Made anew without facts, the file holds just the general names."""
    for name in ("make_columns.py", "column_names.txt"):
        (tmp_path / name).write_bytes((Path(ROOT) / "kg" / name).read_bytes())
    facts = tmp_path / "facts.csv"
    facts.write_text("canonical_field,system,table,column,label,language,source_repo,source_path\n", "utf-8")
    subprocess.run([sys.executable, tmp_path / "make_columns.py", facts], check=True, capture_output=True)
    assert load_columns(tmp_path / "columns.csv", FIELDS) == tuple(v for v in names if not v.system)


def test_all_problems_of_a_file_are_told(tmp_path: Path) -> None:
    file = tmp_path / "columns.csv"
    rows = [
        "item_cod,Part,en,,,x",
        "item_code,,en,,,x",
        "color,Shade,fr,,,x",
        "color,Shade,fr,,,y",
        "color,x",
    ]
    file.write_text("\n".join([",".join(HEADER), *rows]) + "\n", encoding="utf-8")

    with pytest.raises(InputProblems) as raised:
        load_columns(file, {"item_code", "color"})

    assert [str(problem) for problem in raised.value.problems] == [
        "kg/columns.csv:2:1: unknown field 'item_cod' (did you mean item_code?)",
        "kg/columns.csv:3:1: a row without a name",
        "kg/columns.csv:4:1: language 'fr' is none of en, es, tech, zh",
        "kg/columns.csv:4:1: rows are sorted; this one belongs further up",
        "kg/columns.csv:5:1: language 'fr' is none of en, es, tech, zh",
        "kg/columns.csv:5:1: 'Shade' stands there already, line 4",
        "kg/columns.csv:6:1: 2 columns where 6 are expected",
    ]


def test_a_missing_file_is_no_knowledge(tmp_path: Path) -> None:
    assert load_columns(tmp_path / "columns.csv", set()) == ()
