"""How long `kbctl rules verify` takes, and what it finds: the shipped rules, 500 and 2,500 generated ones.

    python -m bench.verify [--sizes 500,2500] [--json FILE]

Every figure is of one run in one process: questions decided, by the box test and by z3, findings by code,
sets of facts that replayed and that did not, and the time where ten drawn rules have changed. Times
are CPU seconds (wall in brackets), because the machine is shared. Reading the files is counted apart.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / ".dev"))

from kbctl.engine.inference.facts import Fact, check_fact  # noqa: E402
from kbctl.engine.inference.native import NativeEngine  # noqa: E402
from kbctl.engine.review.verify.finding import Found  # noqa: E402
from kbctl.engine.review.verify.scope import touched  # noqa: E402
from kbctl.engine.review.verify.smt import solver  # noqa: E402
from kbctl.engine.review.verify.verify import Verified, verify  # noqa: E402
from kbctl.ontology.load import load_vocabulary  # noqa: E402
from kbctl.ontology.source import Location  # noqa: E402
from kbctl.ontology.values import Value  # noqa: E402
from kbctl.ontology.vocab import Vocabulary  # noqa: E402
from kbctl.rules.complete import Complete, read_complete  # noqa: E402
from kbctl.rules.load import load_rules  # noqa: E402
from kbctl.rules.model import Rule  # noqa: E402

from bench.workload import RawFact, Workload  # noqa: E402

CHANGED = 10
#: Generated sessions that the findings about generated rules are held against.
SESSIONS = 40


def measure(name: str, vocabulary: Vocabulary, rules: Sequence[Rule],
            promises: Sequence[Complete] = (), load: Workload | None = None) -> dict[str, Any]:  # fmt: skip
    """The whole base, then what ten drawn rules take part in."""
    by_id = {rule.id: rule for rule in rules}
    drawn = Random(1).sample(sorted(by_id), min(CHANGED, len(by_id)))
    whole, whole_cpu, whole_wall = timed(lambda: verify(vocabulary, rules, promises, solver=solver()))
    scope = touched(vocabulary, by_id, by_id, drawn)
    some, some_cpu, some_wall = timed(lambda: verify(vocabulary, rules, promises, scope, solver()))
    gainsaid = refuted(load, rules, whole) if load else None
    return {
        "rules": name, "refuted": gainsaid, "count": len(rules),
        "cpu_s": round(whole_cpu, 2), "wall_s": round(whole_wall, 2),
        **told(whole), "changed": {"drawn": len(drawn), "scope": len(scope), "cpu_s": round(some_cpu, 2),
                                   "wall_s": round(some_wall, 2), **told(some)},
    }  # fmt: skip


def timed(run: Any) -> tuple[Verified, float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    done = run()
    return done, time.process_time() - cpu, time.perf_counter() - wall


def told(done: Verified) -> dict[str, Any]:
    tally = done.tally
    return {
        "box": tally.box, "z3": tally.solver, "open": tally.undecided,
        "replayed": tally.replayed, "not_replayed": len(tally.internal),
        "codes": dict(sorted(Counter(one.code for one in done.found).items())),
    }  # fmt: skip


def refuted(load: Workload, rules: Sequence[Rule], done: Verified) -> int:
    """Claims about all facts that generated sessions gainsay: rules that fire though they never can, and
    those that fire where the one that says the same does not."""
    engine, wrong = NativeEngine(load.vocabulary, rules), set[Found]()
    for number in range(SESSIONS):
        facts = [Fact(raw.frame, raw.id, checked(load.vocabulary, raw)) for raw in load.session(number)]
        fired: dict[str, set[object]] = {}
        for firing in engine.run("infer", facts).firings:
            fired.setdefault(firing.rule, set()).add(dict(firing.bindings).get("c"))
        for one in done.found:
            first = fired.get(one.rules[0], set()) if one.rules else set()
            if (one.code == "unreachable" and first) or (
                one.code in ("redundant", "subsumed") and not first <= fired.get(one.rules[1], set())
            ):
                wrong.add(one)
    return len(wrong)


def checked(vocabulary: Vocabulary, raw: RawFact) -> dict[str, Value]:
    return check_fact(vocabulary, raw.frame, raw.slots, Location("bench"))[0]


def line(row: dict[str, Any]) -> str:
    codes = ", ".join(f"{n} {code}" for code, n in row["codes"].items()) or "none"
    changed = row["changed"]
    held = "" if row["refuted"] is None else f"; refuted by {SESSIONS} sessions: {row['refuted']}"
    return (
        f"{row['rules']:<10}{row['count']:>6} rules  {row['cpu_s']:>7.2f} s ({row['wall_s']:.1f})  "
        f"questions: {row['box']} box, {row['z3']} z3, {row['open']} open  replayed {row['replayed']}, "
        f"not {row['not_replayed']}\n{'':18}findings: {codes}{held}\n{'':18}{changed['drawn']} changed "
        f"({changed['scope']} with their readers): {changed['cpu_s']:.2f} s ({changed['wall_s']:.1f})"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="500,2500", help="numbers of generated rules")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    given = parser.parse_args()
    start = time.process_time()
    vocabulary = load_vocabulary(ROOT / "ontology")
    rules, promises = load_rules(ROOT / "rules", vocabulary), read_complete(ROOT / "rules", vocabulary)
    print(f"reading the shipped files: {time.process_time() - start:.2f} s", flush=True)
    rows = [measure("shipped", vocabulary, rules, promises)]
    print(line(rows[-1]), flush=True)
    for size in map(int, filter(None, given.sizes.split(","))):
        load = Workload("selective", size, 300)
        rows.append(measure("generated", load.vocabulary, load.rules, load=load))
        print(line(rows[-1]), flush=True)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
