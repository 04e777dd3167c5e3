"""Challenges over the weeks: what makes two sayings one challenge, and what tables found joined to what
is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from kbctl.engine.inference.facts import check_value
from kbctl.engine.replay.grounding import ROOT, By, Candidate, Grounded
from kbctl.engine.replay.scenario_load import folded
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Value

#: Slots that set two challenges of one concept apart.
APART = ("affects", "table", "column")
#: Found at each header, and decided on once: the mapping of all columns.
ONE_JOB = frozenset({"ColumnNameVariation"})


class TableFindings(Protocol):
    """Reads tables and gives findings as `kbctl diagnose --format json` lists them."""

    def __call__(self, paths: Sequence[str]) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """A challenge seen in a table; `slots` are those of the finding frame, without `for`."""

    id: str
    concept: str
    slots: Mapping[str, Value]
    message: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """A challenge as the session keeps it. `slots` are base slots without `is`; `texts` every way it was
    said.
    """

    id: str
    concept: str
    by: By
    score: float
    slots: Mapping[str, Value]
    texts: tuple[str, ...]
    opened: int
    phase: str | None
    alternatives: tuple[Candidate, ...] = ()
    answered: tuple[tuple[str, int], ...] = ()
    closed: bool = False
    rate_left: float | None = None  # what a remedy that worked partly has left

    @property
    def text(self) -> str:
        return self.texts[0] if self.texts else ""

    @property
    def identity(self) -> tuple[str, ...]:
        """Its concept with what sets it apart: what it affects, table and column; else its text."""
        apart = tuple(str(self.slots.get(name, "")) for name in APART)
        if self.concept == ROOT or not any(apart):
            return (self.concept, folded(self.text))
        return (self.concept, *apart)


def new_challenge(id: str, text: str, grounded: Grounded, week: int, phase: str | None) -> Challenge:
    return Challenge(
        id, grounded.concept, grounded.by, grounded.score, grounded.slots, (text,) if text else (), week,
        phase, grounded.alternatives, )  # fmt: skip


def said_again(known: Challenge, text: str, grounded: Grounded) -> Challenge:
    """The same challenge stated once more: open again, with what is new about it.

    A share that is stated anew is the latest word, also where a remedy had left another one.
    """
    texts = known.texts if not text or text in known.texts else (*known.texts, text)
    slots = {**known.slots, **{k: v for k, v in grounded.slots.items() if k not in dict(known.answered)}}
    left = None if "rate" in grounded.slots else known.rate_left
    score = max(known.score, grounded.score)
    return replace(known, texts=texts, slots=slots, score=score, closed=False, rate_left=left)


def same(known: Challenge, fresh: Challenge) -> bool:
    """Whether what comes up is a challenge known before.

    One that people were asked about is known by its text, too: what they answered has changed its identity,
    and the text says no more than it did before.
    """
    if known.identity == fresh.identity:
        return True
    told = {slot for slot, _ in known.answered}
    alike = known.concept == fresh.concept or "is" in told
    apart = all(name in told or known.slots.get(name) == fresh.slots.get(name) for name in APART)
    return bool(told) and alike and apart and folded(fresh.text) in map(folded, known.texts)


def joined_up(known: Challenge, other: Challenge, tried: int) -> Challenge:
    """Two challenges that turned out to be one, under the id of the first, last tried in week `tried`.

    What was said before that was remedied with it; what came up later opens it again.
    """
    texts = tuple(dict.fromkeys((*known.texts, *other.texts)))
    slots = {**other.slots, **known.slots}
    answered = tuple(dict.fromkeys((*known.answered, *other.answered)))
    closed = known.closed and other.opened <= tried
    return replace(known, texts=texts, slots=slots, answered=answered, closed=closed)


def meant(target: str, concept: str, texts: Iterable[str], id: str, vocabulary: Vocabulary) -> bool:
    """Whether an answer or outcome `for: target` is about the challenge."""
    wanted = folded(target)
    return (
        target == id
        or any(folded(text) == wanted for text in texts)
        or (target != ROOT and target in vocabulary.terms and vocabulary.is_a(concept, target))
    )


def findings_from(raw: Iterable[Mapping[str, Any]], vocabulary: Vocabulary) -> tuple[Finding, ...]:
    """Diagnosed findings as the finding frame has them; a value that the frame does not admit is left out."""
    slots = vocabulary.frames["finding"].slots
    found = []
    for one in raw:
        values: dict[str, Value] = {}
        given = {**one, "is": one["concept"], "pairs": len(one["pairs"]) if one.get("pairs") else None}
        for name in ("is", "table", "column", "field", "rows", "rate", "pairs", "certainty", "severity"):
            if given.get(name) is None or name not in slots:
                continue
            try:
                values[name] = check_value(vocabulary, slots[name], given[name])
            except ValueError:
                continue
        if "is" in values:
            found.append(Finding(str(one["id"]), str(one["concept"]), values, str(one.get("message", ""))))
    return tuple(sorted(found, key=lambda one: natural(one.id)))


def joins(challenge: Challenge, finding: Finding, vocabulary: Vocabulary) -> bool:
    """Whether a finding is what a said challenge speaks of: its concept or one below, about the same data.

    A concept that no table can show (a whole family of challenges, the root) joins nothing. Where the concept
    does not say what it affects (names, dates, codes of anything), the field does in which it was seen.
    """
    term = vocabulary.terms.get(challenge.concept)
    if term is None or "table" not in term.properties.get("seenIn", ()):
        return False
    if not vocabulary.is_a(finding.concept, challenge.concept):
        return False
    for slot in ("table", "column"):
        if slot in challenge.slots and challenge.slots[slot] != finding.slots.get(slot):
            return False
    said = challenge.slots.get("affects")
    seen = vocabulary.terms[finding.concept].properties.get("affects", ())
    if not seen and (field := vocabulary.terms.get(str(finding.slots.get("field", "")))):
        seen = field.properties.get("fieldOf", ())
    related = [one for one in seen if vocabulary.is_a(one, str(said)) or vocabulary.is_a(str(said), one)]
    return said is None or not seen or bool(related)


def measured(challenge: Challenge, findings: Sequence[Finding]) -> dict[str, Value]:
    """Base slots with what tables say: the rate of the worst table for its very concept, a count of pairs
    or rows.
    """
    slots = dict(challenge.slots)
    left = {} if challenge.rate_left is None else {"rate": challenge.rate_left}
    if not findings:
        return slots | left
    exact = [one for one in findings if one.concept == challenge.concept] or list(findings)
    rates = [float(rate) for one in exact if isinstance(rate := one.slots.get("rate"), int | float)]
    if rates and "rate" not in dict(challenge.answered):
        slots["rate"] = max(rates)
    for name in ("table", "column"):
        places = {one.slots.get(name) for one in findings}
        if len(places) == 1 and (place := places.pop()) is not None:
            slots.setdefault(name, place)
    if "count" not in slots:
        pairs = sum(_whole(one.slots.get("pairs")) for one in exact)
        slots["count"] = pairs or sum(_whole(one.slots.get("rows")) for one in exact)
    return slots | left


def from_findings(
    findings: Sequence[Finding], vocabulary: Vocabulary
) -> tuple[tuple[Grounded, tuple[Finding, ...]], ...]:
    """Challenges that only the tables tell of: one for a concept, table and column, or one for all of a
    concept that is a single job."""
    grouped: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        key = (one.concept, str(one.slots.get("table", "")), str(one.slots.get("column", "")))
        key = (one.concept, "", "") if one.concept in ONE_JOB else key
        grouped.setdefault(key, []).append(one)
    found = []
    for (concept, table, column), group in sorted(grouped.items()):
        slots: dict[str, Value] = {
            name: value for name, value in (("table", table), ("column", column)) if value
        }
        affects = vocabulary.terms[concept].get("affects")
        if affects in vocabulary.terms:
            slots["affects"] = affects
        found.append((Grounded(concept, "table", 1.0, slots), tuple(group)))
    return tuple(found)


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts c2 before c10."""
    parts = re.findall(r"\d+|\D+", name)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def turn(id: str) -> tuple[object, ...]:
    """Sort key of challenges: the numbered ones by number, then those that rules raised, by name."""
    return (not (id.startswith("c") and id[1:].isdigit()), natural(id))


def raised_id(concept: str, affects: Value | None) -> str:
    """The id of the challenge that a rule would raise for a concept and what it affects."""
    return f"{concept}@{affects}" if affects else concept


def _whole(value: Value | None) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
