"""Derived slots, raised challenges, planned steps: strata, contradictions, what is given."""

from __future__ import annotations

from inference_world import a_fact, a_rule, derived, fired, only, run
from kbctl.engine.inference.result import Contradiction

RECOMMEND = "[{recommend: Merge, for: $c, confidence: 0.8}]"
COMPANY = a_fact("company", "co", employees=500, sites=5)
C1 = a_fact("challenge", "c1", is_="DuplicateCustomer", rate=0.1)


def test_a_derived_fact_is_its_content() -> None:
    # given two rules that conclude the same thing
    rules = [
        a_rule("a", "[{company: $co, employees: {gte: 100}}]", "[{conclude: {company: $co, size: large}}]"),
        a_rule("b", "[{company: $co, sites: {gte: 2}}]", "[{conclude: {company: $co, size: large}}]"),
    ]
    found = run(rules, COMPANY)
    # then there is one fact, which both firings concluded
    assert derived(found) == [("co", "size", "large")]
    assert [firing.concluded for firing in found.firings] == [(found.facts[1],), (found.facts[1],)]
    assert (found.facts[1].origin, found.facts[1].derived) == ("rule", True)


def test_conclusions_chain_over_strata() -> None:
    rules = [
        a_rule("c", "[{company: $co, employees: {gte: 100}}]", "[{conclude: {company: $co, size: large}}]"),
        a_rule("b", "[{company: $co, size: large}]", "[{conclude: {company: $co, traits: multi_site}}]"),
        a_rule("a", "[{company: $co, traits: {contains: multi_site}}, {challenge: $c}]", RECOMMEND),
    ]
    found = run(rules, COMPANY, C1)
    assert [f.rule for f in found.firings] == ["a", "b", "c"]
    assert [(f.frame, f.id, f.derived) for f in found.firings[0].because] == [
        ("company", "co", False),
        ("company", "co", True),
        ("challenge", "c1", False),
    ]


def test_a_given_value_beats_a_derived_one() -> None:
    rule = a_rule("a", "[{company: $co, employees: {gte: 100}}]", "[{conclude: {company: $co, size: large}}]")
    after = a_rule("b", "[{company: $co, size: small}, {challenge: $c}]", RECOMMEND)
    given = a_fact("company", "co", employees=500, size="small")
    found = run([rule, after], given, C1)
    assert derived(found) == []
    assert found.contradictions == ()
    # the firing is recorded, and concluded nothing
    assert [(f.rule, f.concluded) for f in found.firings] == [("a", ()), ("b", ())]
    assert found.firings[0].outputs == ((("conclude", "company"), ("company", "co"), ("size", "large")),)


def test_a_given_list_beats_derived_members() -> None:
    rule = a_rule("a", "[{company: $co}]", "[{conclude: {company: $co, traits: thin}}]")
    assert derived(run(rule, a_fact("company", "co", traits=["rich"]))) == []
    assert derived(run(rule, a_fact("company", "co"))) == [("co", "traits", "thin")]


def test_of_two_values_of_a_single_valued_slot_neither_stands() -> None:
    rules = [
        a_rule(
            "a", "[{company: $co, employees: {gte: 100}}]", "[{conclude: {company: $co, situation: pressed}}]"
        ),
        a_rule("b", "[{company: $co, sites: {gte: 2}}]", "[{conclude: {company: $co, situation: crisis}}]"),
        a_rule("c", "[{company: $co, situation: {exists: false}}, {challenge: $c}]", RECOMMEND),
        a_rule("d", "[{company: $co, situation: $s}, {challenge: $c}]", RECOMMEND),
    ]
    found = run(rules, COMPANY, C1)
    assert derived(found) == []
    assert found.contradictions == (
        Contradiction("company", "co", "situation", ("crisis", "pressed"), ("a", "b")),
    )
    assert [(f.rule, f.concluded) for f in found.firings] == [("a", ()), ("b", ()), ("c", ())]


