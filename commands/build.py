"""`kbctl build`: compile the knowledge and say what is wrong with it."""

from __future__ import annotations

import click
from kbctl.commands.base import cache_folder, places_of_sources, sources_folder
from kbctl.commands.terminal import say


@click.command(short_help="Compile the knowledge and say what is wrong with it.")
def build() -> None:
    """Compile ontology, rules and cases into the knowledge base, and say what is wrong with them.

    Every command does this by itself when a source has changed.
    """
    from kbctl.engine.compile import build as compile_anew

    with places_of_sources():
        base = compile_anew(cache_folder(), sources_folder())
    with base:
        for note in base.notes:
            say(f"note: {note}")
        counts = dict(base.rows("SELECT kind, COUNT(*) FROM subject GROUP BY kind ORDER BY kind"))
        counted = " · ".join(f"{kind} {number}" for kind, number in counts.items())
        click.echo(f"knowledge base {base.version} ({base.hash[:6]})  {counted}")
