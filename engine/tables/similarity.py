"""Comparing names as people write them: tokens, abbreviations, typing errors, legal forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

#: legal forms, which people add and leave out
_LEGAL = """
ab ag aps as bhd bv co company corp corporation cv gmbh inc incorporated kg kk limited llc llp lp ltd mbh
nv ohg oy pc plc pte pty rl sa sapi sarl sas sdn sl slu spa srl
"""
LEGAL = frozenset(_LEGAL.split())
FILLER = frozenset({"the", "and", "of", "y", "de", "del", "la", "el", "los", "las", "und", "et", "for"})
_SHORT = """
intl = international, mfg = manufacturing, mfr = manufacturer, bros = brothers, assn assoc = association,
dept = department, ctr centre = center, st str = street, ave av = avenue, rd = road, blvd = boulevard, dr =
drive, ln = lane, hwy = highway, pl = place, cl = close, cres = crescent, ct = court, cct = circuit, sq =
square, ste = suite, apt = apartment, n = north, s = south, e = east, w = west, mt = mount, ft = fort, bldg
= building, fl = floor, colour = color, grey = gray, ss = stainless, assy asm = assembly, qty = quantity,
pcs pc = piece, w/ = with, hex = hexagonal, svc svcs = service, whse = warehouse
"""
#: abbreviation → word
SHORT: Mapping[str, str] = {
    short: long.strip()
    for shorts, _, long in (one.partition("=") for one in _SHORT.replace("\n", " ").split(","))
    for short in shorts.split()
}
WORD = re.compile(r"\d+[.,/]\d+|\d+|[^\W\d_]+")
DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}[^\W\d_]?(?![^\W_])")


@lru_cache(maxsize=1 << 17)
def plain(text: str) -> str:
    """Lower case, without accents, `S.A.` as `sa`."""
    text = DOTTED.sub(lambda found: found[0].replace(".", ""), text.replace("'", "").replace("’", ""))
    folded = unicodedata.normalize("NFKD", text)
    return "".join(c for c in folded if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=1 << 17)
def tokens(text: str) -> tuple[str, ...]:
    """Words and numbers, abbreviations written out, filler left out. Numbers stand apart: `180cm` is `180`,
    `cm`."""
    return tuple(SHORT.get(word, word) for word in WORD.findall(plain(text)) if word not in FILLER)


@lru_cache(maxsize=1 << 17)
def company(text: str) -> tuple[str, ...]:
    """The tokens of a company's name without its legal form, unless nothing else is left."""
    found = tokens(text)
    bare = tuple(word for word in found if word not in LEGAL)
    return bare or found


def same_word(a: str, b: str) -> float:
    """1 equal, 0.9 one abbreviates the other, 0.85 a typing error, else 0. Numbers are equal or different."""
    if a == b:
        return 1.0
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) < 3 or not (a.isalpha() and b.isalpha()):
        return 0.0
    longer = len(long) - len(short)
    if long[0] == short[0] and longer:
        if longer == 1 and long[-1] == "s" and long.startswith(short):
            return 0.95
        if _abbreviates(short, long):
            return 0.9
    allowed = 0 if len(short) < 5 else 1 if len(long) < 10 else 2
    if longer <= allowed and allowed and OSA.distance(a, b, score_cutoff=allowed) <= allowed:
        return 0.85
    return 0.0


def _abbreviates(short: str, long: str) -> bool:
    """A beginning of three letters and more (`furn`), or the first letter with consonants in order (`mfg`,
    `tbl`)."""
    if long.startswith(short):
        return len(long) - len(short) >= 2
    if short[0] != long[0] or any(c in "aeiou" for c in short[1:]) or len(short) > 0.7 * len(long):
        return False
    rest = iter(long)
    return all(c in rest for c in short)


def alignment(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[float, int, int]:
    """(mean likeness of the matched words, words left over in a, in b), matching the best pairs first."""
    if a == b:
        return 1.0, 0, 0
    pairs = [
        (likeness, -i, -j) for i, x in enumerate(a) for j, y in enumerate(b) if (likeness := same_word(x, y))
    ]
    pairs.sort(reverse=True)
    left, right = set(range(len(a))), set(range(len(b)))
    total, matched = 0.0, 0
    for likeness, i, j in pairs:
        if -i in left and -j in right:
            left.discard(-i)
            right.discard(-j)
            total += likeness
            matched += 1
    return (total / matched if matched else 0.0), len(left), len(right)
