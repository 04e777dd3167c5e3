"""Near-duplicate records: candidate pairs from blocks, weighed by agreement and disagreement of what they
share.

Weights follow Fellegi and Sunter: agreement on a value counts by how rare the value is in this very table,
agreement on
nothing counts nothing. How often true duplicates agree is fixed per kind of field and not fitted to any
table.
The prior says that a record has about one chance in the table's size to meet its double. Certainty is the
posterior, capped at 0.99.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kbctl.engine.tables.similarity import alignment, company, plain, tokens
from kbctl.engine.tables.values import EXPONENT
from rapidfuzz.distance import OSA

Words = tuple[str, ...]
BLOCK = 60  # records sharing a block key beyond which the key says nothing
WEAK = {"word": 20, "sound": 30, "two": 30, "post": 30}  # the same for keys that say little by themselves
PAIRS = 3_000_000  # candidate pairs looked at in one table, those of the smallest blocks first
NAMESAKES = 0.02  # names of strangers agree at least this often to one record in the table
#: characters to which one slip more is allowed when texts are compared without their spaces: of the whole,
#: and of what is left of it without the words that both have (judgements; a word of five letters with
#: two others is another word: James, Jones)
SLIP_EVERY, SLIP_WITHIN = 8, 6
SHORT = 4  # characters of what is left below which a slip makes another word
LIKELY = 0.8  # certainty from which a pair is reported


@dataclass(frozen=True, slots=True)
class Kind:
    """How a field is prepared and compared. `agree`: share of true doubles whose values are (nearly) alike;
    `conflict`: the
    share of them that differ clearly, which is how much a difference counts against."""

    prepare: Callable[[str], Words]
    agree: float
    conflict: float
    fuzzy: bool = False


def digits(text: str) -> Words:
    found = "".join(c for c in text if c.isdigit())[-9:]
    return (found,) if len(found) >= 6 else ()


def identifier(text: str) -> Words:
    """A number that names one thing. One that a spreadsheet rounded to a power of ten names none."""
    if EXPONENT.match(text):
        return ()
    found = "".join(c for c in plain(text) if c.isalnum())
    return (found,) if len(found) >= 4 and len(set(found)) > 1 else ()


def address_text(text: str) -> Words:
    return (plain(text).strip(),) if text.strip() else ()


NAME = Kind(company, 0.9, 0.02, fuzzy=True)
FIELDS: Mapping[str, Kind] = {
    "customer_name": NAME,
    "supplier_name": NAME,
    "tax_id": Kind(identifier, 0.9, 0.05),
    "phone": Kind(digits, 0.8, 0.3),
    "mobile": Kind(digits, 0.8, 0.3),
    "fax": Kind(digits, 0.8, 0.3),
    "email": Kind(address_text, 0.75, 0.4),
    "website": Kind(address_text, 0.8, 0.3),
    "contact_name": Kind(tokens, 0.6, 0.5, fuzzy=True),
    "address_line1": Kind(tokens, 0.8, 0.1, fuzzy=True),
    "address_line2": Kind(tokens, 0.6, 0.5, fuzzy=True),
    "city": Kind(tokens, 0.85, 0.1, fuzzy=True),
    "postal_code": Kind(tokens, 0.85, 0.1),
    "state_province": Kind(tokens, 0.9, 0.1),
    "country": Kind(tokens, 0.95, 0.1),
}
IDENTITY = ("tax_id", "phone", "mobile", "fax", "email")
PLACE = ("address_line1", "postal_code", "city")
ROUTED = ("address_line1", "postal_code")
BOX = frozenset({"box", "pobox", "postfach", "apartado", "casilla"})


@dataclass(frozen=True, slots=True)
class Match:
    """Two places in a table, and how sure it is that they are one thing."""

    a: int
    b: int
    certainty: float


@dataclass(frozen=True)
class Field:
    """A compared field: prepared values by row and how often each occurs."""

    name: str
    kind: Kind
    values: tuple[Words, ...]

    @property
    def counts(self) -> Counter[Words]:
        return Counter(value for value in self.values if value)


def field_of(name: str, texts: Sequence[str], blank: Callable[[str], bool]) -> Field:
    kind = FIELDS[name]
    return Field(name, kind, tuple(() if blank(text) else kind.prepare(text) for text in texts))


def link(fields: Sequence[Field], rows: int, name: str) -> list[Match]:
    """Pairs of rows that are probably one party. `name`: which field is the name."""
    counts = {field.name: field.counts for field in fields}
    words = _word_counts(next((f for f in fields if f.name == name), None))
    prior = math.log2(1.5 / max(rows, 2))
    # the cheap and telling fields first: most candidate pairs end there
    ordered = sorted(fields, key=lambda f: (f.name != name and f.name not in IDENTITY, f.kind.fuzzy))
    early = sum(f.name == name or f.name in IDENTITY for f in ordered)
    boxed = _boxed(next((f for f in fields if f.name == "address_line1"), None), rows)
    named = next((f.values for f in fields if f.name == name), ())
    towns = next((f.values for f in fields if f.name == "city"), ())
    found = []
    for a, b in candidates(fields, rows):
        weight = prior
        seen: dict[str, float] = {}
        for place, field in enumerate(ordered):
            if place == early and seen.get(name) == 0.0 and not any(seen.get(one) == 1.0 for one in IDENTITY):
                break
            x, y = field.values[a], field.values[b]
            if not x or not y or (field.name in ROUTED and boxed[a] != boxed[b]):
                continue
            likeness = _likeness(field, x, y, words if field.name == name else None)
            seen[field.name] = likeness
            known = words if field.name == name else None
            weight += _weight(field, x, y, likeness, counts[field.name], rows, known)
        if _is_branch(seen) or not _named_alike(seen, name) or _named_after_town(a, b, named, towns, seen):
            continue
        certainty = 0.99 if weight > 30 else 1 / (1 + 2**-weight)
        if certainty >= LIKELY:
            found.append(Match(a, b, round(min(certainty, 0.99), 3)))
    return found


def _boxed(address: Field | None, rows: int) -> list[bool]:
    """Rows whose address is a post box: it says nothing against a street, nor does its postal code."""
    if address is None:
        return [False] * rows
    return [bool(BOX & set(words)) for words in address.values]


def _is_branch(seen: Mapping[str, float]) -> bool:
    """One company's places differ in tax number and in address, whatever else they share."""
    differs_tax = seen.get("tax_id", 1.0) == 0.0
    places = [seen[field] for field in PLACE if field in seen]
    return differs_tax and bool(places) and min(places) < 0.5


