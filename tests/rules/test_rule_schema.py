"""The JSON Schema of the language: what ships is valid, what the reader takes is valid, mistakes are not."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from kbctl.ontology.document import parse_yaml, plain
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.load import load_rule
from kbctl.rules.schema.document import rule_schema
from test_lint_pages import EXAMPLES, FILE, composed, example
from test_rule_fuzz import mutate

ROOT = Path(__file__).parents[2]

#: Codes whose examples the schema refuses too: what one place of a file says by itself.
SAID_BY_SCHEMA = {
    "action-of-kind", "bad-id", "bad-variable", "confidence", "frame-of-kind", "literal-id",
    "missing-because", "missing-key", "missing-tests", "nested", "not-derived", "one-slot", "operator",
    "replaced-by", "tests-broken", "unknown-action", "unknown-frame", "unknown-hit", "unknown-key",
    "unknown-kind", "unknown-owner", "unknown-role", "unknown-slot", "unknown-status", "unknown-term",
    "variable-here", "wrong-type", "wrong-value",
}  # fmt: skip
#: Their examples show one test; the schema asks for two.
ONE_TEST = {"duplicate-fact", "test-failed", "unknown-id"}


@pytest.fixture(scope="module")
def validator(small: Vocabulary) -> jsonschema.Draft7Validator:
    schema = rule_schema(small)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def test_every_shipped_rule_is_valid(tmp_path: Path) -> None:
    schema = tmp_path / "rule.schema.json"
    schema.write_text(json.dumps(rule_schema(load_vocabulary())), encoding="utf-8")
    files = sorted(map(str, (ROOT / "rules").glob("*/*.yaml")))
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema)]
    done = subprocess.run([*command, *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    # and a file with a mistake is refused, so that the check is one
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        Path(files[0]).read_text(encoding="utf-8").replace("kind: conditional", "kind: odd"), "utf-8"
    )
    assert subprocess.run([*command, str(bad)], capture_output=True).returncode == 1


@pytest.mark.parametrize("code", EXAMPLES)
def test_right_examples_are_valid_and_wrong_ones_where_the_schema_can_say_so(
    code: str, validator: jsonschema.Draft7Validator, good: str
) -> None:
    for heading in ("Right", "Wrong"):
        parts = FILE.split(example(code, heading))
        files = dict(zip(parts[1::2], parts[2::2], strict=True)) or {"": parts[0]}
        texts = [composed(text, good) for path, text in files.items() if path.count("/") != 1]
        try:
            valid = [validator.is_valid(plain(parse_yaml(text, ""))) for text in texts]
        except InputProblems:  # no YAML that anybody could validate
            continue
        wrong = heading == "Wrong" and code in SAID_BY_SCHEMA
        assert all(valid) != (wrong or code in ONE_TEST)


def test_what_the_reader_takes_the_schema_takes(
    validator: jsonschema.Draft7Validator, small: Vocabulary, good: str
) -> None:
    # given mutations of a sound rule
    chance = random.Random(20260202)
    taken = refused = 0
    for _ in range(1500):
        text = mutate(chance, good)
        rule, _ = load_rule(text, "rules/conditional/merge-in-staging.yaml", small)
        if rule is None or not rule.because or len(rule.tests) < 2 or rule.kind != "conditional":
            continue
        errors = list(validator.iter_errors(plain(parse_yaml(text, ""))))
        taken += 1
        # then the schema refuses none that the reader takes, but for what lint calls an error anyway
        if errors and not allowed(text, small):
            refused += 1
            print(text, errors[0].message)
    assert taken > 50
    assert refused == 0


def allowed(text: str, vocabulary: Vocabulary) -> bool:
    from kbctl.rules.check import check_rules

    rule, _ = load_rule(text, "rules/conditional/merge-in-staging.yaml", vocabulary)
    assert rule
    found = check_rules([rule], vocabulary, {"beverly-knits"})
    return any(one.level == "error" for one in found)


def test_the_same_ontology_gives_the_same_text(small: Vocabulary) -> None:
    turned = Vocabulary(
        dict(reversed(list(small.terms.items()))),
        dict(reversed(list(small.frames.items()))),
        dict(reversed(list(small.ancestors.items()))),
    )
    assert json.dumps(rule_schema(turned)) == json.dumps(rule_schema(small))


def test_editors_can_explain_terms_slots_and_operators(small: Vocabulary) -> None:
    schema = rule_schema(load_vocabulary())
    terms = schema["definitions"]["terms-Challenge"]
    where = terms["enum"].index("DuplicateCustomer")
    assert terms["enumDescriptions"][where].startswith("Duplicate customer. ")
    slots = schema["definitions"]["clause-challenge"]["properties"]
    assert "ratio" in slots["rate"]["description"]
    # an editor loads it in a moment: the terms and their definitions are most of it
    assert len(json.dumps(schema)) < 400_000
