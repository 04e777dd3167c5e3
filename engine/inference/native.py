"""The engine of kbctl: stratified forward chaining, rules visited only when a fact passes what they hang on.

A run goes through the strata in order. In each, rules write down their firings, and what they concluded
enters the facts before the next. Rules in a circle are repeated on what is new until nothing is, and write
down their firings then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter, itemgetter

from kbctl.engine.inference.engine import PHASES, Phase, phase_of
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.heads import Conclusions
from kbctl.engine.inference.program import Agenda, Circle, Program, delta
from kbctl.engine.inference.result import Closure, Firing
from kbctl.engine.inference.state import State
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Rule
from kbctl.rules.strata import stratify

_bindings = itemgetter(1)
_key = attrgetter("key")


def _slot(members: tuple[tuple[str, str], object]) -> str:
    return members[0][1]


#: What rules wrote down, by their number.
Fired = dict[int, list[Firing]]


class NativeEngine:
    """`Engine` over rules chosen by status. Raises InputProblems where they cannot be put in strata."""

    name = "native"

    def __init__(self, vocabulary: Vocabulary, rules: Iterable[Rule]) -> None:
        chosen: dict[Phase, list[Rule]] = {phase: [] for phase in PHASES}
        for rule in sorted(rules, key=lambda r: r.id):
            chosen[phase_of(rule)].append(rule)
        strata = {phase: stratify(vocabulary, chosen[phase]) for phase in PHASES}
        if cycles := [cycle for phase in PHASES for cycle in strata[phase].cycles]:
            raise InputProblems(cycle.problem() for cycle in cycles)
        self._programs = {phase: Program(vocabulary, chosen[phase], strata[phase]) for phase in PHASES}

    def run(self, phase: Phase, facts: Sequence[Fact]) -> Closure:
        """Evaluate the rules of one phase over facts that were checked when they entered."""
        return evaluate(self._programs[phase], facts)


def evaluate(program: Program, facts: Iterable[Fact]) -> Closure:
    """All levels of a program over the facts."""
    state = State(facts)
    conclusions = Conclusions(state, program.many)
    agenda = program.enter_all(state)
    fired: Fired = {}
    for level in range(program.levels):
        _fire(program, program.due(level, agenda), state, conclusions, fired)
        for circle in program.circles.get(level, ()):
            _turn(program, circle, state, conclusions, agenda)
            _fire(program, circle.rules, state, conclusions, fired)
        program.enter(state, conclusions.enter(program.finished.get(level, ())), agenda)
    contradictions = sorted(conclusions.contradictions, key=lambda c: (c.frame, c.id, c.slot))
    return Closure(_facts(state), _firings(conclusions, fired), tuple(contradictions))


def _fire(program: Program, numbers: Iterable[int], state: State, conclusions: Conclusions,
          fired: Fired) -> None:  # fmt: skip
    """Write down the firings of rules."""
    ready = program.ready
    for number in numbers:
        compiled = ready[number] or program.compiled(number)
        found: list[Firing] = []
        compiled.record(state, [found, conclusions, *compiled.blank])
        if found:
            fired[number] = found


def _turn(program: Program, circle: Circle, state: State, conclusions: Conclusions, agenda: Agenda) -> None:
    """Run a circle to its fixpoint: once on everything, then on what is new until nothing is."""
    rules = [program.compiled(number) for number in circle.rules]
    program.enter(state, conclusions.enter(circle.nodes), agenda)
    for rule in rules:
        rule.conclude(state, [None, conclusions, *rule.blank])
    while entered := conclusions.enter(circle.nodes):
        program.enter(state, entered, agenda)
        state.delta = delta(state, entered)
        for rule in rules:
            for search in rule.again:
                search(state, [None, conclusions, *rule.blank])


def _firings(conclusions: Conclusions, fired: Fired) -> tuple[Firing, ...]:
    """Firings by rule id, then bindings, with those of their conclusions that stand."""
    result: list[Firing] = []
    for number in sorted(fired):
        found = fired[number]
        if len(found) > 1:
            found.sort(key=_bindings)
        result += found
    if conclusions.replaced or conclusions.withdrawn:
        return tuple(_settled(conclusions, firing) for firing in result)
    return tuple(result)


def _settled(conclusions: Conclusions, firing: Firing) -> Firing:
    """The firing with facts as they stand in the end."""
    withdrawn = conclusions.withdrawn

    def last(fact: Fact) -> Fact:
        return conclusions.replaced.get(id(fact), (fact, fact))[1]

    concluded = tuple(last(fact) for fact in firing.concluded if id(fact) not in withdrawn)
    return firing._replace(because=tuple(map(last, firing.because)), concluded=concluded)


def _facts(state: State) -> tuple[Fact, ...]:
    """All facts in content order."""
    derived: dict[str, list[Fact]] = {}
    with_derived: set[str] = set()
    for (entity, _), members in sorted(state.members.items(), key=_slot):
        facts = list(members.values())
        if len(facts) > 1:
            facts.sort(key=_key)
        with_derived.add(facts[0].frame)
        if entity in derived:
            derived[entity] += facts
        else:
            derived[entity] = facts
    if not derived.keys() <= state.base.keys():  # a derived value without its entity: given so
        loose = [fact for facts in derived.values() for fact in facts]
        return tuple(sorted([*state.base.values(), *loose], key=_key))
    result: list[Fact] = []
    for frame in sorted(state.frames):
        if frame not in with_derived:
            result += state.frames[frame]
            continue
        for fact in state.frames[frame]:
            result.append(fact)
            if fact.id in derived:
                result += derived[fact.id]
    return tuple(result)
