"""Everything that the report tells of a change, each part by the tool that knows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from kbctl.engine.review.approve.give import OF_APPROVALS
from kbctl.engine.review.approve.sign import check_signatures, unproved
from kbctl.engine.review.change.difference import difference
from kbctl.engine.review.change.model import RuleChange
from kbctl.engine.review.change.versions import Version, load_version
from kbctl.engine.review.coverage.measure import covered
from kbctl.engine.review.coverage.proposal import propose
from kbctl.engine.review.coverage.report import sentence
from kbctl.engine.review.impact.impact import impact
from kbctl.engine.review.impact.model import Case, Impact
from kbctl.engine.review.impact.replays import Watch
from kbctl.engine.review.report.model import Evidence, Needed, Review, Untested
from kbctl.engine.review.revisions import tree_at
from kbctl.engine.review.rule_tests import test_rules
from kbctl.engine.review.tables.check import check_tables
from kbctl.engine.review.verify.finding import Found
from kbctl.engine.review.verify.scope import changed, touched
from kbctl.engine.review.verify.smt import solver
from kbctl.engine.review.verify.verify import verify
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.approvals import Approvers, check_approvals, standing
from kbctl.rules.check import check_rules
from kbctl.rules.complete import read_complete
from kbctl.rules.finding import Finding
from kbctl.rules.model import Rule
from kbctl.rules.read_approvals import load_approvals, load_approvers


def review(
    root: Path,
    base: str,
    head: str | None,
    cases: Sequence[Case],
    cache: str,
    processes: int = 1,
    watch: Watch | None = None,
) -> Review:
    """The review of a change between two revisions (None: the working tree).

    Raises InputProblems where there is no such revision or an ontology cannot be read; rule files that cannot
    be read are a part of the report.
    """
    after = load_version(root, head, cache)
    before = load_version(root, base, cache, after)
    found = difference(before, after)
    concerned = [one for one in found.changes if one.after is not None]
    played, why = _played(root, base, head, cases, cache, processes, watch)
    conflicts, gone = _conflicts(root, base, head, before, after)
    findings = _new_findings(root, base, head, before, after)
    with tree_at(root, head) as folder:
        approvers = load_approvers(folder / "rules", after.knowledge.vocabulary)
        approvals = load_approvals(folder / "rules", after.knowledge.vocabulary)
    wrong = unproved(approvals, approvers)
    needed = [
        Needed(rule.id, rule.status == "active", stand)
        for rule in _touched(concerned)
        if approvers.given and rule.status != "deprecated"
        for stand in standing(rule, approvals, approvers, wrong)
    ]
    return Review(
        base,
        head,
        found,
        played,
        why,
        conflicts,
        findings,
        gone,
        tuple(_untested(concerned, after)),
        tuple(_evidence(concerned, after)),
        tuple(needed),
        approvers.given,
    )


def _touched(changes: Iterable[RuleChange]) -> Iterator[Rule]:
    """Rules whose approval the change can bear on: not those that only have another name."""
    for change in changes:
        if change.after is not None and (change.kind != "renamed" or change.about):
            yield change.after


def _played(
    root: Path, base: str, head: str | None, cases: Sequence[Case], cache: str, processes: int,
    watch: Watch | None,
) -> tuple[Impact | None, str]:  # fmt: skip
    if not cases:
        return None, "no recorded cases were given (--on RECORDS)"
    try:
        return impact(root, base, head, cases, cache, processes, watch), ""
    except InputProblems as error:
        first = error.problems[0] if error.problems else "its sources have problems"
        return None, f"one of the versions does not compile: {first}"


# --- conflicts and findings ------------------------------------------------------------------


def _conflicts(
    root: Path, base: str, head: str | None, before: Version, after: Version
) -> tuple[tuple[Found, ...], int]:
    """Findings of the verification that the base does not have, and how many of its own are gone."""
    old, new = before.knowledge, after.knowledge
    ids = changed(old.rules, new.rules)
    if not ids and before.ontology == after.ontology:
        return (), 0
    whole = before.ontology != after.ontology
    there = None if whole else touched(new.vocabulary, old.rules, new.rules, ids)
    here = None if whole else touched(old.vocabulary, new.rules, old.rules, ids)
    found = []
    for revision, version, scope in ((base, before, here), (head, after, there)):
        with tree_at(root, revision) as folder:
            promises = read_complete(folder / "rules", version.knowledge.vocabulary, "rules")
        rules = [version.knowledge.rules[id] for id in version.knowledge.rules]
        found.append(verify(version.knowledge.vocabulary, rules, promises, scope, solver(), True).faults)
    known = Counter(_key(one) for one in found[0])
    fresh = []
    for one in found[1]:
        if known[_key(one)]:
            known[_key(one)] -= 1
        else:
            fresh.append(one)
    return tuple(fresh), known.total()


def _key(found: Found) -> tuple[object, ...]:
    return (found.code, tuple(sorted(found.rules)))


def _new_findings(
    root: Path, base: str, head: str | None, before: Version, after: Version
) -> tuple[Finding, ...]:
    """What lint and the rules' own tests find at the head and did not find at the base."""
    known = Counter(
        (one.problem.at.path, one.problem.code, one.problem.message) for one in _findings(root, base, before)
    )
    fresh = []
    for one in _findings(root, head, after):
        key = (one.problem.at.path, one.problem.code, one.problem.message)
        if known[key]:
            known[key] -= 1
        else:
            fresh.append(one)
    return tuple(fresh)


