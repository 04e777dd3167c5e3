"""What `rules diff` says of edits of known meaning, in a real repository. Each has a golden text.

With KBCTL_UPDATE_GOLDEN set the texts are written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from change_world import LATE, MERGE, REVIEW, ROOT, SITES, TEST, commit, edit, repository, restore, write
from kbctl.engine.inference.engine import phase_of
from kbctl.engine.review.change.compare import compare
from kbctl.engine.review.change.difference import Difference, difference
from kbctl.engine.review.change.model import RuleChange, Witness
from kbctl.engine.review.change.outcome import Side
from kbctl.engine.review.change.render import as_json, as_markdown, as_text
from kbctl.engine.review.change.versions import Version, load_version
from kbctl.ontology.source import InputProblems

GOLDEN = ROOT / "tests" / "golden" / "review" / "diff"
BELOW = "  - {name: below the threshold, like: fires at 15 %, but: {c1.rate: 0.01}, expect: []}\n"
REORDERED = """\
when:
  - not: {event: $any, days_left: {lt: 240 h}, is: Cutover}
  - {company: _, customers: {lt: 200000}}
  - {challenge: $dup, rate: {gte: 0.02}, is: {in: [DuplicateCustomer]}}
then:
  - {recommend: SurvivorshipMerge, for: $dup, confidence: 0.80}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="module")
def base(folder: Path) -> Version:
    return load_version(folder, "HEAD")


@pytest.fixture
def tree(folder: Path) -> Iterator[Path]:
    yield folder
    restore(folder)


def reorder(folder: Path) -> None:
    text = (folder / MERGE).read_text(encoding="utf-8")
    head, tail = text[: text.index("when:")], text[text.index("overrides:") :]
    write(folder, MERGE, head.replace("title: Merge", "# said anew\ntitle: Unite") + REORDERED + tail)


def rename(folder: Path) -> None:
    new = MERGE.replace("merge-in-staging", "merge-before-the-load")
    (folder / MERGE).rename(folder / new)
    edit(folder, new, ("rule: merge-in-staging", "rule: merge-before-the-load"))


def rename_overridden(folder: Path) -> None:
    new = REVIEW.replace("review-by-steward", "look-at-pairs")
    (folder / REVIEW).rename(folder / new)
    edit(folder, new, ("rule: review-by-steward", "rule: look-at-pairs"))
    edit(folder, MERGE, ("[review-by-steward]", "[look-at-pairs]"))


def rename_and_change(folder: Path) -> None:
    rename(folder)
    edit(folder, MERGE.replace("merge-in-staging", "merge-before-the-load"), ("gte: 2 %", "gte: 5 %"))


def several(folder: Path) -> None:
    edit(folder, MERGE, ("gte: 2 %", "gte: 5 %"), ("lt: 200000", "lt: 100000"))
    edit(folder, MERGE, ("confidence: 0.8", "confidence: 0.7"))


def changing(path: str, *changes: tuple[str, str]) -> Callable[[Path], None]:
    return lambda folder: edit(folder, path, *changes)


def added(folder: Path) -> None:
    text = (folder / REVIEW).read_text(encoding="utf-8").replace("review-by-steward", "ask-the-seller")
    text = text.replace("StewardDuplicateReview", "SurvivorshipMerge").replace("0.6}", "0.9}")
    write(folder, REVIEW.replace("review-by-steward", "ask-the-seller"), text)


def removed(folder: Path) -> None:
    (folder / MERGE).unlink()


