"""EmbeddedMarkup: formatting code inside plain text: HTML tags and entities, RTF, leftovers of workbooks.

`R&D`, `<5 %` and `<M8>` are text: only tags and entities that exist in HTML count.
"""

from __future__ import annotations

import re

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Finding, Skip

CONCEPT = "EmbeddedMarkup"
TAGS = (
    "a|abbr|b|big|blockquote|body|br|center|code|dd|div|dl|dt|em|font|h[1-6]|head|hr|html|i|img|li|link|meta|ol"
    "|p|pre|s|script|small|span|strong|style|sub|sup|table|tbody|td|th|thead|title|tr|u|ul|xml|o:p"
)
MARKUP = re.compile(
    rf"</?({TAGS})(\s[^<>]*|/)?\s*/?>"
    r"|&(amp|lt|gt|quot|apos|nbsp|copy|reg|trade|deg|euro|pound|[mn]dash|hellip|bull|middot|times|frac\d\d"
    r"|sup\d|[lr]dquo|[lr]squo|szlig|[a-z](uml|acute|grave|circ|tilde|cedil|ring|slash)|#\d{2,6}"
    r"|#x[0-9a-f]{2,6});"
    r"|\{\\rtf\d|\\(par|pard|fs\d{2}|cf\d)\b|<!\[CDATA\[|<!--|_x000[ad]_",
    re.IGNORECASE,
)


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    found = []
    for column in table.table.columns:
        texts = column.matching(r"[<&\\]|_x")
        marked = {text for text in texts if MARKUP.search(text)}
        if not marked:
            continue
        cells = cells_with(table, column, marked)
        signs = sorted({first[0].lower() for text in marked if (first := MARKUP.search(text))})[:4]
        message = (
            f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} hold "
            f"formatting code: {' '.join(signs)}."
        )
        found.append(finding(CONCEPT, table, column, cells, 0.97, "minor", message))
    return tuple(found)


DETECTORS = {CONCEPT: detect}
