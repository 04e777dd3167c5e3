"""What a query says of a thing beyond its definition, by its kind: remedies, rules, cases, consequences."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from kbctl.kg.precedents import of_challenge, of_remedy, of_rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kbctl.kg.store import Base

ROOT = "Challenge"
SEE_ALSO = 5


class Scope(NamedTuple):
    """The base, with the rules that count: active ones that do not name another industry."""

    base: Base
    rules: dict[str, dict[str, Any]]


def describe(scope: Scope, kind: str, term: str, properties: dict[str, Any]) -> dict[str, Any]:
    """The parts of an answer that the kind of a thing has, by their keys in the JSON."""
    return _BY_KIND.get(kind, _other)(scope, term, properties)


def above_of(base: Base, term: str) -> set[str]:
    return {row[0] for row in base.rows("SELECT above FROM ancestor WHERE id = ?", term)}


def labelled(base: Base, ids: list[str]) -> list[dict[str, Any]]:
    """`{id, label}` of each, in the order given, each once; what the base does not hold is left out."""
    labels = dict(base.rows(f"SELECT id, label FROM subject WHERE id IN ({', '.join('?' * len(ids))})", *ids))
    return [{"id": one, "label": labels[one]} for one in dict.fromkeys(ids) if one in labels]


# --- challenges --------------------------------------------------------------------------------


def _challenge(scope: Scope, term: str, properties: dict[str, Any]) -> dict[str, Any]:
    above = above_of(scope.base, term)
    remedies = _remedies(scope, term, above)
    of_remedies = [rule for remedy in remedies for rule in remedy["rules"]]
    others = scope.base.rows("SELECT rule FROM rule_challenge WHERE challenge = ? ORDER BY rule", term)
    ids = list(dict.fromkeys([*of_remedies, *(row[0] for row in others if row[0] in scope.rules)]))
    return {
        "remedies": remedies,
        "rules": [scope.rules[one] for one in ids],
        "cases": of_challenge(scope.base, term, ids),
        "leads_to": _consequences(scope.base, properties.get("leadsTo", [])),
        "affects": labelled(scope.base, properties.get("affects", [])),
        "dimension": properties.get("dimension", []),
        "seen_in": properties.get("seenIn", []),
        "see_also": _siblings(scope, term, properties),
    }


def _remedies(scope: Scope, challenge: str, above: set[str]) -> list[dict[str, Any]]:
    """Remedies that resolve the challenge, by the confidence of the best active rule; those without a rule
    last.

    A rule on a more general challenge counts as well, where its remedy is told to resolve this one.
    """
    base = scope.base
    proposals: dict[str, list[tuple[float, str]]] = {}
    marks = ", ".join("?" * len(above))
    statement = (
        "SELECT remedy, rule, max(confidence) FROM recommendation "
        f"WHERE challenge IN ({marks}) GROUP BY remedy, rule"
    )
    for remedy, rule, confidence in base.rows(statement, *sorted(above)):
        if rule in scope.rules:
            proposals.setdefault(remedy, []).append((-confidence, rule))
    statement = (
        "SELECT DISTINCT s.id, s.label, s.properties FROM relation r "
        "JOIN subject s ON s.id = r.id AND s.kind = 'remedy' "
        "WHERE r.property = 'resolves' AND r.value IN (?, ?)"
    )
    found = []
    for remedy, label, text in base.rows(statement, challenge, ROOT):
        by = sorted(proposals.get(remedy, ()))
        if not by and remedy not in _told(base, challenge):
            continue  # what is for any challenge is named only where a rule proposes it
        properties = json.loads(text)
        found.append({
            "id": remedy, "label": label, "confidence": -by[0][0] if by else None,
            "rules": [rule for _, rule in by],
            "fits_when": next(iter(properties.get("fitsWhen", [])), ""),
            "executable": bool(next(iter(properties.get("executable", [])), False)),
        })  # fmt: skip
    return sorted(found, key=lambda one: (-(one["confidence"] or -1.0), one["label"], one["id"]))


def _told(base: Base, challenge: str) -> set[str]:
    statement = "SELECT id FROM relation WHERE property = 'resolves' AND value = ?"
    return {row[0] for row in base.rows(statement, challenge)}


def _consequences(base: Base, ids: list[str]) -> list[dict[str, Any]]:
    """What it leads to, each with the next thing that this leads to."""
    found = labelled(base, ids)
    for one in found:
        statement = "SELECT value FROM relation WHERE property = 'leadsTo' AND id = ?"
        further = [row[0] for row in base.rows(statement, one["id"]) if row[0] not in ids]
        one["then"] = labelled(base, sorted(further)[:1])
    return found


def _siblings(scope: Scope, term: str, properties: dict[str, Any]) -> list[dict[str, Any]]:
    """Nearby challenges: below it, beside it, confused with it; of a family as wide as all data issues, no
    siblings.
    """
    base = scope.base
    families = {ROOT, *(row[0] for row in base.rows("SELECT id FROM parent WHERE above = ?", ROOT))}
    below = [row[0] for row in base.rows("SELECT id FROM parent WHERE above = ? ORDER BY id", term)]
    beside = [
        row[0]
        for parent in base.rows("SELECT above FROM parent WHERE id = ? ORDER BY above", term)
        if parent[0] not in families
        for row in base.rows("SELECT id FROM parent WHERE above = ? AND id <> ? ORDER BY id", parent[0], term)
    ]
    return labelled(base, [*below, *beside, *properties.get("confusedWith", [])])[:SEE_ALSO]


# --- other kinds -------------------------------------------------------------------------------


def _remedy(scope: Scope, term: str, properties: dict[str, Any]) -> dict[str, Any]:
    base = scope.base
    rows = base.rows(
        "SELECT rule, max(confidence) FROM recommendation WHERE remedy = ? "
        "GROUP BY rule ORDER BY 2 DESC, rule",
        term,
    )
    return {
        "rules": [scope.rules[rule] for rule, _ in rows if rule in scope.rules],
        "cases": of_remedy(base, term),
        "fits_when": next(iter(properties.get("fitsWhen", [])), ""),
        "resolves": labelled(base, properties.get("resolves", [])),
        **{
            name: next(iter(properties.get(key, [])), None)
            for name, key in (
                ("effort_days", "effortDays"), ("risk", "risk"), ("role", "role"),
                ("executable", "executable"),
                ("reversible", "reversible"), ("precondition", "precondition"), ("verify_by", "verifyBy"),
            )
        },
    }  # fmt: skip


def _rule(scope: Scope, term: str, properties: dict[str, Any]) -> dict[str, Any]:
    base = scope.base
    statement = (
        "SELECT n.remedy, s.label, max(n.confidence) FROM recommendation n JOIN subject s ON s.id = n.remedy "
        "WHERE n.rule = ? GROUP BY n.remedy ORDER BY 3 DESC, 1"
    )
    concerns = [
        row[0] for row in base.rows("SELECT challenge FROM rule_challenge WHERE rule = ? ORDER BY 1", term)
    ]
    return {
        "remedies": [
            {"id": remedy, "label": label, "confidence": confidence, "rules": [term]}
            for remedy, label, confidence in base.rows(statement, term)
        ],
        "rules": [scope.rules[term]],
        "cases": of_rule(base, term, concerns),
        "see_also": labelled(base, concerns)[:SEE_ALSO],
    }


def _case(scope: Scope, term: str, properties: dict[str, Any]) -> dict[str, Any]:
    case = json.loads(str(scope.base.value("SELECT json FROM past WHERE id = ?", term)))
    concerns = [one for lesson in case["lessons"] for one in lesson["concerns"]]
    rules = scope.base.rows("SELECT rule FROM rule_case WHERE past = ? ORDER BY rule", term)
    return {
        "rules": [scope.rules[row[0]] for row in rules if row[0] in scope.rules],
        "cases": [
            {
                "id": term,
                "title": case["title"],
                "says": lesson["says"],
                "remedy": lesson["use"],
                "result": lesson["result"],
            }
            for lesson in case["lessons"]
        ],
        "unknown": case["unknown"],
        "see_also": labelled(scope.base, concerns)[:SEE_ALSO],
        "sources": case["sources"],
    }


def _domain(scope: Scope, term: str, properties: dict[str, Any]) -> dict[str, Any]:
    def of(property_: str) -> list[dict[str, Any]]:
        statement = "SELECT id FROM relation WHERE property = ? AND value = ? ORDER BY id"
        return labelled(scope.base, [row[0] for row in scope.base.rows(statement, property_, term)])

    return {"see_also": of("affects"), "fields": of("fieldOf")}


def _industry_of(scope: Scope, term: str, properties: dict[str, Any]) -> dict[str, Any]:
    base = scope.base
    named = base.rows("SELECT rule FROM rule_industry WHERE industry = ? ORDER BY rule", term)
    pasts = base.rows(
        "SELECT p.id, p.title, s.definition FROM past p JOIN subject s ON s.id = p.id WHERE p.industry = ?",
        term,
    )
    return {
        "rules": [scope.rules[row[0]] for row in named if row[0] in scope.rules],
        "cases": [dict(zip(("id", "title", "says"), row, strict=True)) for row in pasts],
    }


def _field(scope: Scope, term: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "field_of": labelled(scope.base, properties.get("fieldOf", [])),
        "data_type": next(iter(properties.get("dataType", [])), None),
        "headers": properties.get("hiddenLabel", []),
    }


def _other(scope: Scope, term: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {}


_BY_KIND = {
    "challenge": _challenge, "remedy": _remedy, "rule": _rule, "case": _case, "domain": _domain,
    "industry": _industry_of, "field": _field,
}  # fmt: skip
