"""Mending text that was decoded with the wrong character set, and telling where letters are lost for good.

ftfy does the mending; what it would mend wrongly or leave half mended is caught here. Nothing but the
encoding is changed: quotes, ligatures and widths stay as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache

LOST = "\ufffd"
C1 = re.compile("[\u0080-\u009f]")
#: an apostrophe of Windows-1252 (byte 0x92) is one where a short word or a known ending stands on its side
APOSTROPHE = re.compile(
    "(^|[^\\w\x92])(\\w{1,2}|qu|[Aa]ll|[Dd]ell|[Nn]ell|[Ss]ull)\x92\\w|\x92(s|t|re|ll|ve|d|m)\\b"
)
IN_WORD = re.compile("[^\\W\\d_][\u0080-\u009f][^\\W\\d_]")
#: a letter with circumflex before a no-break space inside capitals is a letter of its own
CAPITALS = re.compile("[A-Z]{2}Â\u00a0[A-Z]{2}")
#: opening marks of Spanish in code page 437, which are too short for ftfy to judge
OPENING = re.compile(r"(^|(?<=\s))┬(┐|í)(?=[^\W\d_])")

HIGH = re.compile("[\u0080-\u00ff]+")
HAN = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
GLUED = re.compile("[A-Za-z][\u0080-\u00ff]|[\u0080-\u00ff][A-Za-z]")
#: share of usual characters in Chinese names (a judgement: those of places have rare ones)
USUAL = 0.7


@lru_cache(maxsize=1 << 15)
def repair(text: str) -> str:
    """The text as it was before it was decoded wrongly; the same text where nothing shows that it was."""
    if text.isascii() or CAPITALS.search(text):
        return text
    if (mac := _from_mac_roman(text)) is not None:
        return mac
    if (chinese := _from_chinese(text)) is not None:
        return chinese
    from ftfy import TextFixerConfig, fix_encoding

    mended = fix_encoding(text, TextFixerConfig(unescape_html=False))
    return OPENING.sub(lambda found: "¿" if found[2] == "┐" else "¡", mended)


def _from_mac_roman(text: str) -> str | None:
    """MacRoman read as Latin-1 leaves control characters inside words (`tur\\x92stico`); in Windows-1252 the
    same bytes are quotes and signs, which stand there only as apostrophes. None where it is not that."""
    if not IN_WORD.search(text) or not C1.sub("", text).isascii() or APOSTROPHE.search(text):
        return None
    try:
        mended = C1.sub(lambda found: found[0].encode("latin-1").decode("mac_roman"), text)
    except UnicodeError:
        return None
    inside = [at.start() + 1 for at in IN_WORD.finditer(text)]
    whole = len(inside) == len(C1.findall(text)) and all(mended[place].isalpha() for place in inside)
    return mended if whole else None


def _from_chinese(text: str) -> str | None:
    """GBK read as Latin-1 (`±õº£` for `滨海`). None where it is not that: runs of paired characters beyond
    ASCII, one of two pairs at least, not glued to Latin letters, that are no UTF-8, and nearly all of which
    are among the 3,755 most usual Chinese characters, which the character set keeps together."""
    runs = HIGH.findall(text)
    if not any(len(run) >= 4 for run in runs) or any(len(run) % 2 for run in runs) or GLUED.search(text):
        return None
    try:
        raw = text.encode("latin-1")
        mended = raw.decode("gbk")
    except UnicodeError:
        return None
    if _is_utf8(raw) or not all(HAN.match(character) for character in mended if not character.isascii()):
        return None
    high = "".join(runs)
    leads = [byte for run in runs for byte in run.encode("latin-1")[::2]]
    usual = sum(0xB0 <= lead <= 0xD7 for lead in leads)
    # a word of accented letters only is a word: signs of Latin-1 stand among what was Chinese
    signs = any(not character.isalpha() for character in high)
    return mended if signs and usual >= USUAL * len(leads) else None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def is_lost(text: str) -> bool:
    """Letters are gone: a replacement character stands for them, also after mending what can be mended."""
    return LOST in text or LOST in repair(text)