def test_members_of_a_list_slot_do_not_contradict() -> None:
    rules = [
        a_rule(t, "[{company: $co}]", f"[{{conclude: {{company: $co, traits: {t}}}}}]")
        for t in ("thin", "rich")
    ]
    both = a_rule("both", "[{company: $co, traits: {eq: [thin, rich]}}, {challenge: $c}]", RECOMMEND)
    found = run([*rules, both], COMPANY, C1)
    assert derived(found) == [("co", "traits", "rich"), ("co", "traits", "thin")]
    assert [fact.slots for fact in found.firings[0].because][1:3] == [{"traits": "rich"}, {"traits": "thin"}]


def test_two_members_below_a_class_are_two_supports() -> None:
    rules = [
        a_rule(t.lower(), "[{company: $co}]", f"[{{conclude: {{company: $co, concerns: {t}}}}}]")
        for t in ("RawMaterial", "Item")
    ]
    for company in ("$co", "_"):
        when = f"[{{company: {company}, concerns: {{contains: Item}}}}, {{challenge: $c}}]"
        firing = run([*rules, a_rule("a", when, RECOMMEND)], COMPANY, C1).firings[0]
        assert [dict(fact.slots) for fact in firing.because][1] == {"concerns": "Item"}
        assert firing.others == 1


def test_the_role_of_a_step_may_come_from_a_later_rule() -> None:
    # given a step whose role another rule adds, one stratum after it was planned
    rules = [
        a_rule("a", "[{step: _, activity: Load}]", "[{plan: Train}]"),
        a_rule("b", "[{step: $t, activity: Train}, {step: $l, activity: Load}]", "[{order: $t, before: $l}]"),
        a_rule(
            "c",
            "[{step: _, activity: Train}, {step: _, activity: Load}]",
            "[{plan: Train, role: orchestrator}]",
        ),
        a_rule("d", "[{step: $t, activity: Train, role: orchestrator}]", "[{plan: BackUp}]"),
    ]
    found = run(rules, C1, *STEPS)
    train = next(f for f in found.facts if f.id == "Train")
    assert train.slots == {"activity": "Train", "role": "orchestrator"}
    # then every firing shows the step as it is in the end
    assert [f.rule for f in found.firings] == ["a", "b", "c", "d"]
    assert found.firings[1].because[0] is train


def test_negation_looks_at_finished_strata() -> None:
    # given a rule whose id sorts first and which negates what a later one concludes
    rules = [
        a_rule("a", "[{challenge: $c}, {not: {company: _, traits: {contains: thin}}}]", RECOMMEND),
        a_rule("b", "[{challenge: $c}, {count: {challenge: _, is: TimelinePressure}, eq: 0}]", RECOMMEND),
        a_rule(
            "c",
            "[{company: $co}]",
            "[{conclude: {company: $co, traits: thin}}, {conclude: {challenge: TimelinePressure}}]",
        ),
    ]
    assert [name for name, _ in fired(run(rules, COMPANY, C1))] == ["c"]


def test_a_withdrawn_fact_withdraws_what_rested_on_it() -> None:
    rules = [
        a_rule("a", "[{company: $co, employees: {gte: 100}}]", "[{conclude: {challenge: TimelinePressure}}]"),
        a_rule("b", "[{challenge: $c, is: TimelinePressure}]", RECOMMEND),
    ]
    assert len(run(rules, COMPANY).firings) == 2
    assert run(rules, a_fact("company", "co", employees=5)).firings == ()


def test_a_raised_challenge_is_a_fact() -> None:
    rules = [
        a_rule("a", "[{company: _}]", "[{conclude: {challenge: MissingCost, affects: RawMaterial}}]"),
        a_rule("b", "[{challenge: $c, is: DataIssue, affects: Item}]", RECOMMEND),
    ]
    found = run(rules, COMPANY)
    raised = found.facts[0]
    assert (raised.id, raised.origin, raised.derived) == ("MissingCost@RawMaterial", "rule", False)
    assert raised.slots == {
        "affects": "RawMaterial",
        "grounded_by": "rule",
        "grounding": 1,
        "is": "MissingCost",
    }
    assert found.firings[0].concluded == (raised,)
    assert fired(found)[1] == ("b", {"c": "MissingCost@RawMaterial"})


