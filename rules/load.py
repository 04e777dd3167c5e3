"""Rule files: YAML in, frozen rules with places out. Every problem of every file is collected."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from kbctl.ontology.document import Entry, Mapping, Node, Scalar, parse_yaml, read_text
from kbctl.ontology.source import InputProblems, Location, Problem
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import KINDS, STATUSES, Evidence, Kind, Rule, Status
from kbctl.rules.quantities import in_slot_units
from kbctl.rules.read_tests import read_tests
from kbctl.rules.read_then import read_actions
from kbctl.rules.read_when import read_clauses
from kbctl.rules.reading import Reader
from kbctl.rules.tables import Table, is_table, read_table

REQUIRED = ("rule", "kind", "title", "status", "owner", "when", "then")
OPTIONAL = ("replaced_by", "overrides", "because", "evidence", "tests")
#: Files of the rules folder itself that say something about rules and hold none.
NO_RULES = ("approvers.yaml", "complete.yaml")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def load_rule(
    source: str | Path, shown: str, vocabulary: Vocabulary
) -> tuple[Rule | None, tuple[Problem, ...]]:
    """The rule of one file, or of a text. `shown` is the path that places and messages name.

    The rule is None exactly where there are problems. What needs other rules, or the meaning of the rule
    as a whole, is looked at by `rules.check`.
    """
    try:
        text = read_text(source, shown) if isinstance(source, Path) else source
        node = parse_yaml(text, shown)
    except InputProblems as error:
        return None, error.problems
    if is_table(node):
        message = "this is a decision table, whose rows are rules; a single rule is needed here"
        return None, (Problem(node.at, "table-here", message),)
    reader = Reader(vocabulary)
    rule = _rule(reader, node)
    problems = tuple(sorted(set(reader.problems)))
    return (None if problems else rule), problems


def load_file(
    source: str | Path, shown: str, vocabulary: Vocabulary
) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """The rule of a file, or those of the rows of its decision table; none where there are problems."""
    try:
        text = read_text(source, shown) if isinstance(source, Path) else source
        node = parse_yaml(text, shown)
    except InputProblems as error:
        return (), error.problems
    reader = Reader(vocabulary)
    if isinstance(node, Mapping) and is_table(node):
        table = read_table(reader, node)
        rows = [_rule(reader, row.rule) for row in table.rows] if table else []
        found = [replace(rule, table=table.id) for rule in rows if rule and table]
    else:
        found = [rule for rule in [_rule(reader, node)] if rule]
    problems = tuple(sorted(set(reader.problems)))
    return (() if problems else tuple(found)), problems


def load_table(source: str | Path, shown: str, vocabulary: Vocabulary) -> Table:
    """The decision table of a file. Raises InputProblems, also where it is an ordinary rule."""
    text = read_text(source, shown) if isinstance(source, Path) else source
    node = parse_yaml(text, shown)
    if not isinstance(node, Mapping) or not is_table(node):
        raise InputProblems([Problem(node.at, "no-table", "this is no decision table: it has no 'table'")])
    reader = Reader(vocabulary)
    table = read_table(reader, node)
    for row in table.rows if table else ():
        _rule(reader, row.rule)
    if reader.problems or table is None:
        raise InputProblems(reader.problems)
    return table


def load_rules(folder: Path, vocabulary: Vocabulary, shown_prefix: str = "rules") -> tuple[Rule, ...]:
    """The rules of a folder with one sub-folder for each kind, sorted by id.

    Raises InputProblems with the problems of all files; two rules with one id are among them.
    """
    rules: list[Rule] = []
    problems: list[Problem] = []

    def refuse(error: OSError) -> None:
        missing = isinstance(error, FileNotFoundError)
        code = "not-found" if missing else "no-permission"
        message = "no such folder of rules" if missing else f"the folder cannot be listed: {error.strerror}"
        problems.append(Problem(Location(_shown(Path(error.filename), folder, shown_prefix)), code, message))

    for path in rule_files(folder, refuse):
        shown = _shown(path, folder, shown_prefix)
        found, wrong = load_file(path, shown, vocabulary)
        problems += wrong
        rules += found
    rules.sort(key=lambda rule: (rule.id, rule.path))
    problems += duplicates(rules)
    if problems:
        raise InputProblems(problems)
    return tuple(rules)


def rule_files(folder: Path, refuse: Callable[[OSError], None] | None = None) -> tuple[Path, ...]:
    """The rule files below a folder, sorted by path; `refuse` hears of folders that cannot be listed."""
    found = [
        Path(here, name)
        for here, folders, names in os.walk(folder, onerror=refuse)
        for name in (*folders, *names)
        if name.endswith((".yaml", ".yml")) and not (Path(here) == folder and name in NO_RULES)
    ]
    return tuple(sorted(found, key=lambda path: path.relative_to(folder).parts))


def _shown(path: Path, folder: Path, prefix: str) -> str:
    """A path as messages name it: below the folder, after the prefix."""
    return "/".join((prefix, *path.relative_to(folder).parts)) if prefix else path.name


def duplicates(rules: list[Rule] | tuple[Rule, ...]) -> list[Problem]:
    """A problem for every rule but the first of its id."""
    first: dict[str, Rule] = {}
    found = []
    for rule in rules:
        other = first.setdefault(rule.id, rule)
        if other is not rule:
            message = f"a second rule has the id '{rule.id}' (the first is in {other.path})"
            found.append(Problem(rule.at, "duplicate-id", message))
    return found


def _rule(reader: Reader, node: Node) -> Rule | None:
    mapping = reader.mapping(node, "a rule file")
    if mapping is None:
        return None
    keys = reader.keys(mapping.entries, (*REQUIRED, *OPTIONAL), "a rule")
    complete = reader.required(keys, REQUIRED, mapping.at, "a rule")
    rule = Rule(
        id=_ident(reader, keys.get("rule")),
        kind=cast(Kind, _choice(reader, keys.get("kind"), KINDS, "kind")),
        title=_text(reader, keys.get("title")),
        status=cast(Status, _choice(reader, keys.get("status"), STATUSES, "status")),
        owner=_choice(reader, keys.get("owner"), reader.roles(), "owner"),
        when=read_clauses(reader, keys["when"].value, "'when'") if "when" in keys else (),
        then=read_actions(reader, keys["then"].value) if "then" in keys else (),
        overrides=_names(reader, keys.get("overrides")),
        because=_text(reader, keys.get("because")),
        evidence=_evidence(reader, keys["evidence"].value) if "evidence" in keys else (),
        tests=read_tests(reader, keys["tests"].value) if "tests" in keys else (),
        at=mapping.at,
        replaced_by=_text(reader, keys.get("replaced_by")) or None,
    )
    if not complete or reader.problems:
        return None
    return replace(rule, **in_slot_units(rule, reader.vocabulary))


def _ident(reader: Reader, entry: Entry | None) -> str:
    text = _text(reader, entry)
    if entry and text and not _ID.match(text):
        message = f"'{text}' is no rule id: small letters, digits and single hyphens, as in dates-by-source"
        reader.report(entry.value.at, "bad-id", message)
    return text


def _text(reader: Reader, entry: Entry | None) -> str:
    return (reader.text(entry.value, f"'{entry.key}'") or "").strip() if entry else ""


def _choice(reader: Reader, entry: Entry | None, known: tuple[str, ...], what: str) -> str:
    return (reader.choice(entry.value, known, what, f"unknown-{what}") or "") if entry else ""


def _names(reader: Reader, entry: Entry | None) -> tuple[str, ...]:
    if entry is None:
        return ()
    if isinstance(entry.value, Scalar) and entry.value.value is not None:
        message = f"'{entry.key}' must be a list; write [{entry.value.value}]"
        reader.report(entry.value.at, "wrong-type", message)
        return ()
    names = [reader.text(item, f"'{entry.key}'") for item in reader.sequence(entry.value, f"'{entry.key}'")]
    return tuple(sorted({name for name in names if name}))


def _evidence(reader: Reader, node: Node) -> tuple[Evidence, ...]:
    found = []
    for item in reader.sequence(node, "'evidence'"):
        mapping = reader.mapping(item, "a piece of evidence")
        keys = reader.keys(mapping.entries, ("case", "says"), "a piece of evidence") if mapping else {}
        if not mapping or not reader.required(keys, ("case", "says"), mapping.at, "a piece of evidence"):
            continue
        case = reader.text(keys["case"].value, "'case'")
        says = reader.choice(keys["says"].value, ("supports", "contradicts"), "'says'", "wrong-value")
        if case and says == "supports":
            found.append(Evidence(case, "supports", mapping.at))
        elif case and says:
            found.append(Evidence(case, "contradicts", mapping.at))
    return tuple(found)
