"""The closure of a run, from the rows that a backend found: firings with their support, contradictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from kbctl.engine.backends.conclude import conclusions
from kbctl.engine.backends.world import Bindings, Way, World
from kbctl.engine.inference.facts import Fact, atom_order
from kbctl.engine.inference.result import Closure, Contradiction, Firing
from kbctl.ontology.values import Value
from kbctl.rules.ground import ground
from kbctl.rules.model import Pattern, Rule


@dataclass(frozen=True, slots=True)
class Row:
    """A match of a rule: ids of facts by position of the clause. `free` clauses take any of theirs."""

    bindings: Bindings
    facts: Mapping[int, str]
    free: Mapping[int, Sequence[str]]


Named = tuple[tuple[str, Value], ...]


def closure(world: World, rules: Sequence[Rule], rows: Mapping[str, Sequence[Row]]) -> Closure:
    """`rows` by rule; the world is that of the end of the run."""
    standing = frozenset(world.facts)
    firings = tuple(firing for rule in rules for firing in _firings(world, standing, rule, rows[rule.id]))
    return Closure(world.facts, firings, _contradictions(world, rules, rows))


def _firings(world: World, standing: frozenset[Fact], rule: Rule, rows: Sequence[Row]) -> list[Firing]:
    """Rows with the same values of the named variables are one firing."""
    grouped: dict[Named, list[Row]] = {}
    for row in rows:
        grouped.setdefault(tuple(sorted(row.bindings.items())), []).append(row)
    absent = tuple(clause for clause in rule.when if not isinstance(clause, Pattern))
    patterns = [clause for clause in rule.when if isinstance(clause, Pattern)]
    firings = []
    for named in sorted(grouped, key=_order):
        bound = dict(named)
        because, number = _support(world, patterns, grouped[named], bound)
        made = [f if f.derived else world.by_id[f.id] for f in conclusions(world, rule, bound)]
        concluded = tuple(dict.fromkeys(fact for fact in made if fact in standing))
        outputs = tuple(ground(action, bound) for action in rule.then)
        firings.append(Firing(rule.id, named, because, number - 1, absent, concluded, outputs))
    return firings


def _order(named: Named) -> list[tuple[str, object]]:
    return [(name, atom_order(value)) for name, value in named if not isinstance(value, tuple)]


def _support(
    world: World, patterns: Sequence[Pattern], rows: Sequence[Row], bound: Bindings
) -> tuple[tuple[Fact, ...], int]:
    """The first support in content order, clause by clause and each fact once; and how many there are."""
    joined: set[tuple[tuple[int, Way], ...]] = set()
    for row in rows:
        positions = sorted(row.facts)
        ways = [world.supports(patterns[i], world.by_id[row.facts[i]], bound) for i in positions]
        joined.update(tuple(zip(positions, chosen, strict=True)) for chosen in product(*ways))
    first = dict(min(joined, key=lambda some: [(i, _keys(way)) for i, way in some]))
    number = len(joined)
    for position, ids in rows[0].free.items():
        ways_ = [way for i in ids for way in world.supports(patterns[position], world.by_id[i], bound)]
        first[position] = min(ways_, key=_keys)
        number *= len(ways_)
    return tuple(dict.fromkeys(fact for i in sorted(first) for fact in first[i])), number


def _keys(way: Way) -> list[tuple[object, ...]]:
    return [fact.key for fact in way]


def _contradictions(
    world: World, rules: Sequence[Rule], rows: Mapping[str, Sequence[Row]]
) -> tuple[Contradiction, ...]:
    found = []
    for (ident, slot), facts in world.clashes.items():
        blamed = {
            rule.id
            for rule in rules
            for row in rows[rule.id]
            if not set(facts).isdisjoint(conclusions(world, rule, row.bindings))
        }
        values = sorted((v for fact in facts if not isinstance(v := fact.slots[slot], tuple)), key=atom_order)
        found.append(Contradiction(facts[0].frame, ident, slot, tuple(values), tuple(sorted(blamed))))
    return tuple(sorted(found, key=lambda one: (one.frame, one.id, one.slot)))
