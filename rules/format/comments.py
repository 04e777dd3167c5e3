"""The comments of a YAML file: where they stand, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

import yaml


@dataclass(frozen=True, slots=True)
class Comment:
    """`own`: nothing but spaces stands before it on its line. Lines count from 0, as marks of YAML do."""

    index: int
    line: int
    column: int
    text: str
    own: bool


def comments(text: str) -> tuple[Comment, ...]:
    """In the order of the file. The text is valid YAML."""
    if "#" not in text:
        return ()
    spans = _texts(text)
    found: list[Comment] = []
    index = text.find("#")
    while index >= 0:
        end = text.find("\n", index)
        end = len(text) if end < 0 else end
        begins = not index or text[index - 1].isspace()
        if begins and not any(start <= index < stop for start, stop in spans):
            start = text.rfind("\n", 0, index) + 1
            own = not text[start:index].strip()
            line = text.count("\n", 0, index)
            found.append(Comment(index, line, index - start, text[index:end].rstrip(), own))
            index = end
        index = text.find("#", index + 1)
    return tuple(found)


def _texts(text: str) -> list[tuple[int, int]]:
    """The spans of scalars; of a block scalar without its first line, where a comment may stand."""
    spans = []
    for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark.index, token.end_mark.index
            if token.style in ("|", ">"):
                start = text.find("\n", start, end) + 1 or end
            spans.append((start, end))
    return spans
