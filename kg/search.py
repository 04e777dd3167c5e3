"""Text → things of the base, best first, with scores that mean the same for every query.

What *is* a name (label 1, alternative 0.98, header 0.95) stands first; everything else is scored by
`kg.scoring`. A query that begins with the word of a deed ("merge duplicates") asks for a remedy, any other
for what stands in the way: what is of another kind counts OTHER_KIND, unless kinds were chosen.
"""

from __future__ import annotations

from typing import NamedTuple

from kbctl.kg import text as keys_of
from kbctl.kg.reading import Reading, heads, read
from kbctl.kg.scoring import score, weigh

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbctl.kg.store import Base

#: A hidden name is a header of tables that is known for a field; it counts only as a whole.
WHOLE = {"label": 1.0, "id": 1.0, "alternative": 0.98, "hidden": 0.95}
#: Where a deed is asked for, remedies are meant, though they bear fewer of its words than the trouble does.
OTHER_KIND = {"challenge": 0.9, "remedy": 0.7}
#: A query is only as sure as the correction of its spelling.
CORRECTED = 0.9
#: Below this a match says too little to be an answer; it may still be named as near.
FLOOR = 0.2
#: Below this a match is not even near.
NEAR = 0.05
#: A text with more words of its own than this is no query but a line that tells something.
FEW_WORDS = 6
#: At one score, kinds stand in this order.
KIND_ORDER = (
    "challenge",
    "remedy",
    "domain",
    "rule",
    "case",
    "industry",
    "regulation",
    "system",
    "field",
    "activity",
)


class Match(NamedTuple):
    """A thing that a text may mean. `name` is the name of it that was met, or nothing where only its texts
    were.
    """

    id: str
    kind: str
    score: float
    name: str


class Candidate(NamedTuple):
    """A concept that a scenario's text may stand for."""

    id: str
    score: float
    matched: str


def search(base: Base, text: str, kinds: Sequence[str] = (), floor: float = FLOOR) -> list[Match]:
    """Everything that the text may mean, best first; `kinds` limits what is looked for (none: everything)."""
    return search_read(base, text, read(base, text), kinds, floor)


def search_read(
    base: Base, text: str, reading: Reading, kinds: Sequence[str] = (), floor: float = FLOOR
) -> list[Match]:
    """As `search`, of a text that was read already."""
    wanted = wanted_kind(reading)
    other = 1.0 if kinds else OTHER_KIND[wanted]
    sure = CORRECTED if reading.corrected else 1.0
    best: dict[tuple[str, str], Match] = {}
    for (ident, kind), evidence in weigh(base, reading.words, kinds).items():
        likely = score(evidence) * sure * (1.0 if kind == wanted else other)
        best[ident, kind] = Match(ident, kind, round(likely, 3), evidence.matched)
    _add_whole(base, text, kinds, best)
    found = [match for match in best.values() if match.score >= floor]
    return sorted(found, key=order)


def wanted_kind(reading: Reading) -> str:
    """Whether a query asks for a deed or for a trouble."""
    return "remedy" if reading.is_deed else "challenge"


def ground(
    base: Base, text: str, kinds: Sequence[str] = ("challenge",), top: int = 5
) -> tuple[Candidate, ...]:
    """The concepts that a scenario's text may stand for, best first; never the bare root `Challenge`.

    A text of a few words is searched for as a query is; a longer one, of which most words are detail, is read
    by `kg.grounding`, unless other kinds than challenges are asked for.
    """
    if tuple(kinds) == ("challenge",) and len(heads(base, text)) > FEW_WORDS:
        from kbctl.kg.grounding import likely

        return tuple(Candidate(*one) for one in likely(base, text)[:top])
    found = [match for match in search(base, text, kinds) if match.id != "Challenge"]
    return tuple(Candidate(match.id, match.score, match.name) for match in found[:top])


def mentions(base: Base, text: str, kinds: Sequence[str]) -> tuple[str, ...]:
    """Ids of the things of some kinds that the text names in full, sorted: the systems, the regulations of a
    text.

    Where a longer name holds a shorter one, only the longer is meant.
    """
    said = heads(base, text)
    named: dict[tuple[str, ...], set[str]] = {}
    marks = ", ".join("?" * len(kinds))
    for term, keys in base.rows(
        f"SELECT id, keys FROM entry WHERE form IN ('label', 'id', 'alternative') AND kind IN ({marks})",
        *kinds,
    ):
        named.setdefault(tuple(position.split("|")[0] for position in keys.split()), set()).add(term)
    found: set[str] = set()
    longest = max(map(len, named), default=0)
    at = 0
    while at < len(said):
        for length in range(min(longest, len(said) - at), 0, -1):
            terms = named.get(tuple(said[at : at + length]))
            if terms:
                found |= terms
                at += length
                break
        else:
            at += 1
    return tuple(sorted(found))


def nearest(base: Base, text: str, kinds: Sequence[str] = (), top: int = 3) -> list[Match]:
    """What comes nearest where nothing was found: weak matches, then names that are spelled alike."""
    weak = search(base, text, kinds, floor=NEAR)[:top]
    if len(weak) >= top:
        return weak
    from difflib import SequenceMatcher, get_close_matches

    wanted = keys_of.fold(text)
    names: dict[str, tuple[str, str, str]] = {}
    for term, kind, name, folded in base.rows(
        "SELECT id, kind, name, folded FROM entry WHERE form IN ('label', 'alternative') ORDER BY n DESC"
    ):
        if not kinds or kind in kinds:
            names[folded] = (term, kind, name)
    seen = {(match.id, match.kind) for match in weak}
    for close in get_close_matches(wanted, sorted(names), n=top * 3, cutoff=0.7):
        term, kind, name = names[close]
        if (term, kind) not in seen and len(weak) < top:
            seen.add((term, kind))
            alike = SequenceMatcher(None, wanted, close).ratio()
            weak.append(Match(term, kind, round(FLOOR * alike, 3), name))
    return weak


def order(match: Match) -> tuple[float, int, str, str]:
    """Best first, ties by kind and id."""
    place = KIND_ORDER.index(match.kind) if match.kind in KIND_ORDER else len(KIND_ORDER)
    return (-match.score, place, match.id, match.kind)


def _add_whole(base: Base, text: str, kinds: Sequence[str], best: dict[tuple[str, str], Match]) -> None:
    """Things that are called exactly so: by a header, or by a name that is all figures and stop words."""
    whole = keys_of.runs(text)
    if not whole or len(whole) > 500:
        return
    statement = (
        "SELECT id, kind, form, name FROM entry "
        "WHERE folded = ? AND form IN ('label', 'id', 'alternative', 'hidden')"
    )
    for term, kind, form, name in base.rows(statement, whole):
        before = best.get((term, kind))
        if (not kinds or kind in kinds) and (before is None or before.score < WHOLE[form]):
            best[(term, kind)] = Match(term, kind, WHOLE[form], name)
