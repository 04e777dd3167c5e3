"""Lint: what is told of which files, what is mended and what is not, the baseline, SARIF and annotations."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.codes import CODES
from kbctl.rules.lint.baseline import read, split, written
from kbctl.rules.lint.fixes import MAKERS, slip
from kbctl.rules.lint.found import Linted, given_sources, lint, sources
from kbctl.rules.lint.mend import Mended, better, edited, fixes_of, mended, proved_fixes
from kbctl.rules.lint.output import github, sarif
from kbctl.rules.load import load_rule
from kbctl.rules.meaning import meaning

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")
)
CASES = {"beverly-knits"}
NAME = "conditional/merge-in-staging.yaml"


def put(folder: Path, text: str, name: str = NAME) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def look(folder: Path, vocabulary: Vocabulary, *only: Path) -> Linted:
    return lint(sources(folder, "rules"), given_sources(map(str, only)), vocabulary, CASES)


def codes(linted: Linted) -> list[str]:
    return [one.problem.code for one in linted.found]


def mend(folder: Path, vocabulary: Vocabulary) -> tuple[Mended, ...]:
    linted = look(folder, vocabulary)
    return mended(linted, linted.found, vocabulary)


# --- which files -----------------------------------------------------------------------------


def test_only_the_named_files_are_told_of(small: Vocabulary, good: str, tmp_path: Path) -> None:
    # given two rules with something wrong, of which one is named
    put(tmp_path, good.replace("is: Duplicate", "is: Duplikate"))
    other = put(tmp_path, good.replace("merge-in-staging", "other").replace("team", ""), "conditional/x.yaml")
    # when lint looks at one, then the other is not told of
    assert set(codes(look(tmp_path, small))) == {"unknown-term", "file-stem"}
    assert codes(look(tmp_path, small, other)) == ["file-stem"]


def test_a_file_from_elsewhere_is_looked_at_with_the_rules(
    small: Vocabulary, good: str, tmp_path: Path
) -> None:
    put(tmp_path / "rules", good)
    draft = put(tmp_path / "desk", good, "merge-in-staging.yaml")
    assert codes(look(tmp_path / "rules", small, draft)) == ["duplicate-id"]


def test_a_rule_that_cannot_be_read_may_still_be_named(small: Vocabulary, good: str, tmp_path: Path) -> None:
    # given a rule that overrides another one, which does not parse
    put(tmp_path, good.replace("because:", "overrides: [review]\nbecause:"))
    put(tmp_path, "rule: [", "conditional/review.yaml")
    # then the broken one is told of, and not that it is unknown
    assert codes(look(tmp_path, small)) == ["yaml"]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputProblems):
        given_sources([str(tmp_path / "none.yaml")])
    with pytest.raises(InputProblems):
        sources(tmp_path / "none", "rules")


# --- fixes -----------------------------------------------------------------------------------


def test_the_list_of_codes_says_what_can_be_mended() -> None:
    assert set(MAKERS) == {code.name for code in CODES.values() if code.fixable}


MERGED = "{challenge: $c, is: DuplicateCustomer,"
BOTH = "[DuplicateCustomer, DuplicateSupplier]"
SMALL = "{company: _, customers: {lt: 200000}}"


@pytest.mark.parametrize(
    ("stood", "wrong", "right"),
    [
        (MERGED, "{challenge: $c, is: DuplicteCustomer,", MERGED),
        (MERGED, "{challenge: $c, is: 'DuplicteCustomer',", "{challenge: $c, is: 'DuplicateCustomer',"),
        (MERGED, f"{{challenge: $c, is: {BOTH},", f"{{challenge: $c, is: {{in: {BOTH}}},"),
        (MERGED, "{chalenge: $c, is: DuplicateCustomer,", MERGED),
        ("rate: {gte: 2 %}", "rat: {gte: 2 %}", "rate: {gte: 2 %}"),
        ("{recommend: SurvivorshipMerge, for: $c", "{recomend: SurvivorshipMerge, for: $c",
         "{recommend: SurvivorshipMerge, for: $c"),
        ("title: Merge", "titel: Merge", "title: Merge"),
        ("title: Merge duplicate customers in staging, before the load", "title: 2024", 'title: "2024"'),
        ("status: active", "status: actve", "status: active"),
        ("owner: data-migration", "owner: data-migraton", "owner: data-migration"),
        ("kind: conditional", "kind: conditonal", "kind: conditional"),
        ("rule: merge-in-staging", "rule: Merge_in_Staging", "rule: merge-in-staging"),
        ("like: fires at 15 %", "like: fires at 15%", "like: fires at 15 %"),
        ("case: beverly-knits", "case: beverly-knit", "case: beverly-knits"),
        (SMALL, "{company: $co, customers: {lt: 200000}}", SMALL),
        (SMALL, "{company: _, customers: $n}", "{company: _, customers: {exists: true}}"),
        (SMALL, "{company: _, regulations: FDA}", "{company: _, regulations: {contains: FDA}}"),
        (SMALL, "{company: _, user_trust: lo}", "{company: _, user_trust: low}"),
    ],
)  # fmt: skip
def test_what_leaves_no_choice_is_mended(
    stood: str, wrong: str, right: str, small: Vocabulary, good: str, tmp_path: Path
) -> None:
    # given a sound rule with one thing wrong
    assert good.count(stood) == 1
    put(tmp_path, good.replace(stood, wrong))
    # when it is mended
    (file,) = mend(tmp_path, small)
    # then it is as it should be, to the letter, and nothing else has changed
    assert file.after == good.replace(stood, right)
    assert file.target == tmp_path / NAME
    assert load_rule(file.after, f"rules/{NAME}", small)[0]


@pytest.mark.parametrize(
    ("stood", "wrong"),
    [
        ("status: active", "status: live"),
        ("owner: data-migration", "owner: project-leader"),
        ("rate: {gte: 2 %}", "rate: [0.1, 0.2]"),
        ("rate: {gte: 2 %}", "rate: {gte: 2}"),
        (MERGED, "{challenge: $c, is: MissingCustomer,"),
        (SMALL, "{company: _, user_trust: {ne: low}}"),
        ("SurvivorshipMerge, for: $c", "SurvivorshipMerge, for: $d"),
        ("SurvivorshipMerge, for: $c", "SurvivorshipMerge, for: c"),
        ("title: Merge", "title: [Merge"),
    ],
)
def test_what_leaves_a_choice_is_left_alone(
    stood: str, wrong: str, small: Vocabulary, good: str, tmp_path: Path
) -> None:
    assert good.count(stood) == 1
    put(tmp_path, good.replace(stood, wrong))
    assert look(tmp_path, small).found
    assert mend(tmp_path, small) == ()


def test_near_names_only() -> None:
    assert slip("DuplicteCustomer", "DuplicateCustomer") and slip("rte", "rate") and slip("titel", "title")
    assert (
        not slip("live", "active") and not slip("is", "id") and not slip("project-leader", "project-manager")
    )


def test_a_fix_never_changes_what_a_usable_rule_does(small: Vocabulary, good: str, tmp_path: Path) -> None:
    # given a rule with warnings only, one of which can be mended
    text = good.replace("{company: _, customers", "{company: $co, industry: {ne: textile}, customers")
    put(tmp_path, text)
    # when it is mended
    (file,) = mend(tmp_path, small)
    # then its meaning is the same
    before, after = (load_rule(one, f"rules/{NAME}", small)[0] for one in (text, file.after))
    assert before and after and meaning(before) == meaning(after)
    assert [one.problem.code for one, _ in file.done] == ["unused-variable"]


TABLE = """\
table: by-rate
kind: conditional
title: T
status: draft
owner: data-migration
hit: unique
when:
  - {challenge: $c, is: DuplicatCustomer}
