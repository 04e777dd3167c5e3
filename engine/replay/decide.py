"""Deciding: one decision for each open challenge, from its options and what reflection asks for.

escalated > asked > chosen. Every remedy that was proposed and not taken is kept with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from kbctl.engine.replay.weigh import Option

ESCALATION = "HumanEscalation"

Status = Literal["chosen", "asked", "escalated"]


@dataclass(frozen=True, order=True, slots=True)
class Ask:
    """A question to a role. Without `about` it asks for the remedy. `rule` is empty where the session
    itself asks.
    """

    target: str
    about: str | None
    role: str
    rule: str


@dataclass(frozen=True, order=True, slots=True)
class Escalation:
    target: str
    role: str
    rule: str


Aimed = TypeVar("Aimed", Ask, Escalation)


@dataclass(frozen=True, slots=True)
class Open:
    """A challenge that is to be decided.

    `named` is the remedy that people named when asked; `barred` are the rules that veto it, whether or not
    any rule proposes it.
    """

    id: str
    concept: str
    named: str | None = None
    barred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A remedy that was not taken. `reason` is a code, `by` the rules or the remedy behind it, `why` for
    people.
    """

    strategy: str
    confidence: float
    reason: str
    by: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """`strategy` is None while people are asked. `why` says what settled it, beyond the rules' own
    reasons.
    """

    challenge: str
    concept: str
    status: Status
    strategy: str | None
    confidence: float | None
    rules: tuple[str, ...]
    rejected: tuple[Rejected, ...]
    why: str
    asks: tuple[Ask, ...] = ()
    roles: tuple[str, ...] = ()


def decide(
    challenges: Sequence[Open],
    options: Iterable[Option],
    asks: Iterable[Ask],
    escalations: Iterable[Escalation],
    choose_at: float,
) -> tuple[Decision, ...]:
    """One decision a challenge, in the order given. Asks and escalations about anything else are not
    looked at.
    """
    mine: dict[str, list[Option]] = {one.id: [] for one in challenges}
    for option in options:
        if option.challenge in mine:
            mine[option.challenge].append(option)
    asked = _by_target(asks)
    escalated = _by_target(escalations)
    return tuple(
        _decision(one, mine[one.id], asked.get(one.id, ()), escalated.get(one.id, ()), choose_at)
        for one in dict.fromkeys(challenges)
    )


def _decision(
    challenge: Open,
    options: list[Option],
    asks: Sequence[Ask],
    escalations: Sequence[Escalation],
    choose_at: float,
) -> Decision:
    standing = sorted((o for o in options if o.standing == "stands"), key=lambda o: (-o.confidence, o.remedy))
    if escalations:
        return _escalated(challenge, options, escalations, choose_at)
    if asks:
        rules = tuple(sorted({ask.rule for ask in asks if ask.rule}))
        about = ", ".join(sorted({ask.about or "the remedy" for ask in asks}))
        rejected = _reject(options, "waiting", rules, f"waits for the answer about {about}", choose_at)
        return Decision(
            challenge.id, challenge.concept, "asked", None, None, rules, rejected,
            f"an answer about {about} comes first", asks=tuple(asks),
        )  # fmt: skip
    named = challenge.named
    if named and not challenge.barred:
        option = next((o for o in options if o.remedy == named), None)
        confidence = option.confidence if option and option.standing == "stands" else 1.0
        others = [o for o in options if o.remedy != named]
        rejected = _reject(others, "lost", (named,), f"people named {named}", choose_at)
        rules = option.rules if option and option.standing == "stands" else ()
        return Decision(
            challenge.id,
            challenge.concept,
            "chosen",
            named,
            confidence,
            rules,
            rejected,
            "named by people when asked",
        )
    best = standing[0] if standing else None
    if best is None or best.confidence < choose_at:
        return _unsettled(challenge, options, best, choose_at)
    tied = [o for o in standing[1:] if o.confidence == best.confidence]
    losers = [o for o in options if o is not best]
    beaten = [r for o in losers for r in _beaten(o, best, o in tied, choose_at)]
    why = (
        f"equal confidence with {', '.join(o.remedy for o in tied)}: taken by name" if tied else "best option"
    )
    if named:
        why += f"; people named {named}, which is vetoed by {', '.join(challenge.barred)}"
    return Decision(
        challenge.id,
        challenge.concept,
        "chosen",
        best.remedy,
        best.confidence,
        best.rules,
        tuple(beaten),
        why,
    )


def _escalated(
    challenge: Open, options: Collection[Option], escalations: Sequence[Escalation], choose_at: float
) -> Decision:
    rules = tuple(sorted({one.rule for one in escalations}))
    roles = tuple(sorted({one.role for one in escalations}))
    rejected = _reject(options, "escalated", rules, f"escalated by {', '.join(rules)}", choose_at)
    why = f"a person decides ({', '.join(roles)})"
    return Decision(
        challenge.id, challenge.concept, "escalated", ESCALATION, None, rules, rejected, why, roles=roles
    )


def _unsettled(
    challenge: Open, options: Collection[Option], best: Option | None, choose_at: float
) -> Decision:
    """Nothing reaches the threshold: a person decides, and is told why."""
    if challenge.named:
        why = f"people named {challenge.named}, which is vetoed by {', '.join(challenge.barred)}"
    elif best:
        why = f"the best option, {best.remedy} {best.confidence:.2f}, is below the threshold {choose_at:.2f}"
    elif options:
        why = "no proposed remedy stands"
    else:
        why = "no rule recommends a remedy"
    rejected = _reject(options, "", (), "", choose_at)
    return Decision(challenge.id, challenge.concept, "escalated", ESCALATION, None, (), rejected, why)


def _beaten(option: Option, best: Option, tied: bool, choose_at: float) -> tuple[Rejected, ...]:
    first = f"{best.remedy} {best.confidence:.2f}"
    reason, why = (
        ("tied", f"equal to {first}, which comes first by name") if tied else ("lost", f"lost to {first}")
    )
    return _reject([option], reason, (best.remedy,), why, choose_at)


def _reject(
    options: Iterable[Option], reason: str, by: tuple[str, ...], why: str, choose_at: float
) -> tuple[Rejected, ...]:
    """An option's own fault goes before the common reason."""
    found = []
    for option in options:
        if option.standing != "stands":
            found.append(_rejected(option, option.standing, option.by, _fall(option)))
        elif option.confidence < choose_at:
            found.append(_rejected(option, "below threshold", (), f"below the threshold {choose_at:.2f}"))
        else:
            found.append(_rejected(option, reason, by, why))
    return tuple(found)


def _rejected(option: Option, reason: str, by: tuple[str, ...], why: str) -> Rejected:
    return Rejected(option.remedy, option.confidence, reason, by, why)


def _fall(option: Option) -> str:
    if option.standing == "not applicable":
        return "not applicable: the ontology does not say that it resolves this"
    return f"{option.standing} by {', '.join(option.by)}"


def _by_target(found: Iterable[Aimed]) -> Mapping[str, list[Aimed]]:
    grouped: dict[str, list[Aimed]] = {}
    for one in sorted(
        set(found), key=lambda one: (one.target, one.role, one.rule, getattr(one, "about", None) or "")
    ):
        grouped.setdefault(one.target, []).append(one)
    return grouped
