"""`kbctl mine`: what the mapping sheets of a past project teach, as a change for review."""

from __future__ import annotations

import os

import click
from kbctl.commands.base import load_knowledge, open_base, sources_folder
from kbctl.commands.terminal import (
    NamedPath,
    Refused,
    answer_is_no,
    format_option,
    print_json,
    say,
    visible,
    write_file,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command(short_help="Learn column names and rules from mapping sheets.")
@click.argument("paths", nargs=-1, required=True, type=NamedPath(readable=False), metavar="FOLDER...")
@click.option("--project", help="What the project is called; by default as the folder.")
@click.option(
    "--output",
    type=NamedPath(file_okay=False, readable=False),
    help="Write the proposal to this new folder.",
)
@format_option
def mine(paths: tuple[str, ...], project: str | None, output: str | None, format_: str) -> None:
    """Learn names of columns and transformations from the mapping sheets of a past project.

    Sheets are CSV and Excel files that say source column, target field and, where they do, transformation and
    outcome, in English, Spanish or Chinese. The knowledge is not changed: --output writes a patch of
    kg/columns.csv, a page for the reviewer and a draft of a case. Ends with 1 where there is nothing new.
    """
    from kbctl.engine.tables.columns.source import knowledge_of
    from kbctl.engine.tables.mining.as_json import as_json
    from kbctl.engine.tables.mining.proposal import proposal
    from kbctl.engine.tables.mining.reading import ident, mine_paths, project_of
    from kbctl.engine.tables.mining.render import render
    from kbctl.engine.tables.mining.resolve import Resolver

    if project is not None and not any(letter.isascii() and letter.isalnum() for letter in project):
        raise Refused(f"--project '{project}': no id can be made of it; a name with Latin letters or digits")
    name = ident(project) if project is not None else project_of(paths[0])
    with open_base() as base:
        knowledge = load_knowledge(base)
        if name in knowledge.cases:
            raise Refused(f"there is a case '{name}' already; --project gives the project another name")
        vocabulary = knowledge.vocabulary
        mined = mine_paths(paths, Resolver(knowledge_of(base, vocabulary), vocabulary), name)
    if output:
        files = proposal(mined, _columns_file(), vocabulary)
        _write(output, files, {"proposal.md", "columns.patch", f"kg/cases/{name}.yaml"})
        say("\n".join(f"written: {os.path.join(output, path)}" for path in files))
    if format_ == "json":
        print_json(as_json(mined))
    else:
        click.echo(visible(render(mined)), nl=False)
        if not output and mined.of("new"):
            click.echo(f"\nTry  kbctl mine {' '.join(paths)} --output proposal/")
    if not any(one.status in ("new", "conflict") for one in mined.names) and not mined.transformations:
        answer_is_no()


def _columns_file() -> str | None:
    path = os.path.join(sources_folder(), "kg", "columns.csv")
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _write(folder: str, files: Mapping[str, str], ours: set[str]) -> None:
    """The files, each whole or not at all. A folder that holds anything but `ours`, an earlier proposal of
    the same project, is refused: nothing of others is written over, and no stale file of ours stays."""
    old = {
        os.path.relpath(os.path.join(at, name), folder).replace(os.sep, "/")
        for at, _, names in os.walk(folder)
        for name in names
    }
    if odd := sorted(old - ours):
        raise Refused(f"{folder}: holds other files ({', '.join(odd[:3])}); name a new folder")
    for path, text in files.items():
        target = os.path.join(folder, path)
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
        except OSError as error:
            raise Refused(f"{folder}: cannot be written: {error.strerror}") from None
        write_file(target, text)
    for path in sorted(old - set(files)):
        os.unlink(os.path.join(folder, path))
