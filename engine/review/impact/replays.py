"""Plays every case under both versions, each case in a process of a pool, and compares."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context

from kbctl.engine.review.impact.model import Case, Fired, Made, Played, Result, Turn, Unplayed
from kbctl.engine.review.impact.play import Player
from kbctl.kg.store import open_file
from kbctl.ontology.source import InputProblems

#: Called after each case: how many are done, of how many, which one.
Watch = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the compiled bases of both versions lie; `renames` are old -> new ids of rules. `same_tables`:
    nothing but rules differs, so that tables are read alike and need to be read only once."""

    before: str
    after: str
    renames: tuple[tuple[str, str], ...]
    same_tables: bool


def replay_all(
    plan: Plan, cases: Sequence[Case], processes: int, watch: Watch | None = None
) -> tuple[Result | Unplayed, ...]:
    """What came of each case, in their order, however many processes there are."""
    if watch:
        watch(0, len(cases), "")
    if processes <= 1 or len(cases) <= 1:
        return tuple(_one_by_one(plan, cases, watch))
    found: dict[Case, Result | Unplayed] = {}
    pool = ProcessPoolExecutor(min(processes, len(cases)), get_context("spawn"), initializer=_begin)
    try:
        waiting: dict[Future[Result | Unplayed], Case] = {
            pool.submit(_play, plan, case): case for case in cases
        }
        for done in as_completed(waiting):
            found[waiting[done]] = done.result()
            if watch:
                watch(len(found), len(cases), waiting[done].name)
    except BaseException:
        for process in list((pool._processes or {}).values()):  # what runs would else be waited for
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    return tuple(found[case] for case in cases)


def _one_by_one(plan: Plan, cases: Sequence[Case], watch: Watch | None) -> Iterator[Result | Unplayed]:
    players = Players(plan)
    for n, case in enumerate(cases, 1):
        yield players.play(case)
        if watch:
            watch(n, len(cases), case.name)


def _begin() -> None:
    """In each process: Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _play(plan: Plan, case: Case) -> Result | Unplayed:
    return _players(plan).play(case)


@cache
def _players(plan: Plan) -> Players:
    """Made once in each process."""
    return Players(plan)


class Players:
    """Both versions, in one process."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.before, self.after = Player(open_file(plan.before)), Player(open_file(plan.after))

    def play(self, case: Case) -> Result | Unplayed:
        try:
            return self._record(case) if case.kind == "record" else self._scenario(case)
        except InputProblems as error:
            more = len(error.problems) - 1
            said = str(error.problems[0]) + (f" (and {more} more)" if more else "")
            return Unplayed(case, said)

    def _record(self, case: Case) -> Result:
        (before, same), (after, _) = self.before.record(case), self.after.record(case)
        return replace(compared(case, before, after, dict(self.plan.renames)), same_as_recorded=same)

    def _scenario(self, case: Case) -> Result:
        tables = self.before.tables(case)
        before = self.before.scenario(case, tables)
        after = self.after.scenario(case, tables if self.plan.same_tables else self.after.tables(case))
        return compared(case, before, after, dict(self.plan.renames))


def compared(case: Case, before: Played, after: Played, renames: Mapping[str, str]) -> Result:
    """What the two versions made of a case, side by side: decisions by week and challenge. Challenges have
    the ids of the version before."""
    names = _names(before, after)
    old = {(one.week, one.challenge): one for one in before.decisions}
    made = (replace(one, challenge=_named(one.challenge, names)) for one in after.decisions)
    new = {(one.week, one.challenge): one for one in made}
    fired = frozenset(replace(one, rule=renames.get(one.rule, one.rule)) for one in before.firings)
    fires = frozenset(
        replace(one, bindings=tuple((name, _named(value, names)) for name, value in one.bindings))
        for one in after.firings
    )
    met, now = dict(before.expectations), dict(after.expectations)
    return Result(
        case,
        len(before.decisions),
        tuple(_turns(old, new)),
        _sorted(fires - fired),
        _sorted(fired - fires),
        tuple(sorted(name for name, good in now.items() if not good and met.get(name))),
        tuple(sorted(name for name, good in now.items() if good and met.get(name) is False)),
    )


def _names(before: Played, after: Played) -> dict[str, str]:
    """Ids of challenges after -> the id of the same challenge before; `c7 (new)` for one that is new."""
    known: dict[tuple[str, ...], list[str]] = {}
    for id, identity in before.challenges:
        known.setdefault(identity, []).append(id)
    names = {}
    for id, identity in after.challenges:
        same = known.get(identity)
        names[id] = same.pop(0) if same else f"{id} (new)"
    return names


def _named(value: str, names: Mapping[str, str]) -> str:
    """An id of a challenge, or of a step for it (`Remedy@c7`), with the name before."""
    what, at, target = value.rpartition("@")
    return f"{what}{at}{names.get(target, target)}"


def _turns(old: Mapping[tuple[int, str], Made], new: Mapping[tuple[int, str], Made]) -> Iterator[Turn]:
    for place in sorted({*old, *new}):
        one, other = old.get(place), new.get(place)
        if one is None or other is None or (one.taken, one.confidence) != (other.taken, other.confidence):
            yield Turn(one, other)


def _sorted(firings: frozenset[Fired]) -> tuple[Fired, ...]:
    return tuple(sorted(firings, key=lambda one: (one.rule, one.week, one.bindings)))
