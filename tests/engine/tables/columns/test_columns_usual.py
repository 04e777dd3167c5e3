"""The usual tables speak of fields that there are."""

from __future__ import annotations

from kbctl.engine.tables.columns.knowledge import Knowledge
from kbctl.engine.tables.columns.normal import bag
from kbctl.engine.tables.columns.usual import usual_tables


def test_fields_exist(known: Knowledge) -> None:
    unknown = {
        (usual.id, field)
        for usual in usual_tables()
        for field in (*usual.fields, *(field for _, field in usual.means))
        if field not in known.facts
    }
    assert unknown == set()


def test_a_bare_header_means_one_thing_in_a_table() -> None:
    for usual in usual_tables():
        told: dict[frozenset[str], str] = {}
        for header, field in usual.means:
            assert told.setdefault(bag(header), field) == field, (usual.id, header)


def test_no_kind_is_there_twice() -> None:
    kinds = [usual.id for usual in usual_tables()]
    assert len(kinds) == len(set(kinds)) > 25
