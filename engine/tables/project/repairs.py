"""repairs.yaml: the changes of a repair, kept by record, so that the next extract gets them again."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.project.kept import Again, Keyed, keyed
from kbctl.engine.tables.project.reapply import reapplied
from kbctl.engine.tables.repair.change import Change
from kbctl.engine.tables.repair.run import Repaired
from kbctl.engine.tables.repair.verify import Place
from kbctl.ontology.document import Mapping as Node_
from kbctl.ontology.document import Scalar, parse_yaml, plain, read_text
from kbctl.ontology.document import Sequence as List_
from kbctl.ontology.source import InputProblems, Problem

FILE, SCHEMA = "repairs.yaml", "kbctl/project-repairs/1"
LIMIT = 256 << 20  # bytes: some hundred thousand changes
FIELDS = (
    "table", "key", "record", "copies", "column", "before", "after", "kind", "remedy", "rule",
    "confidence", "reason", "group", "values",
)  # fmt: skip


def kept_again(folder: Path, book: Book, spared: Mapping[Place, str] = MappingProxyType({})) -> Again:
    """What the project keeps, made on these tables but for the places that are spared, with the reason.
    Raises InputProblems where the file cannot be read."""
    kept = read(folder)
    return reapplied(book, kept, spared) if kept else Again(book)


def save(folder: Path, repaired: Repaired, again: Again) -> None:
    """Keep the changes of a repair in the place of those kept before; stale ones stay for the next
    extract."""
    entries = keyed(repaired.before, repaired.changes)
    known = {_place_of(one) for one in entries}
    stale = [one.change for one in again.stale if _place_of(one.change) not in known]
    _write(folder, [*entries, *stale])


def _place_of(one: Keyed) -> tuple[str, ...]:
    return (one.table, one.key, one.record, one.column, one.kind)


def forget(folder: Path, changes: Iterable[Change]) -> None:
    """Drop changes that were taken back."""
    taken = {(c.table, c.key, c.column, c.before, c.after, c.kind) for c in changes}
    kept = read(folder)
    _write(
        folder,
        [o for o in kept if (o.table, o.key, o.column, o.before, o.after, o.kind) not in taken],
    )


def read(folder: Path) -> list[Keyed]:
    """The kept changes; none where the folder has no such file. Raises InputProblems."""
    path = folder / FILE
    if not path.exists():
        return []
    shown = path.as_posix()
    root = parse_yaml(read_text(path, shown, LIMIT), shown)
    problems: list[Problem] = []
    schema = root.get("schema") if isinstance(root, Node_) else None
    listed = root.get("repairs") if isinstance(root, Node_) else None
    if not isinstance(schema, Scalar) or schema.value != SCHEMA:
        problems.append(Problem((schema or root).at, "project-file", f"`schema: {SCHEMA}` is needed"))
    if not isinstance(listed, List_):
        problems.append(Problem((listed or root).at, "project-file", "`repairs:` with a list is needed"))
        raise InputProblems(problems)
    found = []
    for item in listed:
        said = plain(item)
        if one := _entry(said):
            found.append(one)
        else:
            problems.append(Problem(item.at, "project-file", f"an entry has {', '.join(FIELDS[:8])}"))
    if problems:
        raise InputProblems(problems)
    return found


def _entry(said: Any) -> Keyed | None:
    if not isinstance(said, dict) or not set(said) <= set(FIELDS):
        return None
    if said.get("kind") not in ("cell", "row-removed", "row-added", "rekeyed"):
        return None
    texts = {name: said.get(name, "") for name in FIELDS if name not in ("copies", "confidence", "values")}
    values = said.get("values", [])
    if not all(isinstance(text, str) for text in texts.values()) or not texts["table"]:
        return None
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in values):
        return None
    return Keyed(
        **texts,
        copies=int(said.get("copies", 1)),
        confidence=float(said.get("confidence", 1.0)),
        values=tuple((str(a), str(b)) for a, b in values),
    )


def _write(folder: Path, entries: Sequence[Keyed]) -> None:
    lines = ["# Repairs kept by record; kbctl repair --project takes them again on the next extract."]
    lines += [f"schema: {SCHEMA}", "repairs:" + ("" if entries else " []")]
    lines += ["- " + _flow(one) for one in entries]
    path = folder / FILE
    temporary = path.with_name(f"{FILE}.{os.getpid()}.tmp")
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.replace(temporary, path)


#: Signs that JSON writes as they are and YAML does not take.
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _flow(one: Keyed) -> str:
    """One line of YAML: JSON is YAML."""
    told = {name: getattr(one, name) for name in FIELDS if getattr(one, name) not in ("", (), None)}
    if one.copies == 1:
        told.pop("copies")
    if one.values:
        told["values"] = [list(pair) for pair in one.values]
    text = json.dumps(told, ensure_ascii=False)
    return UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
