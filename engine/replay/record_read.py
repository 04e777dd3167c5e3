"""A run record from a file, checked to be whole: JSON text -> the record, or all that is wrong with it.

What explains a record (`why`, `why_not`) relies on the keys and on the references between its parts, so both
are checked here, once. Keys that are not known are let through; a later version may have more.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from kbctl.engine.replay.record import SCHEMA
from kbctl.ontology.document import read_text
from kbctl.ontology.source import InputProblems, Location, Problem, did_you_mean

MAX_BYTES = 256 * 1024 * 1024
#: So many problems are told; a record of another make would have thousands.
TOLD = 10
REMEDY = "`kbctl replay SCENARIO --record FILE` writes one"


class Anything:
    """A value of whatever kind."""


class Maybe:
    """A value of this shape, or null."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


class Each:
    """A mapping whose keys are names, each with a value of this shape."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


#: A shape: a type; a list of one shape; a mapping by key, `key?` where it may be missing; one of the above.
PLAIN = (str, bool, int, float, list)
TEXTS = [str]
RULE = {
    "at": str, "title": str, "kind": str, "status": str, "because": str, "overrides": TEXTS,
    "evidence": [{"case": str, "says": str}],
}  # fmt: skip
FACT = {"frame": str, "id": str, "slots": Each(PLAIN), "week": int, "origin": str, "derived?": bool}
CHALLENGE = {
    "id": str, "text": str, "concept": str, "affects": Maybe(str),
    "rate": Maybe(float), "rate_from": Maybe(str),
    "said_rate": Maybe(float), "table": Maybe(str), "column": Maybe(str), "raised_by": TEXTS,
    "grounding": {"by": str, "score": float, "nearest?": [{"id": str, "score": float}]}, "opened": Maybe(int),
    "status": str, "findings": TEXTS, "also?": TEXTS,
}  # fmt: skip
FIRING = {
    "n": int, "rule": str, "kind": str, "status": str, "phase": str, "bindings": Each(Anything),
    "because": TEXTS, "others": int, "values": TEXTS, "absent": TEXTS, "concluded": TEXTS,
    "outputs": [Each(Anything)],
}  # fmt: skip
OPTION = {
    "challenge": str, "strategy": str, "standing": str, "confidence": float, "base": float,
    "rank": Maybe(int),
    "margin": Maybe(float), "rules": TEXTS, "fallen": TEXTS, "by": TEXTS,
    "adjustments": [{"rule": str, "by": float}], "cases": TEXTS, "cases_against": TEXTS,
}  # fmt: skip
QUESTION = {"for": str, "about": Maybe(str), "roles": TEXTS, "question": str, "rules": TEXTS}
DECISION = {
    "id": str, "challenge": str, "concept": str, "strategy": Maybe(str), "confidence": Maybe(float),
    "status": ("chosen", "asked", "escalated"), "why": str, "rules": TEXTS, "firings": [int],
    "rejected": [{"strategy": str, "confidence": float, "reason": str, "by": TEXTS, "why": str}],
    "asks?": [QUESTION], "escalated_to?": TEXTS,
}  # fmt: skip
STEP = {
    "id": str, "activity": str, "for": Maybe(str), "role": Maybe(str), "executable": bool,
    "decision": Maybe(str),
    "rules": TEXTS, "since": int, "after": TEXTS, "status": str, "waits_for": TEXTS,
}  # fmt: skip
OUTCOME = {
    "decision": Maybe(str), "step": Maybe(str), "challenge": str, "strategy": str, "result": str,
    "assumed": bool,
    "executable": bool, "executed": bool, "rate?": float,
}  # fmt: skip
WEEK = {
    "week": int, "phase": Maybe(str), "facts": {"infer": TEXTS, "adjust": TEXTS, "ask": TEXTS, "plan": TEXTS},
    "challenges": [CHALLENGE], "firings": [FIRING], "contradictions": [Each(Anything)], "options": [OPTION],
    "decisions": [DECISION], "questions": [QUESTION],
    "answers": [{"for": str, "about": Maybe(str), "value": PLAIN, "from_week": int}],
    "escalations": [{"for": str, "role": str, "rule": str}], "steps": [STEP], "outcomes": [OUTCOME],
}  # fmt: skip
RECORD = {
    "schema": str, "scenario": {"id": str, "title": str, "hash": str},
    "knowledge_base": {"version": str, "hash": str}, "engine": str, "tables": str, "policy": Each(PLAIN),
    "rules": Each(RULE), "facts": Each(FACT), "always": TEXTS, "labels": Each(str), "weeks": [WEEK],
    "strategies_fired": Each(int), "expectations": {"met": [Each(Anything)], "missed": [Each(Anything)]},
    "shadow": {
        "evaluated": bool, "firings": [Each(Anything)], "facts": Each(FACT), "would_change": [Each(Anything)],
    },
    "metrics": Each(Anything),
}  # fmt: skip
NAMES = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
}


def read_record(path: Path) -> dict[str, Any]:
    """The record in a file. Raises InputProblems, where each message says which part is wrong."""
    return parse_record(read_text(path, limit=MAX_BYTES), str(path))


def parse_record(text: str, shown: str) -> dict[str, Any]:
    """The record in `text`; `shown` is the path that messages name. Raises InputProblems."""
    record = _json(text, shown)
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        found = (
            f"a mapping with schema {record.get('schema')!r}" if isinstance(record, dict) else _what(record)
        )
        found = "no schema" if isinstance(record, dict) and "schema" not in record else found
        message = f"not a run record (schema {SCHEMA}; found {found}); {REMEDY}"
        raise InputProblems([Problem(Location(shown), "not-a-record", message)])
    wrong = list(islice(_wrong(record, RECORD, ""), TOLD + 1)) or list(islice(_loose(record), TOLD + 1))
    if wrong:
        said = [f"{where}: {what}" for where, what in wrong[:TOLD]]
        if len(wrong) > TOLD:
            said.append("and more such problems")
        said.append(f"the record is damaged, or of another version of kbctl; {REMEDY}")
        raise InputProblems(Problem(Location(shown), f"record-{n:02}", one) for n, one in enumerate(said))
    return record


def _json(text: str, shown: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        at, said = Location(shown, error.lineno, error.colno), f"not valid JSON: {error.msg}"
        if not text.strip():
            at, said = Location(shown), f"the file is empty; {REMEDY}"
        elif not text.lstrip().startswith(("{", "[")):
            at, said = Location(shown), f"not a run record, which is JSON; {REMEDY}"
        elif error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            said += " (is the file cut off?)"
    except ValueError as error:  # NaN, or a number of thousands of digits
        at, said = Location(shown), f"not valid JSON: {error}"
    except RecursionError:
        at, said = Location(shown), "nested too deep for a run record"
    raise InputProblems([Problem(at, "json", said)])


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


# --- the shape ------------------------------------------------------------------------------------------


def _wrong(value: Any, shape: Any, where: str) -> Iterator[tuple[str, str]]:
    """Each place in the value that has not its shape, with what is wrong there."""
    if isinstance(shape, Maybe):
        if value is not None:
            yield from _wrong(value, shape.shape, where)
    elif isinstance(shape, Each):
        yield from _members(value, where, shape.shape)
    elif isinstance(shape, dict):
        yield from _keys(value, where, shape)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield where, f"must be a list, not {_what(value)}"
            return
        for n, one in enumerate(value):
            yield from _wrong(one, shape[0], f"{where}[{n}]")
    elif shape is not Anything and not _is(value, shape):
        named = NAMES.get(shape) or " or ".join(f"'{one}'" for one in shape)
        yield where, f"must be {named}, not {_what(value)}"


def _is(value: Any, shape: Any) -> bool:
    if isinstance(shape, tuple):
        return any(_is(value, one) for one in shape)
    if isinstance(shape, str):
        return bool(value == shape)
    if shape is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if shape is list:
        return isinstance(value, list) and all(isinstance(one, str | int | float) for one in value)
    return isinstance(value, shape) and (shape is not int or not isinstance(value, bool))


def _members(value: Any, where: str, shape: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield where, f"must be a mapping, not {_what(value)}"
        return
    for key, one in value.items():
        yield from _wrong(one, shape, _below(where, key))


def _keys(value: Any, where: str, shape: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield where, f"must be a mapping, not {_what(value)}"
        return
    for name, below in shape.items():
        key = name.removesuffix("?")
        if key in value:
            yield from _wrong(value[key], below, _below(where, key))
        elif key == name:
            yield _below(where, key), f"is missing{did_you_mean(key, set(value) - set(shape))}"


def _below(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _what(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, list | dict):
        return NAMES[type(value)]
    return repr(value) if len(repr(value)) <= 40 else f"{repr(value)[:40]}…"


# --- references -----------------------------------------------------------------------------------------


def _loose(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each reference to a fact, rule, firing or challenge that the record does not hold."""
    facts, rules = record["facts"], record["rules"]
    if not record["weeks"]:
        yield "weeks", "is empty"
    if not isinstance(record["policy"].get("choose_at"), int | float):
        yield "policy.choose_at", "is missing, or no number"
    yield from _unknown("always", record["always"], facts, "fact")
    for n, week in enumerate(record["weeks"]):
        at = f"weeks[{n}]"
        for phase, ids in week["facts"].items():
            yield from _unknown(f"{at}.facts.{phase}", ids, facts, "fact")
        for m, firing in enumerate(week["firings"]):
            here = f"{at}.firings[{m}]"
            yield from _unknown(f"{here}.rule", [firing["rule"]], rules, "rule")
            for key in ("because", "concluded"):
                yield from _unknown(f"{here}.{key}", firing[key], facts, "fact")
        numbers = {firing["n"] for firing in week["firings"]}
        known = {one["id"] for one in week["challenges"]}
        for m, decision in enumerate(week["decisions"]):
            here = f"{at}.decisions[{m}]"
            yield from _unknown(f"{here}.challenge", [decision["challenge"]], known, "challenge of this week")
            yield from _unknown(f"{here}.firings", decision["firings"], numbers, "firing of this week")


def _unknown(where: str, ids: Iterable[Any], known: Iterable[Any], what: str) -> Iterator[tuple[str, str]]:
    held = known if isinstance(known, dict | set) else set(known)
    for id in ids:
        if id not in held:
            yield where, f"'{id}' is no {what}"
