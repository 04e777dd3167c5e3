"""KeyMismatch: two tables that key the same things differently, and no table that translates one key into
the other.

Either the names match and the codes do not, or hardly a code is found where it should be, while nearly all
are once prefixes, punctuation and leading zeros are taken off. It stands at the referencing table, or at
the later list.
"""

from __future__ import annotations

from kbctl.engine.tables.detectors.common import count, finding, quoted
from kbctl.engine.tables.matching import NAMES, bare, code_core
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import SAME_CODES, known_codes, reference
from kbctl.engine.tables.roles import BY_ID, POINTS_AT
from kbctl.engine.tables.table import Column, Finding, Skip, code_form
from kbctl.engine.tables.values import WORDS

CONCEPT = "KeyMismatch"
#: names that must match, and share of the smaller list's names: fewer may be things that both lists happen
#: to have
ENOUGH, SHARED = 5, 0.5
#: share of the codes that must be found once they are stripped to their core
CORE = 0.8
#: share of the codes that a column must hold to be a translation
TRANSLATES = 0.8
#: codes, and share of them found in the master, from which a column numbers things in its own way
MANY, ALMOST_NONE = 15, 0.05
MASTERED = frozenset({"item_code", "bom_component_item", "customer_code", "supplier_code"})


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    found: list[Finding] = []
    looked = False
    for column in table.table.columns:
        link = reference(book, table, column)
        if strange := _by_none(book, table, column):
            looked = True
            found.append(strange)
            continue
        if link is None or len(column.codes) < ENOUGH:
            continue
        looked = True
        known, _ = known_codes(book, table, column)
        if len(known) < SAME_CODES * len(column.codes):
            found += _by_core(book, table, column, link.parent, link.target)
    for field, names in NAMES.items():
        for other in book.tables:
            if _earlier(other, table, field):
                looked = True
                if not any(f.column == c.header for f in found for c in table.columns(field)):
                    found += _by_name(book, table, other, field, names)
    return tuple(found) if looked else Skip("no other table that keys the same things")


def _by_core(book: Book, table: Profiled, column: Column, parent: Profiled, target: Column) -> list[Finding]:
    """References of which hardly one is found as it stands, and nearly all by their cores."""
    there: dict[str, str] = {}
    for code in target.codes:
        if there.setdefault(code_core(code), code) != code:
            return []  # cores do not tell the things apart
    lost = {
        code: there[core]
        for code in column.codes
        if code not in target.codes and (core := code_core(code)) in there
    }
    if all(code.lstrip("0") == its.lstrip("0") for code, its in lost.items()):
        return []  # lost leading zeros, which is a finding of its own
    found = len(lost) + sum(code in target.codes for code in column.codes)
    if found < CORE * len(column.codes) or _translated(book, lost):
        return []
    cells = [table.cell(place, column) for code in lost for place in column.codes[code]]
    code, its = next(iter(sorted(lost.items())))
    message = (
        f"{count(len(lost), 'code')} of {column.header} are written otherwise than in {parent.name} "
        f"({target.header}): {quoted(column.values[column.codes[code][0]].strip())} here, "
        f"{quoted(target.values[target.codes[its][0]].strip())} there."
    )
    return [finding(CONCEPT, table, column, cells, 0.9, "blocking", message)]


def _by_none(book: Book, table: Profiled, column: Column) -> Finding | None:
    """A column of which hardly a code is in the master, while the codes of other tables are: it numbers the
    things in its own way."""
    field = table.field(column)
    role = POINTS_AT.get(field, "")
    if field not in MASTERED or table.role == role or len(column.code_counts) < MANY:
        return None
    masters = [(one, key) for one in book.of_role(role) if (key := one.column(field))]
    if not masters or any(column.shared(key) > ALMOST_NONE * len(column.code_counts) for _, key in masters):
        return None
    agree = [
        one
        for one in book.tables
        if one is not table and one.role != role and (own := one.column(field))
        and len(own.code_counts) >= ENOUGH
        and sum(own.shared(key) for _, key in masters) >= SAME_CODES * len(own.code_counts)
    ]  # fmt: skip
    if len(agree) < 2:
        return None
    master, key = masters[0]
    lost = sorted(column.code_counts)
    places = column.code_places(lost)
    if any(
        other.shared(column) >= TRANSLATES * len(lost)
        for one in book.tables
        if one is not table
        for other in one.table.columns
    ):
        return None  # another table has these codes: a translation, or a master that is not known as one
    message = (
        f"Of {count(len(lost), 'code')} of {column.header} hardly one is in {master.name} ({key.header}), "
        f"while those of {count(len(agree), 'other table')} are, and nothing translates them."
    )
    return finding(CONCEPT, table, column, table.cells(column, places), 0.85, "blocking", message)


def _earlier(other: Profiled, table: Profiled, field: str) -> bool:
    """Whether another table keeps such things too and comes first: the master, else the one of the earlier
    name."""
    if other is table or not table.columns(field) or not other.columns(field):
        return False
    masters = [BY_ID[t.role].master if t.role in BY_ID else False for t in (other, table)]
    return masters[0] and (not masters[1] or (other.role == table.role and other.name < table.name))


def _by_name(
    book: Book, table: Profiled, other: Profiled, field: str, names: tuple[str, ...]
) -> list[Finding]:
    """Things that both tables name alike and key differently."""
    mine, theirs = table.column(field), other.column(field)
    name, there = table.column(*names), other.column(*names)
    if mine is None or theirs is None or name is None or there is None:
        return []
    own, known = _by_text(name, mine), _by_text(there, theirs)
    both = sorted(own.keys() & known.keys())
    if len(both) < max(ENOUGH, SHARED * min(len(own), len(known))):
        return []
    changed = {
        own[text]: known[text]
        for text in both
        if own[text] not in theirs.codes and known[text] not in mine.codes
    }
    if len(changed) < ENOUGH or _translated(book, changed):
        return []
    cells = [table.cell(place, mine) for code in changed for place in mine.codes[code]]
    message = (
        f"{count(len(changed), 'thing')} of {len(both):,} that {other.name} has too, by {name.header}, "
        f"bear another "
        f"code here ({mine.header}), and nothing translates it."
    )
    examples = [f"{code} here, {its} there" for code, its in sorted(changed.items())]
    certainty = 0.6 + 0.35 * len(changed) / len(both)
    return [finding(CONCEPT, table, mine, cells, certainty, "blocking", message, examples)]


def _by_text(name: Column, key: Column) -> dict[str, str]:
    """Name → code, of names that belong to one code."""
    codes: dict[str, set[str]] = {}
    for text, code in zip(name.values, key.values, strict=True):
        if (said := bare(text)) and code.strip() and not WORDS.fullmatch(text.strip()):
            codes.setdefault(said, set()).add(code_form(code))
    return {said: next(iter(own)) for said, own in codes.items() if len(own) == 1}


def _translated(book: Book, pairs: dict[str, str]) -> bool:
    """Whether some table has both keys of most pairs in one row."""
    for table in book.tables:
        for column in table.table.columns:
            held = [code for code in pairs if code in column.codes]
            if len(held) < TRANSLATES * len(pairs):
                continue
            for other in table.table.columns:
                if other is not column and sum(
                    any(code_form(other.values[p]) == pairs[code] for p in column.codes[code])
                    for code in held
                ) >= TRANSLATES * len(pairs):
                    return True
    return False


DETECTORS = {CONCEPT: detect}
