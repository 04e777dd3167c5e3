"""Planning: decisions and what procedural rules add -> ordered steps, each done this week or waiting for
something.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kbctl.engine.replay.challenges import natural, turn
from kbctl.rules.model import Clause, Value

Status = Literal["done", "waiting"]


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold when a step's turn comes: clauses of a rule, with the values of its variables."""

    rule: str
    clauses: tuple[Clause, ...]
    bindings: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One for an activity and its target. `decision` is set where a decision is the step; `rules` planned it.

    `after` are steps of this plan that come first; `waits_for` says in words what a waiting step waits for.
    """

    id: str
    activity: str
    target: str | None = None
    role: str | None = None
    executable: bool = False
    decision: str | None = None
    rules: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    since: int = 0
    after: tuple[str, ...] = ()
    status: Status = "done"
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, order=True, slots=True)
class Edge:
    """`first` before `then`, because `rule` says so."""

    first: str
    then: str
    rule: str


@dataclass(frozen=True, slots=True)
class Cycle:
    """Steps that wait for each other, and the rules that say so. Their edges are dropped."""

    steps: tuple[str, ...]
    rules: tuple[str, ...]


#: What is missing for a gate, in words; nothing where it holds.
Missing = Callable[[Gate], Sequence[str]]


def step_id(activity: str, target: str | None) -> str:
    return f"{activity}@{target}" if target else activity


def merged(steps: Iterable[Step]) -> tuple[Step, ...]:
    """One step for an id: the first one's facts with the rules and gates of all, as sets in content order."""
    found: dict[str, Step] = {}
    for step in steps:
        known = found.get(step.id)
        if known is None:
            found[step.id] = step
            continue
        gates = dict.fromkeys([*known.gates, *step.gates])
        rules = tuple(sorted({*known.rules, *step.rules}))
        role = known.role or step.role
        decision = known.decision or step.decision
        found[step.id] = replace(
            known, rules=rules, gates=tuple(gates), role=role, decision=decision,
            executable=known.executable or step.executable, since=min(known.since, step.since),
        )  # fmt: skip
    return tuple(found[id] for id in sorted(found, key=natural))


def arrange(steps: Iterable[Step], edges: Iterable[Edge]) -> tuple[tuple[Step, ...], tuple[Cycle, ...]]:
    """Steps in an order that keeps every edge, and the cycles whose edges were dropped.

    What may come next is taken by its challenge's number, then by activity; an edge to an absent step is
    none.
    """
    known = {step.id: step for step in steps}
    wanted = sorted({edge for edge in edges if edge.first in known and edge.then in known})
    cycles = _cycles(wanted)
    circle = {step: number for number, cycle in enumerate(cycles) for step in cycle.steps}
    kept = [e for e in wanted if e.first not in circle or circle[e.first] != circle.get(e.then)]
    before: dict[str, set[str]] = {id: set() for id in known}
    then: dict[str, set[str]] = {id: set() for id in known}
    for edge in kept:
        before[edge.then].add(edge.first)
        then[edge.first].add(edge.then)
    ready = [(_turn(known[id]), id) for id in known if not before[id]]
    heapq.heapify(ready)
    missing = {id: set(first) for id, first in before.items()}
    ordered = []
    while ready:
        _, id = heapq.heappop(ready)
        ordered.append(replace(known[id], after=tuple(sorted(before[id], key=natural))))
        for next_id in then[id]:
            missing[next_id].discard(id)
            if not missing[next_id]:
                heapq.heappush(ready, (_turn(known[next_id]), next_id))
    return tuple(ordered), cycles


def carry_out(ordered: Iterable[Step], missing: Missing) -> tuple[Step, ...]:
    """Each step in its turn: done, or waiting for a gate or for a step before it that waits."""
    waiting: set[str] = set()
    found = []
    for step in ordered:
        reasons = [f"step {first}" for first in step.after if first in waiting]
        reasons += [reason for gate in step.gates for reason in missing(gate)]
        if reasons:
            waiting.add(step.id)
        found.append(
            replace(step, status="waiting" if reasons else "done", waits_for=tuple(dict.fromkeys(reasons)))
        )
    return tuple(found)


def _turn(step: Step) -> tuple[object, ...]:
    return (step.target is not None, turn(step.target or ""), step.activity)


def _cycles(edges: Sequence[Edge]) -> tuple[Cycle, ...]:
    """Strongly connected steps (a step before itself is one), in order of their first step."""
    then: dict[str, set[str]] = {}
    for edge in edges:
        then.setdefault(edge.first, set()).add(edge.then)
    reach = {start: _reach(start, then) for start in then}
    groups = {
        tuple(sorted((one for one in reach if one in reach[start] and start in reach[one]), key=natural))
        for start in reach
        if start in reach[start]
    }
    return tuple(
        Cycle(group, tuple(sorted({e.rule for e in edges if e.first in group and e.then in group})))
        for group in sorted(groups)
    )


def _reach(start: str, then: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    stack = list(then.get(start, ()))
    while stack:
        one = stack.pop()
        if one not in seen:
            seen.add(one)
            stack.extend(then.get(one, ()))
    return seen
