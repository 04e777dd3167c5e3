"""The rules on durable_rules: the same closure as the engine of kbctl, and no harm where its C code fails."""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from kbctl.engine.backends.durable import DurableEngine
from kbctl.engine.backends.process import Worker
from kbctl.engine.inference.engine import PHASES, Engine, Phase
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.inference.result import Closure
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.load import load_rules
from kbctl.rules.model import Comparison, Not, Pattern, Recommend, Rule, Variable
from oracle.generate import AT, Case, case, facts_for
from oracle.naive import Oracle

pytest.importorskip("durable", reason="durable_rules is not installed (kbctl[durable])")
pytestmark = pytest.mark.durable
ROOT = Path(__file__).parents[3]


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(timeout=30)
    yield worker
    worker.close()


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="module")
def shipped(vocabulary: Vocabulary) -> tuple[Rule, ...]:
    return load_rules(ROOT / "rules", vocabulary)


# --- agreement -------------------------------------------------------------------------------


def tick(engine: Engine, given: Case) -> dict[Phase, Closure]:
    inferred = engine.run("infer", given.facts)
    rest: dict[Phase, Closure] = {p: engine.run(p, [*inferred.facts, *f]) for p, f in given.later.items()}
    return {"infer": inferred, **rest}


@pytest.mark.parametrize("block", range(2))
def test_durable_is_the_oracle_on_random_rule_bases(block: int) -> None:
    compare_block(block)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(2, 20))
def test_durable_is_the_oracle_on_many_more(block: int) -> None:
    compare_block(block)


def compare_block(block: int) -> None:
    """Fifty rule bases, each in a process of its own, as sessions are."""
    differ = []
    for seed in range(50 * block, 50 * (block + 1)):
        given = case(Random(seed))
        durable = DurableEngine(given.vocabulary, given.rules)
        if tick(durable, given) != tick(Oracle(given.vocabulary, given.rules), given):
            differ.append(seed)
        durable.close()
    assert differ == []


@pytest.mark.slow
def test_native_is_durable_on_the_shipped_rules(
    vocabulary: Vocabulary, shipped: tuple[Rule, ...], worker: Worker
) -> None:
    native, durable = NativeEngine(vocabulary, shipped), DurableEngine(vocabulary, shipped, worker)
    fired = set()
    for seed in range(150):
        facts = facts_for(Random(seed), vocabulary, shipped, 4)
        for phase in PHASES:
            wanted, found = native.run(phase, facts), durable.run(phase, facts)
            assert found == wanted, f"seed {seed}, {phase}"
            fired |= {firing.rule for firing in found.firings}
    print(f"{len(fired)} of {len(shipped)} shipped rules fired")
    assert len(fired) > len(shipped) / 3


@pytest.mark.parametrize(
    "fixture", sorted(path.parent.name for path in ROOT.glob("fixtures/*/scenario.yaml"))
)
def test_a_fixture_is_played_the_same(fixture: str) -> None:
    from kbctl.cli import cli

    def play(engine: str) -> dict[str, object]:
        scenario = str(ROOT / "fixtures" / fixture)
        options = ["--engine", engine, "--format", "json", "--no-repair"]  # repairs are the same for both
        played = CliRunner().invoke(cli, ["replay", scenario, *options])
        assert played.exit_code in (0, 1), played.output
        record: dict[str, object] = json.loads(played.stdout)
        assert record.pop("engine") == engine
        return record

    assert play("durable") == play("native")


# --- it is durable_rules that finds the matches ----------------------------------------------

CHALLENGES = [Fact("challenge", f"c{n}", {"is": "Challenge", "grounded_by": "given"}) for n in range(3)]


def pattern(frame: str, ident: str | None, *tests: Comparison) -> Pattern:
    return Pattern(frame, Variable(ident) if ident else None, tests, AT)


def rule(*when: Pattern | Not) -> Rule:
    then = (Recommend("ParallelRun", Variable("c"), 0.5, AT),)
    return Rule("r", "conditional", "r", "active", "", when, then, (), "", (), (), AT)


