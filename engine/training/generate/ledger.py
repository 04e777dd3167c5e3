"""What was done → files and the ledger, which is the truth and lies apart from the tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from kbctl.engine.training.generate.style import Style
from kbctl.engine.training.generate.work import NEW, Entry, Grid, Row, Work

SCHEMA = "kbctl/ledger/1"
HEADER_ROW = 1


def file_bytes(headers: list[str], rows: list[list[str]], style: Style, breaks_off: bool = False) -> bytes:
    """A delimited file; in UTF-8 where the house's own character set cannot hold a character. One that breaks
    off ends in its last filled cell."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=style.delimiter, lineterminator=style.newline)
    writer.writerow(headers)
    writer.writerows(rows)
    text = stream.getvalue()
    if breaks_off:
        text = text.rstrip(style.delimiter + style.newline)
    return text.encode(encoding_for(headers, rows, style))


def encoding_for(headers: list[str], rows: list[list[str]], style: Style) -> str:
    try:
        "".join((*headers, *("".join(row) for row in rows))).encode(style.encoding)
    except UnicodeEncodeError:
        return "utf-8"
    return style.encoding


def clean_files(work: Work) -> dict[str, bytes]:
    """To be called before anything is injected."""
    return {
        grid.file: file_bytes(grid.headers, [row.cells for row in grid.rows], grid.style)
        for grid in work.grids.values()
    }


def dirty_files(work: Work) -> dict[str, bytes]:
    found = {}
    for grid in work.grids.values():
        kept = [place for place, name in enumerate(grid.fields) if name not in grid.dropped]
        rows = [[row.cells[place] for place in kept] for row in grid.rows]
        found[grid.file] = file_bytes(
            [grid.headers[place] for place in kept], rows, grid.style, grid.breaks_off
        )
    for entry in work.entries:
        found.update({name: data for name, data, _ in entry.files})
    return found


def sources(work: Work) -> list[dict[str, str]]:
    """How each file is written, before (`clean`) and after the faults (`dirty`)."""
    found = []
    for grid in sorted(work.grids.values(), key=lambda g: g.file):
        style = grid.style
        clean = [
            [style.write(record[name], name) for name in grid.sheet.fields] for record in grid.sheet.records
        ]
        found.append(
            {
                "table": grid.file,
                "delimiter": style.delimiter,
                "clean": encoding_for(list(grid.clean_headers), clean, style),
                "dirty": encoding_for(grid.headers, [row.cells for row in grid.rows], style),
            }
        )
    return found


def ledger(work: Work) -> dict[str, Any]:
    numbers = {
        id(grid): {id(row): HEADER_ROW + 1 + place for place, row in enumerate(grid.rows)}
        for grid in work.grids.values()
    }
    for entry in work.entries:
        for follow in CONSEQUENCES:
            follow(entry, work)
    faults = [told(entry, position, numbers) for position, entry in enumerate(work.entries, start=1)]
    touched = {
        (grid.file, id(row), name)
        for entry in work.entries
        for grid, row, name, _, _ in (*entry.cells, *entry.along)
    } | {
        (grid.file, id(row), name)
        for entry in work.entries
        for grid, row in (*entry.rows, *entry.removed)
        for name in grid.fields
    }
    decoys = []
    for decoy in work.company.decoys:
        grid = work.grids[decoy.sheet]
        by_origin = {row.origin: row for row in grid.rows if row.origin != NEW}
        rows = [by_origin[place] for place in decoy.places if place in by_origin]
        rows = [row for row in rows if (grid.file, id(row), decoy.field) not in touched]
        if rows:
            decoys.append(
                {
                    "id": decoy.id,
                    "looks_like": decoy.looks_like,
                    "table": grid.file,
                    "column": grid.header(decoy.field),
                    "rows": [numbers[id(grid)][id(row)] for row in rows],
                }
            )
    return {
        "schema": SCHEMA,
        "industry": work.profile.industry,
        "seed": work.profile.seed,
        "severity": work.profile.severity,
        "sources": sources(work),
        "faults": faults,
        "decoys": decoys,
        "headers": [
            {"table": grid.file, "column": header, "field": name}
            for grid in sorted(work.grids.values(), key=lambda g: g.file)
            for name, header in zip(grid.fields, grid.headers, strict=True)
            if name not in grid.dropped
        ]
        + [
            {"table": table, "column": header, "field": name}
            for entry in work.entries
            for _, _, columns in entry.files
            for table, header, name in columns
        ],
    }


#: master and its key → fields that refer to it
REFERENCES = {
    ("items", "item_code"): ("item_code", "bom_parent_item", "bom_component_item"),
    ("customers", "customer_code"): ("customer_code",),
    ("suppliers", "supplier_code"): ("supplier_code",),
    ("sales_orders", "sales_order_no"): ("sales_order_no", "reference"),
    ("work_centers", "work_center_code"): ("work_center_code",),
    ("item_groups", "item_group"): ("item_group", "parent_group"),
    ("accounts", "ledger_account"): ("ledger_account", "parent_account"),
}


def lose_references(entry: Entry, work: Work) -> None:
    """Where a master's key was spoilt, the rows that refer to it are orphans in truth."""
    for grid, _, name, clean, _ in entry.cells:
        fields = REFERENCES.get((grid.id, name), ())
        if not fields or clean in grid.texts(name):
            continue
        for other in work.grids.values():
            for field in fields:
                if other is not grid and other.has(field):
                    entry.also += [
                        ("OrphanRecord", other, row) for row in other.rows if other.at(row, field) == clean
                    ]


