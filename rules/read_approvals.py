"""`rules/approvers.yaml` and `rules/approvals.lock`: read with places, and the lock file written.

approvers:
  - {name: Jane Doe, roles: [data-migration, configuration], key: ssh-ed25519 AAAA…}
needs:                                    # beside the approval of a rule's owner, which is always needed
  - {kind: metacognitive, role: project-manager}
  - {rules: "credit-*", role: configuration}
signed: true                              # approvals without a valid signature do not count
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from kbctl.ontology.document import Entry, Mapping, Node, Scalar, parse_yaml, read_text
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.approvals import Approval, Approver, Approvers, Need
from kbctl.rules.model import KINDS
from kbctl.rules.reading import Reader

APPROVERS, APPROVALS = "approvers.yaml", "approvals.lock"
SCHEMA = "kbctl/approvals/1"
_HEX = re.compile(r"[0-9a-f]{64}\Z")
HEAD = f"""\
# Who approved which rule, bound to what the rule does and to its tests.
# Written by `kbctl rules approve`; a line for each approval, so that branches merge.
schema: {SCHEMA}
approvals:
"""


def load_approvers(folder: Path, vocabulary: Vocabulary, prefix: str = "rules") -> Approvers:
    """The approvers of a rules folder; nobody where the file is not there. Raises InputProblems."""
    path = folder / APPROVERS
    if not path.exists():
        return Approvers()
    shown = f"{prefix}/{APPROVERS}"
    reader = Reader(vocabulary)
    mapping = reader.mapping(parse_yaml(read_text(path, shown), shown), "the list of approvers")
    keys = reader.keys(mapping.entries, ("approvers", "needs", "signed"), "it") if mapping else {}
    people: dict[str, Approver] = {}
    for node in reader.sequence(keys["approvers"].value, "'approvers'") if "approvers" in keys else ():
        person = _approver(reader, node)
        if person and people.setdefault(person.name, person) is not person:
            reader.report(person.at, "duplicate-key", f"a second approver is named '{person.name}'")
    needs = [
        _need(reader, node)
        for node in (reader.sequence(keys["needs"].value, "'needs'") if "needs" in keys else ())
    ]
    signed = _flag(reader, keys["signed"]) if "signed" in keys else False
    if reader.problems:
        raise InputProblems(reader.problems)
    return Approvers(people, tuple(need for need in needs if need), signed, given=True)


def _approver(reader: Reader, node: Node) -> Approver | None:
    mapping = reader.mapping(node, "an approver")
    keys = reader.keys(mapping.entries, ("name", "roles", "key"), "an approver") if mapping else {}
    if not mapping or not reader.required(keys, ("name", "roles"), mapping.at, "an approver"):
        return None
    name = reader.text(keys["name"].value, "'name'") or ""
    value, known = keys["roles"].value, reader.roles()
    if isinstance(value, Scalar) and value.value == "all":
        roles: tuple[str, ...] = known
    else:
        chosen = [
            reader.choice(item, known, "role", "unknown-role") for item in reader.sequence(value, "'roles'")
        ]
        roles = tuple(sorted({role for role in chosen if role}))
    key = reader.text(keys["key"].value, "'key'") if "key" in keys else None
    return Approver(name.strip(), roles, key.strip() if key else None, mapping.at)


def _need(reader: Reader, node: Node) -> Need | None:
    mapping = reader.mapping(node, "a need")
    keys = reader.keys(mapping.entries, ("kind", "rules", "role"), "a need") if mapping else {}
    if not mapping or not reader.required(keys, ("role",), mapping.at, "a need"):
        return None
    role = reader.choice(keys["role"].value, reader.roles(), "role", "unknown-role")
    kind = reader.choice(keys["kind"].value, KINDS, "kind", "unknown-kind") if "kind" in keys else None
    rules = reader.text(keys["rules"].value, "'rules'") if "rules" in keys else None
    if kind is None and rules is None and not reader.problems:
        reader.report(mapping.at, "missing-key", "a need says which rules it means: 'kind', 'rules' or both")
    return Need(role or "", kind, rules, mapping.at)


def _flag(reader: Reader, entry: Entry) -> bool:
    value = entry.value.value if isinstance(entry.value, Scalar) else None
    if not isinstance(value, bool):
        reader.report(entry.value.at, "wrong-type", f"'{entry.key}' must be true or false")
    return value is True


def load_approvals(folder: Path, vocabulary: Vocabulary, prefix: str = "rules") -> tuple[Approval, ...]:
    """The approvals of a rules folder, in the order of the file. Raises InputProblems."""
    path = folder / APPROVALS
    if not path.exists():
        return ()
    shown = f"{prefix}/{APPROVALS}"
    reader = Reader(vocabulary)
    mapping = reader.mapping(parse_yaml(read_text(path, shown), shown), "the file of approvals")
    keys = reader.keys(mapping.entries, ("schema", "approvals"), "it") if mapping else {}
    if mapping and reader.required(keys, ("schema", "approvals"), mapping.at, "the file of approvals"):
        reader.choice(keys["schema"].value, (SCHEMA,), "schema", "wrong-value")
    value = keys["approvals"].value if "approvals" in keys else None
    nodes = () if value is None or _empty(value) else reader.sequence(value, "'approvals'")
    found = [_approval(reader, node) for node in nodes]
    if reader.problems:
        raise InputProblems(reader.problems)
    return tuple(one for one in found if one)


def _empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _approval(reader: Reader, node: Node) -> Approval | None:
    names = ("rule", "role", "by", "meaning", "tests")
    mapping = reader.mapping(node, "an approval")
    keys = reader.keys(mapping.entries, (*names, "signature"), "an approval") if mapping else {}
    if not isinstance(mapping, Mapping) or not reader.required(keys, names, mapping.at, "an approval"):
        return None
    rule, role, by, meaning, tests = (reader.text(keys[name].value, f"'{name}'") or "" for name in names)
    for name, value in (("meaning", meaning), ("tests", tests)):
        if value and not _HEX.match(value):
            message = f"'{name}' must be a SHA-256 hash in 64 hex digits, but is '{value}'"
            reader.report(keys[name].value.at, "wrong-value", message)
    signature = reader.text(keys["signature"].value, "'signature'") if "signature" in keys else None
    return Approval(rule, role, by, meaning, tests, signature, mapping.at)


def approvals_text(approvals: Iterable[Approval]) -> str:
    """The lock file, sorted by rule, role and person; one approval a line."""
    lines = []
    for one in sorted(approvals, key=lambda one: (one.rule, one.role, one.by)):
        parts = [("rule", one.rule), ("role", one.role), ("by", json.dumps(one.by, ensure_ascii=False))]
        parts += [("meaning", f'"{one.meaning}"'), ("tests", f'"{one.tests}"')]
        parts += [("signature", json.dumps(one.signature))] if one.signature else []
        lines.append("  - {" + ", ".join(f"{name}: {value}" for name, value in parts) + "}\n")
    return HEAD + "".join(lines)
