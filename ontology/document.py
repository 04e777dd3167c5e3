"""YAML files as immutable trees that know where every part stands.

YAML is read as its 1.2 core schema: `no`, `on`, `yes` and dates stay text. Duplicate keys are errors;
anchors, aliases and tags are refused, since a rule must read the same in a diff as it does in the engine.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from kbctl.ontology.source import InputProblems, Location, Problem

#: Larger files are refused before parsing: a hand-edited source is never that large.
MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 60

_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCT_HEX = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SPECIAL = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".nan": math.nan, ".NaN": math.nan, ".NAN": math.nan,
    ".inf": math.inf, "+.inf": math.inf, "-.inf": -math.inf,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as the YAML 1.2 core schema reads it."""

    value: str | int | float | bool | None
    at: Location

    @property
    def what(self) -> str:
        return f"{self.value!r}" if self.value is not None else "nothing"


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    at: Location
    what = "a list"

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    at: Location
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys are text, in the order of the file, each once."""

    entries: tuple[Entry, ...]
    at: Location
    what = "a mapping"

    def get(self, key: str) -> Node | None:
        return next((entry.value for entry in self.entries if entry.key == key), None)

    def keys(self) -> tuple[str, ...]:
        return tuple(entry.key for entry in self.entries)


Node = Scalar | Sequence | Mapping


def plain(node: Node) -> Any:
    """The tree as ordinary dicts, lists and values, without its places."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.value) for entry in node.entries}


def read_text(path: Path, shown: str | None = None, limit: int = MAX_BYTES) -> str:
    """The UTF-8 text of a source file; `shown` is the path that messages name.

    Raises InputProblems where it is missing, a directory, unreadable, too large or not text.
    """
    at = Location(shown or str(path))
    try:
        if path.is_dir():
            raise InputProblems([Problem(at, "not-a-file", "this is a directory; a file is needed")])
        size = path.stat().st_size
        if size > limit:
            message = f"the file has {size / 2**20:,.0f} MB; at most {limit / 2**20:,.0f} MB are read"
            raise InputProblems([Problem(at, "too-large", message)])
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputProblems([Problem(at, "not-found", "no such file")]) from None
    except PermissionError:
        raise InputProblems(
            [Problem(at, "no-permission", "the file may not be read (no permission)")]
        ) from None
    except OSError as error:
        raise InputProblems([Problem(at, "unreadable", f"cannot be read: {error.strerror}")]) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"not UTF-8 text (byte 0x{data[error.start]:02x}); is this a text file?"
        raise InputProblems([Problem(Location(at.path, line, column), "not-text", message)]) from None
    if "\0" in text:
        index = text.index("\0")
        place = Location(at.path, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
        raise InputProblems([Problem(place, "not-text", "a zero byte stands here; is this a text file?")])
    return text


def read_yaml(path: Path, shown: str | None = None) -> Node:
    """Read the one YAML document of a file. Raises InputProblems."""
    return parse_yaml(read_text(path, shown), shown or str(path))


def parse_yaml(text: str, shown: str) -> Node:
    """Read the one YAML document in `text`; `shown` is the path that places and messages name."""
    reader = _Reader(shown)
    try:
        loader = getattr(yaml, "CLoader", yaml.Loader)
        node = reader.document(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Location(shown, mark.line + 1, mark.column + 1) if mark else Location(shown)
        said = " ".join(part for part in (error.context, error.problem) if part)
        if mark and "".join(text.split("\n")[mark.line : mark.line + 1])[mark.column :].startswith("\t"):
            said = "a tab stands here; indent with spaces"
        raise InputProblems([*reader.problems, Problem(at, "yaml", f"not valid YAML: {said}")]) from None
    except yaml.YAMLError as error:
        said = str(getattr(error, "reason", error)).splitlines()[0]
        at = Location(shown, text.count("\n", 0, getattr(error, "position", 0)) + 1)
        raise InputProblems([Problem(at, "yaml", f"not valid YAML: {said}")]) from None
    if reader.problems:
        raise InputProblems(reader.problems)
    if node is None:
        raise InputProblems([Problem(Location(shown), "empty", "the file is empty")])
    return node


class _Reader:
    """Builds the tree from parse events, so that anchors, tags and styles are still visible."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []

    def place(self, event: Any) -> Location:
        return Location(self.shown, event.start_mark.line + 1, event.start_mark.column + 1)

    def refuse(self, event: Any, code: str, message: str) -> None:
        self.problems.append(Problem(self.place(event), code, message))

    def document(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self.refuse(event, "many-documents", "a second document starts here; a file holds one")
                first = next(events)
                node = self.node(first, events, 0)
                root = node if documents == 1 else root
        if isinstance(root, Scalar) and root.value is None:
            return None
        return root

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        at = self.place(event)
        if depth > MAX_DEPTH:
            raise InputProblems([Problem(at, "too-deep", f"nested more than {MAX_DEPTH} levels deep")])
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, "alias", f"alias *{event.anchor}: write the value out")
            return Scalar(None, at)
        if event.anchor:
            self.refuse(event, "anchor", f"anchor &{event.anchor}: write the value out where it is used")
        if event.tag and event.tag != "!":
            self.refuse(event, "tag", f"tag {event.tag}: tags are not allowed")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(plain_value(event.value) if event.implicit[0] else event.value, at)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self.node(event, events, depth + 1))
            return Sequence(tuple(items), at)
        return self.mapping(at, events, depth)

    def mapping(self, at: Location, events: Iterator[Any], depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self.refuse(event, "key", f"a key must be text, not {key.what}")
                continue
            if isinstance(event, yaml.AliasEvent):  # refused above
                continue
            name = str(event.value)
            if name in entries:
                self.refuse(
                    event,
                    "duplicate-key",
                    f"key '{name}' stands twice (first on line {entries[name].at.line})",
                )
                continue
            entries[name] = Entry(name, key.at, value)
        return Mapping(tuple(entries.values()), at)


def plain_value(text: str) -> str | int | float | bool | None:
    """A plain scalar as the YAML 1.2 core schema reads it."""
    if text in _SPECIAL:
        return _SPECIAL[text]
    if _INT.match(text):
        return int(text) if len(text) < 400 else text
    if _OCT_HEX.match(text):
        return int(text, 0) if len(text) < 400 else text
    if _FLOAT.match(text):
        return float(text)
    return text
