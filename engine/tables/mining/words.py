"""The words and forms of mapping sheets: words.txt and forms.txt, read once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from kbctl.engine.tables.mining.saying import longest_first


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a step. `how`: which parameters are read (`dates`, `units`, `width`), or nothing."""

    name: str
    how: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def words() -> Mapping[str, tuple[str, ...]]:
    """Section (`side source`) → its phrases, longer ones first."""
    found: dict[str, list[str]] = defaultdict(list)
    for section, line in _lines("words.txt"):
        found[section].append(line)
    return {section: longest_first("|".join(lines)) for section, lines in found.items()}


@lru_cache(maxsize=1)
def forms() -> tuple[Form, ...]:
    """The forms in the order in which they are tried. `$unit` in one stands for the pattern of that name."""
    found: dict[str, list[str]] = {}
    for section, line in _lines("forms.txt"):
        found.setdefault(section, []).append(line)
    named = {name: "|".join(lines) for name, lines in found.items() if name.startswith("$")}
    patterns = {title: "|".join(lines) for title, lines in found.items() if title not in named}
    return tuple(_form(title, pattern, named) for title, pattern in patterns.items())


def _form(title: str, pattern: str, named: Mapping[str, str]) -> Form:
    for name, parts in named.items():
        pattern = pattern.replace(name, f"(?:{parts})")
    name, _, how = title.partition(":")
    return Form(name.strip(), how.strip(), re.compile(pattern))


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """Each indented line with the heading above it."""
    section = ""
    text = files("kbctl.engine.tables.mining").joinpath(name).read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("  "):
            yield section, line.strip()
        elif line and not line.startswith("#"):
            section = line.strip()
