"""Text → terms of the base."""

from __future__ import annotations

from typing import NamedTuple

from kbctl.kg import text as keys_of
from kbctl.kg.reading import Reading, Word, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kbctl.kg.store import Base

#: A hidden name is a header of tables that is known for a field; it counts only as a whole.
FORM = {"label": 1.0, "id": 0.98, "alternative": 0.98, "hidden": 0.95}
TEXT_FORM = {"definition": 0.8, "sign": 0.85, "cause": 0.75}
FLOOR = 0.2
NEAR = 0.05
CANDIDATES = 30
P = dict(a=0.45, b=0.35, c=0.2, nexp=0.5, gamma=1.0)
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


class Evidence(NamedTuple):
    coverage: float
    name: float
    passage: float
    matched: str
    form: str


def search(base: Base, text: str, kinds: Sequence[str] = (), floor: float = FLOOR) -> list[Match]:
    """Everything that the text may mean, best first; `kinds` limits what is looked for (none: everything)."""
    return found(base, text, read(base, text), kinds, floor)


def found(base: Base, text: str, reading: Reading, kinds: Sequence[str] = (), floor: float = FLOOR) -> list[Match]:
    evidence = weigh(base, reading.words, kinds)
    best = {}
    for thing, e in evidence.items():
        s = combine(e)
        best[thing] = Match(*thing, round(s, 3), e.matched)
    _add_whole(base, text, kinds, best)
    return sorted([m for m in best.values() if m.score >= floor], key=_order)


def combine(e: Evidence) -> float:
    blend = P["a"] * e.coverage + P["b"] * e.name + P["c"] * e.passage
    return max(e.name * e.name, min(blend, 1.0) ** P["gamma"])


def weigh(base: Base, words: Sequence[Word], kinds: Sequence[str]) -> dict[tuple[str, str], Evidence]:
    total = sum(word.weight for word in words)
    if not total:
        return {}
    things = _covered(base, words, kinds)
    top = sorted(things, key=lambda n: (-things[n], n))[:CANDIDATES]
    return _passages(base, words, total, {n: things[n] / total for n in top})


def _covered(base: Base, words: Sequence[Word], kinds: Sequence[str]) -> dict[int, float]:
    """The things that have words of the query, with the sum of what they have."""
    asked = sorted({key for word in words for key in word.keys})
    marks = ", ".join("?" * len(asked))
    postings = dict(base.rows(f"SELECT key, things FROM posting WHERE key IN ({marks})", *asked))
    allowed: set[int] | None = None
    if kinds:
        marks = ", ".join("?" * len(kinds))
        allowed = {row[0] for row in base.rows(f"SELECT n FROM thing WHERE kind IN ({marks})", *kinds)}
    covered: dict[int, float] = {}
    for word in words:
        best: dict[int, float] = {}
        for key, factor in word.keys.items():
            things = postings.get(key, b"")
            for high, low, impact in zip(things[::3], things[1::3], things[2::3], strict=True):
                n = high << 8 | low
                said = factor * impact
                if said > best.get(n, 0.0):
                    best[n] = said
        scale = word.weight / 255
        for n, said in best.items():
            covered[n] = covered.get(n, 0.0) + said * scale
    return covered if allowed is None else {n: said for n, said in covered.items() if n in allowed}


def _passages(base, words, total, coverage):
    asked: dict[str, float] = {}
    for word in words:
        for key, factor in word.keys.items():
            asked[key] = max(factor, asked.get(key, 0.0))
    match = " OR ".join(f'"{key}"' for key in sorted(asked))
    marks = ", ".join("?" * len(coverage))
    rows = base.rows(
        "SELECT thing, id, kind, form, name, keys, weights FROM entry "
        f"WHERE n IN (SELECT rowid FROM entry_fts WHERE entry_fts MATCH ?) AND thing IN ({marks}) ORDER BY n",
        match, *coverage,
    )
    best: dict[tuple[str, str], Evidence] = {}
    for n, ident, kind, form, name, keys, weights in rows:
        if form == "hidden":
            continue
        of = [float(w) for w in weights.split(" ")]
        places = keys.split(" ")
        counts = [max([asked.get(key, 0.0) for key in place.split("|")]) for place in places]
        has = sum([w * c for w, c in zip(of, counts, strict=True)])
        if not has:
            continue
        have = set(keys.replace("|", " ").split(" "))
        said = sum([word.weight * max([f for key, f in word.keys.items() if key in have], default=0.0) for word in words])
        q, share = said / total, has / sum(of)
        e = best.get((ident, kind)) or Evidence(coverage[n], 0.0, 0.0, "", "")
        if form in FORM:
            f = FORM[form] * 2 * q * share / (q + share)
            if f > e.name:
                e = e._replace(name=f, matched=name, form=form)
        else:
            f = TEXT_FORM[form] * q * share ** P["nexp"]
            if f > e.passage:
                e = e._replace(passage=f)
        best[ident, kind] = e
    return best


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
        f"SELECT id, keys FROM entry WHERE form IN ('label', 'id', 'alternative') AND kind IN ({marks})", *kinds
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


def _add_whole(base: Base, text: str, kinds: Sequence[str], best: dict[tuple[str, str], Match]) -> None:
    """Things that are called exactly so: by a header, or by a name that is all figures and stop words."""
    whole = keys_of.runs(text)
    if not whole or len(whole) > 500:
        return
    statement = "SELECT id, kind, form, name FROM entry WHERE folded = ? AND form IN ('label', 'id', 'alternative', 'hidden')"
    for term, kind, form, name in base.rows(statement, whole):
        before = best.get((term, kind))
        if (not kinds or kind in kinds) and (before is None or before.score < FORM[form]):
            best[(term, kind)] = Match(term, kind, FORM[form], name)


