"""An answer as text for people: the best match in full, the others in a line each."""

from __future__ import annotations

from itertools import zip_longest
from textwrap import wrap

from kbctl.kg.layout import Ink, listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Below this score the first match is shown as a guess.
SURE = 0.5
CASES = 3
#: What the concern of a lesson is to the challenge that is asked for; of the same nothing is said.
RELATIONS = {"broader": "broader", "narrower": "narrower", "near": "similar"}
RESULTS = {"worked": "worked", "partly": "worked in part", "failed": "failed"}
_FAMILIES = {
    "DataIssue": "data issue", "RequirementChallenge": "requirement", "SystemChallenge": "system",
    "OrganisationalChallenge": "organisation",
}  # fmt: skip


def render(answer: dict[str, Any], width: int = 100, colour: bool = False) -> str:
    """The text of an answer, without a trailing line break."""
    width = max(width, 50)
    read_as = wrap(f"Searched for “{answer['searched_for']}”.", width) if answer.get("searched_for") else []
    if not answer["matches"]:
        return "\n".join([*read_as, _nothing(answer, width)])
    first, others = answer["matches"][0], answer["matches"][1:]
    lines = [*read_as, ""] if read_as else []
    if first["score"] < SURE:
        lines += [f"Nothing is called that; the nearest, with a score of {first['score']:.2f}:", ""]
    lines += _full(first, width, Ink(colour))
    if others:
        lines += ["", "Other matches"]
        labels = min(max(len(one["label"]) for one in others), width // 2)
        for one in others:
            lines.append(f" {one['score']:.2f}  {one['label'][:labels]:<{labels}}  {_tag(one)}"[:width])
    tries = _tries(first)
    if tries:
        lines += ["", *listed("Try", tries, width)]
    return "\n".join(line.rstrip() for line in lines)


def _nothing(answer: dict[str, Any], width: int) -> str:
    lines = wrap(f"Nothing found for “{answer['query']}”.", width)
    if answer.get("nearest"):
        lines.append("Nearest")
        lines += [
            f" {one['score']:.2f}  {one['label']}  ({one['id']}, {one['kind']})" for one in answer["nearest"]
        ]
    return "\n".join(lines)


def _tag(match: dict[str, Any]) -> str:
    return f"{match['id']} · {match['kind']}"


def _full(match: dict[str, Any], width: int, ink: Ink) -> list[str]:
    lines = [*_heading(match, width, ink), *wrap(match["definition"], width)]
    lines += [""] if match["definition"] else []
    lines += listed("Shows as", match["shows_as"], width)
    lines += listed("Leads to", [_chain(one) for one in match["leads_to"]], width)
    lines += listed("Not to be confused with", match["not_to_be_confused"], width)
    lines += _facts(match, width)
    if match["kind"] in ("challenge", "rule") and match["remedies"]:
        lines += ["", *_remedies(match, width, ink)]
    lines += _rules(match, width)
    lines += _cases(match["cases"], width, len(match["cases"]) if match["kind"] == "case" else CASES)
    lines += listed("Not known", match.get("unknown", []), width)
    lines += listed(
        "Sources", [f"{one['citation']} {one['url']}".strip() for one in match.get("sources", [])], width
    )
    lines += listed("See also", [one["id"] for one in match["see_also"]], width)
    return lines


def _heading(match: dict[str, Any], width: int, ink: Ink) -> list[str]:
    family = next((_FAMILIES[one["id"]] for one in match["parents"] if one["id"] in _FAMILIES), "")
    what = family or ("data issue" if match.get("dimension") else match["kind"])
    about = " · ".join([match["id"], what, *(one.lower() for one in match.get("dimension", [])[:1])])
    gap = width - len(match["label"]) - len(about)
    if gap < 2:
        return [*(ink.bold(line) for line in wrap(match["label"], width)), ink.dim(about)]
    return [ink.bold(match["label"]) + " " * gap + ink.dim(about)]


def _chain(one: dict[str, Any]) -> str:
    return " → ".join([one["label"].lower(), *(then["label"].lower() for then in one["then"])])


def _facts(match: dict[str, Any], width: int) -> list[str]:
    """What is worth a line for other kinds than challenges."""
    lines = listed("Fits when", [match["fits_when"]] if match["fits_when"] else [], width)
    effort, risk, role = match.get("effort_days"), match.get("risk"), match.get("role")
    facts = [
        f"{effort:g} days" if effort else "",
        f"{risk} risk" if risk else "",
        f"by {role}" if role else "",
    ]
    facts += ["runs on the tables"] if match.get("executable") else []
    facts += ["can be taken back"] if match.get("reversible") else []
    lines += listed("Effort", [one for one in facts if one], width) if match["kind"] == "remedy" else []
    for title, key in (("Needs", "precondition"), ("Worked when", "verify_by")):
        lines += listed(title, [match[key]] if match.get(key) else [], width)
    for title, key in (("Resolves", "resolves"), ("Fields", "fields"), ("Field of", "field_of")):
        lines += listed(title, [one["label"].lower() for one in match.get(key, [])], width)
    return lines + listed("Headers", match.get("headers", []), width)


def _remedies(match: dict[str, Any], width: int, ink: Ink) -> list[str]:
    ruled = [one for one in match["remedies"] if one["rules"]]
    lines = []
    if ruled:
        rest = width - 7
        labels = min(max(len(one["label"]) for one in ruled), rest // 3)
        rules = min(max(len(rule) for one in ruled for rule in one["rules"]), rest * 2 // 5)
        when = rest - labels - rules - 4
        lines.append(f"{'Remedies':<{7 + labels}}  {'when it fits':<{when}}  rules")
        for one in ruled:
            cells = (
                wrap(one["label"], labels) or [""],
                wrap(one.get("fits_when", ""), when) or [""],
                [part for rule in one["rules"] for part in wrap(rule, rules, subsequent_indent=" ")],
            )
            for n, (label, fits, rule) in enumerate(zip_longest(*cells, fillvalue="")):
                rate = ink.rated(f" {one['confidence']:.2f}  ", one["confidence"]) if not n else " " * 7
                lines.append(f"{rate}{label:<{labels}}  {fits:<{when}}  {rule}")
    without = [one["label"] for one in match["remedies"] if not one["rules"]]
    return lines + listed("Without a rule as yet" if ruled else "Remedies, no rule as yet", without, width)


def _rules(match: dict[str, Any], width: int) -> list[str]:
    """Rules that are not already beside a remedy."""
    shown = (
        {rule for one in match["remedies"] for rule in one["rules"]}
        if match["kind"] == "challenge"
        else set()
    )
    rest = [rule for rule in match["rules"] if rule["id"] not in shown]
    title = "Other rules" if shown else "Rules"
    return listed(title, [rule["path"] if not shown else rule["id"] for rule in rest], width)


def _cases(cases: list[dict[str, Any]], width: int, most: int = CASES) -> list[str]:
    lines: list[str] = []
    for case in cases[:most]:
        about = "; ".join(_about(case))
        told = f"{case['title']} ({about}): {case['says']}" if about else f"{case['title']}: {case['says']}"
        lines += listed("" if lines else "Past cases", [told], width)
    more = len(cases) - most
    return lines + (listed("", [f"and {more} more"], width) if more > 0 else [])


def _about(case: dict[str, Any]) -> list[str]:
    """How near the lesson is, what came of which remedy there, and which rules it speaks for or against."""
    parts = []
    if case.get("relation") in RELATIONS:
        parts.append(f"on the {RELATIONS[case['relation']]} {case['concerns']}")
    if case.get("remedy") and case.get("result", "unknown") != "unknown":
        parts.append(f"{case['remedy']} {RESULTS[case['result']]}")
    if case.get("stance"):
        parts.append(f"{case['stance']} this rule")
    for says in ("supports", "contradicts"):
        rules = [rule["id"] for rule in case.get("rules", []) if rule["says"] == says]
        parts += [f"{says} {', '.join(rules)}"] if rules else []
    return parts


def _tries(match: dict[str, Any]) -> list[str]:
    tries = ["kbctl diagnose FOLDER"] if "table" in match.get("seen_in", []) else []
    return tries + [f"kbctl query {one['id']}" for one in match["see_also"][:1]]
