"""One term on a screen: what `show.show` gives, for people."""

from __future__ import annotations

from typing import Any

from kbctl.kg.graph.relations import RELATIONS
from kbctl.kg.layout import Ink, folded, listed, spread

#: How many of a long list are shown; the JSON has them all.
MOST = 24
CASES = 4
_TEXTS = {
    "showsAs": "Shows as", "rootCause": "Root causes", "notToBeConfused": "Not the same",
    "fitsWhen": "Fits when", "precondition": "Needs first", "verifyBy": "Worked when", "seenIn": "Seen in",
    "dataType": "Data type", "scopeNote": "Note", "example": "Example",
}  # fmt: skip
_FACTS = ("effortDays", "risk", "reversible", "executable")
_WAYS = {
    ("affects", "to"): "Affects", ("affects", "from"): "Affected by", ("leadsTo", "to"): "Leads to",
    ("leadsTo", "from"): "Caused by", ("confusedWith", "to"): "Confused with",
    ("confusedWith", "from"): "Mistaken for", ("resolves", "to"): "Resolves",
    ("carriedOutBy", "to"): "By", ("carriedOutBy", "from"): "Carries out", ("inPhase", "to"): "Done in",
    ("inPhase", "from"): "Work in it", ("fieldOf", "to"): "Field of", ("fieldOf", "from"): "Fields",
    ("hasDimension", "from"): "Harmed by",
}  # fmt: skip


def render_show(said: dict[str, Any], width: int = 100, colour: bool = False) -> str:
    """The text of `show`, without a trailing line break."""
    width, ink = max(width, 50), Ink(colour)
    blocks: list[list[str]] = [
        _heading(said, width, ink),
        [*_names(said, width), *_hierarchy(said, width)],
        [*_texts(said, width), *_facts(said, width), *_relations(said, width)],
        _remedies(said, width, ink),
        [
            *_rules(said, width),
            *_cases(said, width),
            *_mappings(said, width),
            *listed("Source", [place(said)], width),
        ],
        listed("Try", _tries(said), width, "  ·  "),
    ]
    return "\n\n".join("\n".join(line.rstrip() for line in block) for block in blocks if block)


def place(said: dict[str, Any]) -> str:
    return f"{said['path']}:{said['line']}"


def _heading(said: dict[str, Any], width: int, ink: Ink) -> list[str]:
    what = said["kind"] + (
        "" if said["individual"] else " · defined class" if said["defined"] else " · class"
    )
    head = spread(said["label"], f"{said['id']} · {what}", width)
    head[0] = head[0].replace(said["label"], ink.bold(said["label"]), 1)
    others = [f"{label} ({language})" for language, label in said["labels"].items() if language != "en"]
    return [*head, *folded(" · ".join(others), width), *folded(said["definition"], width)]


def _names(said: dict[str, Any], width: int) -> list[str]:
    lines: list[str] = []
    for language, names in said["alternatives"].items():
        lines += listed("" if lines else "Also called", [f"({language})", *names], width)
    return [
        *(line.replace(") · ", ") ", 1) for line in lines),
        *listed("Headers", _some(said["headers"]), width),
        *listed("Written", [said["notation"]] if said["notation"] else [], width),
    ]


def _hierarchy(said: dict[str, Any], width: int) -> list[str]:
    parents, children = said["parents"], said["children"]
    lines = listed("Is a" if said["individual"] else "Kind of", _labels(parents["told"]), width)
    lines += listed("above that", _labels(parents["further"]), width)
    lines += listed("and inferred", _labels(parents["inferred"]), width)
    lines += listed("Below it", _some(_labels(children["told"])), width)
    lines += listed("also inferred", _some(_labels(children["inferred"])), width)
    dimensions = [
        one["label"] if one["told_at"] == said["id"] else f"{one['label']} (from {one['told_at']})"
        for one in said["dimensions"]
    ]
    return lines + listed("Dimension", dimensions, width)


def _texts(said: dict[str, Any], width: int) -> list[str]:
    known = [name for name in _TEXTS if name in said["texts"]]
    others = [name for name in said["texts"] if name not in _TEXTS and name not in _FACTS]
    lines = []
    for name in [*known, *others]:
        lines += listed(_TEXTS.get(name, name), list(map(str, said["texts"][name])), width)
    return lines


def _facts(said: dict[str, Any], width: int) -> list[str]:
    """Effort, risk and whether it can be undone, of a remedy or another activity."""
    first = {name: said["texts"][name][0] for name in _FACTS if said["texts"].get(name)}
    facts = [_days(first["effortDays"])] if "effortDays" in first else []
    facts += [f"{first['risk']} risk"] if "risk" in first else []
    if "reversible" in first:
        facts.append("can be taken back" if first["reversible"] else "cannot be taken back")
    if "executable" in first:
        facts.append("runs on the tables" if first["executable"] else "done by people")
    return listed("Effort", facts, width)


