"""The mappings to other vocabularies: what the reader refuses, and an audit of the table that is shipped.

A file under tests/golden/ontology/mappings is a bad table; its messages stand beside it as .txt. With
KBCTL_UPDATE_GOLDEN set they are written instead of compared; read the diff.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.mappings import COLUMNS, SHOWN, MappingSet, load_mappings, read_mappings, subjects
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

ROOT = Path(__file__).parents[2]
TABLE = ROOT / SHOWN
BAD = sorted((ROOT / "tests" / "golden" / "ontology" / "mappings").glob("*.tsv"))


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="module")
def shipped(vocabulary: Vocabulary) -> MappingSet:
    return load_mappings(TABLE.read_text(encoding="utf-8"), vocabulary)


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_messages(file: Path, vocabulary: Vocabulary) -> None:
    text = file.read_text(encoding="utf-8")
    with pytest.raises(InputProblems) as raised:
        load_mappings(text, vocabulary)
    said = str(raised.value) + "\n"
    golden = file.with_suffix(".txt")
    if os.environ.get("KBCTL_UPDATE_GOLDEN"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


def test_no_broken_table_ends_in_anything_but_messages(vocabulary: Vocabulary) -> None:
    chance, text = random.Random(11), TABLE.read_text(encoding="utf-8")
    for _ in range(60):
        at = chance.randrange(len(text))
        broken = text[:at] + chance.choice(["", "\t", "\n", "#", ":", "x"]) + text[at + chance.randrange(9) :]
        try:
            load_mappings(broken, vocabulary)
        except InputProblems as error:
            assert all(problem.at.path == SHOWN for problem in error.problems)


def test_there_are_enough_over_all_parts_and_vocabularies(
    shipped: MappingSet, vocabulary: Vocabulary
) -> None:
    assert len(shipped.rows) >= 120
    kinds = Counter(
        vocabulary.terms[row.subject_id.removeprefix("kb:")].kind
        for row in shipped.rows
        if row.subject_id.startswith("kb:")
    )
    assert {"dimension", "challenge", "remedy", "activity", "role", "domain", "field", "event"} <= set(kinds)
    assert {"frame", "unit", "quantity"} <= set(shipped.used)
    assert {"prov", "skos", "dqv", "ldqd", "bdqdim", "bdqffdq", "iof-core", "iof-scro", "quantitykind",
            "qudt-unit", "schema", "org"} <= set(shipped.used)  # fmt: skip


def test_every_dimension_is_aligned_to_both_sets_of_dimensions_or_the_page_says_why_not(
    shipped: MappingSet, vocabulary: Vocabulary
) -> None:
    page = (ROOT / "docs" / "alignment.md").read_text(encoding="utf-8")
    for term in vocabulary.of_kind("dimension"):
        if term.individual:
            found = {
                row.object_id.partition(":")[0] for row in shipped.rows if row.subject_id == f"kb:{term.id}"
            }
            for prefix in ("ldqd", "bdqdim"):
                assert prefix in found or f"`{term.id}` has no `{prefix}`" in page, (term.id, prefix)


def test_targets_that_are_read_in_rdflib_are_there(shipped: MappingSet) -> None:
    from rdflib import namespace

    closed = {"prov": namespace.PROV, "skos": namespace.SKOS, "org": namespace.ORG, "schema": namespace.SDO}
    looked_up = [row for row in shipped.rows if "rdflib" in row.source_version]
    assert len(looked_up) > 80
    for row in looked_up:
        prefix, _, name = row.object_id.partition(":")
        assert row.object == str(closed[prefix]._NS) + name
        assert name in closed[prefix].__annotations__, row.object_id


def test_one_vocabulary_has_one_source_and_every_row_says_where_it_was_read(shipped: MappingSet) -> None:
    sources: dict[str, set[str]] = {}
    for row in shipped.rows:
        sources.setdefault(row.object_id.partition(":")[0], set()).add(row.source)
        assert re.search(r"\d", row.source_version), row
    assert all(len(found) == 1 for found in sources.values())


def test_an_exact_match_joins_no_two_of_our_terms(shipped: MappingSet) -> None:
    """Exact matches are transitive: two terms with the same target would be one term."""
    targets = Counter(row.object for row in shipped.rows if row.predicate == "skos:exactMatch")
    assert [target for target, count in targets.items() if count > 1] == []


def test_a_unit_converts_as_its_exact_match_does(shipped: MappingSet) -> None:
    from kbctl.ontology.units import UNITS

    seconds = {"qudt-unit:HR": 3600.0, "qudt-unit:DAY": 86400.0, "qudt-unit:WK": 604800.0}  # as QUDT has them
    exact = [row for row in shipped.rows if row.predicate == "skos:exactMatch" and row.object_id in seconds]
    assert len(exact) == len(seconds)
    for row in exact:
        assert UNITS[row.subject_label][1] * 3600 == seconds[row.object_id]


def test_the_page_counts_what_is_there(shipped: MappingSet) -> None:
    page = (ROOT / "docs" / "alignment.md").read_text(encoding="utf-8")
    for source, count in Counter(row.source.partition(":")[2] for row in shipped.rows).items():
        assert re.search(rf"\| {re.escape(source)} \|.*\| {count} \|", page), (source, count)
    assert f"{len(shipped.rows)} mappings" in page


def test_labels_of_all_that_may_be_mapped_are_told(vocabulary: Vocabulary) -> None:
    known = subjects(vocabulary)
    assert known["https://w3id.org/kbctl/Validity"] == "Validity"
    assert known["https://w3id.org/kbctl/frame/event.days_left"] == "event.days_left"
    assert known["https://w3id.org/kbctl/unit/day"] == "day"
    assert known["https://w3id.org/kbctl/quantity/time"] == "time"


def test_the_columns_are_those_of_the_standard(shipped: MappingSet) -> None:
    first = next(one for one in TABLE.read_text(encoding="utf-8").split("\n") if not one.startswith("#"))
    assert tuple(first.split("\t")) == COLUMNS


@pytest.mark.sssom
def test_sssom_py_validates_it(tmp_path: Path) -> None:
    """The independent reader: the schema of the standard, every prefix declared, every id a CURIE."""
    tool = os.environ.get("KBCTL_SSSOM") or shutil.which("sssom")
    if not tool:
        pytest.skip("the command sssom of sssom-py is not here: pip install kbctl[trust], or set KBCTL_SSSOM")
    checks = [
        part for name in ("JsonSchema", "PrefixMapCompleteness", "StrictCurieFormat") for part in ("-V", name)
    ]
    done = subprocess.run([tool, "validate", *checks, str(TABLE)], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    out = tmp_path / "mappings.rdf"
    subprocess.run([tool, "convert", "--output-format", "rdf", str(TABLE), "-o", str(out)], check=True)
    assert out.stat().st_size > 10_000


def test_line_ends_of_windows_are_line_ends() -> None:
    text = TABLE.read_text("utf-8")
    assert read_mappings(text.replace("\n", "\r\n")).rows == read_mappings(text).rows
