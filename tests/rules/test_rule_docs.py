"""The page about the language: its example is a rule, and its list of checks is the list of checks."""

from __future__ import annotations

import re
from pathlib import Path

from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.codes import CODES
from kbctl.rules.load import load_rule

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "rule-language.md").read_text(encoding="utf-8")


def test_the_example_can_be_read(small: Vocabulary) -> None:
    text = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]
    rule, problems = load_rule(text, "rules/conditional/duplicate-customers-merge-in-staging.yaml", small)
    assert problems == ()
    assert rule
    assert rule.overrides == ("duplicates-review-by-steward",)


def test_every_code_is_on_the_page() -> None:
    checks = PAGE[PAGE.index("## Checks") : PAGE.index("## For engineers")]
    rows = [line.split("|")[1] for line in checks.splitlines() if line.startswith("| `")]
    assert {code for row in rows for code in re.findall(r"`([a-z-]+)`", row)} == set(CODES)


def test_every_golden_message_has_a_code_of_the_list() -> None:
    folder = ROOT / "tests" / "golden" / "rules" / "problems"
    said = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*/messages.txt")))
    shown = set(re.findall(r"\[([a-z-]+)\]$", said, re.MULTILINE))
    assert shown <= set(CODES)
    assert len(shown) > 60
