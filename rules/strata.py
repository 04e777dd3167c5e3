"""In which order rules must run: a rule after everything that it reads has been concluded.

The graph has a vertex for each rule and for each thing that rules conclude: a derived slot, a raised
challenge by its concept, a planned step by its activity. What a rule negates, counts, or compares as a whole
must be finished before the rule runs; such an edge inside a circle is recursion through negation, and is
reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kbctl.ontology.source import Location, Problem
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Comparison, Fill, Pattern, Plan, Raise, Rule, Variable

#: Frames whose facts rules conclude, with the slot that tells their nodes apart.
RAISED = {"challenge": "is", "step": "activity"}


class Node(NamedTuple):
    """`company.situation` (a derived slot), or the facts of a frame with one concept or activity.

    `role` is the role of planned steps of an activity: a slot that rules fill, told apart by activity.
    """

    frame: str
    name: str
    slot: bool = False
    role: bool = False

    def __str__(self) -> str:
        if self.role:
            return f"role of {self.name}"
        return f"{self.frame}.{self.name}" if self.slot else f"{self.frame} {self.name}"


class Read(NamedTuple):
    """What a clause reads. `finished`: the whole of it must be known before the rule may run.

    `pattern` is the one that is matched; None where `$v.slot` reads a fact that another matches.
    """

    node: Node
    finished: bool
    at: Location
    pattern: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Cycle:
    """Rules that cannot be put in order. `at` is the clause that needs a finished thing of the circle."""

    rules: tuple[str, ...]
    nodes: tuple[str, ...]
    at: Location
    endless: bool = False

    def problem(self) -> Problem:
        through, rules = ", ".join(self.nodes), ", ".join(self.rules)
        if self.endless:
            message = f"this plans steps for its own steps without end, through {through} (rules: {rules})"
            return Problem(self.at, "endless-plan", message)
        message = (
            f"recursion through negation: this rests on its own outcome, through {through} (rules: {rules})"
        )
        return Problem(self.at, "recursion", message)


@dataclass(frozen=True, slots=True)
class Unit:
    """Rules that run together: one, or those of a circle with the `nodes` they conclude and read again.

    All of a level may run in any order.
    """

    rules: tuple[str, ...]
    level: int
    nodes: tuple[Node, ...] = ()

    @property
    def recursive(self) -> bool:
        return bool(self.nodes)


@dataclass(frozen=True, slots=True)
class Strata:
    """`finished`: the level after which a node is complete. Only its own circle reads it before."""

    units: tuple[Unit, ...]
    finished: Mapping[Node, int]
    cycles: tuple[Cycle, ...]


def heads(rule: Rule) -> tuple[Node, ...]:
    """What the rule concludes."""
    found: list[Node] = []
    for action in rule.then:
        if isinstance(action, Fill):
            found.append(Node(action.frame, action.slot, slot=True))
        elif isinstance(action, Raise):
            found.append(Node("challenge", action.concept))
        elif isinstance(action, Plan):
            found.append(Node("step", action.activity))
            if action.role is not None:
                found.append(Node("step", action.activity, role=True))
    return tuple(dict.fromkeys(found))


def reads(vocabulary: Vocabulary, rule: Rule, concluded: Iterable[Node]) -> list[Read]:
    """What the rule reads of the nodes that any rule concludes."""
    nodes = _Nodes.of(concluded)
    patterns = [
        p for clause in rule.when for p in ((clause,) if isinstance(clause, Pattern) else clause.patterns)
    ]
    found: list[Read] = []
    for clause in rule.when:
        negated = not isinstance(clause, Pattern)
        for pattern in (clause,) if isinstance(clause, Pattern) else clause.patterns:
            there = _met(vocabulary, pattern, nodes.entities.get(pattern.frame, ()))
            found += [Read(node, negated, pattern.at, pattern) for node in there]
            for test in pattern.tests:
                whole = negated or not _grows(vocabulary, pattern, test)
                own = _slot_nodes(vocabulary, pattern, test.slot, nodes)
                found += [Read(node, whole, test.at, pattern) for node in own]
                if isinstance(test.operand, Variable) and test.operand.slot is not None:
                    named = [p for p in patterns if p.id is not None and p.id.name == test.operand.name]
                    other = [n for p in named for n in _slot_nodes(vocabulary, p, test.operand.slot, nodes)]
                    found += [Read(node, True, test.at) for node in other]
    return found


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Nodes by what they are: derived slots, entities by frame, roles of steps."""

    slots: frozenset[Node]
    entities: Mapping[str, Sequence[Node]]
    roles: Sequence[Node]

    @staticmethod
    def of(nodes: Iterable[Node]) -> _Nodes:
        every = sorted(nodes)
        entities: dict[str, list[Node]] = {}
        for node in every:
            if not node.slot and not node.role:
                entities.setdefault(node.frame, []).append(node)
        return _Nodes(frozenset(n for n in every if n.slot), entities, [n for n in every if n.role])


