"""What would have been decided in a recorded week if facts had been otherwise.

    changes = [supposition("rate = 4 %", again, "c4")]
    for one in what_if(again, changes): …           # every decision that is then another one

A supposition names a slot of the challenge asked about (`rate = 4 %`), of another fact by its id
(`company.sites = 3`, `c7.rate = 0.1`), or by its frame or concept where that is one fact
(`Cutover.week = 6`); `unknown` takes the value away. The week is thought through again with all of them; what
was settled, asked and answered before it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kbctl.engine.inference.facts import Fact
from kbctl.engine.replay.counterfactual import Again, Change
from kbctl.engine.replay.decide import Decision
from kbctl.ontology.document import plain_value
from kbctl.ontology.source import did_you_mean
from kbctl.ontology.values import check_value

_FORM = re.compile(r"\s*(?:(?P<fact>[^\s=]+)\.)?(?P<slot>[A-Za-z_]+)\s*=\s*(?P<value>.*\S)\s*\Z", re.DOTALL)


class WrongSupposition(ValueError):
    """The text cannot be supposed; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A decision that is another one under the suppositions; None where there is none."""

    challenge: str
    before: Decision | None
    after: Decision | None


def supposition(text: str, again: Again, challenge: str) -> Change:
    """One change of a base fact of the week. Raises WrongSupposition."""
    found = _FORM.match(text)
    if not found:
        raise WrongSupposition(
            f"'{text}': write SLOT=VALUE or FACT.SLOT=VALUE, as in rate=4%, company.sites=3"
        )
    fact = _fact(found["fact"], again, challenge)
    vocabulary = again.knowledge.vocabulary
    slots = vocabulary.frames[fact.frame].slots
    slot = slots.get(found["slot"])
    if slot is None:
        hint = did_you_mean(found["slot"], slots)
        raise WrongSupposition(f"'{text}': {fact.frame} has no slot '{found['slot']}'{hint}")
    if slot.derived:
        raise WrongSupposition(
            f"'{text}': {fact.frame}.{slot.name} is concluded by rules; suppose what it follows from"
        )
    value = None
    if found["value"] != "unknown":
        try:
            value = check_value(vocabulary, slot, _read(found["value"], slot.many))
        except ValueError as error:
            raise WrongSupposition(f"'{text}': {fact.frame}.{slot.name}: {error}") from None
    if value is None and slot.required:
        raise WrongSupposition(f"'{text}': {fact.frame}.{slot.name} is always known")
    return Change(fact.frame, fact.id, slot.name, fact.slots.get(slot.name), value)


def _read(text: str, many: bool) -> object:
    """The value as YAML reads it; a list is written with commas."""
    if not many:
        return plain_value(text)
    return [plain_value(part.strip()) for part in text.strip("[]").split(",") if part.strip()]


def _fact(name: str | None, again: Again, challenge: str) -> Fact:
    if name is None:
        raised = Fact("challenge", challenge, {})  # one that rules raise has no base fact of its own
        return again.by_id.get(challenge, raised)
    if name in again.by_id:
        return again.by_id[name]
    meant = [fact for fact in again.base if name in (fact.frame, fact.slots.get("is"))]
    if len(meant) == 1:
        return meant[0]
    if meant:
        listed = ", ".join(sorted(fact.id for fact in meant)[:6])
        raise WrongSupposition(
            f"'{name}' is {len(meant)} facts of this week: say which by its id ({listed} …)"
        )
    known = {
        *again.by_id,
        *(fact.frame for fact in again.base),
        *(str(f.slots.get("is")) for f in again.base),
    }
    raise WrongSupposition(f"no fact '{name}' in this week{did_you_mean(name, known)}")


def what_if(again: Again, changes: Iterable[Change]) -> tuple[Difference, ...]:
    """The decisions of the week that are then otherwise, in the order of the week."""
    before = {one.challenge: one for _, one in again.thoughts().decisions}
    after = {one.challenge: one for _, one in again.thoughts_with(tuple(changes)).decisions}
    ids = [*before, *(id for id in after if id not in before)]
    found = [Difference(id, before.get(id), after.get(id)) for id in ids]
    return tuple(one for one in found if _stand(one.before) != _stand(one.after))


def _stand(decision: Decision | None) -> tuple[object, ...] | None:
    return (decision.status, decision.strategy, decision.confidence) if decision else None


def as_json(differences: Iterable[Difference]) -> list[Mapping[str, Any]]:
    def told(one: Decision | None) -> Mapping[str, Any] | None:
        if one is None:
            return None
        return {"status": one.status, "strategy": one.strategy, "confidence": one.confidence, "why": one.why}

    return [
        {"challenge": one.challenge, "before": told(one.before), "after": told(one.after)}
        for one in differences
    ]
