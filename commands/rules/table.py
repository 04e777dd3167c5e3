"""`kbctl rules table …`: check decision tables, edit their rows as a sheet, run DMN models."""

from __future__ import annotations

from pathlib import Path

import click
from kbctl.commands.rules.sources import rule_sources, vocabulary
from kbctl.commands.terminal import (
    InOrder,
    NamedPath,
    Refused,
    answer_is_no,
    finding_json,
    format_option,
    print_json,
    say,
    write_file,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from kbctl.engine.review.tables.sheet import Sheet
    from kbctl.rules.lint.found import Source


@click.group("table", cls=InOrder, short_help="Decision tables: check, export and import rows, run DMN.")
def table_rules() -> None:
    """Decision tables: rule files whose rows are rules (docs/decision-tables.md)."""


def _tables(names: tuple[str, ...]) -> Iterator[tuple[Source, str]]:
    """The files that hold a table, with their text; where names are given, those tables."""
    from kbctl.ontology.document import Mapping, parse_yaml, read_text
    from kbctl.ontology.source import InputProblems, did_you_mean
    from kbctl.rules.tables import is_table

    found = {}
    every = rule_sources()
    stems = [source.path.stem for source in every]
    for source in every:
        if names and source.path.stem not in names:
            continue
        try:
            text = read_text(source.path, source.shown)
            if (
                "table:" in text
                and isinstance(node := parse_yaml(text, source.shown), Mapping)
                and is_table(node)
            ):
                found[source.path.stem] = (source, text)
        except InputProblems:
            if names:
                raise
    for name in names:
        if name not in found:
            raise Refused(f"no decision table '{name}'{did_you_mean(name, stems)}")
    yield from found.values()


@table_rules.command("check", short_help="Find overlaps, gaps and rows never reached.")
@click.argument("names", nargs=-1, metavar="[TABLE]...")
@format_option
def check(names: tuple[str, ...], format_: str) -> None:
    """Find overlaps, rows that are never reached, and gaps.

    Overlaps are wrong in a `unique` table, gaps in one that calls itself complete; gaps of other tables are
    remarks. Each finding is shown on values that were run through the engine, on the facts of a test of the
    table. Ends with 1 where something is wrong.
    """
    from kbctl.engine.review.tables.check import check_table
    from kbctl.engine.review.tables.check import values_words as words
    from kbctl.rules.load import load_file, load_table

    known = vocabulary()
    checked = []
    for source, text in _tables(names):
        table = load_table(text, source.shown, known)
        rules, _ = load_file(text, source.shown, known)
        checked.append(check_table(table, rules, known))
    findings = [finding for one in checked for finding in one.findings]
    if format_ == "json":
        print_json(
            [
                {
                    "table": one.table.id,
                    "findings": [finding_json(finding.problem, finding.level) for finding in one.findings],
                    "gaps": [dict(gap) for gap in one.looked.gaps],
                    "witnesses": one.witnesses,
                    "replayed": one.replayed,
                }
                for one in checked
            ]
        )
    else:
        for one in checked:
            for finding in one.findings:
                click.echo(str(finding))
            if one.looked.gaps and not one.table.complete:
                click.echo(
                    f"{one.table.at}: remark: no row speaks for {words(one.table, one.looked.gaps[0], known)}"
                )
        run = sum(one.replayed for one in checked)
        shown = f", {run} of {sum(one.witnesses for one in checked)} shown by the engine" if findings else ""
        click.echo(f"{len(checked)} tables: {len(findings)} findings{shown}")
    if findings:
        answer_is_no()


@table_rules.command("export", short_help="Write the rows of a table as CSV or XLSX.")
@click.argument("name", metavar="TABLE")
@click.argument("file", type=NamedPath())
def export(name: str, file: str) -> None:
    """Write the rows of TABLE as a sheet: FILE ends in .csv or .xlsx."""
    from kbctl.engine.review.tables.sheet import sheet_of, to_csv, to_xlsx
    from kbctl.rules.load import load_table

    ((source, text),) = _tables((name,))
    load_table(text, source.shown, vocabulary())
    sheet = sheet_of(text, source.shown)
    if file.lower().endswith(".xlsx"):
        _written_whole(file, lambda path: to_xlsx(sheet, path))
    elif file.lower().endswith(".csv"):
        write_file(file, to_csv(sheet))
    else:
        raise Refused(f"{file}: a sheet ends in .csv or .xlsx")
    say(f"written: {file} ({len(sheet) - 1} rows)")


def _written_whole(file: str, write: Callable[[str], None]) -> None:
    """Write under another name, then rename."""
    import os
    from contextlib import suppress

    temporary = f"{file}.{os.getpid()}.tmp.xlsx"
    try:
        write(temporary)
        os.replace(temporary, file)
    except OSError as error:
        with suppress(OSError):
            os.unlink(temporary)
        raise Refused(f"{file}: cannot be written: {error.strerror}") from None


@table_rules.command("import", short_help="Take the rows of a table from CSV or XLSX.")
@click.argument("name", metavar="TABLE")
@click.argument("file", type=NamedPath())
@click.option("--dry-run", is_flag=True, help="Show the difference, and write nothing.")
def import_(name: str, file: str, dry_run: bool) -> None:
    """Take the rows of TABLE from a sheet. The result must be a sound table before anything is written.

    Rows that are as they were keep their lines and comments; the rest of the file stays as it is.
    """
    from difflib import unified_diff

    from kbctl.engine.review.tables.sheet import with_rows
    from kbctl.rules.load import load_file

    ((source, text),) = _tables((name,))
    new, lost = with_rows(text, source.shown, _sheet(file), file)
    _, problems = load_file(new, source.shown, vocabulary())
    if problems:
        for problem in problems:
            say(f"with the rows of {file}: {problem}")
        raise Refused(f"{source.shown}: not written: {len(problems)} problems")
    for comment in lost:
        say(f"{source.shown}: a comment of a row that is gone: {comment}")
    if dry_run:
        click.echo(
            "".join(unified_diff(text.splitlines(True), new.splitlines(True), source.shown, file)), nl=False
        )
    elif new != text:
        write_file(str(source.path), new)
        say(f"written: {source.shown}")
    else:
        say(f"{source.shown}: nothing changes")


def _sheet(file: str) -> Sheet:
    from kbctl.engine.review.tables.sheet import from_csv, from_xlsx
    from kbctl.ontology.document import read_text

    if not Path(file).is_file():
        raise Refused(f"{file}: no such file")
    if file.lower().endswith(".xlsx"):
        try:
            return from_xlsx(file)
        except Exception as error:  # openpyxl raises whatever its parts raise
            raise Refused(f"{file}: cannot be read as XLSX: {error}") from None
    return from_csv(read_text(Path(file), file))


@table_rules.command("dmn", short_help="Run the decision tables of a DMN model.")
@click.argument("file", type=NamedPath())
@click.option("--input", "inputs", multiple=True, metavar="NAME=VALUE", help="An input; may be repeated.")
@click.option("--decision", metavar="NAME", help="Only this decision.")
@click.option("--as-yaml", is_flag=True, help="Print the tables as rule files.")
@format_option
def dmn(file: str, inputs: tuple[str, ...], decision: str | None, as_yaml: bool, format_: str) -> None:
    """Check the decision tables of a DMN model, and run them where inputs are given.

    Hit policies UNIQUE, ANY, FIRST and COLLECT (without aggregation); cells of literals, comparisons, ranges
    and lists. All else is refused. Ends with 1 where rows overlap that must not.
    """
    from kbctl.engine.review.tables.dmn import read_model
    from kbctl.engine.review.tables.grid import look
    from kbctl.ontology.document import plain_value, read_text
    from kbctl.ontology.source import did_you_mean

    model = read_model(read_text(Path(file), file), file)
    names = [one.name for one in model]
    if decision and decision not in names:
        raise Refused(f"{file}: no decision '{decision}'{did_you_mean(decision, names)}")
    given = {
        name.strip(): plain_value(value.strip()) for name, _, value in (one.partition("=") for one in inputs)
    }
    told: list[dict[str, Any]] = []
    wrong = False
    for one in model:
        if decision not in (None, one.name):
            continue
        if as_yaml:
            click.echo(one.text)
            continue
        columns = {column.slot: column.name for column in one.inputs}
        unknown = [name for name in given if name not in columns.values()]
        if unknown and decision:
            raise Refused(f"no input '{unknown[0]}'{did_you_mean(unknown[0], columns.values())}")
        looked = look(one.table, one.vocabulary)
        wrong |= bool(looked.overlaps)
        entry: dict[str, Any] = {
            "decision": one.name, "policy": one.policy, "rows": len(one.table.rows),
            "overlaps": [
                {"rows": [each.first, each.second], "values": {columns[name]: value for name, value in
                each.values}} for each in looked.overlaps
            ],
            "gaps": [{columns[name]: value for name, value in gap} for gap in looked.gaps],
        }  # fmt: skip
        if given:
            try:
                entry["result"] = one.run(given)
            except ValueError as error:
                raise Refused(f"{one.name}: {error}") from None
        told.append(entry)
    if as_yaml:
        return
    if format_ == "json":
        print_json(told)
    else:
        for entry in told:
            click.echo(f"{entry['decision']}: {entry['policy']}, {entry['rows']} rows")
            for each in entry["overlaps"]:
                click.echo(f"  {' and '.join(each['rows'])} overlap, as for {_said(each['values'])}")
            for gap in entry["gaps"][:1]:
                click.echo(f"  no row for {_said(gap)}")
            if "result" in entry:
                click.echo(f"  result  {_said(entry['result'])}")
    if wrong:
        answer_is_no()


def _said(values: object) -> str:
    if isinstance(values, list):
        return "; ".join(_said(one) for one in values) or "none"
    if not isinstance(values, dict):
        return "none: no row speaks, or rows disagree"
    return ", ".join(f"{name} = {value}" for name, value in values.items())
