"""How many wrong edits of shipped rules do the rules' own tests catch, and do harmless ones stay unnoticed?

`python -m bench.mutation [COUNT] [--seed N]`, from the root of the repository. COUNT edits (200) that change
what a rule does, as many of each kind, from operators that are not those of `rules coverage`: coarse slips of
the hand where coverage makes the smallest changes. An edit is caught if one of the rule's tests fails, or if
the rule can no longer be compiled. COUNT edits that change nothing (`bench.rule_edits`): how many of them
`meaning` calls a change, and with it `rules diff`.

Tests run a rule alone and leave confidences free, so they cannot catch a removed override, and a confidence
only where a test names it; these kinds have lines of their own below the total without them.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent.parent / ".dev"))

from kbctl.engine.compile import open_base
from kbctl.engine.knowledge import load_knowledge
from kbctl.engine.review.rule_tests import test_rule
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check_variables import check_variables
from kbctl.rules.load import load_rule
from kbctl.rules.meaning import meaning
from kbctl.rules.model import (
    Adjust,
    Clause,
    Comparison,
    Not,
    Pattern,
    Recommend,
    Rule,
    Variable,
    Veto,
)

from bench.rule_edits import chosen, wording

ROOT = Path(__file__).resolve().parent.parent
ORDERED = ("lt", "lte", "gt", "gte")
#: What no test of a single rule can see.
BEYOND = ("override removed", "confidence")
#: Draws for one edit; a rule may not admit the kind.
DRAWS = 2000

Dice = random.Random
Operator = Callable[[Rule, Vocabulary, Dice], Iterator[Rule]]


# --- operators: each gives every rule that it can make of one ---------------------------------------


def _tests(rule: Rule) -> Iterator[tuple[Pattern, Comparison, Callable[[Comparison], Rule]]]:
    """Every slot test of `when`, with its pattern, and the rule with another in its place."""
    for n, clause in enumerate(rule.when):
        several = (clause,) if isinstance(clause, Pattern) else clause.patterns
        for m, pattern in enumerate(several):
            for k, test in enumerate(pattern.tests):

                def put(changed: Comparison, n: int = n, m: int = m, k: int = k) -> Rule:
                    old = rule.when[n]
                    inner = (old,) if isinstance(old, Pattern) else old.patterns
                    tests = (*inner[m].tests[:k], changed, *inner[m].tests[k + 1 :])
                    made = replace(inner[m], tests=tests)
                    new: Clause = made
                    if not isinstance(old, Pattern):
                        new = replace(old, patterns=(*inner[:m], made, *inner[m + 1 :]))
                    return replace(rule, when=(*rule.when[:n], new, *rule.when[n + 1 :]))

                yield pattern, test, put


def _names(rule: Rule) -> list[str]:
    positive = [clause for clause in rule.when if isinstance(clause, Pattern)]
    found = {one.id.name for one in positive if one.id}
    found |= {t.operand.name for one in positive for t in one.tests if isinstance(t.operand, Variable)}
    return sorted(found)


def join_swapped(rule: Rule, vocabulary: Vocabulary, dice: Dice) -> Iterator[Rule]:
    for _, test, put in _tests(rule):
        if isinstance(test.operand, Variable):
            for name in _names(rule):
                if name != test.operand.name:
                    yield put(replace(test, operand=Variable(name, test.operand.slot)))


def operator_changed(rule: Rule, vocabulary: Vocabulary, dice: Dice) -> Iterator[Rule]:
    for _, test, put in _tests(rule):
        if test.op in ORDERED:
            yield from (put(replace(test, op=op)) for op in ORDERED if op != test.op)  # type: ignore[arg-type]


def class_changed(rule: Rule, vocabulary: Vocabulary, dice: Dice) -> Iterator[Rule]:
    for pattern, test, put in _tests(rule):
        slot = vocabulary.slot(pattern.frame, test.slot)
        if slot is None or slot.type != "class" or isinstance(test.operand, Variable):
            continue
        terms = sorted(vocabulary.descendants.get(slot.range or "", ()))
        other = dice.choice(terms)
        if isinstance(test.operand, tuple):
            gone = dice.choice(test.operand)
            yield put(replace(test, operand=tuple(sorted({*test.operand, other} - {gone}, key=str))))
            yield put(replace(test, operand=tuple(sorted({*test.operand, other}, key=str))))
        else:
            yield put(replace(test, operand=other))


def threshold_scaled(rule: Rule, vocabulary: Vocabulary, dice: Dice) -> Iterator[Rule]:
    for pattern, test, put in _tests(rule):
        bound = test.operand
        if test.op in ORDERED and isinstance(bound, int | float) and bound:
            factor = dice.choice((-1, 1)) * dice.uniform(0.05, 0.7)
            slot = vocabulary.slot(pattern.frame, test.slot)
            scaled = bound * (1 + factor)
            whole = slot is not None and slot.type == "integer"
            yield put(replace(test, operand=round(scaled) if whole else round(scaled, 6)))


def word_changed(rule: Rule, vocabulary: Vocabulary, dice: Dice) -> Iterator[Rule]:
    for pattern, test, put in _tests(rule):
        slot = vocabulary.slot(pattern.frame, test.slot)
        if slot and slot.type == "enum" and isinstance(test.operand, str):
            others = [value for value in slot.values if value != test.operand]
            yield put(replace(test, operand=dice.choice(others)))
        elif slot and slot.type == "boolean" and isinstance(test.operand, bool) and test.op == "eq":
            yield put(replace(test, operand=not test.operand))


def negation_moved(rule: Rule, vocabulary: Vocabulary, dice: Dice) -> Iterator[Rule]:
    """A clause into `not`, out of it, or into the `not` beside it."""
    for n, clause in enumerate(rule.when):
        before, after = rule.when[:n], rule.when[n + 1 :]
        if isinstance(clause, Not):
            yield replace(rule, when=(*before, *clause.patterns, *after))
        elif isinstance(clause, Pattern):
            yield replace(rule, when=(*before, Not((clause,), clause.at), *after))
            for k, other in enumerate(rule.when):
                if isinstance(other, Not):
                    both = replace(other, patterns=(*other.patterns, clause))
                    when = [both if m == k else one for m, one in enumerate(rule.when) if m != n]
                    yield replace(rule, when=tuple(when))


def clause_dropped(rule: Rule, vocabulary: Vocabulary, dice: Dice) -> Iterator[Rule]:
    for n in range(len(rule.when)):
        yield replace(rule, when=(*rule.when[:n], *rule.when[n + 1 :]))


def remedy_swapped(rule: Rule, vocabulary: Vocabulary, dice: Dice) -> Iterator[Rule]:
    for n, action in enumerate(rule.then):
        if isinstance(action, Recommend | Adjust | Veto) and isinstance(action.remedy, str):
            others = [term.id for term in vocabulary.of_kind("remedy") if term.id != action.remedy]
            changed = replace(action, remedy=dice.choice(others))
            yield replace(rule, then=(*rule.then[:n], changed, *rule.then[n + 1 :]))


def target_changed(rule: Rule, vocabulary: Vocabulary, dice: Dice) -> Iterator[Rule]:
    for n, action in enumerate(rule.then):
        target = getattr(action, "target", None)
        if not isinstance(target, Variable):
            continue
        for name in _names(rule):
            if name != target.name:
                edited: Any = action  # whatever action it is, it has a target
                changed = replace(edited, target=Variable(name))
                yield replace(rule, then=(*rule.then[:n], changed, *rule.then[n + 1 :]))


def override_removed(rule: Rule, vocabulary: Vocabulary, dice: Dice) -> Iterator[Rule]:
    for name in rule.overrides:
        yield replace(rule, overrides=tuple(one for one in rule.overrides if one != name))


def confidence_moved(rule: Rule, vocabulary: Vocabulary, dice: Dice) -> Iterator[Rule]:
    for n, action in enumerate(rule.then):
        if isinstance(action, Recommend):
            changed = replace(action, confidence=round(dice.uniform(0.3, 1), 2))
            yield replace(rule, then=(*rule.then[:n], changed, *rule.then[n + 1 :]))


OPERATORS: Mapping[str, Operator] = {
    "join variable swapped": join_swapped,
    "operator changed": operator_changed,
    "class changed": class_changed,
    "threshold scaled": threshold_scaled,
    "word changed": word_changed,
    "moved in or out of not": negation_moved,
    "clause dropped": clause_dropped,
    "remedy swapped": remedy_swapped,
    "target changed": target_changed,
    "override removed": override_removed,
    "confidence": confidence_moved,
}


# --- measuring --------------------------------------------------------------------------------------


def drawn(kind: str, rules: Sequence[Rule], vocabulary: Vocabulary, dice: Dice) -> tuple[Rule, Rule] | None:
    """A rule, and what one edit of the kind makes of it: still a rule, and with another meaning."""
    for _ in range(DRAWS):
        rule = dice.choice(rules)
        edits = [one for one in OPERATORS[kind](rule, vocabulary, dice) if meaning(one) != meaning(rule)]
        sound = [one for one in edits if not _refused(one, vocabulary)]
        if sound:
            return rule, dice.choice(sound)
    return None


def _refused(rule: Rule, vocabulary: Vocabulary) -> bool:
    return any(finding.level == "error" for finding in check_variables(rule, vocabulary))


def is_caught(rule: Rule, vocabulary: Vocabulary) -> bool:
    try:
        return bool(test_rule(vocabulary, rule))
    except InputProblems:
        return True


def semantic_edits(rules: Sequence[Rule], vocabulary: Vocabulary, count: int, seed: int) -> None:
    dice = random.Random(seed)
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    missed: list[str] = []
    kinds = sorted(OPERATORS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        pair = drawn(kind, rules, vocabulary, dice)
        if pair is None:
            continue
        made[kind] += 1
        if is_caught(pair[1], vocabulary):
            caught[kind] += 1
        elif kind not in BEYOND:
            missed.append(f"  not caught: {pair[0].id}, {kind}")
    for kind in kinds:
        print(f"{kind:26} {caught[kind]:4} of {made[kind]:4} caught")
    seen = [kind for kind in kinds if kind not in BEYOND]
    for name, some in (("what tests can see", seen), ("all", kinds)):
        right, total = sum(caught[kind] for kind in some), sum(made[kind] for kind in some)
        print(f"{name:26} {right:4} of {total:4} caught  {right / max(1, total):.1%}")
    print("\n".join(missed))


def harmless_edits(rules: Sequence[Rule], vocabulary: Vocabulary, count: int, seed: int) -> None:
    kinds: Counter[str] = Counter()
    changed = []
    for rule, dice in chosen(rules, count, seed):
        kind, text = wording((ROOT / rule.path).read_text(encoding="utf-8"), dice)
        kinds[kind] += 1
        after, problems = load_rule(text, rule.path, vocabulary)
        if after is None or meaning(after) != meaning(rule):
            changed.append(f"  {rule.id}, {kind}: {problems or 'another meaning'}")
    told = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items()))
    print(f"harmless edits ({told}): {len(changed)} of {count} called a change")
    print("\n".join(changed))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.mutation")
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as cache, open_base(cache, str(ROOT)) as base:
        knowledge = load_knowledge(base)
        rules = [knowledge.rules[ident] for ident in knowledge.rules]
        semantic_edits(rules, knowledge.vocabulary, given.count, given.seed)
        harmless_edits(rules, knowledge.vocabulary, given.count, given.seed)


if __name__ == "__main__":
    main()
