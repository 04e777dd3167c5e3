"""A branch with twelve edits of known meaning: what the report says of each, and that it says no more."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from kbctl.engine.review.report.gather import review
from kbctl.engine.review.report.model import Review
from kbctl.engine.review.report.render import as_html, as_json, as_markdown, as_text
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.source import Location
from kbctl.rules.approvals import approval_of
from kbctl.rules.load import load_rules
from kbctl.rules.read_approvals import approvals_text

ROOT = Path(__file__).parents[3]
WHO = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
RATE = "  - {{challenge: $c, rate: {{{}}}}}\n"


def rule(id: str, concept: str, remedy: str, more: str = "", tests: str = "", rest: str = "",
         confidence: str = "0.7") -> str:  # fmt: skip
    """A conditional rule: `more` are clauses, `tests` tests, `rest` other keys."""
    return f"""\
rule: {id}
kind: conditional
title: {id.replace("-", " ").capitalize()}
status: active
owner: data-migration
when:
  - {{challenge: $c, is: {concept}}}
{more}then:
  - {{recommend: {remedy}, for: $c, confidence: {confidence}}}
{rest}because: A test of reviews.
tests:
  - name: fires
    given:
      - {{challenge: c1, is: {concept}, grounded_by: text, rate: 0.1}}
      - {{company: company, customers: 800, sites: 2}}
      - {{event: e1, is: Cutover, days_left: 40}}
    expect: [{{recommend: {remedy}, for: c1}}]
{tests}  - {{name: something else, like: fires, but: {{c1.is: LotDataGap}}, expect: []}}
"""


def fills(id: str, condition: str, small: str) -> str:
    return f"""\
rule: {id}
kind: declarative
title: {id.replace("-", " ").capitalize()}
status: active
owner: project-manager
when:
  - {{company: $co, {condition}}}
then:
  - {{conclude: {{company: $co, situation: crisis}}}}
because: A test of reviews.
tests:
  - name: fires
    given: [{{company: company, sites: 9, employees: 9000}}]
    expect: [{{conclude: {{company: company, situation: crisis}}}}]
  - {{name: small, like: fires, but: {{{small}}}, expect: []}}
"""


BELOW = "  - {{name: below, like: fires, but: {{c1.rate: {}}}, expect: []}}\n"
RULES = {
    "duplicates-review": rule(
        "duplicates-review", "DuplicateCustomer", "StewardDuplicateReview", confidence="0.6"
    ),
    "duplicates-merge": rule(
        "duplicates-merge", "DuplicateCustomer", "SurvivorshipMerge",
        RATE.format("gte: 2 %"), BELOW.format("0.019"),
        "overrides: [duplicates-review]\nevidence: [{case: beverly-knits, says: supports}]\n",
    ),
    "dates-by-source": rule(
        "dates-by-source", "MixedDateFormat", "PerSourceDateParsing", "  - {company: _, sites: {lt: 3}}\n",
        "  - {name: three sites, like: fires, but: {company.sites: 3}, expect: []}\n",
    ),
    "costs-by-category": rule("costs-by-category", "MissingCost", "CategoryMedianCost", confidence="0.8"),
    "costs-by-purchase": rule(
        "costs-by-purchase", "MissingCost", "LastPurchasePriceCost", rest="overrides: [costs-by-category]\n"
    ),
    "orphans-quarantine": rule("orphans-quarantine", "OrphanRecord", "OrphanQuarantine"),
    "placeholders-empty": rule("placeholders-empty", "PlaceholderValue", "PlaceholderToNull"),
    "truncated-again": rule(
        "truncated-again", "TruncatedText", "ReExtract", RATE.format("gte: 5 %"), BELOW.format("0.049")
    ),
    "stale-archive": rule(
        "stale-archive", "StaleRecord", "ArchiveStaleRecords", RATE.format("lt: 30 %"), BELOW.format("0.3")
    ),
    "stale-archive-many": rule(
        "stale-archive-many", "StaleRecord", "ArchiveStaleRecords", RATE.format("gte: 30 %"),
        BELOW.format("0.29"),
    ).replace("rate: 0.1}", "rate: 0.3}"),
    "units-convert": rule("units-convert", "InconsistentUnitOfMeasure", "UnitConversion"),
    "situation-by-sites": fills("situation-by-sites", "sites: {gte: 5}", "company.sites: 4"),
    "situation-by-people": fills("situation-by-people", "employees: {gte: 5000}", "company.employees: 4999"),
    "collisions-recode": rule("collisions-recode", "CodeCollision", "RecodeWithCrossReference"),
    "dates-set-aside": rule(
        "dates-set-aside", "AmbiguousDate", "AmbiguousDateQuarantine",
        "  - {event: _, is: Cutover, days_left: {gte: 4 weeks}}\n",
        "  - {name: in a week, like: fires, but: {e1.days_left: 7}, expect: []}\n",
    ),
    "items-by-key": rule("items-by-key", "DuplicateItem", "ExactKeyDeduplication"),
}  # fmt: skip
COMPLETE = """\
complete_for:
  - decision: what to do with units
    for: $c
    when: [{challenge: $c, is: InconsistentUnitOfMeasure}, {company: _, sites: {gte: 1}}]
    because: They come up in every migration.
