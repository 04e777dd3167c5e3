"""`kbctl rules fmt`: rule files in their canonical form."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from kbctl.commands.rules.sources import rule_sources, vocabulary
from kbctl.commands.terminal import NamedPath, answer_is_no, visible, write_file


@click.command("fmt", short_help="Write rule files in their canonical form.")
@click.argument("files", nargs=-1, type=NamedPath())
@click.option(
    "--check", is_flag=True, help="Write nothing; end with 1 where a file is not in canonical form."
)
@click.option("--diff", is_flag=True, help="Write nothing; show what would change, and end as --check does.")
def fmt_rules(files: tuple[str, ...], check: bool, diff: bool) -> None:
    """Write rule files in their canonical form.

    FILES are rule files or folders, without them all rules, and `-` is standard input, whose form goes to
    standard output.

    The order of the keys, indentation, spacing, quotes and empty lines change, nothing else: a file is
    written only where it is proved to hold the same rule and the same comments.
    """
    from kbctl.ontology.document import read_text
    from kbctl.ontology.source import InputProblems, Problem
    from kbctl.rules.format.difference import difference
    from kbctl.rules.format.form import formatted, is_canonical
    from kbctl.rules.lint.found import given_sources

    if files == ("-",):
        text = _standard_input()
        new = text if is_canonical(text, "-") else formatted(text, "-", vocabulary())
        if diff:
            click.echo(visible(difference(text, new, "stdin")), nl=False)
        elif not check:
            click.echo(new, nl=False)
        if new != text and (check or diff):
            answer_is_no()
        return
    sources = given_sources(files) if files else rule_sources()
    problems: list[Problem] = []
    words = None
    changed = 0
    for source in sources:
        try:
            text = read_text(source.path, source.shown)
            if is_canonical(text, source.shown):
                continue
            words = words or vocabulary()
            new = formatted(text, source.shown, words)
        except InputProblems as error:
            problems += error.problems
            continue
        changed += 1
        if diff:
            click.echo(visible(difference(text, new, source.shown)), nl=False)
        elif check:
            click.echo(visible(f"{source.shown}: not in canonical form"))
        else:
            write_file(str(source.path), new)
            click.echo(visible(f"{source.shown}: written"))
    if problems:
        raise InputProblems(problems)
    if not diff:
        click.echo(f"{len(sources)} files, {changed} {'not in canonical form' if check else 'written'}")
    if changed and (check or diff):
        answer_is_no()


def _standard_input() -> str:
    import tempfile

    from kbctl.ontology.document import read_text

    with tempfile.NamedTemporaryFile(prefix="kbctl-") as file:  # read as files are: size, UTF-8, zero bytes
        file.write(sys.stdin.buffer.read())
        file.flush()
        return read_text(Path(file.name), "-")
