"""A difference as text for people, as Markdown, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kbctl.engine.review.change.difference import Difference
from kbctl.engine.review.change.given import given_block, given_line
from kbctl.engine.review.change.model import Outcome, Part, RuleChange, Witness
from kbctl.ontology.source import Location

SIGN = {"added": "+", "removed": "-", "changed": "~", "about": "·", "renamed": "="}


def as_text(found: Difference) -> str:
    """Rules that changed, by id; then the ontology; then a line for what means nothing."""
    lines: list[str] = [f"cannot be read: {one}" for one in found.problems]
    for change in told(found):
        lines += [*([""] if lines else []), *_rule(change)]
    if found.terms:
        lines += [*([""] if lines else []), "ontology and cases"]
        lines += [f"    {one.says} (read by {_several(one.rules, 'rule')})" for one in found.terms]
    closing = list(_closing(found))
    return "\n".join([*lines, *([""] if lines and closing else []), *closing])


def told(found: Difference) -> list[RuleChange]:
    """The changes with something to say: a mere rename is none."""
    return [one for one in found.changes if one.kind != "renamed" or one.about]


def _rule(change: RuleChange) -> Iterator[str]:
    was = f" (was {change.was})" if change.was else ""
    yield f"{SIGN[change.kind]} {change.rule}{was}  {_heading(change)}"
    for part in (*change.behaviour, *change.about):
        yield f"    {part.says}{_place(part)}"
    if change.witness:
        yield f"    → {change.witness.says}{_supposed(change.witness)}"
        yield f"      witness, {_source(change.witness)}:"
        yield from given_block(change.witness.given, "        ")
    elif change.no_witness:
        yield f"    no witness found: {change.no_witness}"


def _heading(change: RuleChange) -> str:
    if any(part.code == "status" for part in change.about) and change.kind in ("about", "renamed"):
        return "does the same, in another status"
    return {
        "added": "new rule", "removed": "rule removed", "changed": "behaves differently",
        "about": "behaves as before", "renamed": "behaves as before",
    }[change.kind]  # fmt: skip


def _place(part: Part) -> str:
    at = part.after or part.before
    old = "" if part.after else "before, "
    return f"  [{old}{_short(at)}]" if at else ""


def _short(at: Location) -> str:
    return f"{at.path}:{at.line}" if at.line else at.path


def _source(witness: Witness) -> str:
    if not witness.test:
        return "put together from the clauses"
    return f"from test “{witness.test}”" + (" with other facts" if witness.moved else "")


def _supposed(witness: Witness) -> str:
    said = f" (if the rule were active; it is {witness.supposed})" if witness.supposed else ""
    return said + (" (together with other changes)" if witness.joint else "")


def _closing(found: Difference) -> Iterator[str]:
    renamed = [f"{one.was} → {one.rule}" for one in found.changes if one.kind == "renamed"]
    if renamed:
        yield f"renamed, same meaning: {', '.join(renamed)}"
    if found.wording:
        verb = "differs" if len(found.wording) == 1 else "differ"
        yield f"{_several(found.wording, 'file')} {verb} only in wording"
    if not told(found) and not found.terms and not found.problems:
        yield "no rule means anything else"


def _several(things: Sequence[object], what: str) -> str:
    return f"{len(things)} {what}{'' if len(things) == 1 else 's'}"


# --- Markdown --------------------------------------------------------------------------------------


def as_markdown(found: Difference) -> str:
    """The same for a pull request; witnesses are folded away."""
    lines = [f"- cannot be read: `{one}`" for one in found.problems]
    for change in told(found):
        was = f" (was `{change.was}`)" if change.was else ""
        lines += ["", f"**`{change.rule}`**{was}: {_heading(change)}", ""]
        lines += [f"- {_escaped(part.says)}" for part in (*change.behaviour, *change.about)]
        if change.witness:
            said = _escaped(change.witness.says + _supposed(change.witness))
            block = "\n".join(given_block(change.witness.given))
            lines += [
                f"- → **{said}**",
                "",
                f"<details><summary>witness, {_source(change.witness)}</summary>",
            ]
            lines += ["", "```yaml", block, "```", "", "</details>"]
        elif change.no_witness:
            lines.append(f"- no witness found: {change.no_witness}")
    if found.terms:
        lines += ["", "**Ontology and cases**", ""]
        lines += [f"- {_escaped(one.says)} (read by {_several(one.rules, 'rule')})" for one in found.terms]
    lines += [f"\n{_escaped(line)}" for line in _closing(found)]
    return "\n".join(lines).strip()


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "*_`<>|" else sign for sign in text)


# --- JSON ------------------------------------------------------------------------------------------


def as_json(found: Difference) -> dict[str, Any]:
    return {
        "before": found.before,
        "after": found.after,
        "problems": [str(one) for one in found.problems],
        "rules": [change_json(one) for one in found.changes],
        "ontology": [{"code": t.code, "says": t.says, "rules": list(t.rules)} for t in found.terms],
        "wording": list(found.wording),
    }


def change_json(change: RuleChange) -> dict[str, Any]:
    return {
        "rule": change.rule,
        "was": change.was or None,
        "kind": change.kind,
        "at": _short(change.at),
        "behaviour": [part_json(part) for part in change.behaviour],
        "about": [part_json(part) for part in change.about],
        "witness": witness_json(change.witness) if change.witness else None,
        "no_witness": change.no_witness or None,
    }


def part_json(part: Part) -> dict[str, Any]:
    places = {name: str(at) if at else None for name, at in (("before", part.before), ("after", part.after))}
    return {"code": part.code, "says": part.says, **places}


def witness_json(witness: Witness) -> dict[str, Any]:
    return {
        "says": witness.says,
        "given": [given_line(fact) for fact in witness.given],
        "test": witness.test or None,
        "moved": witness.moved,
        "supposed": witness.supposed or None,
        "joint": witness.joint,
        "before": outcome_json(witness.before),
        "after": outcome_json(witness.after),
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    decisions = [
        {"challenge": d.challenge, "concept": d.concept, "status": d.status, "strategy": d.strategy,
         "confidence": d.confidence, "why": d.why}
        for d in outcome.decisions
    ]  # fmt: skip
    return {"decisions": decisions, "rule": list(outcome.outputs), "options": list(outcome.options),
            "concluded": list(outcome.concluded), "planned": list(outcome.planned)}  # fmt: skip
