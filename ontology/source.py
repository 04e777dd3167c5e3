"""Where a thing stands in a source file, and what is wrong with it.

Every reader of the project collects its `Problem`s and raises them at once as `InputProblems`; the command
line prints them one a line in the form `path:line:column: message` and exits with 2.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Location:
    """A place in a source file. Lines and columns count from 1; 0 means the file as a whole."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}" if self.column else f"{self.path}:{self.line}"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing that is wrong: its place, a stable code (`unknown-term`), and a sentence for people."""

    at: Location
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.at}: {' '.join(self.message.splitlines())}"


class InputProblems(Exception):
    """The input cannot be used. Carries every problem found in it, in order of place, without doubles."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def near_miss(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` most likely stands for, or None where nothing is close."""
    exact = {name.casefold(): name for name in sorted(known, reverse=True)}
    found = difflib.get_close_matches(word.casefold(), sorted(exact), n=1, cutoff=0.6)
    return exact[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean X?)`, or an empty text: the tail of an unknown-word message."""
    near = near_miss(word, known)
    return f" (did you mean {near}?)" if near else ""


def suggested(message: str) -> tuple[str, str] | None:
    """The word that a message is about and the one that `did_you_mean` suggests for it; None without one."""
    found = re.search(r"'([^']+)'.* \(did you mean ([^()]+)\?\)\Z", message, re.DOTALL)
    return (found[1], found[2]) if found else None
