"""The shape of a run record: which keys it has, and of what kind their values are.

`wrong(record, RECORD)` gives each place that has another shape, with what is wrong there. docs/run-record.md
says what the keys mean.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from kbctl.ontology.source import did_you_mean


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


#: A shape: a type; a tuple of types or of words; a list of one shape; a mapping by key (`key?`: it may be
#: missing); or one of the classes above.
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
DONE = {
    "cells": int, "removed": int, "merged": int, "added": int, "rekeyed": int, "left": int, "why": str,
}  # fmt: skip
OUTCOME = {
    "decision": Maybe(str), "step": Maybe(str), "challenge": str, "strategy": str, "result": str,
    "assumed": bool,
    "executable": bool, "executed": bool, "rate?": float, "done?": DONE,
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
    "metrics": Each(Anything), "acceptance?": [Each(Anything)],
}  # fmt: skip
#: What a challenge's own fact has at least, and what an output has by its verb.
SLOTS = {"is": str, "grounding": float, "grounded_by": str}
OUTPUTS: dict[str, dict[str, Any]] = {
    "recommend": {"recommend": str, "for": str, "confidence": float},
    "adjust": {"adjust": str, "for": str, "by": float},
    "veto": {"veto": str, "for": str},
    "ask": {"ask": str, "for": str},
    "escalate": {"escalate": str, "for": str},
}
NAMES: dict[Any, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
    PLAIN: "a text, number or truth value, or a list of such",
}


def wrong(value: Any, shape: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Each place in the value that has not its shape, with what is wrong there."""
    if isinstance(shape, Maybe):
        if value is not None:
            yield from wrong(value, shape.shape, where)
    elif isinstance(shape, Each):
        yield from _members(value, where, shape.shape)
    elif isinstance(shape, dict):
        yield from _keys(value, where, shape)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield where, f"must be a list, not {what_is(value)}"
            return
        for n, one in enumerate(value):
            yield from wrong(one, shape[0], f"{where}[{n}]")
    elif shape is not Anything and not _is(value, shape):
        named = NAMES.get(shape) or " or ".join(f"'{one}'" for one in shape)
        yield where, f"must be {named}, not {what_is(value)}"


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
        yield where, f"must be a mapping, not {what_is(value)}"
        return
    for key, one in value.items():
        yield from wrong(one, shape, _below(where, key))


def _keys(value: Any, where: str, shape: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield where, f"must be a mapping, not {what_is(value)}"
        return
    for name, below in shape.items():
        key = name.removesuffix("?")
        if key in value:
            yield from wrong(value[key], below, _below(where, key))
        elif key == name:
            yield _below(where, key), f"is missing{did_you_mean(key, set(value) - set(shape))}"


def _below(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def what_is(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, list | dict):
        return NAMES[type(value)]
    return repr(value) if len(repr(value)) <= 40 else f"{repr(value)[:40]}…"
