"""Text as search keys: one way for what is indexed and for what is asked.

A text becomes *positions*, one for each word that carries meaning. A position is a tuple of keys that stand
for it, its own key first: a stem for a word in letters (after it, in Spanish, the root of its verb); for a
Chinese character the character, then the pairs it forms with its neighbours. What the words stand for is
added by `kg.concepts`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from kbctl.kg.stems import spanish_root, stem

Position = tuple[str, ...]

_CJK = "\u3400-\u9fff\uf900-\ufaff"
_RUN = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")
_CJK_RUN = re.compile(f"[{_CJK}]")
#: AS/400, R/3 and S/4HANA are one word each, and so are A/R, G/L and P/N, and e-mail.
_SLASH = re.compile(r"(?<=[a-z])/(?=[0-9])|(?<![a-z0-9/])([a-z])/(?=[a-z](?![a-z0-9/]))")
_LETTER = re.compile(r"(?<![\w\-/])([a-z])-(?=[a-z]{2})")
_NOT = re.compile(r"(?:(?<=ca)|(?<=wo)|(?<=[a-z]))n['’]t(?![a-z])")
#: A value that is quoted stands for its form: each pattern with the word that is read in its place. All
#: of them ask for a digit or one of VALUE_MARKS, so a text without either is spared them.
VALUE_MARKS = frozenset("#+-/.<&@")
_FORMS = (
    (r"\b\d+(?:[.,]\d+)?e\+?\d+\b|\be\+\d*", " exponentform "),
    (r"#(?:ref|div/0|value|name|null|num|n/?[ad])[!?]?", " errorform "),
    (r"\b(?:1900[-/.]0?1[-/.]0?1|0?1[-/.]0?1[-/.]1900)\b", " emptydateform "),
    (r"\b(?:mm|dd|yyyy|yy|aaaa)[-/.](?:mm|dd)(?:[-/.](?:yyyy|yy|aaaa|dd))?\b", " dateform "),
    (r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b", " dateform "),
    (r"(?<![\w.])\d*\.0+(?![\d.])", " pointzeroform "),
    (r"</?[a-z]+/?>|&[a-z]+;", " tagform "),
    (r"\d[\d.,]*\s*(?:dollars?|usd|euros?|eur|pesos?|yuan|美元|元)(?![a-z])", " "),
    (r"[\w.]+@[\w.]+", " mailform "),
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

#: Words without meaning of their own. Negations (no, not, without, sin, 不, 无) are not among them.
_ENGLISH = """
    a an the of for in on at to and or with from by is are be been being was were am as that this these those
    it its their our we you they he she his her my your me us them i which what who whom whose how when
    where why do does did done has have had having can could will would shall should may might must there
    here than then into onto under between during through each any all some such other another
    per via about versus vs if so but also only just very too more most much get gets got
    make makes made etc eg ie please solve handle deal help problem problems issue ca wo
    """
_SPANISH = """
    el la los las un una unos unas de del al y o u e en con por para que se su sus es son ser esta estan este
    estos estas ese esa eso como mas menos lo le les entre sobre hay han ha fue muy ya si cada todo todos
    toda todas nos problema problemas arreglar resolver nuestro nuestra nuestros nuestras
    """
_SHARED = {"a", "me", "as", "o", "no", "e", "u", "y", "i"}
ENGLISH_STOP = frozenset(_ENGLISH.split())
SPANISH_STOP = frozenset(_SPANISH.split())
STOP_WORDS = ENGLISH_STOP | SPANISH_STOP
#: Marks the position of a stop word.
STOP = "."
STOP_CHARACTERS = frozenset("的了和与及或在是有被把对将从为之其这那吗呢怎么何")
#: Negations that are written without their apostrophe.
_BARE_NOT = frozenset(
    [
        "dont",
        "doesnt",
        "didnt",
        "isnt",
        "arent",
        "wasnt",
        "werent",
        "cant",
        "wont",
        "couldnt",
        "wouldnt",
        "shouldnt",
        "hasnt",
        "havent",
    ]
)


@cache
def _forms() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), form) for pattern, form in _FORMS]


@lru_cache(maxsize=1 << 12)  # what is said of a thing is read several ways, one after the other
def fold(text: str) -> str:
    """The text without differences of width, case and accent, nor a slash or hyphen within one word."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _NOT.sub(" not", text)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return _LETTER.sub(r"\1", _SLASH.sub(r"\1", text))


def spaced(name: str) -> str:
    """An id as words: `DuplicateCustomer` → `Duplicate Customer`."""
    return _CAMEL.sub(" ", name).replace("_", " ").replace("-", " ")


def runs(text: str) -> str:
    """The folded text with one space between its runs of letters and digits, for comparison as a whole."""
    return " ".join(_RUN.findall(fold(text)))


def tokens(text: str) -> list[str]:
    """The folded words of a text and its runs of Chinese, without single letters and short numbers
    (quantities are no names of things).
    """
    found = []
    folded = fold(text)
    if any(c in VALUE_MARKS or c.isdecimal() for c in folded):
        for pattern, form in _forms():
            folded = pattern.sub(form, folded)
    for run in _RUN.findall(folded):
        if run in _BARE_NOT:
            found.append("not")
        elif _CJK_RUN.match(run) or run in STOP_WORDS or (len(run) > 1 and not _is_quantity(run)):
            found.append(run)
    return found


def words(text: str) -> list[str]:
    """The tokens of a text that are no stop words."""
    return [run for run in tokens(text) if run not in STOP_WORDS]


def language(text: str) -> str:
    """`en` or `es` where the small words of a text tell; else nothing, Chinese included."""
    told = [run for run in _RUN.findall(fold(text)) if run not in _SHARED]
    english = sum(run in ENGLISH_STOP for run in told)
    spanish = sum(run in SPANISH_STOP or run in ("sin", "dos", "falta", "faltan") for run in told)
    return "" if english == spanish else "en" if english > spanish else "es"


def positions(found: str | list[str], spanish: bool = False) -> list[Position]:
    """The positions of a text, or of tokens; with the roots of verbs where they are, or may be, Spanish.

    A stop word among tokens has a position too, marked by a dot, as it may be part of a name.
    """
    out: list[Position] = []
    for run in words(found) if isinstance(found, str) else found:
        if _CJK_RUN.match(run):
            out.extend(_characters(run))
            continue
        if run in STOP_WORDS:
            out.append((STOP + run,))
            continue
        root = spanish_root(run) if spanish and run.isascii() and run.isalpha() else ""
        out.append((stem(run), root) if root else (stem(run),))
    return out


def is_stop(position: Position) -> bool:
    """Whether a position is that of a word or character without meaning of its own."""
    return position[0][0] == STOP or position[0] in STOP_CHARACTERS


def _characters(run: str) -> list[Position]:
    """Each character with the pairs that it is part of; a stop character is in no pair."""
    found: list[Position] = []
    for at, character in enumerate(run):
        if character in STOP_CHARACTERS:
            found.append((character,))
            continue
        before = run[at - 1] if at and run[at - 1] not in STOP_CHARACTERS else ""
        after = run[at + 1] if at + 1 < len(run) and run[at + 1] not in STOP_CHARACTERS else ""
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
