"""Mapping → mapping.yaml. What people wrote around the values stays: comments, order, quotes.

The file is changed where the mapping differs from what it says, and not written at all where it does not.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kbctl.engine.tables.mapping.model import Code, Entry, Mapped, SignOff, Unmapped, names
from kbctl.engine.tables.project.mapping import FLAT, NAME, NESTED, SCHEMA, load_mapping

HEAD = f"# The mapping of this project: edit it here, or in a workbook and import that.\nschema: {SCHEMA}\n"


def save_mapping(mapped: Mapped, folder: Path) -> bool:
    """Whether anything was written. Raises InputProblems where the file that is there cannot be read."""
    path = folder / NAME
    old = load_mapping(folder)
    if old == mapped:
        return False
    yaml = _yaml()
    tree = yaml.load(path.read_text(encoding="utf-8")) if old is not None else yaml.load(HEAD)
    _merge(tree, "mappings", mapped.entries, (old or Mapped()).entries, _entry, lambda e: e.id)
    _merge(
        tree, "crosswalks", mapped.codes, (old or Mapped()).codes, _flat, lambda c: (c.crosswalk, c.source)
    )
    _merge(tree, "unmapped", mapped.unmapped, (old or Mapped()).unmapped, _flat, lambda u: (u.table, u.field))
    _merge(tree, "sign_off", mapped.sign_off, (old or Mapped()).sign_off, _flat, lambda s: (s.role, s.name))
    out = io.StringIO()
    yaml.dump(tree, out)
    folder.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{NAME}.{os.getpid()}.tmp")
    try:
        temporary.write_text(out.getvalue(), encoding="utf-8", newline="\n")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _yaml() -> Any:
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 1 << 20
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _merge(
    tree: Any,
    key: str,
    new: Sequence[Any],
    old: Sequence[Any],
    node: Callable[[Any], Mapping[str, Any]],
    identity: Callable[[Any], object],
) -> None:
    """Nodes of what is unchanged are kept as they are; of what is changed only the values are replaced."""
    if list(new) == list(old):
        return
    standing = {identity(value): (value, here) for value, here in zip(old, tree.get(key) or [], strict=True)}
    nodes = []
    for value in new:
        was, here = standing.get(identity(value), (None, None))
        if here is None:
            nodes.append(_commented(node(value)))
            continue
        if was != value:
            _update(here, node(value))
        nodes.append(here)
    listed = tree.get(key)
    if listed is None:
        from ruamel.yaml.comments import CommentedSeq

        tree[key] = CommentedSeq(nodes)
    else:
        # in place, so that comments which hang on the list stay with it
        if len(nodes) < len(listed):
            del listed[len(nodes) :]
        for place, one in enumerate(nodes):
            if place < len(listed):
                listed[place] = one
            else:
                listed.append(one)


def _update(here: Any, wanted: Mapping[str, Any]) -> None:
    for key in [key for key in here if key not in wanted]:
        del here[key]
    for key, value in wanted.items():
        if isinstance(value, Mapping) and isinstance(here.get(key), Mapping):
            _update(here[key], value)
        elif _said(here.get(key)) != value or key not in here:
            here[key] = _commented(value)


def _said(value: Any) -> Any:
    """A value that stands in the file, as text: `yes` and `5` say `yes` and `5`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, Mapping) else "" if value is None else str(value)


def _commented(value: Any) -> Any:
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if not isinstance(value, Mapping):
        plain = str(value)
        return DoubleQuotedScalarString(plain) if _needs_quotes(plain) else plain
    made = CommentedMap((key, _commented(inner)) for key, inner in value.items())
    if not any(isinstance(inner, Mapping) for inner in value.values()):
        made.fa.set_flow_style()
    return made


def _needs_quotes(text: str) -> bool:
    """Numbers, booleans and dates are quoted, so that every reader takes them for the text they are."""
    bare = text.strip()
    return (
        text != bare
        or bare[:1] in "0123456789+-.="
        or bare.casefold() in ("true", "false", "null", "~", "on", "off")
    )


def _entry(entry: Entry) -> Mapping[str, Any]:
    said: dict[str, Any] = {"id": entry.id}
    for key, parts in NESTED.items():
        if inner := {name: text for name, field in parts.items() if (text := getattr(entry, field))}:
            said[key] = inner
    said |= {name: text for name in FLAT[1:] if (text := getattr(entry, name))}
    if entry.notes:
        said["notes"] = dict(entry.notes)
    return said


def _flat(value: Code | Unmapped | SignOff) -> Mapping[str, Any]:
    return {name: text for name in names(type(value)) if (text := getattr(value, name))}


def as_plain(values: Iterable[Any]) -> list[Mapping[str, Any]]:
    return [_entry(value) if isinstance(value, Entry) else _flat(value) for value in values]