def test_without_matches_of_durable_rules_nothing_fires(
    vocabulary: Vocabulary, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = DurableEngine(vocabulary, [rule(pattern("challenge", "c"))], worker)
    assert len(engine.run("infer", CHALLENGES).firings) == 3
    monkeypatch.setattr(worker, "enter", lambda copies: [])
    assert engine.run("infer", CHALLENGES).firings == ()


@pytest.mark.parametrize(
    "texts", [("1", "01"), ('"', "\\"), ("", " "), ("é", "e"), ("重复", "重"), ("a-b", "a|b")]
)
def test_texts_that_look_alike_stay_apart(
    vocabulary: Vocabulary, worker: Worker, texts: tuple[str, str]
) -> None:
    joined = [pattern("challenge", name, Comparison("table", "eq", Variable("t"), AT)) for name in ("c", "d")]
    facts = [
        Fact("challenge", f"{text}!", {"is": "Challenge", "grounded_by": "given", "table": text})
        for text in texts
    ]
    closure = DurableEngine(vocabulary, [rule(*joined)], worker).run("infer", facts)
    assert closure == NativeEngine(vocabulary, [rule(*joined)]).run("infer", facts)
    assert len(closure.firings) == 2


@pytest.mark.slow
def test_runs_leave_nothing_behind(vocabulary: Vocabulary, shipped: tuple[Rule, ...], worker: Worker) -> None:
    engine = DurableEngine(vocabulary, shipped, worker)
    facts = facts_for(Random(7), vocabulary, shipped)
    first = engine.run("infer", facts)
    memory = 0
    for n in range(60):
        assert engine.run("infer", facts) == first
        memory = memory if n else worker.memory
    assert worker.memory < memory + 20_000  # kilobytes


# --- trouble ---------------------------------------------------------------------------------


def test_a_process_that_dies_is_an_error_and_the_next_run_works(
    vocabulary: Vocabulary, worker: Worker
) -> None:
    engine = DurableEngine(vocabulary, [rule(pattern("challenge", "c"))], worker)
    engine.run("infer", CHALLENGES)
    assert worker._child is not None
    os.kill(worker._child.pid, signal.SIGSEGV)
    with pytest.raises(
        InputProblems, match="durable_rules: its process ended with signal 11 in the middle of a run"
    ):
        engine.run("infer", CHALLENGES)
    assert len(engine.run("infer", CHALLENGES).firings) == 3


def test_a_process_that_hangs_is_stopped(vocabulary: Vocabulary, worker: Worker) -> None:
    engine = DurableEngine(vocabulary, [rule(pattern("challenge", "c"))], worker)
    engine.run("infer", CHALLENGES)
    assert worker._child is not None
    child, worker.timeout = worker._child, 0.3
    os.kill(child.pid, signal.SIGSTOP)
    with pytest.raises(InputProblems, match=r"gave no answer within 0\.3 seconds; it was stopped"):
        engine.run("infer", CHALLENGES)
    assert child.poll() is not None


def test_what_durable_rules_refuses_is_said(worker: Worker) -> None:
    worker.define({"one": {"c0": {"all": [{"m0": {"$ex": {"k0": 1}}}]}}})
    with pytest.raises(InputProblems, match="refused what it was asked to do: MessageNotHandledException"):
        worker.enter([("one", {"id": "f0", "other": 1})])


def test_a_process_that_has_grown_is_replaced(vocabulary: Vocabulary) -> None:
    worker = Worker(most_memory_mb=1)
    engine = DurableEngine(vocabulary, [rule(pattern("challenge", "c"))], worker)
    assert [len(engine.run("infer", CHALLENGES).firings) for _ in range(3)] == [3, 3, 3]
    assert worker.restarts == 3
    worker.close()


def test_the_process_ends_with_the_engine(vocabulary: Vocabulary) -> None:
    engine = DurableEngine(vocabulary, [rule(pattern("challenge", "c"))])
    engine.run("infer", CHALLENGES)
    child = engine.worker._child
    assert child is not None and child.poll() is None
    del engine
    assert child.poll() is not None


def test_rules_that_join_too_many_clauses_are_refused_beforehand(vocabulary: Vocabulary) -> None:
    with pytest.raises(
        InputProblems, match=r"generated\.yaml:1:1: not for the durable engine: it joins 7 clauses"
    ):
        DurableEngine(vocabulary, [rule(*[pattern("challenge", "c")] * 7)])


def test_facts_with_one_id_are_refused_beforehand(vocabulary: Vocabulary, worker: Worker) -> None:
    twice = [CHALLENGES[0], Fact("challenge", "c0", {"is": "DuplicateCustomer", "grounded_by": "given"})]
    with pytest.raises(InputProblems, match="two different facts have the id 'c0'"):
        DurableEngine(vocabulary, [rule(pattern("challenge", "c"))], worker).run("infer", twice)


def test_too_many_combinations_are_refused_and_leave_nothing_behind(
    vocabulary: Vocabulary, worker: Worker
) -> None:
    many = [Fact("challenge", f"c{n}", {"is": "Challenge", "grounded_by": "given"}) for n in range(60)]
    broad = rule(*[pattern("challenge", name) for name in ("c", "d", "e")])
    engine = DurableEngine(vocabulary, [broad], worker)
    with pytest.raises(InputProblems, match="216000 combinations of clauses that share no variable"):
        engine.run("infer", many)
    assert len(engine.run("infer", CHALLENGES).firings) == 27


@pytest.mark.parametrize(
    ("version", "why"), [((3, 13), "does not build on Python 3.13"), ((3, 12), "install kbctl")]
)
def test_where_durable_rules_is_missing_it_says_so(
    vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int], why: str
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(InputProblems, match=why):
        DurableEngine(vocabulary, [])


def test_a_short_stress_run_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    stress = runpy.run_path(str(ROOT / "bench" / "durable_stress.py"))
    assert stress["main"](["--runs", "200"]) == 0
    assert "agreed 200" in capsys.readouterr().out
