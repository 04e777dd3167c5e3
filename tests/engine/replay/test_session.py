"""The week loop: what opens, what closes, what is asked, what comes of it."""

from __future__ import annotations

from replay_world import FINDING, NOISE, World, decided, facts, rule, week

DUPLICATES = "Duplicate customer records (15%)"
DATES = "Dates MM/DD/YY vs DD-MM-YYYY"


def test_a_text_becomes_a_challenge_with_its_score_and_quantity(world: World) -> None:
    record = world.play(f"  - {{weeks: 1, phase: data_migration, challenges: [{DUPLICATES}]}}\n")
    (challenge,) = week(record, 1)["challenges"]
    assert (challenge["concept"], challenge["rate"], challenge["said_rate"]) == (
        "DuplicateCustomer",
        0.15,
        0.15,
    )
    assert challenge["grounding"]["score"] == 0.97
    assert decided(record, 1) == {"c1": "SurvivorshipMerge"}


def test_a_manual_remedy_nobody_reports_on_counts_as_worked_from_the_next_week(world: World) -> None:
    record = world.play(f"  - {{weeks: [1, 3], challenges: [{DUPLICATES}]}}\n")
    assert [decided(record, n) for n in (1, 2, 3)] == [{"c1": "SurvivorshipMerge"}, {}, {}]
    assert week(record, 1)["outcomes"][0]["assumed"] is True
    assert facts(record, 1, "past") == {}
    past = facts(record, 3, "past")["past:d1"]
    assert (past["result"], past["assumed"], past["weeks_ago"]) == ("worked", True, 2)
    assert facts(record, 2, "challenge") == {}


def test_a_failed_remedy_leaves_the_challenge_open_and_is_remembered(world: World) -> None:
    veto = rule("not-again", """
        when: [{challenge: $c}, {past: _, for: $c, use: $r, result: failed}]
        then: [{veto: $r, for: $c}]
        because: It failed.""", world.vocabulary)  # fmt: skip
    record = world.play(
        f"  - weeks: [1, 2]\n    challenges: [{DUPLICATES}]\n"
        f"    outcomes: [{{for: {DUPLICATES}, use: SurvivorshipMerge, result: failed}}]\n",
        veto,
    )
    assert decided(record, 1) == {"c1": "SurvivorshipMerge"}
    # then the veto takes the override with it, and the overridden rule has its say
    assert decided(record, 2) == {"c1": "StewardDuplicateReview"}
    (rejected,) = week(record, 2)["decisions"][0]["rejected"]
    assert (rejected["strategy"], rejected["why"]) == ("SurvivorshipMerge", "vetoed by not-again")
    assert facts(record, 2, "challenge")["c1"]["weeks_open"] == 1


def test_partly_leaves_it_open_with_the_new_rate(world: World) -> None:
    record = world.play(
        f"  - weeks: [1, 2]\n    challenges: [{DUPLICATES}]\n"
        f"    outcomes: [{{for: DuplicateCustomer, use: SurvivorshipMerge, result: partly, rate: 1 %}}]\n"
    )
    challenge = facts(record, 2, "challenge")["c1"]
    assert (challenge["rate"], challenge["said_rate"]) == (0.01, 0.15)
    assert decided(record, 2) == {"c1": "StewardDuplicateReview"}  # the merge rule wants 2 %


def test_a_result_that_a_later_block_reports_is_pending_until_then(world: World) -> None:
    record = world.play(
        f"  - {{weeks: 1, challenges: [{DUPLICATES}]}}\n"
        "  - {weeks: 2}\n"
        f"  - {{weeks: [3, 4], outcomes: [{{for: {DUPLICATES}, use: SurvivorshipMerge, result: failed}}]}}\n"
    )
    assert [decided(record, n) for n in (1, 2)] == [{"c1": "SurvivorshipMerge"}, {}]
    assert facts(record, 2, "past")["past:d1"]["result"] == "pending"
    assert week(record, 2)["challenges"][0]["status"] == "under way: d1"
    assert facts(record, 3, "past")["past:d1"]["result"] == "failed"
    assert list(decided(record, 3)) == ["c1"]


