"""Lints rule files: every finding of every file with the rule it is of and the line it is on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbctl.ontology.source import InputProblems, Location, Problem
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check import check_rules
from kbctl.rules.finding import Finding
from kbctl.rules.load import load_file, rule_files
from kbctl.rules.model import Rule

_COUNTED = re.compile(r"\b(line|column) \d+")


@dataclass(frozen=True, slots=True)
class Source:
    """A rule file: where it is, and the path that messages name."""

    path: Path
    shown: str


@dataclass(frozen=True, order=True, slots=True)
class Found:
    """A finding, the id of its rule (of a file that cannot be read: the stem) and the text of its line."""

    finding: Finding
    rule: str
    line: str

    @property
    def problem(self) -> Problem:
        return self.finding.problem

    @property
    def content(self) -> str:
        """What stays the same when lines move: the message without places, and the words of the line."""
        message = _COUNTED.sub(r"\1", self.problem.message)
        return f"{message}\n{' '.join(self.line.split())}"

    @property
    def key(self) -> tuple[str, str, str]:
        """Rule id, code, hash of the content."""
        digest = hashlib.sha256(self.content.encode("utf-8", "surrogatepass")).hexdigest()
        return (self.rule, self.problem.code, digest[:16])


@dataclass(frozen=True, slots=True)
class Linted:
    """The findings in the files that were asked for, by place. `files`: shown path -> where it is."""

    found: tuple[Found, ...]
    rules: Mapping[str, Rule]
    files: Mapping[str, Path]


def sources(folder: Path, shown: str) -> tuple[Source, ...]:
    """The rule files below a folder. Raises InputProblems where a folder cannot be listed."""
    problems: list[Problem] = []

    def refuse(error: OSError) -> None:
        missing = isinstance(error, FileNotFoundError)
        at = Location("/".join((shown, *Path(error.filename).relative_to(folder).parts)))
        message = "no such folder of rules" if missing else f"the folder cannot be listed: {error.strerror}"
        problems.append(Problem(at, "not-found" if missing else "no-permission", message))

    paths = rule_files(folder, refuse)
    if problems:
        raise InputProblems(problems)
    return tuple(Source(path, "/".join((shown, *path.relative_to(folder).parts))) for path in paths)


def given_sources(arguments: Iterable[str]) -> tuple[Source, ...]:
    """Files and folders as they were typed. Raises InputProblems for what is not there."""
    found: dict[Path, Source] = {}
    for argument in arguments:
        path = Path(argument)
        if not path.exists():
            raise InputProblems([Problem(Location(argument), "not-found", "no such file or folder")])
        several = sources(path, argument.rstrip("/")) if path.is_dir() else (Source(path, argument),)
        for source in several:
            found.setdefault(source.path.resolve(), source)
    return tuple(found.values())


#: What else can be said of rules: their approvals, their tables.
Beyond = Callable[[Sequence[Rule]], Iterable[Finding]]


def lint(
    base: Sequence[Source],
    only: Sequence[Source],
    vocabulary: Vocabulary,
    case_ids: Collection[str],
    beyond: Beyond = lambda rules: (),
) -> Linted:
    """Lints the rules of a folder; where `only` names files, these alone are told about.

    They take the place of files of the folder that they are, and are looked at together with all others.
    `beyond` adds what it finds, in other files of the folder too.
    """
    own = {source.path.resolve() for source in only}
    before = [source for source in base if source.path.resolve() not in own]
    asked = tuple(only) or tuple(before)
    rules: dict[str, tuple[Rule, ...]] = {}
    findings: list[Finding] = []
    unread = set()
    for source in (*before, *only):
        read, problems = load_file(source.path, source.shown, vocabulary)
        findings += (Finding(problem, "error") for problem in problems)
        if read:
            rules[source.shown] = read
        else:
            unread.add(source.path.stem)
    every = [rule for read in rules.values() for rule in read]
    findings += check_rules(every, vocabulary, case_ids, unread)
    findings += beyond(every)
    shown = {source.shown: source.path for source in asked}
    names = {path: _name(rules[path]) if path in rules else Path(path).stem for path in shown}
    lines = {path: _lines(shown[path]) for path in {one.problem.at.path for one in findings} & set(shown)}
    told = []
    for one in sorted(set(findings)):
        at = one.problem.at
        if at.path in shown:
            told.append(Found(one, names[at.path], _line(lines[at.path], at.line)))
        elif not only:
            told.append(Found(one, Path(at.path).stem, ""))
    return Linted(tuple(told), _single(rules, shown), shown)


def _single(rules: Mapping[str, Sequence[Rule]], shown: Iterable[str]) -> dict[str, Rule]:
    """Files that are one rule; those of decision tables are mended by hand."""
    return {path: rules[path][0] for path in shown if path in rules and not rules[path][0].table}


def _name(rules: Sequence[Rule]) -> str:
    """What a baseline calls the file: its rule, or its decision table."""
    return rules[0].table or rules[0].id


def _lines(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode("utf-8-sig", "replace").split("\n")
    except OSError:
        return []


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""
