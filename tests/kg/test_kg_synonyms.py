from __future__ import annotations

from pathlib import Path

import pytest
from kbctl.engine.compile import ROOT
from kbctl.kg.contents import Synonym
from kbctl.kg.synonyms import load_synonyms
from kbctl.ontology.source import InputProblems

HEADER = "concept,en,es,zh\n"


def load(folder: Path, text: str) -> tuple[Synonym, ...]:
    file = folder / "synonyms.csv"
    file.write_text(text, encoding="utf-8")
    return load_synonyms(file, {"Customer", "Item"})


def test_each_word_of_a_row_names_its_concept(tmp_path: Path) -> None:
    found = load(tmp_path, HEADER + "Customer,client; account,cliente,客户\nlost,gone,,\n")
    assert found == (
        Synonym("Customer", "en", "client"),
        Synonym("Customer", "en", "account"),
        Synonym("Customer", "es", "cliente"),
        Synonym("Customer", "zh", "客户"),
        Synonym("lost", "en", "gone"),
    )


def test_without_the_file_there_are_none(tmp_path: Path) -> None:
    assert load_synonyms(tmp_path / "synonyms.csv", ()) == ()


def test_all_problems_are_said_at_once_with_their_lines(tmp_path: Path) -> None:
    with pytest.raises(InputProblems) as raised:
        load(tmp_path, HEADER + "Custmer,client,,\nlost,gone\nslow,lag,,\nslow,hang,,\nno name,x,,\n")
    assert [str(problem) for problem in raised.value.problems] == [
        "kg/synonyms.csv:2:1: unknown data domain 'Custmer' (did you mean Customer?)",
        "kg/synonyms.csv:3:1: 2 columns where 4 are expected",
        "kg/synonyms.csv:5:1: concept 'slow' has a row already, line 4",
        "kg/synonyms.csv:6:1: 'no name' is no name of a concept",
    ]


@pytest.mark.parametrize("text", ["", "concept,en\n", "a,b,c,d\n"])
def test_a_wrong_header_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputProblems, match="the first line is not 'concept,en,es,zh'"):
        load(tmp_path, text)


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.csv"
    file.write_bytes(b"concept,en,es,zh\n\xff\xfe")
    with pytest.raises(InputProblems, match=r"kg/synonyms\.csv:2:1: not UTF-8 text"):
        load_synonyms(file, ())


def test_the_shipped_table_has_words_of_three_languages_for_each_concept() -> None:
    path = Path(ROOT, "kg", "synonyms.csv")
    named = {row.split(",")[0] for row in path.read_text(encoding="utf-8").splitlines()[1:]}
    found = load_synonyms(path, named)
    assert {one.concept for one in found} == named
    for language in ("en", "es", "zh"):
        assert {one.concept for one in found if one.language == language} == named
