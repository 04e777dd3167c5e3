"""Which past cases are shown with a challenge, a rule or a remedy, and which of their lessons.

A case comes in by a lesson on the challenge or on one near it in the hierarchy, or as evidence of a rule.
Its lesson nearest to the challenge is told, with what it is to it: the same, broader, narrower or near.
"""

from __future__ import annotations

from typing import NamedTuple

from kbctl.kg.near import Taxonomy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from kbctl.kg.store import Base

ROOT = "Challenge"
#: A lesson less like the challenge than this says nothing of it (a judgement: lessons on all master data stay
#: away from one kind of missing bill, lessons on product structure do not).
NEAR = 0.6


class _Lesson(NamedTuple):
    concerns: str
    past: str
    title: str
    year: int | None
    remedy: str | None
    result: str
    says: str


def of_challenge(base: Base, challenge: str, rules: Sequence[str]) -> list[dict[str, Any]]:
    """The cases of a challenge, nearest first; among equals those that speak for or against a rule, then
    those with a known result, then the latest.
    """
    taxonomy, lessons = _taxonomy(base), _lessons(base)
    stances = _stances(base, rules)
    found = []
    for past, own in lessons.items():
        best = _nearest(taxonomy, own, [challenge])
        likeness = taxonomy.likeness(best.concerns, challenge)
        if likeness >= NEAR or past in stances:
            found.append((likeness, best))
    found.sort(key=lambda one: (-one[0], one[1].past not in stances, one[1].result == "unknown",
                                -(one[1].year or 0), one[1].past))  # fmt: skip
    return [
        _shown(best) | {
            "relation": taxonomy.relation(best.concerns, challenge), "likeness": round(likeness, 2),
            "rules": [{"id": rule, "says": says} for rule, says in stances.get(best.past, ())],
        }
        for likeness, best in found
    ]  # fmt: skip


def of_rule(base: Base, rule: str, challenges: Sequence[str]) -> list[dict[str, Any]]:
    """The evidence of a rule: each case with its lesson nearest to what the rule is about."""
    taxonomy, lessons = _taxonomy(base), _lessons(base)
    remedies = [row[0] for row in base.rows("SELECT remedy FROM recommendation WHERE rule = ?", rule)]
    found = []
    for past, stances in _stances(base, [rule]).items():
        if past in lessons:
            best = _nearest(taxonomy, lessons[past], challenges, remedies)
            found.append(_shown(best) | {"stance": stances[0][1]})
    return sorted(found, key=lambda one: (one["stance"] != "supports", one["id"]))


def of_remedy(base: Base, remedy: str) -> list[dict[str, Any]]:
    """What became of a remedy elsewhere, known results first."""
    told: dict[tuple[str, str], _Lesson] = {}
    for own in _lessons(base).values():
        for one in own:
            if one.remedy == remedy:
                told.setdefault((one.past, one.says), one)
    order = sorted(told.values(), key=lambda one: (one.result == "unknown", -(one.year or 0), one.past))
    return [_shown(one) for one in order]


def _shown(one: _Lesson) -> dict[str, Any]:
    return {"id": one.past, "title": one.title, "says": one.says, "remedy": one.remedy, "result": one.result,
            "concerns": one.concerns}  # fmt: skip


def _nearest(
    taxonomy: Taxonomy, lessons: Sequence[_Lesson], challenges: Sequence[str], remedies: Sequence[str] = ()
) -> _Lesson:
    """The lesson nearest to one of the challenges; among equals one on a remedy given, then the first."""

    def far(one: _Lesson) -> tuple[float, bool]:
        like = max((taxonomy.likeness(one.concerns, challenge) for challenge in challenges), default=0.0)
        return -like, one.remedy not in remedies

    return min(lessons, key=far)


def _taxonomy(base: Base) -> Taxonomy:
    if "taxonomy" not in base.memo:
        above: dict[str, set[str]] = {}
        statement = "SELECT id, above FROM ancestor WHERE id IN (SELECT id FROM ancestor WHERE above = ?)"
        for term, up in base.rows(statement, ROOT):
            above.setdefault(term, set()).add(up)
        base.memo["taxonomy"] = Taxonomy(above, ROOT)
    taxonomy: Taxonomy = base.memo["taxonomy"]
    return taxonomy


def _lessons(base: Base) -> dict[str, list[_Lesson]]:
    """The lessons of each case in their order, one entry for each challenge that a lesson concerns."""
    found: dict[str, list[_Lesson]] = {}
    statement = (
        "SELECT l.concerns, l.past, p.title, p.year, l.remedy, l.result, l.says FROM lesson l "
        "JOIN past p ON p.id = l.past ORDER BY l.past, l.n, l.concerns"
    )
    for row in base.rows(statement):
        one = _Lesson(*row)
        found.setdefault(one.past, []).append(one)
    return found


def _stances(base: Base, rules: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Case -> the rules among those given that it is evidence of, each with supports or contradicts."""
    found: dict[str, list[tuple[str, str]]] = {}
    for rule in rules:
        for past, says in base.rows(
            "SELECT past, says FROM rule_case WHERE rule = ? ORDER BY past, says", rule
        ):
            found.setdefault(past, []).append((rule, says))
    return found
