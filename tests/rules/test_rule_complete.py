"""`rules/complete.yaml`: what is promised, read with places."""

from __future__ import annotations

from pathlib import Path

import pytest
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.complete import complete_of, read_complete
from kbctl.rules.load import rule_files

GOOD = """\
complete_for:
  - decision: what to do with duplicates
    for: $c
    when: [{challenge: $c, is: DuplicateCustomer}, not: {company: _, industry: textile}]
    because: They come up everywhere.
"""


def test_a_promise_is_read_with_its_place(small: Vocabulary, tmp_path: Path) -> None:
    # given a folder of rules with a promise
    (tmp_path / "complete.yaml").write_text(GOOD, encoding="utf-8")
    # when it is read
    (one,) = read_complete(tmp_path, small)
    # then it has its clauses, and the file is none of a rule
    assert (one.decision, str(one.target), len(one.when)) == ("what to do with duplicates", "$c", 2)
    assert str(one.at) == "rules/complete.yaml:2:5"
    assert rule_files(tmp_path) == ()


def test_no_file_promises_nothing(small: Vocabulary, tmp_path: Path) -> None:
    assert read_complete(tmp_path, small) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "complete.yaml:1:1: the file of complete decisions must be a mapping, but is a list"),
        ("complete: []", "complete.yaml:1:1: unknown key 'complete' in the file of complete decisions "
         "(did you mean complete_for?)"),
        (GOOD.replace("for: $c", "for: $d"),
         "complete.yaml:3:10: 'for' names the variable of a challenge clause under 'when' ($c)"),
        (GOOD.replace("DuplicateCustomer", "DuplicteCustomer"),
         "complete.yaml:4:32: unknown challenge 'DuplicteCustomer' (did you mean DuplicateCustomer?)"),
        (GOOD.replace("    because: They come up everywhere.\n", ""),
         "complete.yaml:2:5: a complete decision needs 'because'"),
        (GOOD + GOOD.partition("\n")[2],
         "complete.yaml:6:5: a second decision is called 'what to do with duplicates'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(small: Vocabulary, text: str, message: str) -> None:
    with pytest.raises(InputProblems) as raised:
        complete_of(text, "complete.yaml", small)
    assert message in str(raised.value)
