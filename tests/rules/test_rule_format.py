"""The canonical form: the same rule and the same comments, however it was written, and always one form."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.format.comments import comments
from kbctl.rules.format.difference import difference
from kbctl.rules.format.form import canonical, formatted, said
from kbctl.rules.lint.page import page
from kbctl.rules.load import load_rule
from ruamel.yaml import YAML
from test_rule_fuzz import mutate

SHIPPED = sorted((Path(__file__).parents[2] / "rules").glob("*/*.yaml"))
NAME = "rules/conditional/merge-in-staging.yaml"


def test_shipped_rules_are_in_canonical_form() -> None:
    other = [path.name for path in SHIPPED if canonical(path.read_text("utf-8")) != path.read_text("utf-8")]
    assert other == []


MESSY = """\
# yaml-language-server: $schema=../rule.schema.json

# a rule of ours
kind:   conditional
rule: 'merge-in-staging'   # the id


title: Merge duplicate customers in staging,
  before the load
owner: "data-migration"
status: active
when:   # all of these
    - {challenge:  $c ,is: DuplicateCustomer,rate: { gte: 2 % } }   # two percent
    # and a small company
    - company: _
      customers: {lt: 200000}   # not many

    -   not: {event: _, is: Cutover,
          days_left: {lt: 10}}
    - count: {finding: _, for: $c, certainty: {gte: 0.9}}   # sure
      gte: 1
      # closes the clauses
then:
- {recommend: SurvivorshipMerge, for: $c,   # the remedy
     confidence: 0.8}
tests:
  -   name: 'fires'
      expect: [{recommend: SurvivorshipMerge, for: c1}]
      given:
      - {challenge: c1, is: DuplicateCustomer, rate: 0.15}
      - {company: co, customers: 800}
      - {finding: f1, for: c1, certainty: 0.95}
  - {name: "below", like: fires, but: {c1.rate: 0.01}, expect: []}
because: >-   # why
      Merging after the load
      breaks open items
        and history.
# the end
"""

TIDY = """\
# yaml-language-server: $schema=../rule.schema.json

# a rule of ours
rule: "merge-in-staging"  # the id
kind: conditional

title: Merge duplicate customers in staging, before the load
status: active
owner: "data-migration"
when:  # all of these
  - {challenge: $c, is: DuplicateCustomer, rate: {gte: 2 %}}  # two percent
  # and a small company
  - company: _
    customers: {lt: 200000}  # not many

  - not: {event: _, is: Cutover, days_left: {lt: 10}}
  - count: {finding: _, for: $c, certainty: {gte: 0.9}}  # sure
    gte: 1
    # closes the clauses
then:
  - {recommend: SurvivorshipMerge, for: $c,   # the remedy
    confidence: 0.8}
because: >-  # why
  Merging after the load
  breaks open items
    and history.
tests:
  - name: "fires"
    given:
      - {challenge: c1, is: DuplicateCustomer, rate: 0.15}
      - {company: co, customers: 800}
      - {finding: f1, for: c1, certainty: 0.95}
    expect: [{recommend: SurvivorshipMerge, for: c1}]
  - {name: "below", like: fires, but: {c1.rate: 0.01}, expect: []}
