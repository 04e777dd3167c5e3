"""What the base knows of a text: the matches, and for each its remedies, rules and cases.

`answer` gives plain values in the layout of the JSON contract; every match has the same keys, lists are empty
where there is nothing. On the path of every `kbctl query`, so nothing heavy is imported.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

from kbctl.kg.describe import Scope, above_of, describe, labelled
from kbctl.kg.reading import read
from kbctl.kg.search import Match, nearest, search_read
from kbctl.kg.text import runs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbctl.kg.reading import Reading
    from kbctl.kg.store import Base


class FilterError(ValueError):
    """A kind or industry that the base does not have; the message says what is near."""


class Searcher(Protocol):
    """Another way to search, as `kg.semantic`: matches, and what is similar by id and kind."""

    def search(
        self, base: Base, text: str, reading: Reading, kinds: Sequence[str] = ()
    ) -> tuple[list[Match], dict[tuple[str, str], float]]: ...


def answer(
    base: Base,
    text: str,
    top: int = 5,
    kind: str | None = None,
    industry: str | None = None,
    meaning: Searcher | None = None,
) -> dict[str, Any]:
    """`{query, matches: [...]}`, best first; where nothing is found also `nearest`, where the spelling was
    corrected `searched_for`. With `meaning` it says `semantic`, and each match its `similarity` (null where
    the model has not read the thing). Raises FilterError.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")  # bytes of the command line that are no text
    if kind and kind not in kinds(base):
        raise FilterError(f"unknown kind '{kind}'{_near(kind, kinds(base))}")
    scope = Scope(base, _rules(base, _industry(base, industry) if industry else None))
    reading = read(base, text)
    only = (kind,) if kind else ()
    near: dict[tuple[str, str], float] = {}
    if meaning:
        found, near = meaning.search(base, text, reading, only)
    else:
        found = search_read(base, text, reading, only)
    active = [match for match in found if match.kind != "rule" or match.id in scope.rules]
    said: dict[str, Any] = {"query": text, "matches": [_described(scope, match) for match in active[:top]]}
    if meaning:
        said["semantic"] = True
        for match in said["matches"]:
            match["similarity"] = near.get((match["id"], match["kind"]))
    if reading.corrected:
        said["searched_for"] = reading.corrected
    if not said["matches"]:
        said["nearest"] = [_named(base, match) for match in nearest(base, text, only)]
    return said


def about(base: Base, ids: Sequence[str], kind: str = "challenge") -> dict[str, dict[str, Any]]:
    """What the base knows of things by their ids, each as a match of `answer` has it; unknown ones are left
    out."""
    scope = Scope(base, _rules(base, None))
    known = {row[0] for row in base.rows("SELECT id FROM subject WHERE kind = ?", kind)}
    wanted = [one for one in dict.fromkeys(ids) if one in known]
    return {one: _described(scope, Match(one, kind, 1.0, one)) for one in wanted}


def kinds(base: Base) -> tuple[str, ...]:
    """The kinds of things that the base holds, sorted."""
    return tuple(row[0] for row in base.rows("SELECT DISTINCT kind FROM subject ORDER BY kind"))


def _industry(base: Base, said: str) -> str:
    """The industry that a filter names, by id or by any of its names."""
    named = base.value("SELECT id FROM entry WHERE kind = 'industry' AND folded = ? ORDER BY n", runs(said))
    if named:
        return str(named)
    known = [row[0] for row in base.rows("SELECT id FROM subject WHERE kind = 'industry' ORDER BY id")]
    raise FilterError(f"unknown industry '{said}'{_near(said, known)}")


def _near(word: str, known: list[str] | tuple[str, ...]) -> str:
    from kbctl.ontology.source import did_you_mean

    return did_you_mean(word, known) or f"; one of {', '.join(known)}"


def _rules(base: Base, industry: str | None) -> dict[str, dict[str, Any]]:
    statement = "SELECT id, title, path, kind, status FROM rule WHERE status = 'active' ORDER BY id"
    rules = {
        row[0]: dict(zip(("id", "title", "path", "kind", "status"), row, strict=True))
        for row in base.rows(statement)
    }
    if industry:
        own = above_of(base, industry) | {
            row[0] for row in base.rows("SELECT id FROM ancestor WHERE above = ?", industry)
        }
        named: dict[str, set[str]] = {}
        for rule, one in base.rows("SELECT rule, industry FROM rule_industry"):
            named.setdefault(rule, set()).add(one)
        for rule, industries in named.items():
            if not industries & own:
                rules.pop(rule, None)
    return rules


def _named(base: Base, match: Match) -> dict[str, Any]:
    label = base.value("SELECT label FROM subject WHERE id = ? AND kind = ?", match.id, match.kind)
    return {"id": match.id, "kind": match.kind, "label": label, "name": match.name, "score": match.score}


def _described(scope: Scope, match: Match) -> dict[str, Any]:
    """One match in full."""
    row = scope.base.rows(
        "SELECT label, definition, properties FROM subject WHERE id = ? AND kind = ?", match.id, match.kind
    )[0]
    properties = json.loads(row[2])
    about: dict[str, Any] = {
        "id": match.id, "kind": match.kind, "label": row[0], "definition": row[1], "score": match.score,
        "remedies": [], "rules": [], "cases": [],
        "matched": match.name, "parents": _parents(scope, match.id),
        "shows_as": properties.get("showsAs", []),
        "leads_to": [], "confused_with": labelled(scope.base, properties.get("confusedWith", [])),
        "not_to_be_confused": properties.get("notToBeConfused", []), "fits_when": "", "see_also": [],
    }  # fmt: skip
    return about | describe(scope, match.kind, match.id, properties)


def _parents(scope: Scope, term: str) -> list[dict[str, Any]]:
    return labelled(
        scope.base, [row[0] for row in scope.base.rows("SELECT above FROM parent WHERE id = ?", term)]
    )
