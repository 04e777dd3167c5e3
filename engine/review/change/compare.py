"""Compares two versions of the knowledge rule by rule: what each change means."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace

from kbctl.engine.knowledge import Knowledge
from kbctl.engine.review.change.about import about
from kbctl.engine.review.change.behaviour import behaviour, whole
from kbctl.engine.review.change.model import Part, RuleChange, Witness
from kbctl.engine.review.change.outcome import Side
from kbctl.engine.review.change.pairs import carried_over, pair
from kbctl.engine.review.change.witness import witness
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.meaning import meaning
from kbctl.rules.model import Rule

#: Cases are counted for an option, so that a decision can depend on them.
EVIDENCE = ("evidence-added", "evidence-dropped")


def compare(before: Knowledge, after: Knowledge, *, witnesses: bool = True) -> tuple[RuleChange, ...]:
    """What changed from `before` to `after`, by rule id. Wording makes no entry.

    With `witnesses`, every change that can bear on a decision has facts that were run through both whole
    rule bases, or says what was tried.
    """
    sides = (Side(before), Side(after)) if witnesses else None
    pairs = pair(before.rules, after.rules)
    versions: list[tuple[Rule | None, Rule | None]] = [
        *((None, rule) for rule in pairs.added),
        *((rule, None) for rule in pairs.removed),
        *pairs.both,
    ]
    found = []
    for old, new in versions:
        if old and old == new and not pairs.renames.keys() & {*old.overrides}:
            continue  # the same file; hundreds are, and the rest takes its time
        change = change_of(old, new, before.vocabulary, after.vocabulary, pairs.renames, after.rules)
        found += [change] if change else []
    alone = sum(map(_bears, found)) <= 1
    shown = (_shown(change, *sides, alone) if sides else change for change in found)
    return tuple(sorted(shown, key=lambda change: (change.rule, change.kind)))


def change_of(
    before: Rule | None,
    after: Rule | None,
    old: Vocabulary,
    new: Vocabulary,
    renames: Mapping[str, str],
    rules: Container[str] | None = None,
) -> RuleChange | None:
    """What became of one rule, without a witness; None where nothing but wording is otherwise.

    `renames` are old -> new ids of rules that it overrides; `rules` the ids that there are now, where known.
    """
    if before is None or after is None:
        rule = before or after
        if rule is None:
            return None
        parts = whole(rule, new if after else old, came=before is None)
        return RuleChange(rule.id, "added" if after else "removed", before, after, behaviour=parts)
    carried = carried_over(before, renames)
    was = before.id if before.id != after.id else ""
    rest = about(before, after)
    if without_evidence(carried) == without_evidence(after):
        if not was and not rest:
            return None
        return RuleChange(after.id, "renamed" if was else "about", before, after, was, (), rest)
    parts = behaviour(carried, after, old, new, after.overrides if rules is None else rules)
    if not parts:
        said = "its clauses are joined in another way"
        parts = (Part("joined", said, before.at, after.at),)
    return RuleChange(after.id, "changed", before, after, was, parts, rest)


def without_evidence(rule: Rule) -> str:
    """What the rule does, apart from the cases that speak for it."""
    return meaning(replace(rule, evidence=()))


def _bears(change: RuleChange) -> bool:
    """Whether a decision can depend on it for sure: not wording, owner, tests, or a step from draft to
    shadow."""
    old, new = change.before, change.after
    switched = old is not None and new is not None and (old.status == "active") != (new.status == "active")
    return switched or change.kind in ("added", "removed", "changed")


def _shown(change: RuleChange, before: Side, after: Side, alone: bool) -> RuleChange:
    """The change with a witness, where it can bear on anything. `alone`: no other rule changed."""
    bears = _bears(change)
    if not bears and not any(part.code in EVIDENCE for part in change.about):
        return change
    found, tried = witness(before, after, change.before, change.after, change.behaviour)
    if found and not alone and found.decision_differs and not _on_its_own(change, found, before):
        found = replace(found, joint=True)
    return replace(change, witness=found, no_witness=tried if bears else "")


def _on_its_own(change: RuleChange, found: Witness, before: Side) -> bool:
    """Whether the decisions are the same where nothing but this rule changes."""
    rules = {id: rule for id, rule in before.knowledge.rules.items() if rule is not change.before}
    if change.after:
        rules[change.after.id] = change.after
    try:
        side = Side(replace(before.knowledge, rules=dict(sorted(rules.items()))))
        also = change.after.id if change.after and found.supposed else ""
        seen = side.outcome(found.given, change.rule, also)
    except (InputProblems, ValueError):  # with the other version's vocabulary or rules it cannot be run
        return False
    return [one.taken for one in seen.decisions] == [one.taken for one in found.after.decisions]
