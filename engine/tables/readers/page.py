"""Tables of HTML pages and of spreadsheets in XML, as report programs write them under an Excel name."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

ROWS = frozenset({"tr", "row", "ss:row"})
CELLS = frozenset({"td", "th", "cell", "ss:cell"})
TABLES = frozenset({"table", "ss:table"})
SHEETS = frozenset({"worksheet", "ss:worksheet"})
SILENT = frozenset({"script", "style"})


@dataclass
class Grid:
    """A table of the page: its name where it has one, and its rows."""

    name: str
    rows: list[list[str]] = field(default_factory=list)


def grids_of(text: str) -> list[Grid]:
    """The tables in order; one that only lays out others has no cells of its own and is left out."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return [grid for grid in reader.grids if any(cell.strip() for row in grid.rows for cell in row)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.open: list[Grid] = []
        self.sheet = ""
        self.cell: list[str] | None = None
        self.span = 1
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in SILENT:
            self.silent += 1
        elif tag in SHEETS:
            self.sheet = given.get("ss:name") or ""
        elif tag in TABLES:
            self.cell = None
            grid = Grid(self.sheet)
            self.grids.append(grid)
            self.open.append(grid)
        elif tag in ROWS and self.open:
            self._close_cell()
            number = _whole(given.get("ss:index"))
            while number and len(self.open[-1].rows) < min(number - 1, 1 << 20):
                self.open[-1].rows.append([])
            self.open[-1].rows.append([])
        elif tag in CELLS and self.open:
            self._close_cell()
            if not self.open[-1].rows:
                self.open[-1].rows.append([])
            row = self.open[-1].rows[-1]
            place = _whole(given.get("ss:index"))
            while place and len(row) < min(place - 1, 1 << 12):
                row.append("")
            self.cell = []
            merged = _whole(given.get("ss:mergeacross"))
            self.span = min(max(1, _whole(given.get("colspan")) or merged + 1), 1 << 10)
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in CELLS or tag in ROWS:
            self._close_cell()
        elif tag in TABLES and self.open:
            self._close_cell()
            self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ("br", "meta", "link", "img"):
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.silent:
            self.cell.append(data)

    def _close_cell(self) -> None:
        if self.cell is not None and self.open and self.open[-1].rows:
            lines = ["".join(self.cell)] if "\n" not in self.cell else "".join(self.cell).split("\n")
            text = "\n".join(" ".join(line.split()) for line in lines).strip()
            self.open[-1].rows[-1] += [text, *[""] * (self.span - 1)]
        self.cell = None


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
