"""Why a term is below a class: told, or inferred, with the axioms that lead there and where they stand."""

from __future__ import annotations

from typing import Any

from kbctl.kg.graph.snapshot import Snapshot, told_chain, words
from kbctl.kg.graph.words import one_of
from kbctl.kg.layout import Ink, folded
from kbctl.ontology.axioms import Axiom, Definition, Restriction, Superclass


def why_class(found: Snapshot, term: str, above: str | None = None) -> dict[str, Any]:
    """`{id, label, classes: [{id, label, how: told|inferred|itself|not, axioms: [{text, path, line}], …}]}`.

    Without `above`, every class above the term, the told ones first. `missing` says of a defined class that
    the term is not in what of its definition does not hold.
    """
    own = found.hierarchy.ancestors.get(term, frozenset({term}))
    inferred = found.hierarchy.reasons.get(term, {})
    wanted = [above] if above else sorted(own - {term}, key=lambda one: (one in inferred, one))
    return {
        "id": term,
        "label": found.label(term),
        "classes": [_why(found, term, one) for one in wanted],
    }


def _why(found: Snapshot, term: str, above: str) -> dict[str, Any]:
    row = {"id": above, "label": found.label(above), "how": "not", "axioms": [], "missing": []}
    if above == term:
        return row | {"how": "itself"}
    if above not in found.hierarchy.ancestors.get(term, frozenset()):
        return row | {"missing": _missing(found, term, above)}
    chain = told_chain(found, term, above)
    axioms = chain or sorted(found.behind(term, above), key=lambda axiom: _reading_order(axiom, term))
    said = [{"text": words(found, one), "path": one.at.path, "line": one.at.line} for one in axioms]
    return row | {"how": "told" if chain else "inferred", "axioms": said}


def _reading_order(axiom: Axiom, term: str) -> tuple[bool, bool, str, int]:
    """What is said of the term, then of others, and the definition that it fits last."""
    about = getattr(axiom, "term", "")
    return isinstance(axiom, Definition), about != term, axiom.at.path, axiom.at.line


def _missing(found: Snapshot, term: str, above: str) -> list[str]:
    """Of each definition of the class, the parts that do not hold for the term, in words."""
    missing = []
    for axiom in found.axioms:
        if isinstance(axiom, Definition) and axiom.term == above:
            lacking = tuple(part for part in axiom.parts if not _holds(found, term, part))
            parts = words(found, Definition(above, lacking, axiom.at))
            missing.append(parts.partition(" is whatever ")[2])
    return [one for one in missing if one]


def _holds(found: Snapshot, term: str, part: Superclass) -> bool:
    steps = found.hierarchy.steps.get(term, {})
    if part in steps:
        return True
    return isinstance(part, Restriction) and any(
        isinstance(one, Restriction)
        and one.property == part.property
        and part.filler in found.hierarchy.steps.get(one.filler, ())
        for one in steps
    )


def render_why_class(said: dict[str, Any], width: int = 100, colour: bool = False) -> str:
    """A block for each class: how, and the axioms in reading order, each with its place."""
    ink = Ink(colour)
    blocks = []
    for one in said["classes"]:
        lines = [ink.bold(f"{said['label']} {_is(one)}") + _how(one)]
        for axiom in one["axioms"]:
            place = f"{axiom['path']}:{axiom['line']}"
            lines += [f"  {line}" for line in folded(f"{axiom['text']}  ({place})", width - 2)]
        lines += [f"  it would be if it {part}" for part in one["missing"]]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) if blocks else f"{said['label']} stands below no other class."


def _is(one: dict[str, Any]) -> str:
    if one["how"] == "itself":
        return f"is the same as {one['label']}"
    return f"{'is not' if one['how'] == 'not' else 'is'} {one_of(one['label'])}"


def _how(one: dict[str, Any]) -> str:
    return {"told": ": told", "inferred": ": inferred"}.get(one["how"], ".")
