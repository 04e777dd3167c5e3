"""How a cell writes a number: which signs it takes for decimals and for thousands, as far as it shows.

`1.234,56` shows both; `1,234` may be a thousand or a fraction; `120` shows nothing and goes with every style.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

GROUPED = re.compile(r"(\d{1,3})((?P<g>[.,' \u00a0\u202f’])\d{3})((?P=g)\d{3})*(?P<rest>[.,]\d*)?$")
PLAIN = re.compile(r"(?P<whole>\d*)(?P<rest>[.,]\d+)?$")
DRESS = re.compile(r"^(?P<open>\()?(?P<sign>[-+−])?\s*(?:[$€£¥]|[A-Z]{3}\s)?\s*(?P<minus>[-−])?")
THREE = re.compile(r"\d[.,]\d{3}$")
NONE = ""


@dataclass(frozen=True, slots=True)
class Style:
    """`decimal`: `.` or `,`. `group`: the sign between thousands, empty for none."""

    decimal: str
    group: str


STYLES = tuple(
    Style(decimal, group) for decimal, group in product(".,", (NONE, ".", ",", " ", "'")) if decimal != group
)


@lru_cache(maxsize=1 << 16)
def styles_of(text: str) -> frozenset[Style]:
    """The styles in which the text is a number; empty where it is none in any."""
    bare = text.strip().strip("$€£¥%()").strip().lstrip("+-−").rstrip("-−").strip().strip("$€£¥%").strip()
    bare = re.sub(r"^[A-Z]{3}\s|\s[A-Z]{3}$", "", bare).strip()
    if not bare or (not bare[0].isdigit() and bare[0] not in ".,"):
        return frozenset()
    found: set[Style] = set()
    if told := PLAIN.match(bare):
        whole, rest = told["whole"], told["rest"] or ""
        if not whole and not rest:
            return frozenset()
        short = len(whole) < 4
        found |= {
            style
            for style in STYLES
            if (not rest or rest[0] == style.decimal) and (short or style.group == NONE)
        }
    if told := GROUPED.match(bare):
        group = {"\u00a0": " ", "\u202f": " ", "’": "'"}.get(told["g"], told["g"])
        rest = told["rest"] or ""
        if not told[1].startswith("0"):
            found |= {
                style for style in STYLES if style.group == group and (not rest or rest[0] == style.decimal)
            }
    return frozenset(found)


def leaves_open(form: str) -> bool:
    """Whether texts of this shape (`table.shape`) may be of different styles: by a zero before a sign for
    thousands, by how many capital letters there are, by signs beyond ASCII."""
    return "A" in form or "ü" in form or styles_of(form) != styles_of(form.replace("9", "0", 1))


def negative_of(text: str) -> str:
    """How a negative number is marked: `leading minus`, `trailing minus`, `brackets`, or empty."""
    bare = text.strip()
    if bare.startswith("(") and bare.endswith(")"):
        return "brackets"
    bare = bare.strip("$€£¥ ")
    if bare.startswith(("-", "−")):
        return "leading minus"
    return "trailing minus" if bare.endswith(("-", "−")) else ""


def house_style(texts: Mapping[str, int]) -> tuple[Style, int] | None:
    """The style in which most cells are written, and how many are. `texts`: text → how often. Of several that
    fit equally, the one without a sign for thousands, then the decimal point. None without numbers."""
    tally: dict[Style, int] = defaultdict(int)
    for text, number in texts.items():
        for style in (own := styles_of(text)):
            # three digits behind the only sign are a thousand more often than a fraction
            doubtful = len({one.decimal for one in own}) > 1 and THREE.search(text) and style.decimal in text
            tally[style] += number * (2 if doubtful else 5)
    if not tally:
        return None
    best = max(
        tally, key=lambda style: (tally[style], style.group == NONE, style.decimal == ".", style.group)
    )
    return best, sum(number for text, number in texts.items() if best in styles_of(text))


def named(style: Style) -> str:
    """`1,234.56` for people."""
    return f"1{style.group}234{style.decimal}56"
