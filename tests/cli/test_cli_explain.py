"""`kbctl explain`: why, what if and what would choose another remedy, on a real run."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from cli_world import Kbctl


def test_a_supposition_changes_what_is_told_and_only_that(kbctl: Kbctl, record: Path) -> None:
    # given what was decided about the duplicates
    run = json.loads(record.read_text(encoding="utf-8"))
    decided = {one["challenge"]: one for week in run["weeks"] for one in week["decisions"]}["c1"]
    # when fewer than 5 % were duplicates; and when the rate were what it is
    fewer = json.loads(kbctl("explain", record, "c1", "--if", "rate = 0.4 %", "--format", "json").stdout)
    same = json.loads(kbctl("explain", record, "c1", "--if", "rate = 15 %", "--format", "json").stdout)
    # then
    (change,) = fewer["what_if"]["differences"]
    assert change["challenge"] == "c1"
    assert change["before"]["strategy"] == decided["strategy"]
    assert change["after"]["strategy"] != decided["strategy"]
    assert same["what_if"]["differences"] == []


def test_the_smallest_change_it_names_is_one_that_its_own_what_if_confirms(
    kbctl: Kbctl, record: Path
) -> None:
    # given
    said = json.loads(
        kbctl("explain", record, "c1", "--choose", "StewardDuplicateReview", "--format", "json").stdout
    )
    (change,) = said["choose"]["changes"]
    # when it is supposed
    text = f"{change['fact']}.{change['slot']}={change['to'] if change['to'] is not None else 'unknown'}"
    then = json.loads(kbctl("explain", record, "c1", "--if", text, "--format", "json").stdout)
    # then
    (difference,) = (one for one in then["what_if"]["differences"] if one["challenge"] == "c1")
    assert difference["after"]["strategy"] == "StewardDuplicateReview"


@pytest.mark.parametrize(
    ("supposed", "message"),
    [
        ("rate", "write SLOT=VALUE"),
        ("rate=plenty", "challenge.rate:"),
        ("company.sits=3", "did you mean sites?"),
        ("compny.sites=3", "did you mean company?"),
        ("company.situation=crisis", "is concluded by rules"),
        ("policy.choose_at=unknown", "is always known"),
    ],
)
def test_what_cannot_be_supposed(kbctl: Kbctl, record: Path, supposed: str, message: str) -> None:
    said = kbctl("explain", record, "c1", "--if", supposed)
    assert said.returncode == 2
    assert message in said.stderr


def test_the_page_is_whole_and_fetches_nothing(kbctl: Kbctl, record: Path, tmp_path: Path) -> None:
    # when
    said = kbctl("explain", record, "c1", "--html", "out.html", cwd=tmp_path)
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    # then
    assert said.returncode == 0

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            assert not {"src", "href"} & {name for name, _ in attributes}, tag

    Tags().feed(page)
    assert "Duplicate customer records (15%)" in page
    assert "rules/conditional/" in page
