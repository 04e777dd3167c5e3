"""Sets of facts that may tell two versions of a rule apart, likeliest first.

They begin with what the rule's own tests give. Then one thing is moved at a time, over the values that the
two versions can tell apart: a slot that one of them compares, a fact that one of them looks for, there or not
there. Where the tests give nothing, the facts are put together from the clauses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kbctl.engine.replay.whynot_values import Mention, otherwise, scaled, suitable
from kbctl.engine.review.change.plain import all_patterns
from kbctl.ontology.source import Location
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison, GivenFact, Pattern, Rule, Variable

Given = tuple[GivenFact, ...]
NOWHERE = Location("")


@dataclass(frozen=True, slots=True)
class Scene:
    """Facts to try. `test` is the rule test they come from, empty where there is none; `moves` is how many
    things were changed in them."""

    given: Given
    test: str = ""
    moves: int = 0

    @property
    def key(self) -> object:
        return frozenset((f.frame, f.id, frozenset(f.slots.items())) for f in self.given)


def of_tests(*rules: Rule | None) -> list[Scene]:
    """What the rules' tests give; tests that expect something first, each set of facts once."""
    found: dict[object, Scene] = {}
    tests = [test for rule in rules if rule for test in rule.tests]
    for test in sorted(tests, key=lambda one: not one.expect):
        scene = Scene(test.given, test.name)
        found.setdefault(scene.key, scene)
    return list(found.values())


def moved(scene: Scene, vocabulary: Vocabulary, patterns: Sequence[Pattern]) -> Iterator[Scene]:
    """The scene with one thing otherwise that one of the patterns looks at."""
    mentions = _mentions(patterns, vocabulary)
    for n, fact in enumerate(scene.given):
        for (frame, name), named in mentions.items():
            slot = vocabulary.slot(frame, name)
            if frame != fact.frame or slot is None:
                continue
            for value in otherwise(vocabulary, slot, fact.slots.get(name), named):
                slots = {**fact.slots, name: value} if value is not None else _without(fact.slots, name)
                changed = replace(fact, slots=slots)
                yield _next(scene, (*scene.given[:n], changed, *scene.given[n + 1 :]))
    frames = {pattern.frame for pattern in patterns}
    for n, fact in enumerate(scene.given):
        if fact.frame in frames and len(scene.given) > 1:
            yield _next(scene, (*scene.given[:n], *scene.given[n + 1 :]))
    for pattern in patterns:
        if made := _fact(pattern, scene.given, vocabulary, {}):
            single = vocabulary.frames[pattern.frame].single
            if not (single and any(fact.frame == pattern.frame for fact in scene.given)):
                yield _next(scene, (*scene.given, made))


def _next(scene: Scene, given: Given) -> Scene:
    return Scene(given, scene.test, scene.moves + 1)


def _without(slots: Mapping[str, Value], name: str) -> dict[str, Value]:
    return {slot: value for slot, value in slots.items() if slot != name}


def _mentions(patterns: Iterable[Pattern], vocabulary: Vocabulary) -> dict[tuple[str, str], set[Mention]]:
    found: dict[tuple[str, str], set[Mention]] = {}
    for pattern in patterns:
        for test in pattern.tests:
            slot = vocabulary.slot(pattern.frame, test.slot)
            if slot is None or slot.type == "ref":
                continue
            literal = not isinstance(test.operand, Variable) and test.op != "exists"
            value = scaled(test.operand, test.times) if literal else None
            found.setdefault((pattern.frame, test.slot), set()).add(Mention(test.op, value))
    return found


def united(
    one: Scene, other: Scene, vocabulary: Vocabulary, concluded: Collection[tuple[str, str]] = ()
) -> Scene | None:
    """Both together: what comes first in each of a frame of challenges or of a single thing is the same.

    None where they contradict each other. The facts of `one` stand; `other` adds what is missing, but for
    slots that are to be concluded: a given value would stand before what rules say.
    """
    mine = {fact.id: fact for fact in one.given}
    names = _same_things(one.given, other.given, vocabulary)
    for fact in other.given:
        if fact.frame in ("option", "decision", "step"):
            continue  # what weighing and deciding give follows from the rest
        id = names.get(fact.id, fact.id)
        if id not in names.values() and id in mine:
            id = f"{id}-2"
        slots = {
            slot: names.get(v, v) if isinstance(v, str) else v
            for slot, v in fact.slots.items()
            if (fact.frame, slot) not in concluded
        }
        known = mine.get(id)
        if known is None:
            mine[id] = GivenFact(fact.frame, id, slots, fact.at)
            continue
        merged = {**slots, **known.slots}
        if "is" in slots and slots["is"] != known.slots.get("is"):
            below = vocabulary.is_a(str(slots["is"]), str(known.slots.get("is")))
            above = vocabulary.is_a(str(known.slots.get("is")), str(slots["is"]))
            if not below and not above:
                return None
            merged["is"] = slots["is"] if below else known.slots["is"]
        mine[id] = replace(known, slots=merged)
    return Scene(tuple(mine.values()), one.test, one.moves + 1)


