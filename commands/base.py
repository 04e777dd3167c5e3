"""The knowledge base that commands work with: where its sources and its cache are, what opens it."""

from __future__ import annotations

import os
from contextlib import contextmanager

import click
from kbctl.commands.terminal import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from kbctl.engine.inference.engine import Engine
    from kbctl.engine.knowledge import Knowledge
    from kbctl.kg.store import Base


def cache_folder() -> str:
    given = os.environ.get("KBCTL_CACHE")
    if given:
        return given
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "kbctl")


def sources_folder() -> str:
    from kbctl.engine.compile import ROOT

    given = click.get_current_context().find_root().params.get("knowledge")
    return os.path.realpath(given) if given else ROOT


@contextmanager
def places_of_sources() -> Iterator[None]:
    """Places in ontology, rules and cases are told below the folder that --knowledge gives."""
    given = click.get_current_context().find_root().params.get("knowledge")
    try:
        yield
    except Exception as error:
        problems = getattr(error, "problems", ())
        if not given or not problems or not all(hasattr(problem, "at") for problem in problems):
            raise
        from dataclasses import replace

        from kbctl.ontology.source import InputProblems

        raise InputProblems(
            replace(problem, at=replace(problem.at, path=os.path.join(given, problem.at.path)))
            for problem in problems
        ) from None


def open_base() -> Base:
    from kbctl.engine.compile import open_base as open_compiled

    with places_of_sources():
        base = open_compiled(cache_folder(), sources_folder())
    for note in base.notes:
        say(f"note: {note}")
    return base


def load_knowledge(base: Base) -> Knowledge:
    from kbctl.engine.knowledge import load_knowledge as load

    knowledge = load(base)

    def columns() -> object:
        from kbctl.engine.tables.columns.source import knowledge_of

        return knowledge_of(base, knowledge.vocabulary)

    knowledge.vocabulary.memo["kbctl.engine.tables.columns"] = columns
    return knowledge


def engine_of(name: str, knowledge: Knowledge, statuses: Iterable[str]) -> Engine:
    """The engine of that name over the rules that have one of the statuses."""
    rules = [rule for rule in knowledge.rules.values() if rule.status in statuses]
    if name == "durable":
        from kbctl.engine.backends.durable import DurableEngine

        return DurableEngine(knowledge.vocabulary, rules)
    from kbctl.engine.inference.native import NativeEngine

    return NativeEngine(knowledge.vocabulary, rules)


def read_record(path: str) -> dict[str, Any]:
    """A run record from a file, checked to be one."""
    from pathlib import Path

    from kbctl.engine.replay.record_read import read_record as read

    return read(Path(path))
