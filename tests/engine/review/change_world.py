"""A repository with a few rules of its own over the shipped ontology, for what compares revisions."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.vocab import Vocabulary

ROOT = Path(__file__).parents[3]
WHO = ["-c", "user.name=Jane Doe", "-c", "user.email=jane@example.org", "-c", "commit.gpgsign=false"]

MERGE = "rules/conditional/merge-in-staging.yaml"
REVIEW = "rules/conditional/review-by-steward.yaml"
LATE = "rules/metacognitive/nothing-in-the-last-days.yaml"
SITES = "rules/declarative/several-sites.yaml"
TEST = "rules/procedural/profile-before-merging.yaml"

RULES = {
    MERGE: """\
rule: merge-in-staging
kind: conditional
title: Merge duplicate customers in staging, before the load
status: active
owner: data-migration
when:
  - {challenge: $c, is: DuplicateCustomer, rate: {gte: 2 %}}  # below, people look at each pair
  - {company: _, customers: {lt: 200000}}
  - not: {event: _, is: Cutover, days_left: {lt: 10}}
then:
  - {recommend: SurvivorshipMerge, for: $c, confidence: 0.8}
overrides: [review-by-steward]
because: Merging after the load breaks open items and history.
tests:
  - name: fires at 15 %
    given:
      - {challenge: c1, is: DuplicateCustomer, rate: 0.15, grounded_by: text}
      - {company: company, customers: 800}
    expect: [{recommend: SurvivorshipMerge, for: c1}]
  - {name: below the threshold, like: fires at 15 %, but: {c1.rate: 0.01}, expect: []}
  - name: days before cutover
    like: fires at 15 %
    given: [{event: e1, is: Cutover, days_left: 5}]
    expect: []
""",
    REVIEW: """\
rule: review-by-steward
kind: conditional
title: A steward looks at duplicate customers
status: active
owner: data-migration
when:
  - {challenge: $c, is: DuplicateCustomer}
then:
  - {recommend: StewardDuplicateReview, for: $c, confidence: 0.6}
because: People know their customers.
tests:
  - name: duplicates
    given: [{challenge: c1, is: DuplicateCustomer, grounded_by: text}]
    expect: [{recommend: StewardDuplicateReview, for: c1}]
  - {name: something else, like: duplicates, but: {c1.is: MissingCost}, expect: []}
""",
    LATE: """\
rule: nothing-in-the-last-days
kind: metacognitive
title: In the last days a person decides
status: active
owner: orchestrator
when:
  - {challenge: $c, is: DuplicateCustomer}
  - {event: _, is: Cutover, days_left: {gte: 0, lte: 2}}
then:
  - {escalate: orchestrator, for: $c}
because: Nothing can be undone any more.
tests:
  - name: a day before
    given:
      - {challenge: c1, is: DuplicateCustomer, grounded_by: text}
      - {event: e1, is: Cutover, days_left: 1}
    expect: [{escalate: orchestrator, for: c1}]
  - {name: a week before, like: a day before, but: {e1.days_left: 7}, expect: []}
""",
    SITES: """\
rule: several-sites
kind: declarative
title: More than one site
status: active
owner: orchestrator
when:
  - {company: $co, sites: {gt: 1}}
then:
  - {conclude: {company: $co, traits: multi_site}}
because: Two sites are two ways of doing things.
tests:
  - name: two
    given: [{company: company, sites: 2}]
    expect: [{conclude: {company: company, traits: multi_site}}]
  - {name: one, given: [{company: company, sites: 1}], expect: []}
""",
    TEST: """\
rule: profile-before-merging
kind: procedural
title: Back up before merging
status: active
owner: project-manager
when:
  - {decision: $d, use: SurvivorshipMerge, for: $c}
  - {challenge: $c, is: DuplicateCustomer}
then:
  - {plan: BackUpData, for: $c}
because: A merge that went wrong is taken back from a copy.
tests:
  - name: a merge is decided
    given:
      - {challenge: c1, is: DuplicateCustomer, grounded_by: text}
      - {decision: d1, for: c1, use: SurvivorshipMerge, status: chosen}
    expect: [{plan: BackUpData, for: c1}]
  - {name: a review is decided, like: a merge is decided, but: {d1.use: StewardDuplicateReview}, expect: []}
""",
}


@cache
def shipped_vocabulary() -> Vocabulary:
    """Read once for all modules of tests."""
    return load_vocabulary()


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True)


def repository(folder: Path) -> Path:
    """A git repository with the shipped ontology and the rules above, committed."""
    git(folder, "init", "-q", "-b", "main")
    (folder / "ontology").mkdir()
    for path in (ROOT / "ontology").glob("*.ttl"):
        shutil.copy(path, folder / "ontology")
    (folder / "kg" / "cases").mkdir(parents=True)
    for path, text in RULES.items():
        write(folder, path, text)
    commit(folder, "The first rules")
    return folder


def write(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")


def commit(folder: Path, subject: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", subject)


def edit(folder: Path, path: str, *changes: tuple[str, str]) -> None:
    """Replace texts in a file; each must be there."""
    text = (folder / path).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    write(folder, path, text)


def restore(folder: Path) -> None:
    """The working tree as it was committed."""
    git(folder, "checkout", "-q", ".")
    git(folder, "clean", "-q", "-f", "-d")
