"""The commands of `kbctl graph` that read the Turtle modules themselves: export, diff, why-class."""

from __future__ import annotations

import click
from kbctl.commands.base import open_base, places_of_sources, sources_folder
from kbctl.commands.terminal import (
    NamedPath,
    Refused,
    answer_is_no,
    coloured,
    format_option,
    print_json,
    said_by_user,
    say,
    width,
    write_file,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kbctl.kg.graph.knowledge import Knowledge
    from kbctl.ontology.mappings import MappingSet
    from kbctl.ontology.vocab import Term

FORMATS = ("ttl", "owl", "jsonld", "graphml", "cytoscape")
ALSO = ("rules", "cases", "mappings")


def knowledge() -> Knowledge:
    from kbctl.kg.graph.knowledge import read_knowledge

    with open_base() as base:
        return read_knowledge(base)


def term_of(known: Knowledge, said: str) -> Term:
    from kbctl.kg.graph.names import UnknownTerm, find_term

    try:
        return find_term(known, said_by_user(said))
    except UnknownTerm as error:
        raise Refused(str(error)) from None


def modules() -> dict[str, str]:
    """The texts of the Turtle modules by the path that messages show."""
    from pathlib import Path

    from kbctl.ontology.load import read_sources

    with places_of_sources():
        return read_sources(Path(sources_folder()) / "ontology")


def mappings() -> MappingSet:
    """The mappings to other vocabularies; none where the sources have no table of them."""
    from pathlib import Path

    from kbctl.ontology.document import read_text
    from kbctl.ontology.mappings import EMPTY, SHOWN, read_mappings

    with places_of_sources():
        file = Path(sources_folder()) / SHOWN
        return read_mappings(read_text(file, SHOWN)) if file.is_file() else EMPTY


@click.command(short_help="The graph as a file for other tools.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="ttl",
    show_default=True,
    help="Turtle, OWL in RDF/XML, JSON-LD; or terms and relations as a network.",
)
@click.option("--with", "also", multiple=True, metavar="rules,cases,mappings", help="Put these in as well.")
@click.option("--output", "-o", type=NamedPath(dir_okay=False), help="File to write; without it, stdout.")
def export(format_: str, also: tuple[str, ...], output: str | None) -> None:  # fmt: skip
    """The whole graph as one file: the ontology as OWL, or terms and relations as a network.

    The same sources give the same bytes. How many triples, or nodes and edges, is said on stderr.
    """
    from kbctl.ontology.mappings import EMPTY
    from kbctl.ontology.source import did_you_mean

    wanted = tuple(name.strip() for one in also for name in one.split(","))
    for name in wanted:
        if name not in ALSO:
            raise Refused(
                f"--with: '{name}' is not known{did_you_mean(name, ALSO) or '; rules, cases or mappings'}"
            )
    known = knowledge()
    linked = mappings() if "mappings" in wanted else EMPTY
    if format_ in ("graphml", "cytoscape"):
        from kbctl.kg.graph.export_network import network, written

        net = network(known, wanted, linked.rows)
        text = written(net, "graphml" if format_ == "graphml" else "cytoscape")
        count = f"{len(net.nodes)} nodes, {len(net.edges)} edges"
    else:
        from kbctl.kg.graph.export_rdf import rdf_graph, serialised

        triples = rdf_graph(modules(), known, wanted, linked)
        text = serialised(triples, "ttl" if format_ == "ttl" else "owl" if format_ == "owl" else "jsonld")
        count = f"{len(triples)} triples"
    if output:
        write_file(output, text)
    else:
        click.echo(text.encode("utf-8"), nl=False)  # a file, whatever the terminal can show
    say(count + (f" in {output}" if output else ""))


@click.command(short_help="What changed between two revisions.")
@click.argument("rev1")
@click.argument("rev2", required=False)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How to print.",
)
def diff(rev1: str, rev2: str | None, format_: str) -> None:  # fmt: skip
    """What changed in the ontology between two git revisions: axioms in words, and what follows from them.

    Without REV2, REV1 is compared with the files as they are. Comments, order and line breaks are no change.
    """
    from pathlib import Path

    from kbctl.kg.graph.diff import diff as compare
    from kbctl.kg.graph.revisions import WORKING_TREE, RevisionError, at_revision

    root = Path(sources_folder())
    try:
        before = at_revision(root, rev1)
        if rev2 is not None:
            after = at_revision(root, rev2)
        else:
            with places_of_sources():
                after = at_revision(root, None)
    except RevisionError as error:
        raise Refused(str(error)) from None
    found = compare(before, after)
    names = (rev1, rev2 or WORKING_TREE)
    if format_ == "json":
        print_json({"from": names[0], "to": names[1], **found})
        return
    from kbctl.kg.graph.diff_text import render_diff, render_markdown

    if format_ == "markdown":
        click.echo(render_markdown(found, *names))
    else:
        click.echo(render_diff(found, *names, width(), coloured()))


@click.command("why-class", short_help="Why a term is below a class.")
@click.argument("term")
@click.argument("class_", metavar="[CLASS]", required=False)
@format_option
def why_class(term: str, class_: str | None, format_: str) -> None:
    """Why a term is below a class: told or inferred, with the axioms and where they stand.

    Without CLASS, every class above the term. Ends with 1 where the term is not below the class.
    """
    from kbctl.kg.graph.snapshot import snapshot
    from kbctl.kg.graph.why_class import render_why_class
    from kbctl.kg.graph.why_class import why_class as explain

    known = knowledge()
    one = term_of(known, term).id
    above = term_of(known, class_).id if class_ else None
    said = explain(snapshot(modules()), one, above)
    if format_ == "json":
        print_json(said)
    else:
        click.echo(render_why_class(said, width(), coloured()))
    if any(found["how"] == "not" for found in said["classes"]):
        answer_is_no()
