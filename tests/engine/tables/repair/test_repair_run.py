"""Remedies carried out in memory: what is applied, verified, taken back, and left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.project.settings import settings_of
from kbctl.engine.tables.remedies.operator import Edit, Operator, Plan, Removal, Settings
from kbctl.engine.tables.repair.run import Choice, Repaired, repair
from kbctl.engine.tables.table import Finding
from kbctl.ontology.source import InputProblems

CUSTOMERS = [
    ["Customer No", "Customer Name", "Phone", "City", "Tax ID"],
    ["C-1", "Acme Furniture Inc", "", "Topeka", "81-6822257"],
    ["C-2", "Bolt Works LLC", "(785) 555-0111", "Salina", "82-1111222"],
    ["C-3", "ACME FURNITURE, INC.", "(785) 555-0128", "Topeka", "81-6822257"],
    ["C-4", "Dover Mill Co", "(785) 555-0133", "Wichita", "83-3333444"],
]
ORDERS = [["Order No", "Customer No", "Qty"], ["S-1", "C-1", "2"], ["S-2", "C-1", "3"], ["S-3", "C-3", "5"],
          ["S-4", "C-2", "1"], ["S-5", "C-4", "1"]]  # fmt: skip
BOTH = {"customers.csv": CUSTOMERS, "orders.csv": ORDERS}


def test_a_merge_keeps_the_named_key_fills_its_blanks_and_repoints(
    mended: Callable[..., Repaired], rows_of: Callable[[Repaired, str], list[list[str]]]
) -> None:
    done = mended(BOTH, "DuplicateCustomer:SurvivorshipMerge")

    assert done.done[0].outcome == "worked", done.done[0]
    assert [row[0] for row in rows_of(done, "customers.csv")] == ["C-1", "C-2", "C-4"]
    assert rows_of(done, "customers.csv")[0][2] == "(785) 555-0128"
    assert [row[1] for row in rows_of(done, "orders.csv")] == ["C-1", "C-1", "C-1", "C-2", "C-4"]
    assert {one.kind for one in done.changes} == {"cell", "row-removed", "rekeyed"}
    assert len({one.group for one in done.changes}) == 1


def test_what_reviewers_told_apart_is_not_merged(mended: Callable[..., Repaired]) -> None:
    apart = Settings(clusters={("customers.csv", "C-3", "C-1"): False})

    done = mended(BOTH, "DuplicateCustomer:SurvivorshipMerge", settings=apart)

    assert not done.changes
    assert done.done[0].outcome == "partly" or done.done[0].outcome == "failed"
    assert "two things" in done.done[0].left[0].why


def test_a_remedy_that_orphans_references_is_taken_back(book: Callable[..., Book]) -> None:
    def careless(tables: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
        return Plan("Careless", removals=(Removal("customers.csv", 2, "gone", 1.0),))

    operators: dict[str, Operator] = {"Careless": careless}
    before = book(BOTH)

    done = repair(before, [Choice("DuplicateCustomer", "Careless")], operators=operators)

    assert done.done[0].outcome == "failed"
    assert "OrphanRecord" in done.done[0].why
    assert not done.changes and done.book is before


def test_a_remedy_that_leaves_what_it_wrote_as_bad_is_taken_back(book: Callable[..., Book]) -> None:
    def useless(tables: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
        cell = findings[0].cells[0]
        return Plan("Useless", (Edit(findings[0].table, cell.row, cell.column, cell.value, "TBD", 1.0),))

    tables = {"customers.csv": [*CUSTOMERS, ["C-5", "Echo Ltd", "N/A", "Salina", "84-1"]]}

    done = repair(book(tables), [Choice("PlaceholderValue", "Useless")], operators={"Useless": useless})

    assert done.done[0].outcome == "failed" and "as bad as before" in done.done[0].why


def test_a_remedy_that_trips_is_an_outcome_and_the_next_one_runs(book: Callable[..., Book]) -> None:
    def broken(tables: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
        raise KeyError("x")

    tables = {"customers.csv": [*CUSTOMERS, ["C-5", "Echo  Ltd ", "N/A", "Salina", "84-1"]]}
    choices = [Choice("PlaceholderValue", "Broken"), Choice("WhitespaceNoise", "WhitespaceNormalisation")]
    from kbctl.engine.tables.remedies import OPERATORS

    done = repair(book(tables), choices, operators={**OPERATORS, "Broken": broken})

    assert [(one.choice.remedy, one.outcome) for one in done.done] == [
        ("WhitespaceNormalisation", "worked"),
        ("Broken", "failed"),
    ]
    assert "KeyError" in done.done[1].why


def test_a_plan_on_a_cell_that_has_changed_is_left_with_the_reason(book: Callable[..., Book]) -> None:
    def stale(tables: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
        cell = findings[0].cells[0]
        return Plan("Stale", (Edit(findings[0].table, cell.row, cell.column, "something", "", 1.0),))

    tables = {"customers.csv": [*CUSTOMERS, ["C-5", "Echo Ltd", "N/A", "Salina", "84-1"]]}

    done = repair(book(tables), [Choice("PlaceholderValue", "Stale")], operators={"Stale": stale})

    assert not done.changes
    assert "something else" in done.done[0].left[0].why


def test_twice_changes_nothing_more(mended: Callable[..., Repaired]) -> None:
    told = [
        "WhitespaceNoise:WhitespaceNormalisation",
        "PlaceholderValue:PlaceholderToNull",
        "DuplicateCustomer:SurvivorshipMerge",
    ]
    once = mended(BOTH, *told)

    again = repair(once.book, [Choice(*one.split(":")) for one in told])

    assert once.changes and not again.changes


def test_reviewers_name_the_record_that_stays_and_the_values_it_takes(
    book: Callable[..., Book], rows_of: Callable[[Repaired, str], list[list[str]]], tmp_path: Path
) -> None:
    (tmp_path / "duplicates.yaml").write_text(
        "schema: kbctl/duplicates/1\ndecisions:\n- {table: customers.csv, concept: DuplicateCustomer,\n"
        "   same: [C-1, C-3], survivor: C-3, fields: {Customer Name: C-1}}\n"
    )
    (tmp_path / "settings.yaml").write_text(
        "schema: kbctl/settings/1\nbase_currency: USD\nrates: {EUR: 1.1}\n"
    )
    settings = settings_of(tmp_path)

    done = repair(book(BOTH), [Choice("DuplicateCustomer", "SurvivorshipMerge")], settings)

    assert settings.base_currency == "USD" and settings.rates == {"EUR": 1.1}
    assert rows_of(done, "customers.csv")[1][:2] == ["C-3", "Acme Furniture Inc"]
    assert [row[1] for row in rows_of(done, "orders.csv")] == ["C-3", "C-3", "C-3", "C-2", "C-4"]


def test_settings_that_cannot_be_read_are_told_of_all_at_once(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("schema: kbctl/settings/1\nrate: {EUR: 1}\nrates: {EUR: none}\n")

    with pytest.raises(InputProblems) as refused:
        settings_of(tmp_path)

    assert [(one.at.line, one.code) for one in refused.value.problems] == [
        (2, "unknown-key"),
        (3, "project-file"),
    ]
    assert "did you mean rates" in str(refused.value)


def test_reviewers_choose_the_row_that_stays_and_its_fields(
    mended: Callable[..., Repaired], rows_of: Callable[..., list[list[str]]]
) -> None:
    # given a pair that nothing in the tables suggests, which reviewers accepted
    accepted = Settings(
        clusters={("customers.csv", "C-2", "C-4"): True},
        survivors={("customers.csv", key): ("C-4", {"City": "C-2"}) for key in ("C-2", "C-4")},
    )

    done = mended(BOTH, "DuplicateCustomer:SurvivorshipMerge", settings=accepted)

    rows = {row[0]: row for row in rows_of(done, "customers.csv")}
    before = {row[0]: row for row in BOTH["customers.csv"]}
    assert "C-2" not in rows and rows["C-4"][3] == before["C-2"][3] != before["C-4"][3]
    assert rows["C-4"][1] == before["C-4"][1]
