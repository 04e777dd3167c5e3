"""Compile vocabulary, rules and cases into one SQLite image, the same bytes for the same sources.

kg may not look into rules, so rules come as plain rows (`RuleRow`); engine.compile makes them. Everything is
inserted in sorted order into a fresh database with a fixed page size and nothing of the clock or the machine
in it. (The header of an SQLite file names the version of the library that wrote it; between two machines with
different libraries that much may differ.)
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from kbctl.kg.cases import Case
from kbctl.kg.contents import Contents, RuleRow
from kbctl.kg.index import search_tables
from kbctl.kg.store import APPLICATION, FORMAT
from kbctl.ontology.vocab import Term

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE document (name TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID;
-- everything that can be found: terms, rules and cases
CREATE TABLE subject (id TEXT, kind TEXT, label TEXT, definition TEXT, properties TEXT,
                      PRIMARY KEY (id, kind)) WITHOUT ROWID;
CREATE TABLE parent (id TEXT, above TEXT, PRIMARY KEY (id, above)) WITHOUT ROWID;
CREATE TABLE ancestor (id TEXT, above TEXT, why TEXT, PRIMARY KEY (id, above)) WITHOUT ROWID;
CREATE TABLE relation (id TEXT, property TEXT, value TEXT, PRIMARY KEY (property, value, id)) WITHOUT ROWID;
CREATE TABLE rule (id TEXT PRIMARY KEY, title TEXT, path TEXT, line INTEGER, kind TEXT, status TEXT,
                   owner TEXT, json TEXT) WITHOUT ROWID;
CREATE TABLE recommendation (challenge TEXT, remedy TEXT, rule TEXT, confidence REAL,
                             PRIMARY KEY (challenge, remedy, rule)) WITHOUT ROWID;
CREATE TABLE rule_challenge (challenge TEXT, rule TEXT, PRIMARY KEY (challenge, rule)) WITHOUT ROWID;
CREATE TABLE planned (activity TEXT, rule TEXT, PRIMARY KEY (activity, rule)) WITHOUT ROWID;
CREATE TABLE rule_industry (rule TEXT, industry TEXT, PRIMARY KEY (rule, industry)) WITHOUT ROWID;
CREATE TABLE rule_case (rule TEXT, past TEXT, says TEXT, PRIMARY KEY (rule, past, says)) WITHOUT ROWID;
CREATE TABLE past (id TEXT PRIMARY KEY, title TEXT, year INTEGER, industry TEXT, json TEXT) WITHOUT ROWID;
CREATE TABLE lesson (concerns TEXT, past TEXT, n INTEGER, remedy TEXT, result TEXT, says TEXT,
                     PRIMARY KEY (concerns, past, n)) WITHOUT ROWID;
-- names of columns in use, general ones without a system
CREATE TABLE "column" (n INTEGER PRIMARY KEY, field TEXT, name TEXT, language TEXT, system TEXT, "table" TEXT,
                       source TEXT);
-- search: `keys` are the positions of a passage, `a|b c|d`; `things` three bytes each (kg/index.py)
CREATE TABLE concept (words TEXT PRIMARY KEY, keys TEXT) WITHOUT ROWID;
CREATE TABLE wider (key TEXT PRIMARY KEY, above TEXT) WITHOUT ROWID;
CREATE TABLE compound (word TEXT PRIMARY KEY, parts TEXT) WITHOUT ROWID;
CREATE TABLE word (key TEXT PRIMARY KEY, weight REAL, surface TEXT) WITHOUT ROWID;
CREATE TABLE thing (n INTEGER PRIMARY KEY, id TEXT, kind TEXT);
CREATE TABLE posting (key TEXT PRIMARY KEY, things BLOB) WITHOUT ROWID;
CREATE TABLE entry (n INTEGER PRIMARY KEY, thing INTEGER, id TEXT, kind TEXT, form TEXT, name TEXT,
                    folded TEXT, keys TEXT, weights TEXT);
CREATE INDEX entry_thing ON entry (thing);
CREATE INDEX entry_folded ON entry (folded) WHERE form IN ('label', 'id', 'alternative', 'hidden');
CREATE VIRTUAL TABLE entry_fts USING fts5 (keys, content = '', detail = none,
                                           tokenize = "unicode61 remove_diacritics 0 tokenchars '=~'");
"""


FILL_INDEX = "INSERT INTO entry_fts (rowid, keys) SELECT n, replace(keys, '|', ' ') FROM entry ORDER BY n"


