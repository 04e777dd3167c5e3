"""The index of the search, as a script: pages opened from a disk may load that and nothing else."""

from __future__ import annotations

import json
from typing import Any

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.links import case_path, rule_path, term_path

SAID = 160


def search_index(book: Book) -> str:
    """`KBCTL_INDEX=[[path, kind, label, short text, [[language, names joined by |], …]], …]`.

    Names of `id` are ids and notations, those of `col` headers of columns.
    """
    entries: list[list[Any]] = []
    for term in book.vocabulary.terms.values():
        names: dict[str, list[str]] = {"id": [one for one in (term.id, term.notation) if one]}
        for language, text in term.labels.items():
            names.setdefault(language, []).append(text)
        for language, texts in term.alternatives.items():
            names.setdefault(language, []).extend(texts)
        headers = [
            *term.properties.get("hiddenLabel", ()),
            *(one.name for one in book.headers.get(term.id, ())),
        ]
        if headers:
            names["col"] = list(dict.fromkeys(headers))
        entries.append([term_path(term.id), term.kind, term.label, _short(term.definition), _names(names)])
    for rule in book.rules.values():
        entries.append(
            [rule_path(rule.id), "rule", rule.title, _short(rule.because), _names({"id": [rule.id]})]
        )
    for case in book.cases.values():
        entries.append(
            [case_path(case.id), "case", case.title, _short(case.summary), _names({"id": [case.id]})]
        )
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return f"window.KBCTL_INDEX={text};\n"


def _names(names: dict[str, list[str]]) -> list[list[str]]:
    return [[key, "|".join(one.replace("|", " ") for one in found)] for key, found in sorted(names.items())]


def _short(text: str) -> str:
    return text if len(text) <= SAID else text[:SAID].rpartition(" ")[0].rstrip(",;:") + " …"
