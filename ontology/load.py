"""Reads the Turtle modules: text -> graph and places -> checked terms, frames and hierarchy -> Vocabulary.

Every problem of every module is collected and raised at once. A module that does not parse still tells which
terms it defines, so that one missing dot does not make every other module wrong.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from kbctl.ontology.axioms import read_axioms
from kbctl.ontology.document import read_text
from kbctl.ontology.modules import Module, Ontology, Places
from kbctl.ontology.source import InputProblems, Location, Problem
from kbctl.ontology.turtle import unreadable, uses
from kbctl.ontology.vocab import Vocabulary

if TYPE_CHECKING:
    from rdflib import Graph


def load_vocabulary(folder: Path | None = None) -> Vocabulary:
    """The vocabulary of the modules in a folder, by default those of the package. Raises InputProblems."""
    return vocabulary(read_sources(folder))


def read_sources(folder: Path | None = None) -> dict[str, str]:
    """Shown path -> text of every module, sorted. These are what the compiled base is keyed by."""
    if folder is not None:
        if not folder.is_dir():
            raise InputProblems([Problem(Location(str(folder)), "not-found", "no such folder")])
        found: list[Traversable] = list(folder.glob("*.ttl"))
    else:
        found = [file for file in files("kbctl.ontology").iterdir() if file.name.endswith(".ttl")]
    sources: dict[str, str] = {}
    problems: list[Problem] = []
    for file in sorted(found, key=lambda file: file.name):
        shown = f"ontology/{file.name}"
        try:
            sources[shown] = read_text(Path(str(file)), shown)
        except InputProblems as error:
            problems += error.problems
    if problems:
        raise InputProblems(problems)
    if not sources:
        where = str(folder) if folder else "ontology"
        raise InputProblems([Problem(Location(where), "empty", "no Turtle module (*.ttl) stands here")])
    return sources


def vocabulary(sources: Mapping[str, str]) -> Vocabulary:
    """The vocabulary of modules given as texts by shown path. Raises InputProblems."""
    from kbctl.ontology.check import check_terms
    from kbctl.ontology.frames import read_frames
    from kbctl.ontology.hierarchy import classify
    from kbctl.ontology.terms import read_terms, term_ids

    ontology = read_ontology(sources)
    axioms = ontology.axioms
    hierarchy = classify(term_ids(ontology), axioms)
    terms = read_terms(ontology, hierarchy)
    frames, wrong = read_frames(ontology, terms)
    problems = [*axioms.problems, *hierarchy.problems, *wrong, *check_terms(ontology, terms, hierarchy)]
    if problems:
        raise InputProblems(problems)
    return Vocabulary(terms, frames, hierarchy.ancestors, hierarchy.reasons)


def read_ontology(sources: Mapping[str, str]) -> Ontology:
    """Parse the modules. Raises InputProblems where one does not parse or names something unknown."""
    from kbctl.ontology.check import check_uses
    from rdflib import Graph

    modules = tuple(Module(shown, text, tuple(uses(text, shown))) for shown, text in sorted(sources.items()))
    graph = Graph(bind_namespaces="none")
    problems: list[Problem] = []
    broken: list[str] = []
    for module in modules:
        problem = _parse(module, graph)
        if problem:
            problems.append(problem)
            broken.append(module.shown)
    if not any(unreadable(module.text, module.shown) for module in modules if module.shown in broken):
        problems += check_uses(modules, broken)  # else nobody knows what the unread rest of a module defines
    if problems:
        raise InputProblems(problems)
    places = Places(modules)
    return Ontology(modules, graph, places, read_axioms(graph, places))


def _parse(module: Module, graph: Graph) -> Problem | None:
    from rdflib.plugins.parsers.notation3 import BadSyntax

    try:
        with _quiet():
            graph.parse(data=module.text, format="turtle", publicID="https://w3id.org/kbctl")
    except BadSyntax as error:
        if "unterminated" in getattr(error, "_why", ""):
            return _unplaced_problem(module)
        return _syntax_problem(module, error)
    except Exception:
        # Some broken texts make rdflib fail without a place: a text that is never closed, a cut-off file.
        return _unplaced_problem(module)
    return None


def _syntax_problem(module: Module, error: Exception) -> Problem:
    why = getattr(error, "_why", "") or "syntax error"
    index = min(getattr(error, "_i", 0), len(module.text))
    # rdflib points at the blank before what it does not expect, and behind the line of an open text.
    if "newline found" in why:
        index = len(module.text[:index].rstrip()) - 1
    while index < len(module.text) and module.text[index].isspace():
        index += 1
    line = module.text.count("\n", 0, index) + 1
    column = index - (module.text.rfind("\n", 0, index) + 1) + 1
    what = module.text[index : index + 24].split("\n")[0].strip()
    near = f" at '{what}'" if what else " at the end of the file"
    return Problem(Location(module.shown, line, column), "turtle", f"not valid Turtle: {why}{near}")


def _unplaced_problem(module: Module) -> Problem:
    found = unreadable(module.text, module.shown)
    if found:
        sign, at = found
        what = "this text is never closed" if sign in "\"'" else f"unexpected '{sign}'"
        return Problem(at, "turtle", f"not valid Turtle: {what}")
    lines = module.text.split("\n")
    at = Location(module.shown, len(lines), len(lines[-1]) + 1)
    return Problem(at, "turtle", "not valid Turtle: the file ends in the middle of a statement")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """rdflib logs warnings about literals to stderr; `check` reports them with their place."""
    import logging

    logger = logging.getLogger("rdflib.term")
    level, logger.level = logger.level, logging.CRITICAL
    try:
        yield
    finally:
        logger.level = level
