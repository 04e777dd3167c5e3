"""A rule's history: each commit of its file with what it changed in meaning, followed through renames."""

from __future__ import annotations

import tempfile
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from kbctl.engine.review.change.compare import change_of
from kbctl.engine.review.change.model import Part, RuleChange
from kbctl.engine.review.change.pairs import LIKE, likeness, pair
from kbctl.engine.review.history.commits import (
    Commit,
    commits,
    content,
    is_shallow,
    last_place,
    names_at,
    replaced,
    tree_of,
)
from kbctl.engine.review.revisions import changed_files, tree_at
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.source import InputProblems, Location, Problem, did_you_mean
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.approvals import Approval
from kbctl.rules.load import load_file, rule_files
from kbctl.rules.meaning import meaning
from kbctl.rules.model import Rule
from kbctl.rules.read_approvals import APPROVALS, load_approvals

LOCK = f"rules/{APPROVALS}"
BEGINS = "this clone is shallow and begins here; what was before is not known (git fetch --unshallow)"


@dataclass(frozen=True, slots=True)
class Entry:
    """A commit (None: not committed yet) with what it changed of the rule.

    `change` is None where nothing but wording changed. `approvals` are those that came or went. `problem`
    says why the rule cannot be read after or before the commit.
    """

    commit: Commit | None
    rule: str
    change: RuleChange | None
    approvals: tuple[Part, ...] = ()
    problem: str = ""

    @property
    def means_something(self) -> bool:
        return self.change is not None or bool(self.approvals) or bool(self.problem)


@dataclass(frozen=True, slots=True)
class Side:
    """A rule file at a revision: its path, its text, and the rule where it can be read."""

    path: str
    text: str | None
    rule: Rule | None
    problem: str
    #: of a decision table, all its rows
    rows: tuple[Rule, ...] = ()


def history(root: Path, rule: str, vocabulary: Vocabulary) -> tuple[Entry, ...]:
    """Newest first; what is not committed comes before all commits. Rules are read with the ontology of
    today, which is given, and where they no longer can be, with that of their time.

    Raises InputProblems where no commit and no file has a rule of that id.
    """
    place = _place(root, rule)
    walk = _Walk(root, vocabulary, rule)
    entries, paths, ids = walk.back_from(place)
    if not ids and not any(entry.problem for entry in entries):
        raise InputProblems([_unknown_row(walk.side(None, place), rule)])
    ids = ids or [rule]
    order = [one.hash for one in commits(root, "HEAD", (*paths, LOCK))]
    by_hash = {entry.commit.hash: entry for entry in entries if entry.commit}
    for commit in commits(root, "HEAD", (LOCK,), f"-Grule: ({'|'.join(ids)})[,}}]", "--extended-regexp"):
        known = by_hash.get(commit.hash, Entry(commit, rule, None))
        by_hash[commit.hash] = replace(known, approvals=tuple(walk.approvals(commit, ids)))
    present = [entry for entry in entries if entry.commit is None]
    return (*present, *(by_hash[hash] for hash in order if hash in by_hash))


def _place(root: Path, rule: str) -> str:
    """Where the rule's file lies, or lay last. A file is named as its rule, or as the table of the row."""
    here = [path.relative_to(root).as_posix() for path in rule_files(root / "rules", lambda error: None)]
    for paths in (here, names_at(root, "HEAD")):
        if found := next((path for path in paths if PurePosixPath(path).stem == rule), None):
            return found
    if found := last_place(root, rule):
        return found
    parts = rule.split("-")
    for table in ("-".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)):
        found = next((path for path in here if PurePosixPath(path).stem == table), None)
        found = found or last_place(root, table)
        if found and _was_table(root, found):
            return found
    known = [PurePosixPath(path).stem for path in here]
    message = f"unknown rule '{rule}'{did_you_mean(rule, known)}"
    raise InputProblems([Problem(Location("rules"), "unknown-rule", message)])


def _was_table(root: Path, path: str) -> bool:
    text = _text_of(root / path)
    if text is None:
        last = commits(root, "HEAD", (path,), "-1")
        text = content(root, last[0].parent, path) if last else None
    return text is not None and any(line.startswith("table:") for line in text.splitlines())