def test_raising_joins_an_open_challenge_of_the_same_concept_and_affects() -> None:
    rule = a_rule("a", "[{company: _}]", "[{conclude: {challenge: MissingCost, affects: RawMaterial}}]")
    same = a_fact("challenge", "c1", is_="MissingCost", affects="RawMaterial", text="said")
    other = a_fact("challenge", "c1", is_="MissingCost", affects="Item")
    neither = a_fact("challenge", "c1", is_="MissingCost")
    assert [f.id for f in run(rule, COMPANY, same).facts] == ["c1", "co"]
    assert only(run(rule, COMPANY, same)).concluded == ()
    assert [f.id for f in run(rule, COMPANY, other).facts] == ["MissingCost@RawMaterial", "c1", "co"]
    assert [f.id for f in run(rule, COMPANY, neither).facts] == ["MissingCost@RawMaterial", "c1", "co"]


def test_recursion_through_raised_challenges_ends() -> None:
    # given a circle of challenges, and a reader of its outcome
    rules = [
        a_rule("a", "[{company: _}]", "[{conclude: {challenge: LowTrust}}]"),
        a_rule("b", "[{challenge: _, is: LowTrust}]", "[{conclude: {challenge: TimelinePressure}}]"),
        a_rule(
            "c",
            "[{challenge: _, is: TimelinePressure}, {company: _, sites: {gte: 3}}]",
            "[{conclude: {challenge: LowTrust}}, {conclude: {challenge: MissingCost}}]",
        ),
        a_rule(
            "d", "[{challenge: $c, grounded_by: rule}, {not: {challenge: _, is: DuplicateRecord}}]", RECOMMEND
        ),
    ]
    found = run(rules, COMPANY)
    assert [name for name, _ in fired(found)] == ["a", "b", "c", "d", "d", "d"]
    assert [f.id for f in found.facts] == ["LowTrust", "MissingCost", "TimelinePressure", "co"]


def test_recursion_over_a_list_slot_follows_references() -> None:
    # given challenges that findings link in a row, and an aspect that spreads along it
    rules = [
        a_rule(
            "start", "[{challenge: $c, rate: {gte: 0.9}}]", "[{conclude: {challenge: $c, aspects: linked}}]"
        ),
        a_rule(
            "spread",
            "[{challenge: $c, aspects: {contains: linked}}, {finding: _, for: $c, table: $t},"
            " {challenge: $d, text: $t}]",
            "[{conclude: {challenge: $d, aspects: linked}}]",
        ),
        a_rule(
            "end", "[{challenge: $c}, {not: {challenge: $d, id: $c, aspects: {contains: linked}}}]", RECOMMEND
        ),
    ]
    facts = [a_fact("challenge", f"c{i}", text=f"t{i}", rate=0.9 if i == 3 else 0) for i in range(8)]
    facts += [a_fact("finding", f"f{i}", for_=f"c{i}", table=f"t{i + 1}") for i in range(7)]
    found = run(rules, *facts)
    assert [id_ for id_, _, _ in derived(found)] == ["c3", "c4", "c5", "c6", "c7"]
    assert [b["c"] for name, b in fired(found) if name == "end"] == ["c0", "c1", "c2"]
    spread = [f for f in found.firings if f.rule == "spread"]
    assert [dict(f.bindings)["d"] for f in spread] == ["c4", "c5", "c6", "c7"]
    assert [(f.id, f.derived) for f in spread[0].because] == [
        ("c3", False),
        ("c3", True),
        ("f3", False),
        ("c4", False),
    ]


