"""`kbctl graph site`: the knowledge as a static site."""

from __future__ import annotations

import click
from kbctl.commands.base import open_base, places_of_sources, sources_folder
from kbctl.commands.graph_sources import mappings
from kbctl.commands.terminal import NamedPath, Refused, progress, say


@click.command(short_help="The knowledge as a static site with search.")
@click.argument("out", type=NamedPath())
def site(out: str) -> None:
    """Write the knowledge as a static site to the folder OUT: a page for every term, rule and past case.

    It works from a disk and from any web server. OUT must be new, empty, or hold a former site and nothing
    else, which is replaced. The same sources give the same bytes. docs/site.md says more.
    """
    from pathlib import Path

    from kbctl.engine.review.site.make import make_site
    from kbctl.engine.review.site.read import read_book
    from kbctl.engine.review.site.write import NotASite, check_folder, write_site

    folder = Path(out)
    try:
        check_folder(folder)
        linked = mappings()
        with open_base() as base, places_of_sources():
            book = read_book(base, Path(sources_folder()), linked)
        with progress() as watch:
            files = make_site(book, watch)
        write_site(files, folder)
    except NotASite as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(f"{error.filename or out}: cannot be written: {error.strerror}") from None
    pages = sum(path.endswith(".html") for path in files)
    size = sum(map(len, files.values())) / 1e6
    say(f"{pages} pages, {size:.1f} MB; open {folder / 'index.html'}")
