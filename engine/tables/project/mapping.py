"""mapping.yaml: the reviewed mapping of a project.

schema: kbctl/mapping/1
mappings:
  - id: M-001
    source: {system: QuickBooks, table: customers.csv, field: Customer No, type: code}
    target: {object: Customer, field: customer_code, type: code}
    mandatory: yes
    status: agreed
    notes: {status: "agreed with sales on the call"}
crosswalks:
  - {crosswalk: payment_terms, source: 30 net, target: N30}
unmapped:
  - {table: customers.csv, field: Fax 2, reason: not used any more}
sign_off:
  - {role: data-migration, name: "", date: "", decision: ""}
"""

from __future__ import annotations

from pathlib import Path

from kbctl.engine.tables.mapping.model import STATUSES, Code, Entry, Mapped, SignOff, Unmapped, names
from kbctl.ontology.document import Mapping, Node, Scalar, Sequence, read_yaml
from kbctl.ontology.source import InputProblems, Problem, did_you_mean

SCHEMA = "kbctl/mapping/1"
NAME = "mapping.yaml"
TOP = ("schema", "mappings", "crosswalks", "unmapped", "sign_off")
#: key of an entry → the keys below it, and the fields of Entry they are
NESTED = {
    "source": {name: f"source_{name}" for name in ("system", "table", "field", "type")},
    "target": {name: f"target_{name}" for name in ("object", "field", "type")},
    "example": {"before": "example_before", "after": "example_after"},
}
FLAT = ("id", "mandatory", "transformation", "default", "validation", "owner", "status", "comment")
ENTRY = (*NESTED, *FLAT, "notes")
BOOLEANS = {True: "yes", False: "no"}


def load_mapping(folder: Path) -> Mapped | None:
    """The mapping of a project folder; None where it has none. Raises InputProblems, all of them at once."""
    path = folder / NAME
    return read_mapping(path) if path.exists() else None


def read_mapping(path: Path) -> Mapped:
    root = read_yaml(path)
    problems: list[Problem] = []
    if not isinstance(root, Mapping):
        raise InputProblems([Problem(root.at, "shape", f"a mapping with {', '.join(TOP)} is needed")])
    _known(root, TOP, problems)
    schema = root.get("schema")
    if not isinstance(schema, Scalar) or schema.value != SCHEMA:
        problems.append(Problem((schema or root).at, "schema", f"`schema: {SCHEMA}` is needed"))
    mapped = Mapped(
        tuple(_entries(root, problems)),
        tuple(
            Code(**_texts(n, names(Code), ("crosswalk", "source"), problems))
            for n in _list(root, "crosswalks", problems)
        ),
        tuple(
            Unmapped(**_texts(n, names(Unmapped), ("table", "field"), problems))
            for n in _list(root, "unmapped", problems)
        ),
        tuple(
            SignOff(**_texts(n, names(SignOff), ("role",), problems))
            for n in _list(root, "sign_off", problems)
        ),
    )
    if problems:
        raise InputProblems(problems)
    return mapped


def _entries(root: Mapping, problems: list[Problem]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for node in _list(root, "mappings", problems):
        _known(node, ENTRY, problems)
        said: dict[str, str] = {}
        for entry in node.entries:
            if entry.key in NESTED:
                if not isinstance(entry.value, Mapping):
                    keys = ", ".join(NESTED[entry.key])
                    problems.append(Problem(entry.value.at, "shape", f"`{entry.key}` holds {keys}"))
                    continue
                texts = _texts(entry.value, tuple(NESTED[entry.key]), (), problems)
                said |= {NESTED[entry.key][key]: text for key, text in texts.items()}
            elif entry.key in FLAT:
                said[entry.key] = _text(entry.value, entry.key, problems)
        if not said.get("id"):
            problems.append(Problem(node.at, "missing-key", "`id` is missing"))
            continue
        if said["id"] in found:
            problems.append(Problem(node.at, "duplicate-id", f"`{said['id']}` stands here a second time"))
        if (status := said.get("status")) and status not in STATUSES:
            at = (node.get("status") or node).at
            near = did_you_mean(status, STATUSES) or f" ({', '.join(STATUSES)})"
            problems.append(Problem(at, "status", f"unknown status {status!r}{near}"))
        if said.get("mandatory", "") not in ("", "yes", "no"):
            at = (node.get("mandatory") or node).at
            problems.append(Problem(at, "mandatory", f"`mandatory` is yes or no, not {said['mandatory']!r}"))
        notes = node.get("notes")
        told = _texts(notes, names(Entry), (), problems) if isinstance(notes, Mapping) else {}
        found[said["id"]] = Entry(**said, notes=told)
    return list(found.values())


def _list(root: Mapping, key: str, problems: list[Problem]) -> list[Mapping]:
    node = root.get(key)
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return []
    if not isinstance(node, Sequence):
        problems.append(Problem(node.at, "shape", f"`{key}` must be a list"))
        return []
    found = []
    for item in node:
        if isinstance(item, Mapping):
            found.append(item)
        else:
            problems.append(Problem(item.at, "shape", f"each of `{key}` must be a mapping"))
    return found


def _texts(
    node: Mapping, known: tuple[str, ...], needed: tuple[str, ...], problems: list[Problem]
) -> dict[str, str]:
    _known(node, known, problems)
    said = {e.key: _text(e.value, e.key, problems) for e in node.entries if e.key in known}
    for key in needed:
        if not said.get(key):
            problems.append(Problem(node.at, "missing-key", f"`{key}` is missing"))
            said.setdefault(key, "")
    return said


def _known(node: Mapping, known: tuple[str, ...], problems: list[Problem]) -> None:
    for entry in node.entries:
        if entry.key not in known:
            message = f"unknown key '{entry.key}'{did_you_mean(entry.key, known)}"
            problems.append(Problem(entry.at, "unknown-key", message))


def _text(node: Node, key: str, problems: list[Problem]) -> str:
    """Values are text, whatever YAML takes them for: `mandatory: yes`, `default: 5`."""
    if not isinstance(node, Scalar):
        problems.append(Problem(node.at, "shape", f"`{key}` needs a single value"))
        return ""
    if isinstance(node.value, bool):
        return BOOLEANS[node.value]
    return "" if node.value is None else str(node.value)
