"""Compile vocabulary, rules and cases into one SQLite image, the same bytes for the same sources.

kg may not look into rules, so rules come as plain rows (`RuleRow`); engine.compile makes them. Everything is
inserted in sorted order into a fresh database with a fixed page size and nothing of the clock or the machine
in it. (The header of an SQLite file names the version of the library that wrote it; between two machines with
different libraries that much may differ.)
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kbctl.kg import text
from kbctl.kg.cases import Case
from kbctl.kg.store import APPLICATION, FORMAT
from kbctl.ontology.vocab import Term, Vocabulary

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE document (name TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID;
-- everything that can be found: terms, rules and cases
CREATE TABLE subject (id TEXT, kind TEXT, label TEXT, definition TEXT, properties TEXT,
                      PRIMARY KEY (id, kind)) WITHOUT ROWID;
CREATE TABLE parent (id TEXT, above TEXT, PRIMARY KEY (id, above)) WITHOUT ROWID;
CREATE TABLE ancestor (id TEXT, above TEXT, why TEXT, PRIMARY KEY (id, above)) WITHOUT ROWID;
CREATE TABLE relation (id TEXT, property TEXT, value TEXT, PRIMARY KEY (property, value, id)) WITHOUT ROWID;
CREATE TABLE rule (id TEXT PRIMARY KEY, title TEXT, path TEXT, line INTEGER, kind TEXT, status TEXT, owner TEXT,
                   json TEXT) WITHOUT ROWID;
CREATE TABLE recommendation (challenge TEXT, remedy TEXT, rule TEXT, confidence REAL,
                             PRIMARY KEY (challenge, remedy, rule)) WITHOUT ROWID;
CREATE TABLE rule_challenge (challenge TEXT, rule TEXT, PRIMARY KEY (challenge, rule)) WITHOUT ROWID;
CREATE TABLE rule_industry (rule TEXT, industry TEXT, PRIMARY KEY (rule, industry)) WITHOUT ROWID;
CREATE TABLE rule_case (rule TEXT, past TEXT, says TEXT, PRIMARY KEY (rule, past, says)) WITHOUT ROWID;
CREATE TABLE past (id TEXT PRIMARY KEY, title TEXT, year INTEGER, industry TEXT, json TEXT) WITHOUT ROWID;
CREATE TABLE lesson (concerns TEXT, past TEXT, n INTEGER, remedy TEXT, result TEXT, says TEXT,
                     PRIMARY KEY (concerns, past, n)) WITHOUT ROWID;
-- search: `keys` are the positions of a name, `a|b c|d`; of a text, its distinct keys
CREATE TABLE concept (words TEXT PRIMARY KEY, key TEXT, above TEXT) WITHOUT ROWID;
CREATE TABLE word (key TEXT PRIMARY KEY, weight REAL, named INTEGER) WITHOUT ROWID;
CREATE TABLE entry (n INTEGER PRIMARY KEY, id TEXT, kind TEXT, form TEXT, name TEXT, folded TEXT, keys TEXT, weights TEXT);
CREATE INDEX entry_text ON entry (id, kind) WHERE form = 'text';
CREATE INDEX entry_folded ON entry (folded) WHERE form <> 'text';
CREATE VIRTUAL TABLE entry_fts USING fts5 (keys, content = '', detail = none,
                                           tokenize = "unicode61 remove_diacritics 0 tokenchars '='");
"""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """That a rule proposes a remedy for a challenge; `challenge` as its pattern names it."""

    challenge: str
    remedy: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What the base keeps of a rule. `json` is the whole rule, for replay."""

    id: str
    title: str
    path: str
    line: int
    kind: str
    status: str
    owner: str
    because: str
    json: str
    challenges: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """All that goes into a base. `hash` is of the sources, `version` that of the package."""

    vocabulary: Vocabulary
    vocabulary_json: str
    rules: Sequence[RuleRow]
    cases: Mapping[str, Case]
    version: str
    hash: str


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
        _insert_search(connection, contents)
    connection.execute("INSERT INTO entry_fts (entry_fts) VALUES ('optimize')")
    connection.commit()
    connection.execute("VACUUM")
    return bytes(connection.serialize())


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    ordered = sorted(set(rows), key=repr)
    if ordered:
        marks = ", ".join("?" * len(ordered[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", ordered)


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
    yield "rule_industry", [(r.id, industry) for r in rules for industry in r.industries]
    yield "rule_case", [(r.id, past, says) for r in rules for past, says in r.evidence]
    yield "past", [(c.id, c.title, c.year, c.industry, _json(_plain(c))) for c in cases.values()]
    yield (
        "lesson",
        [
            (concerns, c.id, n, lesson.use, lesson.result, lesson.says)
            for c in cases.values()
            for n, lesson in enumerate(c.lessons)
            for concerns in sorted(set(lesson.concerns))
        ],
    )


def _best(rules: Sequence[RuleRow]) -> list[tuple[str, str, str, float]]:
    best: dict[tuple[str, str, str], float] = {}
    for rule in rules:
        for one in rule.recommendations:
            key = (one.challenge, one.remedy, rule.id)
            best[key] = max(one.confidence, best.get(key, 0.0))
    return [(*key, confidence) for key, confidence in best.items()]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(case: Case) -> dict[str, Any]:
    return asdict(case)


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


# --- search ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Name:
    subject: str
    kind: str
    form: str
    text: str


def _insert_search(connection: sqlite3.Connection, contents: Contents) -> None:
    concepts, above = _concepts(contents.vocabulary)
    names = sorted(_names(contents), key=lambda name: (name.subject, name.kind, name.form, name.text))
    found = {name.text: text.with_concepts(text.positions(name.text), concepts) for name in names}
    weights = _weights((name.kind + name.subject, found[name.text]) for name in names)
    entries: list[tuple[str, str, str, str, str, str, str]] = []
    for name in names:
        keys = [tuple(dict.fromkeys(position)) for position in found[name.text]]
        if keys:
            entries.append((
                name.subject, name.kind, name.form, name.text, folded(name.text),
                " ".join("|".join(position) for position in keys),
                " ".join(f"{weights[position[0]]:.4f}" for position in keys),
            ))  # fmt: skip
    in_texts: set[str] = set()
    for subject, kind, said in sorted(_texts(contents)):
        bag = sorted(
            {key for position in text.with_concepts(text.positions(said), concepts) for key in position}
        )
        entries.append((subject, kind, "text", "", "", " ".join(bag), ""))
        in_texts.update(bag)
    numbered = list(enumerate(entries, 1))
    connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", ((n, *row) for n, row in numbered))
    connection.executemany(
        "INSERT INTO entry_fts (rowid, keys) VALUES (?, ?)", ((n, row[5].replace("|", " ")) for n, row in numbered)
    )
    known = {key: (key, 2.0, 0) for key in in_texts} | {
        k: (k, round(weight, 4), 1) for k, weight in weights.items()
    }
    _insert(connection, "word", known.values())
    _insert(
        connection,
        "concept",
        [(" ".join(words), key, " ".join(above.get(key, ()))) for words, (key,) in concepts.items()],
    )


def folded(name: str) -> str:
    """A name for the comparison as a whole: folded, single spaces."""
    return " ".join(text.fold(name).split())


def _names(contents: Contents) -> Iterator[_Name]:
    for term in contents.vocabulary.terms.values():
        yield _Name(term.id, term.kind, "id", text.spaced(term.id))
        for label in term.labels.values():
            yield _Name(term.id, term.kind, "label", label)
        for language, others in term.alternatives.items():
            form = "hidden" if language == "hidden" else "alternative"
            for other in others:
                yield _Name(term.id, term.kind, form, other)
        for other in term.properties.get("hiddenLabel", ()):
            yield _Name(term.id, term.kind, "hidden", str(other))
    for rule in contents.rules:
        yield _Name(rule.id, "rule", "id", text.spaced(rule.id))
        yield _Name(rule.id, "rule", "label", rule.title)
    for case in contents.cases.values():
        yield _Name(case.id, "case", "id", text.spaced(case.id))
        yield _Name(case.id, "case", "label", case.title)


def _texts(contents: Contents) -> Iterator[tuple[str, str, str]]:
    """What else is said of a thing: its definition, symptoms, reasons, and its names over again."""
    for term in contents.vocabulary.terms.values():
        names = [*term.labels.values(), *(one for others in term.alternatives.values() for one in others)]
        said = [str(value) for name in ("showsAs", "fitsWhen") for value in term.properties.get(name, ())]
        yield term.id, term.kind, " / ".join([term.definition, *said, *names])
    for rule in contents.rules:
        concerns = [text.spaced(one) for one in (*rule.challenges, *(r.remedy for r in rule.recommendations))]
        yield rule.id, "rule", " / ".join([rule.title, rule.because, *concerns])
    for case in contents.cases.values():
        concerns = [
            text.spaced(one) for lesson in case.lessons for one in (*lesson.concerns, lesson.use or "")
        ]
        said = [lesson.says for lesson in case.lessons]
        yield case.id, "case", " / ".join([case.title, case.summary, *said, *concerns])


def _weights(names: Iterable[tuple[str, Sequence[text.Position]]]) -> dict[str, float]:
    """How much a word says: 1 where every thing has it in its names, 2 where a single one has (log in between)."""
    things: dict[str, set[str]] = {}
    everything = set()
    for subject, found in names:
        everything.add(subject)
        for position in found:
            for key in position:
                things.setdefault(key, set()).add(subject)
    total = math.log(max(len(everything), 2))
    return {key: 2 - math.log(len(of)) / total for key, of in sorted(things.items())}


def _concepts(
    vocabulary: Vocabulary,
) -> tuple[dict[tuple[str, ...], tuple[str]], dict[str, tuple[str, ...]]]:
    """Names of data domains as stems → the key of the domain; and the keys of the domains above it.

    A name that two domains share stands for neither.
    """
    named: dict[tuple[str, ...], set[str]] = {}
    above: dict[str, tuple[str, ...]] = {}
    for term in vocabulary.of_kind("domain"):
        key = f"={term.id.lower()}"
        up = vocabulary.ancestors.get(term.id, frozenset()) - {term.id}
        kept = sorted(one for one in up if one in vocabulary.terms and vocabulary.terms[one].parents)
        above[key] = tuple(f"={one.lower()}" for one in kept)
        for name in (
            *term.labels.values(),
            *(one for others in term.alternatives.values() for one in others),
        ):
            words = tuple(position[0] for position in text.positions(name))
            if words:
                named.setdefault(words, set()).add(key)
    return {words: (keys.pop(),) for words, keys in sorted(named.items()) if len(keys) == 1}, above
