"""The proposal: a patch that git takes, a page, a draft case; the same bytes every time."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from kbctl.engine.tables.columns.source import make_knowledge
from kbctl.engine.tables.mining.mined import Mined
from kbctl.engine.tables.mining.patch import patch_of
from kbctl.engine.tables.mining.proposal import proposal
from kbctl.engine.tables.mining.reading import mine_paths
from kbctl.engine.tables.mining.render import WIDTH, render
from kbctl.engine.tables.mining.resolve import Resolver
from kbctl.kg.cases import parse_case
from kbctl.kg.columns import Variation, load_columns
from kbctl.kg.layout import shown_width

ROOT = Path(__file__).resolve().parents[4]
SAMPLE = ROOT / "fixtures" / "mapping-sheets" / "knitwear-project"
GOLDEN = ROOT / "tests" / "golden" / "mining"
SMALL = "field,name,language,system,table,source\nitem_code,Item,en,,,x\nlot_number,LOT,tech,,,x\n"


@pytest.fixture(scope="module")
def sample(resolver: Resolver) -> Mined:
    """Mined with the labels of the ontology and the names of SMALL, so that the shipped file may grow."""
    vocabulary = resolver.vocabulary
    names = [Variation("item_code", "Item", "en", "", ""), Variation("lot_number", "LOT", "tech", "", "")]
    return mine_paths([SAMPLE], Resolver(make_knowledge(names, vocabulary), vocabulary), "knitwear-project")


def held(name: str, said: str) -> None:
    if os.environ.get("KBCTL_WRITE_GOLDEN"):
        (GOLDEN / name).write_text(said, encoding="utf-8")
    assert said == (GOLDEN / name).read_text(encoding="utf-8")


def applied(before: str | None, patch: str, folder: Path) -> Path:
    """kg/columns.csv after `git apply`."""
    (folder / "kg").mkdir()
    path = folder / "kg" / "columns.csv"
    if before is not None:
        path.write_text(before, encoding="utf-8", newline="")
    (folder / "columns.patch").write_text(patch, encoding="utf-8", newline="")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "apply", "columns.patch"], cwd=folder, check=True)
    return path


@pytest.mark.parametrize("before", [SMALL, None, (ROOT / "kg" / "columns.csv").read_text(encoding="utf-8")],
                         ids=["small", "absent", "shipped"])  # fmt: skip
def test_git_applies_the_patch_and_the_file_is_read(
    before: str | None, sample: Mined, resolver: Resolver, tmp_path: Path
) -> None:
    """Given the sample's new names, when git applies the patch, then the loader takes the file, which has
    them all and nothing less."""
    path = applied(before, patch_of(sample, before), tmp_path)
    after = load_columns(path, resolver.known.facts)
    lines = set(path.read_text(encoding="utf-8").splitlines())
    assert {(n.field, n.name) for n in sample.of("new")} <= {(v.field, v.name) for v in after}
    assert set((before or "").splitlines()) <= lines
    assert len(lines) == len(set((before or SMALL[:40]).splitlines())) + len(sample.of("new"))


def test_what_was_applied_is_known_the_next_time(sample: Mined, resolver: Resolver, tmp_path: Path) -> None:
    path = applied(SMALL, patch_of(sample, SMALL), tmp_path)
    vocabulary = resolver.vocabulary
    known = make_knowledge(load_columns(path, resolver.known.facts), vocabulary)
    again = mine_paths([SAMPLE], Resolver(known, vocabulary), "knitwear-project")
    assert not again.of("new")
    assert [one.name for one in again.of("conflict")] == ["LOT"]
    assert patch_of(again, SMALL) == ""


def test_the_page_reads_as_it_was_approved(sample: Mined, resolver: Resolver) -> None:
    held("proposal.md", proposal(sample, SMALL, resolver.vocabulary)["proposal.md"])


def test_the_text_reads_as_it_was_approved(sample: Mined) -> None:
    said = render(sample)
    held("mined.txt", said)
    assert max(map(shown_width, said.splitlines())) <= WIDTH


def test_the_draft_is_a_case_and_tells_what_failed(sample: Mined, resolver: Resolver) -> None:
    text = proposal(sample, SMALL, resolver.vocabulary)["kg/cases/knitwear-project.yaml"]
    case, problems = parse_case(text, "x.yaml", "knitwear-project", resolver.vocabulary)
    assert not problems
    assert case is not None
    results = {(one.use, one.concerns[0]): one.result for one in case.lessons}
    assert results["TexConversion", "YarnCountInconsistency"] == "failed"
    assert results["UnitConversion", "InconsistentUnitOfMeasure"] == "partly"
    assert results["WhitespaceNormalisation", "WhitespaceNoise"] == "worked"


def test_twice_the_same_bytes(resolver: Resolver) -> None:
    def once() -> dict[str, str]:
        return dict(proposal(mine_paths([SAMPLE], resolver, "p"), SMALL, resolver.vocabulary))

    assert once() == once()