def _slot_nodes(vocabulary: Vocabulary, pattern: Pattern, slot: str, nodes: _Nodes) -> Sequence[Node]:
    """What is concluded of a slot of the facts that the pattern matches."""
    if (pattern.frame, slot) == ("step", "role"):
        return _met(vocabulary, pattern, nodes.roles)
    node = Node(pattern.frame, slot, slot=True)
    return (node,) if node in nodes.slots else ()


def _met(vocabulary: Vocabulary, pattern: Pattern, nodes: Sequence[Node]) -> list[Node]:
    """Nodes of concluded facts that the pattern can match, by its literal tests on the telling slot."""
    telling = RAISED.get(pattern.frame)
    tests = [t for t in pattern.tests if t.slot == telling and not isinstance(t.operand, Variable)]
    return [n for n in nodes if all(_can_hold(vocabulary, t, n.name) for t in tests)]


def _can_hold(vocabulary: Vocabulary, test: Comparison, term: str) -> bool:
    match test.op, test.operand:
        case "eq", str(above):
            return vocabulary.is_a(term, above)
        case "ne", str(above):
            return not vocabulary.is_a(term, above)
        case "in", tuple(several):
            return any(vocabulary.is_a(term, str(above)) for above in several)
        case "exists", wanted:
            return bool(wanted)
    return True


def _grows(vocabulary: Vocabulary, pattern: Pattern, test: Comparison) -> bool:
    """Whether the test, once true of a list slot, stays true when members are added."""
    slot = vocabulary.slot(pattern.frame, test.slot)
    many = slot is not None and slot.many
    return many and (test.op == "contains" or (test.op == "exists" and test.operand is True))


def stratify(vocabulary: Vocabulary, rules: Iterable[Rule]) -> Strata:
    """Units in an order in which they can run, and the circles that forbid any order."""
    ordered = sorted(rules, key=lambda r: r.id)
    by_id = {rule.id: rule for rule in ordered}
    concluded = sorted({node for rule in ordered for node in heads(rule)})
    bodies = {rule.id: reads(vocabulary, rule, concluded) if concluded else [] for rule in ordered}
    before: dict[str | Node, list[str | Node]] = {node: [] for node in concluded}
    for rule in ordered:
        before[rule.id] = list(dict.fromkeys(read.node for read in bodies[rule.id]))
        for node in heads(rule):
            before[node].append(rule.id)
    units: list[Unit] = []
    level: dict[str | Node, int] = {}
    cycles: list[Cycle] = []
    for members in components(before):
        inside = set(members)
        names = tuple(sorted(m for m in members if isinstance(m, str)))
        outer = [level[b] for m in members for b in before[m] if b not in inside]
        if len(members) > 1:
            cycles += _cycles(by_id, names, bodies, inside, before)
        own = max(outer, default=-1) + (1 if names else 0)
        level.update(dict.fromkeys(members, own))
        if names:
            units.append(Unit(names, own, tuple(sorted(m for m in members if not isinstance(m, str)))))
    units.sort(key=lambda unit: (unit.level, unit.rules))
    return Strata(tuple(units), {node: level[node] for node in concluded}, tuple(cycles))


