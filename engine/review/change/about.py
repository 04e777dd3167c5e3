"""What is otherwise about a rule though it does what it did: status, owner, evidence, tests."""

from __future__ import annotations

from collections.abc import Iterator

from kbctl.engine.review.change.model import Part
from kbctl.rules.meaning import hash_of_tests
from kbctl.rules.model import Evidence, Rule, RuleTest

SAYS = {"supports": "for", "contradicts": "against"}


def about(before: Rule, after: Rule) -> tuple[Part, ...]:
    """Parts in the order of a rule file. Titles and reasons are wording, and no part."""
    return tuple(_parts(before, after))


def _parts(before: Rule, after: Rule) -> Iterator[Part]:
    at = before.at, after.at
    if before.status != after.status:
        yield Part("status", f"status {before.status} → {after.status}", *at)
    if before.replaced_by != after.replaced_by:
        old, new = before.replaced_by or "nothing", after.replaced_by or "nothing"
        yield Part("replaced-by", f"replaced by {old} → {new}", *at)
    if before.owner != after.owner:
        yield Part("owner", f"owner {before.owner} → {after.owner}", *at)
    yield from _evidence(before, after)
    yield from _tests(before, after)


def _evidence(before: Rule, after: Rule) -> Iterator[Part]:
    def named(rule: Rule) -> dict[tuple[str, str], Evidence]:
        return {(one.case, one.says): one for one in rule.evidence}

    old, new = named(before), named(after)
    for case, says in sorted(old.keys() - new.keys()):
        said = f"evidence dropped: case {case} speaks {SAYS[says]} it"
        yield Part("evidence-dropped", said, old[case, says].at, None)
    for case, says in sorted(new.keys() - old.keys()):
        said = f"evidence added: case {case} speaks {SAYS[says]} it"
        yield Part("evidence-added", said, None, new[case, says].at)


def _tests(before: Rule, after: Rule) -> Iterator[Part]:
    """Tests by name. One that gives and expects what another did before has only another name."""
    if hash_of_tests(before) == hash_of_tests(after):
        return
    old, new = {one.name: one for one in before.tests}, {one.name: one for one in after.tests}
    contents = {_content(before, one) for one in before.tests}, {_content(after, one) for one in after.tests}
    for name, test in old.items():
        if name not in new and _content(before, test) not in contents[1]:
            yield Part("test-dropped", f"test dropped: “{name}”", test.at, None)
    for name, test in new.items():
        if name not in old and _content(after, test) not in contents[0]:
            yield Part("test-added", f"test added: “{name}”", None, test.at)
        elif name in old and _content(after, test) != _content(before, old[name]):
            yield Part("test-changed", f"test changed: “{name}”", old[name].at, test.at)


def _content(rule: Rule, test: RuleTest) -> str:
    from dataclasses import replace

    return hash_of_tests(replace(rule, tests=(test,)))
