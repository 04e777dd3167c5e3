"""The causal graph of the challenges has no circle; where one is made, the shortest ring is named once."""

from __future__ import annotations

from kbctl.ontology.causes import check_causes, shortest_ring
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import NAMESPACE, Vocabulary


class Anywhere:
    def __call__(self, subject: str, predicate: str = "", value: str = "") -> Location:
        return Location(f"{subject}>{value}".replace(NAMESPACE, ""))


def said(links: dict[str, tuple[str, ...]]) -> list[str]:
    return [str(problem) for problem in check_causes(links, Anywhere())]


def test_a_cause_with_two_ways_to_its_end_is_no_circle() -> None:
    assert said({"a": ("b", "c"), "b": ("d",), "c": ("d",)}) == []


def test_a_circle_is_told_once_at_the_link_that_opens_its_shortest_ring() -> None:
    links = {"a": ("b", "c"), "b": ("c",), "c": ("a",)}

    assert said(links) == ["a>c: a is its own cause: a leads to c leads to a; one of these links is wrong"]


def test_two_circles_are_two_problems_and_what_only_leads_into_one_is_none() -> None:
    links = {"a": ("b",), "b": ("c",), "c": ("b",), "x": ("x", "b")}

    assert [one.partition(":")[0] for one in said(links)] == ["b>c", "x>x"]


def test_the_ring_is_the_shortest() -> None:
    assert shortest_ring({"a": ("b",), "b": ("c", "a"), "c": ("a",)}, "a") == ("a", "b")
    assert shortest_ring({"a": ("b",)}, "a") == ()


def test_every_data_issue_has_causes_and_two_remedies_or_more(shipped: Vocabulary) -> None:
    issues = [term for term in shipped.of_kind("challenge") if term.at.path.endswith("/data_issues.ttl")]

    counts = {issue.id: len(issue.properties.get("rootCause", ())) for issue in issues}
    assert not {name: count for name, count in counts.items() if not 2 <= count <= 4}
    remedies = {issue.id: 0 for issue in issues}
    for challenges in shipped.resolves.values():
        for name in challenges & set(remedies):
            remedies[name] += 1
    assert not {name: count for name, count in remedies.items() if count < 2}


def test_every_remedy_for_data_says_in_which_phase_it_is_done(shipped: Vocabulary) -> None:
    remedies = [term for term in shipped.of_kind("remedy") if term.at.path.endswith("remedies.ttl")]

    counts = {remedy.id: len(remedy.properties.get("inPhase", ())) for remedy in remedies}
    assert not {name: count for name, count in counts.items() if count not in (1, 2)}