def test_the_same_thing_said_twice_is_one_challenge(world: World) -> None:
    record = world.play(f"  - {{weeks: 1, challenges: [{DUPLICATES}, Customers are in there twice]}}\n")
    (challenge,) = week(record, 1)["challenges"]
    assert (challenge["text"], challenge["also"]) == (DUPLICATES, ["Customers are in there twice"])
    assert challenge["grounding"]["score"] == 0.97


def test_said_again_after_it_was_closed_it_is_open_again_under_its_id(world: World) -> None:
    record = world.play(
        f"  - {{weeks: 1, challenges: [{DUPLICATES}]}}\n  - {{weeks: [2, 3], challenges: [{DUPLICATES}]}}\n"
    )
    assert [list(decided(record, n)) for n in (1, 2, 3)] == [["c1"], ["c1"], []]


def test_what_cannot_be_grounded_is_asked_about_once_and_never_guessed(world: World) -> None:
    record = world.play("  - {weeks: [1, 3], challenges: [The thing with the grain]}\n")
    (challenge,) = week(record, 1)["challenges"]
    assert (challenge["concept"], challenge["grounding"]["score"]) == ("Challenge", 0.3)
    assert challenge["grounding"]["nearest"] == [{"id": "OptimisationRequirement", "score": 0.3}]
    (decision,) = week(record, 1)["decisions"]
    assert decision["status"] == "asked"
    assert decision["asks"][0]["question"] == "What kind of challenge is this?"
    # then, unanswered, it is not asked again: a person decides
    assert decided(record, 2) == {"c1": "HumanEscalation"}
    assert week(record, 2)["questions"] == []


def test_an_answer_is_a_fact_from_the_next_week_on(world: World) -> None:
    record = world.play(
        "  - weeks: [1, 2]\n    challenges: [The thing with the grain]\n"
        "    answers: [{for: The thing with the grain, slot: is, value: MixedDateFormat}]\n"
    )
    assert facts(record, 1, "challenge")["c1"]["is"] == "Challenge"
    challenge = facts(record, 2, "challenge")["c1"]
    assert (challenge["is"], challenge["grounded_by"], challenge["grounding"]) == (
        "MixedDateFormat",
        "answer",
        1.0,
    )
    assert decided(record, 2) == {"c1": "PerSourceDateParsing"}


ASK = """
        when: [{challenge: $c, is: CustomWorkflowRequirement, differentiating: {exists: false}}]
        then: [{ask: industry-expert, for: $c, about: differentiating}]
        because: It decides between configuring and building."""


def test_a_question_blocks_the_decision_and_its_answer_changes_it(world: World) -> None:
    ask = rule("ask-differentiating", ASK, world.vocabulary, "metacognitive")
    record = world.play(
        "  - weeks: [1, 2]\n    challenges: [Custom quote workflow]\n"
        "    answers: [{for: Custom quote workflow, slot: differentiating, value: true}]\n",
        ask,
    )
    (decision,) = week(record, 1)["decisions"]
    assert (decision["status"], decision["asks"][0]["roles"]) == ("asked", ["industry-expert"])
    assert [r["strategy"] for r in decision["rejected"]] == ["WorkflowConfiguration"]
    assert decided(record, 2) == {"c1": "CustomExtension"}


def test_never_asked_twice_even_where_nobody_answers(world: World) -> None:
    ask = rule("ask-differentiating", ASK, world.vocabulary, "metacognitive")
    record = world.play("  - {weeks: [1, 2], challenges: [Custom quote workflow]}\n", ask)
    assert decided(record, 1) == {"c1": "asked"}
    assert decided(record, 2) == {"c1": "WorkflowConfiguration"}
    assert any("ask" in out for f in week(record, 2)["firings"] for out in f["outputs"])  # it did fire again


