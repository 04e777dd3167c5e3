from __future__ import annotations

import json
from pathlib import Path

import pytest
from kbctl.kg.misses import LOW, MissError, miss_line, note_miss, proposals, read_misses, render_proposals
from kbctl.kg.query import answer
from kbctl.kg.store import Base


def test_a_poor_answer_is_kept_and_a_good_one_not(small: Base, tmp_path: Path) -> None:
    file = tmp_path / "misses.jsonl"
    for text in ("duplicate customers", "purple elephants", "umbrella customers"):
        note_miss(str(file), answer(small, text))
    kept = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [one["query"] for one in kept] == ["purple elephants", "umbrella customers"]
    assert kept[0] == {"best": None, "query": "purple elephants", "score": 0.0}
    assert kept[1]["score"] < LOW


def test_a_line_says_nothing_of_when_and_who(small: Base) -> None:
    line = miss_line(answer(small, "purple\nelephants"))
    assert line.count("\n") == 1
    assert set(json.loads(line)) == {"query", "best", "score"}
    assert miss_line(answer(small, "purple\nelephants")) == line


def test_wordings_are_grouped_by_what_is_near_most_asked_first(small: Base) -> None:
    queries = [
        "umbrella customer doublets x",
        "qwerty asdf",
        "Qwerty  asdf",
        "qwerty asdf",
        "duplicate customers",
    ]
    found = proposals(small, queries)
    assert (found[0].concept, found[0].wordings) == ("", (("Qwerty  asdf", 3),))
    assert "duplicate customers" not in {wording for one in found for wording, _ in one.wordings}
    assert found == proposals(small, reversed(queries))


def test_what_is_found_by_now_is_no_proposal(small: Base) -> None:
    assert proposals(small, ["clientes duplicados", "重复客户"]) == []
    assert render_proposals([]) == "Everything in the file is found by now."


def test_proposals_are_shown_with_how_often_each_was_asked(small: Base) -> None:
    text = render_proposals(proposals(small, ["qwerty asdf", "qwerty asdf"]))
    assert text == "nothing near\n    2 x  qwerty asdf"


@pytest.mark.parametrize("line", ["{", "[]", '{"query": 3}', '"x"', "null"])
def test_a_line_that_is_no_miss_is_named(line: str) -> None:
    with pytest.raises(MissError, match=r"^m\.jsonl:3:1: "):
        read_misses('{"query": "a"}\n\n' + line, "m.jsonl")


def test_kept_lines_are_read_back(small: Base) -> None:
    text = miss_line(answer(small, "ñandú 客")) + miss_line(answer(small, "purple elephants"))
    assert read_misses(text, "m.jsonl") == ["ñandú 客", "purple elephants"]
