"""Every check finds what it is for, at its place, and nothing in a sound graph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from graph_world import CASE, RULES, but, challenge, checked, remedy, term
from kbctl.kg.cases import Lesson
from kbctl.kg.graph.check import CHECKS, Report, as_json, baseline_of, check, refused, unknown_codes, without
from kbctl.kg.graph.check_report import render_report, summary
from kbctl.kg.graph.finding import Checked, Level
from kbctl.ontology.mappings import COLUMNS, Linked, read_mappings
from kbctl.ontology.source import Location, Problem

ROOT = Path(__file__).parents[2]


def another(**changes: object) -> Checked:
    return checked(replace(challenge("Another", "DataIssue", dimension=("Uniqueness",)), **changes))  # type: ignore[arg-type]


def told(ident: str, **properties: object) -> Checked:
    return checked(but(ident, told=properties))


SSSOM = """#mapping_set_id: https://example.org/set
#mapping_set_version: "1"
#license: https://example.org/free
#curie_map:
#  ex: https://example.org/
#  kb: https://w3id.org/kbctl/
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
"""


def mapped(subject: str, label: str) -> tuple[Linked, ...]:
    row = (
        subject,
        label,
        "skos:closeMatch",
        "ex:A",
        "A",
        "semapv:ManualMappingCuration",
        "ex:set",
        "1",
        "Why.",
    )
    return read_mappings(SSSOM + "\n".join("\t".join(one) for one in (COLUMNS, row)) + "\n").rows


#: Code -> a graph that breaks it, and the subject at which it is found.
BROKEN: dict[str, tuple[Checked, str]] = {
    "duplicate-label": (another(labels={"en": "merge."}), "Merge"),
    "label-is-alternative": (
        checked(but("Review", alternatives={"en": ("Mérge",), "es": ("x",), "zh": ("y",)})),
        "Review",
    ),
    "shared-alternative": (another(alternatives={"es": ("merge by another name-ES",)}), "Merge"),
    "name-across-kinds": (checked(but("furniture", alternatives={"en": ("customer",)})), "furniture"),
    "repeated-name": (checked(but("Customer", alternatives={"en": ("CUSTOMER",)})), "Customer"),
    "definition-is-label": (checked(but("Customer", definition="A customer.")), "Customer"),
    "definition-short": (checked(but("Customer", definition="Who buys.")), "Customer"),
    "definition-duplicate": (
        checked(*(but(one, definition="One is made of two.") for one in ("Merge", "Review"))),
        "Merge",
    ),
    "no-alternatives": (checked(but("Merge", alternatives={})), "Merge"),
    "no-alternatives-language": (checked(but("Merge", alternatives={"en": ("one of two",)})), "Merge"),
    "no-alternatives-other": (checked(but("Customer", alternatives={})), "Customer"),
    "orphan": (checked(term("Item", "domain", "DataDomain")), "Item"),
    "unused-term": (checked(term("QuickBooks", "system", "System")), "QuickBooks"),
    "circular-leads-to": (told("CodeCollision", leadsTo=("DuplicateCustomer",)), "CodeCollision"),
    "leads-to-kin": (told("DuplicateCustomer", leadsTo=("DuplicateRecord",)), "DuplicateCustomer"),
    "one-sided-confusion": (told("CodeCollision", confusedWith=None), "CodeCollision"),
    "mapping-unknown-term": (
        checked(mappings=mapped("kb:DuplicateCustomr", "Duplicate customer")),
        "DuplicateCustomr",
    ),
    "mapping-label": (checked(mappings=mapped("kb:Customer", "Client")), "Customer"),
    "case-too-general": (
        checked(case=replace(CASE, lessons=(Lesson(("DataIssue",), "too wide", CASE.at),))),
        "past",
    ),
    "case-not-evidence": (checked(rules=tuple(replace(one, evidence=()) for one in RULES)), "past"),
    "case-without-link": (checked(case=replace(CASE, sources=(replace(CASE.sources[0], url=""),))), "past"),
    "rule-without-evidence": (
        checked(rules=(replace(RULES[0], evidence=()), *RULES[1:])),
        "merge-codecollision",
    ),
    "challenge-few-remedies": (
        checked(but("Review", told={"resolves": ("DuplicateRecord", "DuplicateCustomer")})),
        "CodeCollision",
    ),
    "challenge-without-rule": (checked(rules=RULES[1:2]), "CodeCollision"),
    "challenge-one-rule": (checked(rules=(RULES[0], *RULES[1::2])), "CodeCollision"),
    "challenge-without-symptom": (told("CodeCollision", showsAs=None), "CodeCollision"),
    "challenge-without-root-cause": (told("CodeCollision", rootCause=None), "CodeCollision"),
    "challenge-seen-nowhere": (told("CodeCollision", seenIn=None), "CodeCollision"),
    "challenge-without-dimension": (told("CodeCollision", dimension=None), "CodeCollision"),
    "challenge-without-consequence": (another(), "Another"),
    "remedy-resolves-nothing": (checked(remedy("Ignore", resolves=())), "Ignore"),
    "remedy-not-recommended": (checked(remedy("Ignore")), "Ignore"),
    "remedy-without-effort": (told("Merge", effortDays=None), "Merge"),
    "remedy-without-risk": (told("Merge", risk=None), "Merge"),
    "remedy-without-reversible": (told("Merge", reversible=None), "Merge"),
    "remedy-without-executable": (told("Merge", executable=None), "Merge"),
    "remedy-without-role": (told("Merge", role=None), "Merge"),
    "remedy-without-phase": (told("Merge", inPhase=None), "Merge"),
    "remedy-without-precondition": (told("Merge", precondition=None), "Merge"),
    "remedy-without-verification": (told("Merge", verifyBy=None), "Merge"),
    "remedy-without-fit": (told("Merge", fitsWhen=None), "Merge"),
    "activity-without-role": (told("BackUp", role=None), "BackUp"),
    "activity-without-verification": (told("BackUp", verifyBy=None), "BackUp"),
    "activity-without-phase": (told("BackUp", inPhase=None), "BackUp"),
}  # fmt: skip


def test_a_sound_graph_has_no_finding() -> None:
    assert check(checked()).findings == ()


def test_every_check_has_an_example_and_a_place_in_the_docs() -> None:
    codes = [one.code for one in CHECKS]
    page = (ROOT / "docs" / "graph.md").read_text(encoding="utf-8")
    assert sorted(codes) == sorted(BROKEN)
    assert len(set(codes)) == len(codes)
    assert [one.code for one in CHECKS if f"| `{one.code}` | {one.level} |" not in page] == []


@pytest.mark.parametrize("code", BROKEN)
def test_finds_what_it_is_for(code: str) -> None:
    # given a graph with one thing wrong, when it is checked, then the code is found there and has its level
    graph, subject = BROKEN[code]
    found = [one for one in check(graph).findings if one.code == code]
    assert subject in {one.subject for one in found}
    assert {one.level for one in found} == {one.level for one in CHECKS if one.code == code}
    assert all(one.at.path and one.message for one in found)


def test_the_second_claim_to_a_name_is_reported_and_only_that() -> None:
    found = check(BROKEN["shared-alternative"][0]).findings
    names = [(one.subject, one.message) for one in found if one.code == "shared-alternative"]
    message = "its alternative label “Merge by another name es” (es) is alternative label of Another as well"
    assert names == [("Merge", message)]


def test_a_remedy_that_is_only_planned_is_used() -> None:
    rules = (*RULES, replace(RULES[0], id="plan", recommendations=(), planned=("Ignore",)))
    found = {one.code for one in check(checked(remedy("Ignore"), rules=rules)).findings}
    assert "remedy-not-recommended" not in found


def test_a_rule_on_a_wider_challenge_decides_a_narrow_one_only_by_a_remedy_that_resolves_it() -> None:
    # given that nothing recommended for duplicate records is told to resolve duplicate customers
    narrow = {"resolves": ("DuplicateRecord", "CodeCollision")}
    graph = checked(but("Merge", told=narrow), but("Review", told=narrow))
    found = {one.subject for one in check(graph).findings if one.code == "challenge-without-rule"}
    assert found == {"DuplicateCustomer"}


def test_rules_that_do_not_fire_decide_nothing() -> None:
    drafts = tuple(replace(one, status="draft") for one in RULES)
    report = check(checked(rules=drafts))
    codes = {one.code for one in report.findings}
    assert {"challenge-without-rule", "remedy-not-recommended"} <= codes


def test_a_circle_is_named_once_with_its_members() -> None:
    found = [one for one in check(BROKEN["circular-leads-to"][0]).findings if one.level == "error"]
    assert [one.message for one in found] == [
        "leadsTo runs in a circle: CodeCollision → DuplicateCustomer → CodeCollision"
    ]


def test_mappings_of_known_terms_are_sound_and_others_are_placed() -> None:
    sound, unknown = mapped("kb:Customer", "Customer"), mapped("ex:B", "B")
    found = check(checked(mappings=(*sound, *unknown))).findings
    assert [(one.subject, str(one.at)) for one in found] == [("ex:B", "ontology/mappings.sssom.tsv:10:1")]


@pytest.mark.parametrize(("level", "fails"), [("error", False), ("warn", True), ("info", True)])
def test_fails_on_the_level_and_worse(level: Level, fails: bool) -> None:
    report = check(BROKEN["one-sided-confusion"][0])
    assert report.fails(level) is fails
    assert not Report(()).fails(level)


def test_ignored_codes_and_the_baseline_are_left_out_and_counted() -> None:
    report = check(BROKEN["one-sided-confusion"][0])
    assert without(report, ["one-sided-confusion"], ()) == Report((), 1)
    assert without(report, ["one-sided-confusion:CodeCollision"], ()) == Report((), 1)
    assert without(report, ["one-sided-confusion:Merge"], ()) == report
    assert without(report, (), baseline_of(as_json(report))) == Report((), 1)
    assert unknown_codes(["one-sided", "orphan:X", "missing-label"]) == ("one-sided",)
    with pytest.raises(ValueError, match="not a report"):
        baseline_of([1])


def test_what_the_readers_refuse_is_an_error() -> None:
    report = refused([Problem(Location("ontology/core.ttl", 3, 1), "label", "X has no rdfs:label in zh")])
    assert report.fails("error") and not report.compiled
    assert as_json(report)["findings"][0]["code"] == "missing-label"
    assert render_report(report).startswith("The knowledge does not compile.")


def test_the_text_lists_by_code_down_to_the_level_and_counts_the_rest() -> None:
    graph = checked(
        but("Merge", told={"risk": None, "inPhase": None}), term("QuickBooks", "system", "System")
    )
    text = render_report(check(graph), "warn")
    assert text.splitlines() == [
        "ERROR  remedy-without-risk (1)  kb:risk of the remedy is not told",
        "  ontology/remedy.ttl:15  Merge: kb:risk is not told",
        "",
        "WARN   remedy-without-phase (1)  kb:inPhase of the remedy is not told",
        "  ontology/remedy.ttl:15  Merge: kb:inPhase is not told",
        "",
        "Not listed: unused-term 1 (--level info lists them)",
        "",
        "graph check: 1 errors, 1 warnings, 1 remarks",
    ]
    assert (
        summary(Report((), 3)) == "graph check: 0 errors, 0 warnings, 0 remarks; 3 ignored or in the baseline"
    )
