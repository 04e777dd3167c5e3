"""Which terms a rule names: in its conditions, those under `not` and `count` too, and in its actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Action, Adjust, Clause, Pattern, Plan, Raise, Recommend, Rule, Veto


def mentions(rule: Rule, vocabulary: Vocabulary) -> frozenset[str]:
    """Ids of terms. Roles are written by their notation and are not among them."""
    found = {
        *_of_clauses(rule.when, vocabulary),
        *(name for one in rule.then for name in _of_action(one, vocabulary)),
    }
    return frozenset(found & vocabulary.terms.keys())


def _of_clauses(clauses: Iterable[Clause], vocabulary: Vocabulary) -> Iterator[str]:
    for clause in clauses:
        for pattern in (clause,) if isinstance(clause, Pattern) else clause.patterns:
            for test in pattern.tests:
                slot = vocabulary.slot(pattern.frame, test.slot)
                is_term = slot.type == "class" if slot else test.slot == "id" and pattern.frame == "remedy"
                values = test.operand if isinstance(test.operand, tuple) else (test.operand,)
                yield from (one for one in values if is_term and isinstance(one, str))


def _of_action(action: Action, vocabulary: Vocabulary) -> Iterator[str]:
    if isinstance(action, Recommend | Adjust | Veto):
        if isinstance(action.remedy, str):
            yield action.remedy
    elif isinstance(action, Raise):
        yield action.concept
        yield action.affects or ""
    elif isinstance(action, Plan):
        yield action.activity
        yield from _of_clauses(action.gate, vocabulary)
