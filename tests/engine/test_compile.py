"""The compiled base is right whatever happens: many processes, kills, damage, changes, nowhere to keep it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from kbctl.engine import compile as compiling
from kbctl.engine.compile import build, open_base, read_sources
from kbctl.engine.knowledge import load_knowledge
from kbctl.kg import fresh
from kbctl.kg.fresh import fresh_base, listing
from kbctl.ontology.source import InputProblems

PROJECT = Path(__file__).parent.parent.parent
GOLDEN = PROJECT / "tests" / "golden" / "ontology" / "base.ttl"

CASE = """\
case: one
title: One
summary: A case.
lessons: [{concerns: [DataIssue], says: something}]
sources: [{citation: a paper, supports: it}]
"""
LABEL = """
kb:Extra a owl:Class ; rdfs:subClassOf kb:DataIssue ; rdfs:label "%s"@en , "L"@es , "L"@zh ;
    skos:definition "D."@en ; kb:seenIn "table" .
"""
PREFIXES = """\
@prefix kb: <https://w3id.org/kbctl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Sources of their own: the least ontology, a term whose label tests change, one case, no rules."""
    folder = tmp_path / "sources"
    for room in ("ontology", "rules/conditional", "kg/cases"):
        (folder / room).mkdir(parents=True)
    for name in ("core.ttl", "domains.ttl"):
        shutil.copy(PROJECT / "ontology" / name, folder / "ontology" / name)
    shutil.copy(GOLDEN, folder / "ontology" / "base.ttl")
    relabel(folder, "first")
    (folder / "kg/cases/one.yaml").write_text(CASE, encoding="utf-8")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "kbctl"


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled at once: a test need not wait for their times to grow old."""
    monkeypatch.setattr(fresh, "SETTLED", 0)


def relabel(root: Path, label: str) -> None:
    path = root / "ontology" / "extra.ttl"
    path.with_suffix(".new").write_text(PREFIXES + LABEL % label, encoding="utf-8")
    path.with_suffix(".new").replace(path)


def label_in(root: Path, cache: Path | None) -> str:
    with open_base(str(cache) if cache else None, str(root)) as base:
        return str(base.value("SELECT label FROM subject WHERE id = 'Extra'"))


def python(code: str, *arguments: object, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(PROJECT / ".dev"), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


OPEN = """
    import sys
    from kbctl.engine.compile import open_base
    with open_base(sys.argv[2], sys.argv[1]) as base:
        print(base.hash, base.value("SELECT label FROM subject WHERE id = 'Extra'"))
