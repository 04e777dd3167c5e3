"""What changed between two moments of the ontology: statements, values, and what is inferred from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kbctl.kg.graph.snapshot import Snapshot, Statement, told_chain, words
from kbctl.kg.graph.words import short_predicate, statement_words
from kbctl.ontology.axioms import Axiom
from kbctl.ontology.source import Location


def diff(old: Snapshot, new: Snapshot) -> dict[str, Any]:
    """`{terms: {added, removed}, changed, added, removed, inferences: {gained, lost}}`; see docs/graph.md.

    A value that a subject has once before and once after is `changed`; a label so changed is a renaming.
    """
    gone = [one for one in old.statements if one not in new.statements]
    come = [one for one in new.statements if one not in old.statements]
    changed = _changed(old, new, gone, come)
    paired = {statement for pair in changed for statement in pair}
    return {
        "terms": {
            "added": [_term(new, one) for one in sorted(new.kinds.keys() - old.kinds.keys())],
            "removed": [_term(old, one) for one in sorted(old.kinds.keys() - new.kinds.keys())],
        },
        "changed": [_change(new, before, after) for before, after in changed],
        "added": [_statement(new, one) for one in come if one not in paired],
        "removed": [_statement(old, one) for one in gone if one not in paired],
        "inferences": {"gained": _inferences(new, old), "lost": _inferences(old, new)},
    }


def is_empty(found: dict[str, Any]) -> bool:
    return not (found["changed"] or found["added"] or found["removed"])


def _changed(
    old: Snapshot, new: Snapshot, gone: Iterable[Statement], come: Iterable[Statement]
) -> list[tuple[Statement, Statement]]:
    """Literals that stand once before and once after, under the same property and language."""
    before, after = _single(old), _single(new)
    come = set(come)
    pairs = []
    for one in gone:
        key = (one.subject, one.predicate, one.language)
        other = after.get(key)
        if one.literal and before.get(key) == one and other in come and other is not None and other.literal:
            pairs.append((one, other))
    return pairs


def _single(found: Snapshot) -> dict[tuple[str, str, str], Statement | None]:
    """(subject, property, language) -> the statement, or None where there are several."""
    single: dict[tuple[str, str, str], Statement | None] = {}
    for one in found.statements:
        key = (one.subject, one.predicate, one.language)
        single[key] = None if key in single else one
    return single


def _term(found: Snapshot, ident: str) -> dict[str, Any]:
    return {"id": ident, "label": found.label(ident), "kind": found.kinds.get(ident, "")}


def _place(at: Location) -> dict[str, Any]:
    return {"path": at.path, "line": at.line}


def _change(new: Snapshot, before: Statement, after: Statement) -> dict[str, Any]:
    return {
        "id": after.subject,
        "label": new.label(after.subject),
        "property": before.predicate,
        "language": before.language,
        "before": before.value,
        "after": after.value,
        "text": short_predicate(before.predicate) + (f" ({before.language})" if before.language else ""),
        **_place(new.statements[after]),
    }


def _statement(found: Snapshot, said: Statement) -> dict[str, Any]:
    return {
        "id": said.subject,
        "label": found.label(said.subject),
        "property": said.predicate,
        "value": said.value,
        "language": said.language,
        "text": statement_words(said, found.label),
        **_place(found.statements[said]),
    }


def _inferences(has: Snapshot, lacks: Snapshot) -> list[dict[str, Any]]:
    """What is above a term in `has` and not in `lacks`, where that is not itself a told statement.

    Of a term that only `has` knows, what is told is among its statements; what axioms add counts.
    """
    known = {_without_place(axiom) for axiom in lacks.axioms}
    rows = []
    for term, above in sorted(has.hierarchy.ancestors.items()):
        if term in lacks.hierarchy.ancestors:
            gained = above - lacks.hierarchy.ancestors[term]
        else:
            gained = frozenset(has.hierarchy.reasons.get(term, {}))
        for one in sorted(gained):
            axioms = told_chain(has, term, one) or has.behind(term, one)
            if one == term or (len(axioms) == 1 and term in lacks.hierarchy.ancestors):
                continue
            rows.append({
                "id": term, "label": has.label(term), "above": one, "above_label": has.label(one),
                "because": [
                    {"text": words(has, axiom), "new": _without_place(axiom) not in known,
                     **_place(axiom.at)}
                    for axiom in axioms
                ],
            })  # fmt: skip
    return rows


def _without_place(axiom: Axiom) -> str:
    """An axiom in ids, to compare it over revisions."""
    return str(axiom).removesuffix(f" ({axiom.at})")
