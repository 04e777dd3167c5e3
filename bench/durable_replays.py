"""Whole replays through the durable backend: crashes, refusals, differences from ours, memory, time.

    python bench/durable_replays.py [--replays 10000] [--seed 0]

Each replay is a generated company with one to three challenges, played for one or two weeks on durable_rules
and on our engine; the records are compared but for the name of the engine. Exit code 1 where anything crashed
or differed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / ".dev"))

from kbctl.engine.backends.durable import DurableEngine  # noqa: E402
from kbctl.engine.compile import open_base  # noqa: E402
from kbctl.engine.inference.native import NativeEngine  # noqa: E402
from kbctl.engine.knowledge import Knowledge, load_knowledge  # noqa: E402
from kbctl.engine.replay import play  # noqa: E402
from kbctl.engine.replay.grounding import BaseGrounder  # noqa: E402
from kbctl.engine.replay.scenario import Scenario  # noqa: E402
from kbctl.engine.replay.scenario_load import load_scenario  # noqa: E402
from kbctl.ontology.source import InputProblems  # noqa: E402

CRASHES = ("backend-died", "backend-timeout", "backend-error")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replays", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    said = parser.parse_args(arguments)
    outcomes: Counter[str] = Counter()
    memory: list[int] = []
    took = 0.0
    with open_base(None) as base, tempfile.TemporaryDirectory() as folder:
        knowledge = load_knowledge(base)
        grounder = BaseGrounder(base)
        rules = [rule for rule in knowledge.rules.values() if rule.status == "active"]
        native = NativeEngine(knowledge.vocabulary, rules)
        durable = DurableEngine(knowledge.vocabulary, rules)
        random = Random(said.seed)
        for number in range(said.replays):
            scenario = generated(knowledge, random, number, Path(folder, "scenario.yaml"))
            started = time.perf_counter()
            try:
                found = play(knowledge, scenario, durable, grounder)
            except InputProblems as error:
                outcomes["crashed" if error.problems[0].code in CRASHES else "refused"] += 1
                print(error)
                continue
            took += time.perf_counter() - started
            expected = play(knowledge, scenario, native, grounder)
            outcomes["agreed" if anonymous(found) == anonymous(expected) else "differed"] += 1
            memory.append(durable.worker.memory)
            if (number + 1) % 1000 == 0:
                print(f"{number + 1}: {dict(sorted(outcomes.items()))}", flush=True)
        durable.close()
    print(f"replays {said.replays}  " + "  ".join(f"{name} {n}" for name, n in sorted(outcomes.items())))
    print(f"{1000 * took / max(1, len(memory)):.1f} ms a replay (wall)")
    marks = [memory[len(memory) * part // 4 - 1] // 1024 for part in (1, 2, 3, 4)] if len(memory) > 3 else []
    print("memory of the process after each quarter, in MB: " + ", ".join(map(str, marks)))
    return 1 if outcomes["crashed"] or outcomes["differed"] else 0


def anonymous(record: dict[str, Any]) -> dict[str, Any]:
    """The record without the name of its engine."""
    return {key: value for key, value in record.items() if key != "engine"}


def generated(knowledge: Knowledge, random: Random, number: int, path: Path) -> Scenario:
    """A company with random slots and one to three challenges that are said exactly."""
    vocabulary = knowledge.vocabulary
    concepts = sorted(
        term.id
        for term in vocabulary.of_kind("challenge")
        if vocabulary.remedies_of(term.id) and not term.get("defined")
    )
    choices: dict[str, list[Any]] = {
        "industry": ["furniture", "injection_molding", "electrical_equipment", "knitwear"],
        "employees": [20, 150, 500, 2000],
        "complexity": [2, 6, 9],
        "timeline_weeks": [4, 6, 12, 26],
        "current_systems": [["Excel"], ["SAP"], ["Oracle", "Excel"]],
        "regulations": [["FDA"], ["ISO9001"], ["UL", "CE"]],
        "failed_predecessor": [True, False],
        "user_trust": ["low", "medium", "high"],
        "sites": [1, 2, 5],
        "custom_share": [0.1, 0.8],
        "integrations": [1, 12],
        "backup_available": [True, False],
        "key_people": [1, 4],
    }
    company = {
        slot: random.choice(values) for slot, values in sorted(choices.items()) if random.random() < 0.6
    }
    challenges = []
    for concept in random.sample(concepts, random.randint(1, 3)):
        challenge: dict[str, Any] = {"is": concept}
        if random.random() < 0.5:
            challenge["rate"] = random.choice([0.01, 0.06, 0.15, 0.4])
        challenges.append(challenge)
    week: dict[str, Any] = {"weeks": [1, random.randint(1, 2)], "challenges": challenges}
    if random.random() < 0.5:
        week["events"] = [{"is": "Cutover", "week": random.randint(1, 6)}]
    scenario = {
        "schema": "kbctl/scenario/1",
        "id": f"generated-{number}",
        "title": f"Generated {number}",
        "company": company,
        "timeline": [week],
    }
    path.write_text(json.dumps(scenario), encoding="utf-8")
    return load_scenario(path, vocabulary, "scenario.yaml")


if __name__ == "__main__":
    sys.exit(main())
