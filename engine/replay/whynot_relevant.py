"""Which rules have a say in a decision, directly or through what they conclude.

Directly: every rule that recommends, adjusts, vetoes, asks or escalates for a challenge of this concept.
Through conclusions: every rule that fills a slot or raises a challenge that one of them reads. All others can
be left out of the search for a change: nothing that they look at can reach the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kbctl.engine.inference.compare import accepted_values
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import (
    Adjust,
    Ask,
    Clause,
    Comparison,
    Count,
    Escalate,
    Fill,
    Not,
    Pattern,
    Raise,
    Recommend,
    Rule,
    Variable,
    Veto,
)

Aimed = Recommend | Adjust | Veto | Ask | Escalate


def active(rules: Mapping[str, Rule]) -> list[Rule]:
    """The rules that decisions rest on, by id. Procedural ones come after deciding."""
    chosen = (rules[id] for id in sorted(rules))
    return [rule for rule in chosen if rule.status == "active" and rule.kind != "procedural"]


def relevant(vocabulary: Vocabulary, rules: Mapping[str, Rule], concept: str) -> list[Rule]:
    """The rules with a say in decisions on challenges of a concept, by id."""
    left = active(rules)
    found = [rule for rule in left if aims_at(vocabulary, rule, concept)]
    while True:
        known = {rule.id for rule in found}
        slots, concepts = _read(vocabulary, found)
        more = [r for r in left if r.id not in known and _gives(vocabulary, r, slots, concepts)]
        if not more:
            return sorted(found, key=lambda rule: rule.id)
        found += more


def aims_at(vocabulary: Vocabulary, rule: Rule, concept: str) -> bool:
    """Whether some action of the rule can be about a challenge of the concept."""
    return any(could_be(vocabulary, rule, action.target.name, concept) for action in aimed(rule))


def aimed(rule: Rule) -> list[Aimed]:
    return [action for action in rule.then if isinstance(action, Aimed)]


def could_be(vocabulary: Vocabulary, rule: Rule, name: str, concept: str) -> bool:
    """Whether the clauses on `$name` admit a challenge of the concept."""
    mine = [p for p in rule.when if isinstance(p, Pattern) and p.id is not None and p.id.name == name]
    return all(admits(vocabulary, pattern, concept) for pattern in mine)


def admits(vocabulary: Vocabulary, pattern: Pattern, concept: str) -> bool:
    """Whether a pattern can match a fact whose `is` is the concept."""
    tests = (test for test in pattern.tests if test.slot == "is" and not isinstance(test.operand, Variable))
    slot = vocabulary.slot(pattern.frame, "is")
    return all(
        (concept in accepted_values(vocabulary, slot, test)) != (test.op == "ne")
        for test in tests
        if test.op in ("eq", "in", "ne")
    )


def patterns(clauses: Iterable[Clause]) -> Iterator[Pattern]:
    """All patterns, those inside `not` and `count` too."""
    for clause in clauses:
        yield from clause.patterns if isinstance(clause, Not | Count) else (clause,)


def literals(pattern: Pattern, slot: str) -> list[str]:
    """What the pattern names for a slot."""
    found: list[str] = []
    for test in pattern.tests:
        if (
            test.slot == slot
            and test.op in ("eq", "in", "contains")
            and not isinstance(test.operand, Variable)
        ):
            found += [str(one) for one in _several(test)]
    return found


def _several(test: Comparison) -> tuple[object, ...]:
    return test.operand if isinstance(test.operand, tuple) else (test.operand,)


def _read(vocabulary: Vocabulary, rules: Iterable[Rule]) -> tuple[set[tuple[str, str]], set[str]]:
    """Derived slots that rules read, and concepts of the challenges that they look for."""
    slots: set[tuple[str, str]] = set()
    concepts: set[str] = set()
    for rule in rules:
        frames = {p.id.name: p.frame for p in patterns(rule.when) if p.id is not None}
        for pattern in patterns(rule.when):
            read = {(pattern.frame, test.slot) for test in pattern.tests}
            operands = (test.operand for test in pattern.tests)
            read |= {(frames.get(v.name, ""), v.slot) for v in operands if isinstance(v, Variable) and v.slot}
            slots |= {(f, s) for f, s in read if (known := vocabulary.slot(f, s)) and known.derived}
            if pattern.frame == "challenge":
                concepts.update(literals(pattern, "is"))
    return slots, concepts


def _gives(vocabulary: Vocabulary, rule: Rule, slots: set[tuple[str, str]], concepts: set[str]) -> bool:
    for action in rule.then:
        if isinstance(action, Fill) and (action.frame, action.slot) in slots:
            return True
        if isinstance(action, Raise) and any(vocabulary.is_a(action.concept, one) for one in concepts):
            return True
    return False
