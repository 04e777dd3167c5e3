"""The knowledge at a revision: real repositories, made for the test."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from kbctl.engine.review.revisions import changed_files, split_range, tree_at
from kbctl.ontology.source import InputProblems

WHO = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "change")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, {"rules/conditional/a.yaml": "one\n", "ontology/x.ttl": "t\n", "README": "r\n"})
    commit(tmp_path, {"rules/conditional/a.yaml": "two\n", "rules/conditional/日期.yaml": "new\n"})
    return tmp_path


def test_the_folder_is_as_it_was(repository: Path) -> None:
    with tree_at(repository, "HEAD~1") as folder:
        assert (folder / "rules/conditional/a.yaml").read_text() == "one\n"
        assert (folder / "ontology/x.ttl").exists()
        assert not (folder / "README").exists()
        assert not (folder / "rules/conditional/日期.yaml").exists()
    assert not folder.exists()


def test_a_link_out_of_the_repository_is_an_input_error_with_its_place(repository: Path) -> None:
    # given
    (repository / "rules/conditional/b.yaml").symlink_to("/nowhere/b.yaml")
    commit(repository, {})
    # then
    told = r"rules/conditional/b\.yaml: in HEAD a link to a place outside"
    with pytest.raises(InputProblems, match=told), tree_at(repository, "HEAD"):
        pass


def test_the_working_tree_is_the_folder_itself(repository: Path) -> None:
    with tree_at(repository, None) as folder:
        assert folder == repository


def test_knowledge_in_a_folder_of_a_repository(repository: Path) -> None:
    # given
    (repository / "kb").mkdir()
    git(repository, "mv", "rules", "kb/rules")
    git(repository, "commit", "-q", "-m", "moved")
    # then
    with tree_at(repository / "kb", "HEAD") as folder:
        assert (folder / "rules/conditional/a.yaml").read_text() == "two\n"


def test_what_differs_is_listed_with_what_is_not_committed(repository: Path) -> None:
    # given a file that is changed and one that is new, and one that is no knowledge
    (repository / "rules/conditional/b.yaml").write_text("new\n")
    (repository / "ontology/x.ttl").write_text("other\n")
    (repository / "README").write_text("other\n")
    # then
    assert changed_files(repository, "HEAD", None) == ("ontology/x.ttl", "rules/conditional/b.yaml")
    assert changed_files(repository, "HEAD~1", "HEAD") == (
        "rules/conditional/a.yaml",
        "rules/conditional/日期.yaml",
    )


@pytest.mark.parametrize("revision", ["no-such", "--output=x", "HEAD:README"])
def test_what_is_no_revision_is_said(repository: Path, revision: str) -> None:
    with pytest.raises(InputProblems, match="no revision"), tree_at(repository, revision):
        pass


def test_a_folder_in_no_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputProblems, match="not a git repository"), tree_at(tmp_path, "main"):
        pass


def test_ranges() -> None:
    assert split_range("main..HEAD") == ("main", "HEAD")
    assert split_range("main..") == split_range("main") == ("main", None)
    for wrong in ("..HEAD", "main...HEAD", ""):
        with pytest.raises(InputProblems):
            split_range(wrong)
