"""CodeSanitisation: signs that do not belong in codes go, by one rule, in masters and references alike.

The mended form must look like the column's other codes (its shape is one of theirs), and must not be the
code of another row; what fails either test is left, which is where recoding comes in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kbctl.engine.tables.detectors.codes import SEPARATORS, odd_codes
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import pointing
from kbctl.engine.tables.remedies import whitespace
from kbctl.engine.tables.remedies.numbering import numbering
from kbctl.engine.tables.remedies.operator import Edit, Left, Plan, Settings
from kbctl.engine.tables.remedies.rekeying import repointed
from kbctl.engine.tables.table import Column, Finding, code_form, shape

SANITISE = "CodeSanitisation"
BRACKETED = re.compile(r"[\[({<][^\])}>]*[\])}>]")
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
#: Shapes that at least this share of the sound codes have are the house's; rarer ones may be slips.
COMMON = 0.02


def sanitise(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    tables = {table.name: table for table in book.tables}
    edits: list[Edit] = []
    left: list[Left] = []
    spaces = [one for one in findings if one.concept == "WhitespaceNoise"]
    if spaces:
        plan = whitespace.plan(book, [one for one in spaces if _is_code(one)], settings)
        edits += plan.edits
        left += plan.left
        left += [
            Left(one.table, tuple(cell.row for cell in one.cells), one.column, "no column of codes")
            for one in spaces
            if not _is_code(one)
        ]
    for finding in findings:
        if finding.concept != "SpecialCharacterInCode":
            continue
        table = tables[finding.table]
        column = table.table.by_header[finding.column]
        odd = odd_codes(column)
        house = _shapes(column, odd)
        wanted = {text: _mended(text, signs, house) for text, signs in odd.items()}
        wanted |= _cut(book, table, column, {text: odd[text] for text, new in wanted.items() if not new})
        taken = Counter(code_form(text) for text in column.filled if text not in odd)
        taken.update(code_form(new) for new in wanted.values() if new)
        renamed: dict[str, str] = {}
        reasons: dict[str, list[int]] = {}
        for cell in finding.cells:
            text = cell.value.strip()
            new = wanted.get(text, "")
            if not new:
                why = "no form without the signs looks like the column's other codes"
                reasons.setdefault(why, []).append(cell.row)
            elif taken[code_form(new)] > 1:
                reasons.setdefault("without the signs it would be another row's code", []).append(cell.row)
            else:
                renamed[text] = new
                edits.append(
                    Edit(
                        table.name, cell.row, cell.column, cell.value, new, finding.certainty, "rekeyed", text
                    )
                )
        edits += references(book, table, column, renamed, finding.certainty)
        left += [Left(table.name, tuple(rows), finding.column, why) for why, rows in sorted(reasons.items())]
    return Plan(SANITISE, once(edits), left=tuple(left))


def _is_code(finding: Finding) -> bool:
    return finding.field.endswith(("_code", "_item", "_no"))


def once(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """One edit a cell: a reference may be found from two sides."""
    return tuple({(edit.table, edit.row, edit.column): edit for edit in reversed(edits)}.values())


def _shapes(column: Column, odd: dict[str, frozenset[str]]) -> frozenset[str]:
    sound = Counter(shape(text) for text in column.filled if text not in odd)
    return frozenset(one for one, number in sound.items() if number >= max(2, COMMON * sum(sound.values())))


def _mended(text: str, odd: frozenset[str], house: frozenset[str]) -> str:
    return next((one for one in _candidates(text, odd) if one != text and shape(one) in house), "")


def _cut(book: Book, table: Profiled, column: Column, odd: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Codes to which a sign and something more was added (`20160/1`): what stands before or behind the sign,
    where the numbering has a free place for it just there."""
    if not odd or column is not table.key:
        return {}
    named = {code for _, one in pointing(book, table, column) for code in one.codes}
    known = numbering(column.values, column.as_written(odd), named)
    found = {}
    for place, text in enumerate(column.values):
        if signs := odd.get(text.strip()):
            parts = [text.strip().partition(sign) for sign in signs]
            forms = [form.strip() for before, _, behind in parts for form in (before, behind)]
            found[text.strip()] = known.pick(place, text.strip(), forms)[0]
    return found


def _candidates(text: str, odd: frozenset[str]) -> Iterator[str]:
    """Forms without the odd signs, the gentlest first: look-alikes put right, signs at the ends and in
    brackets taken off, then all taken out, then separators put as a dash."""
    folded = unicodedata.normalize("NFKC", text.translate(DASHES))
    if all(unicodedata.normalize("NFKC", sign).isascii() for sign in odd if ord(sign) not in DASHES):
        yield folded
    yield "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    yield BRACKETED.sub("", text).strip()
    yield "".join(sign for sign in text if sign not in odd)
    yield re.sub(r"-+", "-", "".join("-" if sign in odd & SEPARATORS else sign for sign in text))
    yield "".join(sign for sign in folded if sign.isascii() and (sign.isalnum() or sign in "-"))


def references(
    book: Book, table: Profiled, column: Column, renamed: dict[str, str], certainty: float
) -> list[Edit]:
    codes = {code_form(old): new for old, new in renamed.items()}
    groups = {code_form(old): old for old in renamed}
    return repointed(book, table, column, codes, dict.fromkeys(codes, certainty), groups)


OPERATORS = {SANITISE: sanitise}
