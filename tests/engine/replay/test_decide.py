"""Deciding: escalated > asked > chosen, the threshold, ties, and a reason for every loser."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from kbctl.engine.replay.decide import Ask, Escalation, Open, decide
from kbctl.engine.replay.weigh import Option, Standing

C1 = Open("c1", "DuplicateCustomer")


def option(remedy: str, confidence: float, standing: Standing = "stands", by: tuple[str, ...] = ()) -> Option:
    return Option("c1", remedy, standing, confidence, confidence, (f"for-{remedy.lower()}",), by=by)


def ask(about: str | None = "rate", target: str = "c1") -> Ask:
    return Ask(target, about, "data-migration", "ask-rule")


def escalate(target: str = "c1") -> Escalation:
    return Escalation(target, "project-manager", "escalate-rule")


def test_the_best_option_at_the_threshold_is_chosen() -> None:
    (decision,) = decide([C1], [option("Merge", 0.5), option("Review", 0.49)], [], [], 0.5)
    assert (decision.status, decision.strategy, decision.rules) == ("chosen", "Merge", ("for-merge",))
    assert [(r.strategy, r.reason) for r in decision.rejected] == [("Review", "below threshold")]


def test_below_the_threshold_a_person_decides_and_is_told_why() -> None:
    (decision,) = decide([C1], [option("Merge", 0.49)], [], [], 0.5)
    assert (decision.status, decision.strategy) == ("escalated", "HumanEscalation")
    assert decision.why == "the best option, Merge 0.49, is below the threshold 0.50"


def test_without_any_recommendation_a_person_decides() -> None:
    (decision,) = decide([C1], [], [], [], 0.5)
    assert (decision.status, decision.why) == ("escalated", "no rule recommends a remedy")


def test_what_nobody_explained_is_escalated_as_such() -> None:
    (decision,) = decide([Open("c1", "Challenge")], [], [], [], 0.5)
    assert (decision.status, decision.why) == ("escalated", "nobody has said what it means")


def test_asked_goes_before_chosen() -> None:
    (decision,) = decide([C1], [option("Merge", 0.9)], [ask()], [], 0.5)
    assert (decision.status, decision.strategy, decision.rules) == ("asked", None, ("ask-rule",))
    assert [(r.strategy, r.why) for r in decision.rejected] == [("Merge", "waits for the answer about rate")]


def test_escalated_goes_before_asked() -> None:
    (decision,) = decide([C1], [option("Merge", 0.9)], [ask()], [escalate()], 0.5)
    assert (decision.status, decision.strategy, decision.roles) == (
        "escalated",
        "HumanEscalation",
        ("project-manager",),
    )
    assert [(r.strategy, r.reason, r.by) for r in decision.rejected] == [
        ("Merge", "escalated", ("escalate-rule",))
    ]


def test_what_is_asked_or_escalated_about_another_fact_changes_no_decision() -> None:
    (decision,) = decide([C1], [option("Merge", 0.9)], [ask(target="company")], [escalate("company")], 0.5)
    assert (decision.status, decision.strategy) == ("chosen", "Merge")


def test_a_tie_that_reflection_leaves_is_broken_by_name_and_said_so() -> None:
    (decision,) = decide([C1], [option("Review", 0.8), option("Merge", 0.8)], [], [], 0.5)
    assert decision.strategy == "Merge"
    assert decision.why == "equal confidence with Review: taken by name"
    assert [(r.strategy, r.reason) for r in decision.rejected] == [("Review", "tied")]


def test_every_loser_keeps_its_own_reason() -> None:
    losers = [
        option("Vetoed", 0.9, "vetoed", ("v",)), option("Over", 0.9, "overridden", ("o",)),
        option("Not", 0.9, "not applicable"), option("Low", 0.2), option("Lost", 0.6),
    ]  # fmt: skip
    (decision,) = decide([C1], [option("Merge", 0.8), *losers], [], [], 0.5)
    assert {r.strategy: r.why for r in decision.rejected} == {
        "Vetoed": "vetoed by v",
        "Over": "overridden by o",
        "Not": "not applicable: the ontology does not say that it resolves this",
        "Low": "below the threshold 0.50",
        "Lost": "lost to Merge 0.80",
    }


def test_a_remedy_that_people_named_is_taken_whatever_the_rules_prefer() -> None:
    (decision,) = decide(
        [Open("c1", "X", named="Review")], [option("Merge", 0.9), option("Review", 0.3)], [], [], 0.5
    )
    assert (decision.status, decision.strategy, decision.why) == (
        "chosen",
        "Review",
        "named by people when asked",
    )
    assert [(r.strategy, r.why) for r in decision.rejected] == [("Merge", "people named Review")]


def test_a_named_remedy_that_is_contraindicated_goes_back_to_people() -> None:
    vetoed = option("Review", 0.9, "vetoed", ("v",))
    (decision,) = decide([Open("c1", "X", named="Review", barred=("v",))], [vetoed], [], [], 0.5)
    assert (decision.status, decision.why) == ("escalated", "people named Review, which is vetoed by v")


remedies = st.sampled_from(["Ann", "Bea", "Cyd"])
made = st.builds(
    Option, st.sampled_from(["c1", "c2"]), remedies, st.sampled_from(["stands", "vetoed", "overridden"]),
    st.sampled_from([0.2, 0.5, 0.8]), st.just(0.5), st.just(("r",)), by=st.just(("b",)),
)  # fmt: skip
some_options = st.lists(made, max_size=8, unique_by=lambda o: (o.challenge, o.remedy))


@given(some_options, st.lists(st.sampled_from(["c1", "c2", "x"]).map(lambda t: ask(target=t)), max_size=3),
       st.lists(st.sampled_from(["c1", "c2", "x"]).map(escalate), max_size=2))  # fmt: skip
def test_one_decision_a_challenge_and_nothing_lost(options, asks, escalations) -> None:  # type: ignore[no-untyped-def]
    decisions = decide([C1, Open("c2", "X"), C1], options, asks, escalations, 0.5)
    assert [d.challenge for d in decisions] == ["c1", "c2"]
    for decision in decisions:
        mine = {o.remedy for o in options if o.challenge == decision.challenge}
        told = {r.strategy for r in decision.rejected} | ({decision.strategy} & mine)
        assert told == mine
        assert all(r.why for r in decision.rejected)


@given(some_options, st.randoms(use_true_random=False))
def test_the_order_of_options_decides_nothing(options, random) -> None:  # type: ignore[no-untyped-def]
    before = decide([C1, Open("c2", "X")], options, [], [], 0.5)
    random.shuffle(options)
    after = decide([C1, Open("c2", "X")], options, [], [], 0.5)
    assert [(d.status, d.strategy, set(d.rejected)) for d in after] == [
        (d.status, d.strategy, set(d.rejected)) for d in before
    ]
