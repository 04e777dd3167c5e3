"""The review as text, Markdown, HTML and JSON: the same parts in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kbctl.engine.review.change import render as change
from kbctl.engine.review.change.given import given_block
from kbctl.engine.review.impact import render as cases
from kbctl.engine.review.page import alone
from kbctl.engine.review.report.model import Needed, Review
from kbctl.engine.review.site.html import Html, el, listing

#: Untested clauses shown of one rule; the JSON has all.
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the report, with what belongs below it: lines of YAML or of plain text."""

    says: str
    at: str = ""
    below: tuple[str, ...] = ()
    fold: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    items: tuple[Item, ...]
    lead: str = ""
    nothing: str = ""
    #: the part as others render it, where it has a form of its own
    text: str = ""
    markdown: str = field(default="", compare=False)


def head_of(review: Review) -> str:
    """What hinders a merge, in one line."""
    why = review.hindrances
    named = f"{review.base}..{review.head or 'working tree'}"
    return f"{named}: {'not to be merged as it is: ' + ', '.join(why) if why else 'nothing hinders a merge'}"


def parts(review: Review) -> tuple[Part, ...]:
    return (
        Part(
            "What changes",
            (),
            text=change.as_text(review.difference),
            markdown=change.as_markdown(review.difference),
        ),
        _cases(review),
        Part("New conflicts and errors", tuple(_conflicts(review)), nothing="none", lead=_gone(review)),
        Part(
            "Untested clauses",
            tuple(_untested(review)),
            nothing="none: tests notice every change of a clause",
        ),
        Part("Evidence", tuple(_evidence(review)), nothing="no past case is named for or against"),
        Part("Approvals", tuple(_needed(review)), nothing=_no_approvals(review)),
    )


def _cases(review: Review) -> Part:
    if review.impact is None:
        return Part("Recorded cases", (), nothing=f"none replayed: {review.unplayed}")
    lines = cases.as_text(review.impact).splitlines()
    return Part("Recorded cases", (), lead=lines[0], text="\n".join(lines[1:]).strip("\n"))


def _gone(review: Review) -> str:
    if not review.gone:
        return ""
    one = review.gone == 1
    return f"{review.gone} conflict{'' if one else 's'} of the base {'is' if one else 'are'} gone"


def _conflicts(review: Review) -> Iterator[Item]:
    for finding in review.findings:
        said = "" if finding.level == "error" else "warning: "
        yield Item(f"{said}{finding.problem.message} [{finding.problem.code}]", str(finding.problem.at))
    for one in review.conflicts:
        said = "" if one.level == "error" else f"{one.level}: "
        below = [f"{cause.at}: {cause.text}" for cause in one.causes if len(one.causes) > 1]
        below += given_block(one.witness.given) if one.witness else []
        fires = (
            f"witness, {' and '.join(one.witness.fires)} fire"
            if one.witness and one.witness.fires
            else "witness"
        )
        yield Item(
            f"{said}{one.message} [{one.code}]",
            str(one.at),
            tuple(below),
            fires if one.witness else "clauses",
        )


def _untested(review: Review) -> Iterator[Item]:
    shown: dict[str, int] = {}
    for one in review.untested:
        shown[one.rule] = shown.get(one.rule, 0) + 1
        if shown[one.rule] <= SHOWN:
            below = (f"- {one.test}",) if one.test else ()
            yield Item(f"{one.rule}: {one.says}", str(one.at), below, "a test that would notice")
    for rule, count in shown.items():
        if count > SHOWN:
            yield Item(f"{rule}: {count - SHOWN} more (kbctl rules coverage {rule})")


def _evidence(review: Review) -> Iterator[Item]:
    for one in review.evidence:
        way = "for" if one.says == "supports" else "against"
        new = ", new" if one.new else ""
        yield Item(f"{one.rule}: {way}: {one.title or one.case} ({one.case}{new})")


def _needed(review: Review) -> Iterator[Item]:
    for one in review.needed:
        yield Item(f"{one.rule}: {one.standing.role}: {_stands(one)}")


def _stands(one: Needed) -> str:
    if one.standing.holds:
        return f"approved by {one.standing.holds.by}"
    return one.standing.why if one.due else f"not needed while it is not active ({one.standing.why})"