def problems(vocabulary: Vocabulary, rules: Iterable[Rule]) -> list[Problem]:
    """Recursion through negation, and plans without end, as a checker reports them."""
    return sorted({cycle.problem() for cycle in stratify(vocabulary, rules).cycles})


def _cycles(
    by_id: Mapping[str, Rule],
    names: Sequence[str],
    bodies: Mapping[str, Sequence[Read]],
    inside: set[str | Node],
    before: Mapping[str | Node, Sequence[str | Node]],
) -> list[Cycle]:
    """The forbidden edges of one circle, each with the shortest way around; the same rules are named once."""
    found: dict[tuple[str, ...], Cycle] = {}
    for name in names:
        for read in bodies[name]:
            endless = not read.finished and _plans_for(by_id[name], read, inside)
            if read.node in inside and (read.finished or endless):
                way = _way(read.node, name, inside, before)
                rules = tuple(sorted(v for v in way if isinstance(v, str)))
                nodes = tuple(str(v) for v in way if not isinstance(v, str))
                found.setdefault(rules, Cycle(rules, nodes, read.at, endless))
    return list(found.values())


def _plans_for(rule: Rule, read: Read, inside: set[str | Node]) -> bool:
    """Whether the rule plans, in its own circle, a step for the very step that it reads: ids would grow."""
    if read.pattern is None or read.pattern.frame != "step":
        return False
    ids = _ids(read.pattern)
    return any(
        isinstance(action, Plan)
        and action.target is not None
        and action.target.name in ids
        and Node("step", action.activity) in inside
        for action in rule.then
    )


def _ids(pattern: Pattern) -> set[str]:
    """Variables that stand for the id of the fact."""
    named = {pattern.id.name} if pattern.id else set()
    return named | {
        t.operand.name
        for t in pattern.tests
        if t.slot == "id" and t.op == "eq" and isinstance(t.operand, Variable) and t.operand.slot is None
    }


def _way(node: Node, rule: str, inside: set[str | Node],
         before: Mapping[str | Node, Sequence[str | Node]]) -> list[str | Node]:  # fmt: skip
    """The shortest way from a node back to the rule that reads it, ends included."""
    ways: dict[str | Node, list[str | Node]] = {node: [node]}
    queue: list[str | Node] = [node]
    while rule not in ways:
        here = queue.pop(0)
        for there in sorted(before[here], key=str):
            if there in inside and there not in ways:
                ways[there] = [*ways[here], there]
                queue.append(there)
    return ways[rule]


def components(before: Mapping[str | Node, Sequence[str | Node]]) -> list[list[str | Node]]:
    """Strongly connected components, what comes before first (Tarjan, without recursion)."""
    index: dict[str | Node, int] = {}
    low: dict[str | Node, int] = {}
    stack: list[str | Node] = []
    open_: set[str | Node] = set()
    found: list[list[str | Node]] = []
    for root in before:
        work = [(root, iter(before[root]))] if root not in index else []
        while work:
            vertex, rest = work[-1]
            if vertex not in index:
                index[vertex] = low[vertex] = len(index)
                stack.append(vertex)
                open_.add(vertex)
            for other in rest:
                if other not in index:
                    work.append((other, iter(before[other])))
                    break
                if other in open_:
                    low[vertex] = min(low[vertex], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[vertex])
                if low[vertex] == index[vertex]:
                    found.append(_pop(stack, vertex))
                    open_.difference_update(found[-1])
    return found


def _pop(stack: list[str | Node], vertex: str | Node) -> list[str | Node]:
    """What stands on the stack from the vertex on."""
    taken = [stack.pop()]
    while taken[-1] != vertex:
        taken.append(stack.pop())
    return taken
