"""What makes a finding the same in the next extract, how it stands, and the files of a project."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kbctl.engine.tables.diagnose import Check
from kbctl.engine.tables.fingerprint import fingerprints
from kbctl.engine.tables.lines import clean
from kbctl.engine.tables.project.duplicates import Decision, merged, read_decisions, write_decisions
from kbctl.engine.tables.project.settings import settings_of
from kbctl.engine.tables.project.waivers import Waiver, read_waivers, write_waivers
from kbctl.engine.tables.register.sarif import as_sarif
from kbctl.engine.tables.register.standing import Earlier, register_json, stand
from kbctl.engine.tables.render import render
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from register_world import CUSTOMERS, book, cells, diagnosed, duplicates

CITY = cells("WhitespaceNoise", "city", {3: "Leeds "})
TABLES = ["customers.csv"]
SCHEMAS = Path(__file__).parents[2] / "schemas"
SARIF = json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))


def test_a_fingerprint_survives_the_next_extract() -> None:
    (mark,) = fingerprints([CITY], TABLES)
    later = replace(CITY, rows=9, message="9 cells of city.", cells=CITY.cells * 2, examples=("other",))
    assert fingerprints([duplicates(), later], TABLES)[1] == mark
    dated = replace(CITY, table="customers_2024-03-01.csv")
    again = replace(CITY, table="customers_20240402.csv")
    assert fingerprints([dated], [dated.table]) == fingerprints([again], [again.table])


def test_different_findings_have_different_fingerprints() -> None:
    one, other = replace(CITY, message="city follows zip"), replace(CITY, message="city follows country")
    assert len(set(fingerprints([CITY, CITY, one, other, duplicates()], TABLES))) == 5
    # and their order does not matter where their words tell them apart
    assert set(fingerprints([one, other], TABLES)) == set(fingerprints([other, one], TABLES))
    # two extracts in one folder are not taken for one table
    days = ["c_20240101.csv", "c_20240102.csv"]
    assert len(set(fingerprints([replace(CITY, table=day) for day in days], days))) == 2


def test_waived_until_the_last_day_and_open_after(vocabulary: Vocabulary) -> None:
    diagnosis = diagnosed(book({"customers.csv": CUSTOMERS}, vocabulary), CITY)
    (mark,) = fingerprints([CITY], TABLES)
    waiver = Waiver(mark, "WhitespaceNoise", "customers.csv", "city", "cosmetic", "2026-06-30")
    held = stand(diagnosis, [waiver], None, "2026-06-30")
    assert (held.issues[0].status, held.open, held.expired) == ("waived", (), ())
    over = stand(diagnosis, [waiver], None, "2026-07-01")
    assert (over.issues[0].status, len(over.open), len(over.expired)) == ("open", 1, 1)
    assert "Waiver expired  F-001 on 2026-06-30: cosmetic" in render(register_json(over), "x")
    assert stand(diagnosis, [replace(waiver, fingerprint="0")], None, "2026-01-01").unused


def earlier(mark: str, concept: str, rows: int = 4, **more: str) -> Earlier:
    return Earlier(mark, concept, "customers.csv", "city", "…", "minor", rows, "open", **more)


def test_retest_tells_new_open_fixed_and_untested(vocabulary: Vocabulary) -> None:
    diagnosis = diagnosed(book({"customers.csv": CUSTOMERS}, vocabulary), duplicates(), CITY)
    clean_one = Check("MissingValue", "customers.csv", "clean")
    broken = Check("OrphanRecord", "customers.csv", "error", "broke")
    diagnosis = replace(diagnosis, checks=(*diagnosis.checks, clean_one, broken))
    mark = fingerprints(diagnosis.findings, TABLES)[1]
    before = [
        earlier(mark, "WhitespaceNoise", owner="Ana"),
        earlier("f", "MissingValue"),
        earlier("o", "OrphanRecord"),
    ]
    register = stand(diagnosis, (), before)
    assert [(issue.status, issue.retest, issue.owner) for issue in register.issues] == [
        ("new", "not found before", ""), ("open", "still open, 4 → 1 rows", "Ana")]  # fmt: skip
    assert [line.concept for line in register.fixed] == ["MissingValue"]
    assert [line.concept for line in register.untested] == [
        "OrphanRecord"
    ]  # its check failed: nothing is known
    text = render(register_json(register), "x")
    assert "Since the register  1 new · 1 open · 1 fixed" in text
    assert "Not tested again  OrphanRecord in customers.csv · city" in text


def test_sarif_has_what_the_standard_asks_for(vocabulary: Vocabulary) -> None:
    finding = replace(CITY, table="a b/kunden ü.xlsx#Blatt 1")
    diagnosis = diagnosed(book({"customers.csv": CUSTOMERS}, vocabulary), duplicates(), finding)
    diagnosis = replace(diagnosis, checks=(Check("X", "t", "error", "broke"),))
    marks = fingerprints(diagnosis.findings, TABLES)
    waiver = Waiver(marks[1], "", "", "", "cosmetic", "2030-01-01")
    log = as_sarif(stand(diagnosis, [waiver], None, "2026-01-01"), vocabulary, "1.0")
    assert json.loads(json.dumps(log))["version"] == "2.1.0"
    jsonschema.Draft4Validator(SARIF).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    first, second = run["results"]
    assert [rules[one["ruleIndex"]]["id"] for one in (first, second)] == [first["ruleId"], second["ruleId"]]
    assert (first["level"], second["level"]) == ("error", "note")
    assert [one["physicalLocation"]["region"]["startLine"] for one in first["locations"]] == [2, 3, 5]
    assert (
        second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/kunden%20%C3%BC.xlsx"
    )
    assert first["suppressions"] == [] and second["suppressions"][0]["justification"].startswith("cosmetic")
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "broke" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(
    reason=TEXT.filter(str.strip),
    table=TEXT,
    column=st.sampled_from(["no", "1e5", "0o17", "2026-01-01", "~"]),
)
def test_waivers_read_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, reason: str, table: str, column: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    waiver = Waiver("12345678", "MissingCost", table, column, reason, "2026-12-31", "0815")
    write_waivers(folder, [waiver])
    assert read_waivers(folder) == (waiver,)


def test_decisions_read_back_and_later_ones_win(tmp_path: Path) -> None:
    first = Decision("c.csv", "D", same=("1", "2", "0815"), survivor="0815", fields={"=x": "1"})
    write_decisions(tmp_path, [first])
    assert read_decisions(tmp_path) == (first,)
    later = Decision("c.csv", "D", different=("1", "2"))
    assert {one.same or one.different for one in merged([first], [later])} == {
        ("1", "2"), ("0815", "1"), ("0815", "2")}  # fmt: skip


def test_slips_in_project_files_are_told_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "waivers.yaml").write_text(
        "schema: kbctl/waivers/1\nwaivers:\n- {fingerprint: a, reason: r, expires: soon}\n"
        "- {fingerprint: b, reasn: r, expires: 2026-01-01}\n", encoding="utf-8")  # fmt: skip
    with pytest.raises(InputProblems) as raised:
        read_waivers(tmp_path)
    said = [str(problem).rpartition("/")[2] for problem in raised.value.problems]
    assert said == [
        "waivers.yaml:3:40: a date (YYYY-MM-DD) is needed here, not 'soon'",
        "waivers.yaml:4:3: 'reason' is missing",
        "waivers.yaml:4:20: unknown key 'reasn' (did you mean reason?)",
    ]
    (tmp_path / "duplicates.yaml").write_text(
        "schema: kbctl/duplicates/1\ndecisions:\n- {table: t, same: [a]}\n"
        "- {table: t, same: [a, b], survivor: c}\n",
        encoding="utf-8")  # fmt: skip
    with pytest.raises(InputProblems) as raised:
        read_decisions(tmp_path)
    assert [str(problem).rpartition("/")[2] for problem in raised.value.problems] == [
        "duplicates.yaml:3:20: at least two records are needed",
        "duplicates.yaml:4:38: survivor 'c' is not one of 'same'",
    ]


def test_the_screen_is_not_steered_by_what_it_shows(vocabulary: Vocabulary) -> None:
    nasty = replace(cells("PlaceholderValue", "city\x1b[2J", {2: "\x07\u202ex"}), message="\x9b31m")
    text = render(
        register_json(stand(diagnosed(book({"customers.csv": CUSTOMERS}, vocabulary), nasty))), "a\x1bb"
    )
    assert clean(text.replace("\n", " ")) == text.replace("\n", " ")
    assert max(map(len, text.splitlines())) <= 100


def test_ten_findings_fit_the_screen_and_all_are_shown_on_demand(vocabulary: Vocabulary) -> None:
    many = [cells("PlaceholderValue", f"column {n:02}", {2: "x"}) for n in range(14)]
    said = register_json(stand(diagnosed(book({"customers.csv": CUSTOMERS}, vocabulary), *many)))
    assert "(the first 10; --all shows 14)" in render(said, "x") and "F-011" not in render(said, "x")
    assert "F-014" in render(said, "x", everything=True)


def test_remedies_learn_what_reviewers_decided(tmp_path: Path) -> None:
    write_decisions(
        tmp_path, [Decision("c.csv", "D", same=("2", "1")), Decision("c.csv", "D", different=("1", "3"))]
    )
    assert settings_of(tmp_path).clusters == {("c.csv", "1", "2"): True, ("c.csv", "1", "3"): False}
