"""What every part of a rule file is read with: problems with their places, keys, names and literals."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from kbctl.ontology.document import Entry, Mapping, Node, Scalar, Sequence
from kbctl.ontology.source import Location, Problem, did_you_mean
from kbctl.ontology.values import Atom, check_atom, shown
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Variable

_VARIABLE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)(?:\.([A-Za-z_][A-Za-z0-9_]*))?\Z")


class Reader:
    """Reads the nodes of one file against a vocabulary; what is wrong is collected, never raised."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def report(self, at: Location, code: str, message: str) -> None:
        self.problems.append(Problem(at, code, message))

    # --- shapes ------------------------------------------------------------------------------

    def mapping(self, node: Node, what: str) -> Mapping | None:
        """The node as a mapping with at least one key."""
        if not isinstance(node, Mapping):
            self.report(node.at, "wrong-type", f"{what} must be a mapping, but is {found(node)}")
            return None
        if not node.entries:
            self.report(node.at, "wrong-type", f"{what} is empty")
            return None
        return node

    def sequence(self, node: Node, what: str) -> tuple[Node, ...]:
        if not isinstance(node, Sequence):
            self.report(node.at, "wrong-type", f"{what} must be a list, but is {found(node)}")
            return ()
        return node.items

    def keys(self, entries: Iterable[Entry], known: Iterable[str], what: str) -> dict[str, Entry]:
        """The entries with known keys, by key; the others are reported."""
        names = tuple(known)
        kept: dict[str, Entry] = {}
        for entry in entries:
            if entry.key in names:
                kept[entry.key] = entry
            else:
                hint = did_you_mean(entry.key, names) or (f"; known are {', '.join(names)}" if names else "")
                self.report(entry.at, "unknown-key", f"unknown key '{entry.key}' in {what}{hint}")
        return kept

    def required(self, entries: dict[str, Entry], names: Iterable[str], at: Location, what: str) -> bool:
        missing = [name for name in names if name not in entries]
        for name in missing:
            self.report(at, "missing-key", f"{what} needs '{name}'")
        return not missing

    # --- scalars -----------------------------------------------------------------------------

    def text(self, node: Node, what: str) -> str | None:
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
            return node.value
        hint = (
            "; put it in quotes" if isinstance(node, Scalar) and isinstance(node.value, int | float) else ""
        )
        self.report(node.at, "wrong-type", f"{what} must be text, but is {found(node)}{hint}")
        return None

    def number(self, node: Node, what: str) -> float | None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            try:
                if math.isfinite(value):
                    return float(value)
            except OverflowError:
                pass
        self.report(node.at, "wrong-type", f"{what} must be a number, but is {found(node)}")
        return None

    def choice(self, node: Node, known: Iterable[str], what: str, code: str) -> str | None:
        """One of the known words."""
        text = self.text(node, what)
        names = tuple(known)
        if text is None or text in names:
            return text
        hint = did_you_mean(text, names) or f"; known are {', '.join(names)}"
        self.report(node.at, code, f"unknown {what} '{text}'{hint}")
        return None

    # --- names -------------------------------------------------------------------------------

    def variable(self, node: Node, what: str, path: bool = False) -> Variable | None:
        """`$name`, or where `path` also `$name.slot`. Anything else is reported."""
        text = node.value if isinstance(node, Scalar) else None
        if not isinstance(text, str) or not text.startswith("$"):
            self.report(node.at, "bad-variable", f"{what} must be a variable like $c, but is {found(node)}")
            return None
        match = _VARIABLE.match(text)
        if not match:
            hint = "a variable is $ and a name of letters, digits and _, with .slot for a slot of its fact"
            self.report(node.at, "bad-variable", f"'{text}' is no variable: {hint}")
            return None
        if match[2] and not path:
            hint = f"bind it in a clause first ({match[2]}: $x) and write $x here"
            self.report(node.at, "bad-variable", f"{what} must be a plain variable, not '{text}'; {hint}")
            return None
        return Variable(match[1], match[2])

    def term(self, node: Node, root: str, what: str) -> str | None:
        """A term at or below the class `root`."""
        text = self.text(node, what)
        if text is None:
            return None
        slot = Slot("", what, "class", node.at, range=root)
        value = self.literal(slot, node)
        return value if isinstance(value, str) else None

    def roles(self) -> tuple[str, ...]:
        return tuple(term.notation for term in self.vocabulary.of_kind("role") if term.notation)

    def literal(self, slot: Slot, node: Node) -> Atom | None:
        """One literal of a slot, in canonical form and in the slot's unit."""
        where = f"{slot.frame}.{slot.name}" if slot.frame else slot.name
        if not isinstance(node, Scalar):
            self.report(node.at, "wrong-type", f"{where}: found {node.what}, but a single value is needed")
            return None
        if isinstance(node.value, str) and node.value.startswith("$"):
            self.report(node.at, "variable-here", f"{where}: a variable cannot stand here; write a value")
            return None
        try:
            return check_atom(self.vocabulary, slot, node.value)
        except ValueError as error:
            unknown = slot.type == "class" and node.value not in self.vocabulary.terms
            if unknown and isinstance(node.value, str):
                self.report(node.at, "unknown-term", str(error))
            else:
                self.report(node.at, "wrong-value", f"{where}: {error}")
            return None


def is_variable(node: Node) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, str) and node.value.startswith("$")


def found(node: Node) -> str:
    """A node as messages name it."""
    return shown(node.value) if isinstance(node, Scalar) else node.what
