"""The engine gives what the naive oracle gives, on random rule bases over random vocabularies and facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kbctl.engine.inference.engine import PHASES, Engine, Phase, phase_of
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.inference.result import Closure
from kbctl.ontology.load import load_vocabulary
from kbctl.rules.load import load_rules
from kbctl.rules.model import Count, Not, Pattern, Recommend, Rule, Variable

from oracle.generate import AT, Case, case, facts_for
from oracle.naive import Oracle, UnstratifiableError

ROOT = Path(__file__).parents[3]
cases = st.randoms(use_true_random=False).map(case)


def steadily(examples: int) -> settings:
    """The same examples in every run."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, derandomize=True, deadline=None, suppress_health_check=slow)


def tick(engine: Engine, given: Case) -> dict[Phase, Closure]:
    """All phases, each over the closure of infer and the facts of its own."""
    inferred = engine.run("infer", given.facts)
    closures: dict[Phase, Closure] = {"infer": inferred}
    for phase, facts in given.later.items():
        closures[phase] = engine.run(phase, [*inferred.facts, *facts])
    return closures


def native(given: Case) -> dict[Phase, Closure]:
    return tick(NativeEngine(given.vocabulary, given.rules), given)


def oracle(given: Case) -> dict[Phase, Closure]:
    return tick(Oracle(given.vocabulary, given.rules), given)


# --- agreement -------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(20))
def test_native_is_the_oracle_on_two_thousand_rule_bases(block: int) -> None:
    compare_block(block)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20, 200))
def test_native_is_the_oracle_on_many_more(block: int) -> None:
    compare_block(block)


def compare_block(block: int) -> None:
    """A hundred rule bases; the seeds of those that differ are what `case(Random(seed))` makes again."""
    seeds = range(100 * block, 100 * (block + 1))
    differ = [seed for seed in seeds if native(case(Random(seed))) != oracle(case(Random(seed)))]
    print(f"rule bases {seeds.start} to {seeds.stop - 1}: {100 - len(differ)} of 100 agree")
    assert differ == []


@steadily(150)
@given(cases)
def test_native_is_the_oracle(given: Case) -> None:
    assert native(given) == oracle(given)


@steadily(15)
@given(st.randoms(use_true_random=False).map(lambda chance: case(chance, 40)))
@pytest.mark.slow
def test_native_is_the_oracle_on_larger_rule_bases(given: Case) -> None:
    assert native(given) == oracle(given)


def test_native_is_the_oracle_on_the_shipped_rules() -> None:
    # given facts at random, of every frame and many at once
    vocabulary = load_vocabulary()
    rules = load_rules(ROOT / "rules", vocabulary)
    native, oracle = NativeEngine(vocabulary, rules), Oracle(vocabulary, rules)
    for seed in range(20):
        facts = facts_for(Random(seed), vocabulary, rules, 4)
        for phase in PHASES:
            assert native.run(phase, facts) == oracle.run(phase, facts), f"seed {seed}, {phase}"


@pytest.mark.slow
def test_native_is_the_oracle_where_shipped_rules_fire() -> None:
    # given the facts on which a rule's first test lets it fire, for every eighth rule (all take minutes)
    vocabulary = load_vocabulary()
    rules = load_rules(ROOT / "rules", vocabulary)
    native, oracle = NativeEngine(vocabulary, rules), Oracle(vocabulary, rules)
    silent = []
    for rule in rules[::8]:
        # when all rules are run on them, then both agree
        facts = [Fact(fact.frame, fact.id, fact.slots) for fact in rule.tests[0].given]
        closure = native.run(phase_of(rule), facts)
        assert closure == oracle.run(phase_of(rule), facts), rule.id
        if rule.id not in {firing.rule for firing in closure.firings}:
            silent.append(rule.id)

    # and the rules fire among all others as they do alone
    assert len(silent) <= len(rules[::8]) // 10, silent


# --- independence ----------------------------------------------------------------------------

engines = pytest.mark.parametrize("make", [NativeEngine, Oracle])


