"""The mappings to other vocabularies, as far as the checks need them: an SSSOM table, where there is one."""

from __future__ import annotations

import csv
import re
from typing import NamedTuple

from kbctl.ontology.source import InputProblems, Location, Problem
from kbctl.ontology.vocab import NAMESPACE

SHOWN = "ontology/mappings.sssom.tsv"
_PREFIX = re.compile(r"#\s+['\"]?([\w.-]+)['\"]?:\s*['\"]?(https?://\S+?)['\"]?\s*$")


class Mapping(NamedTuple):
    """A row: our term, if it is one of our namespace, and what it is mapped to."""

    subject: str
    ours: bool
    object: str
    at: Location


def read_mappings(text: str, shown: str = SHOWN) -> tuple[Mapping, ...]:
    """The rows of an SSSOM table. Raises InputProblems where it has no column `subject_id`."""
    lines = text.splitlines()
    prefixes = {"kb": NAMESPACE, "kbctl": NAMESPACE}
    prefixes |= {found[1]: found[2] for line in lines if (found := _PREFIX.match(line))}
    body = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not body:
        return ()
    header = body[0][1].split("\t")
    if "subject_id" not in header:
        message = "an SSSOM table has a column 'subject_id'; none is named so"
        raise InputProblems([Problem(Location(shown, body[0][0], 1), "mapping-file", message)])
    rows = csv.DictReader([line for _, line in body[1:]], header, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        _mapping(row, prefixes, Location(shown, number))
        for (number, _), row in zip(body[1:], rows, strict=True)
    )


def _mapping(row: dict[str, str], prefixes: dict[str, str], at: Location) -> Mapping:
    subject = _expanded(row.get("subject_id") or "", prefixes)
    ours = subject.startswith(NAMESPACE)
    return Mapping(subject.removeprefix(NAMESPACE), ours, row.get("object_id") or "", at)


def _expanded(curie: str, prefixes: dict[str, str]) -> str:
    prefix, colon, rest = curie.strip().strip("<>").partition(":")
    return prefixes[prefix] + rest if colon and prefix in prefixes else curie.strip().strip("<>")
