"""A rule file as it stands, lightly coloured, its terms as links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.html import Html, el, escaped, join, link
from kbctl.engine.review.site.links import case_path, rule_path, term_path

_TOKEN = re.compile(
    r"""(?P<comment>(?<!\S)\#.*)|(?P<text>"[^"]*"|'[^']*')|(?P<key>[\w.$-]+(?=:(\s|$)))|(?P<var>\$[\w.]+)
    |(?P<number>(?<![\w-])-?\d[\d_]*(?:\.\d+)?(?![\w-])(?:\s%)?)|(?P<word>[A-Za-z][\w-]*)""",
    re.VERBOSE,
)


def coloured(text: str, book: Book) -> Html:
    """The YAML of a file. What people wrote as sentences is left alone, and so is its own name."""
    lines = []
    prose = False
    for line in text.splitlines():
        key = line and not line[0].isspace() and not line.startswith("-")
        prose = line.startswith(("rule:", "title:", "because:")) if key else prose
        lines.append(_prose(line) if prose else join(*_tokens(line, book)))
    return el("pre", el("code", join(lines, between="\n")), cls="yaml", tabindex="0")


def _prose(line: str) -> Html:
    found = re.match(r"([a-z]+)(:.*)", line)
    return join(el("i", found[1], cls="key"), found[2]) if found else escaped(line)


def _tokens(line: str, book: Book) -> Iterator[Html]:
    at = 0
    sentence = _sentence(line)
    for found in _TOKEN.finditer(line):
        yield escaped(line[at : found.start()])
        said, kind = found[0], found.lastgroup or ""
        inside = sentence[0] <= found.start() < sentence[1]
        yield escaped(said) if inside and kind != "comment" else _token(said, kind, book)
        at = found.end()
    yield escaped(line[at:])


def _sentence(line: str) -> tuple[int, int]:
    """Where the name of a test stands in a line: it is a sentence and holds no terms."""
    found = re.search(r"\bname: (.*?)(?=, (?:given|like|but|expect):|$)", line)
    return (found.start(1), found.end(1)) if found else (0, 0)


def _token(said: str, kind: str, book: Book) -> Html:
    if kind == "word":
        path = (
            term_path(said)
            if said in book.vocabulary.terms
            else rule_path(said)
            if said in book.rules
            else case_path(said)
            if said in book.cases
            else ""
        )
        return link(path, said) if path else escaped(said)
    return el("i", said, cls=kind)
