"""The knowledge base of the sources: found in the cache, or compiled from ontology, rules and cases.

This is where the rooms meet: kg builds the base without knowing what a rule is, so rules are handed to it as
rows. Nothing heavy is imported until something has to be compiled.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from kbctl.kg.fresh import CODE, PACKAGE, base_path, fresh_base, listing, source_files
from kbctl.kg.store import FORMAT, Base, BaseError, open_bytes, open_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kbctl.kg.cases import Case
    from kbctl.kg.columns import Variation
    from kbctl.kg.contents import RuleRow, Synonym
    from kbctl.ontology.source import Problem
    from kbctl.rules.model import Clause, Pattern, Rule

#: The project's own sources: the folder in which the packages lie.
ROOT = PACKAGE
#: How often sources that change while they are read are read again.
ATTEMPTS = 5


class Sources(NamedTuple):
    """What the sources are: `hash` of their contents wherever they stand, `key` also of their paths and the
    code.
    """

    hash: str
    key: str
    version: str


def open_base(cache: str | None, root: str = ROOT) -> Base:
    """The base of the sources under `root`, compiled where the cache has none.

    Without a cache, or with one that cannot be written, the base is held in memory for this run, and
    `Base.notes` says so. Raises InputProblems where the sources are wrong or do not stand still.
    """
    if cache:
        path = fresh_base(root, cache)
        if path:
            try:
                return open_file(path)
            except BaseError:
                pass  # damaged on disk; compiled again below
    return _by_contents(cache, root)


def build(cache: str | None, root: str = ROOT) -> Base:
    """Compile anew, whatever the cache holds, and open the result."""
    return _by_contents(cache, root, anew=True)


def compiled(cache: str, root: str) -> str:
    """The path of the base of sources that nobody edits meanwhile, compiled where the cache has none.

    Raises InputProblems where the sources are wrong, OSError where the cache cannot be written.
    """
    from kbctl.kg.keep import write_base

    sources = read_sources(root)
    kept = _kept(cache, sources.key)
    if kept is None:
        return write_base(cache, sources.key, compile_sources(root, sources))
    kept.close()
    return base_path(cache, sources.key)


def _by_contents(cache: str | None, root: str, anew: bool = False) -> Base:
    from kbctl.kg.keep import write_stamp

    for _ in range(ATTEMPTS):
        seen = listing(root)
        sources = read_sources(root)
        base = None if anew or not cache else _kept(cache, sources.key)
        if base is None:
            data = _compiled(root, sources)
            if data is None:
                continue
            base = _keep(cache, sources.key, data)
        if cache:
            write_stamp(cache, root, sources.key, seen)
        return base
    from kbctl.ontology.source import InputProblems, Location, Problem

    message = (
        f"the sources changed while they were read, {ATTEMPTS} times over; try again when they are still"
    )
    raise InputProblems([Problem(Location(root), "changing", message)])


def _compiled(root: str, sources: Sources) -> bytes | None:
    """The image of the base, or None where the sources changed meanwhile, so that it is of no known state."""
    from kbctl.ontology.source import InputProblems

    try:
        data = compile_sources(root, sources)
    except InputProblems:
        if read_sources(root) != sources:
            return None
        raise
    return data if read_sources(root) == sources else None


def _kept(cache: str, key: str) -> Base | None:
    try:
        return open_file(base_path(cache, key))
    except BaseError:
        return None


def _keep(cache: str | None, key: str, data: bytes) -> Base:
    from kbctl.kg.keep import write_base

    if not cache:
        return open_bytes(data)
    try:
        return open_file(write_base(cache, key, data))
    except (OSError, BaseError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        note = f"cannot keep the compiled knowledge base in {cache} ({why}); every command compiles it anew"
        return open_bytes(data, (note,))


def read_sources(root: str) -> Sources:
    """Hash the contents of all sources; one that cannot be read counts as such, and compiling reports it."""
    import hashlib

    contents = {path: _digest(root, path) for path in source_files(root)}
    code = {path: _digest(PACKAGE, path) for path in source_files(PACKAGE, CODE)}
    by_room = sorted((path.split("/")[0], digest) for path, digest in contents.items())
    content_hash = hashlib.sha256(repr(by_room).encode()).hexdigest()
    key = hashlib.sha256(repr((FORMAT, sorted(contents.items()), sorted(code.items()))).encode()).hexdigest()
    return Sources(content_hash, key, _version(root))


def _digest(root: str, path: str) -> str:
    import hashlib

    try:
        with open(os.path.join(root, path), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.errno}"


def _version(root: str) -> str:
    """The version that the ontology states of itself."""
    import re

    try:
        with open(os.path.join(root, "ontology", "core.ttl"), encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return "unknown"
    found = re.search(r'owl:versionInfo\s+"([^"]+)"', text)
    return found[1] if found else "unknown"


def compile_sources(root: str, sources: Sources) -> bytes:
    """The image of the base. Raises InputProblems with the problems of all rooms that can be read."""
    from pathlib import Path

    from kbctl.kg.build import compile_base
    from kbctl.kg.cases import load_cases
    from kbctl.kg.columns import load_columns
    from kbctl.kg.contents import Contents
    from kbctl.kg.synonyms import load_synonyms
    from kbctl.ontology.codec import to_json
    from kbctl.ontology.load import load_vocabulary
    from kbctl.ontology.source import InputProblems
    from kbctl.rules.check import check_rules, errors
    from kbctl.rules.load import load_rules

    at = Path(root)
    vocabulary = load_vocabulary(at / "ontology")
    problems: list[Problem] = []
    rules: tuple[Rule, ...] = ()
    cases: dict[str, Case] = {}
    try:
        rules = load_rules(at / "rules", vocabulary)
    except InputProblems as error:
        problems += error.problems
    try:
        cases = load_cases(at / "kg" / "cases", vocabulary)
    except InputProblems as error:
        problems += error.problems
    synonyms: tuple[Synonym, ...] = ()
    try:
        synonyms = load_synonyms(at / "kg" / "synonyms.csv", {t.id for t in vocabulary.of_kind("domain")})
    except InputProblems as error:
        problems += error.problems
    columns: tuple[Variation, ...] = ()
    try:
        columns = load_columns(at / "kg" / "columns.csv", {t.id for t in vocabulary.of_kind("field")})
    except InputProblems as error:
        problems += error.problems
    # Checked only once all can be read: what one file names may stand in another.
    problems += [] if problems else errors(check_rules(rules, vocabulary, cases))
    if problems:
        raise InputProblems(problems)
    rows = [rule_row(rule) for rule in rules]
    contents = Contents(
        vocabulary, to_json(vocabulary), rows, cases, sources.version, sources.hash, synonyms, columns
    )
    return compile_base(contents)


def rule_row(rule: Rule) -> RuleRow:
    """What the base keeps of a rule, and what queries want to know of it."""
    from kbctl.kg.contents import Recommendation, RuleRow
    from kbctl.rules.codec import encode_rule
    from kbctl.rules.model import Plan, Recommend

    about = {
        str(pattern.id): _values(pattern, "is") or ("Challenge",)
        for pattern in _patterns(rule.when)
        if pattern.frame == "challenge"
    }
    recommended = tuple(
        Recommendation(challenge, action.remedy, action.confidence)
        for action in rule.then
        if isinstance(action, Recommend)
        for challenge in about.get(str(action.target), ("Challenge",))
    )
    industries = {i for p in _patterns(rule.when) if p.frame == "company" for i in _values(p, "industry")}
    return RuleRow(
        id=rule.id,
        title=rule.title,
        path=rule.path,
        line=rule.at.line,
        kind=rule.kind,
        status=rule.status,
        owner=rule.owner,
        because=rule.because,
        json=encode_rule(rule),
        challenges=tuple(sorted({one for found in about.values() for one in found})),
        industries=tuple(sorted(industries)),
        recommendations=recommended,
        evidence=tuple((said.case, said.says) for said in rule.evidence),
        planned=tuple(sorted({action.activity for action in rule.then if isinstance(action, Plan)})),
    )


def _patterns(clauses: tuple[Clause, ...]) -> tuple[Pattern, ...]:
    """The clauses that ask for something to be there."""
    from kbctl.rules.model import Pattern

    return tuple(clause for clause in clauses if isinstance(clause, Pattern))


def _values(pattern: Pattern, slot: str) -> tuple[str, ...]:
    """The literals that a slot may have: of a bare value or an `in`."""
    found: list[str] = []
    for test in pattern.tests:
        if test.slot == slot and test.op in ("eq", "in"):
            operands = test.operand if isinstance(test.operand, tuple) else (test.operand,)
            found += [operand for operand in operands if isinstance(operand, str)]
    return tuple(found)
