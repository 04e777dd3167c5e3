"""Repairs of made-up customers: `python -m bench.repairs --seeds 0-4 --severity mid`.

Each customer's spoilt tables are repaired as `kbctl repair` does it, and judged by the ledger
(`kbctl.engine.training.acceptance`): cells restored of those that a remedy wrote, right cells damaged, pairs
made one. Seeds 0-99 are for tuning; 1000-1019 are held out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

if "kbctl" not in sys.modules:  # run as a module or as a file, from the root of the repository
    _root = Path(__file__).resolve().parent.parent
    sys.path[:0] = [str(_root), str(_root / ".dev")]

from kbctl.engine.compile import open_base
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.knowledge import load_knowledge
from kbctl.engine.replay.mend import mend
from kbctl.engine.training.acceptance import Judged, alike, judge, spoilt_cells
from kbctl.engine.training.generate.batch import write_files
from kbctl.engine.training.generate.make import customer
from kbctl.engine.training.generate.trades import TRADES


def main(arguments: Sequence[str] | None = None) -> int:
    options = parsed(arguments)
    judged: list[Judged] = []
    outcomes: Counter[tuple[str, str]] = Counter()
    claimed: Counter[str] = Counter()
    restored: Counter[str] = Counter()
    harmed: Counter[str] = Counter()
    with open_base(None) as base:
        knowledge = load_knowledge(base)
        active = [rule for rule in knowledge.rules.values() if rule.status == "active"]
        engine = NativeEngine(knowledge.vocabulary, active)
        for industry in options.industries:
            for severity in options.severity:
                for seed in options.seeds:
                    made = customer(industry, seed, severity, options.size)
                    with tempfile.TemporaryDirectory() as folder:
                        write_files(Path(folder), made.files().items())
                        repaired = mend([Path(folder, "tables")], knowledge, engine).repaired
                    found = judge(repaired, made.truth)
                    judged.append(found)
                    outcomes.update((one.choice.remedy, one.outcome) for one in repaired.done)
                    clean = spoilt_cells(made.truth)
                    damaged = {place[:2] for place in found.damaged}
                    for change in repaired.changes:
                        place = change.table, change.row, change.column
                        if place in clean and change.kind in ("cell", "rekeyed") and change.after.strip():
                            claimed[change.remedy] += 1
                            restored[change.remedy] += alike(change.after, clean[place])
                        elif place not in clean and place[:2] in damaged:
                            harmed[change.remedy] += 1
                    print(f"{industry} {seed} {severity}: {figures([found])}")
    print(f"\n{'remedy':30} {'worked':>7} {'partly':>7} {'failed':>7} {'wrote':>7} {'right':>7} {'harm':>7}")
    for remedy in sorted({name for name, _ in outcomes}):
        counts = [outcomes[remedy, name] for name in ("worked", "partly", "failed")]
        told = [*counts, claimed[remedy], restored[remedy], harmed[remedy]]
        print(f"{remedy:30} " + " ".join(f"{number:7}" for number in told))
    print(f"\nall {len(judged)}: {figures(judged)}")
    return 0


def figures(judged: Sequence[Judged]) -> str:
    """Sums over customers, F1 as their mean."""
    wrote = sum(one.claimed for one in judged)
    right = sum(round((one.cells_restored or 0) * one.claimed) for one in judged)
    spoilt = sum(one.spoilt for one in judged)
    again = sum(round((one.cells_recovered or 0) * one.spoilt) for one in judged)
    pairs = [one.pair_f1 for one in judged if one.pair_f1 is not None]
    return (
        f"restored {right}/{wrote} ({share(right, wrote)}), of all {share(again, spoilt)}, "
        f"damaged {sum(one.clean_cells_damaged for one in judged)}, "
        f"pair F1 {sum(pairs) / len(pairs) if pairs else float('nan'):.3f} ({len(pairs)}), "
        f"references broken {sum(one.references_broken for one in judged)}, "
        f"unexplained {sum(one.totals_unexplained for one in judged)}"
    )


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.repairs", description=__doc__)
    parser.add_argument("--seeds", type=seeds, default=seeds("0-2"), help="3, 0-4 or 1,5,7")
    parser.add_argument("--industries", nargs="+", choices=sorted(TRADES), default=sorted(TRADES))
    parser.add_argument("--severity", nargs="+", choices=["low", "mid", "high"], default=["mid"])
    parser.add_argument("--size", choices=["small", "medium", "large"], default="small")
    return parser.parse_args(arguments)


def seeds(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
