"""A recorded week, thought through again with one fact changed.

    again = Again(record, knowledge, week)
    again.decision("c4")                     -> the decision as it was
    again.decision("c4", change)             -> the decision as it would have been

The same functions as in the session are used: `think` over the week's base facts, which the record holds.
Nothing else differs: what was settled, asked and answered before the week stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.decide import Decision
from kbctl.engine.replay.think import Situation, Thoughts, think
from kbctl.engine.replay.week_facts import DAYS, days_until
from kbctl.rules.model import Value


@dataclass(frozen=True, slots=True)
class Change:
    """One base fact that is otherwise. `fact` is its id.

    With a slot: the slot's value `before` and `after`, None where it is not known. Without one: the whole
    fact, added with the slots `after`, or taken away (`before` are the slots that it had).
    """

    frame: str
    fact: str
    slot: str | None
    before: Value | Mapping[str, Value] | None
    after: Value | Mapping[str, Value] | None

    def as_json(self) -> dict[str, Any]:
        return {"frame": self.frame, "fact": self.fact, "slot": self.slot, "from": _plain(self.before),
                "to": _plain(self.after)}  # fmt: skip


class Again:
    """A week of a record that can be thought through again."""

    def __init__(self, record: Mapping[str, Any], knowledge: Knowledge, week: Mapping[str, Any]) -> None:
        self.knowledge, self.week = knowledge, week
        entries = record["facts"]
        self.always = tuple(fact_of(entries[id]) for id in record["always"])
        self.seen = tuple(fact_of(entries[id]) for id in week["facts"]["infer"])
        #: what rules concluded is left out: it follows again, or does not
        self.base = tuple(fact for fact in (*self.seen, *self.always) if is_base(fact))
        self.by_id = {fact.id: fact for fact in self.base}
        self.situation = _situation(record, week, self.base)

    @cached_property
    def engine(self) -> NativeEngine:
        """Of the active rules; procedural ones come after deciding and are left out."""
        rules = self.knowledge.rules.values()
        used = [rule for rule in rules if rule.status == "active" and rule.kind != "procedural"]
        return NativeEngine(self.knowledge.vocabulary, used)

    def thoughts(self, change: Change | None = None) -> Thoughts:
        now = self.situation if change is None else self.changed(change)
        return think(self.knowledge, self.engine, now)

    def thoughts_with(self, changes: Sequence[Change]) -> Thoughts:
        """The week with several facts changed, one after the other."""
        now = self.situation
        for change in changes:
            now = self.changed(change, now)
        return think(self.knowledge, self.engine, now)

    def decision(self, challenge: str, change: Change | None = None) -> Decision | None:
        """The decision on a challenge; None where it does not come up or is settled."""
        found = self.thoughts(change).decisions
        return next((one for _, one in found if one.challenge == challenge), None)

    def changed(self, change: Change, situation: Situation | None = None) -> Situation:
        """The situation (the recorded one) with one fact changed."""
        facts = apply(situation.facts if situation else self.base, change)
        policy = next(fact for fact in facts if fact.frame == "policy")
        return replace(
            situation or self.situation, facts=facts, choose_at=float(str(policy.slots["choose_at"]))
        )


def fact_of(entry: Mapping[str, Any]) -> Fact:
    """A fact as the record has it."""
    slots = {name: tuple(v) if isinstance(v, list) else v for name, v in entry["slots"].items()}
    return Fact(entry["frame"], entry["id"], slots, entry["origin"], bool(entry.get("derived")))


def is_base(fact: Fact) -> bool:
    return not fact.derived and fact.origin != "rule"


# --- a change and what goes with it -------------------------------------------------------------------


def apply(facts: Iterable[Fact], change: Change) -> tuple[Fact, ...]:
    """The facts with the change, and with what the session computes from the changed value."""
    kept = {fact.id: fact for fact in facts}
    if change.slot is None:
        kept.pop(change.fact, None)
        if isinstance(change.after, Mapping):
            kept[change.fact] = Fact(change.frame, change.fact, change.after, "supposed")
            if change.frame == "finding":
                _measure(kept, kept[change.fact])
        return tuple(kept.values())
    known = kept.get(change.fact) or _raised(change)
    slots = dict(known.slots)
    slots.pop(change.slot, None)
    if change.after is not None:
        slots[change.slot] = change.after  # type: ignore[assignment]
    slots.update(_companions(known, change))
    kept[change.fact] = replace(known, slots=slots)
    if change.frame == "challenge" and change.slot == "rate" and change.after is not None:
        for id, fact in kept.items():
            if fact.frame == "finding" and fact.slots.get("for") == change.fact and "rate" in fact.slots:
                kept[id] = replace(fact, slots={**fact.slots, "rate": change.after})  # type: ignore[dict-item]
    return tuple(kept.values())


def _companions(known: Fact, change: Change) -> dict[str, Value]:
    """Slots that the session fills together with the changed one."""
    slots = known.slots
    if change.frame == "event" and change.slot == "week":
        now = int(str(slots["week"])) - int(str(slots["days_left"])) // DAYS
        return {"days_left": days_until(int(str(change.after)), now)}
    if change.frame != "challenge":
        return {}
    if change.slot == "is":
        return {"grounding": 1.0, "grounded_by": "answer"}
    if change.slot == "grounded_by":
        return {"grounding": 1.0}
    if (
        change.slot == "rate"
        and change.after is not None
        and slots.get("said_rate") in (None, slots.get("rate"))
    ):
        return {"said_rate": change.after}  # type: ignore[dict-item]
    return {}


def _raised(change: Change) -> Fact:
    """A challenge that only rules raise is kept from the first answer about it on."""
    concept, _, affects = change.fact.partition("@")
    slots: dict[str, Value] = {"is": concept, "grounding": 1.0, "grounded_by": "rule", "weeks_open": 1}
    return Fact("challenge", change.fact, slots | ({"affects": affects} if affects else {}), "supposed")


def _measure(kept: dict[str, Fact], finding: Fact) -> None:
    """A challenge takes rate and count from what a table shows."""
    target = kept.get(str(finding.slots.get("for")))
    if target is None:
        return
    slots = dict(target.slots)
    if "rate" in finding.slots:
        slots["rate"] = finding.slots["rate"]
    count = finding.slots.get("pairs", finding.slots.get("rows", 0))
    slots.setdefault("count", count)
    kept[target.id] = replace(target, slots=slots)


# --- the situation of a recorded week -----------------------------------------------------------------


def _situation(record: Mapping[str, Any], week: Mapping[str, Any], base: tuple[Fact, ...]) -> Situation:
    """What the session knew when the week began."""
    before = [one for one in record["weeks"] if one["week"] < week["week"]]
    under_way = {one["id"] for one in week["challenges"] if one["status"] != "open"}
    worked = {o["challenge"] for one in before for o in one["outcomes"] if o["result"] == "worked"}
    open_now = {one["id"] for one in week["challenges"]}
    first = min([int(one["id"][1:]) for one in week["decisions"]], default=1)
    return Situation(
        week=week["week"],
        facts=base,
        settled=frozenset(under_way | (worked - open_now)),
        asked=frozenset((q["for"], q["about"]) for one in before for q in one["questions"]),
        named=_named(before, week["week"]),
        steps=(),
        edges=(),
        first_decision=first,
        choose_at=float(record["policy"]["choose_at"]),
    )


def _named(before: Sequence[Mapping[str, Any]], week: int) -> dict[str, str]:
    """The remedies that people named and that were not tried since."""
    answers = (answer for one in before for answer in one["answers"])
    named = {a["for"]: str(a["value"]) for a in answers if a["about"] is None and a["from_week"] <= week}
    tried = {(d["challenge"], d["strategy"]) for one in before for d in one["decisions"]}
    return {id: remedy for id, remedy in named.items() if (id, remedy) not in tried}


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return list(value) if isinstance(value, tuple) else value
