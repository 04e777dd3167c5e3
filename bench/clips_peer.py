"""CLIPS through clipspy, in three ways.

- `clips-api`: facts asserted through the API; conclusions and the full record (rule, bindings, supporting
  facts) read back through it: the nearest to what our engine gives;
- `clips-lean`: facts asserted through the API, a record of rule and bindings only, handed over as text:
  the least that a host program can do with, by the fastest way found (`assert_string`, `load_facts` and
  `eval` take three to four times as long as `assert_fact`);
- `clips-core`: facts as deffacts, `reset` and `run`, no record and nothing read back: the bare engine.

None of them checks facts beyond CLIPS's own slot types, weighs or decides. Environments are made anew
after a number of sessions, outside the clock: facts asserted through the API slow one down.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import clips

from bench import clips_text
from bench.chain import fill, recommend, relation, variables
from bench.peer import Conclusions
from bench.workload import RawFact, Session, Workload

SESSIONS_OF_AN_ENVIRONMENT = 20
#: The firings as texts: rule, then bindings, then a semicolon; in pieces, as a text that grows is copied.
DUMP = """
(deffunction dump ()
  (bind ?pieces (create$)) (bind ?piece "") (bind ?n 0)
  (do-for-all-facts ((?f firing)) TRUE
    (bind ?piece (str-cat ?piece ?f:rule " " (implode$ ?f:bindings) ";"))
    (bind ?n (+ ?n 1))
    (if (>= ?n 25) then
      (bind ?pieces (create$ ?pieces ?piece)) (bind ?piece "") (bind ?n 0)))
  (create$ ?pieces ?piece))
"""
Row = tuple[str, tuple[Any, ...]]
Derived = tuple[str, str, str]


class _Clips:
    record: clips_text.Record = "bindings"

    def compile(self, load: Workload) -> None:
        self.load = load
        self.bound = {rule.id: variables(rule) for rule in load.rules}
        self.rules = {rule.id: rule for rule in load.rules}
        self.relations = {
            relation(frame.name, slot.name): slot.name
            for frame in load.vocabulary.frames.values()
            for slot in frame.slots.values()
            if slot.derived
        }
        self.constructs = [*clips_text.templates(load.vocabulary), DUMP, *clips_text.rules(load, self.record)]
        self.environment()

    def environment(self) -> None:
        self.env = clips.Environment()
        self.sessions = 0
        for construct in self.constructs:
            self.env.build(construct)
        self.templates = {template.name: template for template in self.env.templates()}
        self.asserts = {name: template.assert_fact for name, template in self.templates.items()}

    def recycle(self) -> None:
        self.sessions += 1
        if self.sessions > SESSIONS_OF_AN_ENVIRONMENT:
            self.environment()

    def assert_facts(self, session: Session) -> None:
        symbol, asserts, numbered = clips.Symbol, self.asserts, clips_text.NUMBERED
        for number, raw in enumerate(session):
            slots: dict[str, Any] = {"id": symbol(raw.id)}
            for name, value in raw.slots.items():
                if isinstance(value, str):
                    slots[name] = symbol(value)
                elif isinstance(value, list):
                    slots[name] = [symbol(one) for one in value]
                else:
                    slots[name] = value
            if raw.frame in numbered:
                slots["n"] = number
            asserts[raw.frame](**slots)

    def clock(self) -> float:
        return time.process_time()

    def derived(self) -> set[Derived]:
        return {
            (fact["of"], slot, fact["value"])
            for name, slot in self.relations.items()
            for fact in self.templates[name].facts()
        }

    def from_record(self, record: Iterable[Row], derived: set[Derived]) -> Conclusions:
        """What follows from a record: the rules are known, so a firing's bindings say what it concluded."""
        rows = list(record)
        concluded, recommended = set(), set()
        for ident, values in rows:
            bindings = dict(zip(self.bound[ident], values, strict=True))
            if action := fill(self.rules[ident]):
                concluded.add((bindings[action.target.name], action.slot, action.value))
            elif chosen := recommend(self.rules[ident]):
                recommended.add((ident, bindings[chosen.target.name]))
        if concluded != derived:
            raise ValueError("the record of CLIPS does not say what it concluded")
        if len(set(rows)) != len(rows):
            raise ValueError("CLIPS fired one rule twice with the same bindings")
        firings = ((ident, tuple(zip(self.bound[ident], values, strict=True))) for ident, values in rows)
        return Conclusions(frozenset(firings), frozenset(derived), frozenset(recommended))


class ClipsApi(_Clips):
    name = "clips-api"
    what = "facts asserted, conclusions and full record read through the API"
    record: clips_text.Record = "full"

    def before(self, session: Session) -> Session:
        self.recycle()
        return session

    def run(
        self, session: Session
    ) -> tuple[list[tuple[str, tuple[Any, ...], tuple[int, ...]]], set[Derived]]:
        self.env.reset()
        self.assert_facts(session)
        self.env.run()
        firings = []
        for fact in self.templates["firing"].facts():
            because = tuple([support.index for support in fact["because"]])
            firings.append((fact["rule"], fact["bindings"], because))
        return firings, self.derived()

    def conclusions(
        self, result: tuple[list[tuple[str, tuple[Any, ...], tuple[int, ...]]], set[Derived]]
    ) -> Conclusions:
        return self.from_record([(rule, bindings) for rule, bindings, _ in result[0]], result[1])


class ClipsLean(_Clips):
    name = "clips-lean"
    what = "facts asserted through the API, rule and bindings of firings as text"

    def before(self, session: Session) -> Session:
        self.recycle()
        return session

    def run(self, session: Session) -> list[Row]:
        self.env.reset()
        self.assert_facts(session)
        self.env.run()
        lines = "".join(self.env.eval("(dump)")).split(";")
        return [(words[0], tuple(words[1:])) for words in map(str.split, lines) if words]

    def conclusions(self, result: list[Row]) -> Conclusions:
        return self.from_record(result, self.derived())


class ClipsCore(_Clips):
    name = "clips-core"
    what = "facts as deffacts, reset and run; no record, nothing read back"
    record: clips_text.Record = "none"

    def before(self, session: Session) -> None:
        self.recycle()
        facts = " ".join(_fact(raw, number) for number, raw in enumerate(session))
        self.env.build(f"(deffacts session {facts})")  # replaces the one before

    def run(self, prepared: None) -> None:
        self.env.reset()
        self.env.run()

    def conclusions(self, result: None) -> Conclusions:
        made = self.templates["recommendation"].facts()
        return Conclusions(
            None, frozenset(self.derived()), frozenset((fact["rule"], fact["for"]) for fact in made)
        )


def _fact(raw: RawFact, number: int) -> str:
    slots = " ".join(f"({name} {_shown(value)})" for name, value in raw.slots.items())
    counted = f" (n {number})" if raw.frame in clips_text.NUMBERED else ""
    return f"({raw.frame} (id {raw.id}) {slots}{counted})"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return " ".join(map(_shown, value)) if isinstance(value, list) else str(value)
