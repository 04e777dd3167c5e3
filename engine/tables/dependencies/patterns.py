"""Patterns of a column: what nearly all its texts look like, and texts that nearly do.

A template (`table.template`) is a text with its numbers made one sign: `37 patients` is `# patients`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kbctl.engine.tables.looks import drawn
from kbctl.engine.tables.table import NUMBER, Column, template
from kbctl.engine.tables.values import is_date, is_number
from rapidfuzz.distance import OSA

COVER = 0.9  # share of the filled cells that few templates must have
FEW = 4  # templates that make a pattern
CORE = 0.03  # share of the cells from which a template belongs to it
ENOUGH = 50  # filled cells below which no pattern is clear
SLIP = 0.5  # share of a template's characters that may be spoilt
#: rows of a long column; how many of its cells are looked at first, most of which must follow few templates
LONG, SEEN, MOST = 100_000, 2_000, 0.7
RARE = 0.01  # share of the cells up to which an odd template is a slip and not a pattern of its own


@dataclass(frozen=True, slots=True)
class Pattern:
    """The templates of a column, the commonest first, how many cells follow them, and the texts that nearly
    do with the template each comes closest to."""

    templates: tuple[str, ...]
    support: int
    exceptions: Mapping[str, str]


def pattern_of(column: Column) -> Pattern | None:
    """None where the column has no pattern: prose, names, categories without a number."""
    rows = column.filled_rows
    if rows < ENOUGH:
        return None
    if len(column.values) > LONG and not _likely(drawn(column, SEEN)):
        return None
    tally = column.templates
    core = {one for one, number in tally.items() if number >= CORE * rows}
    numbered = sum(tally[one] for one in core if "#" in one)
    if not core or len(core) > FEW or sum(tally[one] for one in core) < COVER * rows or not numbered:
        return None
    if numbered < 0.5 * rows:
        return None
    templates = tuple(sorted(core, key=lambda one: (-tally[one], one)))
    usual = [one for one, number in tally.items() if one in core or number > RARE * rows]
    found = {}
    for text in column.other_templates(usual):
        own = template(text)
        near = [one for one in templates if "#" in one and _slip(text, own, one)]
        if near and not is_number(text) and not is_date(text):
            found[text] = near[0]
    return Pattern(templates, sum(tally[one] for one in core), found)


def _likely(texts: Sequence[str]) -> bool:
    """Whether few templates have most of these texts."""
    tally = Counter(template(text.strip()) for text in texts if text.strip())
    return sum(number for _, number in tally.most_common(FEW)) >= MOST * tally.total()


def _slip(text: str, own: str, right: str) -> bool:
    """A letter among the digits or a digit among the letters. Another number of digits, another sign between
    the parts, the same words: these are other ways to write."""
    if NUMBER.sub("", text) == NUMBER.sub("", right.replace("#", "")):
        return False
    if list(filter(str.isalpha, own)) == list(filter(str.isalpha, right)):
        return False
    return OSA.distance(own, right) <= max(2, SLIP * max(len(own), len(right)))
