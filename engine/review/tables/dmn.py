"""Decision tables of DMN models (OMG, versions 1.1 to 1.5): read, written as tables of ours, run.

What a model decides on need not be in our ontology: its inputs and outputs become slots of a frame `input` in
a vocabulary of their own, and the table is read, compiled, checked and run like any other. Supported are
tables with the hit policies UNIQUE, ANY, FIRST and COLLECT without aggregation, whose cells are literals,
comparisons, ranges, lists and `not(…)` of texts, numbers and truth values. All else is refused with the place
in the model.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.ontology.source import InputProblems, Location, Problem
from kbctl.ontology.values import Atom, check_atom
from kbctl.ontology.vocab import Frame, Slot, SlotType, Term, Vocabulary
from kbctl.rules.cells import WrongCell, cell_of, yaml_of
from kbctl.rules.load import load_file, load_table
from kbctl.rules.model import Rule
from kbctl.rules.tables import Table

#: Larger models are refused; a table that people read is never that large.
MAX_BYTES = 4 * 1024 * 1024
TYPES: Mapping[str, SlotType] = {
    "string": "text", "number": "number", "integer": "number", "long": "number", "double": "number",
    "boolean": "boolean",
}  # fmt: skip
HITS = {"UNIQUE": "unique", "U": "unique", "ANY": "collect", "A": "collect", "FIRST": "first", "F": "first",
        "COLLECT": "collect", "C": "collect"}  # fmt: skip
HERE = Location("dmn")
_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false')


@dataclass(frozen=True, slots=True)
class Column:
    """`name` as the model has it, `slot` as ours, `default` the output where no row speaks.

    `values` are the texts that an input may be, where the model lists them.
    """

    name: str
    slot: str
    type: SlotType
    default: Atom | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """A decision of a model with its table. `policy` is the hit policy as DMN names it."""

    name: str
    policy: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    table: Table
    text: str

    def run(self, values: Mapping[str, object]) -> dict[str, Atom] | list[dict[str, Atom]] | None:
        """The outputs by column for inputs by name; a list of them for COLLECT.

        None where rows disagree that may not, which DMN makes an error, and where no row speaks and the
        table has no defaults. Raises ValueError for a value of the wrong type.
        """
        known = {one.name: one for one in self.inputs}
        slots = self.vocabulary.frames["input"].slots
        given: dict[str, Atom] = {}
        for name, value in values.items():
            if name in known and value is not None:
                given[known[name].slot] = check_atom(self.vocabulary, slots[known[name].slot], value)
        facts = [Fact("input", "i1", given)]
        fired = NativeEngine(self.vocabulary, self.rules).run("infer", facts).firings
        of_row = {rule.id: row for row, rule in enumerate(self.rules)}
        found = [self._outputs(one.outputs) for one in sorted(fired, key=lambda one: of_row[one.rule])]
        if self.policy in ("COLLECT", "C"):
            return found
        if not found:
            defaults = {one.name: one.default for one in self.outputs if one.default is not None}
            return defaults or None
        rows = {one.rule.rsplit("-or-", 1)[0] for one in fired}
        allowed = len(rows) == 1 or (self.policy in ("ANY", "A") and all(one == found[0] for one in found))
        return found[0] if allowed else None

    def _outputs(self, outputs: Iterable[tuple[tuple[str, object], ...]]) -> dict[str, Atom]:
        filled = {name: value for output in outputs for name, value in output}
        return {one.name: filled[one.slot] for one in self.outputs if one.slot in filled}  # type: ignore[misc]


def read_model(text: str, shown: str) -> tuple[Decision, ...]:
    """The decisions of a model that are tables, in its order. Raises InputProblems."""
    if len(text) > MAX_BYTES or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _wrong(shown, "too large, or it declares entities, which no DMN model needs")
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        line, column = error.position
        raise InputProblems(
            [Problem(Location(shown, line, column + 1), "xml", f"not XML: {error}")]
        ) from None
    if _tag(root) != "definitions" or "DMN" not in root.tag.upper():
        raise _wrong(shown, f"this is no DMN model: its root is '{_tag(root)}'")
    found = []
    for decision in _all(root, "decision"):
        table = next(_all(decision, "decisionTable"), None)
        if table is not None:
            found.append(_decision(decision, table, shown))
    if not found:
        raise _wrong(shown, "the model has no decision that is a table")
    return tuple(found)


def _wrong(shown: str, message: str) -> InputProblems:
    return InputProblems([Problem(Location(shown), "dmn", message)])


def _tag(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2]


def _all(node: ET.Element, tag: str) -> Iterator[ET.Element]:
    return (child for child in node if _tag(child) == tag)


def _text(node: ET.Element | None) -> str:
    """What stands in the `text` of an expression."""
    if node is None:
        return ""
    return next((part.text or "" for part in node if _tag(part) == "text"), "").strip()


# --- a table ---------------------------------------------------------------------------------


def _decision(decision: ET.Element, table: ET.Element, shown: str) -> Decision:
    name = decision.get("name") or "decision"
    policy = table.get("hitPolicy") or "UNIQUE"
    if policy not in HITS or table.get("aggregation"):
        with_sum = f" with {table.get('aggregation')}" if table.get("aggregation") else ""
        raise _wrong(
            shown, f"'{name}' has the hit policy {policy}{with_sum}; UNIQUE, ANY, FIRST, COLLECT can be run"
        )
    inputs = tuple(_input(node, n, name, shown) for n, node in enumerate(_all(table, "input"), 1))
    outputs = tuple(
        _output(node, n, name, decision, shown) for n, node in enumerate(_all(table, "output"), 1)
    )
    rows: list[str] = []
    for number, rule in enumerate(_all(table, "rule"), 1):
        rows += _rows(rule, number, name, inputs, outputs, shown)
    body = _yaml(name, HITS[policy], inputs, outputs, rows)
    vocabulary = _vocabulary(inputs, outputs)
    rules, problems = load_file(body, shown, vocabulary)
    if problems:
        told = (Problem(Location(shown), one.code, f"'{name}': {one.message}") for one in problems)
        raise InputProblems(told)
    return Decision(
        name, policy, inputs, outputs, vocabulary, rules, load_table(body, shown, vocabulary), body
    )


def _type(reference: str | None, what: str, shown: str) -> SlotType:
    name = (reference or "string").rpartition(":")[2]
    if name not in TYPES:
        raise _wrong(shown, f"{what} is of type '{name}'; string, number and boolean can be run")
    return TYPES[name]


def _input(node: ET.Element, number: int, decision: str, shown: str) -> Column:
    expression = next(_all(node, "inputExpression"), None)
    name = _text(expression) or node.get("label") or f"input {number}"
    reference = expression.get("typeRef") if expression is not None else None
    kind = _type(reference, f"the input '{name}' of '{decision}'", shown)
    listed = _text(next(_all(node, "inputValues"), None))
    words = (
        tuple(json.loads(one) for one in re.findall(r'"(?:[^"\\]|\\.)*"', listed)) if kind == "text" else ()
    )
    return Column(name, f"in{number}", "enum" if words else kind, values=words)


def _output(node: ET.Element, number: int, decision: str, of: ET.Element, shown: str) -> Column:
    name = node.get("name") or decision
    reference = node.get("typeRef")
    if reference is None and not node.get("name"):
        reference = next((one.get("typeRef") for one in _all(of, "variable")), None)
    kind = _type(reference, f"the output '{name}' of '{decision}'", shown)
    default = _text(next(_all(node, "defaultOutputEntry"), None))
    return Column(name, f"out{number}", kind, _literal(default, name, shown) if default else None)


def _literal(text: str, name: str, shown: str) -> Atom:
    if not _LITERAL.fullmatch(text):
        raise _wrong(shown, f"the output '{name}' is the expression '{text}'; only literals can be run")
    value = cell_of(text)
    assert isinstance(value, str | int | float | bool)
    return value


def _rows(
    rule: ET.Element,
    number: int,
    decision: str,
    inputs: Sequence[Column],
    outputs: Sequence[Column],
    shown: str,
) -> list[str]:
    """The row as YAML; as several where a cell is a list of more than values (`< 5, > 10`)."""
    where = f"row {number} of '{decision}'"
    cells = [_alternatives(_text(node), where, shown) for node in _all(rule, "inputEntry")]
    made = [
        _literal(_text(node), one.name, shown)
        for node, one in zip(_all(rule, "outputEntry"), outputs, strict=False)
    ]
    if len(cells) != len(inputs) or len(made) != len(outputs):
        raise _wrong(
            shown,
            f"{where} has {len(cells)} and {len(made)} cells for {len(inputs)} and {len(outputs)} columns",
        )
    rows = []
    for variant, chosen in enumerate(product(*cells), 1):
        parts = [f"name: r{number}" if variant == 1 else f"name: r{number}-or-{variant}"]
        parts += [
            f"{one.slot}: {yaml_of(cell)}"
            for one, cell in zip(inputs, chosen, strict=True)
            if cell is not None
        ]
        parts += [f"{one.slot}: {yaml_of(value)}" for one, value in zip(outputs, made, strict=True)]
        rows.append("  - {" + ", ".join(parts) + "}\n")
    return rows


def _alternatives(text: str, where: str, shown: str) -> list[object | None]:
    """A cell, or each of several that are alternatives. Only literals are compared with."""
    bare = _LITERAL.sub("", text)
    if re.search(r"[A-Za-z_]", re.sub(r"\bnot\(", "(", bare)):
        raise _wrong(
            shown, f"{where}: the cell '{text}' is an expression; only literals can be compared with"
        )
    try:
        return [cell_of(text)]
    except WrongCell:
        pass
    parts = re.split(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', text)
    try:
        return [cell_of(part) for part in parts]
    except WrongCell as error:
        raise _wrong(shown, f"{where}: {error}") from None


# --- as a table of ours ----------------------------------------------------------------------


def _yaml(
    name: str, hit: str, inputs: Sequence[Column], outputs: Sequence[Column], rows: Iterable[str]
) -> str:
    slug = "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "decision"
    conditions = ", ".join(f"{one.slot}: $i.{one.slot}" for one in inputs)
    filled = "".join(f"  - {{conclude: {{input: $i, {one.slot}: ={one.slot}}}}}\n" for one in outputs)
    columns = "".join(f"# {one.slot}: {' '.join(one.name.split())}\n" for one in (*inputs, *outputs))
    return (
        f"{columns}table: {slug}\nkind: declarative\ntitle: {yaml_of(name)}\nstatus: draft\nowner: owner\n"
        f"hit: {hit}\nwhen: [{{input: $i}}]\nconditions: {{{conditions}}}\n"
        f"outputs: [{', '.join(one.slot for one in outputs)}]\nthen:\n{filled}rows:\n{''.join(rows)}"
    )


def _vocabulary(inputs: Sequence[Column], outputs: Sequence[Column]) -> Vocabulary:
    slots = {one.slot: Slot("input", one.slot, one.type, HERE, values=one.values) for one in inputs}
    slots |= {one.slot: Slot("input", one.slot, one.type, HERE, derived=True) for one in outputs}
    owner = Term("Owner", "role", (), HERE, notation="owner")
    return Vocabulary(
        {"Owner": owner}, {"input": Frame("input", slots, HERE)}, {"Owner": frozenset({"Owner"})}
    )
