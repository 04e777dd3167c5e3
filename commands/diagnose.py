"""`kbctl diagnose`: find the data issues in tables, and keep what came of them."""

from __future__ import annotations

import click
from kbctl.commands.base import load_knowledge, open_base
from kbctl.commands.terminal import (
    NamedPath,
    Refused,
    answer_is_no,
    coloured,
    print_json,
    progress,
    said_by_user,
    say,
    write_file,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kbctl.engine.tables.diagnose import Diagnosis
    from kbctl.engine.tables.register.standing import Register
    from kbctl.kg.store import Base
    from kbctl.ontology.vocab import Vocabulary


@click.command(short_help="Find the data issues in tables.")
@click.argument("paths", nargs=-1, required=True, type=NamedPath(readable=False))
@click.option(
    "--all", "everything", is_flag=True, help="Show every table and finding, not the first of them."
)
@click.option("--explain", metavar="FINDING", help="Show one finding in full: F-001, or a fingerprint.")
@click.option("--report", type=NamedPath(dir_okay=False), help="Write a report for people to this HTML file.")
@click.option("--xlsx", type=NamedPath(dir_okay=False), help="Write the issue register to this workbook.")
@click.option(
    "--project",
    type=NamedPath(file_okay=False),
    help="Folder with what was decided on these tables: rules, waivers, reviewed duplicates.",
)
@click.option(
    "--review",
    type=NamedPath(readable=False),
    help="A register that was filled in: its decisions go into the project, its findings are tested again.",
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="The day on which waivers must hold; default the date."
)
@click.option("--only", metavar="CONCEPT", multiple=True, help="Look for this issue only; repeatable.")
@click.option("--skip", metavar="CONCEPT", multiple=True, help="Do not look for this issue; repeatable.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How to print.",
)
def diagnose(
    paths: tuple[str, ...],
    everything: bool,
    explain: str | None,
    report: str | None,
    xlsx: str | None,
    project: str | None,
    review: str | None,
    today: object,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    format_: str,
) -> None:
    """Find the data issues in tables.

    Tables are CSV, fixed width, Excel, Parquet, SQLite and DuckDB files, folders of them, and databases by
    URL (postgresql://…, sqlite:///…, duckdb:///…).
    Of several files the broken ones are findings themselves, and the others are looked at all the same.

    A concept of --only and --skip stands for all kinds of it: DuplicateRecord for duplicate customers too.
    What is left out is listed as not run.

    Ends with 1 where there are findings that are not waived or a detector failed, with 2 where a path cannot
    be read as a table.
    """
    from time import perf_counter

    from kbctl.engine.tables.readers.url import shown

    start = perf_counter()
    _check_outputs(paths, report, xlsx)
    _check_register(xlsx, review, project)
    reviewed = _review(review, project)
    label = said_by_user(shown(paths[0])) if len(paths) == 1 else f"{len(paths)} paths"
    with open_base() as base:
        vocabulary = load_knowledge(base).vocabulary
        diagnosis = _diagnosis(paths, vocabulary, project, only, skip)
        register = _standing(diagnosis, project, reviewed, today)
        if explain:
            _explain(register, explain, base, format_)
        else:
            _print(register, vocabulary, label, format_, everything, perf_counter() - start)
        _write(register, base, label, report, xlsx, project)
    if register.open or diagnosis.failed:
        answer_is_no()


def _check_outputs(paths: tuple[str, ...], report: str | None, xlsx: str | None) -> None:
    """Nothing that is read is written, and no workbook is put where the next diagnosis would read it."""
    from pathlib import Path

    for output in (report, xlsx):
        if output is None:
            continue
        target = Path(output).resolve()
        for path in map(Path, paths):
            if path.resolve() == target:
                raise Refused(f"{output}: this is a table to be read; write to another file")
            if output == xlsx and path.is_dir() and path.resolve() in target.parents:
                raise Refused(
                    f"{output}: it would be read as a table of {path} the next time; write it elsewhere"
                )
    for output, ending in ((xlsx, ".xlsx"), (report, ".html")):
        if output and not output.casefold().endswith((ending, ".htm" if ending == ".html" else ending)):
            raise Refused(f"{output}: the name must end in {ending}")
        if output and not Path(output).resolve().parent.is_dir():
            raise Refused(f"{output}: cannot be written: its folder is not there")


def _check_register(xlsx: str | None, review: str | None, project: str | None) -> None:
    """What people wrote into a register is not written over, unless it is taken into the project first."""
    from pathlib import Path

    if xlsx is None or (review and Path(review).resolve() == Path(xlsx).resolve()):
        return
    from kbctl.engine.tables.register.guard import lost

    if why := lost(Path(xlsx), Path(project) if project else None):
        raise Refused(f"{xlsx}: {why}")


def _review(review: str | None, project: str | None) -> object:
    """What people wrote into a register, taken into the project."""
    from pathlib import Path

    if project and not review and not Path(project).is_dir():
        raise Refused(f"{project}: no such folder")
    if review is None:
        return None
    if project is None:
        raise Refused("--review needs --project: the folder that keeps what was decided")
    from kbctl.engine.tables.register.read import read_register
    from kbctl.engine.tables.register.review import take

    reviewed = read_register(Path(review))
    for path in take(reviewed, Path(project)):
        say(f"written: {path.as_posix()}")
    return reviewed


def _diagnosis(
    paths: tuple[str, ...],
    vocabulary: Vocabulary,
    project: str | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
) -> Diagnosis:
    from pathlib import Path

    from kbctl.engine.tables.choice import UnknownConceptError, chosen
    from kbctl.engine.tables.detectors import DETECTORS
    from kbctl.engine.tables.diagnose import examine
    from kbctl.engine.tables.project.apply import within

    try:
        detectors = chosen(DETECTORS, vocabulary, only, skip)
    except UnknownConceptError as error:
        raise Refused(str(error)) from None
    with progress() as watch:
        diagnosis = examine(paths, vocabulary, detectors, watch)
    return within(diagnosis, Path(project)) if project else diagnosis


def _standing(diagnosis: Diagnosis, project: str | None, reviewed: object, today: object) -> Register:
    import datetime
    from pathlib import Path

    from kbctl.engine.tables.project.waivers import read_waivers
    from kbctl.engine.tables.register.read import Reviewed
    from kbctl.engine.tables.register.standing import stand

    waivers = read_waivers(Path(project)) if project else ()
    earlier = reviewed.earlier if isinstance(reviewed, Reviewed) else None
    day = today.date() if isinstance(today, datetime.datetime) else datetime.date.today()
    return stand(diagnosis, waivers, earlier, day.isoformat())


def _explain(register: Register, wanted: str, base: Base, format_: str) -> None:
    from kbctl.engine.tables.explain import UnknownFindingError, explain, find
    from kbctl.engine.tables.register.advice import advice
    from kbctl.engine.tables.register.standing import register_json

    try:
        issue = find(register, wanted)
    except UnknownFindingError as error:
        raise Refused(str(error)) from None
    if format_ == "text":
        told = advice(base, [issue.finding.concept])
        click.echo(explain(issue, told.get(issue.finding.concept)), nl=False)
    else:
        print_json(next(one for one in register_json(register)["findings"] if one["id"] == issue.id))


def _print(
    register: Register, vocabulary: Vocabulary, label: str, format_: str, everything: bool, seconds: float
) -> None:
    from kbctl import __version__
    from kbctl.engine.tables.register.sarif import as_sarif
    from kbctl.engine.tables.register.standing import register_json
    from kbctl.engine.tables.render import render

    if format_ == "json":
        print_json(register_json(register))
    elif format_ == "sarif":
        print_json(as_sarif(register, vocabulary, __version__))
    else:
        click.echo(render(register_json(register), label, coloured(), everything, seconds), nl=False)


def _write(
    register: Register, base: Base, label: str, report: str | None, xlsx: str | None, project: str | None
) -> None:
    """The register and the report, where they are asked for; what was written is told on stderr."""
    from pathlib import Path

    if not (report or xlsx):
        return
    from kbctl.engine.tables.project.duplicates import read_decisions
    from kbctl.engine.tables.register.advice import advice, proposals
    from kbctl.engine.tables.register.write import write_register

    told = advice(base, {issue.finding.concept for issue in register.issues})
    written: list[Path] = []
    if xlsx:
        decisions = read_decisions(Path(project)) if project else ()
        written += write_register(Path(xlsx), register, proposals(told), decisions)
    if report:
        from kbctl import __version__
        from kbctl.engine.review.diagnosis.page import report_page

        write_file(report, report_page(register, told, label, __version__))
        written.append(Path(report))
    if len(written) > 3:
        say(f"written: {written[0].as_posix()}, and {len(written) - 1} files beside it")
    else:
        for path in written:
            say(f"written: {path.as_posix()}")