EDITS: dict[str, Callable[[Path], None]] = {
    "threshold-moved": changing(MERGE, ("gte: 2 %", "gte: 8 %")),
    "operator-changed": changing(MERGE, ("gte: 2 %", "gt: 2 %")),
    "clause-dropped": changing(MERGE, ("  - {company: _, customers: {lt: 200000}}\n", "")),
    "clause-added": changing(MERGE, ("  - not:", "  - {company: _, sites: {gte: 2}}\n  - not:")),
    "condition-dropped": changing(MERGE, (", rate: {gte: 2 %}", "")),
    "negation-dropped": changing(
        MERGE, ("  - not: {event: _, is: Cutover, days_left: {lt: 10}}\n", "")
    ),
    "clause-turned": changing(MERGE, ("- not: {event:", "- {event:")),
    "unit-changed": changing(MERGE, ("lt: 10}", "lt: 10 weeks}")),
    "override-removed": changing(MERGE, ("overrides: [review-by-steward]\n", "")),
    "remedy-changed": changing(
        MERGE, ("recommend: SurvivorshipMerge", "recommend: ProbabilisticRecordLinkage")
    ),
    "confidence-changed": changing(MERGE, ("confidence: 0.8", "confidence: 0.4")),
    "concept-changed": changing(MERGE, ("is: DuplicateCustomer, rate: {", "is: DuplicateSupplier, rate: {")),
    "status-changed": changing(MERGE, ("status: active", "status: deprecated")),
    "shadow-rule-changed": changing(MERGE, ("status: active", "status: shadow"), ("gte: 2 %", "gte: 8 %")),
    "owner-changed": changing(MERGE, ("owner: data-migration", "owner: project-manager")),
    "test-deleted": changing(MERGE, (BELOW, "")),
    "escalation-widened": changing(LATE, ("lte: 2", "lte: 6")),
    "conclusion-changed": changing(SITES, ("gt: 1", "gt: 2")),
    "plan-changed": changing(TEST, ("plan: BackUpData, for: $c", "plan: BackUpData")),
    "several-parts": several,
    "rule-added": added,
    "rule-removed": removed,
    "rename-only": rename,
    "rename-of-overridden": rename_overridden,
    "rename-and-change": rename_and_change,
    "reordered": reorder,
    "comment-only": changing(MERGE, ("kind: conditional", "kind: conditional   # why not")),
    "typo": changing(MERGE, ("is: DuplicateCustomer, rate: {", "is: DuplicteCustomer, rate: {")),
}  # fmt: skip


REPLAYED = [
    "threshold-moved", "clause-dropped", "override-removed", "escalation-widened", "plan-changed",
    "rule-added", "rule-removed",
]  # fmt: skip


