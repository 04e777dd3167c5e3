"""The schema of a file that holds a decision table.

Cells and the actions that take them depend on the table's own columns, which a JSON Schema cannot follow:
`kbctl rules lint` says what is wrong there.
"""

from __future__ import annotations

from kbctl.rules.schema.parts import tests
from kbctl.rules.schema.values import Schema, closed, ref
from kbctl.rules.tables import HITS, OWN, REQUIRED

HIT_TOLD = ("rows must not overlap", "the highest row that holds speaks", "every row that holds speaks")


def table_file(common: Schema, ident: Schema) -> Schema:
    """The file; `common` are the properties that it shares with rule files."""
    kept = ("kind", "title", "status", "owner", "because", "overrides", "evidence", "replaced_by")
    own = {name: common[name] for name in OWN}
    name = {"type": "string", "minLength": 1}
    row = {"type": "object", "required": ["name"], "properties": {"name": ident, **own}}
    properties: Schema = {
        "table": {**ident, "description": "the id; the file is named after it"},
        **{name: common[name] for name in kept},
        "hit": {"enum": list(HITS), "enumDescriptions": list(HIT_TOLD), "description": "which rows speak"},
        "complete": {
            "type": "boolean",
            "description": "a row must speak for every combination of known values",
        },
        "when": {
            "type": "array",
            "items": {"type": "object"},
            "description": "clauses that stand in every row",
        },
        "conditions": {
            "type": "object",
            "additionalProperties": ref("slot-of-variable"),
            "description": "column: the slot of a fact of 'when', as in rate: $c.rate",
        },
        "outputs": {"type": "array", "items": name, "description": "columns that the actions take"},
        "then": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object"},
            "description": "the actions; =name is the row's cell of an output",
        },
        "rows": {
            "type": "array",
            "items": row,
            "description": "the rules; a cell left out admits everything",
        },
        "tests": _tests(),
    }
    return closed(properties, list(REQUIRED))


def _tests() -> Schema:
    found = tests()
    by_row = {"type": "object", "additionalProperties": {"type": "array", "items": ref("expected")}}
    nothing = {"type": "array", "maxItems": 0}
    test = found["items"]
    expect = {"anyOf": [by_row, nothing], "description": "by row, what it puts out; [] where none may speak"}
    return {**found, "items": {**test, "properties": {**test["properties"], "expect": expect}}}
