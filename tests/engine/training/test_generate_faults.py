"""Faults: each can be put in and healed by the ledger, and the ledger tells all of it and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from kbctl.engine.training.generate.audit import audit
from kbctl.engine.training.generate.faults import FAULTS
from kbctl.engine.training.generate.make import Customer, customer
from kbctl.engine.training.generate.trades import TRADES

ROOT = Path(__file__).resolve().parents[3]
DIGEST = """
import hashlib
from kbctl.engine.training.generate.make import customer
for industry in ("furniture", "knitwear"):
    files = customer(industry, 3, "high", "small").files()
    print(hashlib.sha256(b"".join(name.encode() + data for name, data in files.items())).hexdigest())
"""


def with_fault(concept: str) -> Customer:
    """The first customer to whom the fault applies."""
    for seed in range(12):
        for industry in ("knitwear", "electrical-equipment"):
            made = customer(industry, seed, "mid", "small", [concept])
            if any(fault["concept"] == concept for fault in made.truth["faults"]):
                return made
    raise AssertionError(f"{concept} applies to no customer")


def test_faults_are_challenges_of_the_ontology() -> None:
    # the classes of data issues, abstract ones without a fault apart
    text = (ROOT / "ontology" / "data_issues.ttl").read_text(encoding="utf-8")
    classes = set(re.findall(r"^kb:(\w+) a owl:Class", text, re.MULTILINE))
    assert set(FAULTS) <= classes
    assert len(FAULTS) == 63


@pytest.mark.parametrize("concept", sorted(FAULTS))
def test_a_fault_is_put_in_and_healed_by_its_ledger(concept: str) -> None:
    # given a customer with this fault only
    made = with_fault(concept)
    # when the ledger is read backwards
    said = audit(made.truth, made.clean, made.dirty)
    # then the clean tables come back to the letter, and doing nothing or removing all is worth nothing
    assert said["wrong"] == []
    assert made.clean != made.dirty
    assert said["oracle"] == 1.0


@pytest.mark.parametrize("industry", sorted(TRADES))
@pytest.mark.parametrize("severity", ["low", "high"])
def test_many_faults_at_once_do_not_spoil_each_others_truth(industry: str, severity: str) -> None:
    made = customer(industry, 1, severity, "small", sorted(FAULTS))
    said = audit(made.truth, made.clean, made.dirty)
    assert said["wrong"] == []
    cells = [
        (cell.get("table", fault["table"]), cell["row"], cell["column"])
        for fault in made.truth["faults"]
        for cell in (*fault["cells"], *fault.get("along", ()))
    ]
    assert len(cells) == len(set(cells))


def test_severity_is_a_share_of_rows() -> None:
    counts = []
    for severity in ("low", "mid", "high"):
        made = customer("furniture", 2, severity, "medium", ["MissingCost"])
        counts.append(sum(len(fault["cells"]) for fault in made.truth["faults"]))
    assert counts[0] < counts[1] < counts[2]


def test_an_incomplete_ledger_is_noticed() -> None:
    # given a ledger that forgets one cell, and one that tells of a cell that is as it was
    made = customer("furniture", 4, "mid", "small", ["MissingCost", "WhitespaceNoise"])
    forgetful = json.loads(json.dumps(made.truth))
    forgetful["faults"][0]["cells"].pop()
    talkative = json.loads(json.dumps(made.truth))
    talkative["faults"][0]["cells"][0]["dirty"] = "other"
    # then both fail the audit
    assert not audit(forgetful, made.clean, made.dirty)["complete"]
    assert not audit(talkative, made.clean, made.dirty)["complete"]


def test_the_same_seed_is_the_same_bytes_under_any_hash_seed() -> None:
    # sets in another order must make no difference
    said = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={"PYTHONPATH": str(ROOT / ".dev"), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
