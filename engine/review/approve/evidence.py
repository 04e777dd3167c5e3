"""What run records say of a shadow rule: where it fired, whether it agreed, what came of what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]

#: How a proposal of the shadow rule stands beside the decision of that week.
AGREES, DIFFERS, OPEN = "agrees", "differs", "open"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A shadow rule's recommendation (or veto) for a challenge, beside what was decided without it.

    `outcome` is what came of the decision taken (`worked`, `partly`, `failed`), None where nothing is known
    or only assumed.
    """

    run: str
    week: int
    challenge: str
    concept: str
    verb: str
    remedy: str
    decided: str | None
    how: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of how many records; `evaluated` had shadow rules evaluated at all, `unread` are told by the caller."""

    rule: str
    records: int
    evaluated: int
    fired_in: int
    firings: int
    proposals: tuple[Proposal, ...]
    changes: tuple[tuple[str, int, str, str, str], ...]

    def count(self, how: str, outcome: str | None = None) -> int:
        return sum(one.how == how and outcome in (None, one.outcome) for one in self.proposals)


def evidence(rule: str, records: Iterable[tuple[str, Record]]) -> Evidence:
    """Evidence from records, given with their names.

    Other shadow rules of a run are left out: `changes` (run, week, challenge, decided, would be) has only the
    challenges for which this rule proposed something.
    """
    read = evaluated = fired_in = firings = 0
    proposals: list[Proposal] = []
    changes: list[tuple[str, int, str, str, str]] = []
    for name, record in records:
        read += 1
        shadow = record["shadow"]
        evaluated += bool(shadow["evaluated"])
        mine = [one for one in shadow["firings"] if one["rule"] == rule]
        fired_in += bool(mine)
        firings += len(mine)
        found = [one for firing in mine for one in _proposals(name, firing, record)]
        proposals += found
        touched = {(one.week, one.challenge) for one in found}
        changes += [
            (name, one["week"], one["challenge"], _stand(one["now"]), _stand(one["would_be"]))
            for one in shadow["would_change"]
            if (one["week"], one["challenge"]) in touched
        ]
    return Evidence(rule, read, evaluated, fired_in, firings, tuple(proposals), tuple(changes))


def _proposals(name: str, firing: Mapping[str, Any], record: Record) -> Iterable[Proposal]:
    week = next(one for one in record["weeks"] if one["week"] == firing["week"])
    for output in firing["outputs"]:
        verb = next((verb for verb in ("recommend", "veto") if verb in output), None)
        if verb is None:
            continue
        challenge, remedy = output["for"], output[verb]
        decision = next((one for one in week["decisions"] if one["challenge"] == challenge), None)
        decided = decision["strategy"] if decision else None
        same = decided == remedy
        how = OPEN if decision is None else AGREES if same == (verb == "recommend") else DIFFERS
        concept = decision["concept"] if decision else ""
        yield Proposal(
            name, week["week"], challenge, concept, verb, remedy, decided, how,
            _outcome(record, week["week"], challenge, decided),
        )  # fmt: skip


def _outcome(record: Record, since: int, challenge: str, strategy: str | None) -> str | None:
    """What came of the strategy for the challenge, from that week on; what is only assumed is no evidence."""
    for week in record["weeks"]:
        for one in week["outcomes"]:
            known = not one["assumed"] and week["week"] >= since
            if known and (one["challenge"], one["strategy"]) == (challenge, strategy):
                return str(one["result"])
    return None


def _stand(found: Mapping[str, Any] | None) -> str:
    return str(found["strategy"] or found["status"]) if found else "nothing"


def render(found: Evidence, title: str) -> list[str]:
    """The evidence as lines: the denominators first."""
    lines = [
        f"{found.rule}   {title}",
        f"  records    {found.records} read, {found.evaluated} of them evaluated shadow rules; "
        f"it fired in {found.fired_in}, {found.firings} times",
    ]
    if not found.evaluated:
        return [*lines, "  no record evaluated shadow rules: replay scenarios with the rule in shadow first"]
    judged = found.count(AGREES) + found.count(DIFFERS)
    if found.proposals:
        still = f" ({found.count(OPEN)} met no decision)" if found.count(OPEN) else ""
        lines.append(f"  agreement  {found.count(AGREES)} of {judged} proposals are what was decided{still}")
    for how, words in ((AGREES, "where it agreed"), (DIFFERS, "where it differed")):
        known = {result: found.count(how, result) for result in ("worked", "partly", "failed")}
        if any(known.values()):
            told = ", ".join(f"{number} {result}" for result, number in known.items() if number)
            lines.append(f"  outcomes   {words}, what was decided: {told}")
    for one in found.proposals:
        if one.how == DIFFERS:
            came = f", which {one.outcome}" if one.outcome else ""
            lines.append(
                f"    {one.run} week {one.week} {one.challenge} {one.concept}: {one.verb} {one.remedy}; "
                f"decided {one.decided or 'nothing'}{came}"
            )
    lines.append(f"  decisions  {len(found.changes)} would have been otherwise")
    lines += [f"    {run} week {week} {id}: {now} → {then}" for run, week, id, now, then in found.changes]
    return lines


def as_json(found: Evidence) -> dict[str, Any]:
    keys = ("run", "week", "challenge", "concept", "verb", "remedy", "decided", "how", "outcome")
    return {
        "rule": found.rule, "records": found.records, "evaluated": found.evaluated,
        "fired_in": found.fired_in, "firings": found.firings,
        "agrees": found.count(AGREES), "differs": found.count(DIFFERS), "open": found.count(OPEN),
        "proposals": [{key: getattr(one, key) for key in keys} for one in found.proposals],
        "would_change": [
            {"run": run, "week": week, "challenge": id, "now": now, "would_be": then}
            for run, week, id, now, then in found.changes
        ],
    }  # fmt: skip
