"""Persons and parties linked without labels: blocks, house rules, clusters, and tables with known doubles."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path

import pytest
from kbctl.engine.tables.diagnose import diagnose
from kbctl.engine.tables.linking.blocking import FLOOR, PER_ROW, choose, pairs_of
from kbctl.engine.tables.linking.clusters import clusters
from kbctl.engine.tables.linking.people import other
from kbctl.engine.tables.linking.score import arrow, doubles
from kbctl.engine.tables.linking.signs import Sign
from kbctl.engine.tables.table import Finding
from kbctl.ontology.vocab import Vocabulary

Find = Callable[..., tuple[Finding, ...]]
HEADER = ["id", "first name", "last name", "date of birth", "street", "city", "zip", "phone"]
GIVEN = ("Anna", "Bert", "Clara", "David", "Emil", "Frieda", "Gustav", "Helene", "Igor", "Julia", "Karl")
FAMILY = tuple(
    start + end
    for start in ("Acker", "Berg", "Czer", "Dorn", "Eber", "Falk", "Gruber", "Hart")
    for end in ("mann", "ski", "", "er")
)
TOWNS = ["Dayton", "Tulsa", "Boise", "Fargo", "Salem"]


def persons(number: int, seed: int) -> list[list[str]]:
    """Persons who have nothing to do with each other but names and towns."""
    chance = random.Random(seed)
    return [
        [
            f"P{n:04}",
            chance.choice(GIVEN),
            chance.choice(FAMILY),
            f"{chance.randint(1940, 2005)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            f"{chance.randint(1, 900)} {chance.choice(FAMILY)} Street",
            chance.choice(TOWNS),
            str(chance.randint(10000, 10400)),
            f"{chance.randint(200, 989)}555{chance.randint(1000, 9999)}",
        ]
        for n in range(number)
    ]


def slip(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    return text[:place] + chance.choice("aeimnrst159") + text[place + 1 :]


def test_persons_entered_twice_are_found_without_labels(find: Find) -> None:
    # given 300 persons, of whom 40 come again with a slip in two of the fields
    chance = random.Random(7)
    rows = persons(300, 7)
    truth = set()
    for n, place in enumerate(chance.sample(range(300), 40)):
        again = list(rows[place])
        again[0] = f"X{n:04}"
        for field in chance.sample(range(1, 8), 2):
            again[field] = slip(again[field], chance)
        rows.append(again)
        truth.add((rows[place][0], again[0]))
    (finding,) = find("DuplicateRecord", {"persons.csv": [HEADER, *rows]})
    said = {tuple(sorted(pair.keys)) for pair in finding.pairs}
    # then nearly all of them are found and nobody else
    assert len(said & truth) >= 37
    assert len(said - truth) <= 1
    assert all(0.8 <= pair.certainty <= 1 for pair in finding.pairs)


def test_families_are_no_doubles(find: Find) -> None:
    # given couples who share all but given name and day of birth
    rows = persons(120, 3)
    for n, row in enumerate(persons(120, 4)):
        if n % 2 == 0:
            spouse = next(name for name in GIVEN if name[0] != rows[n][1][0])
            rows.append([f"S{n:04}", spouse, rows[n][2], row[3], *rows[n][4:]])
    assert find("DuplicateRecord", {"persons.csv": [HEADER, *rows]}) == ()


def test_customers_who_are_persons(find: Find) -> None:
    rows = persons(100, 5)
    again = ["X1", *rows[8][1:]]
    again[4] = again[4].replace("Street", "St")
    header = ["customer no", *HEADER[1:]]
    (finding,) = find("DuplicateCustomer", {"customers.csv": [header, *rows, again]})
    assert {pair.keys for pair in finding.pairs} == {("P0008", "X1")}


def sign(name: str, values: list[str | None], kind: str = "name", group: str = "name") -> Sign:
    return Sign(name, kind, group, tuple(values))  # type: ignore[arg-type]


def test_blocks_keep_within_the_budget() -> None:
    # given a column in which all rows of a hundred share a text, and one in which hardly any do
    rows = 40_000
    wide = sign("city", [f"c{n % 35}" for n in range(rows)], "text", "place")
    fine = sign("surname", [f"s{n // 2}" for n in range(rows)])
    rules = choose(arrow((wide, fine)), (wide, fine))
    # then the wide one is taken only together with the other
    assert ("surname",) in [rule.keys for rule in rules]
    assert ("city",) not in [rule.keys for rule in rules]
    assert sum(rule.pairs for rule in rules) <= max(FLOOR, PER_ROW * rows)


def test_pairs_leave_blanks_out() -> None:
    table = arrow((sign("surname", ["a", "a", "a", None, None, "b"]),))
    assert pairs_of(table, ("surname",)) == 3


def test_no_doubles_are_expected_where_agreement_is_chance() -> None:
    chance = random.Random(1)
    a = sign("surname", [f"s{chance.randrange(60)}" for _ in range(3000)])
    b = sign("phone", [f"{chance.randrange(500)}" for _ in range(3000)], "number", "contact")
    every = 3000 * 2999 / 2
    assert abs(doubles(arrow((a, b)), (a, b))) < every / (60 * 500)


@pytest.mark.parametrize(
    ("levels", "is_other"),
    [
        ({"given_name": 0, "surname": 4, "date_of_birth": 0, "city": 3}, True),
        ({"given_name": 0, "surname": 4, "date_of_birth": 3, "city": 3}, False),
        ({"given_name": 4, "surname": 3, "date_of_birth": -1, "city": 3}, False),
        ({"given_name": 4, "surname": 3, "date_of_birth": 0, "national_id": 0}, True),
        ({"customer_name": 3, "tax_id": 0, "address_line1": 0}, True),
        ({"customer_name": 3, "tax_id": 0, "address_line1": 3}, False),
        ({"customer_name": 0, "tax_id": 3, "address_line1": 3}, False),
        ({"customer_name": 0, "tax_id": 0, "address_line1": 3}, True),
        ({"customer_name": 3, "tax_id": -1, "address_line1": -1}, True),
    ],
    ids=[
        "of one family",
        "another name, same birth",
        "birth not known",
        "namesakes",
        "branch",
        "new tax number",
        "renamed",
        "neighbour",
        "one thing in common only",
    ],
)
def test_house_rules(levels: Mapping[str, int], is_other: bool) -> None:
    assert other(levels) is is_other


def test_a_chain_is_no_cluster() -> None:
    # given two groups of three, each sure of itself, with one link between them
    inside = [(1, 2), (1, 3), (2, 3), (4, 5), (4, 6), (5, 6)]
    pairs = {**dict.fromkeys(inside, 0.95), (3, 4): 0.9}
    assert clusters(pairs, 0.8, 0.1) == ((1, 2, 3), (4, 5, 6))
    # when the rest is possible too, they are one
    between = {(a, b): 0.2 for a in (1, 2, 3) for b in (4, 5, 6)}
    assert clusters({**between, **pairs}, 0.8, 0.1) == ((1, 2, 3, 4, 5, 6),)


def test_a_weak_pair_is_no_cluster() -> None:
    assert clusters({(1, 2): 0.7}, 0.8, 0.1) == ()


@pytest.mark.shared
def test_real_persons(shared: Path, vocabulary: Vocabulary, tmp_path: Path) -> None:
    # given the table without the column that tells the answer
    with (shared / "duplicates" / "febrl1.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, skipinitialspace=True))
    groups = defaultdict(list)
    for number, row in enumerate(rows, start=2):
        groups[row.pop("rec_id").split("-")[1]].append(number)
    with (tmp_path / "persons.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    true = {pair for members in groups.values() for pair in combinations(members, 2)}
    result = diagnose([tmp_path], vocabulary)
    said = {tuple(pair["rows"]) for f in result["findings"] for pair in f["pairs"]}
    assert 2 * len(said & true) / (len(said) + len(true)) >= 0.99