@engines
@steadily(80)
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_rules_and_facts_changes_nothing(
    make: type[Oracle], given: Case, chance: Random
) -> None:
    def shuffled(some: Sequence[Fact]) -> tuple[Fact, ...]:
        return tuple(chance.sample(list(some), len(some)))

    rules = tuple(chance.sample(given.rules, len(given.rules)))
    other = replace(given, rules=rules, facts=shuffled(given.facts),
                    later={phase: shuffled(facts) for phase, facts in given.later.items()})  # fmt: skip
    assert tick(make(given.vocabulary, other.rules), other) == tick(
        make(given.vocabulary, given.rules), given
    )


@engines
@steadily(80)
@given(cases)
def test_an_irrelevant_rule_changes_nothing_but_adds_its_own_firings(make: type[Oracle], given: Case) -> None:
    challenge = Pattern("challenge", Variable("c"), (), AT)
    then = (Recommend("Remedy0", Variable("c"), 0.5, AT),)
    extra = Rule("m", "conditional", "m", "active", "", (challenge,), then, (), "", (), (), AT)
    closures = tick(make(given.vocabulary, given.rules), given)
    more = tick(make(given.vocabulary, (extra, *given.rules)), given)
    assert any(firing.rule == "m" for firing in more["infer"].firings)
    for phase, closure in more.items():
        others = tuple(firing for firing in closure.firings if firing.rule != "m")
        assert replace(closure, firings=others) == closures[phase]


@engines
@steadily(80)
@given(cases, st.integers(0, 20))
def test_a_withdrawn_fact_leaves_nothing_behind(make: type[Oracle], given: Case, which: int) -> None:
    engine = make(given.vocabulary, given.rules)
    before = engine.run("infer", given.facts)
    fewer = [fact for i, fact in enumerate(given.facts) if i != which % len(given.facts)]
    assert engine.run("infer", fewer) == make(given.vocabulary, given.rules).run("infer", fewer)
    assert engine.run("infer", given.facts) == before


# --- the generator itself --------------------------------------------------------------------


def test_the_generated_rule_bases_are_not_idle() -> None:
    """Shares of rule bases in which something happens, and in which it matters that a clause is there."""
    number = 300
    found = [trait for seed in range(number) for trait in traits(case(Random(seed)))]
    shares = {trait: round(found.count(trait) / number, 2) for trait in sorted(set(found))}
    print(shares)
    least = {"fires": 0.75, "derives": 0.2, "raises": 0.5, "chains": 0.35, "several supports": 0.3}
    least |= {"plans": 0.2, "contradicts": 0.03, "reflects": 0.1, "not matters": 0.2, "count matters": 0.12}
    assert {
        trait: shares.get(trait, 0) for trait, share in least.items() if shares.get(trait, 0) < share
    } == {}


def traits(given: Case) -> Iterator[str]:
    closures = oracle(given)
    firings = {phase: closure.firings for phase, closure in closures.items()}
    everything = [firing for phase in PHASES for firing in firings[phase]]
    derived = [fact for fact in closures["infer"].facts if fact.origin == "rule"]
    happened = {
        "fires": everything,
        "derives": [fact for fact in derived if fact.derived],
        "raises": [fact for fact in derived if not fact.derived],
        "chains": [firing for firing in everything if any(fact.origin == "rule" for fact in firing.because)],
        "several supports": [firing for firing in everything if firing.others],
        "plans": [firing for firing in firings["plan"] if firing.concluded],
        "reflects": [*firings["adjust"], *firings["ask"]],
        "contradicts": [one for closure in closures.values() for one in closure.contradictions],
    }
    yield from (trait for trait, times in happened.items() if times)
    for kind, trait in ((Not, "not matters"), (Count, "count matters")):
        rules = tuple(
            replace(r, when=tuple(c for c in r.when if not isinstance(c, kind))) for r in given.rules
        )
        try:
            other = oracle(replace(given, rules=rules))
        except UnstratifiableError:
            continue
        if any(fired(other[phase]) != fired(closures[phase]) for phase in PHASES):
            yield trait


def fired(closure: Closure) -> list[object]:
    return [(firing.rule, firing.bindings) for firing in closure.firings]