def test_a_question_without_a_slot_asks_for_the_remedy(world: World) -> None:
    ask = rule("ask-which", """
        when: [{challenge: $c, is: DuplicateCustomer}]
        then: [{ask: project-manager, for: $c}]
        because: It is their decision.""", world.vocabulary, "metacognitive")  # fmt: skip
    record = world.play(
        f"  - weeks: [1, 2]\n    challenges: [{DUPLICATES}]\n"
        f"    answers: [{{for: {DUPLICATES}, value: StewardDuplicateReview}}]\n",
        ask,
    )
    assert decided(record, 1) == {"c1": "asked"}
    assert decided(record, 2) == {"c1": "StewardDuplicateReview"}
    assert week(record, 2)["decisions"][0]["why"] == "named by people when asked"


def test_a_question_about_the_company_blocks_no_decision(world: World) -> None:
    ask = rule("ask-customers", """
        when: [{company: $co, customers: {exists: false}}]
        then: [{ask: data-migration, for: $co, about: customers}]
        because: It decides how much can be reviewed.""", world.vocabulary, "metacognitive")  # fmt: skip
    record = world.play(
        f"  - weeks: [1, 2]\n    challenges: [{DUPLICATES}]\n"
        "    answers: [{for: company, slot: customers, value: 800}]\n",
        ask,
    )
    assert decided(record, 1) == {"c1": "SurvivorshipMerge"}
    assert week(record, 1)["questions"][0]["question"] == "How many customer records are there?"
    assert facts(record, 2, "company")["company"]["customers"] == 800
    assert week(record, 2)["questions"] == []


RAISE = """
        when: [{company: _, employees: {lt: 200}}]
        then: [{conclude: {challenge: KeyPersonDependency}}]
        because: Few people know much."""
CAPTURE = """
        when: [{challenge: $c, is: KeyPersonDependency}]
        then: [{recommend: KnowledgeCapture, for: $c, confidence: 0.7}]
        because: Ask while they are there."""


def test_a_concluded_challenge_is_the_same_one_next_week(world: World) -> None:
    made = [rule("raise", RAISE, world.vocabulary, "declarative"), rule("capture", CAPTURE, world.vocabulary)]
    record = world.play("  - {weeks: [1, 3]}\n", *made)
    assert decided(record, 1) == {"KeyPersonDependency": "KnowledgeCapture"}
    assert week(record, 1)["challenges"][0]["raised_by"] == ["raise"]
    # then, its remedy having worked, it is not decided on again although the rule still concludes it
    assert [decided(record, n) for n in (2, 3)] == [{}, {}]
    assert "KeyPersonDependency" in facts(record, 3, "challenge")


def test_what_a_rule_concludes_is_the_challenge_that_was_said_even_after_it_was_closed(world: World) -> None:
    made = [rule("raise", RAISE, world.vocabulary, "declarative"), rule("capture", CAPTURE, world.vocabulary)]
    record = world.play(
        "  - {weeks: [1, 3], challenges: [{is: KeyPersonDependency, text: Only Ann knows}]}\n", *made
    )
    assert decided(record, 1) == {"c1": "KnowledgeCapture"}
    assert [decided(record, n) for n in (2, 3)] == [{}, {}]
    assert [week(record, n)["challenges"] for n in (2, 3)] == [[], []]


def test_an_event_is_known_from_its_block_on_and_counts_down(world: World) -> None:
    record = world.play(
        f"  - {{weeks: 1, challenges: [{DATES}]}}\n"
        f"  - {{weeks: [2, 4], challenges: [{DUPLICATES}], events: [{{is: Cutover, week: 3}}]}}\n"
    )
    assert facts(record, 1, "event") == {}
    assert [facts(record, n, "event")["Cutover@week3"]["days_left"] for n in (2, 3, 4)] == [12, 5, -2]
    assert decided(record, 2) == {"c2": "StewardDuplicateReview"}  # too late for a merge


