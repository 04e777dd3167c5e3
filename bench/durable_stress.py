"""Many runs through the durable backend: crashes, refusals, differences from the native engine, memory, time.

    python bench/durable_stress.py [--runs 10000] [--seed 0]

A run is one phase over random facts. Three quarters run the shipped rules in one process, as sessions do;
the others random rule bases (those of the tests), each with a process of its own. Every closure is compared.
Exit code 1 where anything crashed or differed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / ".dev"), str(ROOT / "tests" / "engine")]

from kbctl.engine.backends.durable import DurableEngine  # noqa: E402
from kbctl.engine.backends.process import Worker  # noqa: E402
from kbctl.engine.inference.engine import PHASES, Engine, Phase  # noqa: E402
from kbctl.engine.inference.facts import Fact  # noqa: E402
from kbctl.engine.inference.native import NativeEngine  # noqa: E402
from kbctl.ontology.load import load_vocabulary  # noqa: E402
from kbctl.ontology.source import InputProblems  # noqa: E402
from kbctl.rules.load import load_rules  # noqa: E402
from oracle.generate import case, facts_for  # type: ignore[import-not-found]  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    said = parser.parse_args(arguments)
    outcomes: Counter[str] = Counter()
    firings, took, memory = 0, 0.0, list[int]()
    for durable, native, phase, facts in runs(said.runs, Random(said.seed)):
        started = time.perf_counter()
        try:
            found = durable.run(phase, facts)
        except InputProblems as error:
            code = error.problems[0].code
            outcomes[
                "crashed" if code in ("backend-died", "backend-timeout", "backend-error") else "refused"
            ] += 1
            print(error)
            continue
        took += time.perf_counter() - started
        firings += len(found.firings)
        outcomes["agreed" if found == native.run(phase, facts) else "differed"] += 1
        memory.append(durable.worker.memory)
    print(
        f"runs {sum(outcomes.values())}  " + "  ".join(f"{name} {n}" for name, n in sorted(outcomes.items()))
    )
    print(f"firings {firings}  {1000 * took / max(1, sum(outcomes.values())):.2f} ms a run (wall)")
    marks = [memory[len(memory) * part // 4 - 1] // 1024 for part in (1, 2, 3, 4)] if len(memory) > 3 else []
    print(f"peak memory of the process at each quarter of the runs: {', '.join(f'{mb} MB' for mb in marks)}")
    return 1 if outcomes["crashed"] or outcomes["differed"] else 0


def runs(number: int, chance: Random) -> Iterator[tuple[DurableEngine, Engine, Phase, Sequence[Fact]]]:
    vocabulary = load_vocabulary()
    rules = load_rules(ROOT / "rules", vocabulary)
    own = number // 4 // len(PHASES)
    for _ in range(own):
        given = case(chance)
        durable = DurableEngine(given.vocabulary, given.rules)
        native = NativeEngine(given.vocabulary, given.rules)
        inferred = native.run("infer", given.facts).facts
        for phase in PHASES:
            yield (
                durable,
                native,
                phase,
                [*inferred, *given.later[phase]] if phase != "infer" else given.facts,
            )
        durable.close()
    shared, native = DurableEngine(vocabulary, rules, Worker()), NativeEngine(vocabulary, rules)
    for n in range(number - own * len(PHASES)):
        yield (
            shared,
            native,
            PHASES[n % len(PHASES)],
            facts_for(chance, vocabulary, rules, chance.randint(1, 6)),
        )
    print(f"the shared process was replaced {shared.worker.restarts} times")
    shared.close()


if __name__ == "__main__":
    sys.exit(main())
