"""Text → terms of the base, with scores that mean the same for every query.

A score compares the text with each name of a thing (its label, alternative labels, id) and keeps the best:

    score = FORM[form of the name] × (2·q·n ÷ (q + n))²

q is the share of the text's words that the name has, n the share of the name's words that the text has; both
are weighted by how much a word says (1 to 2, `word.weight`). So 1 means that the text *is* the name; a text
that holds a name and more, or a part of a name and no more, scores less. A word met otherwise than by itself
counts less: by the data domain it names CONCEPT, by one above that BROADER, by a single Chinese character
CHARACTER, after a correction of its spelling the similarity. A word that is not in the name but elsewhere in
what is said of the thing counts ELSEWHERE. A thing that is met only in its definition or reasons, not in a
name, scores (TEXT × q)².

The square makes a score about the chance that the best match is right: alternative labels were held out and
asked for, as many again whose concept had been taken out altogether, and the share of right answers follows
the square of the mean (a test repeats this). No constant depends on a query.
"""

from __future__ import annotations

from typing import NamedTuple

from kbctl.kg import text as keys_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kbctl.kg.store import Base

#: A hidden name is a header of tables that is known for a field; it counts only as a whole.
FORM = {"label": 1.0, "id": 1.0, "alternative": 0.98, "hidden": 0.95}
CONCEPT = 0.9
BROADER = 0.5
CHARACTER = 0.5
ELSEWHERE = 0.7
TEXT = 0.5
#: Below this a match says too little to be an answer; it may still be named as near.
FLOOR = 0.2
#: Below this a match is not even near.
NEAR = 0.05
#: A word that occurs nowhere is read as a known one from this similarity on.
CORRECTION = 0.8
#: What goes beyond so many words of a text is not looked at: no name is nearly as long.
MOST_WORDS = 100
#: Weight of a word that no name has: as much as a word can say.
UNKNOWN = 2.0
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


class _Word(NamedTuple):
    """A word of the query: each key that stands for it with what a match by it counts."""

    keys: dict[str, float]
    weight: float


#: A row of the base: id, kind, form, name, keys and weights.
_Name = tuple[str, str, str, str, str, str]


def search(base: Base, text: str, kinds: Sequence[str] = (), floor: float = FLOOR) -> list[Match]:
    """Everything that the text may mean, best first; `kinds` limits what is looked for (none: everything)."""
    words = _words(base, text)
    names, told = _candidates(base, words, kinds)
    best = _by_name(words, names, {(term, kind): met for term, kind, met in told})
    _add_texts(words, told, best)
    _add_whole(base, text, kinds, best)
    found = [match for match in best.values() if match.score >= floor]
    return sorted(found, key=_order)


def ground(
    base: Base, text: str, kinds: Sequence[str] = ("challenge",), top: int = 5
) -> tuple[Candidate, ...]:
    """The concepts that a scenario's text may stand for, best first; never the bare root `Challenge`."""
    found = [match for match in search(base, text, kinds) if match.id != "Challenge"]
    return tuple(Candidate(match.id, match.score, match.name) for match in found[:top])


def mentions(base: Base, text: str, kinds: Sequence[str]) -> tuple[str, ...]:
    """Ids of the things of some kinds that the text names in full, sorted: the systems, the regulations of a
    text.

    Where a longer name holds a shorter one, only the longer is meant.
    """
    heads = [position[0] for position in keys_of.positions(text)]
    named: dict[tuple[str, ...], set[str]] = {}
    marks = ", ".join("?" * len(kinds))
    for term, keys in base.rows(
        f"SELECT id, keys FROM entry WHERE form NOT IN ('text', 'hidden') AND kind IN ({marks})", *kinds
    ):
        named.setdefault(tuple(position.split("|")[0] for position in keys.split()), set()).add(term)
    found: set[str] = set()
    longest = max(map(len, named), default=0)
    at = 0
    while at < len(heads):
        for length in range(min(longest, len(heads) - at), 0, -1):
            terms = named.get(tuple(heads[at : at + length]))
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


def _order(match: Match) -> tuple[float, int, str, str]:
    place = KIND_ORDER.index(match.kind) if match.kind in KIND_ORDER else len(KIND_ORDER)
    return (-match.score, place, match.id, match.kind)


def _words(base: Base, text: str) -> list[_Word]:
    if not any(blank in text for blank in " \t\n"):
        text = keys_of.spaced(text)
    found = keys_of.positions(text)[:MOST_WORDS]
    if not found:
        return []
    concepts, broader = _concepts(base)
    found = keys_of.with_concepts(found, concepts)
    wanted = sorted({key for position in found for key in position})
    marks = ", ".join("?" * len(wanted))
    known = dict(base.rows(f"SELECT key, weight FROM word WHERE key IN ({marks})", *wanted))
    words = []
    for position in found:
        head = position[0]
        wide = set().union(*(broader.get(key, ()) for key in position))
        keys = {key: BROADER if key in wide else _factor(key) for key in position if key in known}
        weight = known.get(head)
        if weight is None and not keys:
            if keys_of.is_number(head):
                continue
            near = _corrected(base, head)
            if near:
                keys = {near[0]: near[1]}
                weight = near[2]
        words.append(_Word(keys, UNKNOWN if weight is None else weight))
    return words