def test_said_and_seen_join_and_the_rest_opens_with_the_data_migration(world: World) -> None:
    (world.folder / "tables").mkdir()
    record = world.play(
        f"  - {{weeks: 1, phase: discovery, challenges: [{DATES}]}}\n"
        f"  - {{weeks: 2, phase: data_migration, challenges: [{DUPLICATES}]}}\n",
        more="tables: tables",
        findings=[NOISE, FINDING],
    )
    assert record["tables"] == "read"
    said, seen = (c for c in week(record, 2)["challenges"] if c["id"] in ("c2", "c3"))
    assert (said["rate"], said["said_rate"], said["findings"]) == (0.12, 0.15, ["F-001"])
    assert (seen["concept"], seen["grounding"]["by"], seen["text"]) == ("WhitespaceNoise", "table", "")
    finding = facts(record, 2, "finding")["F-001"]
    assert (finding["for"], finding["pairs"], finding["table"]) == ("c2", 96, "customers.csv")
    assert [c["id"] for c in week(record, 1)["challenges"]] == ["c1"]


def test_tables_that_nobody_reads_are_said_to_be_unread(world: World) -> None:
    (world.folder / "tables").mkdir()
    record = world.play(f"  - {{weeks: 1, challenges: [{DUPLICATES}]}}\n", more="tables: tables")
    assert record["tables"] == "not read"
    assert week(record, 1)["challenges"][0]["rate"] == 0.15


PLAN_LOAD = """
        when: [{company: $co}, {challenge: $c, is: DuplicateRecord}, {step: $s, for: $c}]
        then:
          - plan: LoadMasters
            for: $co
            role: data-migration
            gate: [{not: {challenge: _, is: DuplicateRecord}}]
        because: What is loaded twice is posted to twice."""


def test_a_gated_step_waits_says_for_what_and_is_carried_over_until_it_is_done(world: World) -> None:
    plan = rule("load-after", PLAN_LOAD, world.vocabulary, "procedural")
    record = world.play(f"  - {{weeks: [1, 3], challenges: [{DUPLICATES}]}}\n", plan)
    steps = {n: {s["activity"]: s for s in week(record, n)["steps"]} for n in (1, 2, 3)}
    waiting = steps[1]["LoadMasters"]
    assert (waiting["status"], waiting["waits_for"]) == ("waiting", ["no Duplicate record (now c1)"])
    assert (steps[2]["LoadMasters"]["status"], steps[2]["LoadMasters"]["since"]) == ("done", 1)
    assert steps[3] == {}
    past = facts(record, 3, "past")
    assert {p["use"]: p["result"] for p in past.values()} == {
        "SurvivorshipMerge": "worked",
        "LoadMasters": "worked",
    }


def test_a_decision_whose_step_waits_is_under_way_and_not_taken_again(world: World) -> None:
    gate = rule("wait-for-cutover", """
        when: [{step: $s, for: $c, activity: SurvivorshipMerge}, {challenge: $c}]
        then:
          - plan: SurvivorshipMerge
            for: $c
            gate: [{event: _, is: Cutover, days_left: {lte: 19}}]
        because: A test needs a gate.""", world.vocabulary, "procedural")  # fmt: skip
    record = world.play(
        f"  - {{weeks: [1, 4], challenges: [{DUPLICATES}], events: [{{is: Cutover, week: 4}}]}}\n", gate
    )
    assert [decided(record, n) for n in (1, 2, 3, 4)] == [{"c1": "SurvivorshipMerge"}, {}, {}, {}]
    status = [[s["status"] for s in week(record, n)["steps"]] for n in (1, 2, 3, 4)]
    assert status == [["waiting"], ["done"], [], []]
    assert week(record, 2)["challenges"][0]["status"] == "under way: d1"
    assert week(record, 3)["challenges"] == []


def test_steps_that_wait_for_each_other_are_a_contradiction_that_names_the_rules(world: World) -> None:
    one = rule("dates-first", """
        when: [{step: $a, activity: PerSourceDateParsing}, {step: $b, activity: SurvivorshipMerge}]
        then: [{order: $a, before: $b}]
        because: So it is.""", world.vocabulary, "procedural")  # fmt: skip
    other = rule("merge-first", """
        when: [{step: $a, activity: PerSourceDateParsing}, {step: $b, activity: SurvivorshipMerge}]
        then: [{order: $b, before: $a}]
        because: Or so.""", world.vocabulary, "procedural")  # fmt: skip
    record = world.play(f"  - {{weeks: 1, challenges: [{DUPLICATES}, {DATES}]}}\n", one, other)
    (found,) = week(record, 1)["contradictions"]
    assert (found["slot"], found["rules"]) == ("plan", ["dates-first", "merge-first"])
    assert [s["status"] for s in week(record, 1)["steps"]] == ["done", "done"]


