"""What the knowledge base says of the concepts that were found: their remedies and the rules behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbctl.kg.store import Base

PROPOSED = 3  # remedies told of each concept


@dataclass(frozen=True, slots=True)
class Remedy:
    """`confidence` of its best rule; None where no rule proposes it and the ontology alone does."""

    id: str
    label: str
    confidence: float | None
    rules: tuple[str, ...]
    fits_when: str
    executable: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """Of one concept. `paths`: rule id → the file it stands in."""

    concept: str
    label: str
    definition: str
    leads_to: tuple[str, ...]
    remedies: tuple[Remedy, ...]
    paths: Mapping[str, str]


def advice(base: Base, concepts: Iterable[str]) -> dict[str, Advice]:
    """Of each concept that the base knows."""
    from kbctl.kg.query import about

    found = {}
    for concept, said in about(base, sorted(set(concepts))).items():
        remedies = tuple(
            Remedy(one["id"], one["label"], one["confidence"], tuple(one["rules"]), one["fits_when"],
                   one["executable"])
            for one in said["remedies"]
        )  # fmt: skip
        found[concept] = Advice(
            concept, said["label"], said["definition"], tuple(one["label"] for one in said["leads_to"]),
            remedies, {rule["id"]: rule["path"] for rule in said["rules"]},
        )  # fmt: skip
    return found


def proposals(told: Mapping[str, Advice]) -> Mapping[str, Sequence[str]]:
    """Concept → labels of its first remedies, best first."""
    return {name: [one.label for one in own.remedies[:PROPOSED]] for name, own in told.items()}
