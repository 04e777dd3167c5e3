"""`kbctl rules impact`: what a change of the rules does to recorded cases."""

from __future__ import annotations

import os

import click
from kbctl.commands.base import cache_folder, places_of_sources, sources_folder
from kbctl.commands.rules.diff import two_revisions
from kbctl.commands.terminal import Refused, answer_is_no, format_option, print_json, progress, visible


@click.command("impact", short_help="Replay recorded cases under two revisions of the rules.")
@click.argument("revisions", nargs=-1, required=True, metavar="REV [REV]")
@click.option("--on", "paths", multiple=True, required=True, metavar="RECORDS",
              type=click.Path(exists=True, readable=False),
              help="A run record, a scenario, or a folder of them; may be given several times.")  # fmt: skip
@click.option("--processes", type=click.IntRange(min=1), default=None,
              help="How many cases are played at once; by default one for each processor.")  # fmt: skip
@format_option
def impact_rules(
    revisions: tuple[str, ...], paths: tuple[str, ...], processes: int | None, format_: str
) -> None:
    """Replay recorded cases under two revisions, and tell which decisions and firings are otherwise.

    REV is as for `rules diff`. A scenario is played whole under both; of a run record each week is thought
    through again on the facts that it holds, whatever was decided before. What could not be replayed is told
    first. Ends with 1 where an expectation of a scenario is missed that was met before, with 2 where nothing
    could be replayed.
    """
    from pathlib import Path

    from kbctl.engine.review.impact.cases import find_cases
    from kbctl.engine.review.impact.impact import impact
    from kbctl.engine.review.impact.render import as_json, as_text

    base, head = two_revisions(revisions)
    cases = find_cases(paths)
    at_once = processes or os.cpu_count() or 1
    with usable_cache() as cache, places_of_sources(), progress() as watch:
        found = impact(Path(sources_folder()), base, head, cases, cache, at_once, watch)
    if format_ == "json":
        print_json(as_json(found))
    else:
        click.echo(visible(as_text(found)))
    if not found.results:
        raise Refused("none of the cases could be replayed")
    if found.broken:
        answer_is_no()


TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager


def usable_cache() -> AbstractContextManager[str]:
    """The cache folder; where it cannot be written, one for this run: processes share bases by file."""
    from contextlib import nullcontext
    from tempfile import TemporaryDirectory

    folder = cache_folder()
    try:
        os.makedirs(folder, exist_ok=True)
        if os.access(folder, os.W_OK):
            return nullcontext(folder)
    except OSError:
        pass
    return TemporaryDirectory(prefix="kbctl-cache-")
