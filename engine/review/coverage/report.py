"""Coverage as text and JSON: what no test notices, where it stands, and a test that would notice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kbctl.engine.review.coverage.measure import Covered, share
from kbctl.engine.review.coverage.proposal import Proposal, propose
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Count, Plan
from kbctl.rules.mutants import Edit, Mutant
from kbctl.rules.testing import text
from kbctl.rules.written import bounds_text, clause_text, comparison_text, pattern_text


def as_lines(vocabulary: Vocabulary, found: Sequence[Covered]) -> list[str]:
    """What no test notices, by place; clauses that say nothing; rules below 100 %; the total."""
    lines: list[str] = []
    for covered in found:
        for mutant in covered.uncovered:
            proposal = propose(vocabulary, covered.rule, mutant, covered.rows)
            lines.append(f"{mutant.edit.at}: {sentence(mutant)}, and no test notices")
            lines += _shown(proposal)
    for covered in found:
        for mutant in covered.redundant:
            lines.append(f"{mutant.edit.at}: note: {sentence(mutant)} without loss: {mutant.same}")
    partly = [one for one in found if one.uncovered]
    width = max((len(one.rule.id) for one in partly), default=0)
    for one in partly:
        lines.append(
            f"{one.rule.id:{width}}  {one.noticed:4} of {one.mutants:4} changes noticed  {_percent([one])}"
        )
    total, noticed = sum(one.mutants for one in found), sum(one.noticed for one in found)
    several = f"{len(found)} rule{'' if len(found) == 1 else 's'}"
    return [*lines, f"{several}: {noticed} of {total} changes noticed by a test, {_percent(found)}"]


def _shown(proposal: Proposal | None) -> list[str]:
    if proposal is None:
        return ["  no facts were found that tell the two apart; look whether the clause is needed"]
    instead = ", ".join(map(text, proposal.instead)) or "nothing"
    return [f"  would notice:  - {proposal.line()}", f"  the changed rule says {instead} there"]


def _percent(found: Iterable[Covered]) -> str:
    """Never rounded up to 100."""
    return f"{int(share(found) * 1000) / 10:g} %"


def sentence(mutant: Mutant) -> str:
    """The change as the beginning of `…, and no test notices`."""
    edit = mutant.edit
    match edit.kind:
        case "drop-clause":
            return f"the clause {_clause(edit)} can be dropped"
        case "flip-clause":
            return f"the clause {_clause(edit)} can be turned into its opposite"
        case "drop-fact":
            assert edit.pattern is not None
            return f"{pattern_text(edit.pattern)} can be dropped from the clause"
        case "untie":
            assert edit.pattern is not None
            return f"{edit.pattern.id} can be any {edit.pattern.frame}"
        case "count":
            assert isinstance(edit.clause, Count)
            return f"{bounds_text(edit.clause.bounds)} can become {bounds_text(edit.bounds)}"
        case "drop-action":
            return f"the {_verb(edit)} can be dropped"
        case "drop-part":
            return f"'{edit.part}' of the {_verb(edit)} can be dropped"
        case "confidence":
            return f"'{edit.part}' of the {_verb(edit)} can become another"
    assert edit.before is not None
    if edit.after is None:
        return f"{comparison_text(edit.before)} can be dropped"
    return f"{comparison_text(edit.before)} can become {comparison_text(edit.after)}"


def _clause(edit: Edit) -> str:
    assert edit.clause is not None
    gate = " of the gate" if edit.gate else ""
    return f"{clause_text(edit.clause)}{gate}"


def _verb(edit: Edit) -> str:
    name = type(edit.action).__name__.lower()
    if isinstance(edit.action, Plan):
        return f"plan of {edit.action.activity}"
    return {"fill": "conclusion", "raise": "conclusion"}.get(name, f"action '{name}'")


def as_json(vocabulary: Vocabulary, found: Sequence[Covered]) -> dict[str, Any]:
    return {
        "rules": [_rule_json(vocabulary, one) for one in found],
        "mutants": sum(one.mutants for one in found),
        "noticed": sum(one.noticed for one in found),
        "share": round(share(found), 6),
    }


def _rule_json(vocabulary: Vocabulary, one: Covered) -> dict[str, Any]:
    return {
        "rule": one.rule.id,
        "path": one.rule.path,
        "mutants": one.mutants,
        "noticed": one.noticed,
        "share": round(share([one]), 6),
        "uncovered": [_mutant_json(vocabulary, one, mutant) for mutant in one.uncovered],
        "redundant": [
            {
                **_place(mutant.edit.at),
                "kind": mutant.edit.kind,
                "change": sentence(mutant),
                "why": mutant.same,
            }
            for mutant in one.redundant
        ],
    }


def _place(at: Location) -> dict[str, Any]:
    return {"path": at.path, "line": at.line, "column": at.column}


def _mutant_json(vocabulary: Vocabulary, one: Covered, mutant: Mutant) -> dict[str, Any]:
    proposal = propose(vocabulary, one.rule, mutant, one.rows)
    told = {**_place(mutant.edit.at), "kind": mutant.edit.kind, "change": sentence(mutant), "test": None}
    if proposal is not None:
        told |= {"test": proposal.line(), "instead": [text(one) for one in proposal.instead]}
    return told
