"""`kbctl repair` and `kbctl undo`: carry out remedies on tables, and take changes back."""

from __future__ import annotations

import click
from kbctl.commands.base import engine_of, load_knowledge, open_base
from kbctl.commands.terminal import (
    NamedPath,
    Refused,
    answer_is_no,
    coloured,
    format_option,
    print_json,
    progress,
)


@click.command(short_help="Repair tables; every change is logged and can be undone.")
@click.argument("paths", nargs=-1, required=True, type=NamedPath(readable=False))
@click.option("--out", type=NamedPath(file_okay=False), help="Folder for the repaired tables.")
@click.option("--dry-run", is_flag=True, help="Show what would be done and write nothing.")
@click.option(
    "--remedy",
    metavar="NAME",
    multiple=True,
    help="Carry out this remedy, whatever the rules say; repeatable.",
)
@click.option("--only", metavar="CONCEPT", multiple=True, help="Repair this issue only; repeatable.")
@click.option(
    "--project",
    type=NamedPath(exists=True, file_okay=False),
    help="Folder with what was decided on these tables; repairs are kept there for the next extract.",
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="The day on which waivers must hold; default the date."
)
@format_option
def repair(
    paths: tuple[str, ...],
    out: str | None,
    dry_run: bool,
    remedy: tuple[str, ...],
    only: tuple[str, ...],
    project: str | None,
    today: object,
    format_: str,
) -> None:
    """Repair tables: CSV and Excel files, or folders of them. The input is never written.

    For each finding the remedy is carried out that the knowledge base decides on, verified, and taken back
    where its verification fails. A finding that the project waives is left alone.

    --out gets the tables under their names, changes.csv with every changed cell, quarantine/ with the rows
    that were set aside, and report.json.

    Ends with 1 where a remedy failed or a detector did, with 2 where a path cannot be read or --out must not
    be written.
    """
    from datetime import date, datetime
    from pathlib import Path

    from kbctl.engine.replay.mend import mend
    from kbctl.engine.tables.choice import UnknownConceptError
    from kbctl.engine.tables.repair.folder import check_out, signature, write
    from kbctl.engine.tables.repair.text import render

    if not out and not dry_run:
        raise Refused("where to? Give a folder with --out, or look first with --dry-run")
    if out:
        check_out(Path(out), paths)
    seen = signature(paths)
    with open_base() as base, progress() as watch:
        knowledge = load_knowledge(base)
        try:
            work = mend(
                paths,
                knowledge,
                engine_of("native", knowledge, ("active",)),
                only=only,
                remedies=remedy,
                project=Path(project) if project else None,
                today=(today.date() if isinstance(today, datetime) else date.today()).isoformat(),
                watch=watch,
            )
        except UnknownConceptError as error:
            raise Refused(str(error)) from None
    if dry_run or not out:
        report = work.preview()
    else:
        report = write(Path(out), paths, work.repaired, seen, work.extra)
        if project:
            work.keep(Path(project))
    if format_ == "json":
        print_json(report)
    else:
        label = paths[0] if len(paths) == 1 else f"{len(paths)} paths"
        click.echo(render(report, label, None if dry_run else out, coloured()), nl=False)
    if work.failed:
        answer_is_no()


@click.command(short_help="Take changes of a repair back.")
@click.argument("out", type=NamedPath(exists=True, file_okay=False))
@click.option("--change", metavar="ID", multiple=True, help="Take this change back; repeatable.")
@click.option(
    "--remedy", metavar="NAME", multiple=True, help="Take back all changes of this remedy; repeatable."
)
@click.option(
    "--project",
    type=NamedPath(exists=True, file_okay=False),
    help="Forget the changes here too, so that the next extract does not get them again.",
)
@format_option
def undo(
    out: str, change: tuple[str, ...], remedy: tuple[str, ...], project: str | None, format_: str
) -> None:
    """Take changes back in a folder that `kbctl repair` has written: those named, or all.

    What rests on a change goes with it: a later change of the same cell, the references of a merge. Without
    --change and --remedy the tables are those of the input again, byte for byte.

    Ends with 1 where there is nothing to take back.
    """
    from pathlib import Path

    from kbctl.engine.tables.project.repairs import forget
    from kbctl.engine.tables.repair.folder import undo as take_back
    from kbctl.engine.tables.repair.text import render_undone

    undone = take_back(Path(out), change, remedy)
    if project:
        forget(Path(project), (*undone.asked, *undone.with_them))
    if format_ == "json":
        print_json(
            {
                "out": out,
                "undone": [one.id for one in undone.asked],
                "with_them": [one.id for one in undone.with_them],
                "left": undone.left,
                "report": undone.report,
            }
        )
    else:
        click.echo(render_undone(undone, out), nl=False)
    if not undone.asked:
        answer_is_no()
