"""What rules are to each other, to their files and to the past cases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from kbctl.ontology.source import did_you_mean
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check_content import concepts
from kbctl.rules.finding import Finding, error, warning
from kbctl.rules.model import KINDS, Recommend, Rule


def check_header(
    rule: Rule, rules: Mapping[str, Rule], case_ids: Collection[str], unread: Collection[str] = ()
) -> Iterator[Finding]:
    """File name and folder, rationale, tests, evidence, retirement."""
    path = PurePosixPath(rule.path)
    named, what = rule.table or rule.id, "table" if rule.table else "rule"
    if path.suffix in (".yaml", ".yml") and path.stem != named:
        yield error(
            rule.at, "file-stem", f"the file is named {path.name}, but its {what} {named}; one must follow"
        )
    if path.suffix == ".yml":
        yield error(rule.at, "file-stem", f"rule files end in .yaml; rename it to {path.stem}.yaml")
    folder = path.parent.name
    if folder and folder != rule.kind and (folder in KINDS or folder == "rules"):
        yield error(
            rule.at, "wrong-folder", f"a {rule.kind} rule belongs into {rule.kind}/, but this is {folder}/"
        )
    if not rule.because:
        yield error(rule.at, "missing-because", "the rule needs its rationale ('because')")
    if not any(test.expect for test in rule.tests):
        yield error(rule.at, "missing-tests", "the rule needs a test in which it fires")
    if not any(not test.expect for test in rule.tests):
        yield error(rule.at, "missing-tests", "the rule needs a near miss: a test that expects []")
    for piece in rule.evidence:
        if piece.case not in case_ids:
            yield error(
                piece.at, "unknown-case", f"unknown case '{piece.case}'{did_you_mean(piece.case, case_ids)}"
            )
    yield from _retired(rule, rules, unread)


def _retired(rule: Rule, rules: Mapping[str, Rule], unread: Collection[str]) -> Iterator[Finding]:
    if rule.status == "deprecated" and not rule.replaced_by:
        yield error(rule.at, "replaced-by", "a deprecated rule names its successor in 'replaced_by'")
    if rule.replaced_by and rule.status != "deprecated":
        yield warning(
            rule.at, "replaced-by", f"'replaced_by' is for deprecated rules, but this one is {rule.status}"
        )
    if rule.replaced_by and rule.replaced_by not in rules and rule.replaced_by not in unread:
        hint = did_you_mean(rule.replaced_by, rules)
        yield error(
            rule.at, "unknown-rule", f"'replaced_by' names the unknown rule '{rule.replaced_by}'{hint}"
        )


def check_overrides(
    rule: Rule, rules: Mapping[str, Rule], vocabulary: Vocabulary, unread: Collection[str] = ()
) -> Iterator[Finding]:
    """An override is between two rules that recommend, for a challenge that both can mean."""
    for name in (name for name in rule.overrides if name in rules or name not in unread):
        other = rules.get(name)
        if other is None:
            yield error(
                rule.at, "unknown-rule", f"overrides the unknown rule '{name}'{did_you_mean(name, rules)}"
            )
        elif not _recommended(rule, vocabulary) or not _recommended(other, vocabulary):
            which = rule.id if not _recommended(rule, vocabulary) else name
            yield error(rule.at, "override-nothing", f"overrides '{name}', but {which} recommends nothing")
        elif not _recommended(rule, vocabulary) & _recommended(other, vocabulary):
            message = f"overrides '{name}', but no challenge can be meant by both rules"
            yield error(rule.at, "override-disjoint", message)


def _recommended(rule: Rule, vocabulary: Vocabulary) -> frozenset[str]:
    """The concepts of the challenges that the rule recommends something for."""
    targets = [action.target for action in rule.then if isinstance(action, Recommend)]
    return frozenset().union(*(concepts(rule.when, target, vocabulary) for target in targets))


def check_circles(rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """Rules that override each other in a circle, each circle once."""
    done: set[frozenset[str]] = set()
    for start in sorted(rules):
        circle = _circle(start, rules)
        if circle and frozenset(circle) not in done:
            done.add(frozenset(circle))
            way = " -> ".join((*circle, circle[0]))
            yield error(rules[start].at, "override-circle", f"rules override each other in a circle: {way}")


def _circle(start: str, rules: Mapping[str, Rule]) -> Sequence[str]:
    """The shortest way from a rule along overrides back to itself; empty where there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while ways:
        way = ways.pop(0)
        for name in rules[way[-1]].overrides:
            if name == start:
                return way
            if name in rules and name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return ()
