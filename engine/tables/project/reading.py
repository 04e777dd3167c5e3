"""Reading and writing the files of a project: entries with their places, all problems at once, whole or not
at all."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kbctl.ontology import document
from kbctl.ontology.source import InputProblems, Problem, did_you_mean

LIMIT = 64 << 20  # bytes of a project file: decisions on some hundred thousand pairs of duplicates


class Entries:
    """A file `{schema, NAME: [entries]}`; what is wrong with it is collected, and raised by `done`."""

    def __init__(self, path: Path, schema: str, name: str) -> None:
        self.problems: list[Problem] = []
        self.entries: tuple[document.Node, ...] = ()
        if not path.exists():
            return
        text = document.read_text(path, path.as_posix(), LIMIT)
        root = document.parse_yaml(text, path.as_posix())
        told = self.mapping(root, ("schema", name), ("schema", name))
        if told is None:
            return
        if "schema" in told and self.text(told["schema"]) not in (schema, ""):
            self.refuse(told["schema"], f"schema must be {schema}")
        listed = told.get(name)
        if isinstance(listed, document.Sequence):
            self.entries = listed.items
        elif listed is not None and not (isinstance(listed, document.Scalar) and listed.value is None):
            self.refuse(listed, f"'{name}' must be a list, not {listed.what}")

    def __iter__(self) -> Iterator[document.Node]:
        return iter(self.entries)

    def refuse(self, node: document.Node, message: str) -> None:
        self.problems.append(Problem(node.at, "project-file", message))

    def done(self) -> None:
        if self.problems:
            raise InputProblems(self.problems)

    def mapping(
        self, node: document.Node, known: tuple[str, ...], required: tuple[str, ...] = ()
    ) -> dict[str, document.Node] | None:
        """Key → node of those that are known; what is missing and what is unknown are problems."""
        if not isinstance(node, document.Mapping):
            self.refuse(node, f"a mapping is needed here, not {node.what}")
            return None
        for entry in node.entries:
            if entry.key not in known:
                hint = did_you_mean(entry.key, known) or f"; one of {', '.join(known)}"
                self.problems.append(Problem(entry.at, "unknown-key", f"unknown key '{entry.key}'{hint}"))
        missing = [key for key in required if node.get(key) is None]
        if missing:
            self.refuse(node, f"'{missing[0]}' is missing")
        return {entry.key: entry.value for entry in node.entries if entry.key in known}

    def text(self, node: document.Node | None) -> str:
        """A single value as text; codes such as 0815 must be quoted, numbers are taken as they read."""
        if node is None:
            return ""
        if not isinstance(node, document.Scalar) or isinstance(node.value, bool):
            self.refuse(node, f"a text is needed here, not {node.what}")
            return ""
        return "" if node.value is None else str(node.value)

    def texts(self, node: document.Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        if not isinstance(node, document.Sequence):
            self.refuse(node, f"a list is needed here, not {node.what}")
            return ()
        return tuple(self.text(item) for item in node.items)

    def date(self, node: document.Node | None) -> str:
        """A date as ISO 8601, or an empty text where it is none."""
        told = self.text(node)
        if node is not None and told and not is_date(told):
            self.refuse(node, f"a date (YYYY-MM-DD) is needed here, not '{told}'")
            return ""
        return told


def is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def write_yaml(path: Path, head: str, value: Mapping[str, Any]) -> None:
    """Write under a temporary name, then rename. `head`: what the file is, as comment lines."""
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    replace_file(path, (comment + yaml_text(value)).encode("utf-8"))


def replace_file(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old or the new one, never half of it."""
    real = Path(os.path.realpath(path))  # what a link points to is replaced, not the link
    real.parent.mkdir(parents=True, exist_ok=True)
    temporary = real.with_name(f"{real.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, real)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def yaml_text(value: Mapping[str, Any]) -> str:
    """YAML that reads back as it was: a text that YAML 1.2 would take for something else is quoted."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    def said(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        plain = isinstance(document.plain_value(text), str)
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')

    Dumper.add_representer(str, said)
    return str(yaml.dump(value, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110))
