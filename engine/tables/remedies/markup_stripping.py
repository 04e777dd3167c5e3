"""MarkupStripping: formatting code goes, the text it dressed stays; line breaks become spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from kbctl.engine.tables.detectors.markup import MARKUP, TAGS
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.table import Finding

REMEDY, CONCEPT = "MarkupStripping", "EmbeddedMarkup"
HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
#: tags at which a reader sees a gap; the others stand inside words (`H<sub>2</sub>O`)
GAPS = re.compile(r"</?(br|p|div|li|tr|td|th|h[1-6]|hr|table|ul|ol)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(rf"</?({TAGS})(\s[^<>]*|/)?\s*/?>", re.IGNORECASE)
RTF = re.compile(r"\\'([0-9a-f]{2})|\\(par|line|tab)\b ?|\\[a-z]+-?\d* ?|[{}]|\\\*", re.IGNORECASE)
ESCAPED = re.compile(r"_x000[ad]_", re.IGNORECASE)


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    return cellwise(REMEDY, (CONCEPT,), book, findings, _mend)


def _mend(place: Place) -> Mended | str:
    text = stripped(place.cell.value)
    if MARKUP.search(text):
        return "formatting code of a kind that is not known"
    return Mended(text, 0.95) if text else "nothing but formatting code"


def stripped(text: str) -> str:
    if text.lstrip().startswith(r"{\rtf"):
        text = re.sub(r"\{\\(fonttbl|colortbl|stylesheet|info)[^{}]*(\{[^{}]*\}[^{}]*)*\}", "", text)
        text = RTF.sub(_rtf, text)
    text = CDATA.sub(r"\1", HIDDEN.sub("", text))
    for _ in range(2):  # text that was escaped twice: `&amp;lt;b&amp;gt;`
        text = unescape(TAG.sub("", GAPS.sub(" ", text)))
    return " ".join(ESCAPED.sub(" ", text).replace("\u00a0", " ").split())


def _rtf(found: re.Match[str]) -> str:
    if found[1]:
        return bytes.fromhex(found[1]).decode("cp1252", "replace")
    return " " if found[2] else ""


OPERATORS = {REMEDY: plan}
