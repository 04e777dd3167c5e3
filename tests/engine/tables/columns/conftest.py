"""The shipped column knowledge, and tables made from headers and cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from columns_world import table_of
from kbctl.engine.tables.columns.knowledge import Knowledge
from kbctl.engine.tables.columns.mapping import Mapped, map_table
from kbctl.engine.tables.columns.source import packaged_knowledge
from kbctl.ontology.load import load_vocabulary

Mapping_ = Mapping[str, Mapped]


@pytest.fixture(scope="session")
def known() -> Knowledge:
    return packaged_knowledge(load_vocabulary())


@pytest.fixture
def mapped(known: Knowledge) -> Callable[..., Mapping_]:
    """Header → what it is mapped to."""

    def of(name: str, columns: Mapping[str, Sequence[str]] | Sequence[str]) -> Mapping_:
        return {one.column: one for one in map_table(table_of(name, columns), known)}

    return of
