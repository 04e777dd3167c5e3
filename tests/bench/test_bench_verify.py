"""The measurement of verification: every set of facts replays, and no generated session gainsays a claim."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))  # bench is no part of the installed package

from bench.verify import line, measure  # noqa: E402
from bench.workload import Workload  # noqa: E402


def test_generated_rules_are_verified_and_their_sessions_agree() -> None:
    # given generated rules, when their verification is measured
    load = Workload("selective", 120, 100)
    row = measure("generated", load.vocabulary, load.rules, load=load)
    # then facts were replayed for nearly every rule, all of them, and no session shows otherwise
    assert row["replayed"] > 100
    assert (row["not_replayed"], row["refuted"]) == (0, 0)
    # and a part of the rules asks fewer questions than all
    assert row["changed"]["box"] < row["box"]
    assert "refuted by 40 sessions: 0" in line(row)