conditions: {rate: $c.rate}
outputs: [remedy]
then:
  - {recommend: =remedy, for: $c, confidence: 0.7}
because: B.
rows:
  - {name: many, rate: {gte: 2 %}, remedy: SurvivorshipMerg}
tests:
  - name: many
    given: [{challenge: c1, is: DuplicateCustomer, rate: 0.1}]
    expect: {many: [{recommend: SurvivorshipMerge, for: c1}]}
  - {name: few, like: many, but: {c1.rate: 0.01}, expect: []}
"""


def test_names_in_a_table_are_mended_and_its_rows_keep_their_meaning(
    small: Vocabulary, tmp_path: Path
) -> None:
    # given
    path = put(tmp_path, TABLE, "conditional/by-rate.yaml")
    linted = look(tmp_path, small)
    # when
    (file,) = mended(linted, linted.found, small)
    # then what is said to be mended is
    assert file.after == TABLE.replace("DuplicatC", "DuplicateC").replace(
        "SurvivorshipMerg}", "SurvivorshipMerge}"
    )
    assert set(proved_fixes(linted, linted.found, small)) == {one for one, _ in file.done}
    # and one that changes what a row does would not be
    assert not better(file.after, file.after.replace("gte: 2", "gte: 3"), str(path), small)


def test_files_get_their_names_and_none_is_overwritten(small: Vocabulary, good: str, tmp_path: Path) -> None:
    # given a rule in the wrong folder under the wrong name
    put(tmp_path, good, "procedural/merge.yml")
    (file,) = mend(tmp_path, small)
    assert file.target == tmp_path / NAME
    # and another one that is already where it belongs
    put(tmp_path, good.replace("rule: merge-in-staging", "rule: other"))
    assert [one for one in mend(tmp_path, small) if one.shown.startswith("rules/procedural")] == []


def test_edits_of_places_that_are_gone_are_not_made() -> None:
    from kbctl.rules.lint.fixes import Edit

    assert edited("a: b\n", [Edit((1, 4), (1, 5), "c")]) == "a: c\n"
    assert edited("a: b\n", [Edit((7, 4), (7, 5), "c")]) is None


# --- baseline --------------------------------------------------------------------------------

WARNED = "{company: _, user_trust: {ne: low}, customers"


def test_known_findings_stay_known_when_lines_move(small: Vocabulary, good: str, tmp_path: Path) -> None:
    # given a baseline of a rule with a warning
    text = good.replace("{company: _, customers", WARNED)
    put(tmp_path, text)
    before = look(tmp_path, small).found
    file = tmp_path / "baseline.json"
    file.write_text(written(before), encoding="utf-8")
    known = read(file, "baseline.json")
    assert split(before, known) == ((), before, 0)
    # when lines above move it, then it is still known
    put(tmp_path, "# a\n# b\n" + text.replace("when:\n", "when:\n  - {company: _, sites: {gte: 2}}\n"))
    moved = look(tmp_path, small).found
    assert moved[0].problem.at.line != before[0].problem.at.line
    assert split(moved, known)[0] == ()
    # when the line itself says something else, or stands there twice, then that is new
    put(tmp_path, text.replace("200000", "300000"))
    assert len(split(look(tmp_path, small).found, known)[0]) == 1
    line = next(line for line in text.splitlines() if WARNED in line)
    put(tmp_path, text.replace(line, f"{line}\n{line}"))
    assert len(split(look(tmp_path, small).found, known)[0]) == 1
    # and when it is gone, that is counted
    put(tmp_path, good)
    assert split(look(tmp_path, small).found, known) == ((), (), 1)


def test_a_file_that_is_no_baseline(tmp_path: Path) -> None:
    for text in (
        "",
        "[]",
        '{"schema": "x"}',
        '{"schema": "kbctl/lint-baseline/1", "findings": [1]}',
        "[" * 9999,
    ):
        put(tmp_path, text, "b.json")
        with pytest.raises(InputProblems):
            read(tmp_path / "b.json", "b.json")


# --- other tools -----------------------------------------------------------------------------


def test_sarif_is_valid_for_every_case_of_mistakes(small: Vocabulary) -> None:
    problems = Path(__file__).parents[1] / "golden" / "rules" / "problems"
    validator = jsonschema.Draft4Validator(SCHEMA)
    results = fixes = 0
    for case in sorted(problems.iterdir()):
        linted = look(case, small)
        offered = fixes_of(linted)
        log = sarif(linted.found[1:], linted.found[:1], offered, "1.0", compared=True)
        validator.validate(log)
        (run,) = log["runs"]
        rules = run["tool"]["driver"]["rules"]
        assert len(run["results"]) == len(linted.found)
        assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
        results += len(run["results"])
        fixes += sum("fixes" in one for one in run["results"])
    assert results > 100 and fixes > 5


def test_annotations_escape_what_steers_them(small: Vocabulary, good: str, tmp_path: Path) -> None:
    put(tmp_path, good.replace("title: Merge", "title: 5\ntitle2: x").replace("2 %}", "5 furlongs %}"))
    lines = github(look(tmp_path, small).found).splitlines()
    assert len(lines) == len(look(tmp_path, small).found) > 1
    pattern = r"::(error|warning) file=[^:,]+,line=\d+,col=\d+,title=[a-z-]+::[^\r\n]+"
    assert all(re.fullmatch(pattern, line) for line in lines)
    assert any("%25" in line for line in lines)
