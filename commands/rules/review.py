"""`kbctl rules review`: the report on a change, for whoever approves it."""

from __future__ import annotations

import os
from pathlib import Path

import click
from kbctl.commands.base import places_of_sources, sources_folder
from kbctl.commands.rules.diff import two_revisions
from kbctl.commands.rules.impact import usable_cache
from kbctl.commands.terminal import NamedPath, answer_is_no, print_json, progress, say, write_file


@click.command("review", short_help="The report on a change of rules, for whoever approves it.")
@click.argument("revisions", nargs=-1, required=True, metavar="BASE..HEAD")
@click.option("--on", "paths", multiple=True, metavar="RECORDS",
              type=click.Path(exists=True, readable=False),
              help="Replay these run records and scenarios, or folders; may be repeated.")  # fmt: skip
@click.option("--processes", type=click.IntRange(min=1), help="How many cases are played at once.")
@click.option("--out", type=NamedPath(), metavar="FILE", help="Write the report to a file.")
@click.option("--format", "format_", type=click.Choice(["text", "markdown", "html", "json"]),
              default="text", show_default=True, help="How to print.")  # fmt: skip
def review_rules(
    revisions: tuple[str, ...], paths: tuple[str, ...], processes: int | None, out: str | None, format_: str
) -> None:
    """Tell what a change of rules means, breaks and leaves untested, and who must approve it.

    In this order: what changes in plain words, each change with facts that show it; recorded cases gained,
    lost and changed; new conflicts between rules, with witnesses; clauses that no test notices; evidence for
    and against; approvals. Only what is new against BASE is told. Without HEAD the working tree is reviewed.

    Ends with 1 where something hinders a merge: files that cannot be read, new errors or conflicts, missed
    expectations, missing approvals.
    """
    from kbctl.engine.review.impact.cases import find_cases
    from kbctl.engine.review.report.gather import review
    from kbctl.engine.review.report.render import as_html, as_json, as_markdown, as_text

    base, head = two_revisions(revisions)
    cases = find_cases(paths) if paths else ()
    at_once = processes or os.cpu_count() or 1
    with usable_cache() as cache, places_of_sources(), progress() as watch:
        found = review(Path(sources_folder()), base, head, cases, cache, at_once, watch)
    forms = {"text": as_text, "markdown": as_markdown, "html": as_html}
    if format_ == "json" and not out:
        print_json(as_json(found))
    elif out:
        import json

        text = (
            json.dumps(as_json(found), ensure_ascii=False, indent=2)
            if format_ == "json"
            else forms[format_](found)
        )
        write_file(out, text.rstrip("\n") + "\n")
        say(f"written: {out}")
    else:
        click.echo(forms[format_](found))
    if found.hindrances:
        answer_is_no()