def _findings(root: Path, revision: str | None, version: Version) -> list[Finding]:
    knowledge = version.knowledge
    rules = [knowledge.rules[id] for id in knowledge.rules]
    found = list(check_rules(rules, knowledge.vocabulary, list(knowledge.cases), version.unread))
    with tree_at(root, revision) as folder:
        approvers: Approvers = load_approvers(folder / "rules", knowledge.vocabulary)
        approvals = load_approvals(folder / "rules", knowledge.vocabulary)
        found += check_tables(rules, partial(Path, folder), knowledge.vocabulary)
    found += (
        one
        for one in (*check_approvals(rules, approvals, approvers), *check_signatures(approvals, approvers))
        # which approvals are missing is told in a part of its own
        if one.problem.code not in OF_APPROVALS
    )
    found += (Finding(one.problem, "error") for one in test_rules(knowledge.vocabulary, rules))
    return sorted(set(found))


# --- tests, evidence -------------------------------------------------------------------------


def _untested(changes: Iterable[RuleChange], after: Version) -> Iterator[Untested]:
    """Mutants of changed rules that no test notices, and that tests of the rule before did notice or had
    not.
    """
    vocabulary = after.knowledge.vocabulary
    rules = [after.knowledge.rules[id] for id in after.knowledge.rules]
    for change in changes:
        rule = change.after
        bears = change.kind in ("added", "changed") or any(
            one.code.startswith("test") for one in change.about
        )
        if rule is None or not bears:
            continue
        old = _known(change.before, vocabulary)
        for mutant in covered(vocabulary, rule).uncovered:
            says = sentence(mutant)
            if old[says]:
                old[says] -= 1
                continue
            test = propose(vocabulary, rule, mutant, rules)
            said = f"{says}, and no test notices"
            yield Untested(rule.id, mutant.edit.at, said, test.line() if test else "")


def _known(rule: Rule | None, vocabulary: Vocabulary) -> Counter[str]:
    """What went unnoticed before the change."""
    uncovered = covered(vocabulary, rule).uncovered if rule else ()
    return Counter(sentence(mutant) for mutant in uncovered)


def _evidence(changes: Iterable[RuleChange], after: Version) -> Iterator[Evidence]:
    for change in changes:
        if change.after is None or (change.kind == "about" and not change.about):
            continue
        old = {(one.case, one.says) for one in change.before.evidence} if change.before else set()
        for one in change.after.evidence:
            case = after.knowledge.cases.get(one.case)
            title = case.title if case else ""
            yield Evidence(change.rule, one.case, title, one.says, (one.case, one.says) not in old)
