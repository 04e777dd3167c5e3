"""Rules that can never fire, with the smallest set of clauses that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kbctl.engine.review.verify.boxes import Box, pass_test
from kbctl.engine.review.verify.finding import Cause, Found
from kbctl.engine.review.verify.judge import Judge
from kbctl.engine.review.verify.question import Part, Question, ask
from kbctl.engine.review.verify.search import Impossible, Unknown
from kbctl.engine.review.verify.world import USES, World
from kbctl.rules.model import Clause, Comparison, Not, Pattern, Rule, Variable


def unreachable(judge: Judge, rules: Sequence[Rule]) -> tuple[list[Found], frozenset[str]]:
    """Findings, and the ids of rules that never fire."""
    found: list[Found] = []
    dead: set[str] = set()
    for rule in rules:
        found += _never_concluded(judge.world, rule)
        question = Question((Part(rule),))
        answer = judge.decide(question)
        if isinstance(answer, Unknown):
            found.append(not_verified((rule,), "whether the rule can fire", answer.why))
        elif isinstance(answer, Impossible):
            dead.add(rule.id)
            if not any(one.code == "never-concluded" and "never fires" in one.message for one in found
                       if one.rules == (rule.id,)):  # fmt: skip
                found.append(_explained(judge.world, rule))
        else:
            judge.witness(question, answer)
    return found, frozenset(dead)


def not_verified(rules: Sequence[Rule], what: str, why: str) -> Found:
    ids = tuple(rule.id for rule in rules)
    return Found("not-verified", ids, rules[0].at, f"not verified: {what} ({why})")


def _never_concluded(world: World, rule: Rule) -> Iterator[Found]:
    """Tests for a derived value that no active rule concludes."""
    for clause in rule.when:
        for pattern in (clause,) if isinstance(clause, Pattern) else clause.patterns:
            for test in pattern.tests:
                slot = world.vocabulary.slot(pattern.frame, test.slot)
                if slot is None or not slot.derived or isinstance(test.operand, Variable) or test.op == "ne":
                    continue
                if test.op == "exists" and test.operand is False:
                    continue
                box = world.box(pattern.frame, test.slot)
                if not pass_test(world.vocabulary, slot, test, Box(False, box.present)).empty:
                    continue
                what = "the rule never fires" if isinstance(clause, Pattern) else "this clause says nothing"
                named = "any value" if test.op == "exists" else _shown(test.operand)
                message = f"no active rule concludes {named} for {pattern.frame}.{test.slot}: {what}"
                yield Found("never-concluded", (rule.id,), test.at, message, causes=(_cause(pattern, test),))


def _explained(world: World, rule: Rule) -> Found:
    causes = core(world, rule)
    brought = [
        cause for cause in causes if any(f"{frame}.{slot}" in cause.text for frame, slot in USES.items())
    ]
    if brought:
        message = f"{rule.id} never fires: nothing brings about what it reads ({brought[0].text})"
        return Found("never-recommended", (rule.id,), brought[0].at, message, causes=causes)
    said = "; ".join(cause.text for cause in causes)
    at = causes[-1].at if causes else rule.at
    return Found(
        "unreachable", (rule.id,), at, f"{rule.id} never fires, no facts satisfy: {said}", causes=causes
    )


def core(world: World, rule: Rule) -> tuple[Cause, ...]:
    """Clauses and tests that cannot hold together; without any one of them the others can."""
    units = [(n, None) for n, clause in enumerate(rule.when) if not isinstance(clause, Pattern)]
    tests = [
        (n, test)
        for n, clause in enumerate(rule.when)
        if isinstance(clause, Pattern)
        for test in clause.tests
    ]
    kept: list[tuple[int, Comparison | None]] = [*units, *tests]
    for unit in list(kept):
        fewer = [one for one in kept if one is not unit]
        if isinstance(ask(world, Question((Part(_only(rule, fewer)),))), Impossible):
            kept = fewer
    causes = []
    for number, test in kept:
        clause = rule.when[number]
        if isinstance(clause, Pattern):
            assert test is not None
            causes.append(_cause(clause, test))
        else:
            word = "not" if isinstance(clause, Not) else "count"
            said = ", ".join(_cause(p, t).text for p in clause.patterns for t in p.tests)
            causes.append(Cause(f"{word} ({said or clause.patterns[0].frame})", clause.at))
    return tuple(sorted(causes, key=lambda cause: cause.at))


def _only(rule: Rule, units: Sequence[tuple[int, Comparison | None]]) -> Rule:
    kept = {(number, id(test)) for number, test in units}
    when: list[Clause] = []
    for number, clause in enumerate(rule.when):
        if isinstance(clause, Pattern):
            when.append(replace(clause, tests=tuple(t for t in clause.tests if (number, id(t)) in kept)))
        elif (number, id(None)) in kept:
            when.append(clause)
    return replace(rule, when=tuple(when))


def _cause(pattern: Pattern, test: Comparison) -> Cause:
    times = f" times {test.times:g}" if test.times != 1 else ""
    op = "" if test.op == "eq" else f"{test.op} "
    return Cause(f"{pattern.frame}.{test.slot} {op}{_shown(test.operand)}{times}", test.at)


def _shown(operand: object) -> str:
    if isinstance(operand, tuple):
        return f"[{', '.join(map(_shown, operand))}]"
    if isinstance(operand, bool):
        return "true" if operand else "false"
    return f"{operand:g}" if isinstance(operand, float) else str(operand)