def differ(folder: Path, base: Version) -> Difference:
    return difference(base, load_version(folder, None, like=base))


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_told_in_its_meaning(name: str, tree: Path, base: Version) -> None:
    # when
    EDITS[name](tree)
    said = as_text(differ(tree, base)) + "\n"
    # then
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("KBCTL_UPDATE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


def test_every_golden_text_is_of_an_edit() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == sorted(EDITS)


@pytest.mark.parametrize("name", ["reordered", "comment-only", "rename-only", "rename-of-overridden"])
def test_edits_that_mean_nothing_are_no_change(name: str, tree: Path, base: Version) -> None:
    EDITS[name](tree)
    assert {one.kind for one in differ(tree, base).changes} <= {"renamed"}


@pytest.mark.parametrize("name", REPLAYED)
def test_a_witness_leads_to_what_is_said_of_it(name: str, tree: Path, base: Version) -> None:
    # given an edit with a witness
    EDITS[name](tree)
    after = load_version(tree, None, like=base)
    change = next(one for one in compare(base.knowledge, after.knowledge) if one.witness)
    witness = change.witness
    assert witness
    # when both rule bases are run on its facts once more
    old, new = Side(base.knowledge), Side(after.knowledge)
    was = old.outcome(witness.given, change.before.id if change.before else "")
    now = new.outcome(witness.given, change.after.id if change.after else "")
    # then each comes to what the witness says, and the two are not the same
    assert (was, now) == (witness.before, witness.after)
    assert was != now


def test_a_region_holds_for_all_of_its_values(tree: Path, base: Version) -> None:
    # given a consequence told of a region that another rule divides
    edit(tree, REVIEW, ("is: DuplicateCustomer}\nthen", "is: DuplicateCustomer, rate: {gte: 5 %}}\nthen"))
    divided = load_version(tree, None, like=base)
    edit(tree, MERGE, ("gte: 2 %", "gte: 8 %"))
    # when
    change = found_change(difference(divided, load_version(tree, None, like=base)), "merge-in-staging")
    # then it is not told of the whole region: below 5 % a person decides, above a steward reviews
    assert change.witness and "from 2 % to below 8 %" not in change.witness.says


def found_change(found: Difference, rule: str) -> RuleChange:
    return next(one for one in found.changes if one.rule == rule)


def test_a_decision_that_turns_by_several_changes_says_so(tree: Path, base: Version) -> None:
    # given a higher threshold, below which the other rule's remedy is not sure enough any more
    edit(tree, MERGE, ("gte: 2 %", "gte: 8 %"))
    edit(tree, REVIEW, ("confidence: 0.6", "confidence: 0.4"))
    # when
    said = as_text(differ(tree, base))
    # then
    assert said.count("(together with other changes)") == 1, said


def test_a_step_from_draft_to_shadow_needs_no_witness(tree: Path, base: Version) -> None:
    edit(tree, MERGE, ("status: active", "status: draft"))
    draft = load_version(tree, None, like=base)
    edit(tree, MERGE, ("status: draft", "status: shadow"))
    (change,) = difference(draft, load_version(tree, None, like=base)).changes
    assert (change.kind, change.witness, change.no_witness) == ("about", None, "")


def test_no_witness_is_said_with_what_was_tried(tree: Path, base: Version) -> None:
    # given a rule that cannot fire before or after
    edit(tree, MERGE, ("lt: 200000", "lt: 0"))
    never = load_version(tree, None, like=base)
    edit(tree, MERGE, ("gte: 2 %", "gte: 8 %"))
    # when
    change = found_change(difference(never, load_version(tree, None, like=base)), "merge-in-staging")
    # then
    assert change.witness is None
    assert "sets of facts were tried" in change.no_witness


def test_revisions_are_read_from_git(tmp_path: Path, base: Version) -> None:
    # given a change that is committed, and another that is not
    folder = repository(tmp_path)
    edit(folder, MERGE, ("gte: 2 %", "gte: 8 %"))
    commit(folder, "From 8 % on")
    edit(folder, MERGE, ("confidence: 0.8", "confidence: 0.7"))
    # when
    tree = load_version(folder, None, like=base)
    head = load_version(folder, "HEAD", like=tree)
    first = load_version(folder, "HEAD~1", like=tree)
    # then
    said = [
        [part.code for one in difference(a, b, witnesses=False).changes for part in one.behaviour]
        for a, b in ((first, head), (head, tree), (first, tree))
    ]
    assert said == [["threshold"], ["confidence"], ["threshold", "confidence"]]
    assert first.knowledge.vocabulary is tree.knowledge.vocabulary
    with pytest.raises(InputProblems, match="no revision 'nowhere'"):
        load_version(folder, "nowhere")


def test_json_and_markdown_say_the_same(tree: Path, base: Version) -> None:
    EDITS["threshold-moved"](tree)
    found = differ(tree, base)
    told = json.loads(json.dumps(as_json(found)))
    (rule,) = told["rules"]
    (witness,) = (one.witness for one in found.changes if isinstance(one.witness, Witness))
    assert rule["behaviour"][0]["code"] == "threshold"
    assert rule["witness"]["before"]["decisions"][0]["strategy"] == "SurvivorshipMerge"
    assert rule["witness"]["after"]["decisions"][0]["strategy"] == "StewardDuplicateReview"
    assert rule["witness"]["says"] == witness.says
    assert f"**{witness.says}**" in as_markdown(found)


def test_rules_of_all_phases_have_an_outcome(base: Version) -> None:
    phases = {phase_of(rule) for rule in base.knowledge.rules.values()}
    assert phases == {"infer", "ask", "plan"}
