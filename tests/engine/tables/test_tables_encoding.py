"""Text in the wrong character set: what is mended, what is left, what is no fault at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.diagnose import Diagnosis, examine
from kbctl.engine.tables.encoding import repair
from kbctl.engine.tables.remedies import OPERATORS
from kbctl.engine.tables.remedies.operator import Settings
from kbctl.engine.tables.table import Finding
from kbctl.ontology.vocab import Vocabulary

Find = Callable[..., tuple[Finding, ...]]
Run = Callable[..., Diagnosis]
CONCEPT = "EncodingCorruption"
GARBLED = {
    "MÃ¼ller GmbH": "Müller GmbH",
    "Hernández & CÃ­a": "Hernández & Cía",
    "ç®€ä½“ä¸\xadæ–‡": "简体中文",
    "GÃ¶teborg": "Göteborg",
    "barco tur\x92stico": "barco turístico",
    "┬┐que diferencia": "¿que diferencia",
    "±õº£½Ö158ºÅ": "滨海街158号",
}
CLEAN = [
    "Müller GmbH", "Señor Muñoz", "Škoda Auto", "桌子 180", "5 µm ±0,2 °C", "Fjällräven", "Ø 12 × 3",
    "Société Générale", "“Oak”", "L’épisode 8", "NESTLÉ®", "½\" NPT", "R&amp;D", "MISUTÂ\xa0AJIKKO", "why?",
]  # fmt: skip


def customers(names: Sequence[str]) -> dict[str, list[list[object]]]:
    return {
        "customers.csv": [
            ["customer no", "customer name"],
            *([f"C-{n:03}", name] for n, name in enumerate(names)),
        ]
    }


@pytest.mark.parametrize(("garbled", "right"), GARBLED.items())
def test_garbled_text_is_mended(garbled: str, right: str) -> None:
    assert repair(garbled) == right
    assert repair(right) == right


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_right_is_not_touched(text: str) -> None:
    assert repair(text) == text


def test_garbled_cells_are_found_with_their_rows(find: Find) -> None:
    (finding,) = find(CONCEPT, customers(["Acme", *CLEAN, "MÃ¼ller", "Sj�berg"]))
    assert [(cell.row, cell.value) for cell in finding.cells] == [(18, "MÃ¼ller"), (19, "Sj�berg")]
    assert finding.examples[0] == '"MÃ¼ller" for "Müller"'
    assert "1 text can be mended, letters are lost in 1." in finding.message


def test_clean_names_in_many_scripts(find: Find) -> None:
    assert find(CONCEPT, customers(CLEAN)) == ()


def test_a_question_mark_is_a_lost_letter_only_where_the_whole_text_is_known(find: Find) -> None:
    (finding,) = find(CONCEPT, customers(["Müller", "M?ller", "Who?is", "ready?", "Acme"]))
    assert [cell.value for cell in finding.cells] == ["M?ller"]


def test_the_repair_mends_what_can_be_and_leaves_the_lost(run: Run) -> None:
    diagnosis = run(customers(["MÃ¼ller", "Sj�berg", "Acme"]), CONCEPT)
    plan = OPERATORS["EncodingRepair"](diagnosis.book, diagnosis.findings, Settings())
    assert [(edit.row, edit.before, edit.after) for edit in plan.edits] == [(2, "MÃ¼ller", "Müller")]
    assert [(left.rows, left.column) for left in plan.left] == [((3,), "customer name")]


def test_the_repair_plans_nothing_on_what_it_repaired(run: Run) -> None:
    diagnosis = run(customers([repair(text) for text in GARBLED]), CONCEPT)
    plan = OPERATORS["EncodingRepair"](diagnosis.book, diagnosis.findings, Settings())
    assert (diagnosis.findings, plan.changes) == ((), 0)


@pytest.mark.shared
def test_samples_of_others(shared: Path) -> None:
    """103 samples of 112 garbled ones are marked as repairable; of the other 9 some may come out, too."""
    cases = json.loads((shared / "encodings" / "ftfy_test_cases.json").read_text("utf-8"))
    wanted = {case["original"]: case.get("fixed-encoding", case["fixed"]) for case in cases}
    repairable = [
        case["original"]
        for case in cases
        if case["expect"] == "pass" and wanted[case["original"]] != case["original"]
    ]
    clean = [text for text, right in wanted.items() if text == right]
    assert (len(repairable), len(clean)) == (103, 49)
    assert [text for text in repairable if repair(text) != wanted[text]] == []
    assert [text for text in clean if repair(text) != text] == []


@pytest.mark.shared
def test_a_real_file_in_the_wrong_character_set(shared: Path, vocabulary: Vocabulary) -> None:
    from kbctl.engine.tables.detectors import DETECTORS

    diagnosis = examine([shared / "northwind" / "Customers.csv"], vocabulary, {CONCEPT: DETECTORS[CONCEPT]})
    assert {finding.column: finding.rows for finding in diagnosis.findings} == {
        "CompanyName": 20, "ContactName": 12, "Address": 16, "City": 13, "Region": 2,
    }  # fmt: skip
