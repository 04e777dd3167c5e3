"""What would mend a finding: an edit of the text, or a better name for the file.

Only what leaves no choice is offered: a name within two slips of a known one, brackets, quotes and the
operator that the message names, `_` for a variable that joins nothing. `lint.mend` proves each before use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from kbctl.ontology.document import Entry, Mapping, Node, Scalar, Sequence, parse_yaml
from kbctl.ontology.source import InputProblems, Problem, suggested
from kbctl.rules.lint.found import Found
from kbctl.rules.lint.span import index_of, place_of, span_at
from kbctl.rules.model import Rule

#: At most this many letters wrong, and one in three: `live` does not become `active`. A judgement.
SLIPS = 2
PART = 3


@dataclass(frozen=True, slots=True)
class Edit:
    """Text in place of what stands from start to before end; (line, column), both from 1."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits of the file, or `name`: the folder and name that it should have, the last parts of its path."""

    says: str
    edits: tuple[Edit, ...] = ()
    name: tuple[str, ...] = ()


def fix_of(one: Found, text: str, rule: Rule | None) -> Fix | None:
    """What mends the finding in the text of its file; None where that is for a person to say."""
    make = MAKERS.get(one.problem.code)
    if make is None:
        return None
    try:
        return make(one.problem, text, rule)
    except InputProblems:
        return None


def slip(word: str, known: str) -> bool:
    """Whether the word is so near to the known one that nothing else can be meant."""
    from rapidfuzz.distance import OSA

    wrong = OSA.distance(word.casefold(), known.casefold())
    return wrong <= SLIPS and wrong * PART <= max(len(word), len(known))


# --- makers ----------------------------------------------------------------------------------


def _misspelt(problem: Problem, text: str, rule: Rule | None) -> Fix | None:
    pair = suggested(problem.message)
    if pair is None or not slip(*pair):
        return None
    word, better = pair
    places = [index_of(text, problem.at.line, problem.at.column)]
    if problem.code in ("unknown-rule", "unknown-case"):
        places = [index_of(text, at[0], at[1]) for at in _naming(text, word)]
    starts = [start for place in places if (start := _word(text, place, word)) is not None]
    return _replace(text, starts[0], len(word), better) if len(starts) == 1 else None


def _word(text: str, place: int | None, word: str) -> int | None:
    """Where the word begins that stands at the place, quotes left out."""
    if place is None:
        return None
    place += text[place : place + 1] in ("'", '"')
    after = text[place + len(word) : place + len(word) + 1]
    whole = not (after.isalnum() or after in ("_", "-"))
    return place if text.startswith(word, place) and whole else None


def _naming(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Places of a rule's or a case's name in the header."""
    tree = parse_yaml(text, "")
    for entry in tree.entries if isinstance(tree, Mapping) else ():
        if entry.key in ("overrides", "replaced_by", "evidence"):
            for node in _scalars(entry.value):
                if node.value == word:
                    yield (node.at.line, node.at.column)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
    else:
        for entry in node.entries:
            yield from _scalars(entry.value)


def _wrong_type(problem: Problem, text: str, rule: Rule | None) -> Fix | None:
    if "must be a list; write [" in problem.message:
        return _wrap(problem, text, "[", "]")
    if problem.message.endswith("; put it in quotes"):
        return _wrap(problem, text, '"', '"')
    return None


def _operator(problem: Problem, text: str, rule: Rule | None) -> Fix | None:
    if re.search(r"write \w+: \{in: \[\.\.\.\]\}\Z", problem.message):
        span = span_at(text, problem.at.line, problem.at.column)
        numbers = span and re.search(r"[\[,]\s*[-+.0-9]", text[slice(*span)])  # a range may be meant
        return None if numbers else _wrap(problem, text, "{in: ", "}", "[")
    if re.search(r"is a list; write \w+: \{contains: [^}\[]+\}\Z", problem.message):
        return _wrap(problem, text, "{contains: ", "}")
    return None


def _wrap(problem: Problem, text: str, before: str, after: str, first: str = "") -> Fix | None:
    span = span_at(text, problem.at.line, problem.at.column)
    if span is None or "\n" in text[slice(*span)] or not text[span[0]].startswith(first or text[span[0]]):
        return None
    start, end = span
    return _replace(text, start, end - start, f"{before}{text[start:end]}{after}")


def _bad_id(problem: Problem, text: str, rule: Rule | None) -> Fix | None:
    span = span_at(text, problem.at.line, problem.at.column)
    word = text[slice(*span)] if span else ""
    better = re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")
    return _replace(text, span[0], len(word), better) if span and better and word.isascii() else None


def _unused(problem: Problem, text: str, rule: Rule | None) -> Fix | None:
    name = problem.message.partition(" ")[0]
    for entry in _entries(parse_yaml(text, "")):
        scalar = isinstance(entry.value, Scalar) and entry.value.value == name
        own = (entry.value.at.line, entry.value.at.column)
        if scalar and (start := _word(text, index_of(text, *own), name)) is not None:
            exists = "exists: true" in problem.message
            return _replace(text, start, len(name), "{exists: true}" if exists else "_")
    return None


def _entries(node: Node) -> Iterator[Entry]:
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield entry
            yield from _entries(entry.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _entries(item)


def _file_name(problem: Problem, text: str, rule: Rule | None) -> Fix | None:
    if rule is None:
        return None
    folder = PurePosixPath(problem.at.path).parent.name
    move = problem.code == "wrong-folder"
    name = (rule.kind if move else folder, f"{rule.id}.yaml")
    return Fix(f"the file becomes {'/'.join(part for part in name if part)}", name=name)


def _replace(text: str, start: int, length: int, new: str) -> Fix:
    edit = Edit(place_of(text, start), place_of(text, start + length), new)
    return Fix(f"'{text[start : start + length]}' becomes '{new}'", (edit,))


MAKERS: dict[str, Callable[[Problem, str, Rule | None], Fix | None]] = {
    "wrong-type": _wrong_type, "unknown-key": _misspelt, "bad-id": _bad_id, "unknown-kind": _misspelt,
    "unknown-status": _misspelt, "unknown-owner": _misspelt, "unknown-role": _misspelt,
    "unknown-frame": _misspelt, "unknown-slot": _misspelt, "unknown-term": _misspelt,
    "unknown-action": _misspelt, "wrong-value": _misspelt, "operator": _operator,
    "unused-variable": _unused, "file-stem": _file_name, "wrong-folder": _file_name,
    "unknown-case": _misspelt, "unknown-rule": _misspelt, "unknown-test": _misspelt,
}  # fmt: skip
