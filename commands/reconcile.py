"""`kbctl reconcile`: do the figures after a migration agree with those before?"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

import click
from kbctl.commands.base import load_knowledge, open_base
from kbctl.commands.terminal import NamedPath, answer_is_no, format_option, print_json, say, visible


def _tolerances(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> object:
    from kbctl.engine.tables.reconcile.variance import Tolerance, Tolerances

    general, own = Tolerance(), {}
    for value in values:
        name, _, amount = value.rpartition("=")
        try:
            rate = amount.endswith("%")
            size = Decimal(amount.rstrip("%").strip())
            if not size.is_finite() or size < 0:
                raise InvalidOperation
        except InvalidOperation:
            raise click.BadParameter(
                f"{value!r}: an amount (0.05), a share (0.1%), or one of them for a field (line_amount=0.05)"
            ) from None
        tolerance = Tolerance(Decimal(0), size / 100) if rate else Tolerance(size)
        if name:
            own[name.strip()] = tolerance
        else:
            general = tolerance
    return Tolerances(general, own)


@click.command(short_help="Do the figures before and after agree?")
@click.argument("before", type=NamedPath(readable=False))
@click.argument("after", type=NamedPath(readable=False))
@click.option(
    "--tolerance",
    "tolerances",
    multiple=True,
    callback=_tolerances,
    metavar="[FIELD=]AMOUNT",
    help="What may differ: 0.05, 0.1%, or for one field line_amount=0.05. Without it half a hundredth.",
)
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with explanations.yaml: variances that somebody has accounted for.",
)
@click.option("--all", "everything", is_flag=True, help="Show every variance, not the twenty largest.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write every variance as CSV to this file."
)
@format_option
def reconcile(
    before: str,
    after: str,
    tolerances: object,
    project: Path | None,
    everything: bool,
    out: Path | None,
    format_: str,
) -> None:
    """Compare counts, quantities and values of the tables BEFORE with those AFTER: files or folders.

    Records are compared by their key, then summed by item, warehouse, account and period, so that errors
    which cancel out in a total are seen. Where AFTER was written by kbctl repair, its change log explains the
    variances that come from it. Ends with 0 where all figures agree or are explained, with 1 where a variance
    is open, or a table is missing or cannot be read.
    """
    from kbctl.engine.tables.load import load
    from kbctl.engine.tables.profile import profile
    from kbctl.engine.tables.project.explanations import load_explanations
    from kbctl.engine.tables.reconcile.changes import LOG, logged, renamed_keys
    from kbctl.engine.tables.reconcile.reconcile import reconcile as compare
    from kbctl.engine.tables.reconcile.render import as_json, render, write_csv
    from kbctl.engine.tables.reconcile.tables import without_side_tables
    from kbctl.engine.tables.reconcile.variance import Tolerances

    assert isinstance(tolerances, Tolerances)
    explanations = load_explanations(project) if project else ()
    folder = Path(after) if Path(after).is_dir() else Path(after).parent
    log, renamed = logged(folder), renamed_keys(folder)
    with open_base() as base:
        vocabulary = load_knowledge(base).vocabulary
        read = load([before]), load([after])
        left = profile(read[0].tables, vocabulary)
        right = profile(without_side_tables(read[1].tables, (folder / LOG).is_file()), vocabulary)
    found = compare(left, right, tolerances, log, dict(renamed), explanations)
    if out:
        write_csv(found, out)
    if format_ == "json":
        print_json(as_json(found))
    else:
        click.echo(visible(render(found, before, after, everything)), nl=False)
    unread = [one for reading in read for one in reading.unread]
    for one in unread:
        say(f"{one.file}: not compared: {one.why}")
    if unread or not found.agrees:
        answer_is_no()
