"""Whether one text is another one spoilt: mistyped, damaged, run together - and not another value."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

NUMBER = re.compile(r"\d+")
LETTERS = re.compile(r"[^\W\d_]+")
SLIPS = 0.25  # share of a text's characters that may be spoilt, one at least
MANY = 0.4  # the same where the right text is known from elsewhere
DAMAGE = 0.6  # the same where characters stand in a number that are none


@lru_cache(maxsize=1 << 16)
def is_spoilt(text: str, right: str, sure: bool = False) -> bool:
    """The text is the right one with slips; `sure`: that this one is right is known from elsewhere. Two texts
    that differ in whole numbers or in nothing but case and punctuation are no slips of each other: sizes,
    versions, ways of writing."""
    longest = max(len(text), len(right))
    if text == right or not text or not right or longest == 1:
        return False
    distance = OSA.distance(text, right)
    if _mixed_in(text, right):
        return distance <= max(1, DAMAGE * longest)
    if distance > max(1, (MANY if sure else SLIPS) * longest):
        return False
    return NUMBER.findall(text) == NUMBER.findall(right) and _plain(text) != _plain(right)


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _mixed_in(text: str, right: str) -> bool:
    """Letters stand where the right text has digits, or spaces became letters, place by place."""
    if len(text) != len(right):
        return False
    odd = 0
    for a, b in zip(text, right, strict=True):
        if a != b:
            if not ((b.isdigit() and a.isalpha()) or (b in " -_./" and a.isalpha()) or b.isalpha()):
                return False
            odd += not b.isalpha()
    return odd > 0