def _no_approvals(review: Review) -> str:
    if not review.approvers:
        return "nobody is named who may approve (rules/approvers.yaml)"
    return "none is needed: no rule does anything else, and no test is another"


# --- forms -----------------------------------------------------------------------------------


def as_text(review: Review) -> str:
    lines = [head_of(review)]
    for part in parts(review):
        lines += ["", part.title]
        lines += [f"  {line}" for line in (part.lead, *part.text.splitlines()) if line]
        for item in part.items:
            lines.append(f"  {item.says}{f'  [{item.at}]' if item.at else ''}")
            lines += [f"      {line}" for line in item.below]
        if not (part.items or part.text or part.lead):
            lines.append(f"  {part.nothing}")
    return "\n".join(line.rstrip() for line in lines)


def as_markdown(review: Review) -> str:
    lines = [f"### Review of rules: {_escaped(head_of(review))}"]
    for part in parts(review):
        lines += ["", f"#### {part.title}", ""]
        if part.lead:
            lines += [_escaped(part.lead), ""]
        if part.markdown:
            lines.append(part.markdown)
        elif part.text:
            lines += ["```text", *part.text.splitlines(), "```"]
        for item in part.items:
            lines += _item(item)
        if not (part.items or part.text or part.markdown or part.lead):
            lines.append(f"{_escaped(part.nothing[0].upper() + part.nothing[1:])}.")
    return "\n".join(lines)


def _item(item: Item) -> list[str]:
    line = f"- {_escaped(item.says)}{f' `{item.at}`' if item.at else ''}"
    if not item.below:
        return [line]
    return [line, "", f"  <details><summary>{item.fold}</summary>", "", "  ```yaml",
            *(f"  {one}" for one in item.below), "  ```", "", "  </details>"]  # fmt: skip


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "*_`<>|#" else sign for sign in text)


def as_html(review: Review) -> str:
    """One page that fetches nothing."""
    title = el("header", el("h1", "Review of rules"), el("p", head_of(review), cls="soft"))
    sections = [_section(part) for part in parts(review)]
    named = f"Review of rules {review.base}..{review.head or 'working tree'}"
    return alone(named, title, el("main", sections))


def _section(part: Part) -> Html:
    lead = el("p", part.lead) if part.lead else None
    text = el("pre", part.text) if part.text else None
    items = listing([_listed(item) for item in part.items]) if part.items else None
    nothing = None if part.items or part.text or part.lead else el("p", part.nothing, cls="soft")
    return el("section", el("h2", part.title), lead, text, items, nothing)


def _listed(item: Item) -> Sequence[Html | str]:
    at = el("div", el("code", item.at), cls="soft") if item.at else ""
    below = el("details", el("summary", item.fold), el("pre", "\n".join(item.below))) if item.below else ""
    return [item.says, at, below]


def as_json(review: Review) -> dict[str, Any]:
    return {
        "schema": "kbctl/review/1",
        "base": review.base,
        "head": review.head,
        "hindrances": list(review.hindrances),
        "difference": change.as_json(review.difference),
        "cases": cases.as_json(review.impact) if review.impact else None,
        "not_replayed": review.unplayed,
        "findings": [
            {
                "at": str(one.problem.at), "code": one.problem.code, "level": one.level,
                "message": one.problem.message,
            }
            for one in review.findings
        ],
        "conflicts": [
            {
                "at": str(one.at), "code": one.code, "level": one.level, "rules": list(one.rules),
                "message": one.message, "given": given_block(one.witness.given) if one.witness else [],
            }
            for one in review.conflicts
        ],
        "conflicts_gone": review.gone,
        "untested": [
            {"rule": one.rule, "at": str(one.at), "says": one.says, "test": one.test}
            for one in review.untested
        ],
        "evidence": [
            {"rule": one.rule, "case": one.case, "says": one.says, "new": one.new} for one in review.evidence
        ],
        "approvals": [
            {
                "rule": one.rule, "role": one.standing.role, "due": one.due,
                "approved_by": one.standing.holds.by if one.standing.holds else None,
                "why": "" if one.standing.holds else one.standing.why,
            }
            for one in review.needed
        ],
    }  # fmt: skip
