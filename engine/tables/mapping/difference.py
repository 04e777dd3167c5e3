"""What a reviewed workbook changes in a mapping, a line each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kbctl.engine.tables.mapping.model import Mapped, names


def differences(old: Mapped, new: Mapped) -> tuple[str, ...]:
    found = list(_keyed("", {e.id: e for e in old.entries}, {e.id: e for e in new.entries}))
    for what, keys, left, right in (
        ("crosswalk", ("crosswalk", "source"), old.codes, new.codes),
        ("unmapped", ("table", "field"), old.unmapped, new.unmapped),
        ("sign-off", ("role", "name"), old.sign_off, new.sign_off),
    ):
        before, after = (
            {" ".join(getattr(one, key) for key in keys): one for one in side} for side in (left, right)
        )
        found += _keyed(f"{what} ", before, after)
    return tuple(found)


def _keyed(what: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for key in old:
        if key not in new:
            yield f"{what}{key}: taken out"
    for key, value in new.items():
        if key not in old:
            yield f"{what}{key}: new"
            continue
        for name in names(type(value)):
            before, after = getattr(old[key], name), getattr(value, name)
            if before != after:
                yield f"{what}{key} {name.replace('_', ' ')}: {before!r} → {after!r}"
        if getattr(old[key], "notes", None) != getattr(value, "notes", None):
            yield f"{what}{key}: notes changed"