def disagree_on_units(entry: Entry, work: Work) -> None:
    """Where a master's unit is written otherwise, its rows elsewhere have another unit than the item."""
    if entry.concept != "InconsistentUnitOfMeasure" or entry.grid.id != "items":
        return
    for grid, item, _, _, _ in entry.cells:
        entry.also.append(("MissingConversionFactor", grid, item))
        for other in work.grids.values():
            for field in ("item_code", "bom_component_item"):
                if other is not grid and other.has(field):
                    code = grid.at(item, "item_code")
                    rows = [row for row in other.rows if other.at(row, field) == code]
                    for concept in (entry.concept, "ConflictingRecord"):
                        entry.also += [(concept, other, row) for row in rows]


def differ_between_systems(entry: Entry, work: Work) -> None:
    """Where one of two lists of the same customers was spoilt, the other differs from it."""
    pair = ("customers", "crm_customers")
    for grid, customer, name, _, _ in entry.cells:
        if grid.id in pair and name != "customer_code":
            code = grid.at(customer, "customer_code")
            for other in work.all(*pair):
                if other is not grid and other.has(name):
                    rows = [row for row in other.rows if other.at(row, "customer_code") == code]
                    entry.also += [("ConflictingRecord", other, row) for row in rows]


def leave_the_bill(entry: Entry, work: Work) -> None:
    """Where a line of a structure was spoilt, what was issued by the right one is not in it."""
    for grid, _, name, clean, _ in entry.cells:
        if (grid.id, name) == ("bom", "bom_component_item"):
            for other in work.all("work_order_parts", "movements"):
                rows = [row for row in other.rows if other.at(row, "item_code") == clean]
                entry.also += [("MaterialSubstitution", other, row) for row in rows]


CONSEQUENCES = (lose_references, disagree_on_units, differ_between_systems, leave_the_bill)


def told(entry: Entry, position: int, numbers: Mapping[int, Mapping[int, int]]) -> dict[str, Any]:
    """One fault for the ledger. What does not occur in it is left out, but for cells, rows and pairs."""

    def row_of(grid: Grid, row: Row) -> int:
        return numbers[id(grid)].get(id(row), 0)

    def cell(one: tuple[Grid, Row, str, str, str], table: bool = False) -> dict[str, Any]:
        grid, row, name, clean, dirty = one
        where = {"table": grid.file} if table or grid is not entry.grid else {}
        return {
            **where,
            "row": row_of(grid, row),
            "key": grid.key(row),
            "column": grid.header(name),
            "clean": clean,
            "dirty": dirty,
        }

    def place(one: tuple[Grid, Row]) -> dict[str, Any]:
        return {"table": one[0].file, "row": row_of(*one)}

    def also(concept: str, table: Grid | str, row: Row | None) -> dict[str, Any]:
        if isinstance(table, str):
            return {"concept": concept, "table": table}
        return {"concept": concept, "table": table.file, **({"row": row_of(table, row)} if row else {})}

    grid = entry.grid
    rows = [row_of(g, row) for g, row in entry.rows if g is grid]
    optional: dict[str, Any] = {
        "seen": [
            {"row": row_of(g, row), "column": g.header(name)} for g, row, name in entry.seen if row_of(g, row)
        ],
        "groups": [[place(one) for one in group if row_of(*one)] for group in entry.groups],
        "along": [cell(one, table=True) for one in entry.along if row_of(one[0], one[1])],
        "added": sorted(
            (place(one) for one in entry.added if row_of(*one)), key=lambda p: (p["table"], p["row"])
        ),
        "removed": [
            {
                "table": g.file,
                "clean_row": row.origin + HEADER_ROW + 1,
                "key": clean_key(g, row),
                "values": clean_cells(g, row),
            }
            for g, row in entry.removed
            if row.origin != NEW
        ],
        "headers": [
            {"table": g.file, "clean": clean, "dirty": dirty} for g, _, clean, dirty in entry.headers
        ],
        "columns": [
            {
                "table": g.file,
                "dropped": g.clean_headers[g.fields.index(name)],
                "position": g.fields.index(name),
                "values": [{"row": row_of(g, row), "clean": text} for row, text in cells if row_of(g, row)],
            }
            for g, name, cells in entry.columns
        ],
        "files": [name for name, _, _ in entry.files],
        "tables": sorted(set(entry.tables)),
        "also": [also(*one) for one in entry.also],
    }
    return {
        "id": f"L-{position:03d}",
        "fault": entry.fault,
        "concept": entry.concept,
        "table": grid.file,
        "column": grid.header(entry.field) if entry.field else None,
        "cells": [cell(one) for one in entry.cells if row_of(one[0], one[1])],
        "rows": sorted(row for row in rows if row),
        "pairs": [list(pair) for pair in entry.pairs],
        **{name: value for name, value in optional.items() if value},
    }


def clean_cells(grid: Grid, row: Row) -> list[str]:
    """A record as the clean file has it."""
    return [grid.style.write(grid.value(row, name), name) for name in grid.sheet.fields]


def clean_key(grid: Grid, row: Row) -> str:
    return " ".join(grid.style.write(grid.value(row, name), name) for name in grid.sheet.key)
