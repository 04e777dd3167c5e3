"""Cases on which an engine and the oracle once disagreed, each cut down to what it takes."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from kbctl.engine.inference.engine import Engine, Phase
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.ontology.vocab import Slot
from kbctl.rules.model import (
    Action,
    Clause,
    Comparison,
    Count,
    Escalate,
    Fill,
    Kind,
    Operand,
    Operator,
    Pattern,
    Plan,
    Rule,
    Variable,
)

from oracle.generate import AT, make_vocabulary
from oracle.naive import Oracle

VOCABULARY = make_vocabulary(Random(1))


def rule(name: str, kind: Kind, when: Sequence[Clause], *then: Action) -> Rule:
    return Rule(name, kind, name, "active", "", tuple(when), then, (), "", (), (), AT)


def clause(frame: str, ident: str = "", **tests: tuple[Operator, Operand]) -> Pattern:
    made = tuple(Comparison(slot.rstrip("_"), op, operand, AT) for slot, (op, operand) in tests.items())
    return Pattern(frame, Variable(ident) if ident else None, made, AT)


def plan(activity: str, role: str | None) -> Plan:
    return Plan(activity, None, None, role, (), AT)


def both(rules: Sequence[Rule], phase: Phase, facts: Sequence[Fact]) -> None:
    oracle, native = (engine(VOCABULARY, rules).run(phase, facts) for engine in (Oracle, NativeEngine))
    assert native == oracle


CHALLENGES = [Fact("challenge", "c1", {"is": "Challenge"}), Fact("challenge", "c2", {"is": "Challenge0"})]


def test_a_variable_shared_with_a_later_clause_is_the_same_in_a_count() -> None:
    counted = Count((clause("option", "o", for_=("eq", Variable("c"))),), (("lte", 0),), AT)
    when: list[Clause] = [clause("challenge", "c"), counted, clause("option", "o")]
    option = Fact("option", "o1", {"for": "c2", "use": "Remedy0"})
    both([rule("r", "metacognitive", when, Escalate("a", Variable("c"), AT))], "ask", [*CHALLENGES, option])


def test_what_a_rule_concludes_twice_is_one_conclusion() -> None:
    slot = next(s for s in VOCABULARY.frames["challenge"].slots.values() if s.derived)
    value = value_of(slot)
    fill = Fill("challenge", Variable("c"), slot.name, value, AT)
    both([rule("r", "declarative", [clause("challenge", "c")], fill, fill)], "infer", CHALLENGES)


def value_of(slot: Slot) -> str | int | bool:
    values: dict[str, str | bool] = {"class": slot.range or "", "enum": "a", "text": "a", "boolean": True}
    return values.get(slot.type, 1)


@pytest.mark.parametrize("roles", [("a", "b"), ("a", None), ("a", "a"), (None, "b")])
def test_a_step_planned_in_a_circle_and_outside_has_the_role_that_all_agree_on(
    roles: tuple[str | None, ...],
) -> None:
    rules = [
        rule(
            "in-a-circle",
            "procedural",
            [clause("step")],
            plan("Activity1", None),
            plan("Activity0", roles[0]),
        ),
        rule("outside", "procedural", [clause("challenge")], plan("Activity0", roles[1])),
        rule(
            "reader",
            "procedural",
            [clause("step", "s", activity=("eq", "Activity0"))],
            plan("Activity1", None),
        ),
    ]
    both(rules, "plan", CHALLENGES)


def test_two_roles_for_one_step_are_one_contradiction() -> None:
    both([rule("r", "procedural", [clause("step")], plan("Activity0", "a"), plan("Activity0", "b"))], "plan",
         [Fact("step", "s1", {"activity": "Activity1"})])  # fmt: skip


@pytest.mark.parametrize("engine", [Oracle, NativeEngine])
def test_roles_that_differ_raise_a_contradiction(engine: type[Engine]) -> None:
    rules = [
        rule("one", "procedural", [], plan("Activity0", "a")),
        rule("two", "procedural", [], plan("Activity0", "b")),
    ]
    closure = engine(VOCABULARY, rules).run("plan", [])  # type: ignore[call-arg]
    assert [(c.slot, c.values, c.rules) for c in closure.contradictions] == [
        ("role", ("a", "b"), ("one", "two"))
    ]
    assert [dict(fact.slots) for fact in closure.facts] == [{"activity": "Activity0"}]


def test_the_role_of_a_planned_step_is_seen_by_rules_of_a_later_stratum() -> None:
    reader = clause("step", activity=("eq", "Activity1"), role=("exists", True))
    rules = [
        rule("first", "procedural", [], plan("Activity1", "b")),
        rule("later", "procedural", [reader], plan("Activity0", "b")),
    ]
    both(rules, "plan", [])
