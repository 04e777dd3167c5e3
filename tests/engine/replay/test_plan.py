"""Planning: order, ties, cycles, gates at their turn, steps that wait and for what."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from kbctl.engine.replay.plan import Edge, Gate, Step, arrange, carry_out, merged, step_id


def step(activity: str, target: str | None = None, **more: object) -> Step:
    return Step(step_id(activity, target), activity, target, **more)  # type: ignore[arg-type]


def nothing_missing(gate: Gate) -> Sequence[str]:
    return ()


def test_edges_are_kept_and_ties_go_by_challenge_number_then_activity() -> None:
    steps = [step("Merge", "c10"), step("Parse", "c2"), step("Fill", "c2"), step("BackUp")]
    ordered, cycles = arrange(steps, [Edge("Parse@c2", "Fill@c2", "r")])
    assert [s.id for s in ordered] == ["BackUp", "Parse@c2", "Fill@c2", "Merge@c10"]
    assert ordered[2].after == ("Parse@c2",)
    assert cycles == ()


def test_an_edge_to_an_absent_step_is_no_constraint() -> None:
    ordered, cycles = arrange([step("BackUp")], [Edge("BackUp", "Load", "r"), Edge("Map", "BackUp", "r")])
    assert ([s.id for s in ordered], ordered[0].after, cycles) == (["BackUp"], (), ())


def test_a_cycle_names_its_steps_and_rules_and_only_its_edges_are_dropped() -> None:
    steps = [step("A"), step("B"), step("C"), step("D")]
    edges = [
        Edge("A", "B", "first"),
        Edge("B", "A", "second"),
        Edge("D", "A", "third"),
        Edge("B", "C", "fourth"),
    ]
    ordered, cycles = arrange(steps, edges)
    assert [(c.steps, c.rules) for c in cycles] == [(("A", "B"), ("first", "second"))]
    order = [s.id for s in ordered]
    assert order.index("D") < order.index("A")
    assert order.index("B") < order.index("C")


def test_a_step_before_itself_is_a_cycle() -> None:
    ordered, cycles = arrange([step("A")], [Edge("A", "A", "r")])
    assert ([s.id for s in ordered], [c.rules for c in cycles]) == (["A"], [("r",)])


def test_one_step_for_an_activity_and_its_target_with_the_gates_of_all() -> None:
    gates = Gate("a", (), (("x", 1),)), Gate("b", (), ())
    both = [
        step("Load", "c1", rules=("b",), gates=(gates[1],)),
        step("Load", "c1", rules=("a",), gates=(gates[0],)),
    ]
    (one,) = merged(both)
    assert (one.rules, set(one.gates)) == (("a", "b"), set(gates))


def test_a_step_waits_for_its_gate_and_what_follows_waits_for_the_step() -> None:
    gated = step("Load", gates=(Gate("r", (), ()),))
    ordered, _ = arrange([gated, step("Reconcile"), step("Train")], [Edge("Load", "Reconcile", "r")])
    done = carry_out(ordered, lambda gate: ["no duplicates"])
    assert {s.id: (s.status, s.waits_for) for s in done} == {
        "Load": ("waiting", ("no duplicates",)),
        "Reconcile": ("waiting", ("step Load",)),
        "Train": ("done", ()),
    }


def test_an_open_gate_lets_the_step_through() -> None:
    ordered, _ = arrange([step("Load", gates=(Gate("r", (), ()),))], [])
    assert [s.status for s in carry_out(ordered, nothing_missing)] == ["done"]


names = st.sampled_from("ABCDEF")


@given(st.sets(names), st.lists(st.tuples(names, names), max_size=14), st.randoms(use_true_random=False))
def test_every_step_once_in_an_order_that_keeps_every_edge_outside_a_cycle(chosen, pairs, random) -> None:  # type: ignore[no-untyped-def]
    steps = [step(name) for name in sorted(chosen)]
    edges = [Edge(a, b, "r") for a, b in pairs]
    ordered, cycles = arrange(steps, edges)
    place = {s.id: n for n, s in enumerate(ordered)}
    assert sorted(place) == sorted(chosen)
    for a, b in pairs:
        if a in place and b in place and not any(a in c.steps and b in c.steps for c in cycles):
            assert place[a] < place[b]
    random.shuffle(steps)
    random.shuffle(edges)
    assert arrange(steps, edges) == (ordered, cycles)
