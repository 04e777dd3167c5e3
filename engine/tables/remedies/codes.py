"""CodeSanitisation: signs that do not belong in codes go, by one rule, in masters and references alike.
RecodeWithCrossReference: codes that cannot be mended in place get a new one in the style of the others.

The mended form must look like the column's other codes (its shape is one of theirs), and must not be the
code of another row; what fails either test is left, which is where recoding comes in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from kbctl.engine.tables.detectors.codes import SEPARATORS, odd_codes
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import pointing
from kbctl.engine.tables.remedies import whitespace
from kbctl.engine.tables.remedies.operator import Edit, Left, Plan, Settings
from kbctl.engine.tables.remedies.rekeying import repointed
from kbctl.engine.tables.table import Column, Finding, code_form, shape

SANITISE, RECODE = "CodeSanitisation", "RecodeWithCrossReference"
BRACKETED = re.compile(r"[\[({<][^\])}>]*[\])}>]")
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
DIGITS = str.maketrans("OoIl", "0011")  # letters that are typed for digits
NUMBERED = re.compile(r"^(.*?)(\d+)$")
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
        edits += _references(book, table, column, renamed, finding.certainty)
        left += [Left(table.name, tuple(rows), finding.column, why) for why, rows in sorted(reasons.items())]
    return Plan(SANITISE, _once(edits), left=tuple(left))


def _is_code(finding: Finding) -> bool:
    return finding.field.endswith(("_code", "_item", "_no"))


def _once(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """One edit a cell: a reference may be found from two sides."""
    return tuple({(edit.table, edit.row, edit.column): edit for edit in reversed(edits)}.values())


def _shapes(column: Column, odd: dict[str, frozenset[str]]) -> frozenset[str]:
    sound = Counter(shape(text) for text in column.filled if text not in odd)
    return frozenset(one for one, number in sound.items() if number >= max(2, COMMON * sum(sound.values())))


def _mended(text: str, odd: frozenset[str], house: frozenset[str]) -> str:
    return next((one for one in _candidates(text, odd) if one != text and shape(one) in house), "")


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


def _references(
    book: Book, table: Profiled, column: Column, renamed: dict[str, str], certainty: float
) -> list[Edit]:
    codes = {code_form(old): new for old, new in renamed.items()}
    groups = {code_form(old): old for old in renamed}
    return repointed(book, table, column, codes, dict.fromkeys(codes, certainty), groups)


def recode(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    """A code that one slip sets apart from the scheme is put right where that is so in one way only; else it
    gets the next free number. The first row of a clash keeps its code. Where others point at the code it
    cannot be known which of the rows they mean, so such a clash is left."""
    tables = {table.name: table for table in book.tables}
    edits: list[Edit] = []
    left: list[Left] = []
    for finding in findings:
        table = tables[finding.table]
        column = table.table.by_header.get(finding.column) or table.key
        if column is None:
            continue
        scheme = _scheme(column, {cell.value for cell in finding.cells})
        named = {code for _, c in pointing(book, table, column) for code in c.codes}
        used = {code_form(text) for text in column.filled}
        place_of = {number: place for place, number in enumerate(table.table.numbers)}
        renamed: dict[str, str] = {}
        blocked: list[int] = []
        for row, clash in _rows(finding, column, place_of):
            old = column.values[place_of[row]]
            if clash and code_form(old) in named:
                blocked.append(row)
                continue
            new = "" if clash else _gentle(old.strip(), scheme)
            if not new or code_form(new) in used:
                new = _next_code(column, old, used)
            if not new:
                left.append(Left(table.name, (row,), column.header, "no numbering to take a new code from"))
                continue
            used.add(code_form(new))
            if not clash:
                renamed[old.strip()] = new
            edits.append(
                Edit(table.name, row, column.header, old, new, finding.certainty, "rekeyed", old.strip())
            )
        if blocked:
            why = "others point at the code, and nothing says which of the two they mean"
            left.append(Left(table.name, tuple(blocked), column.header, why))
        edits += _references(book, table, column, renamed, finding.certainty)
    return Plan(RECODE, _once(edits), left=tuple(left))


def _rows(finding: Finding, column: Column, place_of: dict[int, int]) -> list[tuple[int, bool]]:
    """The rows to get a new code, and whether they share theirs with a row that keeps it."""
    rows = {cell.row for cell in finding.cells if not finding.pairs}
    rows |= {row for pair in finding.pairs for row in pair.rows}
    found: list[tuple[int, bool]] = []
    first: dict[str, int] = {}
    shared = Counter(code_form(column.values[place_of[row]]) for row in rows if row in place_of)
    for row in sorted(rows & place_of.keys()):
        code = code_form(column.values[place_of[row]])
        if shared[code] > 1 and code not in first:
            first[code] = row
        else:
            found.append((row, shared[code] > 1))
    return found


def _scheme(column: Column, odd: set[str]) -> frozenset[tuple[str, str]]:
    """What the sound codes look like: their shapes with the letters that they begin with."""
    sound = [text for text in column.filled if text not in odd]
    looks = Counter(_look(text) for text in sound)
    return frozenset(look for look, number in looks.items() if number >= max(2, COMMON * len(sound)))


def _look(text: str) -> tuple[str, str]:
    return shape(text), "".join(takewhile(str.isalpha, text))


def _gentle(text: str, scheme: frozenset[tuple[str, str]]) -> str:
    """The one form of the scheme that is a slip away: a letter for a digit, a sign too many or too few."""
    signs = {sign for look, _ in scheme for sign in look if not sign.isalnum()}
    forms = {text.translate(DIGITS)}
    forms |= {text[:n] + text[n + 1 :] for n, sign in enumerate(text) if not sign.isdigit()}
    forms |= {text[:n] + sign + text[n:] for n in range(1, len(text)) for sign in signs}
    forms |= {text[:n] + text[n].translate(DIGITS) + text[n + 1 :] for n in range(len(text))}
    fit = {form for form in forms if form != text and _look(form) in scheme}
    return fit.pop() if len(fit) == 1 else ""


def _next_code(column: Column, old: str, used: set[str]) -> str:
    """The next free number under the code's own prefix, as wide as its neighbours are."""
    sound = NUMBERED.match("".join(c for c in old.strip() if c.isascii() and (c.isalnum() or c in "-_./")))
    prefix = sound[1] if sound else ""
    neighbours = [
        found
        for text in column.filled
        if (found := NUMBERED.match(text)) and found[1].casefold() == prefix.casefold()
    ]
    if not sound or len(neighbours) < 2:
        return ""
    width = Counter(len(found[2]) for found in neighbours).most_common(1)[0][0]
    number = max(int(found[2]) for found in neighbours if len(found[2]) == width) if neighbours else 0
    while code_form(new := f"{prefix}{number + 1:0{width}}") in used:
        number += 1
    return new if len(new) == len(prefix) + width else ""


OPERATORS = {SANITISE: sanitise, RECODE: recode}
