"""The rules on durable_rules: a second engine that gives the same closure, or says why it does not.

durable_rules is told which facts pass the tests of which clause, and joins them into matches of rules. What
it does wrong or dies of is done here: tests of one fact, what is not there (a `not` is looked up among the
matches of its clauses, which belong to finished strata), counts, the order of strata, and the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from kbctl.engine.backends.conclude import conclusions
from kbctl.engine.backends.process import Copy, Worker, failed, unavailable
from kbctl.engine.backends.record import Row, closure
from kbctl.engine.backends.shape import Body, Component, Link, Stage, stages, unsupported
from kbctl.engine.backends.world import Bindings, World, same, within
from kbctl.engine.inference.engine import PHASES, Phase, phase_of
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.result import Closure
from kbctl.ontology.source import InputProblems, Problem
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Count, Not, Rule
from kbctl.rules.strata import stratify

#: Beyond these a run is refused: facts given to durable_rules, combinations of one rule's clauses.
MOST_COPIES, MOST_ROWS = 50_000, 200_000


class DurableEngine:
    """`Engine` on durable_rules. Raises InputProblems where it is missing or cannot take a rule."""

    name = "durable"

    def __init__(self, vocabulary: Vocabulary, rules: Iterable[Rule], worker: Worker | None = None) -> None:
        if why := unavailable():
            raise failed("backend-missing", why)
        self.vocabulary = vocabulary
        self.worker = worker or Worker()
        self.rules: dict[Phase, list[Rule]] = {phase: [] for phase in PHASES}
        problems = []
        for rule in sorted(rules, key=lambda rule: rule.id):
            self.rules[phase_of(rule)].append(rule)
            if why := unsupported(rule):
                problems.append(Problem(rule.at, "backend-rule", f"not for the durable engine: {why}"))
        strata = {phase: stratify(vocabulary, self.rules[phase]) for phase in PHASES}
        problems += [cycle.problem() for phase in PHASES for cycle in strata[phase].cycles]
        if problems:
            raise InputProblems(problems)
        self.stages = {phase: stages(phase, self.rules[phase], strata[phase]) for phase in PHASES}

    def run(self, phase: Phase, facts: Sequence[Fact]) -> Closure:
        """Evaluate the rules of one phase over facts that were checked when they entered."""
        check_ids(facts)
        run = _Run(self.vocabulary, self.worker, facts)
        rows: dict[str, list[Row]] = {}
        try:
            for stage in self.stages[phase]:
                rows |= run.stage(stage)
        finally:
            run.withdraw()
        return closure(run.world, self.rules[phase], rows)

    def close(self) -> None:
        self.worker.close()


def check_ids(facts: Sequence[Fact]) -> None:
    """durable_rules keeps one fact for an id, without a word: two different ones are refused."""
    seen: dict[str, Fact] = {}
    for fact in facts:
        if not fact.derived and seen.setdefault(fact.id, fact) != fact:
            raise failed("backend-facts", f"two different facts have the id '{fact.id}'")


@dataclass
class _Run:
    """One run: what holds so far, what durable_rules was told, and what it found."""

    vocabulary: Vocabulary
    worker: Worker
    given: Sequence[Fact]
    concluded: set[Fact] = field(default_factory=set)
    told: dict[tuple[str, str], Copy] = field(default_factory=dict)
    #: component -> ids of the facts of each match, in the order of its links
    matches: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    tokens: dict[tuple[bool, Value], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world = World(self.vocabulary, self.given, ())

    def stage(self, stage: Stage) -> dict[str, list[Row]]:
        """The firings of a stage, as rows by rule; what they conclude enters the world."""
        self.worker.define(stage.rulesets)
        while True:
            self._tell(component for one in stage.rules for component in one.components)
            rows = {one.rule.id: list(self._rows(one.body, one.groups, one.rule)) for one in stage.rules}
            found = {
                fact
                for one in stage.rules
                for row in rows[one.rule.id]
                for fact in conclusions(self.world, one.rule, row.bindings)
            }
            more = not found <= self.concluded
            if more:
                self.concluded |= found
                self.world = World(self.vocabulary, self.given, self.concluded)
            if not more or not stage.repeated:
                return rows

    def withdraw(self) -> None:
        """Take back what durable_rules was told, so that its one session is empty again."""
        self.worker.withdraw(list(self.told.values()))

    # --- telling -----------------------------------------------------------------------------

    def _tell(self, components: Iterable[Component]) -> None:
        """Facts for the clauses that they pass; of a component only when each of its clauses has some."""
        new: list[Copy] = []
        for component in components:
            copies = [self._copies(component, link) for link in component.links]
            if all(copies):
                for some in copies:
                    for copy in some:
                        where = (component.ruleset, copy["id"])
                        if where not in self.told:
                            self.told[where] = (component.ruleset, copy)
                            new.append(self.told[where])
        if len(self.told) > MOST_COPIES:
            what = f"{len(self.told)} facts for clauses are more than the {MOST_COPIES} it is trusted with"
            self.told.clear()
            raise failed("backend-facts", what)
        for _, name, ids in self.worker.enter(new) if new else ():
            match = tuple(self.ids[ident.partition("|")[2]] for ident in ids)
            self.matches.setdefault(name, set()).add(match)

    def _copies(self, component: Component, link: Link) -> list[dict[str, Any]]:
        """The facts that pass a clause, each with the properties by which it is joined."""
        found = []
        for fact in self.world.frames.get(link.pattern.frame, ()):
            bound = self.world.bindings(link.pattern, fact)
            if bound is not None:
                copy: dict[str, Any] = {"id": f"{link.number}|{self._number(fact)}"}
                copy[link.key] = 1 if link.to is None else self._token(link.names, bound)
                for other in component.links:
                    if other.to == link.number:
                        copy[other.mark] = self._token(other.names, bound)
                found.append(copy)
        return found

    def _number(self, fact: Fact) -> str:
        number = self.numbers.setdefault(fact.id, f"f{len(self.numbers)}")
        self.ids[number] = fact.id
        return number

    def _token(self, names: Sequence[str], bound: Bindings) -> str:
        """A word for the values of variables: the same for the same values, and for no others."""
        words = []
        for name in names:
            key = (isinstance(bound[name], bool), bound[name])
            words.append(self.tokens.setdefault(key, f"t{len(self.tokens)}"))
        return "-".join(words)

    # --- what was found ----------------------------------------------------------------------

    def _rows(self, body: Body, groups: Sequence[tuple[Not | Count, Body]], rule: Rule) -> Iterator[Row]:
        """The matches of a rule's clauses, without those of its groups that forbid them."""
        free = {c.positions[0]: self._facts(c) for c in body.components if c.free}
        if not all(free.values()):
            return
        held = [(clause, list(self._joined(group, rule))) for clause, group in groups]
        for facts, bound in self._joined(body, rule):
            if all(
                self._holds(clause, group, rows, bound)
                for (clause, rows), (_, group) in zip(held, groups, strict=True)
            ):
                yield Row(bound, facts, free)

    def _facts(self, component: Component) -> list[str]:
        return sorted(match[0] for match in self.matches.get(component.name, ()))

    def _joined(self, body: Body, rule: Rule) -> Iterator[tuple[dict[int, str], Bindings]]:
        """Ids of facts by position, and what the variables are, for all components that are not free."""
        each = [list(self._component(c, body)) for c in body.components if not c.free]
        number = 1
        for some in each:
            number *= len(some)
        if number > MOST_ROWS:
            message = f"not for the durable engine: {number} combinations of clauses that share no variable"
            raise InputProblems([Problem(rule.at, "backend-rule", message)])
        for chosen in product(*each):
            facts = {position: ident for some, _ in chosen for position, ident in some.items()}
            bound = {name: value for _, some in chosen for name, value in some.items()}
            # What looks at a variable of the rule is asked when that has a value.
            known = [(i, test) for i, test in body.tests if test.operand.name in bound]  # type: ignore[union-attr]
            if all(self.world.ways(test, self.world.by_id[facts[i]], bound) for i, test in known):
                yield facts, bound

    def _component(self, component: Component, body: Body) -> Iterator[tuple[dict[int, str], Bindings]]:
        """The matches of durable_rules in which every variable has one value and the later tests hold."""
        for match in sorted(self.matches.get(component.name, ())):
            bound: dict[str, Value] = {}
            for link, ident in zip(component.links, match, strict=True):
                found = self.world.bindings(link.pattern, self.world.by_id[ident])
                if found is None or not all(same(bound.setdefault(n, v), v) for n, v in found.items()):
                    break
            else:
                facts = dict(zip(component.positions, match, strict=True))
                if all(self.world.ways(t, self.world.by_id[facts[i]], bound) for i, t in component.tests):
                    yield facts, bound

    def _holds(
        self,
        clause: Not | Count,
        body: Body,
        rows: Sequence[tuple[dict[int, str], Bindings]],
        outer: Bindings,
    ) -> bool:
        """Whether a `not` or a `count` holds under the values of the rule's variables."""
        found = set()
        for facts, bound in rows:
            if all(name not in outer or same(outer[name], value) for name, value in bound.items()):
                both = {**bound, **outer}
                open_ = [(i, t) for i, t in body.tests if t.operand.name not in bound]  # type: ignore[union-attr]
                if all(self.world.ways(test, self.world.by_id[facts[i]], both) for i, test in open_):
                    found.add(facts[0])
        if isinstance(clause, Not):
            return not found
        return all(within(op, len(found), bound_) for op, bound_ in clause.bounds)
