"""What is fixed while rules are verified: terms, remedies, and what declarative rules conclude."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from kbctl.engine.inference.compare import accepted_values, literal_test, relation, sort_of
from kbctl.engine.inference.facts import Fact
from kbctl.engine.replay.week_facts import remedy_facts
from kbctl.engine.review.verify.boxes import Box, Words, whole_box
from kbctl.ontology.values import Atom, Value, atom_order
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.check_content import concepts
from kbctl.rules.model import (
    Adjust,
    Clause,
    Comparison,
    Fill,
    Pattern,
    Plan,
    Recommend,
    Rule,
    Variable,
    Veto,
)
from kbctl.rules.strata import Node, Read, heads, reads

ESCALATION = "HumanEscalation"

#: Frames of what comes about in a session, with the slot that names the remedy or activity.
USES: Mapping[str, str] = {"option": "use", "decision": "use", "step": "activity"}
#: Frames of which a session has one fact for a key; two clauses with that key speak of one fact.
KEYS: Mapping[str, tuple[str, ...]] = {
    "decision": ("for",),
    "option": ("for", "use"),
    "step": ("activity", "for"),
}


@dataclass(frozen=True)
class World:
    """`rules` are those that run in every session (active ones); they conclude the derived slots."""

    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    _boxes: dict[tuple[str, str], Box] = field(default_factory=dict)
    _tests: dict[tuple[str, Comparison], Callable[[Any], bool]] = field(default_factory=dict)
    _general: dict[frozenset[Atom], Atom] = field(default_factory=dict)
    _fed: dict[int, tuple[Rule, tuple[Rule, ...]]] = field(default_factory=dict)

    @cached_property
    def declarative(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.kind == "declarative")

    @cached_property
    def concluded(self) -> Mapping[tuple[str, str], frozenset[Atom]]:
        """Derived slot -> the values that some rule concludes."""
        found: dict[tuple[str, str], set[Atom]] = {}
        for rule in self.declarative:
            for action in rule.then:
                if isinstance(action, Fill):
                    found.setdefault((action.frame, action.slot), set()).add(action.value)
        return {place: frozenset(values) for place, values in found.items()}

    @cached_property
    def recommended(self) -> Mapping[str, frozenset[str]]:
        """Remedy -> the concepts of challenges for which some rule recommends it and it applies."""
        found: dict[str, frozenset[str]] = {}
        for rule in self.rules:
            for action in rule.then:
                if isinstance(action, Recommend):
                    some = self.applicable(rule, action)
                    found[action.remedy] = found.get(action.remedy, frozenset()) | some
        return {remedy: some for remedy, some in found.items() if some}

    @cached_property
    def planned(self) -> Mapping[str, frozenset[str]]:
        """Activity -> the concepts of the challenges for which a rule plans it; none where it is for none."""
        found: dict[str, frozenset[str]] = {}
        for rule in self.rules:
            for action in rule.then:
                if isinstance(action, Plan):
                    known = action.target and _frame_of(rule, action.target) in ("challenge", "")
                    some = (
                        concepts(rule.when, action.target, self.vocabulary)
                        if known and action.target
                        else frozenset()
                    )
                    found[action.activity] = found.get(action.activity, frozenset()) | some
        return found

    @cached_property
    def planned_for_none(self) -> frozenset[str]:
        """Activities that some rule plans for no challenge: for nothing, the company, a step."""
        plans = ((rule, a) for rule in self.rules for a in rule.then if isinstance(a, Plan))
        return frozenset(
            a.activity for rule, a in plans if a.target is None or _frame_of(rule, a.target) != "challenge"
        )

    def executable(self, activity: str) -> bool:
        """Whether a step of the activity runs on the tables."""
        term = self.vocabulary.terms.get(activity)
        return bool(term.get("executable", False)) if term else False

    def applicable(self, rule: Rule, action: Recommend | Veto | Adjust) -> frozenset[str]:
        """The concepts that the target of an action can have and that its remedy resolves."""
        possible = concepts(rule.when, action.target, self.vocabulary)
        if isinstance(action.remedy, Variable):
            return possible
        return frozenset(one for one in possible if self.vocabulary.applicable(action.remedy, one))

    def brings(self, frame: str, use: str) -> frozenset[str] | None:
        """The concepts for which an option, decision or step of a remedy can come about; None: for all.

        Options come from rules. People may also decide for whatever applies, and plans hold what is decided
        and what rules plan.
        """
        if frame == "option":
            return self.recommended.get(use, frozenset())
        told = self.vocabulary.resolves.get(use, frozenset())
        if use == ESCALATION or "Challenge" in told:
            return None
        return told | self.planned.get(use, frozenset()) if frame == "step" else told

    @cached_property
    def remedies(self) -> Mapping[str, Fact]:
        """The remedies as every session has them."""
        frame = self.vocabulary.frames.get("remedy")
        known = frame.slots if frame else {}
        return {
            fact.id: Fact("remedy", fact.id, {name: v for name, v in fact.slots.items() if name in known})
            for fact in remedy_facts(self.vocabulary)
        }

    @cached_property
    def told_of_remedies(self) -> frozenset[str]:
        """Slots that the ontology tells of remedies; the others are open."""
        return frozenset(slot for fact in self.remedies.values() for slot in fact.slots)

    @cached_property
    def concluders(self) -> Mapping[Node, tuple[Rule, ...]]:
        found: dict[Node, list[Rule]] = {}
        for rule in self.declarative:
            for node in heads(rule):
                found.setdefault(node, []).append(rule)
        return {node: tuple(rules) for node, rules in found.items()}

    def slot(self, frame: str, name: str) -> Slot | None:
        return None if name == "id" else self.vocabulary.slot(frame, name)

    def box(self, frame: str, name: str) -> Box:
        """Everything that a fact of the frame may have in a slot."""
        key = (frame, name)
        if key not in self._boxes:
            slot = self.slot(frame, name)
            if slot is None:
                self._boxes[key] = Box(False, Words(frozenset(self.remedies)))
            else:
                self._boxes[key] = self._brought(
                    key, whole_box(self.vocabulary, slot, self.concluded.get(key))
                )
        return self._boxes[key]

    def _brought(self, key: tuple[str, str], box: Box) -> Box:
        """The box without remedies and activities that nothing brings about."""
        frame, slot = key
        if slot != USES.get(frame) or not isinstance(box.present, Words) or box.present.but:
            return box
        free = self.planned_for_none if frame == "step" else frozenset()
        kept = {
            use
            for use in map(str, box.present.named)
            if use in free or self.brings(frame, use) != frozenset()
        }
        return Box(box.missing, Words(frozenset(kept)) if kept else None)

    def general(self, values: frozenset[Atom]) -> Atom:
        """Of several values the plainest: what is given, the most general term, the first."""
        if values not in self._general:
            below = self.vocabulary.descendants
            first = min(
                values, key=lambda one: (one != "given", -len(below.get(str(one), ())), atom_order(one))
            )
            self._general[values] = first
        return self._general[values]

    def holds(self, frame: str, test: Comparison, value: Value | None) -> bool:
        """Whether a value passes a test against a literal."""
        key = (frame, test)
        if key not in self._tests:
            self._tests[key] = literal_test(self.vocabulary, self.slot(frame, test.slot), test)
        return self._tests[key](value)

    def related(self, frame: str, test: Comparison, value: Value | None, other: Value | None,
                other_slot: Slot | None) -> bool:  # fmt: skip
        """Whether a value passes a test against that of another slot (None: an id)."""
        if value is None or other is None:
            return False
        holds = relation(test, sort_of(self.slot(frame, test.slot)), sort_of(other_slot))
        return holds is not None and holds(value, other)

    def relevant(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """The declarative rules on whose conclusions the rules can rest, by id.

        A raised challenge matters where it is counted or must not be there; else it may as well be given.
        """
        found: dict[str, Rule] = {}
        queue = list(rules)
        while queue:
            for rule in self.feeding(queue.pop()):
                if rule.id not in found:
                    found[rule.id] = rule
                    queue.append(rule)
        return tuple(rule for _, rule in sorted(found.items()))

    def feeding(self, reader: Rule) -> tuple[Rule, ...]:
        """The rules that conclude something that a rule reads, for the concepts and values that it reads."""
        known = self._fed.get(id(reader))
        if known is None:
            found: dict[str, Rule] = {}
            for read in reads(self.vocabulary, reader, self.concluders):
                if not read.finished and read.node.frame == "challenge" and not read.node.slot:
                    continue
                for rule in self.concluders.get(read.node, ()):
                    if rule.id not in found and self._feeds(rule, read, reader):
                        found[rule.id] = rule
            known = self._fed[id(reader)] = (
                reader,
                tuple(found.values()),
            )  # the reader is kept: so is its id
        return known[1]

    def _feeds(self, rule: Rule, read: Read, reader: Rule) -> bool:
        """Whether a rule can conclude what a clause reads: a value asked for, of a challenge it can mean."""
        pattern = read.pattern
        if pattern is None or not read.node.slot:
            return True
        asked = self._asked(pattern, read.node.name)
        fills = [a for a in rule.then if isinstance(a, Fill) and (a.frame, a.slot) == read.node[:2]]
        if asked is not None and not any(fill.value in asked for fill in fills):
            return False
        if pattern.frame != "challenge":
            return True
        same = [
            p for p in reader.when if isinstance(p, Pattern) and p.id == pattern.id and pattern.id is not None
        ]
        it = Variable("it")
        meant = concepts([replace(p, id=it) for p in (*same, pattern)], it, self.vocabulary)
        return any(meant & concepts(rule.when, fill.target, self.vocabulary) for fill in fills)

    def _asked(self, pattern: Pattern, slot: str) -> frozenset[Atom] | None:
        """The members of a list slot that a clause asks for; None: all, single values exclude each other."""
        known = self.vocabulary.slot(pattern.frame, slot)
        tests = [test for test in pattern.tests if test.slot == slot]
        if (
            known is None
            or not known.many
            or any(t.op != "contains" or isinstance(t.operand, Variable) for t in tests)
        ):
            return None
        return frozenset().union(*(accepted_values(self.vocabulary, known, test) for test in tests))


def patterns_of(clauses: Iterable[Clause]) -> Sequence[Pattern]:
    return [p for clause in clauses for p in ((clause,) if isinstance(clause, Pattern) else clause.patterns)]


def _frame_of(rule: Rule, variable: Variable) -> str:
    """The frame of the fact that a variable names; empty where only a reference of any kind binds it."""
    named = [p.frame for p in rule.when if isinstance(p, Pattern) and p.id == variable]
    others = [p for p in rule.when if isinstance(p, Pattern) and p.frame not in ("step", "contradiction")]
    pointed = [p.frame for p in others
               for t in p.tests if t.slot == "for" and t.operand == variable]  # fmt: skip
    return named[0] if named else "challenge" if pointed else ""


def binds(test: Comparison) -> str | None:
    """The variable that a bare `$v` names."""
    operand = test.operand
    return (
        operand.name if test.op == "eq" and isinstance(operand, Variable) and operand.slot is None else None
    )
