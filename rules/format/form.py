"""The canonical form of a rule file or decision table, and the proof that it still says the same.

Nothing is written unless the new text says exactly what the old one said: the same tree in the same order
(but for the order of the keys of a rule and of a test), the same rule, and the same comments.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import fields, is_dataclass
from typing import Any

import yaml
from kbctl.ontology.document import Mapping, Node, Scalar, Sequence, parse_yaml
from kbctl.ontology.source import InputProblems, Location, Problem
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.format.comments import comments
from kbctl.rules.format.write import RULE_KEYS, TEST_KEYS, write
from kbctl.rules.load import load_file
from kbctl.rules.model import Rule


def formatted(text: str, shown: str, vocabulary: Vocabulary) -> str:
    """The file in canonical form. Raises InputProblems where it is no rule, or where the form cannot be
    proved to say the same: then it must be put in order by hand.
    """
    rules, problems = load_file(text, shown, vocabulary)
    if problems:
        raise InputProblems(problems)
    new = canonical(text)
    if new is None or not same(text, new, rules, shown, vocabulary):
        message = (
            "the canonical form cannot be written without changing content or comments; nothing is changed"
        )
        raise InputProblems([Problem(Location(shown), "format", message)])
    return new


def canonical(text: str) -> str | None:
    """The canonical form, not proved yet; None for what is no mapping."""
    text = text.replace("\r\n", "\n")
    tree = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(tree, yaml.MappingNode) or tree.flow_style:
        return None
    return write(text, tree, comments(text))


def same(old: str, new: str, rules: tuple[Rule, ...], shown: str, vocabulary: Vocabulary) -> bool:
    """Whether both texts hold the same content, which is these rules, and the same comments."""
    again, _ = load_file(new, shown, vocabulary)
    if not again or _without_places(again) != _without_places(rules):
        return False
    if said(old) != said(new):
        return False
    return bool(content(parse_yaml(old, shown)) == content(parse_yaml(new, shown)))


def said(text: str) -> list[str]:
    """What the comments say; sorted, since they move with the keys that they stand by."""
    return sorted(one.text for one in comments(text.replace("\r\n", "\n")))


def _without_places(value: Any) -> Any:
    """A part of a rule as a tree of its fields, places left out."""
    if is_dataclass(value) and not isinstance(value, type):
        named = [(one.name, getattr(value, one.name)) for one in fields(value) if one.name != "at"]
        return [type(value).__name__, *((name, _without_places(part)) for name, part in named)]
    if isinstance(value, tuple):
        return [_without_places(part) for part in value]
    if isinstance(value, Map):
        return [(name, _without_places(part)) for name, part in value.items()]
    return (type(value).__name__, value)


def content(node: Node, order: tuple[str, ...] = RULE_KEYS) -> Any:
    """A tree with the types of its values; the order of keys counts, but where `order` gives it."""
    if isinstance(node, Scalar):
        return (type(node.value).__name__, node.value)
    if isinstance(node, Sequence):
        return [content(item, ()) for item in node.items]
    entries = list(node.entries)
    if order:
        entries.sort(key=lambda entry: order.index(entry.key) if entry.key in order else len(order))
    return [(entry.key, _inside(entry.key, entry.value) if order else content(entry.value, ()))
            for entry in entries]  # fmt: skip


def _inside(key: str, node: Node) -> Any:
    """The value of a key of the rule; tests have an order of their own."""
    if key == "tests" and isinstance(node, Sequence):
        return [content(item, TEST_KEYS) if isinstance(item, Mapping) else content(item, ()) for item in node]
    return content(node, ())


def is_canonical(text: str, shown: str) -> bool:
    """Whether the file is in canonical form already. Raises InputProblems where it is no YAML for rules."""
    parse_yaml(text, shown)
    return canonical(text) == text
