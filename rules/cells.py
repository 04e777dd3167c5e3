"""Cells of a decision table as controllers write them in a sheet, and as they stand in the YAML.

    -  or empty     anything                 < 5 %, >= 0.02   a bound
    DuplicateItem   this value               [0.02..0.08)     from, to; a round bracket leaves the bound out
    a, b            one of these             not(a)           another value (and one that is known)
    known, unknown  whether there is a value with a           a list that holds a

The forms are those of the unary tests of FEEL, as DMN tables have them; texts stand in quotes where they
would read as something else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from itertools import pairwise

from kbctl.ontology.document import Mapping, Node, Scalar, Sequence, plain_value

_BOUND = re.compile(r"(<=|>=|<|>)\s*(.+)\Z", re.DOTALL)
_RANGE = re.compile(r"([\[\](])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])\[])\Z", re.DOTALL)
_OPERATORS = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
_SIGNS = {name: sign for sign, name in _OPERATORS.items()}
_PLAIN = re.compile(r"[A-Za-z0-9_$=][A-Za-z0-9_$.%@ /-]*\Z")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)

#: A cell as plain values: what stands in the YAML of a row.
Cell = object


class WrongCell(ValueError):
    """The text of a cell means nothing; the message says what would."""


def cell_of(text: str) -> Cell | None:
    """The YAML value of a cell of a condition; None for one that admits everything. Raises WrongCell."""
    text = text.strip()
    if text in ("", "-", "_"):
        return None
    if text in ("known", "unknown"):
        return {"exists": text == "known"}
    if bound := _BOUND.match(text):
        return {_OPERATORS[bound[1]]: _atom(bound[2])}
    if span := _RANGE.match(text):
        low = "gte" if span[1] == "[" else "gt"
        return {low: _atom(span[2]), ("lte" if span[4] == "]" else "lt"): _atom(span[3])}
    if text.startswith("not(") and text.endswith(")"):
        return {"ne": _atom(text[4:-1])}
    if text.startswith("with "):
        return {"contains": _atom(text[5:])}
    members = _members(text)
    return {"in": [_atom(one) for one in members]} if len(members) > 1 else _atom(text)


def _members(text: str) -> list[str]:
    """The parts between commas that stand in no quotes."""
    hidden = _QUOTED.sub(lambda match: "\0" * len(match[0]), text)
    cuts = [-1, *(place for place, sign in enumerate(hidden) if sign == ","), len(text)]
    return [text[one + 1 : other].strip() for one, other in pairwise(cuts)]


def _atom(text: str) -> object:
    text = text.strip()
    if not text:
        raise WrongCell("a value is missing")
    if quoted := _QUOTED.fullmatch(text):
        return re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL)
    if any(sign in text for sign in '<>"[]()'):
        raise WrongCell(
            f"'{text}' is no value; write -, a value, < 5, [1..5), a, b, not(a), known or unknown"
        )
    return plain_value(text)


def text_of(node: Node | None) -> str:
    """A cell of the YAML as it is written in a sheet."""
    if node is None or (isinstance(node, Scalar) and node.value == "_"):
        return "-"
    if isinstance(node, Scalar):
        return _written(node.value)
    if isinstance(node, Sequence):
        return ", ".join(_written(one.value) for one in node.items if isinstance(one, Scalar))
    tests = {entry.key: entry.value for entry in node.entries}
    return _tests(tests)


def _tests(tests: Map[str, Node]) -> str:
    low = next((name for name in ("gte", "gt") if name in tests), None)
    high = next((name for name in ("lte", "lt") if name in tests), None)
    if low and high and len(tests) == 2:
        opening, closing = "[" if low == "gte" else "(", "]" if high == "lte" else ")"
        return f"{opening}{_value(tests[low])}..{_value(tests[high])}{closing}"
    if len(tests) != 1:
        raise WrongCell(f"{', '.join(tests)} together cannot be written in one cell of a sheet")
    ((name, node),) = tests.items()
    if name in _SIGNS:
        return f"{_SIGNS[name]} {_value(node)}"
    if name == "in" and isinstance(node, Sequence) and len(node.items) > 1:
        return text_of(node)
    forms = {"eq": "{}", "in": "{}", "ne": "not({})", "contains": "with {}"}
    if name == "exists" and isinstance(node, Scalar):
        return "known" if node.value is True else "unknown"
    if name not in forms:
        raise WrongCell(f"'{name}' cannot be written in a cell of a sheet")
    return forms[name].format(_value(node))


def _value(node: Node) -> str:
    if isinstance(node, Sequence) and len(node.items) == 1:
        node = node.items[0]
    if not isinstance(node, Scalar):
        kind = "a mapping" if isinstance(node, Mapping) else "a list"
        raise WrongCell(f"{kind} cannot be written in a cell of a sheet")
    return _written(node.value)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return f"{value}"
    same = _PLAIN.match(value) and plain_value(value) == value and value not in ("known", "unknown", "_")
    bare = same and not value.startswith("with ") and value == value.strip()
    return value if bare else '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def yaml_of(value: Cell) -> str:
    """A cell as YAML in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {yaml_of(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(yaml_of, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if not isinstance(value, str):
        return f"{value}"
    plain = re.fullmatch(r"[A-Za-z0-9_=$][A-Za-z0-9_%@ /.$-]*", value) and not value.endswith(" ")
    bare = plain and plain_value(value) == value
    return value if bare else _quoted(value)


def _quoted(text: str) -> str:
    """In double quotes; signs that cannot be seen are written by their number."""
    return '"' + "".join(map(_sign, text)) + '"'


def _sign(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"