"""


def bases(cache: Path) -> list[Path]:
    return sorted(cache.glob("base-*.sqlite"))


# --- one process ---------------------------------------------------------------------------------


def test_a_missing_cache_folder_is_made_and_a_base_kept(root: Path, cache: Path) -> None:
    assert label_in(root, cache) == "first"
    assert len(bases(cache)) == 1
    assert not list(cache.glob("*.tmp"))


def test_two_builds_are_the_same_bytes_whatever_the_hash_seed(root: Path, tmp_path: Path) -> None:
    images = []
    for seed in ("0", "1", "2"):
        folder = tmp_path / seed
        process = python(OPEN, root, folder, PYTHONHASHSEED=seed)
        assert process.wait() == 0, process.communicate()[1]
        process.communicate()
        images.append(bases(folder)[0].read_bytes())
    assert images[0] == images[1] == images[2]


def test_the_shipped_sources_give_the_same_bytes_twice(tmp_path: Path) -> None:
    images = []
    for seed in ("0", "1"):
        build(str(tmp_path / seed)).close()
        images.append(bases(tmp_path / seed)[0].read_bytes())
    assert images[0] == images[1]


def test_a_settled_base_is_opened_without_reading_the_sources(
    root: Path, cache: Path, settled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    label_in(root, cache)

    def refuse(root: str) -> None:
        raise AssertionError("the sources were read")

    monkeypatch.setattr(compiling, "read_sources", refuse)
    assert label_in(root, cache) == "first"


def test_sources_that_changed_a_moment_ago_are_not_trusted_to_their_times(root: Path, cache: Path) -> None:
    label_in(root, cache)
    assert fresh_base(str(root), str(cache)) is None


@pytest.mark.parametrize("keep_times", [False, True])
def test_a_change_is_seen_even_where_size_and_time_stay(
    root: Path, cache: Path, settled: None, keep_times: bool
) -> None:
    assert label_in(root, cache) == "first"
    path = root / "ontology" / "extra.ttl"
    before = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("first", "fifth"), encoding="utf-8")
    if keep_times:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert label_in(root, cache) == "fifth"


def test_added_and_removed_sources_are_seen(root: Path, cache: Path, settled: None) -> None:
    label_in(root, cache)
    (root / "kg/cases/two.yaml").write_text(CASE.replace("one", "two"), encoding="utf-8")
    with open_base(str(cache), str(root)) as base:
        assert set(load_knowledge(base).cases) == {"one", "two"}
    (root / "kg/cases/one.yaml").unlink()
    with open_base(str(cache), str(root)) as base:
        assert set(load_knowledge(base).cases) == {"two"}


def test_going_back_needs_no_new_base(root: Path, cache: Path, settled: None) -> None:
    label_in(root, cache)
    relabel(root, "second")
    label_in(root, cache)
    relabel(root, "first")
    assert label_in(root, cache) == "first"
    assert len(bases(cache)) == 2


def test_the_hash_is_of_the_contents_and_not_of_file_names(root: Path) -> None:
    before = read_sources(str(root))
    (root / "ontology" / "extra.ttl").rename(root / "ontology" / "aaa.ttl")
    after = read_sources(str(root))
    assert before.hash == after.hash
    assert before.key != after.key


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: b"nothing of the kind" * 500,
        lambda data: data[:60] + b"\0\0\0\x63" + data[64:],  # another format
    ],
    ids=["empty", "cut off", "other", "older format"],
)
def test_a_damaged_base_is_built_again(root: Path, cache: Path, settled: None, damage: object) -> None:
    label_in(root, cache)
    base = bases(cache)[0]
    whole = base.read_bytes()
    base.write_bytes(damage(whole))  # type: ignore[operator]
    assert label_in(root, cache) == "first"
    assert bases(cache)[0].read_bytes() == whole


def test_problems_of_rules_and_cases_come_together_with_their_places(root: Path, cache: Path) -> None:
    (root / "kg/cases/two.yaml").write_text("case: three\n", encoding="utf-8")
    (root / "rules/conditional/x.yaml").write_text("rule: [\n", encoding="utf-8")
    with pytest.raises(InputProblems) as raised:
        open_base(str(cache), str(root))
    said = str(raised.value)
    assert "kg/cases/two.yaml:1:7: the case is 'three', but its file is named 'two'" in said
    assert "rules/conditional/x.yaml:" in said
    assert not bases(cache) if cache.exists() else True


def test_broken_sources_are_an_error_even_where_an_older_base_is_kept(root: Path, cache: Path) -> None:
    label_in(root, cache)
    (root / "ontology/extra.ttl").write_text("kb:Extra a", encoding="utf-8")
    with pytest.raises(InputProblems, match=r"ontology/extra\.ttl:1"):
        open_base(str(cache), str(root))


# --- no place to keep it -------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["below a file", "no permission", "not writable"])
def test_without_a_cache_the_answer_is_the_same_and_a_note_says_why(
    root: Path, tmp_path: Path, place: str
) -> None:
    if place == "below a file":
        (tmp_path / "file").write_text("", encoding="utf-8")
        folder = tmp_path / "file" / "cache"
    elif place == "no permission":
        folder = Path("/proc/kbctl-cache")
        if not Path("/proc").is_dir():
            pytest.skip("no /proc to be refused by")
    else:
        if os.geteuid() == 0:
            pytest.skip("root may write everywhere")
        folder = tmp_path / "read-only"
        folder.mkdir(mode=0o555)
    with open_base(str(folder), str(root)) as base:
        assert base.value("SELECT label FROM subject WHERE id = 'Extra'") == "first"
        assert len(base.notes) == 1
        assert base.notes[0].startswith(f"cannot keep the compiled knowledge base in {folder} (")


def test_no_cache_at_all_is_no_reason_for_a_note(root: Path) -> None:
    with open_base(None, str(root)) as base:
        assert base.notes == ()
        assert len(load_knowledge(base).cases) == 1


def test_a_read_only_cache_with_the_right_base_is_used_without_a_note(root: Path, cache: Path) -> None:
    label_in(root, cache)
    cache.chmod(0o555)
    try:
        with open_base(str(cache), str(root)) as base:
            assert base.notes == ()
    finally:
        cache.chmod(0o755)


# --- many processes ------------------------------------------------------------------------------


def test_processes_that_build_at_once_all_answer_and_leave_one_base(root: Path, cache: Path) -> None:
    processes = [python(OPEN, root, cache) for _ in range(4)]
    said = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, said
    assert len({out for out, _ in said}) == 1
    assert len(bases(cache)) == 1
    assert not list(cache.glob("*.tmp"))


def test_a_build_killed_while_it_writes_leaves_nothing_that_is_opened(root: Path, cache: Path) -> None:
    process = python(
        """
        import os, sys, time
        def fsync(number):
            print("writing", flush=True)
            time.sleep(60)
        os.fsync = fsync
        from kbctl.engine.compile import open_base
        open_base(sys.argv[2], sys.argv[1])
        """,
        root,
        cache,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert list(cache.glob("*.tmp")) and not bases(cache)

    assert label_in(root, cache) == "first"
    assert len(bases(cache)) == 1


@pytest.mark.parametrize("after", [0.05, 0.2, 0.4])
def test_a_build_killed_at_any_time_does_no_harm(root: Path, cache: Path, after: float) -> None:
    process = python(OPEN, root, cache)
    time.sleep(after)
    process.kill()
    process.communicate()
    assert label_in(root, cache) == "first"


def test_abandoned_files_are_swept_up_in_time(root: Path, cache: Path) -> None:
    cache.mkdir(parents=True)
    old, young = cache / "base-x.sqlite.1.tmp", cache / "base-y.sqlite.2.tmp"
    old.write_text("", encoding="utf-8")
    young.write_text("", encoding="utf-8")
    os.utime(old, (0, 0))
    label_in(root, cache)
    assert not old.exists()
    assert young.exists()


# --- sources that do not stand still -------------------------------------------------------------


def test_a_source_changed_while_it_is_read_is_read_again(
    root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = compiling.compile_sources, []

    def change_meanwhile(*arguments: object) -> bytes:
        data = real(*arguments)  # type: ignore[arg-type]
        if not calls:
            relabel(root, "second")
        calls.append(1)
        return data

    monkeypatch.setattr(compiling, "compile_sources", change_meanwhile)
    assert label_in(root, cache) == "second"
    assert len(calls) == 2
    assert len(bases(cache)) == 1


def test_half_of_an_edit_is_no_error_where_the_edit_is_finished_meanwhile(
    root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = root / "ontology" / "extra.ttl"
    path.write_text("kb:Extra a", encoding="utf-8")
    real = compiling.compile_sources

    def finish_meanwhile(*arguments: object) -> bytes:
        try:
            return real(*arguments)  # type: ignore[arg-type]
        finally:
            relabel(root, "second")

    monkeypatch.setattr(compiling, "compile_sources", finish_meanwhile)
    assert label_in(root, cache) == "second"


def test_sources_that_never_stand_still_are_refused(
    root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = compiling.compile_sources, []

    def always_change(*arguments: object) -> bytes:
        data = real(*arguments)  # type: ignore[arg-type]
        calls.append(1)
        relabel(root, f"number {len(calls)}")
        return data

    monkeypatch.setattr(compiling, "compile_sources", always_change)
    with pytest.raises(InputProblems, match="the sources changed while they were read, 5 times over"):
        open_base(str(cache), str(root))


@pytest.mark.slow
def test_every_base_is_of_one_state_of_sources_that_another_process_changes(root: Path, cache: Path) -> None:
    hashes = {}
    for label in ("first", "other"):
        relabel(root, label)
        hashes[read_sources(str(root)).hash] = label
    writer = python(
        """
        import sys, time, pathlib
        path = pathlib.Path(sys.argv[1]) / "ontology" / "extra.ttl"
        text = path.read_text()
        for number in range(400):
            new = path.with_suffix(".new")
            new.write_text(text.replace("other", "first" if number % 2 else "other"))
            new.replace(path)
            time.sleep(0.05 if number % 7 else 0.6)
        """,
        root,
    )
    try:
        for _ in range(8):
            with open_base(str(cache), str(root)) as base:
                label = base.value("SELECT label FROM subject WHERE id = 'Extra'")
                assert hashes[base.hash] == label
    finally:
        writer.kill()
        writer.communicate()


# --- cheap enough for every command --------------------------------------------------------------


def test_the_check_of_four_hundred_sources_takes_few_milliseconds(root: Path) -> None:
    for number in range(400):
        (root / "rules" / "conditional" / f"r{number}.yaml").write_text("rule: x\n", encoding="utf-8")
    times = []
    for _ in range(20):
        start = time.perf_counter()
        listing(str(root))
        times.append(time.perf_counter() - start)
    assert min(times) < 0.010


def test_a_query_imports_click_and_nothing_else_that_is_not_of_python_or_ours(tmp_path: Path) -> None:
    code = """
        import sys
        before = set(sys.modules)
        from kbctl.cli import run
        status = run(["query", "duplicate customers"])
        own = {name.split(".")[0] for name in set(sys.modules) - before}
        print("MODULES", status, *sorted(own - set(sys.stdlib_module_names) - {"kbctl"}))
        print("OURS", *sorted(name for name in sys.modules if name.startswith("kbctl.")))
    """
    python(code, KBCTL_CACHE=str(tmp_path)).communicate()  # builds the base, which the next one finds
    process = python(code, KBCTL_CACHE=str(tmp_path))
    out, errors = process.communicate()
    assert process.returncode == 0, errors
    lines = dict(line.split(" ", 1) for line in out.splitlines() if line.startswith(("MODULES ", "OURS ")))
    assert lines["MODULES"] == "0 click"
    assert not {"kbctl.ontology.load", "kbctl.rules.model", "kbctl.kg.build"} & set(lines["OURS"].split())
