"""Which rules are meant: ids, names of decision tables, patterns of ids (`dates-*`), files and folders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from kbctl.ontology.source import InputProblems, Location, Problem, did_you_mean
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.load import load_file, rule_files
from kbctl.rules.model import Rule


def chosen_rules(
    names: Iterable[str], rules: Mapping[str, Rule], vocabulary: Vocabulary, root: Path
) -> tuple[Rule, ...]:
    """The rules, each once, in the order of the names; all without names.

    A file is read as it is now, also one that is not among the rules. Raises InputProblems with every name
    that means nothing, and with what is wrong in files.
    """
    names = tuple(names)
    if not names:
        return tuple(rules[ident] for ident in rules)
    found: dict[str, Rule] = {}
    problems: list[Problem] = []
    for name in names:
        meant, wrong = _named(name, rules, vocabulary, root)
        problems += wrong
        for rule in meant:
            found.setdefault(rule.id, rule)
    if problems:
        raise InputProblems(problems)
    return tuple(found.values())


def _named(
    name: str, rules: Mapping[str, Rule], vocabulary: Vocabulary, root: Path
) -> tuple[list[Rule], list[Problem]]:
    if name in rules:
        return [rules[name]], []
    if rows := [rule for rule in rules.values() if rule.table == name]:
        return rows, []
    if any(sign in name for sign in "*?["):
        meant = [
            rules[ident]
            for ident in rules
            if fnmatchcase(ident, name) or fnmatchcase(rules[ident].path, name)
        ]
        wrong = [] if meant else [Problem(Location(name), "unknown-rule", "no rule matches this pattern")]
        return meant, wrong
    for path in (Path(name), root / name):
        if path.is_dir():
            return _files(rule_files(path), name, vocabulary)
        if path.is_file():
            return _files([path], name, vocabulary)
    message = f"unknown rule{did_you_mean(name, rules)}, and no file"
    return [], [Problem(Location(name), "unknown-rule", message)]


def _files(paths: Iterable[Path], name: str, vocabulary: Vocabulary) -> tuple[list[Rule], list[Problem]]:
    meant: list[Rule] = []
    wrong: list[Problem] = []
    for path in paths:
        rules, problems = load_file(path, path.as_posix(), vocabulary)
        wrong += problems
        meant += rules
    if not meant and not wrong:
        wrong.append(Problem(Location(name), "no-rules", "this folder holds no rule file"))
    return meant, wrong
