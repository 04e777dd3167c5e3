"""Plays the shipped scenarios, and plays them again with one fact changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.grounding import Grounder
from kbctl.engine.replay.record import record_of
from kbctl.engine.replay.scenario import Answer, Block, Milestone, Said, Scenario
from kbctl.engine.replay.scenario_load import load_scenario
from kbctl.engine.replay.session import Run, State, _play_week, simulate
from kbctl.engine.replay.setting import prepare
from kbctl.engine.tables.diagnose import diagnose
from kbctl.rules.model import Value

FIXTURES = Path(__file__).parents[3] / "fixtures"


def fixture_paths() -> list[Path]:
    return sorted(FIXTURES.glob("*/scenario.yaml"))


@dataclass
class Fixture:
    """A shipped scenario with its run and record; `tables` are read once."""

    knowledge: Knowledge
    grounder: Grounder
    path: Path
    findings: dict[tuple[str, ...], Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        vocabulary = self.knowledge.vocabulary
        active = [rule for rule in self.knowledge.rules.values() if rule.status == "active"]
        self.engine = NativeEngine(vocabulary, active)
        self.scenario = load_scenario(self.path, vocabulary, self.path.name)
        self.run = self.play(self.scenario)
        self.record = record_of(self.run)

    def play(
        self, scenario: Scenario, until: int | None = None, told: Mapping[str, Any] | None = None
    ) -> Run:
        """The run, to the end or to a week. `told` are values of findings to put in place, by finding id."""
        if until is not None:
            blocks = [b for b in scenario.timeline if b.first <= until]
            scenario = replace(scenario, timeline=(*blocks[:-1], replace(blocks[-1], last=until)))

        def tables(paths: Sequence[str]) -> Sequence[Mapping[str, Any]]:
            return [{**one, **(told or {}).get(one["id"], {})} for one in self._tables(paths)]

        return simulate(self.knowledge, scenario, self.engine, self.grounder, tables)

    def play_from(self, week: int, scenario: Scenario) -> Run:
        """The weeks before as they were; the given scenario from that week on."""
        made = [
            prepare(self.knowledge, said, self.engine, self.grounder, self._tables, None, None)
            for said in (self.scenario, scenario)
        ]
        state, weeks = State(), []
        for number in range(self.scenario.weeks.start, week + 1):
            state, played = _play_week(made[number == week], state, number)
            weeks.append(played)
        return Run(self.knowledge, scenario, "native", True, tuple(weeks), state, ())

    def _tables(self, paths: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        key = tuple(paths)
        if key not in self.findings:
            self.findings[key] = diagnose(paths, self.knowledge.vocabulary)["findings"]
        return self.findings[key]

    def decisions(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        for week in self.record["weeks"]:
            for decision in week["decisions"]:
                yield week, decision

    def rivals(self, decision: Mapping[str, Any]) -> list[str]:
        """The strategies that lost, and those that the ontology names for the challenge."""
        named = set(self.knowledge.vocabulary.remedies_of(decision["concept"]))
        return sorted((named | {r["strategy"] for r in decision["rejected"]}) - {decision["strategy"]})


def measured_by(fixture: Fixture, week: int, change: Mapping[str, Any]) -> dict[str, Any]:
    """The findings that a change means, with the value they would have."""
    if change["frame"] == "finding" and change["slot"]:
        return {change["fact"].partition("@")[0]: {change["slot"]: change["to"]}}
    shown = next(w for w in fixture.record["weeks"] if w["week"] == week)["challenges"]
    entry = next((c for c in shown if c["id"] == change["fact"]), None)
    if entry is None or (change["frame"], change["slot"]) != ("challenge", "rate"):
        return {}
    return {id.partition("@")[0]: {"rate": change["to"]} for id in entry["findings"]}


def with_change(fixture: Fixture, week: int, change: Mapping[str, Any]) -> Scenario | None:
    """The scenario with the change; None where no line of it says the fact (a table, a result)."""
    scenario, frame, slot, to = fixture.scenario, change["frame"], change["slot"], change["to"]
    value = tuple(to) if isinstance(to, list) else to
    if frame in ("company", "policy"):
        before: Mapping[str, Value] = getattr(scenario, frame)
        slots = {name: v for name, v in before.items() if name != slot}
        return replace(scenario, **{frame: slots if value is None else {**slots, slot: value}})
    if frame == "event":
        return _event(scenario, week, change)
    if frame == "challenge" and slot is None and to is not None:
        made = {
            n: v for n, v in to.items() if n not in ("grounding", "grounded_by", "weeks_open", "said_rate")
        }
        return _block(scenario, week, lambda b: replace(b, challenges=(*b.challenges, Said("", made, b.at))))
    if frame == "challenge":
        return _said(fixture, week, change, value)
    return None


def _event(scenario: Scenario, week: int, change: Mapping[str, Any]) -> Scenario:
    concept, _, due = change["fact"].partition("@week")
    if change["slot"] is None and change["to"] is not None:
        return _block(
            scenario, week, lambda b: replace(b, events=(*b.events, Milestone(concept, int(due), b.at)))
        )

    def edit(block: Block) -> Block:
        kept = []
        for one in block.events:
            if (one.concept, one.week) == (concept, int(due)):
                if change["slot"] is None:
                    continue
                one = replace(one, week=change["to"])
            kept.append(one)
        return replace(block, events=tuple(kept))

    return replace(scenario, timeline=tuple(map(edit, scenario.timeline)))


def _said(fixture: Fixture, week: int, change: Mapping[str, Any], value: Value | None) -> Scenario | None:
    """A slot of what somebody said, or the saying itself."""
    shown = next(w for w in fixture.record["weeks"] if w["week"] == week)["challenges"]
    entry = next((c for c in shown if c["id"] == change["fact"]), None)
    if entry is None or not entry["text"] or (change["slot"] and value is None):
        return None
    left = any(o["result"] == "partly" for w in fixture.record["weeks"] for o in w["outcomes"]
               if o["challenge"] == entry["id"] and w["week"] < week)  # fmt: skip
    if change["slot"] == "rate" and (entry["findings"] or left):
        return None
    asked = [w["week"] for w in fixture.record["weeks"] for q in w["questions"]
             if q["for"] == entry["id"] and q["about"] == change["slot"] and w["week"] < week]  # fmt: skip
    if asked and value is not None:  # what was asked about is said as the answer
        return _block(
            fixture.scenario,
            asked[0],
            lambda b: replace(b, answers=(*b.answers, Answer(entry["text"], change["slot"], value, b.at))),
        )
    slots: dict[str, Value] = {} if value is None else {change["slot"]: value}
    if change["slot"] == "grounded_by":
        slots = {"is": entry["concept"]}

    def edit(block: Block) -> Block:
        said = [
            replace(one, slots={**one.slots, **slots})
            if one.text in (entry["text"], *entry.get("also", ()))
            else one
            for one in block.challenges
            if change["slot"] is not None or one.text != entry["text"]
        ]
        return replace(block, challenges=tuple(said))

    return replace(fixture.scenario, timeline=tuple(map(edit, fixture.scenario.timeline)))


def _block(scenario: Scenario, week: int, edit: Any) -> Scenario:
    here = scenario.block(week)
    return replace(scenario, timeline=tuple(edit(b) if b is here else b for b in scenario.timeline))


def taken(run: Run, week: int, text: str, challenge: str) -> str | None:
    """What is decided in a week for the challenge of that text, or of that id where it has none."""
    played = next(w for w in run.weeks if w.week == week)
    known = next((c.id for c in played.challenges if text and text in c.texts), challenge)
    return next((d.strategy for _, d in played.thoughts.decisions if d.challenge == known), None)


def history(run: Run, week: int) -> list[tuple[int, str, str | None]]:
    """What was decided before a week, by concept: a change that rewrites it is another story."""
    return sorted(
        (played.week, d.concept, d.strategy or "")
        for played in run.weeks if played.week < week for _, d in played.thoughts.decisions
    )  # fmt: skip
