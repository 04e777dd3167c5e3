"""What becomes of status lines that nobody tuned on: grounded right, asked about, or mistaken?

`python -m bench.unseen_texts [--lines] [FILE.csv]`, from the root of the repository; by default
bench/queries/texts.csv: ten lines of each of four industries, written from the challenges' definitions by one
who had not seen a label, `industry, text, right, also`. `right` is empty for a line that no challenge covers.

Each industry's lines are played in one week of one scenario. A line is
    right      where its concept is one that an expert accepts, and something was decided
    asked      where what it means, or what to do, is asked or escalated
    wrong      where it was taken for another concept and a remedy was chosen
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent.parent / ".dev"))

from kbctl.engine.compile import open_base
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.knowledge import Knowledge, load_knowledge
from kbctl.engine.replay import play
from kbctl.engine.replay.grounding import BaseGrounder
from kbctl.engine.replay.scenario_load import load_scenario
from kbctl.kg.store import Base

TEXTS = Path(__file__).resolve().parent / "queries" / "texts.csv"
COMPANY = "{{name: A company, industry: {industry}, employees: 200, complexity: 6, sites: 1}}"


@dataclass(frozen=True, slots=True)
class Line:
    industry: str
    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a line: `became` is right, asked or wrong."""

    line: Line
    became: str
    concept: str
    strategy: str


def lines(path: Path) -> list[Line]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Line(row["industry"], row["text"], frozenset([row["right"], *row["also"].split()]) - {""})
            for row in csv.DictReader(file)
        ]


def fates(base: Base, knowledge: Knowledge, industry: str, told: Sequence[Line]) -> list[Fate]:
    """What becomes of an industry's lines; in an industry that the base does not have, those of a maker."""
    import json

    challenges = "\n".join(f"      - {json.dumps(one.text, ensure_ascii=False)}" for one in told)
    company = COMPANY.format(industry=_known(knowledge, industry))
    text = (
        f"schema: kbctl/scenario/1\nid: texts\ntitle: Texts\ncompany: {company}\n"
        f"timeline:\n  - weeks: 1\n    phase: discovery\n    challenges:\n{challenges}\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "scenario.yaml")
        path.write_text(text, encoding="utf-8")
        scenario = load_scenario(path, knowledge.vocabulary)
    active = [rule for rule in knowledge.rules.values() if rule.status == "active"]
    engine = NativeEngine(knowledge.vocabulary, active)
    record = play(knowledge, scenario, engine, BaseGrounder(base), lambda paths: [], shadow_engine=engine)
    week = record["weeks"][0]
    decided = {one["challenge"]: one for one in week["decisions"]}
    by_text = {one["text"]: one for one in week["challenges"]}
    return [
        fate(one, by_text[one.text], decided.get(by_text[one.text]["id"]))
        if one.text in by_text
        else fates(base, knowledge, industry, [one])[0]  # joined with a line before it: played by itself
        for one in told
    ]


def _known(knowledge: Knowledge, industry: str) -> str:
    known = {term.id for term in knowledge.vocabulary.of_kind("industry")}
    return industry if industry in known else "discrete_manufacturing"


def fate(line: Line, challenge: dict[str, Any], decision: dict[str, Any] | None) -> Fate:
    chosen = decision is not None and decision["status"] == "chosen"
    strategy = str(decision["strategy"]) if decision else "-"
    known = "right" if challenge["concept"] in line.right else "wrong"
    became = known if chosen else "asked"
    return Fate(line, became, challenge["concept"], strategy)


def main(arguments: Sequence[str]) -> None:
    given = [Path(one) for one in arguments if not one.startswith("--")]
    by_industry: dict[str, list[Line]] = defaultdict(list)
    for one in lines(given[0] if given else TEXTS):
        by_industry[one.industry].append(one)
    with tempfile.TemporaryDirectory() as cache, open_base(cache) as base:
        knowledge = load_knowledge(base)
        print(f"{'industry':<24} lines  right  asked  wrong")
        for industry, told in sorted(by_industry.items()):
            found = fates(base, knowledge, industry, told)
            counts = [sum(one.became == kind for one in found) for kind in ("right", "asked", "wrong")]
            print(f"{industry:<24} {len(found):>5}" + "".join(f"  {count:>5}" for count in counts))
            for each in found if "--lines" in arguments else ():
                print(f"  {each.became:<6} {each.line.text}  → {each.concept} → {each.strategy}")


if __name__ == "__main__":
    main(sys.argv[1:])
