"""Reads the frames and slots that rules use, and checks them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args

from kbctl.ontology.axioms import RDF, is_ours
from kbctl.ontology.source import Problem, did_you_mean
from kbctl.ontology.terms import SKOS
from kbctl.ontology.units import UNITS
from kbctl.ontology.vocab import NAMESPACE, Frame, Slot, SlotType, Term

if TYPE_CHECKING:
    from kbctl.ontology.modules import Ontology

FRAMES = NAMESPACE + "frame/"
TYPES: tuple[str, ...] = get_args(SlotType)


def read_frames(ontology: Ontology, terms: Mapping[str, Term]) -> tuple[dict[str, Frame], list[Problem]]:
    """Frame name -> Frame with its slots in the order of the file, and what is wrong with them."""
    from rdflib import URIRef

    graph, problems = ontology.graph, []
    kind = URIRef(RDF + "type")
    names = sorted(str(s).removeprefix(FRAMES) for s in graph.subjects(kind, URIRef(NAMESPACE + "Frame")))
    slots: dict[str, list[Slot]] = {name: [] for name in names}
    for subject in sorted(map(str, graph.subjects(kind, URIRef(NAMESPACE + "Slot")))):
        said = _Said(ontology, subject)
        slot = _slot(said, subject.removeprefix(FRAMES), terms)
        found = list(_problems(said, slot, names, terms))
        problems += found
        if not found:
            slots[slot.frame].append(slot)
    frames = {}
    for name in names:
        said = _Said(ontology, FRAMES + name)
        ordered = {slot.name: slot for slot in sorted(slots[name], key=lambda slot: slot.at)}
        frames[name] = Frame(
            name, ordered, said.at(), said.one("single") is True, str(said.text("definition"))
        )
        if not said.text("definition"):
            problems.append(Problem(said.at(), "definition", f"frame '{name}' has no skos:definition"))
    return frames, problems


class _Said:
    """What is said of a frame or slot, by the local name of the property."""

    def __init__(self, ontology: Ontology, subject: str) -> None:
        from rdflib import URIRef

        self.subject = subject
        self.places = ontology.places
        self.values: dict[str, list[Any]] = {}
        for predicate, value in ontology.graph.predicate_objects(URIRef(subject)):
            self.values.setdefault(str(predicate), []).append(value)

    def all(self, name: str, namespace: str = NAMESPACE) -> list[Any]:
        predicate = namespace + name
        found = self.values.get(predicate, [])
        return sorted(found, key=lambda value: (self.places(self.subject, predicate, str(value)), str(value)))

    def one(self, name: str) -> Any:
        found = self.all(name)
        return found[0].toPython() if found else None

    def text(self, name: str) -> str:
        found = self.all(name, SKOS) or self.all(name)
        return str(found[0]) if found else ""

    def at(self, name: str = "") -> Any:
        found = self.all(name) if name else []
        return self.places(self.subject, NAMESPACE + name if name else "", str(found[0]) if found else "")


def _slot(said: _Said, name: str, terms: Mapping[str, Term]) -> Slot:
    frame, _, own = name.partition(".")
    told = said.text("slotOf").removeprefix(FRAMES)
    values = tuple(str(value) for value in said.all("value"))
    for scheme in said.all("valuesOf"):
        kind = terms[_term(scheme)].kind if _term(scheme) in terms else ""
        values += tuple(
            sorted(term.notation for term in terms.values() if term.kind == kind and term.notation)
        )
    range_ = said.text("range")
    return Slot(
        frame=told or frame,
        name=own,
        type=said.text("type"),  # type: ignore[arg-type]  # checked in _problems
        at=said.at(),
        unit=said.text("unit") or None,
        values=values,
        range=(range_.removeprefix(FRAMES).removeprefix(NAMESPACE) or None),
        many=said.one("many") is True,
        derived=said.one("derived") is True,
        required=said.one("required") is True,
        minimum=_number(said.one("minimum")),
        maximum=_number(said.one("maximum")),
        question=said.text("question"),
        definition=said.text("definition"),
    )


def _number(value: Any) -> float | None:
    """A bound; one that is no number is reported with the other values out of range."""
    return None if value is None or isinstance(value, str | bool) else float(value)


def _term(node: object) -> str:
    return str(node).removeprefix(NAMESPACE)


def _problems(said: _Said, slot: Slot, frames: list[str], terms: Mapping[str, Term]) -> Iterator[Problem]:
    name = f"{slot.frame}.{slot.name}"
    if slot.frame not in frames:
        yield Problem(
            said.at("slotOf"),
            "slot",
            f"slot of an unknown frame '{slot.frame}'{did_you_mean(slot.frame, frames)}",
        )
    if said.subject != FRAMES + name:
        yield Problem(
            said.at("slotOf"),
            "slot",
            f"slot {said.subject.removeprefix(FRAMES)} is told to be of frame '{slot.frame}'",
        )
    if slot.name in frames:
        message = f"slot {name} bears the name of a frame, so a rule could not tell the two apart"
        yield Problem(said.at(), "slot", message)
    if not slot.definition:
        yield Problem(said.at(), "definition", f"slot {name} has no skos:definition")
    if slot.type not in TYPES:
        what = f"unknown type '{slot.type}'{did_you_mean(slot.type, TYPES)}" if slot.type else "no kb:type"
        yield Problem(said.at("type"), "slot", f"slot {name} has {what}")
        return
    if slot.unit is not None and (slot.type not in ("number", "integer") or slot.unit not in UNITS):
        message = f"slot {name} has the unknown unit '{slot.unit}'{did_you_mean(slot.unit, UNITS)}"
        if slot.unit in UNITS:
            message = f"slot {name} is of type {slot.type} and cannot have a unit"
        yield Problem(said.at("unit"), "slot", message)
    yield from _range_problems(said, slot, name, frames, terms)
    if slot.type == "enum" and not slot.values:
        yield Problem(
            said.at("type"), "slot", f"slot {name} is an enumeration without values (kb:value or kb:valuesOf)"
        )
    if slot.minimum is not None and slot.maximum is not None and slot.minimum > slot.maximum:
        yield Problem(said.at("minimum"), "slot", f"slot {name} has a minimum above its maximum")


def _range_problems(
    said: _Said, slot: Slot, name: str, frames: list[str], terms: Mapping[str, Term]
) -> Iterator[Problem]:
    range_ = slot.range
    if slot.type not in ("class", "ref"):
        if range_ is not None:
            yield Problem(
                said.at("range"), "slot", f"slot {name} is of type {slot.type} and cannot have a range"
            )
        return
    if range_ is None:
        yield Problem(said.at("type"), "slot", f"slot {name} of type {slot.type} needs a kb:range")
    elif slot.type == "ref" and range_ != "*" and range_ not in frames:
        yield Problem(
            said.at("range"),
            "slot",
            f"slot {name} refers to an unknown frame '{range_}'{did_you_mean(range_, frames)}",
        )
    elif slot.type == "class" and not (is_ours(NAMESPACE + range_) and range_ in terms):
        yield Problem(
            said.at("range"),
            "slot",
            f"slot {name} has the unknown range '{range_}'{did_you_mean(range_, terms)}",
        )
