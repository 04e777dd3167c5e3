"""Where the parts of a Turtle file stand.

rdflib says what a file means but not where; this scan finds the place of every subject, predicate and object.
It accepts broken text too (what it cannot read it skips), since rdflib reports syntax errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kbctl.ontology.source import Location

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

_TOKEN = re.compile(
    r"""
      (?P<skip>\s+|\#[^\n]*)
    | (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<text>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
              |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<number>[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
    | (?P<blank>_:[\w](?:[\w.-]*[\w-])?)
    | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:](?:[\w.:-]*[\w:-])?)?)
    | (?P<word>[A-Za-z]+)
    | (?P<typed>\^\^)
    | (?P<mark>[\[\](),;.])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Use:
    """One subject, predicate or object where it stands. `value` is an IRI, or the text of a literal.

    `subject` is the IRI of the statement that it is part of (empty for a blank node); `predicate` the one an
    object belongs to, inside brackets too. `depth` counts the brackets around it.
    """

    role: Literal["subject", "predicate", "object"]
    kind: Literal["iri", "literal"]
    value: str
    subject: str
    predicate: str
    depth: int
    at: Location


def uses(text: str, shown: str) -> Iterator[Use]:
    """Every subject, predicate and object of a Turtle text, in order; `shown` is the path of its places."""
    prefixes: dict[str, str] = {}
    subject, statement = "", _Statement()
    tokens = list(_tokens(text, shown))
    index = 0
    while index < len(tokens):
        kind, written, at = tokens[index]
        index += 1
        if written.lower() in ("@prefix", "@base", "prefix", "base") and kind in ("tag", "word"):
            index = _directive(tokens, index, prefixes)
            continue
        if kind == "mark":
            if written == "." and not statement.open:
                subject, statement = "", _Statement()
            else:
                statement.mark(written)
            continue
        if kind == "typed":
            index += 1  # the datatype that follows is part of the literal
            continue
        if kind in ("tag", "other"):
            continue
        value = _value(kind, written, prefixes)
        role = statement.next_role()
        if role == "subject":
            subject = value
        if role == "predicate":
            value = RDF_TYPE if written == "a" else value
            statement.predicate = value
        named = kind in ("iri", "name", "blank") or role == "predicate"
        predicate = statement.predicate if role == "object" else ""
        yield Use(role, "iri" if named else "literal", value, subject, predicate, len(statement.open), at)


def unreadable(text: str, shown: str) -> tuple[str, Location] | None:
    """The first character that no part of Turtle starts with, such as a quote that is never closed."""
    return next(((written, at) for kind, written, at in _tokens(text, shown) if kind == "other"), None)


class _Statement:
    """Which role the next token of a statement has; `open` holds the brackets around it."""

    def __init__(self) -> None:
        self.expected: Literal["subject", "predicate", "object"] = "subject"
        self.predicate = ""
        self.open: list[tuple[str, str, Literal["predicate", "object"]]] = []

    def next_role(self) -> Literal["subject", "predicate", "object"]:
        role = self.expected
        self.expected = "predicate" if role == "subject" else "object"
        return role

    def mark(self, sign: str) -> None:
        if sign in "[(":
            after: Literal["predicate", "object"] = "predicate" if self.expected == "subject" else "object"
            self.open.append((sign, self.predicate, after))
            self.expected = "predicate" if sign == "[" else "object"
        elif sign in "])" and self.open:
            _, self.predicate, self.expected = self.open.pop()
        elif sign == ";":
            self.expected = "predicate"


def _tokens(text: str, shown: str) -> Iterator[tuple[str, str, Location]]:
    line, start = 1, 0
    for match in _TOKEN.finditer(text):
        kind, written = str(match.lastgroup), match.group()
        if kind != "skip":
            yield kind, written, Location(shown, line, match.start() - start + 1)
        if "\n" in written:
            line += written.count("\n")
            start = match.start() + written.rindex("\n") + 1


def _directive(tokens: list[tuple[str, str, Location]], index: int, prefixes: dict[str, str]) -> int:
    """Read `kb: <iri> .` after @prefix; the index of what follows it."""
    name = ""
    while index < len(tokens):
        kind, written, _ = tokens[index]
        if kind == "name":
            name = written[:-1]
        elif kind == "iri":
            prefixes[name] = written[1:-1]
            return index + 2 if index + 1 < len(tokens) and tokens[index + 1][1] == "." else index + 1
        else:
            return index
        index += 1
    return index


def _value(kind: str, written: str, prefixes: dict[str, str]) -> str:
    if kind == "iri":
        return written[1:-1]
    if kind == "name":
        prefix, _, local = written.partition(":")
        return prefixes.get(prefix, prefix + ":") + local
    if kind == "text":
        quotes = 3 if written[:3] in ('"""', "'''") else 1
        return _ESCAPE.sub(_unescape, written[quotes:-quotes])
    return written


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return _ESCAPED.get(code, code)
