"""One finding in full: what it rests on, what it leads to, what resolves it and which rules say so."""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.lines import WIDTH, aligned, clean, count, cut, wrapped
from kbctl.engine.tables.register.advice import Advice, Remedy
from kbctl.engine.tables.register.standing import Register, Standing
from kbctl.engine.tables.table import Cell, Pair

ROWS = 50  # told on the screen; all of them stand in the JSON and in the register


class UnknownFindingError(ValueError):
    """No finding has this id or fingerprint; the message says which there are."""


def find(register: Register, wanted: str) -> Standing:
    """The finding of an id (F-003, F3) or a fingerprint. Raises UnknownFindingError."""
    digits = wanted[1:].lstrip("-")
    number = int(digits) if wanted[:1] in "Ff" and digits.isdecimal() else None
    for issue in register.issues:
        if issue.fingerprint == wanted or (number and int(issue.id[2:]) == number):
            return issue
    if not register.issues:
        raise UnknownFindingError(f"no finding {wanted}: there is none at all")
    first, last = register.issues[0].id, register.issues[-1].id
    raise UnknownFindingError(f"no finding {wanted}; there are {first} to {last}")


def explain(issue: Standing, told: Advice | None, limit: int = ROWS) -> str:
    """The finding as text."""
    finding = issue.finding
    place = finding.table + (f" · {finding.column}" if finding.column else "")
    label = told.label if told else finding.concept
    head = [f"{issue.id}  {label}  {finding.severity}   {place}", ""]
    if told and told.definition:
        head.append(wrapped("", told.definition.split(), 1, " ")[1:])
    facts = [
        f"{count(finding.rows, 'row')}, {100 * finding.rate:.1f} % of the table",
        f"certainty {finding.certainty:.2f}",
        f"{finding.concept}",
        f"fingerprint {issue.fingerprint}",
    ]
    head += [wrapped("", finding.message.split(), 1, " ")[1:], "  ".join(facts)]
    if issue.waiver:
        state = "expired on" if issue.expired else "waived until"
        head.append(f"{state} {issue.waiver.expires}: {issue.waiver.reason}")
    if told and told.leads_to:
        head.append(wrapped("Leads to ", list(told.leads_to)))
    parts = [clean_lines("\n".join(head)), clean_lines(_evidence(finding.cells, finding.pairs, limit))]
    if told:
        parts.append(clean_lines(_remedies(told)))
    return "\n\n".join(part for part in parts if part) + "\n"


def clean_lines(text: str) -> str:
    return "\n".join(cut(str(clean(line))) for line in text.split("\n"))


def _evidence(cells: Sequence[Cell], pairs: Sequence[Pair], limit: int) -> str:
    if pairs:
        grid = [["rows", "keys", "certainty"]]
        grid += [
            [f"{p.rows[0]}, {p.rows[1]}", f"{_one(p.keys[0])} = {_one(p.keys[1])}", f"{p.certainty:.2f}"]
            for p in pairs[:limit]
        ]
        total, noun = len(pairs), "pair"
    else:
        grid = [["row", "key", "column", "value"]]
        grid += [[str(c.row), _one(c.key), _one(c.column), f'"{_one(c.value)}"'] for c in cells[:limit]]
        total, noun = len(cells), "cell"
    if not total:
        return ""
    lines = ["It rests on", *aligned(grid)]
    if total > limit:
        lines.append(f"  … and {count(total - limit, noun)} more: --format json or --xlsx has them all")
    return "\n".join(lines)


def _one(text: str) -> str:
    return str(clean(text))


def _remedies(told: Advice) -> str:
    if not told.remedies:
        return "The knowledge base has no remedy for it."
    lines = ["Remedies"]
    for remedy in told.remedies:
        sure = f"{remedy.confidence:.2f}" if remedy.confidence is not None else "    "
        by = "kbctl can do it" if remedy.executable else "done by people"
        lines.append(cut(f"  {sure}  {remedy.label}  ({by})", WIDTH))
        if remedy.fits_when:
            lines.append(cut(f"        fits when {remedy.fits_when}"))
        lines += [cut(f"        {_rule(rule, told, remedy)}") for rule in remedy.rules[:3]]
    return "\n".join(lines)


def _rule(rule: str, told: Advice, remedy: Remedy) -> str:
    return f"recommended by {told.paths.get(rule, rule)}"
