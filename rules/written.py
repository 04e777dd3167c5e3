"""Parts of a rule as a rule file writes them, on one line: `{challenge: $c, rate: {gte: 0.02}}`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kbctl.rules.model import Clause, Comparison, Count, GivenFact, Not, Operand, Pattern, Value, Variable

#: Text that YAML would read as something else, or that ends a word inside of braces.
_PLAIN = re.compile(r"[A-Za-z0-9_(\u00c0-\U0010ffff](?:[^,\[\]{}:#]|:(?! )|(?<! )#)*\Z")
_WORDS = frozenset({"true", "false", "null", "~", ""})


def scalar(value: object) -> str:
    """A single value inside of braces, in quotes where YAML needs them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, int | float):
        return _number(value)
    text = str(value)
    plain = _PLAIN.match(text) and text.lower() not in _WORDS and not _is_number(text)
    if plain and not text.endswith((" ", ":")):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _number(value: int | float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return f"{value:.12f}".rstrip("0") if "e" in text and abs(value) < 1 else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text.startswith(("0x", "0o"))
    return True


def value_text(value: Operand | Sequence[Value] | None) -> str:
    """A value, a list or a variable."""
    if isinstance(value, Variable):
        return str(value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(scalar, value)) + "]"
    return scalar(value)


def comparison_text(test: Comparison) -> str:
    """`rate: {gte: 0.02}`, `is: DuplicateCustomer`."""
    operand = value_text(test.operand)
    if test.op == "eq" and not isinstance(test.operand, tuple):
        return f"{test.slot}: {operand}"
    scaled = f", times: {_number(test.times)}" if test.times != 1 else ""
    return f"{test.slot}: {{{test.op}: {operand}{scaled}}}"


def pattern_text(pattern: Pattern) -> str:
    parts = [f"{pattern.frame}: {pattern.id or '_'}", *map(comparison_text, pattern.tests)]
    return "{" + ", ".join(parts) + "}"


def clause_text(clause: Clause) -> str:
    match clause:
        case Pattern():
            return pattern_text(clause)
        case Not():
            return f"not: {_group(clause.patterns)}"
        case Count():
            return f"count: {_group(clause.patterns)}, {bounds_text(clause.bounds)}"


def bounds_text(bounds: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{op}: {bound}" for op, bound in bounds)


def _group(patterns: Sequence[Pattern]) -> str:
    several = [pattern_text(one) for one in patterns]
    return several[0] if len(several) == 1 else "[" + ", ".join(several) + "]"


def fact_text(fact: GivenFact) -> str:
    return mapping_text({fact.frame: fact.id, **fact.slots})


def mapping_text(entries: Mapping[str, Value | None]) -> str:
    return "{" + ", ".join(f"{name}: {value_text(value)}" for name, value in entries.items()) + "}"
