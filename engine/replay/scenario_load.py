"""Scenario YAML -> Scenario. Every problem of the file is found before any is raised."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Table
from pathlib import Path
from typing import TypeVar

from kbctl.engine.inference.facts import check_value
from kbctl.engine.replay.policy import DEFAULTS
from kbctl.engine.replay.scenario import (
    ACCEPTANCE,
    SCHEMA,
    Answer,
    Block,
    Expectations,
    Milestone,
    Report,
    Said,
    Scenario,
)
from kbctl.ontology.document import Entry, Mapping, Node, Scalar, Sequence, plain, read_yaml
from kbctl.ontology.source import InputProblems, Location, Problem, did_you_mean
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Value

T = TypeVar("T")

MAX_WEEKS = 520  # ten years: a larger number is a slip of the keyboard
TOP = ("schema", "id", "title", "company", "tables", "timeline", "expect", "policy")
BLOCK = ("weeks", "phase", "challenges", "events", "answers", "outcomes")
EVENT = ("is", "week")
ANSWER = ("for", "slot", "value")
OUTCOME = ("for", "use", "result", "rate", "week")
EXPECT = ("strategies", "never", "acceptance")
RESULTS = ("worked", "partly", "failed")
#: Slots of a challenge that the session itself fills.
SESSION_SLOTS = ("grounding", "grounded_by", "weeks_open", "phase")


def load_scenario(path: Path, vocabulary: Vocabulary, shown: str | None = None) -> Scenario:
    """Read a scenario file; `shown` is the path that messages name. Raises InputProblems with all
    problems.
    """
    node = read_yaml(path, shown)
    return _Reader(vocabulary, path.parent).scenario(node)


class _Reader:
    """Collects problems while it reads; what is wrong is left out, so that the rest can still be checked."""

    def __init__(self, vocabulary: Vocabulary, folder: Path) -> None:
        self.vocabulary = vocabulary
        self.folder = folder
        self.problems: list[Problem] = []

    # --- the whole ------------------------------------------------------------------------------

    def scenario(self, node: Node) -> Scenario:
        if not isinstance(node, Mapping):
            raise InputProblems([Problem(node.at, "shape", f"a scenario is a mapping, not {node.what}")])
        parts = self.keys(node, TOP, "a scenario", needs=("schema", "id", "company", "timeline"))
        if "schema" in parts and plain(parts["schema"].value) != SCHEMA:
            self.refuse(parts["schema"].value.at, "schema", f"the schema must be {SCHEMA}")
        timeline = self.timeline(parts["timeline"].value) if "timeline" in parts else ()
        company = self.slots(parts["company"].value, "company") if "company" in parts else {}
        policy = (
            self.slots(parts["policy"].value, "policy", only=tuple(DEFAULTS)) if "policy" in parts else {}
        )
        tables = self.tables(parts["tables"].value) if "tables" in parts else ()
        expect = self.expectations(parts["expect"].value) if "expect" in parts else Expectations()
        identity = self.text(parts["id"].value, "id") if "id" in parts else ""
        title = self.text(parts["title"].value, "title") if "title" in parts else identity
        self.targets(timeline)
        if self.problems:
            raise InputProblems(self.problems)
        content = json.dumps(plain(node), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return Scenario(
            id=identity, title=title, company=company, tables=tables, timeline=timeline, expect=expect,
            policy=policy, hash=hashlib.sha256(content.encode()).hexdigest(), at=node.at,
        )  # fmt: skip

    def tables(self, node: Node) -> tuple[str, ...]:
        found = []
        for item in node if isinstance(node, Sequence) else (node,):
            name = self.text(item, "tables")
            if name and not (self.folder / name).exists():
                self.refuse(item.at, "no-table", f"no such table or folder: {name}")
            elif name:
                found.append(str(self.folder / name))
        return tuple(found)

    def expectations(self, node: Node) -> Expectations:
        parts = self.keys(node, EXPECT, "expect")
        pairs: list[tuple[str, str]] = []
        if (listed := parts.get("strategies")) is not None:
            for concept in self.entries(listed.value, "strategies"):
                known = self.term(concept.key, "challenge", concept.at)
                for item in concept.value if isinstance(concept.value, Sequence) else (concept.value,):
                    remedy = self.text(item, "strategies")
                    if remedy and self.term(remedy, "remedy", item.at) and known:
                        pairs.append((concept.key, remedy))
        never = self.terms(parts["never"].value, "remedy", "never") if "never" in parts else []
        wanted = self.acceptance(parts["acceptance"].value) if "acceptance" in parts else ()
        return Expectations(tuple(sorted(set(pairs))), tuple(sorted(set(never))), wanted)

    def acceptance(self, node: Node) -> tuple[tuple[str, float], ...]:
        wanted = []
        for entry in self.entries(node, "acceptance"):
            figure = plain(entry.value)
            if entry.key not in ACCEPTANCE:
                near = did_you_mean(entry.key, ACCEPTANCE)
                self.refuse(entry.at, "unknown-key", f"unknown check '{entry.key}'{near}")
            elif isinstance(figure, bool) or not isinstance(figure, int | float) or figure < 0:
                self.refuse(entry.value.at, "number", f"`{entry.key}` needs a number from 0 on")
            else:
                wanted.append((entry.key, float(figure)))
        return tuple(sorted(wanted))

    # --- the timeline ---------------------------------------------------------------------------

    def timeline(self, node: Node) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for item in self.items(node, "timeline"):
            block = self.block(item)
            if block is None:
                continue
            if blocks and block.first <= blocks[-1].last:
                before = f"the block before it covers weeks {blocks[-1].first} to {blocks[-1].last}"
                fault = "overlaps" if block.last >= blocks[-1].first else "is out of order"
                self.refuse(block.at, "weeks", f"week {block.first} {fault}: {before}")
            blocks.append(block)
        if isinstance(node, Sequence) and not node.items:
            self.refuse(node.at, "empty", "the timeline has no weeks")
        return tuple(blocks)

    def block(self, node: Node) -> Block | None:
        parts = self.keys(node, BLOCK, "a block of weeks", needs=("weeks",))
        weeks = self.weeks(parts["weeks"].value) if "weeks" in parts else None
        first, last = weeks or (1, 1)
        phase = self.phase(parts["phase"].value) if "phase" in parts else None

        block = Block(
            first=first, last=last, phase=phase,
            challenges=self.each(parts, "challenges", self.said),
            events=self.each(parts, "events", lambda item: self.event(item, first)),
            answers=self.each(parts, "answers", self.answer),
            outcomes=self.each(parts, "outcomes", self.outcome),
            at=node.at,
        )  # fmt: skip
        return block if weeks else None

    def weeks(self, node: Node) -> tuple[int, int] | None:
        """`3`, `[3]`, `[2, 4]` (from, to) or every week written out."""
        values = plain(node)
        numbers = values if isinstance(values, list) else [values]
        whole = all(isinstance(n, int) and not isinstance(n, bool) and 0 < n <= MAX_WEEKS for n in numbers)
        if not numbers or not whole:
            self.refuse(node.at, "weeks", f"weeks are whole numbers from 1 to {MAX_WEEKS}, like [2, 3]")
            return None
        written_out = list(range(numbers[0], numbers[-1] + 1))
        if not written_out or (len(numbers) > 2 and numbers != written_out):
            self.refuse(node.at, "weeks", f"weeks must rise without a gap; found {numbers}")
            return None
        return numbers[0], numbers[-1]

    def phase(self, node: Node) -> str | None:
        value = self.text(node, "phase")
        known = sorted(term.notation or term.id for term in self.vocabulary.of_kind("phase"))
        if value and value not in known:
            self.refuse(node.at, "unknown-phase", f"unknown phase '{value}'{did_you_mean(value, known)}")
            return None
        return value or None

    def said(self, node: Node) -> Said | None:
        if isinstance(node, Scalar):
            text = self.text(node, "challenges")
            return Said(text, {}, node.at) if text else None
        slots = self.slots(node, "challenge", refuse=SESSION_SLOTS)
        text = str(slots.pop("text", ""))
        if not text and "is" not in slots and isinstance(node, Mapping) and not node.get("is"):
            self.refuse(node.at, "missing-key", "a challenge needs 'is' or 'text'")
            return None
        return Said(text, slots, node.at)

    def event(self, node: Node, first: int) -> Milestone | None:
        parts = self.keys(node, EVENT, "an event", needs=("is",))
        concept = self.text(parts["is"].value, "is") if "is" in parts else ""
        week = self.whole(parts["week"].value, "week") if "week" in parts else first
        if not concept or not self.term(concept, "event", parts["is"].value.at) or week is None:
            return None
        return Milestone(concept, week, node.at)

    def answer(self, node: Node) -> Answer | None:
        parts = self.keys(node, ANSWER, "an answer", needs=("for", "value"))
        if "for" not in parts or "value" not in parts:
            return None
        target = self.text(parts["for"].value, "for")
        if "slot" not in parts:
            remedy = self.text(parts["value"].value, "value")
            known = remedy and self.term(remedy, "remedy", parts["value"].value.at)
            return Answer(target, None, remedy, node.at) if known and target else None
        name = self.text(parts["slot"].value, "slot")
        frames = ("company",) if target == "company" else ("challenge", "company")
        slot = next((found for frame in frames if (found := self.vocabulary.slot(frame, name))), None)
        if slot is None:
            known_slots = [key for frame in frames for key in self.vocabulary.frames[frame].slots]
            message = f"unknown slot '{name}' of {frames[0]}{did_you_mean(name, known_slots)}"
            self.refuse(parts["slot"].value.at, "unknown-slot", message)
            return None
        value = self.value(slot, parts["value"].value)
        return Answer(target, name, value, node.at) if value is not None and target else None

    def outcome(self, node: Node) -> Report | None:
        parts = self.keys(node, OUTCOME, "an outcome", needs=("for", "use", "result"))
        if not {"for", "use", "result"} <= set(parts):
            return None
        target, use, result = (self.text(parts[key].value, key) for key in ("for", "use", "result"))
        known = self.term(use, "remedy", parts["use"].value.at) if use else False
        if result and result not in RESULTS:
            message = f"'{result}' is not one of {', '.join(RESULTS)}{did_you_mean(result, RESULTS)}"
            self.refuse(parts["result"].value.at, "wrong-value", message)
            return None
        slot = self.vocabulary.slot("challenge", "rate")
        rate = self.value(slot, parts["rate"].value) if "rate" in parts and slot else None
        week = self.whole(parts["week"].value, "week") if "week" in parts else None
        if not known or not target or not result:
            return None
        left = float(rate) if isinstance(rate, int | float) else None
        return Report(target, use, result, left, week, node.at)  # type: ignore[arg-type]

    def targets(self, timeline: Iterable[Block]) -> None:
        """Every `for` of an answer or outcome names a text of the timeline, a concept, or the company."""
        blocks = tuple(timeline)
        texts = {folded(said.text): said.text for block in blocks for said in block.challenges if said.text}
        concepts = {term.id for term in self.vocabulary.of_kind("challenge")}
        for block in blocks:
            stated = [(one.target, one.at) for one in block.answers] + [
                (one.target, one.at) for one in block.outcomes
            ]
            for target, at in stated:
                if folded(target) in texts or target in concepts or target == "company":
                    continue
                near = did_you_mean(target, [*texts.values(), *sorted(concepts)])
                self.refuse(at, "unknown-challenge", f"no challenge '{target}' in this scenario{near}")

    # --- parts ----------------------------------------------------------------------------------

    def refuse(self, at: Location, code: str, message: str) -> None:
        self.problems.append(Problem(at, code, message))

    def each(self, parts: Table[str, Entry], key: str, read: Callable[[Node], T | None]) -> tuple[T, ...]:
        found = [read(item) for item in self.items(parts[key].value, key)] if key in parts else []
        return tuple(one for one in found if one is not None)

    def entries(self, node: Node, what: str) -> tuple[Entry, ...]:
        if isinstance(node, Mapping):
            return node.entries
        self.refuse(node.at, "shape", f"{what} must be a mapping, not {node.what}")
        return ()

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        if isinstance(node, Sequence):
            return node.items
        self.refuse(node.at, "shape", f"'{what}' must be a list, not {node.what}")
        return ()

    def keys(
        self, node: Node, known: tuple[str, ...], what: str, needs: tuple[str, ...] = ()
    ) -> Table[str, Entry]:
        found = {entry.key: entry for entry in self.entries(node, what)}
        for key in sorted(set(found) - set(known)):
            self.refuse(
                found[key].at, "unknown-key", f"unknown key '{key}' of {what}{did_you_mean(key, known)}"
            )
        if isinstance(node, Mapping):
            for key in needs:
                if key not in found:
                    self.refuse(node.at, "missing-key", f"{what} needs '{key}'")
        return {key: entry for key, entry in found.items() if key in known}

    def slots(
        self, node: Node, frame: str, only: tuple[str, ...] = (), refuse: tuple[str, ...] = ()
    ) -> dict[str, Value]:
        known = self.vocabulary.frames[frame].slots
        found: dict[str, Value] = {}
        for entry in self.entries(node, f"a {frame}"):
            slot = known.get(entry.key)
            allowed = [name for name, one in known.items() if not one.derived and name not in refuse]
            if slot is None or (only and entry.key not in only):
                message = f"unknown slot '{entry.key}' of {frame}{did_you_mean(entry.key, only or allowed)}"
                self.refuse(entry.at, "unknown-slot", message)
            elif slot.derived or entry.key in refuse:
                by = "concluded by rules" if slot.derived else "filled by the session"
                self.refuse(entry.at, "derived-slot", f"{frame}.{entry.key} is {by} and cannot be given")
            elif (value := self.value(slot, entry.value)) is not None:
                found[entry.key] = value
        return found

    def value(self, slot: Slot, node: Node) -> Value | None:
        if isinstance(node, Sequence) and slot.many:
            members = [member for item in node if isinstance(member := self.value(slot, item), tuple)]
            return check_value(self.vocabulary, slot, [one for member in members for one in member])
        try:
            return check_value(self.vocabulary, slot, plain(node))
        except ValueError as error:
            self.refuse(node.at, "wrong-value", f"{slot.frame}.{slot.name}: {error}")
            return None

    def text(self, node: Node, key: str) -> str:
        value = plain(node)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.refuse(node.at, "wrong-type", f"'{key}' must be text, not {_shape(node)}")
        return ""

    def whole(self, node: Node, key: str) -> int | None:
        value = plain(node)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_WEEKS:
            return value
        self.refuse(
            node.at, "wrong-type", f"'{key}' must be a whole number from 0 to {MAX_WEEKS}, not {_shape(node)}"
        )
        return None

    def terms(self, node: Node, kind: str, key: str) -> list[str]:
        names = [(self.text(item, key), item.at) for item in self.items(node, key)]
        return [name for name, at in names if name and self.term(name, kind, at)]

    def term(self, name: str, kind: str, at: Location) -> bool:
        term = self.vocabulary.terms.get(name)
        if term is not None and term.kind == kind:
            return True
        near = did_you_mean(name, [one.id for one in self.vocabulary.of_kind(kind)])
        fault = f"'{name}' is {_a(term.kind)}, not {_a(kind)}" if term else f"unknown {kind} '{name}'"
        self.refuse(at, "unknown-term", fault + near)
        return False


def folded(text: str) -> str:
    """Text as it is compared: case and runs of blanks do not matter."""
    return " ".join(text.casefold().split())


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _shape(node: Node) -> str:
    return node.what if not isinstance(node, Scalar) or node.value is not None else "nothing"
