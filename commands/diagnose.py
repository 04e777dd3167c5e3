"""`kbctl diagnose`: find the data issues in tables."""

from __future__ import annotations

import click
from kbctl.commands.base import load_knowledge, open_base
from kbctl.commands.terminal import (
    NamedPath,
    Refused,
    answer_is_no,
    coloured,
    format_option,
    print_json,
    progress,
)


@click.command(short_help="Find the data issues in tables.")
@click.argument("paths", nargs=-1, required=True, type=NamedPath(readable=False))
@click.option(
    "--project",
    type=NamedPath(exists=True, file_okay=False),
    help="Folder with what was decided on these tables: rules, waivers, reviewed duplicates.",
)
@click.option("--only", metavar="CONCEPT", multiple=True, help="Look for this issue only; repeatable.")
@click.option("--skip", metavar="CONCEPT", multiple=True, help="Do not look for this issue; repeatable.")
@format_option
def diagnose(
    paths: tuple[str, ...], project: str | None, only: tuple[str, ...], skip: tuple[str, ...], format_: str
) -> None:
    """Find the data issues in tables: CSV, fixed width, Excel, Parquet, SQLite and DuckDB files, folders of
    them, and databases by URL (postgresql://…, sqlite:///…, duckdb:///…).

    Of several files the broken ones are findings themselves, and the others are looked at all the same.

    A concept of --only and --skip stands for all kinds of it: DuplicateRecord for duplicate customers too.
    What is left out is listed as not run.

    Ends with 1 where there are findings or a detector failed, with 2 where a path cannot be read as a table.
    """
    from pathlib import Path

    from kbctl.engine.tables.choice import UnknownConceptError, chosen
    from kbctl.engine.tables.detectors import DETECTORS
    from kbctl.engine.tables.diagnose import as_json, examine
    from kbctl.engine.tables.project.apply import within
    from kbctl.engine.tables.readers.url import shown
    from kbctl.engine.tables.render import render

    with open_base() as base, progress() as watch:
        vocabulary = load_knowledge(base).vocabulary
        try:
            detectors = chosen(DETECTORS, vocabulary, only, skip)
        except UnknownConceptError as error:
            raise Refused(str(error)) from None
        diagnosis = examine(paths, vocabulary, detectors, watch)
    if project:
        diagnosis = within(diagnosis, Path(project))
    said = as_json(diagnosis)
    if format_ == "json":
        print_json(said)
    else:
        label = shown(paths[0]) if len(paths) == 1 else f"{len(paths)} paths"
        click.echo(render(said, label, coloured()), nl=False)
    if said["findings"] or any(check["status"] == "error" for check in said["detectors"]):
        answer_is_no()
