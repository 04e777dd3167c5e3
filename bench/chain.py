"""What the translations to other engines share: a rule of the workload, taken apart.

Slots that rules conclude become facts of their own in other engines (`aspects` of c1 is recurrent), as
one would write them there, since a fact that is changed is withdrawn and asserted anew. Negation, counts
and "any" patterns stay what they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison, Fill, Operand, Pattern, Recommend, Rule, Variable


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact of one derived value: its entity, and the test of the value."""

    relation: str
    entity: Variable | None
    test: Comparison


@dataclass(frozen=True, slots=True)
class Parts:
    """A pattern: what it asks of the fact itself (None: nothing but its id, which is known), and the rest."""

    base: Pattern | None
    derived: tuple[Derived, ...]


def relation(frame: str, slot: str) -> str:
    """Name of the facts of a derived slot."""
    return f"{frame}-{slot}"


def parts(vocabulary: Vocabulary, pattern: Pattern, bound: set[str]) -> Parts:
    """The pattern taken apart. There is one company, so what is concluded of it needs no join."""
    derived, tests = [], []
    for test in pattern.tests:
        slot = vocabulary.slot(pattern.frame, test.slot)
        if slot is not None and slot.derived:
            derived.append(Derived(relation(pattern.frame, test.slot), pattern.id, test))
        else:
            tests.append(test)
    known = pattern.id is not None and pattern.id.name in bound
    single = vocabulary.frames[pattern.frame].single and pattern.id is None
    if derived and not tests and (known or single):
        return Parts(None, tuple(derived))
    return Parts(Pattern(pattern.frame, pattern.id, tuple(tests), pattern.at), tuple(derived))


def accepted(vocabulary: Vocabulary, slot: Slot, operand: Operand) -> tuple[str, ...] | None:
    """The terms that a class literal means, the lowest ones only, as facts have them; None for every term."""
    name = str(operand)
    if slot.type != "class" or slot.many:
        return (name,)
    if name == slot.range:
        return None
    below = vocabulary.descendants[name]
    lowest = [term for term in below if vocabulary.descendants[term] == {term}]
    return tuple(sorted(lowest))


def variables(rule: Rule) -> tuple[str, ...]:
    """The named variables of a rule, which are its firing's, sorted."""
    found = set()
    for clause in rule.when:
        if isinstance(clause, Pattern):
            if clause.id:
                found.add(clause.id.name)
            found |= {
                t.operand.name for t in clause.tests if isinstance(t.operand, Variable) and not t.operand.slot
            }
    return tuple(sorted(found))


def needed(rule: Rule) -> set[tuple[str, str]]:
    """Slots of other facts that tests compare with: (variable, slot)."""
    tests = [test for clause in rule.when if isinstance(clause, Pattern) for test in clause.tests]
    return {
        (t.operand.name, t.operand.slot) for t in tests if isinstance(t.operand, Variable) and t.operand.slot
    }


def fill(rule: Rule) -> Fill | None:
    return next((action for action in rule.then if isinstance(action, Fill)), None)


def recommend(rule: Rule) -> Recommend | None:
    return next((action for action in rule.then if isinstance(action, Recommend)), None)
