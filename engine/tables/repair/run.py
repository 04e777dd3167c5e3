"""Remedies carried out one after the other on tables in memory: detect → plan → apply → verify.

    repaired = repair(book, [Choice("DuplicateCustomer", "SurvivorshipMerge", rule="…", confidence=0.88)])

Nothing is written: `repaired.changes` is the log, `repaired.book` the tables as they are afterwards, and
`folder.write` puts both into a folder. Each choice is looked at on the tables as the earlier ones left them;
one that fails its verification leaves no trace but its outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kbctl.engine.tables.detectors import DETECTORS, Detector
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies import OPERATORS
from kbctl.engine.tables.remedies.operator import Left, Operator, Plan, Settings, SideTable
from kbctl.engine.tables.repair.change import Change
from kbctl.engine.tables.repair.memory import applied, changes_of
from kbctl.engine.tables.repair.order import stage
from kbctl.engine.tables.repair.verify import (
    Check,
    Guarded,
    Place,
    claimed_clean,
    few_set_aside,
    found,
    guarded,
    no_new_trouble,
    places,
    remaining,
    sums_kept,
)
from kbctl.engine.tables.table import Finding

Outcome = Literal["worked", "partly", "failed"]
#: Told before each choice: how many are done, of how many, and what comes next.
Watch = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """A remedy decided for a concept, by `rule` (ids of rules, joined by a comma) with this confidence.
    `where` narrows it to findings in these (table, column); empty means all. A `fallback` is for what the
    choices before it have left, and only told of where it changes something."""

    concept: str
    remedy: str
    rule: str = ""
    confidence: float = 1.0
    where: frozenset[tuple[str, str]] = frozenset()
    fallback: bool = False

    def covers(self, finding: Finding) -> bool:
        return not self.where or (finding.table, finding.column) in self.where


@dataclass(frozen=True)
class Done:
    """What came of one choice. `changes` is empty where it failed; `rate_before` and `rate_after` are the
    highest rates of its findings; `left` is what it does not touch, with the reason."""

    choice: Choice
    outcome: Outcome
    why: str
    found: int
    plan: Plan
    changes: tuple[Change, ...] = ()
    left: tuple[Left, ...] = ()
    checks: tuple[Check, ...] = ()
    rate_before: float = 0.0
    rate_after: float = 0.0

    @property
    def side_tables(self) -> tuple[SideTable, ...]:
        return self.plan.side_tables if self.outcome != "failed" else ()


@dataclass(frozen=True)
class Repaired:
    """`before` and `book`: the tables before and after; `done`: one entry a choice, in the order of work."""

    before: Book
    book: Book
    done: tuple[Done, ...] = ()
    kept: tuple[Change, ...] = field(default=())

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes in the order in which they were made; `kept` ones of an earlier extract come first."""
        return (*self.kept, *(change for one in self.done for change in one.changes))


def repair(
    book: Book,
    choices: Sequence[Choice],
    settings: Settings | None = None,
    *,
    kept: Sequence[Change] = (),
    spared: Sequence[Finding] = (),
    operators: Mapping[str, Operator] = OPERATORS,
    detectors: Mapping[str, Detector] = DETECTORS,
    watch: Watch | None = None,
) -> Repaired:
    """Carry out the choices, in the order of `order.stage`; of one concept in the order given, each on what
    the ones before it have left. `kept` are changes of an earlier extract that are made before all others,
    `spared` findings that nothing is done for.

    A remedy without an operator, and one that trips over the data, is an outcome `failed` with the reason;
    nothing is raised for them.
    """
    settings = settings or Settings()
    now = applied(book, kept) if kept else book
    guard = guarded(now, detectors)
    last = {table.name: max((table.table.header_row, *table.table.numbers)) for table in book.tables}
    number, done = len(kept) + 1, []
    for one in kept:
        last[one.table] = max(last.get(one.table, 0), one.row)
    ordered = sorted(choices, key=lambda choice: stage(choice.concept))
    for turn, choice in enumerate(ordered):
        if watch:
            watch(turn, len(ordered), f"{choice.remedy} for {choice.concept}")
        result, now, guard = _carry_out(
            now, guard, choice, settings, operators, detectors, number, last, spared
        )
        if choice.fallback and not (result.changes or result.side_tables):
            continue
        done.append(result)
        number += len(result.changes)
        for change in result.changes:
            last[change.table] = max(last[change.table], change.row)
    return Repaired(book, now, tuple(done), tuple(kept))


