"""What a scenario or a run record says of its situation: the challenges as concepts, and the company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kbctl.engine.replay.grounding import ROOT, Grounder, ground
from kbctl.engine.replay.policy import DEFAULTS
from kbctl.engine.replay.scenario import Scenario
from kbctl.kg.similar import Situation
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Vocabulary


def of_scenario(
    scenario: Scenario, grounder: Grounder, vocabulary: Vocabulary
) -> tuple[Situation, list[str]]:
    """Its situation, and the texts that could not be grounded and so do not count."""
    floor = float(str({**DEFAULTS, **scenario.policy}["ask_below"]))
    concepts, lost = set(), []
    for block in scenario.timeline:
        for said in block.challenges:
            concept = ground(said, grounder, vocabulary, floor).concept
            if concept == ROOT:
                lost.append(said.text)
            else:
                concepts.add(concept)
    return Situation(tuple(sorted(concepts)), dict(scenario.company)), lost


def of_record(record: Mapping[str, Any]) -> tuple[Situation, list[str]]:
    """The same of a run record, with the challenges that tables and rules have raised."""
    seen = [one for week in record["weeks"] for one in week["challenges"]]
    concepts = {one["concept"] for one in seen if one["concept"] != ROOT}
    lost = list(dict.fromkeys(one["text"] for one in seen if one["concept"] == ROOT))
    return Situation(tuple(sorted(concepts)), company_of(record)), lost


def company_of(record: Mapping[str, Any]) -> dict[str, Value]:
    """What the record knows of the company, answers included; what rules concluded is left out."""
    facts = [one for one in record["facts"].values() if one["frame"] == "company" and not one.get("derived")]
    known: dict[str, Value] = {}
    for fact in sorted(facts, key=lambda one: int(one["week"])):
        known |= {name: tuple(v) if isinstance(v, list) else v for name, v in fact["slots"].items()}
    return known
