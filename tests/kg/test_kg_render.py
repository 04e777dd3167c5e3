"""What a person sees, as golden files; KBCTL_UPDATE_GOLDEN=1 writes them anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from kbctl.kg.query import answer
from kbctl.kg.render import render
from kbctl.kg.store import Base

QUERIES = {
    "challenge": "duplicate customers",
    "weak": "broken umbrellas of customers twice",
    "remedy": "survivorship merge",
    "rule": "Merge customers in staging",
    "case": "haribo",
    "field": "NAME1",
    "domain": "supplier",
    "industry": "furniture",
    "corrected": "dupliacte custmers",
    "near": "suplyr",
    "nothing": "qwerty asdf",
}


@pytest.mark.parametrize("name", QUERIES)
def test_text(small: Base, golden: Path, name: str) -> None:
    text = render(answer(small, QUERIES[name])) + "\n"
    file = golden / f"{name}.txt"
    if os.environ.get("KBCTL_UPDATE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [50, 72, 100, 140])
@pytest.mark.parametrize(
    "text", ["duplicate customers", "重复客户", "hershey", "customer name", "merge duplicates"]
)
def test_no_line_is_wider_than_asked_for(shipped: Base, text: str, width: int) -> None:
    for line in render(answer(shipped, text), width).splitlines():
        assert len(line) <= width or "://" in line


def test_colour_adds_codes_and_nothing_else(small: Base) -> None:
    said = answer(small, "duplicate customers")
    plain, coloured = render(said), render(said, colour=True)
    assert "\x1b[" not in plain
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9]+m", "", coloured) == plain
