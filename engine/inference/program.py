"""The rules of one phase, made ready: by level, hung on patterns, compiled when first visited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kbctl.engine.inference.alpha import Alphas
from kbctl.engine.inference.compile import Compiled, compile_rule
from kbctl.engine.inference.discriminate import Index
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.heads import Entered
from kbctl.engine.inference.hooks import Anchor, anchor_of
from kbctl.engine.inference.state import State
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Atom, Pattern, Rule
from kbctl.rules.strata import Node, Strata, reads


@dataclass(frozen=True, slots=True)
class Circle:
    """Rules that feed each other, by number, and what they conclude for themselves."""

    rules: tuple[int, ...]
    nodes: tuple[Node, ...]


@dataclass(slots=True)
class Agenda:
    """Rules by number: by level those whose pattern is met, and those whose derived value is there."""

    met: list[list[int]]
    awake: set[int]


class Program:
    """Rules have the numbers of their order by id; levels count from 0."""

    def __init__(self, vocabulary: Vocabulary, rules: Sequence[Rule], strata: Strata) -> None:
        self.vocabulary = vocabulary
        self.rules = rules
        self.alphas = Alphas(vocabulary)
        self.index = Index()
        self.many = {node: _many(vocabulary, node) for node in strata.finished}
        self.level = [0] * len(rules)
        self.circles: dict[int, list[Circle]] = {}
        #: level -> what is finished after it
        self.finished: dict[int, list[Node]] = {}
        #: rules without a positive pattern
        self.always: list[int] = []
        #: rules that also need some derived value, and sleep until it is there
        self.needy: set[int] = set()
        self._strata(strata)
        self.levels = 1 + max([*self.level, *self.finished], default=-1)
        self._circle_of = {rule: c for circles in self.circles.values() for c in circles for rule in c.rules}
        self._anchors = [self._hang(number, rule) for number, rule in enumerate(rules)]
        #: rules as code, as far as they have been visited
        self.ready: list[Compiled | None] = [None] * len(rules)

    def _strata(self, strata: Strata) -> None:
        number = {rule.id: i for i, rule in enumerate(self.rules)}
        for node, level in sorted(strata.finished.items()):
            self.finished.setdefault(level, []).append(node)
        for unit in strata.units:
            members = tuple(number[rule] for rule in unit.rules)
            for member in members:
                self.level[member] = unit.level
            if unit.recursive:
                self.circles.setdefault(unit.level, []).append(Circle(members, unit.nodes))

    def _hang(self, number: int, rule: Rule) -> Anchor | None:
        if number in self._circle_of:
            return None
        anchor = anchor_of(self.alphas, rule)
        if anchor is None:
            self.always.append(number)
        else:
            self.index.hang(anchor.alpha, number, self.level[number])
            for alpha in anchor.beside:
                self.index.hang(alpha)
            if anchor.concluded is not None:
                self.index.hang_derived(number, *anchor.concluded)
                self.needy.add(number)
        return anchor

    def compiled(self, number: int) -> Compiled:
        """The rule as code."""
        found = self.ready[number]
        if found is None:
            rule, anchor, circle = self.rules[number], self._anchors[number], self._circle_of.get(number)
            again = _recursive(self.vocabulary, rule, circle.nodes) if circle else []
            pattern = anchor.pattern if anchor else None
            found = self.ready[number] = compile_rule(self.vocabulary, self.alphas, rule, pattern, again)
        return found

    def enter_all(self, state: State) -> Agenda:
        """All facts of the state pass their hooks."""
        agenda = Agenda([[] for _ in range(self.levels)], set())
        for number in self.always:
            agenda.met[self.level[number]].append(number)
        for frame, facts in state.frames.items():
            self.index.enter(state, facts, frame, agenda.met, ordered=True)
            self.index.enter_given(facts, frame, agenda.awake)
        for (_, slot), members in state.members.items():
            for value, fact in members.items():
                self.index.enter_member(fact.frame, slot, value, agenda.awake)
        return agenda

    def enter(self, state: State, entered: Iterable[Entered], agenda: Agenda) -> None:
        """Concluded facts pass their hooks."""
        known: set[tuple[str, str, Atom]] = set()
        for (frame, name, *_), fact, value in entered:
            if value is None:
                self.index.enter(state, (state.base[fact.id],), frame, agenda.met)
            elif (frame, name, value) not in known:
                known.add((frame, name, value))
                self.index.enter_member(frame, name, value, agenda.awake)

    def due(self, level: int, agenda: Agenda) -> list[int]:
        """The rules of a level to visit."""
        needy, awake = self.needy, agenda.awake
        return [n for n in agenda.met[level] if n not in needy or n in awake]


def _recursive(vocabulary: Vocabulary, rule: Rule, nodes: Iterable[Node]) -> list[Pattern]:
    """The positive patterns of a rule that see what its own circle concludes."""
    seen = {id(read.pattern) for read in reads(vocabulary, rule, nodes)}
    return [clause for clause in rule.when if isinstance(clause, Pattern) and id(clause) in seen]


def _many(vocabulary: Vocabulary, node: Node) -> bool:
    slot = vocabulary.slot(node.frame, node.name) if node.slot else None
    return slot is not None and slot.many


def delta(state: State, entered: Iterable[Entered]) -> list[Fact]:
    """The entities that are new or got a new value, in content order."""
    ids = sorted({fact.id for _, fact, _ in entered})
    return [state.base[entity] for entity in ids]
