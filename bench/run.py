"""The benchmark, one command: `python -m bench` or `python bench/run.py [--quick] [--json FILE]`.

Exit codes: 0 measured (a target that was missed is shown, and is no failure), 1 engines disagree.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

if __package__ in (None, ""):  # run as a file
    _root = Path(__file__).resolve().parent.parent
    sys.path[:0] = [str(_root), str(_root / ".dev")]

from bench.child import Child, Failed
from bench.cold import cold
from bench.measure import Disagreement, Plan, measure
from bench.peer import Unable
from bench.report import render, targets
from bench.worker import ENGINES
from bench.workload import PROFILES

FULL = Plan(
    tuple(ENGINES), PROFILES, sizes=(100, 1000, 2500), facts=(30, 300), sessions=10, rounds=8, checked=3,
    turn=1.0, once=10.0, limit=240,
)  # fmt: skip
QUICK = Plan(
    tuple(ENGINES), PROFILES, sizes=(100, 1000), facts=(30,), sessions=5, rounds=3, checked=2,
    turn=0.2, once=2.0, limit=30,
)  # fmt: skip
MEMORY_MARKS = (1_000, 5_000, 10_000)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure kbctl against other rule engines."
    )
    parser.add_argument("--quick", action="store_true", help="small cells only, in less than a minute")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write every figure to FILE")
    parser.add_argument(
        "--engines", metavar="NAMES", help=f"some of {', '.join(ENGINES)}, with commas; kbctl always"
    )
    given = parser.parse_args(arguments)
    plan = QUICK if given.quick else FULL
    if given.engines:
        wanted = {"kbctl", *given.engines.split(",")}
        if unknown := sorted(wanted - set(ENGINES)):
            parser.error(f"unknown engine {', '.join(unknown)}; one of {', '.join(ENGINES)}")
        plan = Plan(**(vars(plan) | {"engines": tuple(name for name in ENGINES if name in wanted)}))
    try:
        found = results(plan, given.quick)
    except (Disagreement, Failed) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(render(found))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def results(plan: Plan, quick: bool) -> dict[str, Any]:
    """Everything measured, as plain values."""
    bases = list(measure(plan, _say))
    _say("memory")
    marks = tuple(mark // 50 for mark in MEMORY_MARKS) if quick else MEMORY_MARKS
    size, facts = (100, 30) if quick else (1000, 300)
    memory = _memory(size, facts, marks, plan.seed)
    _say("cold query")
    found = {
        "python": ".".join(map(str, sys.version_info[:3])),
        "versions": _versions(plan.engines),
        "quick": quick,
        "bases": [base.plain() for base in bases],
        "cells": [cell.plain() for base in bases for cell in base.cells],
        "memory": memory,
        "cold": cold(5 if quick else 20),
    }
    _say("")
    return found | {"targets": targets(found)}


def _memory(size: int, facts: int, marks: tuple[int, ...], seed: int) -> dict[str, Any]:
    child = Child("kbctl")
    try:
        child.ask("compile", 60, profile="selective", size=size, seed=seed)
        return {"rules": size, "facts": facts} | child.ask("memory", 3600, facts=facts, marks=list(marks))
    except Unable as reason:
        return {"unable": str(reason)}
    finally:
        child.close()


def _versions(engines: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for name in sorted({ENGINES[engine][2] for engine in engines} - {""}):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _say(what: str) -> None:
    """Progress, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{what}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
