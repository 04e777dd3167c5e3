"""Rules of the workload as CLIPS rules, the way a CLIPS programmer would write them.

- Slots on which most rules differ come first in a template, so that the pattern network can hash on them.
- A concept above others is the alternatives below it; the root is no test.
- Strata are saliences: a rule that negates what others conclude has the lower one.
- A pattern whose fact nobody names is `exists`, unless there is only one such fact.
- A count "at least n" is n findings in ascending order; "at most n" is the absence of n + 1 of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison, Count, Not, Pattern, Rule, Variable

from bench.chain import accepted, fill, needed, parts, relation, variables
from bench.workload import Workload

SYMBOLS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
#: What is counted has a number of its own, so that n different ones are found once and not in every order.
NUMBERED = ("finding",)
#: The slots of a template that come first.
ORDER = {
    "company": ("industry",),
    "challenge": ("is", "affects"),
    "finding": ("for", "severity"),
    "event": ("is",),
    "past": ("for", "use", "result"),
    "remedy": ("id",),
}


def templates(vocabulary: Vocabulary) -> list[str]:
    found = []
    for name, frame in sorted(vocabulary.frames.items()):
        given = [slot for slot in frame.slots.values() if not slot.derived]
        first = {slot: rank for rank, slot in enumerate(ORDER[name])}
        given.sort(key=lambda slot: first.get(slot.name, len(first)))
        slots = [_slot(slot) for slot in given]
        slots.insert(0 if "id" in first else len(slots), "(slot id (type SYMBOL))")
        if name in NUMBERED:
            slots.append("(slot n (type INTEGER))")
        found.append(f"(deftemplate {name} {' '.join(slots)})")
        for slot in frame.slots.values():
            if slot.derived:
                found.append(f"(deftemplate {relation(name, slot.name)} (slot value) (slot of))")
    found.append("(deftemplate recommendation (slot rule) (slot for))")
    found.append("(deftemplate firing (slot rule) (multislot bindings) (multislot because))")
    return found


def _slot(slot: Slot) -> str:
    kind = {"integer": "INTEGER", "number": "FLOAT", "boolean": "SYMBOL"}.get(slot.type, "SYMBOL")
    return f"({'multislot' if slot.many else 'slot'} {slot.name} (type {kind}))"


Record = Literal["full", "bindings", "none"]


def rules(load: Workload, record: Record) -> Iterable[str]:
    """A firing is a fact that holds its bindings, in a full record also the facts it rests on, as far as
    CLIPS can say: what `exists` found has no name. Without a record only conclusions are asserted.
    """
    writer = _Writer(load.vocabulary)
    for rule in load.rules:
        conditions = writer.conditions(rule)
        names = []
        if record == "full":
            named = [k for k, text in enumerate(conditions) if not text.startswith(("(exists ", "(not "))]
            names = [f"?p{k}" for k in named]
            for k in named:
                conditions[k] = f"?p{k} <- {conditions[k]}"
        lines = [f"(defrule {rule.id} (declare (salience {-10 * load.strata[rule.id]}))", *conditions, "=>"]
        action = fill(rule)
        if action:
            of = f"?{action.target.name}"
            lines.append(f"(assert ({relation(action.frame, action.slot)} (value {action.value}) (of {of})))")
        if record != "none":
            bound = " ".join(f"?{name}" for name in variables(rule))
            because = f" (because {' '.join(names)})" if names else ""
            lines.append(f"(assert (firing (rule {rule.id}) (bindings {bound}){because}))")
        elif not action:
            lines.append(f"(assert (recommendation (rule {rule.id}) (for ?c)))")
        yield "\n  ".join(lines) + ")"


class _Writer:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def conditions(self, rule: Rule) -> list[str]:
        """Named patterns first, in their order; then the company; then negations and counts."""
        self.fresh = 0
        bound: set[str] = set()
        self.needed = needed(rule)
        positive = [clause for clause in rule.when if isinstance(clause, Pattern)]
        named = [p for p in positive if p.id is not None]
        written = []
        for pattern in sorted(named, key=lambda p: p.frame == "event"):  # an event's bound is a remedy's slot
            written += self.pattern(pattern, bound)
        for pattern in positive:
            if pattern.id is None:
                text = " ".join(self.pattern(pattern, bound))
                single = self.vocabulary.frames[pattern.frame].single
                written.append(text if single else f"(exists {text})")
        for clause in rule.when:
            if isinstance(clause, Not):
                written.append(f"(not {self.group(clause.patterns, bound)})")
            elif isinstance(clause, Count):
                written.append(self.count(clause, bound))
        return written

    def group(self, patterns: Iterable[Pattern], bound: set[str]) -> str:
        inner = set(bound)
        texts = [text for pattern in patterns for text in self.pattern(pattern, inner)]
        return texts[0] if len(texts) == 1 else f"(and {' '.join(texts)})"

    def count(self, clause: Count, bound: set[str]) -> str:
        ((op, number),) = clause.bounds
        (pattern,) = clause.patterns
        wanted = number if op == "gte" else number + 1
        names = [f"n{k}" for k in range(wanted)]
        texts = []
        for k, name in enumerate(names):
            after = f"&:(> ?{name} ?{names[k - 1]})" if k else ""
            (text,) = self.pattern(pattern, set(bound))
            texts.append(text[:-1] + (f" (n ?{name}{after})" if wanted > 1 else "") + ")")
        several = texts[0] if len(texts) == 1 else f"(and {' '.join(texts)})"
        if op == "lte":
            return f"(not {several})"
        return f"(exists {' '.join(texts)})"

    def pattern(self, pattern: Pattern, bound: set[str]) -> list[str]:
        taken = parts(self.vocabulary, pattern, bound)
        texts = []
        if taken.base:
            constraints: dict[str, list[str]] = {}
            for test in taken.base.tests:
                if constraint := self.test(taken.base, test, bound, constraints):
                    constraints.setdefault(test.slot, []).append(constraint)
            if pattern.id:
                constraints.setdefault("id", []).insert(0, f"?{pattern.id.name}")
                bound.add(pattern.id.name)
                for slot in sorted(slot for name, slot in self.needed if name == pattern.id.name):
                    constraints.setdefault(slot, []).insert(0, f"?{pattern.id.name}-{slot}")
            inside = " ".join(f"({name} {'&'.join(said)})" for name, said in constraints.items())
            texts.append(f"({pattern.frame} {inside})")
        for derived in taken.derived:
            of = f" (of ?{derived.entity.name})" if derived.entity else ""
            texts.append(f"({derived.relation} (value {derived.test.operand}){of})")
        return texts

    def test(self, pattern: Pattern, test: Comparison, bound: set[str], said: dict[str, list[str]]) -> str:
        """The constraint on the slot; empty where any value will do. `said` are those that stand already."""
        operand = test.operand
        if test.op in SYMBOLS:
            return self.order(test, said.get(test.slot, ()))
        if isinstance(operand, Variable):
            if test.op == "ne":
                return f"~?{operand.name}"
            first = operand.name not in bound
            bound.add(operand.name)
            return f"?{operand.name}" + ("&~nil" if first and test.slot != "for" else "")
        slot = self.vocabulary.slot(pattern.frame, test.slot)
        if slot is None:  # the id, literally
            return str(operand)
        if test.op == "contains":
            return f"$? {operand} $?"
        names = accepted(self.vocabulary, slot, operand)
        return "" if names is None else "|".join(names)

    def order(self, test: Comparison, said: Iterable[str]) -> str:
        """A bound. A second one on the slot shares the variable of the first."""
        operand = test.operand
        limit = str(operand)
        if isinstance(operand, Variable):
            limit = f"?{operand.name}-{operand.slot}"
            limit = f"(* {test.times:g} {limit})" if test.times != 1 else limit
        variable = next((text.partition("&")[0] for text in said if text.startswith("?v")), "")
        if variable:
            return f":({SYMBOLS[test.op]} {variable} {limit})"
        self.fresh += 1
        return f"?v{self.fresh}&:({SYMBOLS[test.op]} ?v{self.fresh} {limit})"
