"""Findings as text, JSON, annotations and SARIF."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from kbctl.engine.review.verify.finding import CODES
from kbctl.engine.review.verify.render import as_github, as_json, as_sarif, as_text
from kbctl.engine.review.verify.scope import changed, touched
from kbctl.engine.review.verify.verify import Verified, verify
from verify_world import rule, tiny

ROOT = Path(__file__).parents[3]
SARIF = json.loads((ROOT / "tests/schemas/sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
DUPLICATE = "{challenge: $c, is: Duplicate}"
MERGE = "{recommend: Merge, for: $c, confidence: 0.8}"


@pytest.fixture(scope="module")
def done() -> Verified:
    words = tiny()
    return verify(
        words,
        [
            rule(words, "calm", ["{company: $co, size: {gte: 1}}"], "{conclude: {company: $co, mood: calm}}"),
            rule(words, "tense", ["{company: $co, tag: a}"], "{conclude: {company: $co, mood: tense}}"),
            rule(
                words, "dead", ["{challenge: $c, is: Duplicate, rate: 0}", "{challenge: $c, rate: 1}"], MERGE
            ),
        ],
    )


def test_text_shows_the_clauses_or_the_facts(done: Verified) -> None:
    assert as_text(done) == (
        "rules/conditional/dead.yaml:8:21: dead never fires, no facts satisfy: challenge.rate 0; "
        "challenge.rate 1 [unreachable]\n"
        "    rules/conditional/dead.yaml:7:36: challenge.rate 0\n"
        "    rules/conditional/dead.yaml:8:21: challenge.rate 1\n"
        "rules/declarative/tense.yaml:9:5: calm and tense can both fire for one company and conclude mood "
        "calm and tense; then neither stands [contradicting-conclusions]\n"
        "    calm and tense fire, given\n"
        "      - {company: company, size: 1, tag: a}\n"
        "3 rules: 2 findings"
    )


def test_json_has_the_witness_as_a_rule_test_gives_it(done: Verified) -> None:
    told = as_json(done)
    assert told["questions"]["not_verified"] == 0 and told["internal"] == []
    dead, contradicting = told["findings"]
    assert [clause["says"] for clause in dead["clauses"]] == ["challenge.rate 0", "challenge.rate 1"]
    assert contradicting["rules"] == ["calm", "tense"]
    assert contradicting["witness"] == {
        "given": [{"company": "company", "size": 1, "tag": "a"}], "fires": ["calm", "tense"], "silent": [],
    }  # fmt: skip


def test_annotations_stand_at_the_line(done: Verified) -> None:
    first, second = as_github(done).splitlines()
    assert first.startswith(
        "::error file=rules/conditional/dead.yaml,line=8,col=21,title=unreachable::dead never"
    )
    assert second.startswith(
        "::error file=rules/declarative/tense.yaml,line=9,col=5,title=contradicting-conclusions::"
    )


def test_sarif_is_what_the_schema_asks_for(done: Verified) -> None:
    log = as_sarif(done, "1.0")
    jsonschema.Draft4Validator(SARIF).validate(log)
    (run,) = log["runs"]
    assert [one["ruleId"] for one in run["results"]] == ["unreachable", "contradicting-conclusions"]
    assert len(run["results"][0]["relatedLocations"]) == 2


def test_the_guide_tells_every_code() -> None:
    guide = (ROOT / "docs/rule-verification.md").read_text(encoding="utf-8")
    assert [line[4:] for line in guide.splitlines() if line.startswith("### ")] == list(CODES)


def test_a_change_touches_what_reads_its_conclusions() -> None:
    # given a trait, what rests on it, what rests on that, and a rule that has nothing to do with it
    words = tiny()
    trait = rule(words, "trait", ["{company: $co, size: 2}"], "{conclude: {company: $co, traits: deep}}")
    mood = rule(
        words, "mood", ["{company: $co, traits: {contains: deep}}"], "{conclude: {company: $co, mood: calm}}"
    )
    reader = rule(words, "reader", [DUPLICATE, "{company: _, mood: calm}"], MERGE)
    other = rule(words, "other", ["{challenge: $c, is: MissingCost}"], MERGE)
    before = {one.id: one for one in (trait, mood, reader, other)}
    # when the trait is concluded otherwise, written otherwise, or no more
    later = rule(words, "trait", ["{company: $co, size: 1}"], "{conclude: {company: $co, traits: deep}}")
    renamed = rule(
        words, "trait", ["{company: $x, size: {eq: 2}}"], "{conclude: {company: $x, traits: deep}}"
    )
    gone = {name: one for name, one in before.items() if name != "trait"}
    # then what reads it is touched, and nothing by another way of writing it
    assert changed(before, {**before, "trait": later}) == {"trait"}
    assert touched(words, before, {**before, "trait": later}, ["trait"]) == {"trait", "mood", "reader"}
    assert changed(before, {**before, "trait": renamed}) == frozenset()
    assert touched(words, before, gone, changed(before, gone)) == {"mood", "reader"}
