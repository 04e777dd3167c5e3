"""Facts on which a rule fires, and facts one step away on which it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kbctl.engine.inference.engine import phase_of
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.review.change.situations import Given, Scene, moved, of_tests, synthesised
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check_content import patterns
from kbctl.rules.ground import Entries
from kbctl.rules.model import Count, GivenFact, Pattern, Rule

#: Sets of facts that are tried from one start, and tests of other rules that are taken for a start, before a
#: person must write the test. Judgements: a second of work at most.
TRIED, STARTS = 400, 40


@dataclass(frozen=True, slots=True)
class Examples:
    """`fires` puts out `outputs`; `near` differs from it in one thing and puts out nothing."""

    fires: Given
    outputs: tuple[Entries, ...]
    near: Given


def examples(
    rule: Rule, vocabulary: Vocabulary, others: Callable[[], Sequence[Rule]] = tuple
) -> Examples | None:
    """Both examples, each run on the engine; None where the search finds no such facts.

    They are put together from the clauses; where that does not do, from what tests of `others` give.
    """
    engine = NativeEngine(vocabulary, [rule])

    def run(given: Given) -> tuple[Entries, ...]:
        facts = [Fact(fact.frame, fact.id, fact.slots) for fact in given]
        closure = engine.run(phase_of(rule), facts)
        return tuple(sorted({output for one in closure.firings for output in one.outputs}, key=str))

    for scene in _all_scenes(rule, vocabulary, others):
        if not _writable(scene, vocabulary):
            continue
        if outputs := run(scene.given):
            steps = (one for one in _near(scene, rule, vocabulary) if _writable(one, vocabulary))
            near = next((one for one in steps if not run(one.given)), None)
            if near:
                return Examples(scene.given, outputs, near.given)
    return None


def _all_scenes(rule: Rule, vocabulary: Vocabulary, others: Callable[[], Sequence[Rule]]) -> Iterator[Scene]:
    start = synthesised(rule, vocabulary) or Scene(())
    for clause in rule.when:
        if isinstance(clause, Count):
            start = _counted(start, clause, vocabulary)
    yield from _scenes(start, rule, vocabulary)
    frames = {pattern.frame for pattern in patterns(rule)}

    def unlike(scene: Scene) -> int:
        """How many frames only one of the two, the scene and the rule, has."""
        return len(frames ^ {fact.frame for fact in scene.given})

    tests = of_tests(*(other for other in others() if other.id != rule.id and other.kind == rule.kind))
    for scene in sorted(tests, key=unlike)[:STARTS]:
        yield from _scenes(scene, rule, vocabulary)


def _writable(scene: Scene, vocabulary: Vocabulary) -> bool:
    """Whether a test can give the facts: the id of a remedy is a term."""
    return all(fact.frame != "remedy" or vocabulary.is_a(fact.id, "Remedy") for fact in scene.given)


def _scenes(start: Scene, rule: Rule, vocabulary: Vocabulary) -> Iterator[Scene]:
    """The start, then what is moved from it step by step."""
    waiting, seen = [start], {start.key}
    looked_at = tuple(patterns(rule))
    while waiting and len(seen) < TRIED:
        scene = waiting.pop(0)
        yield scene
        for one in moved(scene, vocabulary, looked_at):
            if one.key not in seen:
                seen.add(one.key)
                waiting.append(one)


def _counted(scene: Scene, clause: Count, vocabulary: Vocabulary) -> Scene:
    """The scene with as many facts of the counted kind as the bounds ask for."""
    least = max([bound + (op == "gt") for op, bound in clause.bounds if op in ("eq", "gt", "gte")], default=0)
    for _ in range(min(least, 20)):
        more = (
            one for one in moved(scene, vocabulary, clause.patterns[:1]) if len(one.given) > len(scene.given)
        )
        scene = next(more, scene)
    return scene


def _near(scene: Scene, rule: Rule, vocabulary: Vocabulary) -> list[Scene]:
    """The scene with one thing otherwise: a number next to its threshold first, then a word, then a fact."""
    looked_at: Sequence[Pattern] = tuple(patterns(rule))
    return sorted(moved(scene, vocabulary, looked_at), key=lambda one: _distance(scene.given, one.given))


def _distance(before: Given, after: Given) -> tuple[int, float]:
    if len(before) != len(after):
        return (3 if len(after) < len(before) else 4, 0.0)
    _, slot, old, new = change(before, after)
    numbers = [v for v in (old, new) if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(numbers) == 2:
        return (0, abs(numbers[0] - numbers[1]))
    return (2 if new is None or slot == "is" else 1, 0.0)


def change(before: Given, after: Given) -> tuple[GivenFact, str, Value | None, Value | None]:
    """The fact and slot in which two sets of equally many facts differ, with both values."""
    for one, other in zip(before, after, strict=True):
        for name in sorted({*one.slots, *other.slots}):
            if one.slots.get(name) != other.slots.get(name):
                return one, name, one.slots.get(name), other.slots.get(name)
    raise ValueError("the facts do not differ")
