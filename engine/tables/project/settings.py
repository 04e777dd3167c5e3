"""settings.yaml: what the project knows beside its tables, for remedies that need it. All of it optional.

schema: kbctl/settings/1
precedence: [erp/customers.csv, shop/customers.csv]     # tables, most trusted first
base_currency: USD
rates: {EUR: 1.08}                                      # value of one unit in the base currency
defaults: {payment_terms: NET30}                        # field → value agreed for blanks
vocabulary: {payment_terms: {30 net: NET30}}            # field → text as found → agreed text
today: 2026-01-31                                       # date of the extract
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from kbctl.engine.tables.project.duplicates import clusters_of, read_decisions
from kbctl.engine.tables.remedies.operator import Settings
from kbctl.ontology.document import Entry, Mapping, Node, Scalar, Sequence, read_yaml
from kbctl.ontology.source import InputProblems, Problem, did_you_mean

FILE, SCHEMA = "settings.yaml", "kbctl/settings/1"


def settings_of(folder: Path) -> Settings:
    """The settings of a project folder, with what reviewers decided on duplicates in its own file; empty ones
    where it has neither. Raises InputProblems."""
    decisions = read_decisions(folder)
    reviewed: dict[str, Any] = {
        "clusters": clusters_of(decisions),
        "survivors": {
            (one.table, key): (one.survivor, one.fields)
            for one in decisions
            for key in one.same
            if one.survivor or one.fields
        },
    }
    path = folder / FILE
    if not path.exists():
        return Settings(**reviewed)
    root = read_yaml(path)
    if not isinstance(root, Mapping):
        raise InputProblems(
            [Problem(root.at, "project-file", f"a mapping with {', '.join(READERS)} is needed")]
        )
    problems: list[Problem] = []
    schema = root.get("schema")
    if not isinstance(schema, Scalar) or schema.value != SCHEMA:
        problems.append(Problem((schema or root).at, "project-file", f"`schema: {SCHEMA}` is needed"))
    read: dict[str, Any] = {}
    for entry in root.entries:
        if entry.key == "schema":
            continue
        reader = READERS.get(entry.key)
        if reader is None:
            hint = did_you_mean(entry.key, tuple(READERS)) or f"; one of {', '.join(READERS)}"
            problems.append(Problem(entry.at, "unknown-key", f"unknown key '{entry.key}'{hint}"))
            continue
        try:
            read[entry.key] = reader(entry.value)
        except _Wrong as wrong:
            problems.append(Problem(wrong.node.at, "project-file", str(wrong)))
    if problems:
        raise InputProblems(problems)
    return Settings(**read, **reviewed)


class _Wrong(ValueError):
    def __init__(self, node: Node, message: str) -> None:
        super().__init__(message)
        self.node = node


def _text(node: Node) -> str:
    if not isinstance(node, Scalar) or node.value is None or isinstance(node.value, bool):
        raise _Wrong(node, f"a text is needed here, not {node.what}")
    return str(node.value)


def _texts(node: Node) -> tuple[str, ...]:
    if not isinstance(node, Sequence):
        raise _Wrong(node, f"a list is needed here, not {node.what}")
    return tuple(_text(item) for item in node)


def _entries(node: Node) -> tuple[Entry, ...]:
    if not isinstance(node, Mapping):
        raise _Wrong(node, f"a mapping is needed here, not {node.what}")
    return node.entries


def _rate(node: Node) -> float:
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e12:
        raise _Wrong(node, f"a rate above 0 is needed here, not {node.what}")
    return float(value)


def _day(node: Node) -> str:
    text = _text(node)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _Wrong(node, f"a date (YYYY-MM-DD) is needed here, not {node.what}") from None


def _by_key(value: Callable[[Node], Any]) -> Callable[[Node], dict[str, Any]]:
    return lambda node: {entry.key: value(entry.value) for entry in _entries(node)}


READERS: dict[str, Callable[[Node], Any]] = {
    "precedence": _texts,
    "base_currency": _text,
    "rates": _by_key(_rate),
    "defaults": _by_key(_text),
    "vocabulary": _by_key(_by_key(_text)),
    "today": _day,
}
