"""`kbctl rules log`: the history of a rule, in meaning."""

from __future__ import annotations

import click
from kbctl.commands.base import cache_folder, places_of_sources, sources_folder
from kbctl.commands.terminal import format_option, print_json, visible


@click.command("log", short_help="Tell a rule's history from git, in meaning.")
@click.argument("rule")
@click.option("--all", "everything", is_flag=True, help="Also the commits that changed only wording.")
@format_option
def log_rules(rule: str, everything: bool, format_: str) -> None:
    """Tell the history of RULE from git, newest first.

    What each commit changed of what it does, of its status, owner, evidence and tests, and who approved it.
    Renames are followed; a rule that is gone has a history too.
    """
    from pathlib import Path

    from kbctl.engine.review.change.versions import load_version
    from kbctl.engine.review.history.history import history
    from kbctl.engine.review.history.render import as_json, as_text

    root = Path(sources_folder())
    with places_of_sources():
        vocabulary = load_version(root, None, cache_folder()).knowledge.vocabulary
        entries = history(root, rule, vocabulary)
    if format_ == "json":
        shown = [one for one in entries if everything or one.means_something]
        print_json(as_json(rule, shown))
    else:
        click.echo(visible(as_text(rule, entries, everything)))
