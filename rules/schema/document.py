"""The schema of a whole rule file.

Draft 7, which yaml-language-server reads in full; how much of later drafts depends on its version. The order
of keys (the frame of a clause comes first) and what is between two places of a rule cannot be said in a JSON
Schema: `kbctl rules lint` says it.
"""

from __future__ import annotations

from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import KINDS, STATUSES
from kbctl.rules.schema.parts import actions, clauses, facts, ident_slot, kinds, roles, tests
from kbctl.rules.schema.tables import table_file
from kbctl.rules.schema.values import Schema, quantities, ref, shapes, terms, variables

DRAFT = "http://json-schema.org/draft-07/schema#"
IDENT = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
TEXT = {"type": "string", "pattern": r"\S"}
KIND_TOLD = (
    "concludes derived slots and challenges",
    "recommends remedies; adjusts or vetoes them",
    "reads the options: adjusts or vetoes, or asks and escalates",
    "plans steps and orders them, after the decisions",
)
STATUS_TOLD = (
    "only tested",
    "evaluated beside the others, changes nothing",
    "in force",
    "never fires; names its successor in replaced_by",
)


def rule_schema(vocabulary: Vocabulary) -> Schema:
    """The JSON Schema of rule files over this ontology. The same ontology gives the same text."""
    frames = [frame for _, frame in sorted(vocabulary.frames.items())]
    slots = [slot for frame in frames for slot in (*frame.slots.values(), ident_slot(frame))]
    ranges = {slot.range for slot in slots if slot.type == "class" and slot.range}
    roots = sorted(ranges | {"Challenge", "Remedy", "Activity", "DataDomain"})
    definitions = {
        **variables(),
        **quantities(),
        "role": roles(vocabulary),
        **{f"terms-{root}": terms(vocabulary, root) for root in roots},
        **shapes(slots),
        **clauses(vocabulary),
        **actions(vocabulary),
        **facts(vocabulary),
    }
    properties = _properties()
    rule = {
        "required": ["rule", "kind", "title", "status", "owner", "when", "then", "because", "tests"],
        "additionalProperties": False,
        "properties": properties,
        "allOf": [
            *(kinds(kind) for kind in KINDS),
            {
                "if": {"properties": {"status": {"const": "deprecated"}}, "required": ["status"]},
                "then": {"required": ["replaced_by"]},
            },
        ],
    }
    return {
        "$schema": DRAFT,
        "title": "A rule of kbctl",
        "type": "object",
        "if": {"required": ["table"]},
        "then": table_file(properties, IDENT),
        "else": rule,
        "definitions": definitions,
    }


def _properties() -> Schema:
    piece = {
        "type": "object",
        "additionalProperties": False,
        "required": ["case", "says"],
        "properties": {
            "case": {**IDENT, "description": "id of a past case"},
            "says": {"enum": ["supports", "contradicts"]},
        },
    }
    return {
        "rule": {**IDENT, "description": "the id; the file is named after it"},
        "kind": {"enum": list(KINDS), "enumDescriptions": list(KIND_TOLD),
                 "description": "what the rule may read and do; also the name of its folder"},
        "title": {**TEXT, "description": "what the rule says, as a sentence for people"},
        "status": {"enum": list(STATUSES), "enumDescriptions": list(STATUS_TOLD),
                   "description": "draft, then shadow, then active, then deprecated"},
        "owner": ref("role", "the role that answers for the rule"),
        "when": {"type": "array", "description": "the clauses; all must hold"},
        "then": {"type": "array", "minItems": 1, "description": "the actions"},
        "overrides": {"type": "array", "items": IDENT,
                      "description": "ids of rules whose recommendation gives way where this one stands"},
        "because": {**TEXT, "description": "the rationale: why this is good advice"},
        "evidence": {"type": "array", "items": piece, "description": "past cases for and against"},
        "replaced_by": {**IDENT, "description": "the successor of a deprecated rule"},
        "tests": {"description": "at least one that fires and one near miss that expects []", **tests()},
    }  # fmt: skip
