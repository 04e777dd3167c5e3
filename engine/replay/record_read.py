"""A run record from a file, checked to be whole: JSON text -> the record, or all that is wrong with it.

What explains a record (`why`, `why_not`) relies on the keys and on the references between its parts, so both
are checked here, once. Keys that are not known are let through; a later version may have more.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from kbctl.engine.inference.facts import check_fact
from kbctl.engine.replay.record import SCHEMA
from kbctl.engine.replay.record_shape import OUTPUTS, RECORD, SLOTS, what_is, wrong
from kbctl.ontology.document import read_text
from kbctl.ontology.source import InputProblems, Location, Problem
from kbctl.ontology.vocab import Vocabulary

MAX_BYTES = 256 * 1024 * 1024
#: So many problems are told; a record of another make would have thousands.
TOLD = 10
REMEDY = "`kbctl replay SCENARIO --record FILE` writes one"


def read_record(path: Path) -> dict[str, Any]:
    """The record in a file. Raises InputProblems, where each message says which part is wrong."""
    return parse_record(read_text(path, limit=MAX_BYTES), str(path))


def parse_record(text: str, shown: str) -> dict[str, Any]:
    """The record in `text`; `shown` is the path that messages name. Raises InputProblems."""
    record = _json(text, shown)
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        found = (
            f"a mapping with schema {record.get('schema')!r}" if isinstance(record, dict) else what_is(record)
        )
        found = "no schema" if isinstance(record, dict) and "schema" not in record else found
        message = f"not a run record (schema {SCHEMA}; found {found}); {REMEDY}"
        raise InputProblems([Problem(Location(shown), "not-a-record", message)])
    for check in (wrong(record, RECORD), _loose(record)):
        _refuse(list(islice(check, TOLD + 1)), shown)
    return record


def check_facts(record: Mapping[str, Any], vocabulary: Vocabulary, shown: str) -> None:
    """Facts that are to be thought through again, against the present vocabulary. Raises InputProblems."""
    _refuse(list(islice(_wrong_facts(record, vocabulary), TOLD + 1)), shown)


def _refuse(found: list[tuple[str, str]], shown: str) -> None:
    if not found:
        return
    said = [f"{where}: {what}" for where, what in found[:TOLD]]
    if len(found) > TOLD:
        said.append("and more such problems")
    said.append(f"the record is damaged, or of another version of kbctl or its knowledge; {REMEDY}")
    raise InputProblems(Problem(Location(shown), f"record-{n:02}", one) for n, one in enumerate(said))


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


# --- references -----------------------------------------------------------------------------------------


def _loose(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each reference to a fact, rule, firing or challenge that the record does not hold."""
    facts, rules = record["facts"], record["rules"]
    if not record["weeks"]:
        yield "weeks", "is empty"
    if not isinstance(record["policy"].get("choose_at"), int | float):
        yield "policy.choose_at", "is missing, or no number"
    yield from _unknown("always", record["always"], facts, "fact")
    for id, fact in facts.items():
        if fact["frame"] == "challenge" and not fact.get("derived"):
            yield from wrong(fact["slots"], SLOTS, f"facts.{id}.slots")
    for n, week in enumerate(record["weeks"]):
        at = f"weeks[{n}]"
        for phase, ids in week["facts"].items():
            yield from _unknown(f"{at}.facts.{phase}", ids, facts, "fact")
        for m, firing in enumerate(week["firings"]):
            here = f"{at}.firings[{m}]"
            yield from _unknown(f"{here}.rule", [firing["rule"]], rules, "rule")
            for key in ("because", "concluded"):
                yield from _unknown(f"{here}.{key}", firing[key], facts, "fact")
            for k, output in enumerate(firing["outputs"]):
                for verb in sorted(OUTPUTS.keys() & output.keys()):
                    yield from wrong(output, OUTPUTS[verb], f"{here}.outputs[{k}]")
        numbers = {firing["n"] for firing in week["firings"]}
        known = {one["id"] for one in week["challenges"]}
        for m, decision in enumerate(week["decisions"]):
            here = f"{at}.decisions[{m}]"
            if not re.fullmatch("d[1-9][0-9]{0,8}", decision["id"]):
                yield f"{here}.id", f"must be d1, d2, ..., not '{decision['id']}'"
            yield from _unknown(f"{here}.challenge", [decision["challenge"]], known, "challenge of this week")
            yield from _unknown(f"{here}.firings", decision["firings"], numbers, "firing of this week")


def _unknown(where: str, ids: Iterable[Any], known: Iterable[Any], what: str) -> Iterator[tuple[str, str]]:
    held = known if isinstance(known, dict | set) else set(known)
    for id in ids:
        if id not in held:
            yield where, f"'{id}' is no {what}"


def _wrong_facts(record: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Facts that no session could have had: wrong slots or values, two of one id, none of the policy."""
    facts = record["facts"]
    seen = {id for week in record["weeks"] for id in week["facts"]["infer"]}
    for id in sorted(seen | set(record["always"])):
        slots = dict(facts[id]["slots"])
        frame = vocabulary.frames.get(facts[id]["frame"])
        if facts[id].get("derived"):
            known = frame.slots.get(next(iter(slots), "")) if frame else None
            slots = {name: [value] if known and known.many else value for name, value in slots.items()}
            if len(slots) != 1:
                yield f"facts.{id}.slots", "must be one slot, as the fact is derived"
        _, problems = check_fact(vocabulary, facts[id]["frame"], slots, Location(""), derived_too=True)
        missed = {"missing-slot"} if facts[id].get("derived") else set()
        yield from ((f"facts.{id}", one.message) for one in problems if one.code not in missed)
    for n, week in enumerate(record["weeks"]):
        held = {*record["always"], *week["facts"]["infer"]}
        whole = [facts[id] for id in held if not facts[id].get("derived")]
        often = Counter(fact["id"] for fact in whole)
        for id in sorted(id for id, times in often.items() if times > 1):
            yield f"weeks[{n}].facts.infer", f"two facts have the id '{id}'"
        for frame_id in ("company", "policy"):
            if not any(fact["frame"] == fact["id"] == frame_id for fact in whole):
                yield f"weeks[{n}].facts", f"there is no {frame_id}"
