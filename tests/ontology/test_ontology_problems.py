"""Every kind of mistake in a module: its messages, all at once, as golden files.

A folder under tests/golden/ontology/problems holds modules that are read beside the least ontology, and
messages.txt. With KBCTL_UPDATE_GOLDEN set the messages are written instead of compared; read the diff.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from kbctl.ontology.load import load_vocabulary, vocabulary
from kbctl.ontology.source import InputProblems

GOLDEN = Path(__file__).parent.parent / "golden" / "ontology"
CASES = sorted((GOLDEN / "problems").iterdir())


def test_the_least_ontology_loads(base: dict[str, str]) -> None:
    assert {"DataIssue", "Customer", "Pruning"} <= set(vocabulary(base).terms)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_messages(case: Path, base: dict[str, str]) -> None:
    modules = {
        f"ontology/{file.name}": file.read_text(encoding="utf-8") for file in sorted(case.glob("*.ttl"))
    }

    with pytest.raises(InputProblems) as raised:
        vocabulary(base | modules)

    said = str(raised.value) + "\n"
    golden = case / "messages.txt"
    if os.environ.get("KBCTL_UPDATE_GOLDEN"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_message_has_a_place_in_the_module(case: Path, base: dict[str, str]) -> None:
    modules = {
        f"ontology/{file.name}": file.read_text(encoding="utf-8") for file in sorted(case.glob("*.ttl"))
    }

    with pytest.raises(InputProblems) as raised:
        vocabulary(base | modules)

    for problem in raised.value.problems:
        lines = (base | modules)[problem.at.path].split("\n")
        assert 1 <= problem.at.line <= len(lines), problem
        assert 1 <= problem.at.column <= len(lines[problem.at.line - 1]) + 1, problem


def test_no_broken_module_ends_in_anything_but_messages(base: dict[str, str]) -> None:
    chance = random.Random(7)
    for _ in range(80):
        name = chance.choice(sorted(base))
        text = base[name]
        at = chance.randrange(len(text))
        broken = chance.choice(
            [
                text[:at],
                text[:at] + text[at + chance.randrange(1, 40) :],
                text[:at] + chance.choice("\"'[]();.,@<>\\:#\0é") + text[at:],
                text[:at] + text[chance.randrange(len(text)) :][:30] + text[at:],
            ]
        )
        try:
            vocabulary(base | {name: broken})
        except InputProblems as error:
            for problem in error.problems:
                assert problem.at.line, problem
                assert "\n" not in problem.message, problem


def refused(folder: Path) -> list[str]:
    with pytest.raises(InputProblems) as raised:
        load_vocabulary(folder)
    return [str(problem).replace(str(folder), "FOLDER") for problem in raised.value.problems]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "none") == ["FOLDER: no such folder"]


def test_a_folder_without_modules(tmp_path: Path) -> None:
    assert refused(tmp_path) == ["FOLDER: no Turtle module (*.ttl) stands here"]


def test_files_that_cannot_be_read_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "binary.ttl").write_bytes(b"kb:\n\xff\xfe\x00")
    (tmp_path / "folder.ttl").mkdir()
    (tmp_path / "large.ttl").write_bytes(b" " * (4 * 2**20 + 1))

    assert refused(tmp_path) == [
        "ontology/binary.ttl:2:1: not UTF-8 text (byte 0xff); is this a text file?",
        "ontology/folder.ttl: this is a directory; a file is needed",
        "ontology/large.ttl: the file has 4 MB; at most 4 MB are read",
    ]
