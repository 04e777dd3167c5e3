"""What the tests of rules gave, as text, JSON and JUnit's XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from xml.etree import ElementTree

from kbctl.engine.review.nearest import Fired, Stopped, explain, explanation_lines
from kbctl.engine.review.rule_tests import test_rule
from kbctl.ontology.source import Problem
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Rule
from kbctl.rules.testing import Broken, Failure

Told = tuple[Stopped | Fired, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A rule with what failed, each failure with its explanation."""

    rule: Rule
    failures: tuple[tuple[Failure | Broken, Told], ...]


def results(vocabulary: Vocabulary, rules: Iterable[Rule]) -> tuple[Result, ...]:
    """In the order of the rules and of their files."""

    def told(rule: Rule, failure: Failure | Broken) -> Told:
        return explain(vocabulary, rule, failure) if isinstance(failure, Failure) else ()

    return tuple(
        Result(rule, tuple((f, told(rule, f)) for f in test_rule(vocabulary, rule))) for rule in rules
    )


def as_lines(found: Sequence[Result]) -> list[str]:
    lines = []
    for result in found:
        for failure, told in result.failures:
            lines += [str(failure.problem), *explanation_lines(told)]
    tests = sum(len(result.rule.tests) for result in found)
    failed = sum(len(result.failures) for result in found)
    return [*lines, f"{tests} tests of {len(found)} rules: {failed} failed"]


def as_json(
    found: Sequence[Result], problem_json: Callable[[Problem, str], Mapping[str, object]]
) -> dict[str, Any]:
    failures = [
        {**problem_json(failure.problem, "error"), "rule": result.rule.id, **_test_json(failure, told)}
        for result in found
        for failure, told in result.failures
    ]
    tests = sum(len(result.rule.tests) for result in found)
    return {"rules": len(found), "tests": tests, "failures": failures}


def _test_json(failure: Failure | Broken, told: Told) -> dict[str, Any]:
    if isinstance(failure, Broken):
        return {}
    return {"test": failure.test.name, "nearest": [_nearest(one) for one in told]}


def _nearest(one: Stopped | Fired) -> dict[str, Any]:
    """Its parts; the place as path, line and column."""
    plain = asdict(one)
    kind = "stopped" if isinstance(one, Stopped) else "fired"
    return {"kind": kind, **plain}


def as_junit(found: Sequence[Result]) -> str:
    """One suite for each rule, one case for each test; tests that show nothing are an error of the suite."""
    cases = [len(one.rule.tests) for one in found]
    failed = sum(isinstance(f, Failure) for one in found for f, _ in one.failures)
    errors = sum(isinstance(f, Broken) for one in found for f, _ in one.failures)
    root = ElementTree.Element("testsuites", name="kbctl rules test", tests=str(sum(cases)))
    root.attrib |= {"failures": str(failed), "errors": str(errors)}
    for result in found:
        _suite(root, result)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(root: ElementTree.Element, result: Result) -> None:
    rule = result.rule
    by_test = {f.test.name: (f, told) for f, told in result.failures if isinstance(f, Failure)}
    broken = [f for f, _ in result.failures if isinstance(f, Broken)]
    suite = ElementTree.SubElement(
        root, "testsuite", name=rule.id, file=rule.path,
        tests=str(len(rule.tests)), failures=str(len(by_test)), errors=str(len(broken)),
    )  # fmt: skip
    for test in rule.tests:
        case = ElementTree.SubElement(suite, "testcase", classname=rule.id, name=test.name)
        case.attrib |= {"file": test.at.path, "line": str(test.at.line)}
        if test.name in by_test:
            failure, told = by_test[test.name]
            node = ElementTree.SubElement(case, "failure", message=failure.problem.message)
            node.text = "\n".join([str(failure.problem), *explanation_lines(told)])
    for one in broken:
        case = ElementTree.SubElement(suite, "testcase", classname=rule.id, name="its tests as a whole")
        ElementTree.SubElement(case, "error", message=one.why).text = str(one.problem)
