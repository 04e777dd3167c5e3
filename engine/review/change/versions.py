"""The knowledge of a revision, read quickly: compiled where the cache has it, else from the sources.

What is the same as in another version is taken from there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kbctl.engine.compile import read_sources
from kbctl.engine.knowledge import Knowledge, load_knowledge
from kbctl.engine.review.revisions import tree_at
from kbctl.kg.cases import Case, load_cases
from kbctl.kg.fresh import base_path
from kbctl.kg.store import BaseError, open_file
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.source import InputProblems, Problem
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.load import duplicates, load_file, rule_files
from kbctl.rules.model import Rule


@dataclass(frozen=True, slots=True)
class Version:
    """What was known at a revision (None: the working tree).

    `files` are the rule files by path with a digest of their contents; `problems` those of files that cannot
    be read, whose rules are not among the knowledge. `ontology` is a digest of its modules.
    """

    revision: str | None
    knowledge: Knowledge
    files: Mapping[str, str]
    problems: tuple[Problem, ...]
    ontology: str

    @property
    def unread(self) -> frozenset[str]:
        """The files that cannot be read, without the name of the revision."""
        before = f"{self.revision}:"
        return frozenset(one.at.path.removeprefix(before) for one in self.problems)


def load_version(
    root: Path, revision: str | None, cache: str | None = None, like: Version | None = None
) -> Version:
    """The version at a revision. What is the same as in `like` is not read again.

    Raises InputProblems where there is no such revision or its ontology cannot be read.
    """
    try:
        with tree_at(root, revision) as folder:
            return _version(folder, revision, cache, like)
    except InputProblems as error:
        raise InputProblems(_named(error.problems, revision)) from None


def _named(problems: tuple[Problem, ...], revision: str | None) -> list[Problem]:
    """Places of another revision as git names them: `main:rules/…`."""
    if revision is None:
        return list(problems)
    return [
        one if one.at.path == "git" else replace(one, at=replace(one.at, path=f"{revision}:{one.at.path}"))
        for one in problems
    ]


def _version(folder: Path, revision: str | None, cache: str | None, like: Version | None) -> Version:
    files = {
        f"rules/{path.relative_to(folder / 'rules').as_posix()}": _digest(path)
        for path in rule_files(folder / "rules", lambda error: None)
    }
    ontology = _digest(*sorted((folder / "ontology").glob("*.ttl")))
    sources = read_sources(str(folder))
    compiled = _compiled(cache, sources.key)
    if compiled:
        return Version(revision, compiled, files, (), ontology)
    same = like is not None and like.ontology == ontology
    vocabulary = like.knowledge.vocabulary if like and same else load_vocabulary(folder / "ontology")
    known = _known(like, files) if same else {}
    rules, problems = _rules(folder, files, vocabulary, known)
    cases: dict[str, Case] = {}
    try:
        cases = load_cases(folder / "kg" / "cases", vocabulary)
    except InputProblems as error:
        problems += error.problems
    knowledge = Knowledge(vocabulary, rules, cases, sources.version, sources.hash)
    return Version(revision, knowledge, files, tuple(sorted(_named(tuple(problems), revision))), ontology)


def _digest(*paths: Path) -> str:
    found = hashlib.sha256()
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError:
            content = b""
        found.update(f"{path.name}:{len(content)}:".encode("utf-8", "surrogateescape") + content)
    return found.hexdigest()


def _compiled(cache: str | None, key: str) -> Knowledge | None:
    if not cache:
        return None
    try:
        with open_file(base_path(cache, key)) as base:
            return load_knowledge(base)
    except BaseError:
        return None


def _known(like: Version | None, files: Mapping[str, str]) -> dict[str, list[Rule]]:
    """Path -> the rules as the other version has them, where the file is the same."""
    if like is None:
        return {}
    same = {path for path, digest in files.items() if like.files.get(path) == digest}
    rules = (like.knowledge.rules[id] for id in like.knowledge.rules)
    known: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.path in same:
            known.setdefault(rule.path, []).append(rule)
    return known


def _rules(
    folder: Path, files: Mapping[str, str], vocabulary: Vocabulary, known: Mapping[str, list[Rule]]
) -> tuple[dict[str, Rule], list[Problem]]:
    """The rules that can be read, by id; of two with one id the first by path."""
    found: list[Rule] = []
    problems: list[Problem] = []
    for path in files:
        if path in known:
            found += known[path]
            continue
        rules_of_file, wrong = load_file(folder / path, path, vocabulary)
        problems += wrong
        found += rules_of_file
    found.sort(key=lambda rule: (rule.id, rule.path))
    problems += duplicates(found)
    rules: dict[str, Rule] = {}
    for rule in found:
        rules.setdefault(rule.id, rule)
    return rules, problems
