"""Every action with values in place of its variables, in the layout of the language."""

from __future__ import annotations

import pytest
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.ground import Entries, ground
from kbctl.rules.load import load_rule
from kbctl.rules.testing import text

BINDINGS = {"c": "c1", "co": "company", "r": "StewardReview", "s": "step1"}


@pytest.mark.parametrize(
    ("written", "entries"),
    [
        (
            "{conclude: {company: $co, situation: crisis}}",
            (("conclude", "company"), ("company", "company"), ("situation", "crisis")),
        ),
        (
            "{conclude: {challenge: TimelinePressure, affects: Item}}",
            (("conclude", "challenge"), ("challenge", "TimelinePressure"), ("affects", "Item")),
        ),
        (
            "{conclude: {challenge: TimelinePressure}}",
            (("conclude", "challenge"), ("challenge", "TimelinePressure")),
        ),
        ("{adjust: $r, for: $c, by: -0.2}", (("adjust", "StewardReview"), ("for", "c1"), ("by", -0.2))),
        ("{veto: CostRollUp, for: $c}", (("veto", "CostRollUp"), ("for", "c1"))),
        (
            "{ask: data-migration, for: $c, about: count}",
            (("ask", "data-migration"), ("for", "c1"), ("about", "count")),
        ),
        ("{ask: data-migration, for: $c}", (("ask", "data-migration"), ("for", "c1"))),
        ("{escalate: project-manager, for: $c}", (("escalate", "project-manager"), ("for", "c1"))),
        (
            "{plan: BackUp, for: $c, before: $s, role: data-migration}",
            (("plan", "BackUp"), ("for", "c1"), ("before", "step1"), ("role", "data-migration")),
        ),
        ("{plan: BackUp, gate: [{event: _}]}", (("plan", "BackUp"),)),
        ("{order: $s, before: $s}", (("order", "step1"), ("before", "step1"))),
    ],
)
def test_layout(written: str, entries: Entries, small: Vocabulary, good: str) -> None:
    old = "{recommend: SurvivorshipMerge, for: $c, confidence: 0.8}"
    rule, problems = load_rule(good.replace(old, written), "x.yaml", small)
    assert rule, problems
    assert ground(rule.then[0], BINDINGS) == entries


def test_entries_are_shown_as_a_rule_file_writes_them() -> None:
    concluded: Entries = (("conclude", "company"), ("company", "co"), ("situation", "crisis"))
    assert text(concluded) == "{conclude: {company: co, situation: crisis}}"
    assert text((("adjust", "X"), ("for", "c1"), ("by", -0.2))) == "{adjust: X, for: c1, by: -0.2}"
