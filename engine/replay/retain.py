"""A run record -> a case file for review: its facts, what was decided, what is known to have come of it.

A result that nobody reported is assumed in the play and unknown in the case. Nothing is added to the record;
who reviews the file writes what else was learned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kbctl.engine.replay.grounding import ROOT
from kbctl.engine.replay.situation import company_of
from kbctl.kg.cases import parse_case
from kbctl.ontology.document import parse_yaml, plain
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

OWN = "own record"
#: The challenges whose words are told in one lesson.
TOLD = 3


def retained(record: Mapping[str, Any], ident: str, vocabulary: Vocabulary) -> str:
    """The YAML text of the case. Raises InputProblems where it would not be read as one."""
    text = _yaml(_case(record, ident, vocabulary))
    _, problems = parse_case(text, f"{ident}.yaml", ident, vocabulary)
    if problems:
        raise InputProblems(problems)
    return text


def as_json(text: str, ident: str) -> Any:
    """The case as plain values, with the keys of the file."""
    return plain(parse_yaml(text, f"{ident}.yaml"))


def _case(record: Mapping[str, Any], ident: str, vocabulary: Vocabulary) -> dict[str, Any]:
    company = company_of(record)
    frame = vocabulary.frames["company"]
    profile = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in sorted(company.items())
        if name in frame.slots and not frame.slots[name].derived and name not in ("industry", "name")
    }
    lessons = list(_lessons(record, vocabulary))
    case: dict[str, Any] = {"case": ident, "title": record["scenario"]["title"] or ident, "kind": "record"}
    case |= {"industry": company["industry"]} if "industry" in company else {}
    case |= {"profile": profile} if profile else {}
    case |= {"summary": _summary(record), "unknown": _unknown(record), "lessons": lessons}
    case["sources"] = [
        {
            "citation": f"{OWN} of {record['scenario']['id']}, scenario {record['scenario']['hash'][:12]}",
            "supports": "the facts of the company, what was decided, and the results that were reported",
        }
    ]
    return {name: value for name, value in case.items() if value or name in ("lessons", "sources")}


def _lessons(record: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    """One for a challenge's concept, the remedy chosen and what came of it; in the order of the weeks."""
    results = _results(record)
    texts: dict[tuple[str, str, str], list[str]] = {}
    for week in record["weeks"]:
        said = {one["id"]: one["text"] for one in week["challenges"]}
        for one in week["decisions"]:
            if one["status"] == "chosen" and one["concept"] != ROOT and one["strategy"] in vocabulary.terms:
                key = (one["concept"], one["strategy"], results.get(one["id"], "unknown"))
                texts.setdefault(key, []).append(
                    said.get(one["challenge"]) or record["labels"].get(key[0], key[0])
                )
    for (concept, strategy, result), told in texts.items():
        if concept in vocabulary.terms:
            named = " · ".join(dict.fromkeys(told[:TOLD])) + (" · …" if len(told) > TOLD else "")
            label = record["labels"].get(strategy, strategy)
            came = {"worked": "it worked", "partly": "it worked in part", "failed": "it failed"}
            says = f"{label} was chosen for: {named}; {came.get(result, 'what came of it was not reported')}"
            yield {"concerns": [concept], "use": strategy, "result": result, "says": says}


def _results(record: Mapping[str, Any]) -> dict[str, str]:
    """Decision -> its last result that was reported, not assumed."""
    found: dict[str, str] = {}
    for week in record["weeks"]:
        for one in week["outcomes"]:
            if one["decision"] and not one["assumed"] and one["result"] != "pending":
                found[one["decision"]] = one["result"]
    return found


def _summary(record: Mapping[str, Any]) -> str:
    weeks = record["weeks"]
    decisions = [one for week in weeks for one in week["decisions"]]
    counts = {
        status: sum(one["status"] == status for one in decisions)
        for status in ("chosen", "asked", "escalated")
    }
    challenges = {one["id"] for week in weeks for one in week["challenges"]}
    return (
        f"A project of our own, played over {len(weeks)} weeks: {len(challenges)} challenges, "
        f"{counts['chosen']} decisions, {counts['asked']} asked and {counts['escalated']} escalated."
    )


def _unknown(record: Mapping[str, Any]) -> list[str]:
    known = _results(record)
    open_ = sum(
        one["status"] == "chosen" and one["id"] not in known
        for week in record["weeks"]
        for one in week["decisions"]
    )
    return [f"what came of {open_} of the decisions; nobody reported it"] if open_ else []


def _yaml(case: Mapping[str, Any]) -> str:
    import yaml

    return str(yaml.safe_dump(dict(case), sort_keys=False, allow_unicode=True, width=110))