def _carry_out(
    book: Book,
    guard: Guarded,
    choice: Choice,
    settings: Settings,
    operators: Mapping[str, Operator],
    detectors: Mapping[str, Detector],
    number: int,
    last: Mapping[str, int],
    spared: Sequence[Finding],
) -> tuple[Done, Book, Guarded]:
    operator = operators.get(choice.remedy)
    nothing = Plan(choice.remedy)
    if operator is None:
        return Done(choice, "failed", "it is not carried out on tables", 0, nothing), book, guard
    if choice.concept not in detectors:
        return Done(choice, "failed", f"nothing detects {choice.concept}", 0, nothing), book, guard
    try:
        findings = _covered(book, choice, detectors, spared)
        rate = max((one.rate for one in findings), default=0.0)
        rows = sum(one.rows for one in findings)
        if not findings:
            return Done(choice, "worked", "nothing of it is left to repair", 0, nothing), book, guard
        plan = operator(book, findings, settings)
        made = changes_of(book, plan, choice.rule, f"{choice.concept}-{number}", number, last)
        left = (*plan.left, *made.left)
        if not made.changes:
            outcome, why = _without_changes(plan, left)
            done = Done(choice, outcome, why, rows, plan, (), left, (), rate, rate)
            return done, book, guard
        after = applied(book, made.changes)
        again = _covered(after, choice, detectors, spared)
        new_guard = guarded(after, detectors)
    except Exception as error:  # whatever it trips over, the others still work; the outcome says so
        why = f"{type(error).__name__}: {error}"
        return Done(choice, "failed", why, 0, nothing), book, guard
    checks = (
        claimed_clean(choice.concept, findings, again, made.changes),
        *no_new_trouble(guard, new_guard, book),
        *sums_kept(book, after, made.changes),
        *few_set_aside(book, choice.concept, made.changes),
    )
    wrong = [check.why for check in checks if not check.passed]
    if wrong:
        done = Done(
            choice, "failed", f"taken back: {'; '.join(wrong)}", rows, plan, (), left, checks, rate, rate
        )
        return done, book, guard
    open_ = remaining(again, left)
    rate_after = max((one.rate for one in again), default=0.0)
    outcome = "partly" if left or open_ else "worked"
    why = _why(outcome, left, len(open_))
    done = Done(choice, outcome, why, rows, plan, made.changes, left, checks, rate, rate_after)
    return done, after, new_guard


def _covered(
    book: Book, choice: Choice, detectors: Mapping[str, Detector], spared: Sequence[Finding]
) -> list[Finding]:
    """The findings that the choice is for, but for those that are spared."""
    own = [(one, places([one])) for one in spared if one.concept == choice.concept]
    return [
        one
        for one in found(book, choice.concept, detectors)
        if choice.covers(one) and not any(_same(one, other, where) for other, where in own)
    ]


def _same(one: Finding, other: Finding, where: set[Place]) -> bool:
    """Whether it is the other finding, of which the remedies before may have left a part."""
    if (one.table, one.column) != (other.table, other.column):
        return False
    return not where or bool(where & places([one]))


def _without_changes(plan: Plan, left: Sequence[Left]) -> tuple[Outcome, str]:
    if plan.side_tables:
        return ("partly" if left else "worked"), "given beside the tables, which stay as they are"
    return "failed", left[0].why if left else "; ".join(plan.notes) or "it finds nothing that it can repair"


def _why(outcome: Outcome, left: Sequence[Left], open_: int) -> str:
    if outcome == "worked":
        return "verified: it is found no more"
    reasons = sorted({one.why for one in left})
    more = [f"{open_} cells are still found"] if open_ else []
    return "; ".join([*reasons[:3], *more])