def _relations(said: dict[str, Any], width: int) -> list[str]:
    lines = []
    for relation, ways in said["relations"].items():
        if relation == "confusedWith":  # said on both sides as a rule; what is said twice is shown once
            told = {one["id"] for one in ways["to"]}
            ways = ways | {"from": [one for one in ways["from"] if one["id"] not in told]}
        for way, reads in zip(("to", "from"), RELATIONS[relation], strict=True):
            if (relation, way) in (("hasDimension", "to"), ("resolves", "from")):
                continue  # the dimensions and the remedies have a place of their own
            lines += listed(_WAYS.get((relation, way), reads), _some(_labels(ways[way])), width)
    return lines


def _remedies(said: dict[str, Any], width: int, ink: Ink) -> list[str]:
    if not said["remedies"]:
        return []
    lines = []
    for one in sorted(said["remedies"], key=lambda one: (-_confidence(one), one["label"])):
        lines += _remedy(one, width)
    return [ink.dim("Remedies"), *lines]


def _confidence(remedy: dict[str, Any]) -> float:
    """That of the rule that is surest of it; below zero where no rule recommends it."""
    return float(max((rule["confidence"] for rule in remedy["rules"]), default=-1.0))


def _remedy(one: dict[str, Any], width: int) -> list[str]:
    confidence = _confidence(one)
    facts = [_days(one["effort_days"])] if one["effort_days"] is not None else []
    facts += [f"{one['risk']} risk"] if one["risk"] else []
    facts += (
        ["reversible" if one["reversible"] else "not reversible"] if one["reversible"] is not None else []
    )
    facts += ["on tables"] if one["executable"] else []
    facts += [", ".join(one["roles"])] if one["roles"] else []
    facts += [", ".join(phase["label"].lower() for phase in one["phases"])] if one["phases"] else []
    rate = f"{confidence:.2f}" if confidence >= 0 else "  – "
    head = spread(one["label"], " · ".join(facts), width - 7)
    head = head if len(head) == 1 else [part for text in head for part in folded(text, width - 7)]
    lines = [(" " * 7 if n else f" {rate}  ") + line for n, line in enumerate(head)]
    lines += [" " * 7 + line for line in folded(one["fits_when"], width - 7)]
    if not one["rules"]:
        return [*lines, " " * 7 + "no active rule recommends it here"]
    rules = [f"{rule['confidence']:.2f}  {rule['path']}:{rule['line']}" for rule in one["rules"]]
    return [*lines, *(" " * 9 + line for line in rules)]


def _days(effort: float) -> str:
    return f"{effort:g} day" + ("" if effort == 1 else "s")


def _rules(said: dict[str, Any], width: int) -> list[str]:
    """Rules that are not already beside a remedy."""
    shown = {rule["id"] for one in said["remedies"] for rule in one["rules"]}
    rest = [rule for rule in said["rules"] if rule["id"] not in shown]
    items = [
        f"{rule['path']}:{rule['line']} ({', '.join([*rule['does'], *_status(rule)])})"
        for rule in rest[:MOST]
    ]
    lines: list[str] = []
    for item in items:
        lines += listed("" if lines else "Other rules" if shown else "Rules", [item], width)
    return lines + (listed("", [f"and {len(rest) - MOST} more"], width) if len(rest) > MOST else [])


def _status(rule: dict[str, Any]) -> list[str]:
    return [rule["status"]] if rule["status"] != "active" else []


def _cases(said: dict[str, Any], width: int) -> list[str]:
    lines: list[str] = []
    for case in said["cases"][:CASES]:
        result = f" ({case['result']})" if case["result"] != "unknown" else ""
        lines += listed("" if lines else "Past cases", [f"{case['title']}: {case['says']}{result}"], width)
    more = len(said["cases"]) - CASES
    return lines + (listed("", [f"and {more} more"], width) if more > 0 else [])


def _mappings(said: dict[str, Any], width: int) -> list[str]:
    lines: list[str] = []
    for one in said["mappings"]:
        how = one["predicate"].removeprefix("skos:").removesuffix("Match")
        lines += listed("" if lines else "Elsewhere", [f"{how}: {one['id']} ({one['comment']})"], width)
    return lines


def _labels(things: list[dict[str, Any]]) -> list[str]:
    return [one["label"] for one in things]


def _some(items: list[str]) -> list[str]:
    return items if len(items) <= MOST else [*items[:MOST], f"and {len(items) - MOST} more"]


def _tries(said: dict[str, Any]) -> list[str]:
    tries = [f"kbctl graph neighbours {said['id']}"]
    return tries + ([f"kbctl graph why-class {said['id']}"] if said["parents"]["inferred"] else [])
