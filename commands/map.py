"""`kbctl map`: the mapping workbook of a project, out of its tables and back into reviewed YAML."""

from __future__ import annotations

from pathlib import Path

import click
from kbctl.commands.base import load_knowledge, open_base
from kbctl.commands.terminal import InOrder, NamedPath, Refused, format_option, print_json, visible

project_option = click.option(
    "--project",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The project folder, which keeps mapping.yaml.",
)


@click.group(cls=InOrder, short_help="The mapping workbook: export it, import what people edited.")
def map() -> None:
    """Source fields to target fields: a workbook for people, mapping.yaml under review.

    Both hold the same: what is exported and imported again unchanged changes nothing.
    """


@map.command(short_help="Write the workbook.")
@click.argument("paths", nargs=-1, type=NamedPath(readable=False))
@project_option
@click.option(
    "--xlsx", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The workbook to write."
)
@format_option
def export(paths: tuple[str, ...], project: Path, xlsx: Path, format_: str) -> None:
    """Write the mapping of a project as a workbook: mapping, code crosswalks, unmapped, errors, sign-off.

    With PATHS, columns of these tables that the mapping does not know yet are proposed first, and
    mapping.yaml is written with them; what stands in it is never changed by this.
    """
    from kbctl.engine.tables.columns.source import facts_of, knowledge_of
    from kbctl.engine.tables.load import load
    from kbctl.engine.tables.mapping.errors import faults_of
    from kbctl.engine.tables.mapping.export import write_workbook
    from kbctl.engine.tables.mapping.model import Mapped
    from kbctl.engine.tables.mapping.propose import propose
    from kbctl.engine.tables.mapping.reading import lost
    from kbctl.engine.tables.mapping.writing import save_mapping
    from kbctl.engine.tables.project.mapping import NAME, load_mapping

    standing = load_mapping(project)
    if standing is None and not paths:
        raise Refused(f"{project / NAME}: there is no mapping yet; give tables to propose one from")
    if not xlsx.parent.is_dir():
        raise Refused(f"{xlsx}: no such folder")
    if why := lost(xlsx, standing or Mapped()):
        raise Refused(f"{xlsx}: {why}")
    with open_base() as base:
        vocabulary = load_knowledge(base).vocabulary
        tables = load(paths).tables if paths else ()
        mapped = standing
        if tables:
            mapped = propose(tables, knowledge_of(base, vocabulary), vocabulary, standing)
    assert mapped is not None  # either it stands or it was proposed
    types = {field: facts.type for field, facts in facts_of(vocabulary).items()}
    faults = faults_of(mapped, types, {t.name: [c.header for c in t.columns] for t in tables})
    write_workbook(mapped, faults, xlsx)
    written = save_mapping(mapped, project)
    added = len(mapped.entries) - (len(standing.entries) if standing else 0)
    if format_ == "json":
        print_json(
            {
                "workbook": xlsx.as_posix(),
                "mappings": len(mapped.entries),
                "proposed": added,
                "crosswalk_codes": len(mapped.codes),
                "unmapped": len(mapped.unmapped),
                "errors": [{"id": f.id, "field": f.field, "message": f.message} for f in faults],
            }
        )
        return
    click.echo(
        visible(
            f"{xlsx}: {len(mapped.entries)} mappings ({added} newly proposed), {len(mapped.codes)} codes, "
            f"{len(mapped.unmapped)} unmapped, {len(faults)} errors (sheet Errors)\n"
            + (f"{project / NAME} written\n" if written else "")
            + f"\nTry  kbctl map import {xlsx} --project {project}"
        )
    )


@map.command("import", short_help="Read an edited workbook back.")
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@project_option
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@format_option
def import_(workbook: Path, project: Path, dry_run: bool, format_: str) -> None:
    """Read the workbook that people edited into mapping.yaml, and say what that changes.

    Comments and order of mapping.yaml stay. Nothing is written where any cell cannot be understood.
    """
    from kbctl.engine.tables.mapping.difference import differences
    from kbctl.engine.tables.mapping.model import Mapped
    from kbctl.engine.tables.mapping.reading import read_workbook
    from kbctl.engine.tables.mapping.writing import save_mapping
    from kbctl.engine.tables.project.mapping import NAME, load_mapping

    standing = load_mapping(project) or Mapped()
    mapped = read_workbook(workbook, standing)
    changes = differences(standing, mapped)
    written = not dry_run and save_mapping(mapped, project)
    if format_ == "json":
        print_json({"changes": list(changes), "written": written, "mappings": len(mapped.entries)})
        return
    for line in changes:
        click.echo(visible(f"  {line}"))
    said = "written" if written else "would change" if dry_run and changes else "unchanged"
    click.echo(visible(f"{project / NAME}: {len(changes)} changes, {said}"))
