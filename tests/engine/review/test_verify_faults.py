"""Every code: rules with the fault, found with facts that replay, and the same rules mended."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from kbctl.engine.review.verify.finding import CODES
from kbctl.engine.review.verify.verify import Verified, verify
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.complete import complete_of
from kbctl.rules.model import Rule
from verify_world import rule, tiny

MERGE = "{recommend: Merge, for: $c, confidence: 0.8}"
REVIEW = "{recommend: Review, for: $c, confidence: 0.7}"
VETO = "{veto: Merge, for: $c}"
DUPLICATE = "{challenge: $c, is: Duplicate}"
BIG = "{company: _, size: {gte: 2}}"

#: Rule: its clauses, its action, further lines.
Written = tuple[list[str], str] | tuple[list[str], str, str]


@dataclass(frozen=True)
class Plant:
    """Rules with one fault; `mended` replaces some of them. `rules` are those that the finding names."""

    code: str
    rules: tuple[str, ...]
    faulty: dict[str, Written]
    mended: dict[str, Written]
    says: str
    complete: str = ""
    excludes: tuple[str, str] | None = None
    fires: bool = True
    name: str = ""


PLANTS = [
    Plant(
        "unreachable",
        ("a",),
        {
            "a": (
                ["{challenge: $c, is: Duplicate, rate: {gte: 2}}", "not: {challenge: $c, rate: {gte: 1}}"],
                MERGE,
            )
        },
        {"a": (["{challenge: $c, is: Duplicate, rate: {gte: 2}}"], MERGE)},
        "a never fires, no facts satisfy: challenge.rate gte 2; not (challenge.rate gte 1)",
        fires=False,
    ),
    Plant(
        "unreachable",
        ("a",),
        {"a": (["{challenge: $c, is: Duplicate}", "{challenge: $c, is: MissingCost}"], MERGE)},
        {"a": ([DUPLICATE], MERGE)},
        "a never fires, no facts satisfy: challenge.is Duplicate; challenge.is MissingCost",
        fires=False,
        name="classes",
    ),
    Plant(
        "unreachable",
        ("a",),
        {"a": (["{challenge: $c, is: Duplicate, rate: {gt: 2}}"], MERGE)},
        {"a": ([DUPLICATE], MERGE)},
        "a never fires, no facts satisfy: challenge.rate gt 2",
        fires=False,
        name="range",
    ),
    Plant(
        "unreachable",
        ("b",),
        {
            "a": (["{company: $co, size: {gte: 1}}"], "{conclude: {company: $co, traits: deep}}"),
            "b": ([DUPLICATE, "{company: _, traits: {contains: deep}, size: {lt: 1}}"], MERGE),
        },
        {"b": ([DUPLICATE, "{company: _, traits: {contains: deep}}"], MERGE)},
        "b never fires, no facts satisfy: company.traits contains deep; company.size lt 1",
        fires=False,
        name="derived",
    ),
    Plant(
        "never-concluded",
        ("a",),
        {"a": ([DUPLICATE, "{company: _, mood: tense}"], MERGE)},
        {"a": ([DUPLICATE], MERGE)},
        "no active rule concludes tense for company.mood: the rule never fires",
        fires=False,
    ),
    Plant(
        "never-recommended",
        ("a",),
        {"a": ([DUPLICATE, "{option: _, for: $c, use: Merge, rank: 1}"], "{ask: data-migration, for: $c}")},
        {"b": ([DUPLICATE], MERGE)},
        "a never fires: nothing brings about what it reads (option.use Merge)",
        fires=False,
    ),
    Plant(
        "contradicting-conclusions",
        ("a", "b"),
        {
            "a": (["{company: $co, size: {gte: 1}}"], "{conclude: {company: $co, mood: calm}}"),
            "b": (["{company: $co, tag: a}"], "{conclude: {company: $co, mood: tense}}"),
        },
        {"b": (["{company: $co, tag: a, size: 0}"], "{conclude: {company: $co, mood: tense}}")},
        "a and b can both fire for one company and conclude mood calm and tense; then neither stands",
    ),
    Plant(
        "contradicting-roles",
        ("a", "b"),
        {
            "a": ([DUPLICATE], "{plan: BackUp, for: $c, role: data-migration}"),
            "b": (["{challenge: $x, is: DuplicateItem}"], "{plan: BackUp, for: $x, role: project-manager}"),
        },
        {"b": (["{challenge: $x, is: MissingCost}"], "{plan: BackUp, for: $x, role: project-manager}")},
        "a and b plan BackUp for different roles; then it has none",
    ),
    Plant(
        "contradicting-orders",
        ("x", "y"),
        {
            "plans": ([BIG], "{plan: Load}"),
            "plans-more": ([BIG], "{plan: BackUp}"),
            "x": (["{step: $a, activity: BackUp}", "{step: $b, activity: Load}"], "{order: $a, before: $b}"),
            "y": (["{step: $m, activity: Load}", "{step: $n, activity: BackUp}"], "{order: $m, before: $n}"),
        },
        {
            "y": (
                ["{step: $m, activity: BackUp}", "{step: $n, activity: Load}", BIG],
                "{order: $m, before: $n}",
            ),
            "x": (
                ["{step: $a, activity: BackUp}", "{step: $b, activity: Load}", "not: " + BIG],
                "{order: $a, before: $b}",
            ),
        },
        "x and y put two steps in opposite orders",
    ),
    Plant(
        "contradicting-adjustments",
        ("a", "b"),
        {
            "a": ([DUPLICATE, BIG], "{adjust: Merge, for: $c, by: 0.1}"),
            "b": (
                ["{challenge: $x, is: Duplicate}", "{company: _, size: 2}"],
                "{adjust: Merge, for: $x, by: -0.1}",
            ),
            "m": ([DUPLICATE], MERGE),
        },
        {
            "b": (
                ["{challenge: $x, is: Duplicate}", "{company: _, tag: a}"],
                "{adjust: Merge, for: $x, by: -0.1}",
            )
        },
        "a and b move Merge up and down, each whenever the other does",
    ),
    Plant(
        "always-vetoed",
        ("a", "v"),
        {"a": (["{challenge: $c, is: DuplicateItem}", BIG], MERGE), "v": ([DUPLICATE], VETO)},
        {"v": ([DUPLICATE, "{company: _, tag: a}"], VETO)},
        "a recommends Merge, but v vetoes it whenever it does",
    ),
    Plant(
        "planned-and-vetoed",
        ("p", "v"),
        {
            "p": ([DUPLICATE], "{plan: Merge, for: $c}"),
            "v": (["{challenge: $x, is: Duplicate}", BIG], "{veto: Merge, for: $x}"),
        },
        {"p": ([DUPLICATE, "not: " + BIG], "{plan: Merge, for: $c}")},
        "p and v: one plans Merge, the other vetoes it for the same challenge",
    ),
    Plant(
        "exclusive-remedies",
        ("a", "b"),
        {"a": ([DUPLICATE], MERGE), "b": ([DUPLICATE, BIG], REVIEW)},
        {"b": ([DUPLICATE, BIG], REVIEW, "overrides: [a]")},
        "a and b recommend remedies that exclude each other: Merge and Review",
        excludes=("Review", "Merge"),
    ),
    Plant(
        "tied",
        ("a", "b"),
        {"a": ([DUPLICATE], MERGE), "b": ([DUPLICATE, BIG], REVIEW.replace("0.7", "0.8"))},
        {"b": ([DUPLICATE, BIG], REVIEW)},
        "a and b recommend Merge and Review with the same confidence, nothing tells",
    ),
    Plant(
        "override-circle",
        ("a", "b"),
        {"a": ([DUPLICATE], MERGE, "overrides: [b]"), "b": ([DUPLICATE], REVIEW, "overrides: [a]")},
        {"b": ([DUPLICATE], REVIEW)},
        "rules override each other in a circle: a -> b -> a",
        fires=False,
    ),
    Plant(
        "redundant",
        ("b", "a"),
        {
            "a": (["{challenge: $c, is: Duplicate, rate: {gt: 1}}"], MERGE),
            "b": (["{challenge: $x, rate: 2, is: Duplicate}"], MERGE.replace("$c", "$x")),
        },
        {"b": (["{challenge: $x, rate: 1, is: Duplicate}"], MERGE.replace("$c", "$x"))},
        "b does the same as a, in the same situations",
    ),
    Plant(
        "subsumed",
        ("b", "a"),
        {"a": ([DUPLICATE], MERGE), "b": (["{challenge: $c, is: DuplicateItem}", BIG], MERGE)},
        {"b": (["{challenge: $c, is: DuplicateItem}", BIG], MERGE.replace("0.8", "0.9"))},
        "whenever b fires, a says the same",
    ),
    Plant(
        "subsumed",
        ("b", "a"),
        {
            "a": (["{challenge: $c, is: Duplicate, rate: {gte: 1}}"], VETO),
            "b": (["{challenge: $c, is: Duplicate, rate: {gte: 2}}"], VETO),
        },
        {"b": (["{challenge: $c, is: MissingCost, rate: {gte: 2}}"], VETO)},
        "whenever b fires, a says the same",
        name="vetoes",
    ),
    Plant(
        "idle-adjustment",
        ("b",),
        {
            "a": ([DUPLICATE, BIG], MERGE),
            "b": ([DUPLICATE, "not: {company: _, size: {gte: 1}}"], "{adjust: Merge, for: $c, by: -0.1}"),
        },
        {"b": ([DUPLICATE, "{company: _, tag: a}"], "{adjust: Merge, for: $c, by: -0.1}")},
        "b adjusts Merge, which no rule recommends where it fires",
    ),
    Plant(
        "idle-override",
        ("a", "b"),
        {
            "a": ([DUPLICATE, BIG], REVIEW, "overrides: [b]"),
            "b": ([DUPLICATE, "not: {company: _, size: {gte: 1}}"], MERGE),
        },
        {"b": ([DUPLICATE], MERGE)},
        "a overrides b, but the two never fire for one challenge",
    ),
    Plant(
        "gap",
        ("a", "b"),
        {
            "a": (["{challenge: $c, is: Duplicate, rate: {gte: 2}}"], MERGE),
            "b": (["{challenge: $c, is: Duplicate, rate: {lt: 1}}"], REVIEW),
        },
        {"b": (["{challenge: $c, is: Duplicate, rate: {lt: 2}}"], REVIEW)},
        "'what to do': nothing is recommended for this Duplicate; none of the 2 rules that could fires",
        "{challenge: $c, is: Duplicate, rate: {exists: true}}",
    ),
]


def run(plant: Plant, written: dict[str, Written]) -> Verified:
    words = tiny(plant.excludes)
    text = f"complete_for: [{{decision: what to do, for: $c, when: [{plant.complete}], because: It must be}}]"
    promises = complete_of(text, "rules/complete.yaml", words) if plant.complete else ()
    return verify(words, rules_of(words, written), promises)


def rules_of(words: Vocabulary, written: dict[str, Written]) -> list[Rule]:
    return [
        rule(words, ident, parts[0], parts[1], parts[2] if len(parts) > 2 else "")
        for ident, parts in written.items()
    ]  # type: ignore[misc]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.code}-{plant.name}".strip("-"))
def test_a_planted_fault_is_found_and_nothing_in_its_place_when_it_is_mended(plant: Plant) -> None:
    # given rules with one fault, when they are verified
    done = run(plant, plant.faulty)
    # then the fault is found, and nothing else
    assert {(one.code, one.rules) for one in done.found} == {(plant.code, plant.rules)}
    one = done.found[0]
    assert one.message.startswith(plant.says)
    assert one.at.line > 0
    # with facts on which the engine was run
    assert (one.witness is not None) == plant.fires
    if one.witness and plant.code != "gap":
        assert set(one.witness.fires) <= set(plant.rules)
    assert not done.tally.internal
    # and once it is mended nothing is
    assert run(plant, {**plant.faulty, **plant.mended}).found == ()


def test_every_code_is_planted() -> None:
    assert {plant.code for plant in PLANTS} == set(CODES) - {"not-verified"}


def test_the_clauses_that_exclude_each_other_are_told_with_their_places() -> None:
    # given a rule of which two tests of five exclude each other
    words = tiny()
    when = ["{challenge: $c, is: Duplicate, rate: {gte: 1}}", "{company: _, size: {lt: 1}, tag: a}", BIG]
    # when it is verified
    (one,) = verify(words, [rule(words, "a", when, MERGE)]).found
    # then they are told, and the others are not
    assert [(cause.text, cause.at.line) for cause in one.causes] == [
        ("company.size lt 1", 8),
        ("company.size gte 2", 9),
    ]


@dataclass(frozen=True)
class Sound:
    """Rules that may look like a fault, and are none."""

    name: str
    written: dict[str, Written] = field(default_factory=dict)


SOUND = [
    Sound("a veto that is an exception", {"a": ([DUPLICATE], MERGE), "v": ([DUPLICATE, BIG], VETO)}),
    Sound("options to choose from", {"a": ([DUPLICATE], MERGE), "b": ([DUPLICATE], REVIEW)}),
    Sound(
        "reasons for and against",
        {
            "m": ([DUPLICATE], MERGE),
            "a": ([DUPLICATE, BIG], "{adjust: Merge, for: $c, by: 0.1}"),
            "b": ([DUPLICATE, "{company: _, tag: a}"], "{adjust: Merge, for: $c, by: -0.1}"),
        },
    ),
    Sound(
        "a narrow rule that is surer",
        {"a": ([DUPLICATE], MERGE), "b": ([DUPLICATE, BIG], MERGE.replace("0.8", "0.9"))},
    ),
    Sound(
        "a narrow rule that lowers the wide one",
        {"a": ([DUPLICATE], MERGE), "b": ([DUPLICATE, BIG], MERGE.replace("0.8", "0.5"), "overrides: [a]")},
    ),
    Sound(
        "a narrow rule that overrides another",
        {
            "a": ([DUPLICATE], MERGE),
            "r": ([DUPLICATE], REVIEW),
            "b": ([DUPLICATE, BIG], MERGE, "overrides: [r]"),
        },
    ),
    Sound("a veto of what only people name", {"v": ([DUPLICATE], VETO)}),
    Sound(
        "adjustments that add up",
        {
            "m": ([DUPLICATE], MERGE),
            "a": ([DUPLICATE], "{adjust: Merge, for: $c, by: 0.1}"),
            "b": ([DUPLICATE, BIG], "{adjust: Merge, for: $c, by: 0.1}"),
        },
    ),
]


@pytest.mark.parametrize("sound", SOUND, ids=lambda sound: sound.name)
def test_what_is_meant_is_no_fault(sound: Sound) -> None:
    words = tiny()
    assert verify(words, rules_of(words, sound.written)).found == ()


def test_only_active_rules_conclude_and_drafts_are_left_alone() -> None:
    # given a trait that only a rule in shadow concludes, and a draft that nothing can satisfy
    words = tiny()
    concludes = rule(
        words, "a", [BIG.replace("_", "$co")], "{conclude: {company: $co, traits: deep}}", status="shadow"
    )
    reads = rule(words, "b", [DUPLICATE, "{company: _, traits: {contains: deep}}"], MERGE)
    draft = rule(words, "d", ["{challenge: $c, is: Duplicate, rate: {gt: 2}}"], MERGE, status="draft")
    # when they are verified, then the draft only where it is named
    assert [one.code for one in verify(words, [concludes, reads, draft]).found] == ["never-concluded"]
    assert [one.rules for one in verify(words, [concludes, reads, draft], scope=["d"]).found] == [("d",)]
