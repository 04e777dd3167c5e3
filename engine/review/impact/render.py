"""An impact as text for people and as JSON: what could not be replayed first, then what is otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kbctl.engine.review.impact.model import Fired, Impact, Made, Result, Turn, by_rule

#: Rules shown for a case whose firings came or went; the JSON has all.
SHOWN = 8


def as_text(found: Impact) -> str:
    return "\n".join(_lines(found))


def headline(found: Impact) -> str:
    """`12 of 14 cases replayed (9 scenarios, 3 records), 240 decisions: 5 changed, 1 gained`."""
    kinds = [one.case.kind for one in found.results]
    played = [_several(kinds.count(kind), kind) for kind in ("scenario", "record") if kind in kinds]
    total = len(found.results) + len(found.unplayed)
    decisions = _several(sum(one.decisions for one in found.results), "decision")
    names = {
        "changed": "changed",
        "gained": "gained",
        "lost": "lost",
        "confidence": "with another confidence",
    }
    turned = [f"{found.turns(kind)} {said}" for kind, said in names.items() if found.turns(kind)]
    of = f" ({', '.join(played)})" if played else ""
    return (
        f"{len(found.results)} of {_several(total, 'case')} replayed{of}, {decisions}: "
        f"{', '.join(turned) or 'none is otherwise'}"
    )


def _lines(found: Impact) -> Iterator[str]:
    yield headline(found)
    for one in found.unplayed:
        yield f"  not replayed: {one.case.name} ({one.case.kind}): {one.why}"
    other = [one.case.name for one in found.results if not one.same_as_recorded]
    if other:
        yield f"  recorded with other knowledge than that before: {', '.join(other)}"
    rules = by_rule(found.results)
    if rules:
        yield ""
        yield "by rule: firings gained, lost, in cases"
        wide = max(len(rule.rule) for rule in rules)
        for rule in rules:
            yield f"  {rule.rule.ljust(wide)}  {_plus(rule.gained)}  {_minus(rule.lost)}  {rule.cases}"
    for result in found.results:
        if result.differs:
            yield ""
            yield f"{result.case.name} ({result.case.kind}, {_several(result.decisions, 'decision')})"
            yield from (f"    {line}" for line in _result(result))


def _plus(count: int) -> str:
    return f"+{count}".rjust(5) if count else "    ·"


def _minus(count: int) -> str:
    return f"-{count}".rjust(5) if count else "    ·"


def _result(result: Result) -> Iterator[str]:
    yield from (f"expectation broken: {one}" for one in result.broken)
    yield from (f"expectation met now: {one}" for one in result.met)
    for turn in result.turns:
        yield turn_words(turn)
    if not result.turns:
        yield "no decision is otherwise"
    yield from _firings("fires now", result.gained)
    yield from _firings("fires no more", result.lost)


def turn_words(turn: Turn) -> str:
    """`week 2, c4 DuplicateCustomer: SurvivorshipMerge 0.80 → StewardDuplicateReview 0.60`."""
    made = turn.made
    old, new = (done(turn.before) if turn.before else "not decided", done(turn.after) if turn.after else "")
    return f"week {made.week}, {made.challenge} {made.concept}: {old} → {new or 'not decided'}"


def done(made: Made) -> str:
    if made.status == "chosen":
        sure = f" {made.confidence:.2f}" if made.confidence is not None else ""
        return f"{made.strategy}{sure}"
    return "asked" if made.status == "asked" else "escalated"


def _firings(said: str, firings: Sequence[Fired]) -> Iterator[str]:
    """A line a rule; of a single firing with its values."""
    found: dict[str, list[Fired]] = {}
    for one in firings:
        found.setdefault(one.rule, []).append(one)
    for rule, mine in list(found.items())[:SHOWN]:
        weeks = sorted({one.week for one in mine})
        times = f" {len(mine)} times" if len(mine) > 1 else ""
        values = f" with {mine[0].values}" if len(mine) == 1 and mine[0].bindings else ""
        named = f"week{'' if len(weeks) == 1 else 's'} {', '.join(map(str, weeks))}"
        yield f"{said}: {rule}{times}, {named}{values}"
    if len(found) > SHOWN:
        yield f"{said}: {_several(len(found) - SHOWN, 'rule')} more"


def _several(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


# --- JSON ------------------------------------------------------------------------------------------


def as_json(found: Impact) -> dict[str, Any]:
    turns = {kind: found.turns(kind) for kind in ("changed", "gained", "lost", "confidence")}
    return {
        "before": found.before,
        "after": found.after,
        "cases": len(found.results) + len(found.unplayed),
        "replayed": len(found.results),
        "not_replayed": [
            {"case": one.case.name, "kind": one.case.kind, "path": one.case.path, "why": one.why}
            for one in found.unplayed
        ],
        "decisions": {"before": sum(one.decisions for one in found.results), **turns},
        "rules": [
            {"rule": one.rule, "gained": one.gained, "lost": one.lost, "cases": one.cases}
            for one in by_rule(found.results)
        ],
        "results": [_result_json(one) for one in found.results],
    }


def _result_json(result: Result) -> dict[str, Any]:
    return {
        "case": result.case.name,
        "kind": result.case.kind,
        "path": result.case.path,
        "decisions": result.decisions,
        "same_as_recorded": result.same_as_recorded,
        "turns": [
            {"kind": turn.kind, "before": _made_json(turn.before), "after": _made_json(turn.after)}
            for turn in result.turns
        ],
        "gained": [_fired_json(one) for one in result.gained],
        "lost": [_fired_json(one) for one in result.lost],
        "expectations": {"broken": list(result.broken), "met": list(result.met)},
    }


def _made_json(made: Made | None) -> dict[str, Any] | None:
    if made is None:
        return None
    return {"week": made.week, "challenge": made.challenge, "concept": made.concept, "status": made.status,
            "strategy": made.strategy, "confidence": made.confidence}  # fmt: skip


def _fired_json(fired: Fired) -> dict[str, Any]:
    return {"rule": fired.rule, "week": fired.week, "bindings": dict(fired.bindings)}
