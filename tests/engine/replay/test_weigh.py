"""Weighing by the settled points: applicability, overrides, vetoes, adjustments, and what must not matter."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kbctl.engine.replay.decide import Open, decide
from kbctl.engine.replay.weigh import Adjustment, Option, Recommendation, Veto, weigh
from kbctl.ontology.source import Location
from kbctl.rules.model import Evidence, Rule

AT = Location("rules/x.yaml", 1)


def rule(
    id: str, overrides: tuple[str, ...] = (), supports: tuple[str, ...] = (), against: tuple[str, ...] = ()
) -> Rule:
    evidence = tuple(Evidence(case, "supports", AT) for case in supports)
    evidence += tuple(Evidence(case, "contradicts", AT) for case in against)
    return Rule(id, "conditional", id, "active", "x", (), (), overrides, "why", evidence, (), AT)


def rules(*made: Rule) -> dict[str, Rule]:
    return {one.id: one for one in made}


def says(rule: str, remedy: str, confidence: float, challenge: str = "c1") -> Recommendation:
    return Recommendation(challenge, remedy, rule, confidence)


def everything(remedy: str, challenge: str) -> bool:
    return True


def by_remedy(options: Iterable[Option]) -> dict[str, Option]:
    return {option.remedy: option for option in options}


def test_an_option_has_the_confidence_of_its_strongest_rule() -> None:
    # given two rules for one remedy
    found = weigh(
        [says("a", "Merge", 0.8), says("b", "Merge", 0.6)], [], [], rules(rule("a"), rule("b")), everything
    )
    # then nothing is combined by formula, and both rules stand behind it, the stronger first
    assert [(o.remedy, o.confidence, o.rules) for o in found] == [("Merge", 0.8, ("a", "b"))]


def test_adjustments_of_different_rules_are_summed() -> None:
    shifts = [Adjustment("c1", "Merge", "x", -0.2), Adjustment("c1", "Merge", "y", 0.05)]
    (option,) = weigh([says("a", "Merge", 0.8)], shifts, [], rules(rule("a")), everything)
    assert option.confidence == 0.65
    assert option.adjustments == (("x", -0.2), ("y", 0.05))


def test_a_rule_adjusts_a_remedy_for_a_challenge_once() -> None:
    # given a rule that fired twice with different bindings
    shifts = [Adjustment("c1", "Merge", "x", -0.2), Adjustment("c1", "Merge", "x", -0.2)]
    (option,) = weigh([says("a", "Merge", 0.8)], shifts, [], rules(rule("a")), everything)
    assert option.confidence == 0.6


def test_an_adjustment_for_another_challenge_or_remedy_changes_nothing() -> None:
    shifts = [Adjustment("c2", "Merge", "x", -0.2), Adjustment("c1", "Split", "x", -0.2)]
    (option,) = weigh([says("a", "Merge", 0.8)], shifts, [], rules(rule("a")), everything)
    assert option.confidence == 0.8


@pytest.mark.parametrize(("base", "by", "expected"), [(0.9, 0.5, 1.0), (0.1, -0.5, 0.0), (0.7, -0.2, 0.5)])
def test_confidence_is_clamped_and_exact_at_a_threshold(base: float, by: float, expected: float) -> None:
    (option,) = weigh(
        [says("a", "M", base)], [Adjustment("c1", "M", "x", by)], [], rules(rule("a")), everything
    )
    assert option.confidence == expected


def test_clamping_comes_after_the_sum() -> None:
    shifts = [Adjustment("c1", "M", "x", 0.4), Adjustment("c1", "M", "y", -0.3)]
    (option,) = weigh([says("a", "M", 0.9)], shifts, [], rules(rule("a")), everything)
    assert option.confidence == 1.0
    (lower,) = weigh([says("a", "M", 0.8)], shifts, [], rules(rule("a")), everything)
    assert lower.confidence == 0.9


def test_an_override_takes_the_other_rule_out_and_says_who_did_it() -> None:
    known = rules(rule("a", overrides=("b",)), rule("b"))
    found = by_remedy(weigh([says("a", "Merge", 0.6), says("b", "Review", 0.9)], [], [], known, everything))
    assert found["Merge"].standing == "stands"
    assert (found["Review"].standing, found["Review"].by) == ("overridden", ("a",))
    assert found["Review"].confidence == 0.9  # as it would have been


def test_an_override_is_for_the_same_challenge_only() -> None:
    known = rules(rule("a", overrides=("b",)), rule("b"))
    found = weigh([says("a", "Merge", 0.6, "c1"), says("b", "Review", 0.9, "c2")], [], [], known, everything)
    assert [o.standing for o in found] == ["stands", "stands"]


def test_an_override_falls_with_its_own_vetoed_remedy() -> None:
    known = rules(rule("a", overrides=("b",)), rule("b"))
    found = by_remedy(
        weigh(
            [says("a", "Merge", 0.6), says("b", "Review", 0.5)],
            [],
            [Veto("c1", "Merge", "v")],
            known,
            everything,
        )
    )
    assert (found["Merge"].standing, found["Merge"].by) == ("vetoed", ("v",))
    assert found["Review"].standing == "stands"


def test_an_override_falls_where_its_own_rule_is_overridden() -> None:
    # given a over b over c
    known = rules(rule("a", overrides=("b",)), rule("b", overrides=("c",)), rule("c"))
    every = [says("a", "A", 0.5), says("b", "B", 0.6), says("c", "C", 0.7)]
    found = by_remedy(weigh(every, [], [], known, everything))
    # then b is out, and c stands again
    assert {r: o.standing for r, o in found.items()} == {"A": "stands", "B": "overridden", "C": "stands"}


def test_an_override_falls_where_its_remedy_does_not_apply() -> None:
    known = rules(rule("a", overrides=("b",)), rule("b"))
    found = by_remedy(
        weigh([says("a", "A", 0.6), says("b", "B", 0.5)], [], [], known, lambda remedy, _: remedy != "A")
    )
    assert {r: o.standing for r, o in found.items()} == {"A": "not applicable", "B": "stands"}


def test_overrides_in_a_circle_cancel() -> None:
    known = rules(rule("a", overrides=("b",)), rule("b", overrides=("a",)))
    found = weigh([says("a", "A", 0.6), says("b", "B", 0.5)], [], [], known, everything)
    assert [o.standing for o in found] == ["stands", "stands"]


def test_a_circle_cancels_even_where_a_veto_would_break_it() -> None:
    known = rules(rule("a", overrides=("b",)), rule("b", overrides=("c",)), rule("c", overrides=("a",)))
    every = [says("a", "A", 0.6), says("b", "B", 0.5), says("c", "C", 0.5)]
    found = by_remedy(weigh(every, [], [Veto("c1", "A", "v")], known, everything))
    assert {r: o.standing for r, o in found.items()} == {"A": "vetoed", "B": "stands", "C": "stands"}


def test_a_remedy_with_one_surviving_rule_stands_on_that_rule() -> None:
    known = rules(rule("a", overrides=("b",)), rule("b"), rule("c"))
    every = [says("a", "A", 0.5), says("b", "B", 0.9), says("c", "B", 0.6)]
    found = by_remedy(weigh(every, [], [], known, everything))["B"]
    assert (found.standing, found.confidence, found.rules, found.fallen) == ("stands", 0.6, ("c",), ("b",))


def test_rank_and_margin_show_ties_as_zero_and_losers_as_negative() -> None:
    every = [says("a", "A", 0.8), says("b", "B", 0.8), says("c", "C", 0.5)]
    found = weigh(every, [], [], rules(rule("a"), rule("b"), rule("c")), everything)
    assert [(o.remedy, o.rank, o.margin) for o in found] == [("A", 1, 0.0), ("B", 1, 0.0), ("C", 3, -0.3)]


def test_the_only_option_has_no_margin() -> None:
    (option,) = weigh([says("a", "A", 0.8)], [], [], rules(rule("a")), everything)
    assert (option.rank, option.margin) == (1, None)


def test_rank_and_margin_leave_out_what_does_not_stand() -> None:
    every = [says("a", "A", 0.8), says("b", "B", 0.9)]
    found = by_remedy(weigh(every, [], [Veto("c1", "B", "v")], rules(rule("a"), rule("b")), everything))
    assert (found["A"].rank, found["A"].margin, found["B"].rank) == (1, None, None)


def test_cases_are_counted_once_for_and_against() -> None:
    known = rules(rule("a", supports=("x", "y"), against=("z",)), rule("b", supports=("x",)))
    (option,) = weigh([says("a", "A", 0.8), says("b", "A", 0.7)], [], [], known, everything)
    assert (option.cases, option.cases_against) == (("x", "y"), ("z",))


# --- properties -------------------------------------------------------------------------------------

NAMES = [f"r{n}" for n in range(6)]
REMEDIES = ["Ann", "Bea", "Cyd"]
CHALLENGES = ["c1", "c2"]
STEPS = [0.0, 0.3, 0.45, 0.5, 0.6, 0.8, 1.0]

recommendations = st.lists(
    st.builds(
        Recommendation,
        st.sampled_from(CHALLENGES),
        st.sampled_from(REMEDIES),
        st.sampled_from(NAMES),
        st.sampled_from(STEPS),
    ),
    max_size=12,
)
adjustments = st.lists(
    st.builds(
        Adjustment, st.sampled_from(CHALLENGES), st.sampled_from(REMEDIES), st.sampled_from(["x", "y"]),
        st.sampled_from([-0.6, -0.2, 0.1, 0.7]),
    ),
    max_size=6,
)  # fmt: skip
vetoes = st.lists(
    st.builds(Veto, st.sampled_from(CHALLENGES), st.sampled_from(REMEDIES), st.just("v")), max_size=3
)
overriding = st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES), max_size=3), max_size=6)


def known_rules(overrides: dict[str, set[str]], more: dict[str, str] | None = None) -> dict[str, Rule]:
    """Rules; `more` are copies (new id -> old id), each overriding and overridden as its original."""
    copies = more or {}
    every = [*NAMES, *copies]
    found = {}
    for id in every:
        below = set(overrides.get(copies.get(id, id), ()))
        below |= {copy for copy, original in copies.items() if original in below}
        found[id] = rule(id, tuple(sorted(below)))
    return found


def settle(
    every: list[Recommendation], shifts: list[Adjustment], no: list[Veto], known: dict[str, Rule]
) -> object:
    options = weigh(every, shifts, no, known, everything)
    decisions = decide([Open("c1", "X"), Open("c2", "X")], options, [], [], 0.5)
    return [(d.challenge, d.status, d.strategy, d.confidence) for d in decisions]


@given(recommendations, adjustments, vetoes, overriding, st.randoms(use_true_random=False))
def test_order_changes_nothing(every, shifts, no, overrides, random) -> None:  # type: ignore[no-untyped-def]
    known = known_rules(overrides)
    before = weigh(every, shifts, no, known, everything)
    for listed in (every, shifts, no):
        random.shuffle(listed)
    assert weigh(every, shifts, no, known, everything) == before


@given(recommendations, adjustments, vetoes, overriding, st.sampled_from(NAMES))
def test_splitting_a_rule_does_not_change_a_decision(every, shifts, no, overrides, name) -> None:  # type: ignore[no-untyped-def]
    # given a rule cut into two that both fire
    whole = settle(every, shifts, no, known_rules(overrides))
    twice = every + [
        Recommendation(r.challenge, r.remedy, "r-copy", r.confidence) for r in every if r.rule == name
    ]
    assert settle(twice, shifts, no, known_rules(overrides, {"r-copy": name})) == whole


@given(recommendations, adjustments, vetoes, overriding)
def test_confidences_stay_within_0_and_1(every, shifts, no, overrides) -> None:  # type: ignore[no-untyped-def]
    for option in weigh(every, shifts, no, known_rules(overrides), everything):
        assert 0.0 <= option.confidence <= 1.0


@given(recommendations, adjustments, vetoes, overriding)
def test_every_proposed_remedy_is_one_option_with_a_reason(every, shifts, no, overrides) -> None:  # type: ignore[no-untyped-def]
    options = weigh(every, shifts, no, known_rules(overrides), everything)
    assert sorted((o.challenge, o.remedy) for o in options) == sorted(
        {(r.challenge, r.remedy) for r in every}
    )
    for option in options:
        assert (option.standing == "stands") == (option.rank is not None)
        assert option.standing == "stands" or option.by


@given(recommendations, adjustments, vetoes, overriding)
def test_who_overrides_stands_itself(every, shifts, no, overrides) -> None:  # type: ignore[no-untyped-def]
    options = weigh(every, shifts, no, known_rules(overrides), everything)
    for option in options:
        if option.standing == "overridden":
            standing = {
                rule
                for o in options
                if o.challenge == option.challenge and o.standing == "stands"
                for rule in o.rules
            }
            assert set(option.by) <= standing