def _unknown_row(side: Side, rule: str) -> Problem:
    """The file holds a table, and none of its rows has the id, or ever had."""
    ids = [row.id for row in side.rows]
    message = f"'{rule}' is a decision table; its rows are {', '.join(ids)}"
    if PurePosixPath(side.path).stem != rule:
        message = f"unknown rule '{rule}'{did_you_mean(rule, ids)}"
    return Problem(Location("rules"), "unknown-rule", message)


class _Walk:
    """Reads versions of rules, with what it has read already."""

    def __init__(self, root: Path, vocabulary: Vocabulary, rule: str) -> None:
        self.root, self.vocabulary = root, vocabulary
        #: what the row is called at the revision that is looked at, where the rule is one of a decision table
        self.row = rule
        self.shallow = is_shallow(root)
        #: by the hash of the ontology's folder; None where reading with it would say nothing new
        self.older: dict[str, Vocabulary | None] = {}
        if not any(path.startswith("ontology/") for path in changed_files(root, "HEAD", None)):
            self.older[tree_of(root, "HEAD", "ontology")] = None

    def back_from(self, path: str) -> tuple[list[Entry], list[str], list[str]]:
        """Entries of the file, then of the one that it was renamed from, and so on; all paths and ids."""
        entries, paths, ids, start = list[Entry](), [path], dict[str, None](), "HEAD"
        before = self.side(start, path)
        now = self.side(None, path)
        if now.text != before.text:
            if before.text is None:
                gone = [
                    one for one in changed_files(self.root, start, None) if not (self.root / one).exists()
                ]
                before = self._origin(start, gone, now) or before
            before = self._renamed(before, now)
            entries.append(self._entry(None, before, now))
        path = before.path if before.text is not None else path
        paths += [path] if path not in paths else []
        ids |= {side.rule.id: None for side in (now, before) if side.rule}
        while path:
            path, start = self._follow(path, start, entries, ids)
            paths += [path] if path else []
        return entries, paths, list(ids)

    def _follow(self, path: str, start: str, entries: list[Entry], ids: dict[str, None]) -> tuple[str, str]:
        """The commits of one path; the path that the file had before, and where to go on."""
        for commit in commits(self.root, start, (path,)):
            if not commit.parent and self.shallow:
                side = self.side(commit.hash, path)
                id = side.rule.id if side.rule else PurePosixPath(path).stem
                ids |= {side.rule.id: None} if side.rule else {}
                entries.append(Entry(commit, id, None, problem=BEGINS))
                return "", ""
            now, before = self.side(commit.hash, path), self.side(commit.parent, path)
            if before.text is None and now.text is not None:
                gone, _ = replaced(self.root, commit)
                before = self._origin(commit.parent, gone, now) or before
            before = self._renamed(before, now)
            entries.append(self._entry(commit, before, now))
            ids |= {side.rule.id: None for side in (now, before) if side.rule}
            if before.path != path:
                return before.path, commit.parent
        return "", ""

    def side(self, revision: str | None, path: str) -> Side:
        text = content(self.root, revision, path) if revision is not None else _text_of(self.root / path)
        if text is None:
            return Side(path, None, None, "")
        rules, problems = load_file(text, path, self.vocabulary)
        if problems and revision and (older := self._vocabulary(revision)):
            rules, again = load_file(text, path, older)
            problems = again and problems
        if problems:
            return Side(path, text, None, str(problems[0]))
        rows = tuple(rule for rule in rules if rule.table)
        if not rows:
            return Side(path, text, rules[0] if rules else None, "")
        return Side(path, text, next((rule for rule in rows if rule.id == self.row), None), "", rows)

    def _renamed(self, before: Side, now: Side) -> Side:
        """The side before with the row that the present one was, where the row had another name there."""
        if now.rule is None or before.rule is not None or not before.rows:
            return before
        stayed = {row.id for row in now.rows}
        scored = [(_alike(row, now.rule), row.id, row) for row in before.rows if row.id not in stayed]
        best = max(scored, key=lambda one: one[:2], default=None)
        if best is None or best[0] < LIKE:
            return before
        self.row = best[1]
        return replace(before, rule=best[2])

    def _vocabulary(self, revision: str) -> Vocabulary | None:
        """That of the revision, where it can be read."""
        tree = tree_of(self.root, revision, "ontology")
        if tree not in self.older:
            try:
                with tree_at(self.root, revision) as folder:
                    self.older[tree] = load_vocabulary(folder / "ontology")
            except InputProblems:
                self.older[tree] = None
        return self.older[tree]

    def _origin(self, revision: str, gone: Sequence[str], now: Side) -> Side | None:
        """The file among those taken away that this one was: of the same id, meaning, or much alike."""
        if now.rule is None:
            return None
        read = [self.side(revision, path) for path in gone]
        rows = [replace(side, rule=row) for side in read for row in side.rows]
        sides = [*rows, *(side for side in read if side.rule and not side.rows)]
        scored = [(_alike(side.rule, now.rule), side.path, side) for side in sides if side.rule]
        best = max(scored, key=lambda one: one[0], default=None)
        if best is None or best[0] < LIKE:
            return None
        if best[2].rows and best[2].rule:
            self.row = best[2].rule.id
        return best[2]

    def _entry(self, commit: Commit | None, before: Side, now: Side) -> Entry:
        id = (now.rule or before.rule).id if (now.rule or before.rule) else PurePosixPath(now.path).stem  # type: ignore[union-attr]
        if problem := now.problem or before.problem:
            when = "" if now.problem else "before, "
            return Entry(commit, id, None, problem=f"{when}it cannot be read: {problem}")
        if before.rule is None and now.rule is None:  # another row of the table changed
            return Entry(commit, self.row, None)
        renames = self._renames(commit, before.rule, now.rule)
        vocabulary = self.vocabulary
        return Entry(commit, id, change_of(before.rule, now.rule, vocabulary, vocabulary, renames))

    def _renames(self, commit: Commit | None, before: Rule | None, now: Rule | None) -> dict[str, str]:
        """Old id -> new id of rules that this one overrides, where the commit renamed them."""
        if not commit or not before or not now:
            return {}
        left, came = {*before.overrides} - {*now.overrides}, {*now.overrides} - {*before.overrides}
        if not left or not came:
            return {}
        gone, added = replaced(self.root, commit)
        old = self._named(commit.parent, gone, left)
        new = self._named(commit.hash, added, came)
        return dict(pair(old, new).renames)

    def _named(self, revision: str, paths: Iterable[str], ids: Container[str]) -> dict[str, Rule]:
        wanted = (path for path in paths if PurePosixPath(path).stem in ids)
        return {side.rule.id: side.rule for path in wanted if (side := self.side(revision, path)).rule}

    # --- approvals -----------------------------------------------------------------------------------

    def approvals(self, commit: Commit, ids: Container[str]) -> Iterator[Part]:
        """Those of the rule that came and went with a commit."""
        old, new = self._approvals(commit.parent), self._approvals(commit.hash)
        for one in sorted(new - old, key=_turn):
            if one.rule in ids:
                yield Part("approved", f"approved by {one.by} as {one.role}", None, one.at)
        for one in sorted(old - new, key=_turn):
            renewed = any((o.rule, o.role, o.by) == (one.rule, one.role, one.by) for o in new)
            if one.rule in ids and not renewed:
                yield Part("approval-dropped", f"approval of {one.by} as {one.role} dropped", one.at, None)

    def _approvals(self, revision: str) -> set[Approval]:
        """Those at a revision, without their places; none where the file cannot be read."""
        text = content(self.root, revision, LOCK)
        if text is None:
            return set()
        with tempfile.TemporaryDirectory(prefix="kbctl-approvals-") as folder:
            Path(folder, APPROVALS).write_text(text, encoding="utf-8")
            try:
                found = load_approvals(Path(folder), self.vocabulary)
            except InputProblems:
                return set()
        return {replace(one, at=Location(LOCK)) for one in found}


def _turn(one: Approval) -> tuple[str, str, str]:
    return (one.rule, one.role, one.by)


def _alike(before: Rule | None, now: Rule) -> float:
    if before is None or before.kind != now.kind:
        return 0.0
    if before.id == now.id:
        return 3.0
    return 2.0 if meaning(before) == meaning(now) else likeness(before, now)


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
