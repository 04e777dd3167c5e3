"""A rule's history from git: renames, a time when it could not be read, approvals, what is not committed."""

from __future__ import annotations

from pathlib import Path

import pytest
from change_world import MERGE, REVIEW, commit, edit, repository, shipped_vocabulary, write
from kbctl.engine.review.history.history import Entry, history
from kbctl.engine.review.history.render import as_text
from kbctl.ontology.source import InputProblems, Location
from kbctl.rules.approvals import approval_of
from kbctl.rules.load import load_rule
from kbctl.rules.read_approvals import approvals_text

NEW = MERGE.replace("merge-in-staging", "merge-before-the-load")
LOCK = "rules/approvals.lock"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository in which one rule has a history."""
    folder = repository(tmp_path_factory.mktemp("history"))
    edit(folder, MERGE, ("gte: 2 %", "gte: 8 %"))
    commit(folder, "From 8 % on")
    edit(folder, MERGE, ("title: Merge duplicate", "title: Unite duplicate"))
    commit(folder, "A better title")
    edit(folder, REVIEW, ("confidence: 0.6", "confidence: 0.55"))
    commit(folder, "Another rule")
    edit(folder, MERGE, ("is: DuplicateCustomer, rate: {", "is: DuplicteCustomer, rate: {"))
    commit(folder, "A slip")
    edit(folder, MERGE, ("is: DuplicteCustomer, rate: {", "is: DuplicateCustomer, rate: {"))
    commit(folder, "The slip is mended")
    (folder / MERGE).rename(folder / NEW)
    edit(folder, NEW, ("rule: merge-in-staging", "rule: merge-before-the-load"))
    commit(folder, "A better name")
    approve(folder)
    commit(folder, "Approved")
    edit(folder, NEW, ("confidence: 0.8", "confidence: 0.75"))
    return folder


def approve(folder: Path) -> None:
    rule, _ = load_rule((folder / NEW).read_text(encoding="utf-8"), NEW, shipped_vocabulary())
    assert rule
    given = approval_of(rule, "data-migration", "Jane Doe", Location(LOCK))
    write(folder, LOCK, approvals_text([given]))


@pytest.fixture(scope="module")
def entries(folder: Path) -> tuple[Entry, ...]:
    return history(folder, "merge-before-the-load", shipped_vocabulary())


def test_newest_first_and_through_the_rename(entries: tuple[Entry, ...]) -> None:
    subjects = [entry.commit.subject if entry.commit else None for entry in entries]
    assert subjects == [
        None, "Approved", "A better name", "The slip is mended", "A slip", "A better title", "From 8 % on",
        "The first rules",
    ]  # fmt: skip


def test_each_commit_is_told_in_meaning(entries: tuple[Entry, ...]) -> None:
    said = as_text("merge-before-the-load", entries)
    for line in (
        "not committed\n    confidence 0.8 → 0.75",
        "    approved by Jane Doe as data-migration",
        "    renamed from merge-in-staging to merge-before-the-load",
        "it cannot be read: rules/conditional/merge-in-staging.yaml:7:25: unknown challenge",
        "Jane Doe: From 8 % on\n    threshold: rate ≥ 2 % → ≥ 8 %",
        "    rule added: conditional, active: when Duplicate customer (rate ≥ 2 %)",
    ):
        assert line in said, said
    assert "A better title" not in said
    assert said.endswith("1 commit of wording only (--all shows them)")
    assert "A better title\n    wording only" in as_text("merge-before-the-load", entries, everything=True)


def test_a_rule_that_is_gone_has_a_history(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    (folder / REVIEW).unlink()
    commit(folder, "No reviews")
    entries = history(folder, "review-by-steward", shipped_vocabulary())
    kinds = [entry.change.kind for entry in entries if entry.change]
    assert kinds == ["removed", "added"]
    with pytest.raises(
        InputProblems, match=r"unknown rule 'merge-in-stagin' \(did you mean merge-in-staging\?\)"
    ):
        history(folder, "merge-in-stagin", shipped_vocabulary())
