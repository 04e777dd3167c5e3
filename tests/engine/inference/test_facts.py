"""Facts are checked when they enter; the quick way past the check says the same as the check."""

from __future__ import annotations

import gc
import itertools
import math
from dataclasses import FrozenInstanceError
from random import Random

import pytest
from inference_world import NOWHERE, VOCABULARY, a_fact, a_rule
from kbctl.engine.inference import facts
from kbctl.engine.inference.facts import check_fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.ontology.plain import SHAPES, SHAPES_OF, plain_frame, plain_slots
from kbctl.ontology.values import check_value

VALUES = [
    0, 1, -1, 2.0, 0.0, -0.0, 0.5, 1e308, math.inf, math.nan, 10**400, True, False, None, "",
    "text", "furniture", "Caf\u0065\u0301", "Caf\u00e9", "15 %", "Industry", "DuplicateCustomer",
    [], ["a"], ("a",), {},
]  # fmt: skip


@pytest.mark.parametrize("frame", sorted(VOCABULARY.frames))
def test_a_plain_value_is_its_own_canonical_form(frame: str) -> None:
    tests = plain_frame(VOCABULARY, VOCABULARY.frames[frame]).tests
    for (name, plain), value in itertools.product(tests.items(), VALUES):
        if plain(value):
            checked = check_value(VOCABULARY, VOCABULARY.frames[frame].slots[name], value)
            assert (repr(checked), type(checked)) == (repr(value), type(value))


def test_all_that_is_wrong_with_a_fact_is_told_at_once() -> None:
    slots = {"is": "DuplicteCustomer", "rate": math.nan, "known": 1, "severity": "major", "colour": "red"}
    checked, problems = check_fact(VOCABULARY, "challenge", slots, NOWHERE)
    assert checked == {}
    assert sorted(problem.code for problem in problems) == [
        "derived-slot", "unknown-slot", "wrong-value", "wrong-value", "wrong-value",
    ]  # fmt: skip
    assert any("did you mean DuplicateCustomer" in problem.message for problem in problems)


def test_values_come_out_in_canonical_form() -> None:
    slots = {"regulations": ["FDA", "CE", "FDA"], "industry": "furniture", "revenue": -0.0}
    checked, problems = check_fact(VOCABULARY, "company", slots, NOWHERE)
    assert problems == []
    assert repr(checked) == "{'industry': 'furniture', 'regulations': ('CE', 'FDA'), 'revenue': 0.0}"


def test_an_engine_keeps_nothing_of_a_run() -> None:
    # given an engine that has compiled everything it needs
    rules = [
        a_rule(
            "a", "[{challenge: $c, text: $t}, {company: _}]", "[{conclude: {challenge: $c, aspects: linked}}]"
        ),
        a_rule(
            "b",
            "[{challenge: $c, aspects: {contains: linked}, rate: {gte: 0.5}}]",
            "[{conclude: {challenge: LowTrust}}]",
        ),
    ]
    engine = NativeEngine(VOCABULARY, rules)

    def play(number: int) -> None:
        text = f"text {number}"
        engine.run(
            "infer", [a_fact("company", "co"), a_fact("challenge", f"c{number}", text=text, rate=number)]
        )

    def objects() -> int:
        gc.collect()
        return len(gc.get_objects())

    play(0), play(1)
    before = objects()
    # when it runs many times on facts that it has never seen
    for number in range(2, 300):
        play(number)
    # then no object is left over
    assert objects() <= before + 5


@pytest.mark.parametrize("frame", sorted(VOCABULARY.frames))
def test_a_fact_that_is_plain_in_all_slots_is_checked_like_any_other(
    frame: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given many ways to write a fact, some plain and some not, in any order
    chance = Random(frame)
    names = [*VOCABULARY.frames[frame].slots, "colour"]
    written = []
    for _ in range(400):
        some = chance.sample(names, chance.randint(0, min(4, len(names))))
        written.append({name: chance.choice(VALUES) for name in some})
    quick = [outcome(frame, slots) for slots in written]
    # when the quick way is closed
    monkeypatch.setattr(facts, "plain_slots", lambda *_: None)
    # then the long one says the same
    assert quick == [outcome(frame, slots) for slots in written]


def outcome(frame: str, slots: dict[str, object]) -> str:
    checked, problems = check_fact(VOCABULARY, frame, slots, NOWHERE)
    return f"{checked} {problems}"


def test_ways_to_write_a_fact_are_not_remembered_without_end() -> None:
    orders = itertools.islice(itertools.permutations(VOCABULARY.frames["challenge"].slots, 5), 3 * SHAPES)
    for order in orders:
        plain_slots(VOCABULARY, "challenge", dict.fromkeys(order, "x"))
    assert len(VOCABULARY.memo[SHAPES_OF]["challenge"]) <= SHAPES


def test_a_fact_cannot_be_changed() -> None:
    fact = a_fact("challenge", "c1")
    with pytest.raises(FrozenInstanceError):
        fact.id = "c2"  # type: ignore[misc]