def _same_things(one: Given, other: Given, vocabulary: Vocabulary) -> dict[str, str]:
    """Ids of the other -> ids of the one that they are taken for."""
    names: dict[str, str] = {}
    for frame in ("challenge", *sorted({fact.frame for fact in one})):
        mine = [fact.id for fact in one if fact.frame == frame]
        yours = [fact.id for fact in other if fact.frame == frame]
        if frame == "challenge" or (frame in vocabulary.frames and vocabulary.frames[frame].single):
            names |= dict(zip(yours[:1], mine[:1], strict=False))
    return names


# --- from the clauses ------------------------------------------------------------------------------


def synthesised(rule: Rule, vocabulary: Vocabulary) -> Scene | None:
    """Facts that meet the positive clauses one by one, as far as literals say how."""
    given: list[GivenFact] = []
    names: dict[str, str] = {}
    positive = [clause for clause in rule.when if isinstance(clause, Pattern)]
    for pattern in positive:
        made = _fact(pattern, tuple(given), vocabulary, names)
        if made is None:
            return None
        if pattern.id and pattern.id.name in names.values():
            continue
        at = next((n for n, fact in enumerate(given) if fact.id == made.id), None)
        if at is None:
            given.append(made)
        else:
            given[at] = replace(made, slots={**given[at].slots, **made.slots})
    return Scene(tuple(given), "", 1) if given else None


def _fact(pattern: Pattern, given: Given, vocabulary: Vocabulary, names: dict[str, str]) -> GivenFact | None:
    """A fact that meets the pattern beside the given ones; None where no value meets its tests."""
    frame = vocabulary.frames.get(pattern.frame)
    if frame is None:
        return None
    taken = {fact.id for fact in given}
    if pattern.id and pattern.id.name in names:
        id = names[pattern.id.name]
    elif frame.single and any(fact.frame == frame.name for fact in given):
        id = next(fact.id for fact in given if fact.frame == frame.name)
    else:
        id = next(name for n in range(1, 1000) if (name := f"{frame.name[0]}{n}") not in taken)
    if pattern.id:
        names[pattern.id.name] = id
    by_slot: dict[str, list[Comparison]] = {}
    for test in pattern.tests:
        by_slot.setdefault(test.slot, []).append(test)
    slots: dict[str, Value] = {}
    for name, tests in by_slot.items():
        slot = frame.slots.get(name)
        if slot is None:
            continue
        value = _value(slot, tests, given, vocabulary, names)
        if value is not None:
            slots[name] = value
        elif not any(test.op == "exists" and test.operand is False for test in tests):
            return None
    for slot in frame.slots.values():
        if slot.required and slot.name not in slots:
            value = _value(slot, [], given, vocabulary, names)
            if value is None:
                return None
            slots[slot.name] = value
    return GivenFact(frame.name, id, slots, NOWHERE)


def _value(
    slot: Slot, tests: Sequence[Comparison], given: Given, vocabulary: Vocabulary, names: Mapping[str, str]
) -> Value | None:
    if slot.type == "ref":
        named = [t.operand.name for t in tests if isinstance(t.operand, Variable)]
        known = next((names[name] for name in named if name in names), None)
        wanted = [fact.id for fact in given if slot.range in ("*", fact.frame)]
        return known or next(iter(wanted), None)
    literal = [t for t in tests if not isinstance(t.operand, Variable) and t.op != "exists"]
    if literal:
        return suitable(vocabulary, slot, literal)
    for test in tests:
        if isinstance(test.operand, Variable):
            value = _referred(test, given, names)
            if value is not None:
                return suitable(vocabulary, slot, [replace(test, operand=value)])
    if any(test.op == "exists" and test.operand is False for test in tests):
        return None
    if slot.type == "text":
        return "x"
    values = otherwise(vocabulary, slot, None, [])
    if slot.type == "class":
        values = [slot.range] if slot.range in vocabulary.terms else values
    return next((value for value in values if value is not None), None)


def _referred(test: Comparison, given: Given, names: Mapping[str, str]) -> Value | None:
    """What `$v.slot`, or a `$v` that some fact's slot has bound, is in the facts so far."""
    operand = test.operand
    assert isinstance(operand, Variable)
    fact = next((fact for fact in given if fact.id == names.get(operand.name)), None)
    if fact is None:
        return None
    return fact.slots.get(operand.slot) if operand.slot else fact.id


def differing(before: Rule | None, after: Rule | None) -> tuple[Pattern, ...]:
    """All patterns of both versions, those first that only one of them has."""
    from kbctl.engine.review.change.plain import key, plain

    old = list(all_patterns(plain(before))) if before else []
    new = list(all_patterns(plain(after))) if after else []
    shared = {key(one) for one in old} & {key(one) for one in new}
    return tuple(sorted([*new, *old], key=lambda one: key(one) in shared))
