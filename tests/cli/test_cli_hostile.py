"""What nobody means to give: empty paths, pipes in folders, signs that steer a terminal, other ids."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli_world import Kbctl, copy_knowledge

ROWS = "".join(f"A{n},part {n},{n}\n" for n in range(30))


@pytest.mark.parametrize(
    "arguments",
    [
        ("columns", ""),
        ("diagnose", ""),
        ("mine", ""),
        ("mine", "sheets", "--output", ""),
        ("cases", "similar", ""),
        ("graph", "export", "--output", ""),
        ("graph", "site", ""),
    ],
    ids=" ".join,
)
def test_an_empty_path_is_not_the_folder_where_one_stands(
    arguments: tuple[str, ...], kbctl: Kbctl, tmp_path: Path
) -> None:
    (tmp_path / "items.csv").write_text("Item No,Description,Qty\n" + ROWS, "utf-8")
    done = kbctl(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "the path is empty" in done.stderr


def test_a_pipe_in_a_folder_is_not_waited_for(kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("Item No,Description,Qty\n" + ROWS, "utf-8")
    os.mkfifo(tmp_path / "pipe.csv")
    done = kbctl("columns", tmp_path)
    assert done.returncode == 0
    assert "items.csv" in done.stdout


def test_headers_of_others_do_not_steer_the_terminal(kbctl: Kbctl, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text("Item No,Cust\u202eomer,\u009b31mQty\n" + ROWS, "utf-8")
    done = kbctl("columns", file)
    assert "Cust\ufffdomer" in done.stdout
    assert not {"\u202e", "\u009b"} & set(done.stdout)
    assert "Cust\u202eomer" in kbctl("columns", file, "--format", "json").stdout


def test_names_of_others_do_not_steer_the_terminal_in_messages(kbctl: Kbctl) -> None:
    done = kbctl("graph", "show", "\x1b[31mred")
    assert (done.returncode, "\x1b" in done.stderr) == (2, False)
    assert "\ufffd[31mred" in done.stderr


def test_a_wording_of_several_lines_stays_on_its_line(kbctl: Kbctl, tmp_path: Path) -> None:
    file = tmp_path / "misses"
    file.write_text('{"query": "frobnicate\\nthe quux"}\n', "utf-8")
    assert "  1 x  frobnicate the quux@en\n" in kbctl("query", "--misses", file).stdout


@pytest.mark.parametrize("ident", ["é", "a_b", "a--b", "a-", "A", "a b", ""])
def test_an_id_of_a_case_is_small_letters_digits_and_hyphens(ident: str, kbctl: Kbctl, record: Path) -> None:
    done = kbctl("cases", "retain", record, "--id", ident)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is no id of a case" in done.stderr


def test_no_case_of_a_kind_is_said(kbctl: Kbctl) -> None:
    done = kbctl("cases", "list", "--kind", "record")
    assert (done.returncode, done.stdout) == (1, "There is no case of the kind 'record'.\n")
    assert kbctl("cases", "list", "--kind", "").returncode == 2


def test_a_project_without_a_letter_is_refused(kbctl: Kbctl) -> None:
    done = kbctl("mine", "fixtures/mapping-sheets/knitwear-project", "--project", "!!!")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no id can be made of it" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [("[" * 100_000, "nested too deep for a report"), ("{\n x", "base.json:2:2: not valid JSON")],
)
def test_a_baseline_that_is_none_is_said(text: str, said: str, kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "base.json").write_text(text, "utf-8")
    done = kbctl("graph", "check", "--baseline", "base.json", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_module_that_is_never_closed_is_the_only_thing_said(kbctl: Kbctl, tmp_path: Path) -> None:
    folder = copy_knowledge(tmp_path / "knowledge")
    module = folder / "ontology" / "data_issues.ttl"
    text = module.read_text("utf-8")
    opening = 'skos:definition "'
    place = text.index(opening, len(text) // 3) + len(opening)
    module.write_text(text[:place], "utf-8")
    done = kbctl("--knowledge", folder, "query", "duplicate customers")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "data_issues.ttl" in done.stderr


@pytest.mark.parametrize("format_", ["ttl", "jsonld", "graphml"])
def test_an_export_is_the_same_whatever_the_terminal_can_show(format_: str, kbctl: Kbctl) -> None:
    plain = kbctl("graph", "export", "--format", format_)
    assert kbctl("graph", "export", "--format", format_, PYTHONIOENCODING="cp1252").stdout == plain.stdout
