"""Text as search keys: one function for what is indexed and for what is asked.

A text becomes *positions*, one for each word that carries meaning. A position is a tuple of keys that stand
for it, its own key first: a stem for a word in letters; for a Chinese character the character, then the pairs
it forms with its neighbours. `with_concepts` adds the keys of the data domains that the words name, so that
"vendor", "supplier" and "proveedor" meet.

Stemming is light and the same for English and Spanish, since the language of a query is not known: endings
that both share are cut to one stem ("duplicate", "duplicated", "duplicados", "duplication" → "duplic").
"""

from __future__ import annotations

import re
import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Position = tuple[str, ...]

_CJK = "\u3400-\u9fff\uf900-\ufaff"
_RUN = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")
_CJK_RUN = re.compile(f"[{_CJK}]")
#: AS/400, R/3 and S/4HANA are one word each.
_SLASH = re.compile(r"(?<=[a-z])/(?=[0-9])")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

#: Words without meaning of their own. Negations (no, not, without, sin, 不, 无) are not among them.
_STOP = """
    a an the of for in on at to and or with from by is are be been being was were as that this these those
    it its their our we you they he she his her my your me us them i which what who whom whose how when
    where why do does did done has have had having can could will would shall should may might must there
    here than then into onto over under between during through each any all some same such other another
    per via about versus vs if so but also only just very too more most many much our own get gets got
    make makes made etc eg ie please fix solve handle deal help problem problems issue
    el la los las un una unos unas de del al y o u e en con por para que se su sus es son ser esta este
    estos estas ese esa eso como mas menos lo le les entre sobre hay han ha fue muy ya si cada todo todos
    toda todas nos problema problemas arreglar resolver
    """
STOP_WORDS = frozenset(_STOP.split())
_STOP_CJK = frozenset("的了和与及或在是有被把对将从为之其这那吗呢怎么何")

#: Longest first; `(ending, what replaces it, letters that must stay)`. Applied once, the first that fits.
_ENDINGS = (
    ("izaciones", "is", 3), ("isaciones", "is", 3), ("izations", "is", 3), ("isations", "is", 3),
    ("ization", "is", 3), ("isation", "is", 3), ("izacion", "is", 3), ("isacion", "is", 3),
    ("aciones", "", 4), ("ations", "", 4), ("ation", "", 4), ("acion", "", 4),
    ("izing", "is", 4), ("ising", "is", 4), ("ized", "is", 4), ("ised", "is", 4), ("izes", "is", 4),
    ("ises", "is", 4), ("ize", "is", 4), ("ise", "is", 4), ("izado", "is", 3), ("izada", "is", 3),
    ("izar", "is", 3),
    ("ating", "", 4), ("ated", "", 4), ("ates", "", 4), ("ate", "", 4),
    ("ados", "", 4), ("adas", "", 4), ("ado", "", 4), ("ada", "", 4),
    ("iciones", "icion", 3), ("ciones", "cion", 3), ("siones", "sion", 3), ("idades", "idad", 3),
    ("sses", "ss", 2), ("ches", "ch", 2), ("shes", "sh", 2), ("xes", "x", 2), ("ies", "y", 3),
    ("ings", "", 4), ("ing", "", 3), ("eed", "eed", 1), ("ed", "", 3),
    ("ores", "or", 3), ("ales", "al", 3), ("iles", "il", 3),
    ("os", "", 4), ("as", "", 4), ("es", "", 3), ("ss", "ss", 1), ("us", "us", 1), ("is", "is", 1),
    ("s", "", 3), ("o", "", 4), ("a", "", 4), ("e", "", 3),
)  # fmt: skip


def fold(text: str) -> str:
    """The text without differences of width, case and accent, nor a slash between a letter and a figure."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return _SLASH.sub("", text)


def stem(word: str) -> str:
    """The stem of a folded word in letters.

    >>> [stem(w) for w in ("duplicated", "duplicados", "customers", "costs", "costo", "mapping", "dates")]
    ['duplic', 'duplic', 'customer', 'cost', 'cost', 'map', 'dat']
    """
    for ending, instead, keep in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= keep:
            word = word[: len(word) - len(ending)] + instead
            if ending in ("s", "as", "os") and word.endswith(("e", "a", "o")) and len(word) > 4:
                word = word[:-1]
            if (
                ending in ("ing", "ed", "ings")
                and len(word) > 3
                and word[-1] == word[-2]
                and word[-1] not in "lsz"
            ):
                word = word[:-1]
            return word
    return word


def spaced(name: str) -> str:
    """An id as words: `DuplicateCustomer` → `Duplicate Customer`."""
    return _CAMEL.sub(" ", name).replace("_", " ").replace("-", " ")


def runs(text: str) -> str:
    """The folded text with one space between its runs of letters and digits, for comparison as a whole."""
    return " ".join(_RUN.findall(fold(text)))


def positions(text: str) -> list[Position]:
    """The positions of a text, stop words and short numbers left out (quantities are no names of things)."""
    found: list[Position] = []
    for run in _RUN.findall(fold(text)):
        if _CJK_RUN.match(run):
            found.extend(_characters(run))
        elif run not in STOP_WORDS and len(run) > 1 and not _is_quantity(run):
            found.append((stem(run),))
    return found


def _characters(run: str) -> list[Position]:
    """Each character with the pairs that it is part of; a stop character ends a run."""
    found: list[Position] = []
    for at, character in enumerate(run):
        if character in _STOP_CJK:
            continue
        before = run[at - 1] if at and run[at - 1] not in _STOP_CJK else ""
        after = run[at + 1] if at + 1 < len(run) and run[at + 1] not in _STOP_CJK else ""
        pairs = ([before + character] if before else []) + ([character + after] if after else [])
        found.append((character, *pairs))
    return found


def _is_quantity(word: str) -> bool:
    """Numbers of up to three digits, also `10x`, `5th`; longer ones name things (ISO 9001)."""
    digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
    return digits.isdigit() and (len(digits) < 4 if digits == word else len(word) - len(digits) < 3)


def is_number(key: str) -> bool:
    return key.isdigit()


def is_character(key: str) -> bool:
    """A single Chinese character: it carries half of what a pair says."""
    return len(key) == 1 and key > "\u33ff"


def with_concepts(
    found: Sequence[Position], concepts: Mapping[tuple[str, ...], tuple[str, ...]]
) -> list[Position]:
    """The positions with the keys of the concepts that their words name; the longest name wins.

    `concepts` maps the stems of a name to the keys that stand for what it names.
    """
    longest = max(map(len, concepts), default=0)
    heads = [position[0] for position in found]
    out = list(found)
    at = 0
    while at < len(heads):
        for length in range(min(longest, len(heads) - at), 0, -1):
            keys = concepts.get(tuple(heads[at : at + length]))
            if keys:
                for one in range(at, at + length):
                    out[one] = found[one] + keys
                at += length
                break
        else:
            at += 1
    return out
