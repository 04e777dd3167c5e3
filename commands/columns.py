"""`kbctl columns`: which field each column of a table is."""

from __future__ import annotations

import click
from kbctl.commands.base import load_knowledge, open_base
from kbctl.commands.terminal import NamedPath, answer_is_no, format_option, print_json, tell_unread, visible


@click.command(short_help="Which field is each column?")
@click.argument("paths", nargs=-1, required=True, type=NamedPath(readable=False))
@format_option
def columns(paths: tuple[str, ...], format_: str) -> None:
    """Map the headers of tables to the fields of the ontology: files, folders of them, databases by URL.

    Header, table, neighbours and cells are looked at. The score is the chance that the answer is right; a
    column that is too uncertain is left open, with the best guesses. Ends with 1 where no column could be
    mapped, with 2 where a path cannot be read as a table.
    """
    from kbctl.engine.tables.columns.mapping import as_json, map_tables
    from kbctl.engine.tables.columns.source import knowledge_of
    from kbctl.engine.tables.load import load
    from kbctl.engine.tables.readers.url import shown

    with open_base() as base:
        known = knowledge_of(base, load_knowledge(base).vocabulary)
        mapped = map_tables((reading := load(paths, headers_alone=True)).tables, known)
    if format_ == "json":
        print_json(as_json(mapped))
    else:
        from kbctl.engine.tables.columns.render import render

        label = shown(paths[0]) if len(paths) == 1 else f"{len(paths)} paths"
        click.echo(visible(render(mapped, label)), nl=False)
    if tell_unread(reading) or all(one.abstained for one in mapped):
        answer_is_no()