def compile_base(contents: Contents) -> bytes:
    """The image of the knowledge base: an SQLite file as bytes."""
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA page_size = 4096")
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.executescript(SCHEMA)
    with connection:
        for table, rows in _tables(contents):
            _insert(connection, table, rows)
        for table, rows in search_tables(contents):
            _insert(connection, table, rows)
        connection.execute(FILL_INDEX)
    connection.execute("INSERT INTO entry_fts (entry_fts) VALUES ('optimize')")
    connection.commit()
    connection.execute("VACUUM")
    return bytes(connection.serialize())


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    ordered = sorted(set(rows), key=repr)
    if ordered:
        marks = ", ".join("?" * len(ordered[0]))
        connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', ordered)


def _tables(contents: Contents) -> Iterator[tuple[str, Iterable[tuple[Any, ...]]]]:
    vocabulary, rules, cases = contents.vocabulary, contents.rules, contents.cases
    terms = [term for _, term in sorted(vocabulary.terms.items())]
    yield "meta", [("version", contents.version), ("hash", contents.hash)]
    yield "document", [("vocabulary", contents.vocabulary_json)]
    yield "subject", [*map(_term_row, terms), *map(_rule_subject, rules), *map(_case_subject, cases.values())]
    yield "parent", [(term.id, above) for term in terms for above in term.parents]
    yield (
        "ancestor",
        [(one, up, _why(contents, one, up)) for one, all_up in vocabulary.ancestors.items() for up in all_up],
    )
    yield (
        "relation",
        [(t.id, name, str(v)) for t in terms for name, values in t.properties.items() for v in values],
    )
    yield "rule", [(r.id, r.title, r.path, r.line, r.kind, r.status, r.owner, r.json) for r in rules]
    yield "recommendation", _best(rules)
    yield "rule_challenge", [(challenge, r.id) for r in rules for challenge in r.challenges]
    yield "planned", [(activity, r.id) for r in rules for activity in r.planned]
    yield "rule_industry", [(r.id, industry) for r in rules for industry in r.industries]
    yield "rule_case", [(r.id, past, says) for r in rules for past, says in r.evidence]
    yield "column", _columns(contents)
    yield "past", [(c.id, c.title, c.year, c.industry, _json(asdict(c))) for c in cases.values()]
    yield (
        "lesson",
        [
            (concerns, c.id, n, lesson.use, lesson.result, lesson.says)
            for c in cases.values()
            for n, lesson in enumerate(c.lessons)
            for concerns in sorted(set(lesson.concerns))
        ],
    )


def _columns(contents: Contents) -> list[tuple[Any, ...]]:
    return [
        (n, v.field, v.name, v.language, v.system, v.table, v.source)
        for n, v in enumerate(contents.columns, 1)
    ]


def _best(rules: Sequence[RuleRow]) -> list[tuple[str, str, str, float]]:
    best: dict[tuple[str, str, str], float] = {}
    for rule in rules:
        for one in rule.recommendations:
            key = (one.challenge, one.remedy, rule.id)
            best[key] = max(one.confidence, best.get(key, 0.0))
    return [(*key, confidence) for key, confidence in best.items()]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _term_row(term: Term) -> tuple[Any, ...]:
    properties: dict[str, Any] = {name: list(values) for name, values in term.properties.items()}
    if term.notation:
        properties["notation"] = [term.notation]
    properties["labels"] = dict(term.labels)
    return term.id, term.kind, term.label, term.definition, _json(properties)


def _rule_subject(rule: RuleRow) -> tuple[Any, ...]:
    properties = {"kind": rule.kind, "path": rule.path, "status": rule.status}
    return rule.id, "rule", rule.title, rule.because, _json(properties)


def _case_subject(case: Case) -> tuple[Any, ...]:
    return case.id, "case", case.title, case.summary, _json({"year": case.year, "industry": case.industry})


def _why(contents: Contents, term: str, above: str) -> str:
    """The told steps that lead from a term to one above it, or the axiom by which it was inferred."""
    if term == above:
        return "itself"
    terms = contents.vocabulary.terms
    before: dict[str, str] = {}
    queue = [term]
    for one in queue:
        if one == above:
            chain = [one]
            while chain[-1] != term:
                chain.append(before[chain[-1]])
            return " ⊑ ".join(reversed(chain))
        for up in terms[one].parents if one in terms else ():
            if up not in before and up != term:
                before[up] = one
                queue.append(up)
    return "; ".join(contents.vocabulary.reasons.get(term, {}).get(above, ("inferred",)))
