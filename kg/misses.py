"""What the knowledge base was asked in vain: kept in a file where the user wants it, and sorted for review.

A miss is a query that found nothing, or nothing better than LOW. Each is a line of JSON without clock, user
or place: `{"query", "best", "score"}`. `proposals` reads such a file and says which concept each wording may
be a missing label of; a person decides, and writes the label into the ontology.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from kbctl.kg.reading import read
from kbctl.kg.search import NEAR, search
from kbctl.kg.text import language, runs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kbctl.kg.store import Base

#: An answer with a lower score is a miss: half of such answers, and more, are wrong.
LOW = 0.45
#: Longer texts are no labels.
LONGEST = 200
#: Candidates named for one wording.
MOST = 3


class MissError(ValueError):
    """The file of misses cannot be read; the message says where."""


class Proposal(NamedTuple):
    """Wordings that may be labels of one concept; `concept` is empty where nothing is near.

    `wordings`: each with how often it was asked, most often first. `language` as far as it can be told.
    """

    concept: str
    language: str
    wordings: tuple[tuple[str, int], ...]
    others: tuple[str, ...]


def miss_line(said: dict[str, Any]) -> str:
    """The line to keep of an answer (of `kg.query`), or nothing where it was good enough."""
    best = said["matches"][0] if said["matches"] else None
    if best and best["score"] >= LOW:
        return ""
    kept = {
        "query": said["query"][:LONGEST],
        "best": best["id"] if best else None,
        "score": best["score"] if best else 0.0,
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) + "\n"


def note_miss(path: str, said: dict[str, Any]) -> None:
    """Append an answer to the file of misses if it is one. Raises OSError where the file cannot be written.

    One short write in append mode, so that two processes at once do not mix their lines.
    """
    line = miss_line(said)
    if line:
        with open(path, "ab") as file:
            file.write(line.encode("utf-8", "replace"))


def read_misses(text: str, shown: str) -> list[str]:
    """The queries of a file of misses, in order. Raises MissError at the first line that is none."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            query = json.loads(line)["query"]
        except (ValueError, KeyError, TypeError):
            query = None
        if not isinstance(query, str):
            raise MissError(f"{shown}:{number}:1: not a miss: a line is JSON with the text of a 'query'")
        found.append(query)
    return found


def proposals(base: Base, queries: Iterable[str]) -> list[Proposal]:
    """Wordings that still miss, grouped by the challenge that comes nearest; those asked most often first.

    What is found well by now is left out, so a file can be worked through again after labels were added.
    """
    asked: dict[str, list[str]] = {}
    for query in queries:
        if runs(query):
            asked.setdefault(runs(query), []).append(query)
    groups: dict[tuple[str, str], list[tuple[str, int]]] = {}
    others: dict[tuple[str, str], set[str]] = {}
    for wordings in asked.values():
        query = min(wordings)
        near = [one for one in search(base, query, ("challenge",), NEAR) if one.id != "Challenge"]
        if near and near[0].score >= LOW and not read(base, query).corrected:
            continue
        concept = near[0].id if near else ""
        group = (concept, _language(query))
        groups.setdefault(group, []).append((query, len(wordings)))
        others.setdefault(group, set()).update(one.id for one in near[1:MOST])
    found = [
        Proposal(concept, told, tuple(sorted(words, key=lambda one: (-one[1], one[0]))),
                 tuple(sorted(others[concept, told])))
        for (concept, told), words in groups.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-sum(n for _, n in one.wordings), one.concept, one.language))


def render_proposals(found: Iterable[Proposal]) -> str:
    """The proposals as text: a concept, and under it the wordings that may be labels of it."""
    lines = []
    for one in found:
        near = f"  (also near: {', '.join(one.others)})" if one.others else ""
        lines.append(f"{one.concept or 'nothing near'}{near}")
        lines += [
            f"  {n:>3} x  {' '.join(wording.split())}{'@' + one.language if one.language else ''}"
            for wording, n in one.wordings
        ]
    return "\n".join(lines) or "Everything in the file is found by now."


def _language(query: str) -> str:
    return "zh" if any("\u3400" <= letter <= "\u9fff" for letter in query) else language(query)