def _named_after_town(
    a: int, b: int, names: Sequence[Words], towns: Sequence[Words], seen: Mapping[str, float]
) -> bool:
    """One of two records bears the name of its own town and stands in another than the other one: a branch,
    unless both have one tax number."""
    if not names or not towns or seen.get("tax_id") == 1.0 or seen.get("city", 1.0) > 0.0:
        return False
    odd = set(names[a]) ^ set(names[b])
    return any(town and set(town) <= odd for town in (towns[a], towns[b]))


def _named_alike(seen: Mapping[str, float], name: str) -> bool:
    """A name that is quite different needs one identity number in common and the place: else it is a
    neighbour or a
    sister firm."""
    if seen.get(name, 0.5) > 0.0:
        return True
    if name not in seen:
        return sum(seen.get(field, 0.0) == 1.0 for field in IDENTITY) >= 1
    same = sum(seen.get(field, 0.0) == 1.0 for field in IDENTITY)
    place = [seen[field] for field in PLACE if field in seen]
    return same >= 1 and bool(place) and min(place) > 0.5


def _word_counts(field: Field | None) -> Counter[str]:
    return Counter(word for value in (field.values if field else ()) for word in set(value))


def _likeness(field: Field, x: Words, y: Words, words: Counter[str] | None) -> float:
    """1 alike, 0 different, between: alike with slips."""
    if x == y:
        return 1.0
    if not field.kind.fuzzy:
        return 0.75 if _one_slip(x, y) else 0.0
    likeness, left, right = alignment(x, y)
    joined = _joined(x, y)
    if joined:
        likeness, left, right = max(likeness, joined), 0, 0
    if likeness and (left or right):
        kept = _weighed_share(x, y, left + right, words)
        return (
            round(likeness * kept, 3) if kept >= 0.7 and not (left and right and words is not None) else 0.0
        )
    return round(likeness, 3)


def _one_slip(x: Words, y: Words) -> bool:
    """One character wrong, missing or two swapped, in a number or address of six characters and more."""
    a, b = "".join(x), "".join(y)
    return min(len(a), len(b)) >= 4 and OSA.distance(a, b, score_cutoff=1) <= 1