STEPS = [
    a_fact("step", "s1", for_="c1", activity="Merge", executable=True),
    a_fact("step", "s2", activity="Load"),
]


def test_plans_add_one_step_for_an_activity_and_its_target() -> None:
    rules = [
        a_rule(
            "a",
            "[{step: $s, activity: Remedy}, {company: $co}]",
            "[{plan: BackUp, for: $co, before: $s, role: data-migration}]",
        ),
        a_rule("b", "[{step: $s, activity: Load}, {company: $co}]", "[{plan: BackUp, for: $co, before: $s}]"),
        a_rule(
            "c",
            "[{step: $b, activity: BackUp}, {step: $l, activity: Load}]",
            "[{order: $b, before: $l}, {plan: Train}]",
        ),
    ]
    found = run(rules, COMPANY, C1, *STEPS)
    steps = {f.id: dict(f.slots) for f in found.facts if f.frame == "step" and f.origin == "rule"}
    assert steps == {
        "BackUp@co": {"activity": "BackUp", "for": "co", "role": "data-migration"},
        "Train": {"activity": "Train"},
    }
    outputs = {f.rule: f.outputs for f in found.firings}
    assert outputs["a"] == (
        (("plan", "BackUp"), ("for", "co"), ("before", "s1"), ("role", "data-migration")),
    )
    assert outputs["c"] == ((("order", "BackUp@co"), ("before", "s2")), (("plan", "Train"),))
    planned = next(f for f in found.facts if f.id == "BackUp@co")
    assert all(f.concluded[0] is planned for f in found.firings if f.rule in "ab")
    assert next(f for f in found.firings if f.rule == "c").because[0] is planned


def test_a_plan_joins_a_step_that_is_already_there() -> None:
    rule = a_rule("a", "[{step: _, activity: Load}, {challenge: $c}]", "[{plan: Merge, for: $c}]")
    firing = only(run(rule, C1, *STEPS))
    assert firing.concluded == ()


def test_different_roles_of_one_step_are_left_open() -> None:
    rules = [
        a_rule("a", "[{step: _, activity: Load}]", "[{plan: Train, role: orchestrator}]"),
        a_rule("b", "[{step: _, activity: Merge}]", "[{plan: Train, role: data-migration}]"),
        a_rule("c", "[{step: $s, activity: Train, role: {exists: false}}]", "[{plan: BackUp, for: $s}]"),
    ]
    found = run(rules, C1, *STEPS)
    assert [f.id for f in found.facts if f.origin == "rule"] == ["BackUp@Train", "Train"]
    assert found.contradictions == (
        Contradiction("step", "Train", "role", ("data-migration", "orchestrator"), ("a", "b")),
    )


def test_steps_in_a_circle_get_their_roles() -> None:
    rules = [
        a_rule("a", "[{step: _, activity: Activity}]", "[{plan: Train, role: orchestrator}]"),
        a_rule("b", "[{step: $s, activity: Train}]", "[{order: $s, before: $s}]"),
    ]
    found = run(rules, *STEPS)
    train = next(f for f in found.facts if f.id == "Train")
    assert train.slots["role"] == "orchestrator"
    assert [f.because for f in found.firings if f.rule == "b"] == [(train,)]
    assert [f.others for f in found.firings if f.rule == "a"] == [2]


def test_derived_facts_of_an_earlier_phase_are_read_in_the_next() -> None:
    first = run(
        a_rule("a", "[{company: $co}]", "[{conclude: {company: $co, situation: crisis}}]"), COMPANY, C1
    )
    option = a_fact("option", "o", for_="c1", use="Merge")
    rule = a_rule("b", "[{company: _, situation: crisis}, {option: _, for: $c}]", "[{veto: Merge, for: $c}]")
    found = run(rule, *first.facts, option)
    assert [f.key for f in only(found).because] == [
        ("company", "co"),
        ("company", "co", "situation", "str", "crisis"),
        ("option", "o"),
    ]
    assert found.facts == (*first.facts, option)
