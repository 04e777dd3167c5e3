"""`kbctl rules diff`: what changed between two revisions, in meaning."""

from __future__ import annotations

import click
from kbctl.commands.base import cache_folder, places_of_sources, sources_folder
from kbctl.commands.terminal import print_json, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kbctl.engine.review.change.versions import Version


@click.command("diff", short_help="Tell what changed between revisions, in meaning.")
@click.argument("revisions", nargs=-1, required=True, metavar="REV [REV]")
@click.option("--no-witness", is_flag=True, help="Only compare; run nothing.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text",
              show_default=True, help="How to print.")  # fmt: skip
def diff_rules(revisions: tuple[str, ...], no_witness: bool, format_: str) -> None:
    """Tell what a change of the rules means: clause by clause, with facts that both versions were run on.

    REV is a revision of the git repository that the rules lie in: one is compared with the working tree,
    two (or A..B) with each other. Renames, reorderings, comments and titles are no change. Ends with 2 where
    a rule file of one of the versions cannot be read; the rest is compared all the same.
    """
    from kbctl.engine.review.change.difference import difference
    from kbctl.engine.review.change.render import as_json, as_markdown, as_text

    before, after = two_versions(revisions)
    found = difference(before, after, witnesses=not no_witness)
    if format_ == "json":
        print_json(as_json(found))
    else:
        click.echo(visible(as_markdown(found) if format_ == "markdown" else as_text(found)))
    if found.problems:
        click.get_current_context().exit(2)


def two_revisions(revisions: tuple[str, ...]) -> tuple[str, str | None]:
    """`A`, `A B` or `A..B`; without the second the working tree is meant."""
    from kbctl.commands.terminal import Refused
    from kbctl.engine.review.revisions import split_range

    if len(revisions) > 2 or (len(revisions) == 2 and any(".." in one for one in revisions)):
        raise Refused("give one revision, two, or one range A..B")
    if len(revisions) == 2:
        return revisions[0], revisions[1]
    return split_range(revisions[0])


def two_versions(revisions: tuple[str, ...]) -> tuple[Version, Version]:
    """The knowledge at both revisions. The later one is read first: the cache is likelier to have it."""
    from pathlib import Path

    from kbctl.engine.review.change.versions import load_version

    base, head = two_revisions(revisions)
    root, cache = Path(sources_folder()), cache_folder()
    with places_of_sources():
        after = load_version(root, head, cache)
        return load_version(root, base, cache, after), after