def _joined(x: Words, y: Words) -> float:
    """Likeness of the texts without their spaces, where numbers agree: `lake front` and `lakefront`. Slips
    are allowed by the length of what differs: in a long name one word may well be another one. Who mistypes a
    word rarely does so in its first letter."""
    if [w for w in x if w.isdigit()] != [w for w in y if w.isdigit()]:
        return 0.0
    shared = Counter(x) & Counter(y)
    a, b = "".join(_without(x, shared)), "".join(_without(y, shared))
    short, long = sorted(len("".join(words)) for words in (x, y))
    if short < 5 or min(len(a), len(b)) < SHORT or a[0] != b[0]:
        return 0.0
    slips = 1 + min(short // SLIP_EVERY, min(len(a), len(b)) // SLIP_WITHIN)
    distance = OSA.distance(a, b, score_cutoff=slips)
    return 1 - distance / long if distance <= slips else 0.0


def _without(words: Words, shared: Mapping[str, int]) -> list[str]:
    """The words in their order but for the shared ones."""
    left = dict(shared)
    kept = []
    for word in words:
        if left.get(word, 0):
            left[word] -= 1
        else:
            kept.append(word)
    return kept


def _weighed_share(x: Words, y: Words, left: int, words: Counter[str] | None) -> float:
    """How much of the two texts is matched; a leftover word that many names have weighs less."""
    if words is None:
        return 1 - left / max(1, len(x) + len(y)) * 1.5
    rare = {word: 1 / math.log2(2 + words[word]) for word in (*x, *y)}
    odd = set(x) ^ set(y)
    return 1 - sum(rare[w] for w in odd) / max(1e-9, sum(rare[w] for w in (*x, *y)))


def _weight(
    field: Field,
    x: Words,
    y: Words,
    likeness: float,
    counts: Counter[Words],
    rows: int,
    words: Counter[str] | None,
) -> float:
    """Bits for or against. Near agreement counts less, by how much is alike. How often two strangers agree is
    how often the value occurs; for names, being made of words, how often these words would meet."""
    chance = max(counts[x], counts[y], 1) / rows
    if words is not None:
        meet = max(math.prod(max(words[word] - 1, 1) / rows for word in set(value)) for value in (x, y))
        chance = max(min(chance, meet), NAMESAKES / rows)
    if likeness >= 0.7:
        gain = math.log2(field.kind.agree / max(chance, 1e-6))
        return gain * (1.0 if likeness == 1.0 else likeness - 0.1)
    return math.log2(max(field.kind.conflict, 0.01) / max(1 - chance, 0.05)) * (1 - likeness)


def candidates(fields: Sequence[Field], rows: int) -> Iterator[tuple[int, int]]:
    """Pairs that share a block key, each once, in order."""
    blocks: dict[tuple[str, ...], list[int]] = {}
    for place in range(rows):
        for key in sorted(set(_keys(fields, place))):
            blocks.setdefault(key, []).append(place)
    seen: set[int] = set()
    telling = [
        (len(members), key) for key, members in blocks.items() if 1 < len(members) <= WEAK.get(key[0], BLOCK)
    ]
    for _, key in sorted(telling):
        seen.update(a * rows + b for a, b in combinations(blocks[key], 2))
        if len(seen) > PAIRS:
            break
    return (divmod(code, rows) for code in sorted(seen))


def _keys(fields: Sequence[Field], place: int) -> Iterator[tuple[str, ...]]:
    """Identity numbers; each rarer word of the name, plain and by its consonants; the street; name and place
    together."""
    own = {field.name: field.values[place] for field in fields if field.values[place]}
    for name in IDENTITY:
        if name in own:
            yield (name, *own[name])
    where = [part for field in PLACE for part in own.get(field, ())[-1:]][:1]
    for field in fields:
        value = own.get(field.name, ())
        if field.kind is NAME and value:
            yield ("sorted", *sorted(value))
            yield ("joined", "".join(value)[:9])
            for word in value:
                yield ("word", word)
                if len(word) > 3:
                    yield ("sound", skeleton(word), *where)
            for a, b in combinations(sorted(word[:4] for word in value if not word.isdigit()), 2):
                yield ("two", a, b)
        if field.name == "address_line1" and value:
            yield ("street", *sorted(value))
            yield (
                "street",
                *sorted(word for word in value if not word.isdigit())[:1],
                *(own.get("postal_code", ())),
            )
        if field.name == "postal_code" and value:
            yield (
                "post",
                *value,
                *[w[:2] for w in own.get("customer_name", own.get("supplier_name", ()))[:1]],
            )


def skeleton(word: str) -> str:
    """The first letter and the consonants, doubles once: `furniture` → `frntr`."""
    kept = [word[0]]
    for letter in word[1:]:
        if letter not in "aeiouyhw" and letter != kept[-1]:
            kept.append(letter)
    return "".join(kept)[:6]


def surplus(matches: Sequence[tuple[int, int]]) -> int:
    """Rows beyond the first of each cluster."""
    root: dict[int, int] = {}

    def top(x: int) -> int:
        while root.setdefault(x, x) != x:
            root[x] = root[root[x]]
            x = root[x]
        return x

    joined = 0
    for a, b in matches:
        x, y = top(a), top(b)
        if x != y:
            root[max(x, y)] = min(x, y)
            joined += 1
    return joined
