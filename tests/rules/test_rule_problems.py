"""Every kind of mistake in rule files: its messages, all at once, as golden files.

A folder under tests/golden/rules/problems holds rule files in folders of their kinds, and messages.txt: what
reading says or, where all can be read, what the checks say. With KBCTL_UPDATE_GOLDEN set the messages are
written instead of compared; read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check import check_rules
from kbctl.rules.load import load_rule, load_rules, rule_files

CASES = sorted((Path(__file__).parent.parent / "golden" / "rules" / "problems").iterdir())


def messages(folder: Path, vocabulary: Vocabulary) -> str:
    rules, lines = [], []
    for path in rule_files(folder):
        rule, problems = load_rule(path, f"rules/{path.relative_to(folder).as_posix()}", vocabulary)
        lines += [f"{problem} [{problem.code}]" for problem in problems]
        rules += [rule] if rule else []
    if not lines:
        lines = [str(finding) for finding in check_rules(rules, vocabulary, {"beverly-knits"})]
    return "\n".join((*lines, ""))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_messages(case: Path, small: Vocabulary) -> None:
    said = messages(case, small)
    golden = case / "messages.txt"
    if os.environ.get("KBCTL_UPDATE_GOLDEN"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")
    assert said.strip(), "a case of this folder has something wrong in it"


def test_all_problems_of_all_files_are_raised_at_once(tmp_path: Path, small: Vocabulary, good: str) -> None:
    # given a folder with one sound file, two broken ones and one that has the id of the sound one
    folder = tmp_path / "conditional"
    folder.mkdir()
    (folder / "merge-in-staging.yaml").write_text(good, encoding="utf-8")
    (folder / "second.yaml").write_text(good, encoding="utf-8")
    (folder / "broken.yaml").write_text("rule: [", encoding="utf-8")
    (folder / "unknown.yaml").write_text(
        good.replace("DuplicateCustomer", "DuplicateKunde"), encoding="utf-8"
    )
    # when it is loaded
    with pytest.raises(InputProblems) as caught:
        load_rules(tmp_path, small)
    # then every file says what is wrong with it
    found = [(problem.at.path, problem.code) for problem in caught.value.problems]
    assert found == [
        ("rules/conditional/broken.yaml", "yaml"),
        ("rules/conditional/second.yaml", "duplicate-id"),
        ("rules/conditional/unknown.yaml", "unknown-term"),
        ("rules/conditional/unknown.yaml", "unknown-term"),
    ]


def codes(path: Path, vocabulary: Vocabulary) -> list[str]:
    rule, problems = load_rule(path, "rules/x.yaml", vocabulary)
    assert rule is None
    assert all(problem.at.path == "rules/x.yaml" for problem in problems)
    return [problem.code for problem in problems]


def test_a_missing_file(tmp_path: Path, small: Vocabulary) -> None:
    assert codes(tmp_path / "none.yaml", small) == ["not-found"]


def test_a_folder_instead_of_a_file(tmp_path: Path, small: Vocabulary) -> None:
    assert codes(tmp_path, small) == ["not-a-file"]


def test_a_file_of_50_mb(tmp_path: Path, small: Vocabulary) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert codes(path, small) == ["too-large"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission(tmp_path: Path, small: Vocabulary, good: str) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text(good, encoding="utf-8")
    path.chmod(0)
    assert codes(path, small) == ["no-permission"]


def test_a_missing_folder(tmp_path: Path, small: Vocabulary) -> None:
    with pytest.raises(InputProblems) as caught:
        load_rules(tmp_path / "none", small)
    assert [problem.code for problem in caught.value.problems] == ["not-found"]
