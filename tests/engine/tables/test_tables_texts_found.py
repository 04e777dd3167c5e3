"""Detectors of texts that were cut and texts in several languages, and of movements of the wrong sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.languages import language_of
from kbctl.engine.tables.table import Finding

Find = Callable[..., tuple[Finding, ...]]
Run = Callable[..., Diagnosis]
Rows = dict[str, list[list[object]]]


def items(names: Sequence[str], header: str = "item name") -> Rows:
    return {
        "items.csv": [
            ["item code", header, "uom"],
            *([f"A{n:03}", name, "EA"] for n, name in enumerate(names)),
        ]
    }


def values(findings: tuple[Finding, ...]) -> list[str]:
    return [cell.value for finding in findings for cell in finding.cells]


# --- TruncatedText ------------------------------------------------------------------------------

KINDS = ("chair", "dining table", "bookcase with doors", "bench", "sideboard cabinet")
WOODS = ("oak", "walnut", "cherry", "maple")
WHOLE = [f"Upholstered {wood} {kind}" for kind in KINDS for wood in WOODS]


def test_texts_cut_at_one_length(find: Find) -> None:
    cut = [name[:24] for name in WHOLE]
    (finding,) = find("TruncatedText", items([*cut, "Dining table", "Bookcase", "Sideboard", "Cabinet"]))
    assert [cell.row for cell in finding.cells] == [n + 2 for n, name in enumerate(WHOLE) if len(name) >= 24]
    assert "24 characters" in finding.message


def test_texts_that_another_table_has_whole(find: Find) -> None:
    tables = items([f"Panel oak 120{n}x80{n} oiled"[:17] for n in range(9)])
    tables["prices.csv"] = [
        ["item code", "item name", "price"],
        *([f"A{n:03}", f"Panel oak 120{n}x80{n} oiled", 1] for n in range(9)),
    ]
    findings = find("TruncatedText", tables)
    assert {(finding.table, finding.rows) for finding in findings} == {("items.csv", 9)}


@pytest.mark.parametrize(
    "names",
    [
        WHOLE,
        [f"Customer's own fabric {sign}" for sign in "ABCDEFGH"],  # one length, and whole
        [f"Oak table {n} mm" for n in range(100, 140)],
        ["Oak", "Ash", "Elm"],
    ],
)
def test_texts_of_whole_words(find: Find, names: list[str]) -> None:
    assert find("TruncatedText", items(names)) == ()


# --- MixedLanguageText --------------------------------------------------------------------------

ENGLISH = [f"{kind} oak {n}" for kind in ("Table", "Chair", "Drawer") for n in range(8)]


def test_names_in_several_languages(find: Find) -> None:
    (finding,) = find("MixedLanguageText", items([*ENGLISH, "Mesa roble 140", "Silla nogal", "桌子 180"]))
    assert [(cell.row, cell.value) for cell in finding.cells] == [
        (26, "Mesa roble 140"), (27, "Silla nogal"), (28, "桌子 180"),
    ]  # fmt: skip
    assert "English 24, Spanish 2, Chinese 1" in finding.message


def test_latin_words_among_chinese(find: Find) -> None:
    names = [f"橡木桌子 {n}" for n in range(20)]
    assert values(find("MixedLanguageText", items([*names, "MDF 18", "Veneered panel", "Base frame"]))) == [
        "Veneered panel", "Base frame",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [
        [*ENGLISH, "Fjällräven 20", "Crème brûlée", "Mesa"],  # names; a single word may be one
        [*ENGLISH, "Steel M8x20 A2", "Motor 24 V", "Panel metal"],
        [f"Mesa de roble {n}" for n in range(20)],
        [f"XK-{n}" for n in range(20)],
    ],
)
def test_texts_in_one_language(find: Find, names: list[str]) -> None:
    assert find("MixedLanguageText", items(names)) == ()


def test_names_of_parties_are_in_their_own_language(run: Run) -> None:
    tables: Rows = {
        "customers.csv": [
            ["customer no", "customer name"],
            *([f"C{n}", f"Table Chair {n}"] for n in range(9)),
            *([f"D{n}", f"Mesa Silla {n}"] for n in range(4)),
        ]
    }
    diagnosis = run(tables, "MixedLanguageText")
    assert (diagnosis.findings, diagnosis.checks[0].status) == ((), "skipped")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mesa de comedor", "es"), ("Finished goods", "en"), ("Schraube M8", "de"), ("螺丝", "zh"),
        ("IN", ""), ("Panel metal", ""), ("T-Shirt S", ""), ("", ""), ("Chair mesa", ""),
    ],
)  # fmt: skip
def test_languages(text: str, language: str) -> None:
    assert language_of(text) == language


# --- SignConvention -----------------------------------------------------------------------------


def movements(*signs: int) -> list[list[object]]:
    """A receipt and an issue for each sign; the sign is that of the issue."""
    rows: list[list[object]] = [["movement no", "movement type", "item code", "quantity"]]
    for n, sign in enumerate(signs):
        rows += [[f"M{2 * n}", "Receipt", "A1", 10], [f"M{2 * n + 1}", "Issue", "A1", 4 * sign]]
    return rows


def test_a_file_with_the_other_sign(find: Find) -> None:
    tables = {
        "moves 2022.csv": movements(*[-1] * 12),
        "moves 2023.csv": movements(*[-1] * 12),
        "moves 2024.csv": movements(*[1] * 12),
    }
    (finding,) = find("SignConvention", tables)
    assert (finding.table, finding.column, finding.rows) == ("moves 2024.csv", "quantity", 12)
    assert [cell.row for cell in finding.cells] == [3 + 2 * n for n in range(12)]


def test_a_sign_that_changes_for_good(find: Find) -> None:
    (finding,) = find("SignConvention", {"moves.csv": movements(*[-1] * 10, *[1] * 20)})
    assert [cell.row for cell in finding.cells] == [3 + 2 * n for n in range(10, 30)]


@pytest.mark.parametrize("signs", [[-1] * 20, [-1, 1] * 12, [-1] * 19 + [1], [1] * 20])
def test_signs_as_they_should_be(find: Find, signs: list[int]) -> None:
    assert find("SignConvention", {"moves.csv": movements(*signs)}) == ()


def test_tables_without_movements_are_skipped(run: Run) -> None:
    assert run(items(ENGLISH), "SignConvention").checks[0].status == "skipped"
