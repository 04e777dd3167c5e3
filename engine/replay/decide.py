"""Deciding: one decision for each open challenge, from its options and what reflection asks for.

escalated > asked > chosen. Every remedy that was proposed and not taken is kept with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, TypeVar

from kbctl.engine.replay.grounding import ROOT
from kbctl.engine.replay.weigh import Option

ESCALATION = "HumanEscalation"

Status = Literal["chosen", "asked", "escalated"]


class Ask(NamedTuple):
    """A question to a role. Without `about` it asks for the remedy. `rule` is empty where the session
    itself asks.
    """

    target: str
    about: str | None
    role: str
    rule: str


class Escalation(NamedTuple):
    target: str
    role: str
    rule: str


Aimed = TypeVar("Aimed", Ask, Escalation)


class Open(NamedTuple):
    """A challenge that is to be decided.

    `named` is the remedy that people named when asked; `barred` are the rules that veto it, whether or not
    any rule proposes it.
    """

    id: str
    concept: str
    named: str | None = None
    barred: tuple[str, ...] = ()


class Rejected(NamedTuple):
    """A remedy that was not taken. `reason` is a code, `by` the rules or the remedy behind it, `why` for
    people.
    """

    strategy: str
    confidence: float
    reason: str
    by: tuple[str, ...]
    why: str


class Decision(NamedTuple):
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


def in_order(one: Ask) -> tuple[str, str, str, str]:
    """Sort key of questions: by what they are about."""
    return (one.target, one.about or "", one.role, one.rule)


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
    proposed: dict[str, list[Option]] = {}
    for option in options:
        proposed.setdefault(option.challenge, []).append(option)
    asked, escalated = _by_target(asks), _by_target(escalations)
    decisions = []
    for one in dict.fromkeys(challenges):
        mine = proposed.get(one.id, [])
        if one.id in escalated:
            decisions.append(_escalated(one, mine, escalated[one.id], choose_at))
        elif one.id in asked:
            decisions.append(_asked(one, mine, asked[one.id], choose_at))
        elif one.named and not one.barred:
            decisions.append(_named(one, mine, one.named, choose_at))
        else:
            decisions.append(_best(one, mine, choose_at))
    return tuple(decisions)


def _escalated(
    challenge: Open, options: Iterable[Option], escalations: Iterable[Escalation], choose_at: float
) -> Decision:
    rules = tuple(sorted({one.rule for one in escalations}))
    roles = tuple(sorted({one.role for one in escalations}))
    rejected = _reject(options, "escalated", rules, f"escalated by {', '.join(rules)}", choose_at)
    why = f"a person decides ({', '.join(roles)})"
    return Decision(
        challenge.id, challenge.concept, "escalated", ESCALATION, None, rules, rejected, why, roles=roles
    )


def _asked(challenge: Open, options: Iterable[Option], asks: Iterable[Ask], choose_at: float) -> Decision:
    rules = tuple(sorted({ask.rule for ask in asks if ask.rule}))
    about = ", ".join(sorted({ask.about or "the remedy" for ask in asks}))
    rejected = _reject(options, "waiting", rules, f"waits for the answer about {about}", choose_at)
    why = f"an answer about {about} comes first"
    return Decision(
        challenge.id, challenge.concept, "asked", None, None, rules, rejected, why, asks=tuple(asks)
    )


def _named(challenge: Open, options: Iterable[Option], named: str, choose_at: float) -> Decision:
    """What people name is taken as it is; where rules stand behind it, too, with their confidence."""
    option = next((o for o in options if o.remedy == named and o.standing == "stands"), None)
    confidence, rules = (option.confidence, option.rules) if option else (1.0, ())
    others = [o for o in options if o.remedy != named]
    rejected = _reject(others, "lost", (named,), f"people named {named}", choose_at)
    why = "named by people when asked"
    return Decision(challenge.id, challenge.concept, "chosen", named, confidence, rules, rejected, why)


def _best(challenge: Open, options: Sequence[Option], choose_at: float) -> Decision:
    """The best standing option that reaches the threshold; of equal ones the first by name."""
    best: Option | None = None
    for one in options:
        if one.standing == "stands" and (best is None or _before(one, best)):
            best = one
    if best is None or best.confidence < choose_at:
        return _unsettled(challenge, options, best, choose_at)
    why, rejected = "best option", []
    if len(options) > 1:
        first = f"{best.remedy} {best.confidence:.2f}"
        lost, tied = f"lost to {first}", f"equal to {first}, which comes first by name"
        equal = []
        for one in options:
            if one is best:
                continue
            if one.confidence != best.confidence:
                rejected.append(_rejected(one, "lost", (best.remedy,), lost, choose_at))
            else:
                rejected.append(_rejected(one, "tied", (best.remedy,), tied, choose_at))
                equal += [one.remedy] if one.standing == "stands" else []
        if equal:
            why = f"equal confidence with {', '.join(sorted(equal))}: taken by name"
    if challenge.named:
        why += f"; {_barred(challenge)}"
    return Decision(
        challenge.id, challenge.concept, "chosen", best.remedy, best.confidence, best.rules,
        tuple(rejected), why,
    )  # fmt: skip


def _before(one: Option, other: Option) -> bool:
    return (-one.confidence, one.remedy) < (-other.confidence, other.remedy)


def _unsettled(
    challenge: Open, options: Collection[Option], best: Option | None, choose_at: float
) -> Decision:
    """Nothing reaches the threshold: a person decides, and is told why."""
    if challenge.named:
        why = _barred(challenge)
    elif best:
        why = f"the best option, {best.remedy} {best.confidence:.2f}, is below the threshold {choose_at:.2f}"
    elif options:
        why = "no proposed remedy stands"
    elif challenge.concept == ROOT:
        why = "nobody has said what it means"
    else:
        why = "no rule recommends a remedy"
    rejected = _reject(options, "", (), "", choose_at)
    return Decision(challenge.id, challenge.concept, "escalated", ESCALATION, None, (), rejected, why)


def _barred(challenge: Open) -> str:
    return f"people named {challenge.named}, which is vetoed by {', '.join(challenge.barred)}"


def _reject(
    options: Iterable[Option], reason: str, by: tuple[str, ...], why: str, choose_at: float
) -> tuple[Rejected, ...]:
    return tuple([_rejected(option, reason, by, why, choose_at) for option in options])


def _rejected(option: Option, reason: str, by: tuple[str, ...], why: str, choose_at: float) -> Rejected:
    """An option's own fault goes before the common reason."""
    if option.standing == "not applicable":
        reason, by = option.standing, option.by
        why = "not applicable: the ontology does not say that it resolves this"
    elif option.standing != "stands":
        reason, by, why = option.standing, option.by, f"{option.standing} by {', '.join(option.by)}"
    elif option.confidence < choose_at:
        reason, by, why = "below threshold", (), f"below the threshold {choose_at:.2f}"
    return Rejected(option.remedy, option.confidence, reason, by, why)


def _by_target(found: Iterable[Aimed]) -> Mapping[str, list[Aimed]]:
    grouped: dict[str, list[Aimed]] = {}
    for one in sorted(
        set(found), key=lambda one: (one.target, one.role, one.rule, getattr(one, "about", None) or "")
    ):
        grouped.setdefault(one.target, []).append(one)
    return grouped
