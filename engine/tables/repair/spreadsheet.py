"""An XLSX workbook with changes: the cells are changed in the sheet's XML, all other parts stay as they are.

Styles, formulas, widths, charts and defined names are kept, which a library that reads and writes the whole
workbook would lose in part. A removed row becomes a blank line, so that formulas and names that point below
it stay right. A workbook with formulas is told to compute itself when it is opened next.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from kbctl.engine.tables.repair.cell_dates import date_styles, dated_columns, is_day, serial
from kbctl.engine.tables.repair.change import Patch
from kbctl.engine.tables.repair.delimited import UnpatchableError
from kbctl.engine.tables.workbook import sheet_parts

ROW = re.compile(
    r"<(?P<p>(?:\w+:)?)row\b(?P<attributes>[^>]*?)(?:/>|>(?P<inner>.*?)</(?P=p)row\s*>)", re.DOTALL
)
CELL = re.compile(r"<(?P<p>(?:\w+:)?)c\b(?P<attributes>[^>]*?)(?:/>|>(?P<inner>.*?)</(?P=p)c\s*>)", re.DOTALL)
ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
FORMULA = re.compile(r"<(?:\w+:)?f\b([^>]*)")
PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
CHAIN = re.compile(r"<(?:\w+:)?(?:Override|Relationship)\b[^>]*calcChain[^>]*?(?:/>|>\s*</\w+>)")
BEFORE_CALC = ("definedNames", "externalReferences", "functionGroups", "sheets")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to happen to one sheet. `positions`: header → column from 0; `last_row`: of the data."""

    patch: Patch
    positions: Mapping[str, int]
    last_row: int


@dataclass(frozen=True, slots=True)
class Dates:
    """How a workbook keeps days: the styles that show them, and from which year they are counted."""

    styles: frozenset[str]
    since_1904: bool


def patch_workbook(data: bytes, sheets: Mapping[str, Sheet]) -> bytes:
    """The workbook with the patches. Raises UnpatchableError."""
    wanted = {name: sheet for name, sheet in sheets.items() if _does(sheet.patch)}
    if not wanted:
        return data
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise UnpatchableError("it is no workbook in spite of its ending")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: wanted[name] for name, part in sheet_parts(archive) if name in wanted}
        if len(parts) != len(wanted):
            raise UnpatchableError("a sheet is not where the format has it")
        dates = _dates(archive)
        new: dict[str, str] = {}
        computed, dropped = False, False
        for name in archive.namelist():
            if re.match(r"xl/worksheets/[^/]+\.xml$", name):
                text = _text(archive, name)
                computed = computed or FORMULA.search(text) is not None
                if name in parts:
                    new[name], gone = _sheet(text, parts[name], dates)
                    dropped = dropped or gone
        if computed:
            new["xl/workbook.xml"] = _computed_on_load(_text(archive, "xl/workbook.xml"))
        if dropped:  # the order in which formulas are computed names cells that have none any more
            for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
                new[name] = CHAIN.sub("", _text(archive, name))
        return _written(archive, new, {"xl/calcChain.xml"} if dropped else set())


def _does(patch: Patch) -> bool:
    return bool(patch.cells or patch.removed or patch.added)


def _text(archive: zipfile.ZipFile, name: str) -> str:
    try:
        return archive.read(name).decode("utf-8")
    except (UnicodeDecodeError, KeyError):
        raise UnpatchableError(f"its part {name} is not as the format has it") from None


