"""What was verified, as text, JSON, SARIF and annotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kbctl.engine.review.change.given import given_line
from kbctl.engine.review.verify.finding import CODES, Found
from kbctl.engine.review.verify.verify import Verified
from kbctl.ontology.sarif import location, log
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import NAMESPACE
from kbctl.rules.lint.output import command

PAGE = "docs/rule-verification.md"


def as_text(done: Verified) -> str:
    """A line for each finding, the clauses that exclude each other or facts that show it, and a last line."""
    lines: list[str] = []
    for one in done.found:
        lines.append(
            f"{one.at}: {'' if one.level == 'error' else f'{one.level}: '}{one.message} [{one.code}]"
        )
        if len(one.causes) > 1:
            lines += [f"    {cause.at}: {cause.text}" for cause in one.causes]
        if one.witness:
            lines.append(f"    {_who(one)}, given")
            lines += [f"      - {given_line(fact)}" for fact in one.witness.given]
    lines.append(closing(done))
    return "\n".join(lines)


def _who(one: Found) -> str:
    assert one.witness is not None
    fires = one.witness.fires
    return f"{' and '.join(fires)} fire{'s' if len(fires) == 1 else ''}" if fires else "none of them fires"


def closing(done: Verified) -> str:
    tally = done.tally
    promised = f", {_several(done.promises, 'complete decision')}" if done.promises else ""
    parts = [f"{_several(done.rules, 'rule')}{promised}: {_several(len(done.faults), 'finding')}"]
    if tally.undecided:
        parts.append(f"{_several(tally.undecided, 'question')} not verified")
    if tally.internal:
        parts.append(f"{_several(len(tally.internal), 'witness', 'es')} not shown, which did not replay")
    return ", ".join(parts)


def _several(number: int, what: str, plural: str = "s") -> str:
    return f"{number} {what}{'' if number == 1 else plural}"


def as_json(done: Verified) -> dict[str, Any]:
    """Findings by place; `internal`: where search and engine disagree, which is not shown."""
    tally = done.tally
    return {
        "rules": done.rules,
        "complete_for": done.promises,
        "questions": {"box": tally.box, "z3": tally.solver, "not_verified": tally.undecided},
        "replayed": tally.replayed,
        "internal": list(tally.internal),
        "findings": [_finding(one) for one in done.found],
    }


def _finding(one: Found) -> dict[str, Any]:
    found: dict[str, Any] = {
        "path": one.at.path, "line": one.at.line, "column": one.at.column, "code": one.code,
        "level": one.level, "message": one.message, "rules": list(one.rules),
    }  # fmt: skip
    if one.causes:
        found["clauses"] = [
            {"path": c.at.path, "line": c.at.line, "column": c.at.column, "says": c.text} for c in one.causes
        ]
    if one.witness:
        found["witness"] = {
            "given": [{fact.frame: fact.id, **_plain(fact.slots)} for fact in one.witness.given],
            "fires": list(one.witness.fires),
            "silent": list(one.witness.silent),
        }
    return found


def _plain(slots: Mapping[str, Value]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in slots.items()}


def as_github(done: Verified) -> str:
    """Workflow commands, which GitHub shows at the line of the rule."""
    levels = {"note": "notice"}
    return "".join(
        command(levels.get(one.level, one.level), one.at, one.code, one.message) for one in done.found
    )


def as_sarif(done: Verified, version: str) -> dict[str, Any]:
    codes = sorted({one.code for one in done.found})
    results = [_result(one, codes.index(one.code)) for one in done.found]
    return log(version, [_code(code) for code in codes], results)


def _code(code: str) -> dict[str, Any]:
    level, meaning = CODES[code]
    text = f"{meaning[0].upper()}{meaning[1:]}."
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in code.split("-")),
        "shortDescription": {"text": text},
        "help": {"text": f"{text} See {PAGE}.", "markdown": f"{text} See [{PAGE}]({NAMESPACE})."},
        "defaultConfiguration": {"level": level},
    }


def _result(one: Found, index: int) -> dict[str, Any]:
    message = one.message
    if one.witness:
        message += "\n\ngiven:\n" + "\n".join(f"- {given_line(fact)}" for fact in one.witness.given)
    rule = one.rules[0] if one.rules else ""
    result: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": one.level,
        "message": {"text": message},
        "locations": [location(one.at.path, one.at.line, one.at.column, rule)],
        "partialFingerprints": {"kbctl/v1": "/".join((one.code, *one.rules))},
    }
    if one.causes:
        result["relatedLocations"] = [
            {"id": n, "message": {"text": cause.text},
             **location(cause.at.path, cause.at.line, cause.at.column, rule)}
            for n, cause in enumerate(one.causes, 1)
        ]  # fmt: skip
    return result
