"""Measures engines on the cells of a plan, taking turns, and holds them to the same conclusions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.child import Child
from bench.peer import Unable
from bench.workload import Profile, Workload

Say = Callable[[str], None]


class Disagreement(Exception):
    """Two engines conclude different things from the same facts and rules."""


@dataclass(frozen=True)
class Plan:
    """What is measured. Seconds are CPU but for `limit`, the wall time after which an engine is given up."""

    engines: tuple[str, ...]
    profiles: tuple[Profile, ...]
    sizes: tuple[int, ...]
    facts: tuple[int, ...]
    sessions: int
    rounds: int
    checked: int
    #: CPU time that an engine may take in one turn; it runs one session at least
    turn: float
    #: a session that takes longer is not repeated
    once: float
    limit: float
    seed: int = 1


@dataclass
class Measured:
    """Times of one engine in one cell, in seconds; or why there are none."""

    first: float | None = None
    times: list[float] = field(default_factory=list)
    unable: str = ""

    @property
    def middle(self) -> float | None:
        return median(self.times) if self.times else None

    def plain(self) -> dict[str, Any]:
        if self.unable:
            return {"unable": self.unable}
        times = sorted(self.times)
        return {
            "cpu_ms": round(median(times) * 1000, 3), "fastest_ms": round(times[0] * 1000, 3),
            "slowest_ms": round(times[-1] * 1000, 3), "sessions": len(times),
        }  # fmt: skip


@dataclass
class Cell:
    """One workload: each engine's times, and the firings of a session (median of those checked)."""

    profile: Profile
    size: int
    facts: int
    firings: float
    engines: dict[str, Measured]

    def plain(self) -> dict[str, Any]:
        engines = {name: measured.plain() for name, measured in self.engines.items()}
        return {
            "profile": self.profile,
            "rules": self.size,
            "facts": self.facts,
            "firings": self.firings,
            "engines": engines,
        }


@dataclass
class Base:
    """One rule base: what engines took to compile it (`read`: YAML to rules, ours only), and its cells."""

    profile: Profile
    size: int
    digest: str
    compiled: dict[str, dict[str, float]]
    cells: list[Cell]

    def plain(self) -> dict[str, Any]:
        return {
            "profile": self.profile,
            "rules": self.size,
            "digest": self.digest,
            "compile_s": self.compiled,
        }


def measure(plan: Plan, say: Say) -> Iterator[Base]:
    """Every rule base of the plan with its cells. Raises Disagreement."""
    for profile in plan.profiles:
        for size in plan.sizes:
            yield _base(plan, profile, size, say)


def _base(plan: Plan, profile: Profile, size: int, say: Say) -> Base:
    children: dict[str, Child] = {}
    gone: dict[str, str] = {}
    compiled: dict[str, dict[str, float]] = {}
    try:
        for engine in plan.engines:
            say(f"{profile} {size} rules: {engine} compiles")
            try:
                children[engine] = Child(engine)
                took = children[engine].ask("compile", plan.limit, profile=profile, size=size, seed=plan.seed)
                compiled[engine] = {"cpu": took["cpu"]} | (
                    {"read": took["read"]} if engine == "kbctl" else {}
                )
            except Unable as reason:
                gone[engine] = str(reason)
        cells = [_cell(plan, profile, size, facts, children, gone, compiled, say) for facts in plan.facts]
    finally:
        for child in children.values():
            child.close()
    digest = Workload(profile, size, max(plan.facts), plan.seed).digest()
    return Base(profile, size, digest, compiled, cells)


def _cell(plan: Plan, profile: Profile, size: int, facts: int, children: dict[str, Child],
          gone: dict[str, str], compiled: dict[str, dict[str, float]], say: Say) -> Cell:  # fmt: skip
    measured = {engine: Measured(unable=gone.get(engine, "")) for engine in plan.engines}
    working = [engine for engine in plan.engines if not measured[engine].unable]
    firings = _agree(
        plan, f"{profile}, {size} rules, {facts} facts", facts, children, measured, working, compiled, say
    )
    for turn in range(plan.rounds):
        say(f"{profile} {size} rules {facts} facts: round {turn + 1} of {plan.rounds}")
        # each engine goes first as often as the others
        for engine in (*working[turn % len(working) :], *working[: turn % len(working)]):
            mine = measured[engine]
            if mine.unable or (mine.first or 0) > plan.once:
                continue
            several = max(1, min(plan.sessions, int(plan.turn / max(mine.first or 0, 1e-6))))
            numbers = [(turn * several + k) % plan.sessions for k in range(several)]
            try:
                answer = children[engine].ask(
                    "time", plan.limit, facts=facts, numbers=numbers, warm=several > 1
                )
                mine.times += answer["cpu"]
            except Unable as reason:
                mine.unable = gone[engine] = str(reason)
    return Cell(profile, size, facts, firings, measured)


def _agree(plan: Plan, what: str, facts: int, children: dict[str, Child], measured: dict[str, Measured],
           working: Sequence[str], compiled: dict[str, dict[str, float]], say: Say) -> float:  # fmt: skip
    """Check some sessions on every engine against the first; the number of firings of a session."""
    firings = []
    for number in range(plan.checked):
        expected: tuple[str, dict[str, Any]] | None = None
        for engine in working:
            mine = measured[engine]
            if mine.unable or (number and (mine.first or 0) > plan.once):
                continue
            say(f"{what}: {engine} checks session {number}")
            try:
                answer = children[engine].ask("check", plan.limit, facts=facts, number=number)
            except Unable as reason:
                mine.unable = str(reason)
                continue
            if "first" not in compiled[engine]:
                compiled[engine]["first"] = answer["cpu"]
            mine.first = min(mine.first or answer["cpu"], answer["cpu"])
            if mine.first > plan.once:
                mine.times = [answer["cpu"]]
            found = answer["conclusions"]
            if expected is None:
                expected = engine, found
                firings.append(len(found["firings"] or ()))
            else:
                compare(what, number, expected, (engine, found))
    return median(firings)


def compare(
    what: str, session: int, one: tuple[str, dict[str, Any]], two: tuple[str, dict[str, Any]]
) -> None:
    """Raises Disagreement with the first differences; an engine without a record is held to the rest."""
    for part in ("derived", "recommended", "firings"):
        if one[1][part] is None or two[1][part] is None or one[1][part] == two[1][part]:
            continue
        mine, other = ({_key(entry) for entry in found[1][part]} for found in (one, two))
        only = [
            f"only {name}: {sorted(more)[:3]}"
            for name, more in ((one[0], mine - other), (two[0], other - mine))
            if more
        ]
        raise Disagreement(f"{what}, session {session}: {part} differ; " + "; ".join(only))


def _key(entry: Any) -> Any:
    return tuple(map(_key, entry)) if isinstance(entry, list) else entry
