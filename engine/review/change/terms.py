"""Changes of the ontology and the cases that change what rules mean, though no rule file changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import TypeVar

from kbctl.engine.inference.facts import Fact
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.week_facts import case_facts, remedy_facts
from kbctl.engine.replay.words import words
from kbctl.engine.review.change.clause_words import name_of
from kbctl.engine.review.change.model import TermChange
from kbctl.engine.review.change.plain import all_patterns
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Recommend, Rule

#: So many names stand in a sentence.
SOME = 3
Key = TypeVar("Key", str, tuple[str, str])

#: What of a slot rules depend on; its texts are wording.
BEARING = ("type", "unit", "values", "range", "many", "derived", "required", "minimum", "maximum")


def compare_terms(before: Knowledge, after: Knowledge) -> tuple[TermChange, ...]:
    """By code and sentence. Only what rules that are in both versions use; a new rule has no old meaning."""
    old, new = before.vocabulary, after.vocabulary
    rules = [after.rules[id] for id in after.rules if id in before.rules]
    found = [*_cases(before, after, rules)]
    if old is not new:
        found += [*_classes(old, new, rules), *_slots(old, new, rules)]
        found += [*_resolves(old, new, rules), *_remedies(old, new, rules)]
    return tuple(sorted(found, key=lambda one: (one.code, one.says)))


def _classes(old: Vocabulary, new: Vocabulary, rules: Iterable[Rule]) -> Iterator[TermChange]:
    """A class that covers other terms than before."""
    for term, users in _by(rules, lambda rule: _named(rule, new)).items():
        was, now = (one.descendants.get(term, frozenset()) - {term} for one in (old, new))
        if now - was:
            yield TermChange("covers", f"{term} covers {_some(now - was)} now", users)
        if was - now:
            yield TermChange("covers", f"{term} no longer covers {_some(was - now)}", users)


def _named(rule: Rule, vocabulary: Vocabulary) -> set[str]:
    found: set[str] = set()
    for pattern in all_patterns(rule):
        for test in pattern.tests:
            slot = vocabulary.slot(pattern.frame, test.slot)
            if slot and slot.type == "class" and test.op != "exists":
                several = test.operand if isinstance(test.operand, tuple) else (test.operand,)
                found |= {one for one in several if isinstance(one, str)}
    return found


def _slots(old: Vocabulary, new: Vocabulary, rules: Iterable[Rule]) -> Iterator[TermChange]:
    for (frame, name), users in _by(rules, _read).items():
        was, now = old.slot(frame, name), new.slot(frame, name)
        if was and now:
            for said in _slot(was, now):
                yield TermChange("slot", f"{frame} {name_of(name)}: {said}", users)


def _slot(was: Slot, now: Slot) -> Iterator[str]:
    for part in fields(Slot):
        mine, yours = getattr(was, part.name), getattr(now, part.name)
        if part.name in BEARING and mine != yours:
            yield f"{part.name} {words(mine or 'none')} → {words(yours or 'none')}"


def _read(rule: Rule) -> set[tuple[str, str]]:
    return {(pattern.frame, test.slot) for pattern in all_patterns(rule) for test in pattern.tests}


def _resolves(old: Vocabulary, new: Vocabulary, rules: Iterable[Rule]) -> Iterator[TermChange]:
    """What a remedy resolves decides whether a recommendation of it is applicable."""

    def recommended(rule: Rule) -> set[str]:
        return {action.remedy for action in rule.then if isinstance(action, Recommend)}

    for remedy, users in _by(rules, recommended).items():
        was, now = old.resolves.get(remedy, frozenset()), new.resolves.get(remedy, frozenset())
        for concept in sorted(now - was):
            yield TermChange("resolves", f"{remedy} resolves {concept} now", users)
        for concept in sorted(was - now):
            yield TermChange("resolves", f"{remedy} no longer resolves {concept}", users)


def _remedies(old: Vocabulary, new: Vocabulary, rules: Iterable[Rule]) -> Iterator[TermChange]:
    """What the ontology says of remedies, where rules read it."""
    was = {fact.id: fact for fact in remedy_facts(old)}
    users = _by(rules, lambda rule: {slot for frame, slot in _read(rule) if frame == "remedy"})
    alike: dict[tuple[str, str], list[str]] = {}
    for fact in remedy_facts(new):
        known = was.get(fact.id)
        for slot in sorted({*fact.slots, *known.slots} if known else ()):
            mine, yours = known.slots.get(slot) if known else None, fact.slots.get(slot)
            if slot in users and slot != "resolves" and mine != yours:
                said = f"{name_of(slot)} {words(_plain(mine))} → {words(_plain(yours))}"
                alike.setdefault((slot, said), []).append(fact.id)
    for (slot, said), remedies in alike.items():
        yield TermChange("remedy", f"{_some(remedies)}: {said}", users[slot])


def _some(names: Iterable[str]) -> str:
    """`A, B, C and 5 more`."""
    ordered = sorted(names)
    more = len(ordered) - SOME
    return ", ".join(ordered) if more <= 1 else f"{', '.join(ordered[:SOME])} and {more} more"


def _plain(value: object) -> object:
    return "not known" if value is None else value


def _cases(before: Knowledge, after: Knowledge, rules: Iterable[Rule]) -> Iterator[TermChange]:
    """What the past cases say, where rules read cases."""
    users = tuple(sorted({r.id for r in rules if any(frame == "case" for frame, _ in _read(r))}))
    if not users or before.cases == after.cases:
        return
    was, now = _by_case(case_facts(before.cases)), _by_case(case_facts(after.cases))
    for case in sorted({*was, *now}):
        if was.get(case) != now.get(case):
            how = (
                "says something else now"
                if case in was and case in now
                else ("is new" if case in now else "is gone")
            )
            yield TermChange("case", f"case {case} {how}", users)


def _by_case(facts: Iterable[Fact]) -> Mapping[str, frozenset[Fact]]:
    found: dict[str, set[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.id.partition("#")[0], set()).add(fact)
    return {case: frozenset(said) for case, said in found.items()}


def _by(rules: Iterable[Rule], of: Callable[[Rule], Iterable[Key]]) -> dict[Key, tuple[str, ...]]:
    """Key -> the ids of the rules that have it."""
    found: dict[Key, set[str]] = {}
    for rule in rules:
        for one in of(rule):
            found.setdefault(one, set()).add(rule.id)
    return {one: tuple(sorted(ids)) for one, ids in sorted(found.items())}
