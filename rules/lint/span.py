"""Places in the text of a YAML file as offsets, and where a value ends."""

from __future__ import annotations

import yaml

Span = tuple[int, int]


def index_of(text: str, line: int, column: int) -> int | None:
    """The offset of a place (both from 1); None where the text has no such place."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if not start:
            return None
    end = text.find("\n", start)
    found = start + column - 1
    return found if line and column and found <= (len(text) if end < 0 else end) else None


def place_of(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def span_at(text: str, line: int, column: int) -> Span | None:
    """Where the innermost value that starts at the place begins and ends; None where none does."""
    wanted = (line - 1, column - 1)
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return None
    stack = [tree] if tree else []
    spans = []
    while stack:
        node = stack.pop()
        if (node.start_mark.line, node.start_mark.column) == wanted:
            spans.append((node.start_mark.index, node.end_mark.index))
        if isinstance(node, yaml.MappingNode):
            stack += (part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            stack += node.value
    return min(spans, key=lambda span: span[1]) if spans else None
