"""A longer text as it was said: clauses of words that the base knows, and whether it speaks of trouble.

A status line is one clause on what is wrong and others on where, when and of what. A clause ends at
punctuation and at the words that join clauses; it is read by itself, so that the order of clauses does not
matter. Words that the base does not know (products, places, people) say nothing for or against any concept
and are left out; none is taken for a slip of the pen.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kbctl.kg.reading import Word, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kbctl.kg.store import Base

_BREAK = re.compile(
    r"[;:!?()\[\]\u2013\u2014\u3002\u3001\uff0c\uff1b\uff1a\uff01\uff1f\uff08\uff09\u201c\u201d\"]+|[,.](?!\w)"
    r"|\b(?:and|but|while|when|because|since|so|y|pero|porque|cuando)\b",
    re.IGNORECASE,
)
#: Concepts of kg/synonyms.csv that say that something is amiss or asked for, and the words of denial and
#: demand. A line that has none of them and reports something done is good news.
_TROUBLE = """
    =duplicate =missing =lost =wrong =differ =inconsistent =conflict =stale =corrupt =garbled =slow =outage
    =fail =reject =ambiguous =undocumented =circular =orphan =negative =moving =overload =unknown =partial
    =requirement =swap =timeline =truncated
    not no sin nunca nadi nobodi onli cannot must need debe 不 未 没
    """
TROUBLE = frozenset(_TROUBLE.split())


class Said(NamedTuple):
    """The clauses of a text that have a known word, and whether it only tells good news."""

    clauses: tuple[tuple[Word, ...], ...]
    is_good_news: bool


def said(base: Base, text: str) -> Said:
    """What a text says, clause by clause."""
    readings = [read(base, clause, correct=False) for clause in _BREAK.split(text) if clause.strip()]
    known = [tuple(word for word in reading.words if word.keys) for reading in readings]
    troubled = any(not TROUBLE.isdisjoint(word.keys) for clause in known for word in clause)
    is_done = any(reading.is_done for reading in readings)
    return Said(tuple(clause for clause in known if clause), is_done and not troubled)
