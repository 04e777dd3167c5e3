"""Approvals: what they are bound to, who may give them, what voids them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from kbctl.ontology.source import InputProblems, Location
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.approvals import Approvers, approval_of, check_approvals, standing
from kbctl.rules.load import load_rule
from kbctl.rules.model import Rule
from kbctl.rules.read_approvals import approvals_text, load_approvals, load_approvers

HERE = Location("rules/approvals.lock", 1, 1)
PEOPLE = """\
approvers:
  - {name: 李娜, roles: [data-migration]}
  - {name: Ann, roles: all}
needs:
  - {rules: "merge-*", role: project-manager}
"""


@pytest.fixture
def rule(good: str, small: Vocabulary) -> Rule:
    found, problems = load_rule(good, "rules/conditional/merge-in-staging.yaml", small)
    assert found, problems
    return found


def people(text: str, folder: Path, vocabulary: Vocabulary) -> Approvers:
    (folder / "approvers.yaml").write_text(text, encoding="utf-8")
    return load_approvers(folder, vocabulary)


def said(rules: list[Rule], approvals: list[object], approvers: Approvers) -> list[str]:
    return [
        f"{one.problem.code}: {one.problem.message}"
        for one in check_approvals(rules, approvals, approvers)  # type: ignore[arg-type]
    ]


def test_an_active_rule_needs_its_owner_and_whom_the_needs_name(
    rule: Rule, tmp_path: Path, small: Vocabulary
) -> None:
    # given
    approvers = people(PEOPLE, tmp_path, small)
    owner = approval_of(rule, "data-migration", "李娜", HERE)
    manager = approval_of(rule, "project-manager", "Ann", HERE)
    # then
    assert said([rule], [], approvers) == [
        "unapproved: active without a valid approval as data-migration: nobody has approved it",
        "unapproved: active without a valid approval as project-manager: nobody has approved it",
    ]
    assert len(said([rule], [owner], approvers)) == 1
    assert said([rule], [owner, manager], approvers) == []
    assert said([replace(rule, status="draft")], [], approvers) == []


def test_wording_and_name_keep_it_and_behaviour_and_tests_void_it(
    rule: Rule, tmp_path: Path, small: Vocabulary
) -> None:
    # given
    approvers = people("approvers: [{name: Ann, roles: all}]", tmp_path, small)
    approvals: list[object] = [approval_of(rule, "data-migration", "Ann", HERE)]
    # then
    assert said([replace(rule, id="renamed", title="Other", because="Other")], approvals, approvers) == []
    assert said([replace(rule, when=rule.when[1:])], approvals, approvers) == [
        "approval-void: active without a valid approval as data-migration: the approval of Ann is void: "
        "what the rule does has changed since"
    ]
    assert "its tests have changed" in said([replace(rule, tests=rule.tests[:1])], approvals, approvers)[0]


def test_who_may_not_approve_is_not_counted(rule: Rule, tmp_path: Path, small: Vocabulary) -> None:
    approvers = people("approvers: [{name: Ann, roles: [project-manager]}]", tmp_path, small)
    assert (
        "Ann approved it, but may not"
        in said([rule], [approval_of(rule, "data-migration", "Ann", HERE)], approvers)[0]
    )
    found = said([rule], [approval_of(rule, "data-migration", "Anne", HERE)], approvers)
    assert any("did you mean Ann?" in one for one in found)


def test_approvals_of_nothing_and_unsigned_ones_are_told(
    rule: Rule, tmp_path: Path, small: Vocabulary
) -> None:
    approvers = people("approvers: [{name: Ann, roles: all}]\nsigned: true", tmp_path, small)
    gone = replace(approval_of(rule, "data-migration", "Ann", HERE), rule="gone", meaning="0" * 64)
    codes = [one.split(":")[0] for one in said([replace(rule, status="draft")], [gone], approvers)]
    assert codes == ["approval-of-nothing", "unsigned"]


def test_an_approval_that_is_not_signed_or_wrongly_does_not_count(
    rule: Rule, tmp_path: Path, small: Vocabulary
) -> None:
    # given
    approvers = people("approvers: [{name: Ann, roles: all}]\nsigned: true", tmp_path, small)
    plain = approval_of(rule, "data-migration", "Ann", HERE)
    signed = replace(plain, signature="S")
    # then
    (stand,) = standing(rule, [plain], approvers)
    assert (stand.holds, stand.why) == (None, "the approval of Ann does not count: it is not signed")
    (stand,) = standing(rule, [signed], approvers)
    assert stand.holds == signed
    (stand,) = standing(rule, [signed], approvers, {signed})
    assert stand.holds is None and "does not prove it" in stand.why


def test_without_approvers_nothing_needs_approval(rule: Rule, tmp_path: Path, small: Vocabulary) -> None:
    nobody = load_approvers(tmp_path, small)
    assert said([rule], [], nobody) == []
    assert said([rule], [approval_of(rule, "data-migration", "Ann", HERE)], nobody) != []


def test_the_lock_file_comes_back_as_it_was_written(rule: Rule, tmp_path: Path, small: Vocabulary) -> None:
    # given a name and a signature that YAML could misread
    odd = replace(approval_of(rule, "data-migration", 'O"Brien: #1 李', HERE), signature="-----\nA: b\n")
    other = approval_of(rule, "data-migration", "no", HERE)
    # when
    (tmp_path / "approvals.lock").write_text(approvals_text([other, odd]), encoding="utf-8")
    # then
    read = [replace(one, at=HERE) for one in load_approvals(tmp_path, small)]
    assert sorted(read, key=lambda one: one.by) == sorted([odd, other], key=lambda one: one.by)
    (tmp_path / "approvals.lock").write_text(approvals_text([]), encoding="utf-8")
    assert load_approvals(tmp_path, small) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "approvers: [{name: A, roles: [data-migratoin]}]",
            "1:31: unknown role 'data-migratoin' (did you mean data-mig",
        ),
        ("approvers: [{name: A, roles: all}, {name: A, roles: all}]", "a second approver is named 'A'"),
        ("approvers: [{roles: all}]", "an approver needs 'name'"),
        ("approvers: []\nneeds: [{role: data-migration}]", "a need says which rules it means"),
        ("approvers: []\nsigned: maybe", "'signed' must be true or false"),
        ("people: []", "unknown key 'people'"),
    ],
)
def test_what_is_wrong_with_the_list_of_approvers(
    text: str, message: str, tmp_path: Path, small: Vocabulary
) -> None:
    with pytest.raises(InputProblems) as caught:
        people(text, tmp_path, small)
    assert message in str(caught.value)
