"""Finds what the modules of a package register, so that a new module needs no list to be edited."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from typing import Any


def registered(package: str, attribute: str) -> Mapping[str, Any]:
    """All entries of the mapping `attribute` of each module in the package, sorted by key.

    Raises ValueError where two modules register the same key.
    """
    found: dict[str, tuple[str, Any]] = {}
    paths = import_module(package).__path__
    for module in sorted(pkgutil.iter_modules(paths), key=lambda module: module.name):
        entries = getattr(import_module(f"{package}.{module.name}"), attribute, {})
        for key, entry in entries.items():
            if key in found:
                raise ValueError(f"{key} is registered by {found[key][0]} and by {module.name}")
            found[key] = (module.name, entry)
    return {key: found[key][1] for key in sorted(found)}
