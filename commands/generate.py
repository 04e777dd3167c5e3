"""`kbctl generate`: made-up customers with faults whose truth is known. `kbctl demo`: one to try it on."""

from __future__ import annotations

import os

import click
from kbctl.commands.terminal import InOrder, Refused, answer_is_no, format_option, print_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

INDUSTRIES = ("furniture", "injection-molding", "electrical-equipment", "knitwear")


@click.group(
    cls=InOrder,
    invoke_without_command=True,
    no_args_is_help=True,
    short_help="Make customers with known faults.",
)
@click.option("--industry", type=click.Choice(INDUSTRIES), help="The trade of the customers.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed makes the same bytes."
)
@click.option(
    "--count", type=click.IntRange(1), default=1, show_default=True, help="Customers, of consecutive seeds."
)
@click.option(
    "--severity",
    type=click.Choice(["low", "mid", "high"]),
    help="How spoilt the tables are (default: drawn).",
)
@click.option(
    "--size", type=click.Choice(["small", "medium", "large"]), help="Size of the company (default: drawn)."
)
@click.option(
    "--faults", multiple=True, metavar="ID", help="Only these faults, by concept (repeatable, or a,b)."
)
@click.option("--profiles-only", is_flag=True, help="Only who the customers are, without tables.")
@click.option("--out", type=click.Path(file_okay=False), help="The folder to write to.")
@click.pass_context
def generate(
    context: click.Context,
    industry: str | None,
    seed: int,
    count: int,
    severity: str | None,
    size: str | None,
    faults: tuple[str, ...],
    profiles_only: bool,
    out: str | None,
) -> None:
    """Make customers: clean tables, the same tables with faults put in, and a ledger of the faults.

    OUT gets tables/ (with faults), clean/, truth/ledger.json and scenario.yaml; with --count a folder for
    each customer and summary.json.
    """
    if context.invoked_subcommand:
        return
    if not industry or not out:
        raise click.UsageError("--industry and --out are needed")
    from kbctl.engine.training.generate.batch import strangers, write_batch

    wanted = [name for given in faults for name in given.split(",") if name]
    check_faults(wanted)
    if others := strangers(out):
        raise Refused(f"{out}: has other files in it ({', '.join(others[:3])}): give a folder of its own")
    summary = write_batch(out, industry, seed, count, severity or "", size or "", wanted, profiles_only)
    click.echo("\n".join(summary))


def check_faults(names: Sequence[str]) -> None:
    from kbctl.engine.training.generate.faults import FAULTS
    from kbctl.ontology.source import did_you_mean

    unknown = [f"no fault makes {name!r}{did_you_mean(name, FAULTS)}" for name in names if name not in FAULTS]
    if unknown:
        raise Refused("\n".join(unknown))


@generate.command(short_help="Prove that a made-up customer is what its ledger says.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@format_option
def audit(folder: str, format_: str) -> None:
    """Prove a data set: FOLDER is a customer that `kbctl generate` made, or a folder of them.

    The clean tables must be free of findings, every difference between clean and spoilt tables must stand in
    the ledger and the other way round, repairing by the ledger must score 1, doing nothing 0, and removing
    every row must fail. Ends with 1 where one of these is not so.
    """
    from kbctl.commands.base import load_knowledge, open_base
    from kbctl.engine.training.generate.audit import audit_folders, folders_of, render

    folders = folders_of(folder)
    if not folders:
        raise Refused(f"{folder}: no truth/ledger.json in it, nor in a folder of it")
    with open_base() as base:
        said = audit_folders(folders, load_knowledge(base).vocabulary)
    if format_ == "json":
        print_json(said)
    else:
        click.echo(render(said))
    if not said["passed"]:
        answer_is_no()


@click.command(short_help="Write a dirty manufacturer to try kbctl on.")
@click.argument("folder", type=click.Path(file_okay=False))
def demo(folder: str) -> None:
    """Write the spoilt tables of a made-up furniture maker to FOLDER.

    A README.txt beside them says what to try.
    """
    from kbctl.engine.training.generate.batch import write_demo

    if os.path.isdir(folder) and os.listdir(folder):
        raise Refused(f"{folder}: is not empty")
    write_demo(folder)
    click.echo(f"{folder}/README.txt says what to try. To begin with:\n\n  kbctl diagnose {folder}/tables")
