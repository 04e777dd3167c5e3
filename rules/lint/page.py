"""The documentation page of a code: what it means, why, an example that gives it and one that does not."""

from __future__ import annotations

import re
from importlib.resources import files

_TITLE = re.compile(r"\A# \S+\n+")


def page(code: str) -> str:
    """The page of a code, as Markdown. Raises FileNotFoundError where there is none."""
    return (files("kbctl.rules.lint") / "pages" / f"{code}.md").read_text(encoding="utf-8")


def body(code: str) -> str:
    """The page without its title."""
    return _TITLE.sub("", page(code))
