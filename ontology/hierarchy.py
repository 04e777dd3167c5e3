"""The closure of the hierarchy: told parents, types of individuals, and what follows from defined classes.

Completion rules for the fragment of `axioms` (a part of OWL 2 EL), applied until nothing new follows:

    C ⊑ D, D ⊑ E                                   →  C ⊑ E
    C ⊑ D, D ⊑ r                                   →  C ⊑ r              (restrictions are inherited)
    C ⊑ (p some or value F), domain of p is D      →  C ⊑ D
    E ≡ parts                                      →  E ⊑ every part
    E ≡ parts, C ⊑ every part                      →  C ⊑ E              (`p some G` holds where F ⊑ G)

Each conclusion keeps the axiom and the earlier conclusions that it rests on, so that it can be explained,
which reasoners do not do. A test compares the closure with HermiT's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kbctl.ontology.axioms import Axiom, Axioms, Below, Restriction, Superclass
from kbctl.ontology.source import Problem
from kbctl.ontology.vocab import closure

#: Something that is concluded: a term is below a class or a restriction.
Conclusion = tuple[str, Superclass]


@dataclass(frozen=True, slots=True)
class Step:
    """How a conclusion came about: the axiom that gave it and the conclusions it used."""

    axiom: Axiom | None
    premises: tuple[Conclusion, ...] = ()


@dataclass(frozen=True)
class Hierarchy:
    """`ancestors` is reflexive and transitive; `reasons` has the axioms behind parents that are not told.

    `steps` says of every conclusion, restrictions included, what it rests on: see `axioms_behind`.
    """

    ancestors: Mapping[str, frozenset[str]]
    reasons: Mapping[str, Mapping[str, tuple[str, ...]]]
    problems: tuple[Problem, ...] = ()
    steps: Mapping[str, Mapping[Superclass, Step]] = field(default_factory=dict, repr=False, compare=False)


def classify(terms: Iterable[str], axioms: Axioms) -> Hierarchy:
    """The hierarchy of `terms`. Classes that can have no instance, and individuals of such, are problems."""
    names = sorted(set(terms))
    known = set(names)
    steps = _complete(names, axioms)
    parents = _told(axioms, known)
    told = closure({name: parents.get(name, []) for name in names})
    ancestors: dict[str, frozenset[str]] = {}
    reasons: dict[str, dict[str, tuple[str, ...]]] = {}
    for name in names:
        above = frozenset(one for one in steps[name] if isinstance(one, str) and one in known)
        ancestors[name] = above
        inferred = sorted(above - told[name])
        if inferred:
            reasons[name] = {one: explain(steps, (name, one)) for one in inferred}
    return Hierarchy(ancestors, reasons, tuple(_clashes(names, steps, axioms)), steps)


def explain(steps: Mapping[str, Mapping[Superclass, Step]], wanted: Conclusion) -> tuple[str, ...]:
    """The axioms that a conclusion rests on as text, in order of their place."""
    return tuple(map(str, axioms_behind(steps, wanted)))


def axioms_behind(steps: Mapping[str, Mapping[Superclass, Step]], wanted: Conclusion) -> tuple[Axiom, ...]:
    """The axioms that a conclusion rests on, in order of their place."""
    found: set[Axiom] = set()
    seen, open_ = {wanted}, [wanted]
    while open_:
        term, above = open_.pop()
        step = steps[term][above]
        if step.axiom is not None:
            found.add(step.axiom)
        fresh = [premise for premise in step.premises if premise not in seen]
        seen.update(fresh)
        open_.extend(fresh)
    return tuple(sorted(found, key=lambda axiom: (axiom.at, str(axiom))))


def _told(axioms: Axioms, known: set[str]) -> dict[str, list[str]]:
    """Parents as written: named classes, and those that a definition names."""
    parents: dict[str, list[str]] = {}
    for axiom in axioms.below:
        if isinstance(axiom.above, str):
            parents.setdefault(axiom.term, []).append(axiom.above)
    for definition in axioms.definitions:
        parents.setdefault(definition.term, []).extend(
            part for part in definition.parts if isinstance(part, str)
        )
    return {term: [one for one in above if one in known] for term, above in parents.items() if term in known}


def _complete(names: list[str], axioms: Axioms) -> dict[str, dict[Superclass, Step]]:
    """Term -> everything above it, with the step that first gave it."""
    below: dict[str, list[Below]] = {}
    for axiom in axioms.below:
        below.setdefault(axiom.term, []).append(axiom)
    steps: dict[str, dict[Superclass, Step]] = {name: {name: Step(None)} for name in names}
    for axiom in axioms.below:
        steps.setdefault(axiom.term, {axiom.term: Step(None)})
    changed = True
    while changed:
        changed = False
        for term, above in steps.items():
            for conclusion, step in list(_consequences(term, above, steps, below, axioms)):
                if conclusion not in above:
                    above[conclusion] = step
                    changed = True
    return steps


def _consequences(
    term: str,
    above: Mapping[Superclass, Step],
    steps: Mapping[str, Mapping[Superclass, Step]],
    below: Mapping[str, list[Below]],
    axioms: Axioms,
) -> Iterator[tuple[Superclass, Step]]:
    named = [one for one in above if isinstance(one, str)]
    held = [one for one in above if isinstance(one, Restriction)]
    for one in named:
        for axiom in below.get(one, ()):
            yield axiom.above, Step(axiom, ((term, one),))
    for restriction in held:
        for domain in axioms.domains:
            if domain.property == restriction.property:
                yield domain.term, Step(domain, ((term, restriction),))
    for definition in axioms.definitions:
        if definition.term in above:
            for part in definition.parts:
                yield part, Step(definition, ((term, definition.term),))
            continue
        premises: list[Conclusion] = []
        for part in definition.parts:
            proof = _holds(term, part, above, held, steps)
            if proof is None:
                break
            premises += proof
        else:
            yield definition.term, Step(definition, tuple(premises))


def _holds(
    term: str,
    part: Superclass,
    above: Mapping[Superclass, Step],
    held: list[Restriction],
    steps: Mapping[str, Mapping[Superclass, Step]],
) -> tuple[Conclusion, ...] | None:
    """The conclusions that make `term` something of which `part` holds, or None."""
    if part in above:
        return ((term, part),)
    if isinstance(part, Restriction) and not part.value:
        for restriction in held:
            if restriction.property == part.property and part.filler in steps.get(restriction.filler, ()):
                return (term, restriction), (restriction.filler, part.filler)
    return None


def _clashes(
    names: list[str], steps: Mapping[str, Mapping[Superclass, Step]], axioms: Axioms
) -> Iterator[Problem]:
    """Terms below two disjoint classes, with the axioms that put them there."""
    places = {axiom.term: axiom.at for axiom in reversed(axioms.below)}
    places |= {definition.term: definition.at for definition in axioms.definitions}
    individuals = {axiom.term for axiom in axioms.below if axiom.individual}
    for disjoint in axioms.disjoint:
        for name in names:
            both = [member for member in disjoint.members if member in steps[name]]
            if len(both) < 2:
                continue
            axioms_behind = {line for one in both[:2] for line in explain(steps, (name, one))} | {
                f"{both[0]} and {both[1]} have nothing in common ({disjoint.at})"
            }
            what = "is two things at once" if name in individuals else "can have no instance"
            message = f"{name} {what}, it is both {both[0]} and {both[1]}: {'; '.join(sorted(axioms_behind))}"
            yield Problem(places.get(name, disjoint.at), "clash", message)