# the end
"""


def test_a_messy_file_is_put_in_order(small: Vocabulary) -> None:
    assert formatted(MESSY, NAME, small) == TIDY
    assert formatted(TIDY, NAME, small) == TIDY


def test_a_decision_table_is_put_in_order(small: Vocabulary) -> None:
    text = re.findall(r"```yaml\n(.*?)```", page("table-gap"), re.DOTALL)[1]
    assert formatted(text, "rules/conditional/by-size.yaml", small) == text
    keys = re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE)
    turned = keys[0] + "".join(reversed(keys[1:]))
    assert formatted(turned, "rules/conditional/by-size.yaml", small) == text


def test_what_is_no_rule_is_refused_with_its_problems(small: Vocabulary, good: str) -> None:
    with pytest.raises(InputProblems) as caught:
        formatted(good.replace("DuplicateCustomer", "DuplicateKunde"), NAME, small)
    assert {problem.code for problem in caught.value.problems} == {"unknown-term"}


def test_comments_are_told_from_text() -> None:
    text = "# one\na: 'x # no'  # two\nb: >-  # three\n  # no\n  text # no\nc: x#no\n   # four\n"
    assert [one.text for one in comments(text)] == ["# one", "# two", "# three", "# four"]
    assert [one.own for one in comments(text)] == [True, False, False, True]


def test_comments_go_with_their_keys(small: Vocabulary, good: str) -> None:
    # given a rule whose keys stand in another order, each with a comment above and below it
    parts = [part for part in re.split(r"^(?=[a-z_]+:)", good, flags=re.MULTILINE) if part]
    marked = [f"# above {part.split(':')[0]}\n{part}" for part in parts]
    marked = [part + "  # closes\n" if part.endswith("]}\n") else part for part in marked]
    for seed in range(20):
        random.Random(seed).shuffle(marked)
        # when it is put in order
        lines = formatted("# head\n\n" + "".join(marked), NAME, small).split("\n")
        # then each comment still stands above its key; what was above the first one is the head of the file
        first = re.findall(r"above (\w+)", marked[0])[0]
        for number, line in enumerate(lines):
            if (found := re.match(r"# above (\w+)", line)) and found[1] != first:
                assert lines[number + 1].startswith(f"{found[1]}:"), "\n".join(lines)
        assert lines[0] == "# head"
        assert lines[lines.index("  # closes") - 1].startswith("  - {name: below")


def messed(chance: random.Random, text: str) -> str:
    """The same rule, written otherwise: comments, empty lines, spaces, order of the keys, line ends."""
    parts = [part for part in re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE) if part]
    if chance.random() < 0.5:
        chance.shuffle(parts)
    lines = "".join(part if part.endswith("\n") else part + "\n" for part in parts).split("\n")[:-1]
    done: list[str] = []
    folded = False
    for line in lines:
        if folded and not line.startswith(" "):
            folded = False
        if not folded and chance.random() < 0.1:
            done.append(" " * chance.choice([0, 2, 4]) + f"# note {chance.randrange(9)}")
        if not folded and chance.random() < 0.1:
            done.append("")
        folded = folded or line.endswith(">-")
        if not folded and chance.random() < 0.2:
            line = re.sub(r"\{(?=[a-z])", "{ ", line)
        if not folded and chance.random() < 0.2:
            line = re.sub(r", (?=[a-z_]+: )", " ,  ", line) if '"' not in line else line
        if not folded and chance.random() < 0.1:
            line += "   # beside"
        done.append(line)
    ends = "\r\n" if chance.random() < 0.1 else "\n"
    return ends.join([*done, *(["# last"] if chance.random() < 0.2 else [])]) + ends


def test_rules_that_were_messed_up_come_back() -> None:
    # given shipped rules, each written otherwise in a way that means nothing
    chance = random.Random(20260303)
    for path in SHIPPED[::3]:
        text = path.read_text("utf-8")
        messy = messed(chance, text)
        new = canonical(messy)
        # then the form is stable, no comment is lost, and what is left without them is the file that shipped
        assert new is not None and canonical(new) == new, path.name
        assert said(new) == said(messy), path.name
        bare = [re.sub(r"\s*# (note \d|beside|last)$", "", line) for line in new.split("\n")]
        assert "\n".join(line for line in bare if line) + "\n" == text.replace("\n\n", "\n"), path.name


def test_mutations_that_are_still_rules_keep_their_meaning(small: Vocabulary, good: str) -> None:
    # given rules that somebody changed anywhere
    chance = random.Random(20260404)
    done = refused = 0
    for _ in range(1000):
        text = mutate(chance, good)
        if load_rule(text, NAME, small)[0] is None:
            continue
        # when they are put in order, then this is proved, or refused and nothing is written
        try:
            new = formatted(text, NAME, small)
        except InputProblems as problem:
            assert [one.code for one in problem.problems] == ["format"]
            refused += 1
            continue
        assert formatted(new, NAME, small) == new
        done += 1
    assert done > 30
    assert refused <= done // 50, "nearly every rule can be put in order"


def test_another_reader_finds_the_same_content() -> None:
    # ruamel.yaml, which knows YAML 1.2 and comments, reads the same data from both texts
    yaml = YAML(typ="safe")
    chance = random.Random(20260505)
    for path in SHIPPED[::60]:
        messy = messed(chance, path.read_text("utf-8"))
        assert yaml.load(canonical(messy) or "") == yaml.load(messy), path.name


def test_a_difference_says_where_the_last_line_does_not_end() -> None:
    assert difference("a\n", "a\n", "x.yaml") == ""
    assert difference("a", "a\n", "x.yaml").endswith("-a\n\\ No newline at end of file\n+a\n")