"""
EDITS = {
    "duplicates-merge": ("gte: 2 %", "gte: 8 %"),  # 1 threshold moved
    "dates-by-source": ("  - {company: _, sites: {lt: 3}}\n", ""),  # 2 clause dropped
    "costs-by-purchase": ("overrides: [costs-by-category]\n", ""),  # 3 override removed
    "placeholders-empty": ("when:\n", "# seen everywhere\nwhen:\n"),  # 5 comment only
    "truncated-again": (BELOW.format("0.049"), ""),  # 6 test deleted
    "stale-archive": (RATE.format("lt: 30 %"), ""),  # 7 another rule shadowed
    "units-convert": ("then:\n", "  - {company: _, sites: {gte: 2}}\nthen:\n"),  # 8 gap opened
    "situation-by-people": ("situation: crisis", "situation: orderly"),  # 9 contradiction
    "collisions-recode": ("RecodeWithCrossReference", "RecodeWithCrosReference"),  # 10 typo
    "dates-set-aside": ("4 weeks", "4 days"),  # 11 unit changed
    "items-by-key": ("status: active", "status: shadow"),  # 12 status changed
}
RENAMED = ("orphans-quarantine", "orphans-set-aside")  # 4 rename only


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True)


def path_of(folder: Path, id: str) -> Path:
    kind = "declarative" if id.startswith("situation") else "conditional"
    return folder / "rules" / kind / f"{id}.yaml"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    shutil.copytree(
        ROOT / "ontology", folder / "ontology", ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    (folder / "kg/cases").mkdir(parents=True)
    shutil.copy(ROOT / "kg/cases/beverly-knits.yaml", folder / "kg/cases")
    for id, text in RULES.items():
        path_of(folder, id).parent.mkdir(parents=True, exist_ok=True)
        path_of(folder, id).write_text(text, encoding="utf-8")
    (folder / "rules/complete.yaml").write_text(COMPLETE, encoding="utf-8")
    (folder / "rules/approvers.yaml").write_text("approvers: [{name: Ann, roles: all}]\n", encoding="utf-8")
    vocabulary = load_vocabulary(folder / "ontology")
    approvals = [
        approval_of(rule, rule.owner, "Ann", Location("rules/approvals.lock"))
        for rule in load_rules(folder / "rules", vocabulary)
    ]
    (folder / "rules/approvals.lock").write_text(approvals_text(approvals), encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "rules")
    git(folder, "checkout", "-q", "-b", "edits")
    for id, (old, new) in EDITS.items():
        path = path_of(folder, id)
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    old, new = (path_of(folder, one) for one in RENAMED)
    new.write_text(old.read_text(encoding="utf-8").replace(*RENAMED), encoding="utf-8")
    old.unlink()
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "twelve edits")
    return folder


@pytest.fixture(scope="module")
def found(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Review:
    return review(repository, "main", "edits", (), str(tmp_path_factory.mktemp("cache")))


def told(found: Review) -> dict[str, str]:
    """What the report says of each rule: its parts, then the consequence that was run."""
    lines = {}
    for one in found.difference.changes:
        parts = [part.says for part in (*one.behaviour, *one.about)]
        lines[one.rule] = "; ".join([*parts, *([one.witness.says] if one.witness else [])])
    return lines


def test_each_edit_is_told_with_what_it_means(found: Review) -> None:
    assert told(found) == {
        "duplicates-merge": "threshold: rate ≥ 2 % → ≥ 8 %; Duplicate customer, rate from 2 % to below 8 %: "
        "now StewardDuplicateReview, before SurvivorshipMerge",
        "dates-by-source": "clause dropped: sites < 3; Mixed date formats, where “sites < 3” does not hold: "
        "now PerSourceDateParsing, before a person decides",
        "costs-by-purchase": "no longer overrides costs-by-category; Missing cost: now CategoryMedianCost, "
        "before LastPurchasePriceCost",
        "orphans-set-aside": "",
        "truncated-again": "test dropped: “below”",
        "stale-archive": "clause dropped: challenge (rate < 30 %); Stale record, "
        "where “challenge (rate < 30 %)” does not hold: now ArchiveStaleRecords, before a person decides",
        "units-convert": "clause added: sites ≥ 2; Inconsistent unit of measure, where “sites ≥ 2” "
        "does not hold: now a person decides, before UnitConversion",
        "situation-by-people": "concludes company situation: crisis → concludes company situation: orderly; "
        "test changed: “fires”; no decision is otherwise; concluded: no longer company: situation crisis",
        "dates-set-aside": "threshold: days left ≥ 28 days → ≥ 4 days (unit changed: 4 days, where it was "
        "4 weeks); Ambiguous date, days left from 4 days to below 28 days: now AmbiguousDateQuarantine, "
        "before PerSourceDateParsing",
        "items-by-key": "status active → shadow; Duplicate item: now a person decides, "
        "before ExactKeyDeduplication",
    }


def test_a_typo_is_told_with_the_word_that_is_meant(found: Review) -> None:
    assert {str(one) for one in found.difference.problems} == {
        f"edits:rules/conditional/collisions-recode.yaml:{place}: unknown remedy 'RecodeWithCrosReference' "
        "(did you mean RecodeWithCrossReference?)"
        for place in ("9:17", "17:26")
    }


def test_a_rename_and_a_comment_are_told_nowhere_but_in_the_last_lines(found: Review) -> None:
    text = as_text(found)
    assert (
        text.count("orphans") == 2 and "renamed, same meaning: orphans-quarantine → orphans-set-aside" in text
    )
    assert text.count("placeholders") == 0 and "1 file differs only in wording" in text


def test_what_the_edits_do_to_other_rules_is_shown_on_facts(found: Review) -> None:
    shown = {(one.code, *one.rules): one.witness for one in found.conflicts}
    assert {code for code, *_ in shown} == {"gap", "subsumed", "contradicting-conclusions"}
    assert {rule for _, *rules in shown for rule in rules} - {"units-convert"} == {
        "stale-archive", "stale-archive-many", "situation-by-sites", "situation-by-people",
    }  # fmt: skip
    assert all(witness is not None for witness in shown.values())


def test_tests_that_fail_and_clauses_that_none_covers(found: Review) -> None:
    assert {one.problem.code for one in found.findings} == {"test-failed"}
    assert {one.problem.at.path.rpartition("/")[2] for one in found.findings} == {
        "dates-by-source.yaml", "dates-set-aside.yaml", "stale-archive.yaml",
    }  # fmt: skip
    untested = {one.rule for one in found.untested}
    assert untested == {"dates-set-aside", "duplicates-merge", "truncated-again", "units-convert"}
    assert all(one.test for one in found.untested)


def test_approvals_are_void_where_behaviour_or_tests_changed(found: Review) -> None:
    stands = {one.rule: one.standing.why if one.standing.holds is None else "holds" for one in found.needed}
    changed, tests = (f"the approval of Ann is void: {what} since" for what in
                      ("what the rule does has changed", "its tests have changed"))  # fmt: skip
    assert stands == {
        **dict.fromkeys(told(found).keys() - {"orphans-set-aside"}, changed),
        "items-by-key": "holds",
        "truncated-again": tests,
    }
    assert [(one.rule, one.case, one.new) for one in found.evidence] == [
        ("duplicates-merge", "beverly-knits", False)
    ]
    assert (
        found.hindrances
        == (
            "2 problems in files that cannot be read",
            "3 new errors",
            "2 new conflicts between rules",
            "8 approvals are missing",
        )
        or len(found.hindrances) == 4
    )


def test_the_forms_say_the_same(found: Review) -> None:
    for form in (as_markdown(found), as_html(found)):
        plain = form.replace("\\", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        for line in told(found).values():
            assert all(part in plain for part in line.split("; ") if part)
    order = ["What changes", "Recorded cases", "New conflicts", "Untested clauses", "Evidence", "Approvals"]
    places = [as_text(found).index(f"\n{title}") for title in order]
    assert places == sorted(places)
    assert as_json(found)["schema"] == "kbctl/review/1"


def test_without_a_change_there_is_nothing_to_say(repository: Path, tmp_path: Path) -> None:
    same = review(repository, "main", "main", (), str(tmp_path))
    assert same.hindrances == ()
    assert "no rule means anything else" in as_text(same)
