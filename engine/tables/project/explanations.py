"""explanations.yaml: variances of a reconciliation that somebody has accounted for.

schema: kbctl/explanations/1
explained:
  - {table: inventory.csv, key: 10-4471, field: qty_on_hand, amount: -12, reason: recounted, by: j.ruiz}
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kbctl.ontology.document import Mapping, Scalar, Sequence, read_yaml
from kbctl.ontology.source import InputProblems, Location, Problem, did_you_mean

SCHEMA = "kbctl/explanations/1"
NAME = "explanations.yaml"
KEYS = ("table", "key", "field", "amount", "reason", "by")


@dataclass(frozen=True, slots=True)
class Explanation:
    """`amount`: after minus before, signed, in the measure's own unit."""

    table: str
    key: str
    field: str
    amount: Decimal
    reason: str
    by: str
    at: Location


def load_explanations(folder: Path) -> tuple[Explanation, ...]:
    """Those of a project folder; none where the file is absent. Raises InputProblems."""
    path = folder / NAME
    if not path.exists():
        return ()
    root = read_yaml(path)
    problems: list[Problem] = []
    if not isinstance(root, Mapping):
        raise InputProblems([Problem(root.at, "shape", "a mapping with `schema` and `explained` is needed")])
    for entry in root.entries:
        if entry.key not in ("schema", "explained"):
            near = did_you_mean(entry.key, ("schema", "explained"))
            problems.append(Problem(entry.at, "unknown-key", f"unknown key '{entry.key}'{near}"))
    schema = root.get("schema")
    if not isinstance(schema, Scalar) or schema.value != SCHEMA:
        problems.append(Problem((schema or root).at, "schema", f"`schema: {SCHEMA}` is needed"))
    listed = root.get("explained")
    if not isinstance(listed, Sequence):
        problems.append(Problem((listed or root).at, "shape", "`explained` must be a list"))
        raise InputProblems(problems)
    read = [_explanation(item, problems) for item in listed]
    if problems:
        raise InputProblems(problems)
    return tuple(one for one in read if one is not None)


def _explanation(node: object, problems: list[Problem]) -> Explanation | None:
    if not isinstance(node, Mapping):
        at = getattr(node, "at", Location(NAME))
        problems.append(Problem(at, "shape", f"an explanation is a mapping with {', '.join(KEYS)}"))
        return None
    said: dict[str, str] = {}
    before = len(problems)
    for entry in node.entries:
        if entry.key not in KEYS:
            message = f"unknown key '{entry.key}'{did_you_mean(entry.key, KEYS)}"
            problems.append(Problem(entry.at, "unknown-key", message))
        elif not isinstance(entry.value, Scalar) or entry.value.value is None:
            problems.append(Problem(entry.value.at, "shape", f"`{entry.key}` needs a single value"))
        else:
            said[entry.key] = str(entry.value.value)
    for missing in (key for key in KEYS if node.get(key) is None):
        problems.append(Problem(node.at, "missing-key", f"`{missing}` is missing"))
    try:
        amount = Decimal(said.get("amount", "0"))
        if not amount.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        value = node.get("amount")
        at = value.at if value else node.at
        problems.append(Problem(at, "number", f"`amount` must be a number, not {said['amount']!r}"))
        return None
    if len(problems) > before:
        return None
    return Explanation(said["table"], said["key"], said["field"], amount, said["reason"], said["by"], node.at)
