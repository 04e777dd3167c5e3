"""What `rules diff` makes of seeded edits of shipped rules.

`python -m bench.rule_changes [COUNT] [--seed N]`, from the root of the repository. COUNT edits (200) that
mean nothing: how many are called a change. COUNT edits that mean something: how many are called a change, and
for how many a witness was found, run through both whole rule bases; for how many of these a decision turns.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / ".dev"))

from kbctl.engine.compile import open_base
from kbctl.engine.knowledge import Knowledge, load_knowledge
from kbctl.engine.review.change.compare import compare, without_evidence
from kbctl.engine.review.change.model import RuleChange
from kbctl.rules.load import load_rule
from kbctl.rules.model import Rule

from bench.rule_edits import chosen, semantic, wording

ROOT = Path(__file__).resolve().parent.parent
SEED = 61


def with_rule(knowledge: Knowledge, rule: Rule) -> Knowledge:
    return replace(knowledge, rules={**knowledge.rules, rule.id: rule})


def called_changes(knowledge: Knowledge, count: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """(rule, edit, what was said) of edits that mean nothing and were called a change."""
    for rule, dice in chosen(list(knowledge.rules.values()), count, seed):
        kind, text = wording((ROOT / rule.path).read_text(encoding="utf-8"), dice)
        edited, problems = load_rule(text, rule.path, knowledge.vocabulary)
        if edited is None:
            raise SystemExit(f"{rule.id}, {kind}: the edit cannot be read: {problems[0]}")
        for change in compare(knowledge, with_rule(knowledge, edited), witnesses=False):
            yield rule.id, kind, "; ".join(part.says for part in (*change.behaviour, *change.about))


def changes(knowledge: Knowledge, count: int, seed: int) -> Iterator[tuple[str, str, RuleChange | None]]:
    """(rule, edit, the change told) of edits that mean something."""
    for rule, dice in chosen(list(knowledge.rules.values()), count, seed):
        edit = semantic(rule, knowledge.vocabulary, dice)
        if edit is None or without_evidence(edit.rule) == without_evidence(rule):
            continue
        told = compare(knowledge, with_rule(knowledge, edit.rule))
        yield rule.id, edit.kind, next((one for one in told if one.kind == "changed"), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--list", action="store_true", help="every edit that has no witness")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache, open_base(cache, str(ROOT)) as base:
        knowledge = load_knowledge(base)
        wrong = list(called_changes(knowledge, options.count, options.seed))
        print(f"edits that mean nothing: {options.count}, called a change: {len(wrong)}")
        for rule, kind, said in wrong:
            print(f"    {rule} ({kind}): {said}")
        start = time.perf_counter()
        told = list(changes(knowledge, options.count, options.seed))
        spent = time.perf_counter() - start
    seen = [one for _, _, one in told if one]
    shown = [one for one in seen if one.witness]
    turned = sum(one.witness.decision_differs for one in shown if one.witness)
    print(f"edits that mean something: {len(told)}, called a change: {len(seen)}")
    print(f"    with a witness: {len(shown)} ({len(shown) / max(len(told), 1):.0%})")
    print(f"    a decision turns: {turned}; {spent / max(len(told), 1):.2f} s an edit")
    missed = Counter(kind for _, kind, one in told if not one or not one.witness)
    print(
        "    without a witness: " + (", ".join(f"{kind} {n}" for kind, n in sorted(missed.items())) or "none")
    )
    if options.list:
        for rule, kind, one in told:
            if not one or not one.witness:
                said = "; ".join(part.says for part in one.behaviour) if one else "nothing"
                print(f"        {rule} ({kind}): {said}")


if __name__ == "__main__":
    main()