def _written(archive: zipfile.ZipFile, new: Mapping[str, str], without: set[str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        for info in archive.infolist():
            if info.filename in without:
                continue
            entry = zipfile.ZipInfo(info.filename, info.date_time)
            entry.compress_type = info.compress_type
            entry.create_system, entry.external_attr = info.create_system, info.external_attr
            text = new.get(info.filename)
            out.writestr(entry, archive.read(info) if text is None else text.encode("utf-8"))
    return stream.getvalue()


def _dates(archive: zipfile.ZipFile) -> Dates:
    names = archive.namelist()
    styles = _text(archive, "xl/styles.xml") if "xl/styles.xml" in names else ""
    book = _text(archive, "xl/workbook.xml") if "xl/workbook.xml" in names else ""
    return Dates(date_styles(styles), re.search(r"date1904\s*=\s*[\"'](?:1|true)", book) is not None)


def _sheet(text: str, sheet: Sheet, dates: Dates) -> tuple[str, bool]:
    """The sheet's XML with the patch, and whether formulas went with rows that were removed."""
    rows = sheet.patch.rows
    numeric = _numeric_columns(text)
    dated = _dated_columns(text, dates)
    pieces: list[str] = []
    done, above, dropped, prefix = 0, 0, False, ""
    model: dict[int, str] = {}
    missing = set(rows) | set(sheet.patch.removed)
    for found in ROW.finditer(text):
        number = _row_number(found, above)
        prefix = found["p"]
        missing.discard(number)
        if number == sheet.last_row:
            model = {column: _style(attributes) for column, attributes, _ in _cells(found["inner"] or "")}
        if number in sheet.patch.removed:
            dropped = _droppable(found["inner"] or "", number) or dropped
            pieces += [text[done : found.start()], f"<{prefix}row{found['attributes']}/>"]
            done = found.end()
        elif number in rows:
            edits = {sheet.positions[header]: new for header, new in rows[number].items()}
            inner = _row(found["inner"] or "", number, prefix, edits, numeric, dated, dates)
            pieces += [text[done : found.start()], f"<{prefix}row{found['attributes']}>{inner}</{prefix}row>"]
            done = found.end()
        above = number
    if missing:
        raise UnpatchableError(f"it has no row {min(missing)}")
    if sheet.patch.added:
        if above != sheet.last_row:
            raise UnpatchableError("lines stand below the table, where rows are to be added")
        end = re.compile(rf"</{re.escape(prefix)}sheetData\s*>").search(text, done)
        if end is None:
            raise UnpatchableError("its rows are not as the format has them")
        pieces.append(text[done : end.start()])
        done = end.start()
        for number, row in enumerate(sorted(sheet.patch.added), start=above + 1):
            values = {sheet.positions[h]: v for h, v in sheet.patch.added[row].items() if v}
            cells = [
                _day(prefix, column, number, model.get(column, ""), value, dated, dates)
                or _made(prefix, column, number, model.get(column, ""), value, column in numeric)
                for column, value in sorted(values.items())
            ]
            pieces.append(f'<{prefix}row r="{number}">{"".join(cells)}</{prefix}row>')
    pieces.append(text[done:])
    whole = "".join(pieces)
    return (_dimension(whole, above + len(sheet.patch.added)) if sheet.patch.added else whole), dropped


def _row_number(found: re.Match[str], above: int) -> int:
    given = dict(ATTRIBUTE.findall(found["attributes"])).get("r")
    return int(given.strip("\"'")) if given else above + 1


def _cells(inner: str) -> Iterator[tuple[int, str, re.Match[str]]]:
    """Column from 0, attributes and match of each cell. Raises UnpatchableError where a cell has no place."""
    for found in CELL.finditer(inner):
        given = dict(ATTRIBUTE.findall(found["attributes"])).get("r", "")
        letters = re.match(r"[\"']([A-Z]+)\d+", given)
        if not letters:
            raise UnpatchableError("its cells do not say where they stand")
        column = 0
        for letter in letters[1]:
            column = column * 26 + ord(letter) - 64
        yield column - 1, found["attributes"], found


def _style(attributes: str) -> str:
    given = dict(ATTRIBUTE.findall(attributes)).get("s")
    return f" s={given}" if given else ""


def _row(
    inner: str,
    number: int,
    prefix: str,
    edits: Mapping[int, str],
    numeric: set[int],
    dated: Mapping[int, str],
    dates: Dates,
) -> str:
    pieces: list[str] = []
    done = 0
    waiting = dict(sorted(edits.items()))
    for column, attributes, found in _cells(inner):
        for new in [place for place in waiting if place < column]:
            pieces += [
                inner[done : found.start()],
                _day(prefix, new, number, "", waiting[new], dated, dates)
                or _made(prefix, new, number, "", waiting[new], new in numeric),
            ]
            del waiting[new]
            done = found.start()
        if column in waiting:
            if FORMULA.search(found["inner"] or ""):
                raise UnpatchableError(f"a formula computes a cell of row {number} that is to change")
            kind = dict(ATTRIBUTE.findall(attributes)).get("t", "").strip("\"'")
            number_kept = kind in ("", "n") and (bool(found["inner"]) or column in numeric)
            style, value = _style(attributes), waiting.pop(column)
            cell = _day(prefix, column, number, style, value, dated, dates) or _made(
                prefix, column, number, style, value, number_kept
            )
            pieces += [inner[done : found.start()], cell]
            done = found.end()
    pieces.append(inner[done:])
    pieces += [
        _day(prefix, new, number, "", value, dated, dates)
        or _made(prefix, new, number, "", value, new in numeric)
        for new, value in waiting.items()
    ]
    return "".join(pieces)


def _day(
    prefix: str, column: int, row: int, style: str, value: str, dated: Mapping[int, str], dates: Dates
) -> str:
    """The cell of a day in a column of dates, in its own style if that shows dates, else in the column's;
    empty where it is none."""
    if column not in dated or not is_day(value):
        return ""
    own = style.partition("=")[2].strip("\"'")
    kept = style if own in dates.styles else f' s="{dated[column]}"'
    return _made(prefix, column, row, kept, serial(value, dates.since_1904), True)


def _made(prefix: str, column: int, row: int, style: str, value: str, number: bool) -> str:
    place = f'r="{letters(column)}{row}"{style}'
    if not value:
        return f"<{prefix}c {place}/>"
    if number and PLAIN_NUMBER.match(value):
        return f"<{prefix}c {place}><{prefix}v>{value}</{prefix}v></{prefix}c>"
    text = FORBIDDEN.sub(lambda sign: f"_x{ord(sign[0]):04X}_", escape(value)).replace("\r", "&#13;")
    return (
        f'<{prefix}c {place} t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t>'
        f"</{prefix}is></{prefix}c>"
    )


def letters(column: int) -> str:
    """0 → A, 26 → AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def _numeric_columns(text: str) -> set[int]:
    """Columns with more numbers than texts: a value that is put into a blank cell of theirs is a number."""
    balance: dict[int, int] = {}
    for column, attributes, found in _cells(text):
        if found["inner"] and not FORMULA.search(found["inner"]):
            kind = dict(ATTRIBUTE.findall(attributes)).get("t", "").strip("\"'")
            balance[column] = balance.get(column, 0) + (1 if kind in ("", "n") else -1)
    return {column for column, more in balance.items() if more > 0}


def _dated_columns(text: str, dates: Dates) -> Mapping[int, str]:
    filled = []
    for column, attributes, found in _cells(text) if dates.styles else ():
        if found["inner"]:
            given = {name: value.strip("\"'") for name, value in ATTRIBUTE.findall(attributes)}
            filled.append((column, given.get("s", "0") if given.get("t", "n") == "n" else ""))
    return dated_columns(filled, dates.styles)


def _droppable(inner: str, number: int) -> bool:
    """Whether the row holds formulas. Raises UnpatchableError where other rows take theirs from it."""
    formulas = FORMULA.findall(inner)
    for attributes in formulas:
        known = {name: value.strip("\"'") for name, value in ATTRIBUTE.findall(attributes)}
        span = re.fullmatch(r"[A-Z]+(\d+):[A-Z]+(\d+)", known.get("ref", ""))
        if span and (int(span[1]) != number or int(span[2]) != number):
            raise UnpatchableError(f"rows take their formula from row {number}, which is to go")
    return bool(formulas)


def _dimension(text: str, last: int) -> str:
    def wider(found: re.Match[str]) -> str:
        return f"{found[1]}{max(int(found[2]), last)}{found[3]}"

    return re.sub(r'(<(?:\w+:)?dimension\b[^>]*ref="[A-Z]+\d+:[A-Z]+)(\d+)(")', wider, text, count=1)


def _computed_on_load(text: str) -> str:
    if "fullCalcOnLoad" in text:
        return text
    if found := re.search(r"<(?:\w+:)?calcPr\b", text):
        return f'{text[: found.end()]} fullCalcOnLoad="1"{text[found.end() :]}'
    for name in BEFORE_CALC:
        if found := re.search(rf"</((?:\w+:)?){name}\s*>", text):
            return f'{text[: found.end()]}<{found[1]}calcPr fullCalcOnLoad="1"/>{text[found.end() :]}'
    return text
