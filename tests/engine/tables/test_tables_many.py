"""Shortcuts for many rows, columns or codes answer as the plain way does."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kbctl.engine.tables.columns.evidence import _rival, _rivals
from kbctl.engine.tables.dependencies import discover
from kbctl.engine.tables.dependencies.discover import dependencies, why_not
from kbctl.engine.tables.detectors import data_rules
from kbctl.engine.tables.detectors.code_format import _prefix_slips
from kbctl.engine.tables.diagnose import examine_tables
from kbctl.engine.tables.load import load
from kbctl.engine.tables.looks import drawn
from kbctl.engine.tables.table import Column, Table
from kbctl.ontology.vocab import Vocabulary
from rapidfuzz.distance import OSA

header = st.sampled_from(["a", "b", "c"])
offers = st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from([0.0, 0.1, 0.2, 0.3]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(header, offers), max_size=6))
def test_the_best_of_the_other_headers(told: list[tuple[str, dict[str, float]]]) -> None:
    headers, first = [name for name, _ in told], [own for _, own in told]
    for name in headers:
        for field in ("x", "y"):
            others = [own.get(field, 0.0) for other, own in told if other != name]
            assert _rival(_rivals(headers, first), field, name) == max(others, default=0.0)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(alphabet="ABC", min_size=1, max_size=4), st.sampled_from([1, 2, 3, 30, 60])))
def test_mistyped_prefixes(heads: dict[str, int]) -> None:
    # given prefixes, some of which many codes have
    codes = {f"{head}-{number:03}" for head, often in heads.items() for number in range(often)}
    # then those are slips that one change of a sign makes of a usual one of their length
    slips = {
        rare
        for rare, number in heads.items()
        for usual, often in heads.items()
        if len(usual) == len(rare) >= 2 and number <= 2 and often >= 30 * number
        if OSA.distance(rare, usual) == 1 and (len(usual) > 2 or sorted(usual) == sorted(rare))
    }
    assert {code.partition("-")[0] for code in _prefix_slips(codes)} == slips


def test_drawn_cells_are_spread_over_the_rows() -> None:
    column = Column("x", 0, tuple(str(number % 4) for number in range(4_000)))
    told = drawn(column, 200)
    assert len(told) == 200 and min(Counter(told).values()) >= 45
    assert drawn(column, 5_000) == list(column.values)


def columns(number: int, rows: int) -> Table:
    made = [
        Column(f"c{n}", n, tuple(str((place * (n + 3)) % 7) for place in range(rows))) for n in range(number)
    ]
    return Table("t", tuple(made), range(2, rows + 2), 1)


def test_columns_that_hardly_repeat_settle_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # given more columns than all pairs of which could be looked at, but rows so few that none can show it
    table = columns(300, 20)
    monkeypatch.setattr(discover, "_dependency", None)
    assert (why_not(table), dependencies(table)) == ("", ())


def test_what_was_not_sought_is_not_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vocabulary: Vocabulary
) -> None:
    # given a table with more rows than dependencies are sought in
    (tmp_path / "x.csv").write_text("code,kind\n" + "".join(f"A-{n},k{n % 3}\n" for n in range(60)))
    monkeypatch.setattr(discover, "LARGE", 50)
    told = examine_tables(load([tmp_path]).tables, vocabulary, data_rules.DETECTORS).checks
    # then the check says so
    assert [(check.status, check.why) for check in told] == [
        ("skipped", "dependencies between columns are not sought in more than 50 rows")
    ]
    assert "so many columns (3,000)" in why_not(columns(3_000, 40))
