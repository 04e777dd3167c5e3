"""The account of a run for people: what came up, what was decided and why, what was rejected, who does what
next.

A pure function of the record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from kbctl.engine.replay.layout import BOLD, GREEN, RED, YELLOW, columns, joined, labelled, paint, wrapped
from kbctl.engine.replay.words import words

RIGHT = 50  # where the second column begins
#: kind of change in an outcome's figures → how it is said
DONE = (
    ("cells", "cells changed"), ("merged", "records merged"), ("removed", "rows set aside"),
    ("added", "rows added"), ("rekeyed", "references re-pointed"),
)  # fmt: skip


def render(record: Mapping[str, Any], width: int = 100, colour: bool = False, path: str = "run.json") -> str:
    """The whole account, ending with a line that says what one might do next."""
    lines = _Lines(record, width, colour)
    return "\n".join([*lines.head(), *lines.weeks(), *lines.end(path)])


class _Lines:
    def __init__(self, record: Mapping[str, Any], width: int, colour: bool) -> None:
        self.record, self.width, self.colour = record, width, colour
        self.labels: Mapping[str, str] = record["labels"]
        self.firings = {firing["n"]: firing for week in record["weeks"] for firing in week["firings"]}
        self.findings = {f["id"]: f["slots"] for f in record["facts"].values() if f["frame"] == "finding"}
        self.texts = {one["id"]: self.title(one) for week in record["weeks"] for one in week["challenges"]}

    def label(self, id: str) -> str:
        return self.labels.get(id, id)

    def named(self, text: str) -> str:
        """A reason with the labels of the remedies that it names."""
        return re.sub(r"[A-Z]\w+", lambda word: self.labels.get(word[0], word[0]), text)

    def title(self, challenge: Mapping[str, Any]) -> str:
        place = " · ".join(part for part in (challenge["table"], challenge["column"]) if part)
        return challenge["text"] or self.label(challenge["concept"]) + (f" in {place}" if place else "")

    # --- head and end ---------------------------------------------------------------------------

    def head(self) -> list[str]:
        company: Mapping[str, Any] = next(
            (f["slots"] for f in self.record["facts"].values() if f["frame"] == "company"), {}
        )
        base = self.record["knowledge_base"]
        parts = [
            paint(str(company.get("name") or self.record["scenario"]["title"]), BOLD, self.colour),
            self.label(str(company.get("industry", ""))).lower(),
            f"{company['employees']:,} people" if "employees" in company else "",
            ", ".join(company.get("current_systems", ())),
            f"complexity {company['complexity']}" if "complexity" in company else "",
            f"knowledge base {base['version']} ({base['hash'][:6]})",
        ]
        return wrapped(joined(parts), self.width, 2)

    def weeks(self) -> list[str]:
        """Each week after a blank line; weeks in a row in which nothing happens are one line."""
        lines: list[str] = []
        for quiet, group in groupby(self.record["weeks"], key=_quiet):
            weeks = list(group)
            if quiet and len(weeks) > 1:
                name = f"Weeks {weeks[0]['week']} to {weeks[-1]['week']}"
                lines += ["", paint(name, BOLD, self.colour), "  nothing new to decide"]
            else:
                lines += [line for week in weeks for line in ["", *self.week(week)]]
        return lines

    def end(self, path: str) -> list[str]:
        record, metrics = self.record, self.record["metrics"]
        met, missed = record["expectations"]["met"], record["expectations"]["missed"]
        lines = [""]
        for one in missed:
            lines += wrapped("  " + paint(f"missed  {_expected(one)}", RED, self.colour), self.width, 10)
        changes = record["shadow"]["would_change"]
        for one in changes:
            text = self.texts.get(one["challenge"], one["challenge"])
            now, then = _stood(one["now"]), _stood(one["would_be"])
            lines += wrapped(f"  shadow  week {one['week']}, {text}: {now} → {then}", self.width, 10)
        for one in record.get("acceptance", ()):
            lines += wrapped(self.accepted(one), self.width, 10)
        checked = f"expectations {len(met)} of {len(met) + len(missed)}" if met or missed else ""
        parts = [
            f"Decided {metrics['chosen']}",
            f"asked {metrics['questions']}",
            f"escalated {metrics['escalated']}",
            f"fired {metrics['firings']} times ({metrics['rules_fired']} rules)",
            f"assumed results {metrics['assumed']}" if metrics["assumed"] else "",
            f"open at the end {len(metrics['open_at_end'])}" if metrics["open_at_end"] else "",
            checked,
        ]
        lines += wrapped(joined(parts), self.width, 2)
        return lines + wrapped(self.next_step(path), self.width, 5)

    def accepted(self, one: Mapping[str, Any]) -> str:
        figure = "nothing to judge" if one["figure"] is None else f"{one['figure']:.4g}"
        wanted = "" if one["wanted"] is None else f", wanted {one['wanted']:g}"
        text = f"  accept  {one['check'].replace('_', ' ')} {figure}{wanted}"
        return paint(text, RED, self.colour) if one["passed"] is False else text

    def next_step(self, path: str) -> str:
        decisions = [one for week in self.record["weeks"] for one in week["decisions"]]
        lost = next(
            (
                (one["challenge"], other["strategy"], one["id"])
                for one in decisions
                for other in one["rejected"]
                if one["status"] == "chosen"
            ),
            None,
        )
        if lost:
            return f"Try  kbctl why {path} {lost[2]}   ·   kbctl why-not {path} {lost[0]} {lost[1]}"
        return f"Try  kbctl why {path} {decisions[0]['id']}" if decisions else "Try  kbctl query TEXT"

    # --- a week ---------------------------------------------------------------------------------

    def week(self, week: Mapping[str, Any]) -> list[str]:
        phase = (week["phase"] or "").replace("_", " ")
        head = paint(f"Week {week['week']}  {phase}".rstrip(), BOLD, self.colour)
        lines = wrapped(" · ".join([head, *self.ahead(week)]), self.width, 2)
        decided = {one["challenge"]: one for one in week["decisions"]}
        challenges = week["challenges"]
        for challenge in challenges:
            if challenge["id"] in decided:
                lines += self.challenge(challenge, week["week"])
                lines += self.decision(decided[challenge["id"]], week)
        if not decided:
            lines.append("  nothing new to decide")
        lines += self.contradictions(week)
        lines += self.asked_elsewhere(week, decided)
        lines += self.plan(week)
        return lines + self.results(week)

    def ahead(self, week: Mapping[str, Any]) -> list[str]:
        """Dated events that are still to come, the nearest first."""
        events = [self.record["facts"][id]["slots"] for id in week["facts"]["infer"]
                  if self.record["facts"][id]["frame"] == "event"]  # fmt: skip
        coming = sorted(
            (one["days_left"], self.label(one["is"])) for one in events if one.get("days_left", -1) >= 0
        )
        return [f"{name} in {words(left, 'day')}" if left else f"{name} this week" for left, name in coming]

    def challenge(self, one: Mapping[str, Any], week: int) -> list[str]:
        raised = one["id"].partition("@")[0] == one["concept"]
        left = f"  {self.title(one)}" if raised else f"  {one['id']}  {self.title(one)}"
        again = "" if one["opened"] in (None, week) else f"open since week {one['opened']}"
        right = " · ".join(
            part for part in (one["concept"], self.grounding(one), self.measure(one), again) if part
        )
        return columns(left, right, RIGHT, self.width)

    def grounding(self, one: Mapping[str, Any]) -> str:
        by, score = one["grounding"]["by"], one["grounding"]["score"]
        named = {"given": "given", "table": "seen in the tables", "answer": "as answered"}
        if by == "rule":
            return f"follows ({', '.join(one['raised_by'])})" if one["raised_by"] else "follows"
        return named.get(by, f"said {score:.2f}")

    def measure(self, one: Mapping[str, Any]) -> str:
        rate = words(one["rate"], "ratio") if one["rate"] is not None else ""
        match one["rate_from"]:
            case "outcome":
                return f"{rate} left"
            case "answer":
                return f"{rate} as answered"
            case "tables":
                pairs = sum(self.findings[id].get("pairs", 0) for id in one["findings"])
                return f"tables say {rate} ({pairs:,} pairs)" if pairs else f"tables say {rate}"
        return ""

    def decision(self, one: Mapping[str, Any], week: Mapping[str, Any]) -> list[str]:
        if one["status"] == "asked":
            return self.asked(one)
        if one["status"] == "escalated":
            to = ", ".join(_role(role) for role in one["escalated_to"]) or "a person"
            rules = ", ".join(one["rules"])
            left = paint("    ! ", RED, self.colour) + f"{one['id']}  escalated to {to}"
            lines = columns(left, rules, RIGHT, self.width)
            return (
                lines
                + labelled("because", [self.reasons(one) or self.named(one["why"])], 6, self.width)
                + self.rejected(one)
            )
        left = paint("    → ", GREEN, self.colour) + f"{one['id']}  {self.label(one['strategy'])}"
        confidence = f"  {one['confidence']:.2f}" if one["confidence"] is not None else ""
        more = f" +{len(one['rules']) - 1}" if len(one["rules"]) > 1 else ""
        lines = columns(
            left + confidence, (one["rules"][0] + more) if one["rules"] else one["why"], RIGHT, self.width
        )
        lines += labelled("because", [self.reasons(one)], 6, self.width)
        lines += labelled("adjusted", self.adjustments(one, week), 6, self.width)
        lines += self.rejected(one)
        outcomes = [came for came in week["outcomes"] if came["decision"] == one["id"] and came["executed"]]
        return lines + [line for came in outcomes for line in self.done(came)]

    def done(self, outcome: Mapping[str, Any]) -> list[str]:
        """What a remedy did to the tables, and what it left."""
        told = [f"{outcome['done'][kind]:,} {said}" for kind, said in DONE if outcome["done"][kind]]
        if outcome["result"] == "failed":
            return labelled("failed", [self.named(outcome["done"]["why"])], 6, self.width)
        if outcome["done"]["left"]:
            told.append(f"{outcome['done']['left']:,} rows left: {outcome['done']['why']}")
        return labelled("done", told or [outcome["done"]["why"]], 6, self.width)

    def asked(self, one: Mapping[str, Any]) -> list[str]:
        lines = []
        for ask in one["asks"]:
            roles = ", ".join(_role(role) for role in ask["roles"])
            text = paint("    ? ", YELLOW, self.colour) + f'{one["id"]}  asked {roles}: "{ask["question"]}"'
            by = ", ".join(ask["rules"]) or "the text could not be grounded"
            lines += columns(text, f"({by})", RIGHT, self.width)
        return lines + self.rejected(one)

    def reasons(self, one: Mapping[str, Any]) -> str:
        """The values that the deciding rule read, and the reason that the rule itself gives."""
        verb, wanted = ("escalate", None) if one["status"] == "escalated" else ("recommend", one["strategy"])
        for rule in one["rules"][:1]:
            for n in one["firings"]:
                firing = self.firings[n]
                outputs = [
                    out for out in firing["outputs"] if out.get("for") == one["challenge"] and verb in out
                ]
                if firing["rule"] == rule and any(wanted in (None, out[verb]) for out in outputs):
                    said = self.record["rules"][rule]["because"]
                    return " — ".join(part for part in (" · ".join(firing["values"]), said) if part)
        return ""

    def adjustments(self, one: Mapping[str, Any], week: Mapping[str, Any]) -> list[str]:
        wanted = (one["challenge"], one["strategy"])
        option = next((o for o in week["options"] if (o["challenge"], o["strategy"]) == wanted), None)
        if not option or not option["adjustments"]:
            return []
        moved = [f"{shift['by']:+.2f} {shift['rule']}" for shift in option["adjustments"]]
        return [f"from {option['base']:.2f}", *moved]

    def rejected(self, one: Mapping[str, Any]) -> list[str]:
        others = [
            f"{self.label(r['strategy'])} {r['confidence']:.2f}: {self.named(r['why'])}"
            for r in one["rejected"]
        ]
        return labelled("rejected", others, 6, self.width)

    # --- plan and results -----------------------------------------------------------------------

    def plan(self, week: Mapping[str, Any]) -> list[str]:
        steps = week["steps"]
        number = {step["id"]: n for n, step in enumerate(steps, 1)}
        done = [self.step(step, number) for step in steps if step["status"] == "done"]
        lines = labelled("Plan", done, 2, self.width, " → ")
        for step in steps:
            if step["status"] == "waiting":
                reasons = [self.waits(reason, number) for reason in step["waits_for"]]
                lines += labelled(
                    "waits", [f"{self.step(step, number)} for {' and '.join(reasons)}"], 2, self.width
                )
        return lines

    def step(self, step: Mapping[str, Any], number: Mapping[str, int]) -> str:
        about = f" {step['for']}" if step["for"] not in (None, "company") else ""
        role = f" ({_role(step['role'])})" if step["role"] else ""
        return f"{number[step['id']]} {self.label(step['activity'])}{about}{role}"

    def waits(self, reason: str, number: Mapping[str, int]) -> str:
        return f"step {number[reason[5:]]}" if reason.startswith("step ") and reason[5:] in number else reason

    def results(self, week: Mapping[str, Any]) -> list[str]:
        told = [
            f"{self.label(one['strategy'])} ({one['decision'] or one['challenge']}) {one['result']}"
            for one in week["outcomes"]
            if one["result"] != "pending" and not one["assumed"] and not self.told(one, week)
        ]  # fmt: skip
        assumed = sum(one["assumed"] for one in week["outcomes"])
        pending = sum(one["result"] == "pending" for one in week["outcomes"])
        counts = [
            f"{assumed} assumed to have worked" if assumed else "",
            f"{pending} under way" if pending else "",
        ]
        answers = [f"{one['for']} {(one['about'] or 'remedy').replace('_', ' ')}: {words(one['value'])}"
                   for one in week["answers"]]  # fmt: skip
        lines = labelled("Answers", answers, 2, self.width)
        return lines + labelled("Results", [*told, *counts], 2, self.width)

    def told(self, outcome: Mapping[str, Any], week: Mapping[str, Any]) -> bool:
        """Whether the outcome stands beside its decision already."""
        return bool(outcome["executed"]) and any(
            one["id"] == outcome["decision"] and one["status"] == "chosen" for one in week["decisions"]
        )

    def contradictions(self, week: Mapping[str, Any]) -> list[str]:
        lines = []
        for one in week["contradictions"]:
            rules = ", ".join(one["rules"])
            if one["slot"] == "plan":
                text = (
                    f"steps wait for each other: {', '.join(one['steps'])} ({rules}); their order is dropped"
                )
            else:
                values = " and ".join(words(value) for value in one["values"])
                text = f"{one['for']}.{one['slot']} is both {values} ({rules}); neither stands"
            lines += wrapped(paint(f"  contradiction  {text}", YELLOW, self.colour), self.width, 4)
        return lines

    def asked_elsewhere(self, week: Mapping[str, Any], decided: Mapping[str, Any]) -> list[str]:
        """Questions that no challenge's decision waits for, and what else people are told of."""
        lines = []
        for one in week["escalations"]:
            lines += wrapped(
                f"  ! escalated to {_role(one['role'])}: {one['for']}  ({one['rule']})", self.width, 4
            )
        for one in week["questions"]:
            if one["for"] not in decided or decided[one["for"]]["status"] != "asked":
                roles = ", ".join(_role(role) for role in one["roles"])
                lines += wrapped(
                    f'  ? asked {roles}: "{one["question"]}"  ({", ".join(one["rules"])})', self.width, 4
                )
        return lines


def _quiet(week: Mapping[str, Any]) -> bool:
    parts = ("decisions", "contradictions", "questions", "escalations", "steps", "answers", "outcomes")
    return not any(week[part] for part in parts)


def _role(notation: str) -> str:
    return notation.replace("-", " ")


def _expected(one: Mapping[str, Any]) -> str:
    if "never" in one:
        where = ", ".join(f"week {w['week']} {w['by']}" for w in one["where"])
        return f"{one['never']} was never to be used: {where}"
    instead = ", ".join(one["instead"]) or "nothing"
    return f"{one['strategy']} for {one['concept']}; decided instead: {instead}"


def _stood(found: Mapping[str, Any] | None) -> str:
    return "no decision" if found is None else (found["strategy"] or found["status"])
