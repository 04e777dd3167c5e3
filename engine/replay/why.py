"""Why a decision came about: decision → rules with their places and reasons → facts down to where each came
from.

Reads the record; the knowledge adds the titles of past cases and the units of slots. Explanation never reads
logs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.layout import BOLD, DIM, paint, wrapped
from kbctl.engine.replay.words import fact_words
from kbctl.kg.similar import nearest_lesson
from kbctl.ontology.source import did_you_mean
from kbctl.rules.model import Count, Not, Pattern, Rule


@dataclass(frozen=True, slots=True)
class Reason:
    """A node of the tree. `kind`: decision, rule, fact, absent, case, adjustment, rejected, question,
    note.
    """

    kind: str
    text: str
    at: str = ""
    children: tuple[Reason, ...] = field(default_factory=tuple)


class UnknownDecision(KeyError):
    """The record has no such decision; the message names the nearest."""

    def __str__(self) -> str:
        return str(self.args[0])


def why(record: Mapping[str, Any], decision: str, knowledge: Knowledge) -> Reason:
    """The tree of reasons of a decision (`d4`) or of the last decision of a challenge (`c4`)."""
    found = None
    ids: list[str] = []
    for week in record["weeks"]:
        for one in week["decisions"]:
            ids += [one["id"], one["challenge"]]
            if decision in (one["id"], one["challenge"]):
                found = (week, one)
    if found is None:
        raise UnknownDecision(f"no decision '{decision}' in this record{did_you_mean(decision, ids)}")
    return _Tree(record, knowledge, found[0]).decision(found[1])


def as_json(reason: Reason) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": reason.kind, "text": reason.text}
    if reason.at:
        entry["at"] = reason.at
    if reason.children:
        entry["because"] = [as_json(child) for child in reason.children]
    return entry


def render_why(reason: Reason, width: int = 100, colour: bool = False) -> str:
    """The tree as indented lines."""
    return "\n".join(_lines(reason, 0, width, colour))


def _lines(reason: Reason, depth: int, width: int, colour: bool) -> Iterable[str]:
    marks = {
        "fact": "· ",
        "absent": "· ",
        "rejected": "× ",
        "case": "“ ",
        "adjustment": "± ",
        "question": "? ",
    }
    indent = "  " * depth
    text = indent + marks.get(reason.kind, "") + reason.text
    lines = wrapped(text, width, len(indent) + 2)
    if reason.kind == "decision":
        lines = [paint(line, BOLD, colour) for line in lines]
    yield from lines
    if reason.at:
        yield indent + "  " + paint(reason.at, DIM, colour)
    for child in reason.children:
        yield from _lines(child, depth + 1, width, colour)


class _Tree:
    def __init__(self, record: Mapping[str, Any], knowledge: Knowledge, week: Mapping[str, Any]) -> None:
        self.record, self.knowledge, self.week = record, knowledge, week
        #: what is decided about, and for what; the lessons of past cases are read with these in mind
        self.concept, self.strategy = "", ""
        self.firings = {firing["n"]: firing for firing in week["firings"]}
        #: fact -> the firings of this week that concluded it
        self.source: dict[str, list[Mapping[str, Any]]] = {}
        for firing in week["firings"]:
            for fact in firing["concluded"]:
                self.source.setdefault(fact, []).append(firing)

    def label(self, id: str) -> str:
        return str(self.record["labels"].get(id, id))

    def decision(self, one: Mapping[str, Any]) -> Reason:
        challenge = next(c for c in self.week["challenges"] if c["id"] == one["challenge"])
        self.concept, self.strategy = one["concept"], one["strategy"] or ""
        about = f'"{challenge["text"]}"' if challenge["text"] else self.label(one["concept"])
        what = {
            "chosen": self.label(one["strategy"] or ""),
            "asked": "a question",
            "escalated": "escalation",
        }[one["status"]]
        confidence = f" {one['confidence']:.2f}" if one["confidence"] is not None else ""
        text = f"{one['id']}  {what}{confidence} for {about} ({challenge['id']}, {one['concept']})"
        text += f", week {self.week['week']}"
        children = [*self.deciding(one), *self.adjustments(one)]
        if not children or one["status"] != "chosen":
            children.insert(0, Reason("note", one["why"]))
        children += [
            Reason("question", f"{' and '.join(q['roles'])}: {q['question']}") for q in one.get("asks", ())
        ]
        children += [self.rejected(one, other) for other in one["rejected"]]
        return Reason("decision", text, "", tuple(children))

    def deciding(self, one: Mapping[str, Any]) -> list[Reason]:
        """The firings that decided: for the remedy that was taken, or for asking or escalating."""
        verb = {"chosen": "recommend", "asked": "ask", "escalated": "escalate"}[one["status"]]
        found = []
        for firing in self.about(one, verb):
            for output in firing["outputs"]:
                if (
                    output.get("for") != one["challenge"]
                    or verb not in output
                    or firing["rule"] not in one["rules"]
                ):
                    continue
                if verb == "recommend" and output[verb] == one["strategy"]:
                    found.append(self.rule(firing, f"{firing['rule']}  {output['confidence']:.2f}"))
                elif verb != "recommend":
                    found.append(self.rule(firing, f"{firing['rule']}  {verb}s {output[verb]}"))
        return found

    def adjustments(self, one: Mapping[str, Any]) -> list[Reason]:
        found = []
        for firing in self.about(one, "adjust"):
            for output in firing["outputs"]:
                if output.get("adjust") == one["strategy"] and output.get("for") == one["challenge"]:
                    reason = self.rule(firing, f"{output['by']:+.2f} by {firing['rule']}")
                    found.append(Reason("adjustment", reason.text, reason.at, reason.children))
        return found

    def about(self, one: Mapping[str, Any], verb: str) -> list[Mapping[str, Any]]:
        mine = [self.firings[n] for n in one["firings"]]
        return [
            f for f in mine if any(verb in out and out.get("for") == one["challenge"] for out in f["outputs"])
        ]

    def rejected(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> Reason:
        text = f"{self.label(other['strategy'])} {other['confidence']:.2f}: {other['why']}"
        children = []
        for firing in self.about(one, "veto"):
            if any(
                out.get("veto") == other["strategy"] and out["for"] == one["challenge"]
                for out in firing["outputs"]
            ):
                children.append(self.rule(firing, firing["rule"]))
        return Reason("rejected", text, "", tuple(children))

    def rule(self, firing: Mapping[str, Any], text: str, above: frozenset[str] = frozenset()) -> Reason:
        """A firing: the rule's place and reason, the facts it rests on, what was not there, the cases
        behind it.
        """
        told = self.record["rules"][firing["rule"]]
        rule = self.knowledge.rules.get(firing["rule"])
        children = [Reason("note", told["because"])] if told["because"] else []
        children += [
            self.fact(id, rule, above)
            for id in firing["because"]
            if not self.idle(id, rule, firing["because"])
        ]
        if firing["others"]:
            children.append(Reason("note", f"and {firing['others']} more such facts"))
        children += [Reason("absent", f"checked: {pattern}") for pattern in firing["absent"]]
        children += [self.case(one) for one in told["evidence"]]
        return Reason("rule", text, told["at"], tuple(children))

    def idle(self, id: str, rule: Rule | None, because: list[str]) -> bool:
        """The base fact of an entity of which the rule reads derived slots only, which are facts of their
        own.
        """
        facts = self.record["facts"]
        entry, slots = facts[id], _read(rule, facts[id]["frame"])
        return (
            bool(slots)
            and not slots & set(entry["slots"])
            and any(other != id and facts[other]["id"] == entry["id"] for other in because)
        )

    def fact(self, id: str, rule: Rule | None, above: frozenset[str]) -> Reason:
        """A fact with where it came from; a derived one with the rules that concluded it."""
        entry = self.record["facts"][id]
        slots = _read(rule, entry["frame"])
        shown = {k: v for k, v in entry["slots"].items() if not slots or k in slots} or entry["slots"]
        text = fact_words({**entry, "slots": shown}, self.knowledge.vocabulary)
        if entry["frame"] == "challenge" and entry["slots"].get("text"):
            text += f' "{entry["slots"]["text"]}"{_grounded(entry["slots"])}'
        sources = [firing for firing in self.source.get(id, ()) if firing["rule"] not in above]
        if not sources:
            return Reason("fact", f"{text}  ({entry['origin']})")
        children = [self.rule(f, f["rule"], above | {f["rule"]}) for f in sources]
        return Reason("fact", f"{text}  (concluded)", "", tuple(children))

    def case(self, evidence: Mapping[str, str]) -> Reason:
        """A past case with the lesson nearest to what is decided; the place is that of the lesson."""
        case = self.knowledge.cases.get(evidence["case"])
        if case is None:
            return Reason("case", f"{evidence['says']} ({evidence['case']})")
        lesson = nearest_lesson(self.knowledge.vocabulary, case, self.concept, self.strategy)
        text = f"{case.title} {evidence['says']} this: {lesson.says} ({case.id})"
        return Reason("case", text, f"{case.at.path}:{lesson.at.line}")


def _grounded(slots: Mapping[str, Any]) -> str:
    """How the concept is known from the text, with the score."""
    if slots.get("grounded_by") == "text":
        return f", grounded {slots['grounding']:.2f}"
    return ", as answered" if slots.get("grounded_by") == "answer" else ""


def _read(rule: Rule | None, frame: str) -> set[str]:
    """The slots of a frame that a rule's clauses read."""
    if rule is None:
        return set()
    patterns: list[Pattern] = []
    for clause in rule.when:
        patterns += clause.patterns if isinstance(clause, Not | Count) else [clause]
    return {test.slot for pattern in patterns if pattern.frame == frame for test in pattern.tests}
