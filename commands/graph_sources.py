"""The commands of `kbctl graph` that read the Turtle modules themselves: export, diff, why-class."""

from __future__ import annotations

import click
from kbctl.commands.base import open_base, places_of_sources, sources_folder
from kbctl.commands.terminal import Refused, say, write_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kbctl.kg.graph.knowledge import Knowledge

FORMATS = ("ttl", "owl", "jsonld", "graphml", "cytoscape")
ALSO = ("rules", "cases")


def knowledge() -> Knowledge:
    from kbctl.kg.graph.knowledge import read_knowledge

    with open_base() as base:
        return read_knowledge(base)


def modules() -> dict[str, str]:
    """The texts of the Turtle modules by the path that messages show."""
    from pathlib import Path

    from kbctl.ontology.load import read_sources

    with places_of_sources():
        return read_sources(Path(sources_folder()) / "ontology")


@click.command(short_help="The graph as a file for other tools.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="ttl",
    show_default=True,
    help="Turtle, OWL in RDF/XML, JSON-LD; or terms and relations as a network.",
)
@click.option("--with", "also", multiple=True, metavar="rules,cases", help="Put in rules or cases as well.")
@click.option("--output", "-o", type=click.Path(dir_okay=False), help="File to write; without it, stdout.")
def export(format_: str, also: tuple[str, ...], output: str | None) -> None:  # fmt: skip
    """The whole graph as one file: the ontology as OWL, or terms and relations as a network.

    The same sources give the same bytes. How many triples, or nodes and edges, is said on stderr.
    """
    from kbctl.ontology.source import did_you_mean

    wanted = tuple(name.strip() for one in also for name in one.split(","))
    for name in wanted:
        if name not in ALSO:
            raise Refused(f"--with: '{name}' is not known{did_you_mean(name, ALSO) or '; rules or cases'}")
    known = knowledge()
    if format_ in ("graphml", "cytoscape"):
        from kbctl.kg.graph.export_network import network, written

        net = network(known, wanted)
        text = written(net, "graphml" if format_ == "graphml" else "cytoscape")
        count = f"{len(net.nodes)} nodes, {len(net.edges)} edges"
    else:
        from kbctl.kg.graph.export_rdf import rdf_graph, serialised

        triples = rdf_graph(modules(), known, wanted)
        text = serialised(triples, "ttl" if format_ == "ttl" else "owl" if format_ == "owl" else "jsonld")
        count = f"{len(triples)} triples"
    if output:
        write_file(output, text)
    else:
        click.echo(text, nl=False)
    say(count + (f" in {output}" if output else ""))