def _concepts(base: Base) -> tuple[Mapping[tuple[str, ...], tuple[str, ...]], Mapping[str, set[str]]]:
    """The keys that the words of a data domain's name stand for, and the keys above each key."""
    if __name__ not in base.memo:
        named = base.rows("SELECT words, key, above FROM concept")
        base.memo[__name__] = (
            {tuple(words.split(" ")): (key, *above.split()) for words, key, above in named},
            {key: set(above.split()) for _, key, above in named},
        )
    made: tuple[dict[tuple[str, ...], tuple[str, ...]], dict[str, set[str]]] = base.memo[__name__]
    return made


def _factor(key: str) -> float:
    if key[0] == "=":
        return CONCEPT
    return CHARACTER if keys_of.is_character(key) else 1.0


def _corrected(base: Base, word: str) -> tuple[str, float, float] | None:
    """The known word of names that an unknown one most likely stands for, its similarity and weight."""
    if len(word) < 4 or not word.isascii():
        return None
    from difflib import get_close_matches

    rows = base.rows(
        "SELECT key, weight FROM word WHERE key GLOB ? AND named AND length(key) > 3", word[0] + "*"
    )
    weights = dict(rows)
    near = get_close_matches(word, sorted(weights), n=1, cutoff=CORRECTION)
    if not near:
        return None
    from difflib import SequenceMatcher

    return near[0], SequenceMatcher(None, near[0], word).ratio(), weights[near[0]]


def _candidates(
    base: Base, words: Sequence[_Word], kinds: Sequence[str]
) -> tuple[list[_Name], list[tuple[str, str, list[float]]]]:
    """Names that have a word of the query, and what the words count against the other texts of things."""
    asked = sorted({key for word in words for key in word.keys})
    if not asked:
        return [], []
    match = " OR ".join(f'"{key}"' for key in asked)
    kind = f"AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    statement = (
        "SELECT id, kind, form, name, keys, weights FROM entry "
        f"WHERE n IN (SELECT rowid FROM entry_fts WHERE entry_fts MATCH ?) {kind} ORDER BY n"
    )
    rows = base.rows(statement, match, *kinds)
    told = [(row[0], row[1], _met(words, set(row[4].split(" ")))) for row in rows if row[2] == "text"]
    return [row for row in rows if row[2] != "text"], told


def _by_name(
    words: Sequence[_Word], names: Iterable[_Name], elsewhere: Mapping[tuple[str, str], Sequence[float]]
) -> dict[tuple[str, str], Match]:
    """The best name of each thing, the words that the name lacks looked up in the thing's other texts."""
    asked: dict[str, float] = {}
    for word in words:
        for key, factor in word.keys.items():
            asked[key] = max(factor, asked.get(key, 0.0))
    total = sum(word.weight for word in words)
    best: dict[tuple[str, str], Match] = {}
    for term, kind, form, name, keys, weights in names:
        of_name = [float(weight) for weight in weights.split(" ")]
        places = keys.split(" ")
        counts = [
            max([asked.get(key, 0.0) for key in place.split("|")]) if "|" in place else asked.get(place, 0.0)
            for place in places
        ]
        covered = sum([w * count for w, count in zip(of_name, counts, strict=True)])
        if not covered:
            continue
        met = _met(words, set(keys.replace("|", " ").split(" ")))
        if (term, kind) in elsewhere:
            met = [max(own, ELSEWHERE * other) for own, other in zip(met, elsewhere[term, kind], strict=True)]
        said = sum([word.weight * count for word, count in zip(words, met, strict=True)])
        q, n = said / total, covered / sum(of_name)
        score = round(FORM[form] * (2 * q * n / (q + n)) ** 2, 3)
        before = best.get((term, kind))
        if before is None or score > before.score:
            best[(term, kind)] = Match(term, kind, score, name)
    return best


def _add_whole(base: Base, text: str, kinds: Sequence[str], best: dict[tuple[str, str], Match]) -> None:
    """Things that are called exactly so: by a header, or by a name that is all figures and stop words."""
    whole = keys_of.runs(text)
    if not whole or len(whole) > 500:
        return
    statement = "SELECT id, kind, form, name FROM entry WHERE folded = ? AND form <> 'text'"
    for term, kind, form, name in base.rows(statement, whole):
        before = best.get((term, kind))
        if (not kinds or kind in kinds) and (before is None or before.score < FORM[form]):
            best[(term, kind)] = Match(term, kind, FORM[form], name)


def _met(words: Iterable[_Word], keys: set[str]) -> list[float]:
    """What each word of the query counts against the keys of a name or of a text."""
    return [
        0.0 if keys.isdisjoint(word.keys) else max([f for key, f in word.keys.items() if key in keys])
        for word in words
    ]


def _add_texts(
    words: Sequence[_Word],
    told: Iterable[tuple[str, str, list[float]]],
    best: dict[tuple[str, str], Match],
) -> None:
    """Things that are met better in their texts than in any name."""
    total = sum(word.weight for word in words)
    for term, kind, met in told:
        said = sum([word.weight * count for word, count in zip(words, met, strict=True)])
        score = round((TEXT * said / total) ** 2, 3)
        before = best.get((term, kind))
        if before is None or score > before.score:
            best[(term, kind)] = Match(term, kind, score, before.name if before else "")