def test_reflection_sees_options_and_contradictions_and_what_it_adjusts_is_weighed_again(
    world: World,
) -> None:
    large = rule("large-company", """
        when: [{company: $co, industry: furniture}]
        then: [{conclude: {company: $co, size: large}}]
        because: A test needs two opinions.""", world.vocabulary, "declarative")  # fmt: skip
    doubt = rule("doubt", """
        when:
          - {contradiction: _, for: $co, slot: size}
          - {company: $co}
          - {option: _, for: $c, use: $r, rank: 1}
          - {challenge: $c}
        then: [{adjust: $r, for: $c, by: -0.4}]
        because: Who knows.""", world.vocabulary, "metacognitive")  # fmt: skip
    record = world.play(f"  - {{weeks: 1, challenges: [{DUPLICATES}]}}\n", large, doubt)
    (found,) = week(record, 1)["contradictions"]
    assert (found["slot"], found["values"]) == ("size", ["large", "small"])
    assert decided(record, 1) == {"c1": "HumanEscalation"}
    merge = next(o for o in week(record, 1)["options"] if o["strategy"] == "SurvivorshipMerge")
    assert (merge["base"], merge["confidence"], merge["adjustments"]) == (
        0.8,
        0.4,
        [{"rule": "doubt", "by": -0.4}],
    )


def test_asking_and_escalating_read_the_second_weighing(world: World) -> None:
    lower = rule("lower", """
        when: [{option: _, for: $c, use: SurvivorshipMerge}, {challenge: $c}]
        then: [{adjust: SurvivorshipMerge, for: $c, by: -0.25}]
        because: A test.""", world.vocabulary, "metacognitive")  # fmt: skip
    escalate = rule("escalate-when-weak", """
        when: [{option: _, for: $c, rank: 1, confidence: {lt: 0.6}}, {challenge: $c}]
        then: [{escalate: project-manager, for: $c}]
        because: A test.""", world.vocabulary, "metacognitive")  # fmt: skip
    with_it = world.play(f"  - {{weeks: 1, challenges: [{DUPLICATES}]}}\n", lower, escalate)
    without = world.play(f"  - {{weeks: 1, challenges: [{DUPLICATES}]}}\n", escalate)
    assert decided(with_it, 1) == {"c1": "HumanEscalation"}
    assert with_it["weeks"][0]["decisions"][0]["escalated_to"] == ["project-manager"]
    assert decided(without, 1) == {"c1": "SurvivorshipMerge"}


def test_the_scenario_overrides_the_policy(world: World) -> None:
    timeline = f"  - {{weeks: 1, challenges: [{DUPLICATES}]}}\n"
    record = world.play(timeline, more="policy: {choose_at: 0.9}")
    assert (decided(record, 1), record["policy"]["choose_at"]) == ({"c1": "HumanEscalation"}, 0.9)
    assert record["policy"]["close_margin"] == 0.05


def test_past_cases_and_remedies_are_facts_of_every_week(world: World) -> None:
    record = world.play(f"  - {{weeks: 1, challenges: [{DUPLICATES}]}}\n")
    always = {record["facts"][id]["id"]: record["facts"][id] for id in record["always"]}
    assert always["acme-2019#1"]["slots"] == {
        "concerns": "DuplicateCustomer", "result": "worked", "use": "SurvivorshipMerge", "year": 2019
    }  # fmt: skip
    assert "DuplicateCustomer" in always["SurvivorshipMerge"]["slots"]["resolves"]
    (option,) = [o for o in week(record, 1)["options"] if o["strategy"] == "SurvivorshipMerge"]
    assert option["cases"] == ["acme-2019"]
