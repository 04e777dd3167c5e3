"""What verification finds: a code, the rules, where, in words, and the facts that show it."""

from __future__ import annotations

from dataclasses import dataclass

from kbctl.engine.review.verify.witness import Witness
from kbctl.ontology.source import Location

#: Code -> level and what it means, in the order of the documentation. "not-verified" is no fault of a rule.
CODES: dict[str, tuple[str, str]] = {
    "unreachable": ("error", "clauses of a rule that cannot all hold"),
    "never-concluded": ("error", "a derived value that no active rule concludes"),
    "never-recommended": ("error", "an option, decision or step that no rule and no person brings about"),
    "contradicting-conclusions": ("error", "two rules fill one slot with different values"),
    "contradicting-roles": ("error", "two rules plan one activity for different roles"),
    "contradicting-orders": ("error", "two rules order two steps both ways"),
    "contradicting-adjustments": ("error", "two rules move one option up and down in the same situations"),
    "always-vetoed": ("error", "a recommendation that another rule vetoes whenever it is made"),
    "planned-and-vetoed": ("error", "a remedy that one rule plans while another vetoes it"),
    "exclusive-remedies": ("error", "two rules recommend remedies that exclude each other, none overrides"),
    "tied": ("warning", "two rules recommend different remedies, and only the alphabet decides"),
    "override-circle": ("error", "rules that override each other in a circle"),
    "redundant": ("warning", "two rules that do the same in the same situations"),
    "subsumed": ("warning", "a rule that adds nothing to a more general one"),
    "idle-adjustment": ("warning", "an adjustment that meets no recommendation"),
    "idle-override": ("warning", "an override of a rule that never fires together with it"),
    "gap": ("error", "facts for which nothing is recommended, although that was declared"),
    "not-verified": ("note", "a question that could not be decided"),
}


@dataclass(frozen=True, slots=True)
class Cause:
    """A clause or test that takes part, with its place."""

    text: str
    at: Location


@dataclass(frozen=True, slots=True)
class Found:
    """One finding. `rules`: the one to look at first; `causes`: clauses that exclude each other."""

    code: str
    rules: tuple[str, ...]
    at: Location
    message: str
    witness: Witness | None = None
    causes: tuple[Cause, ...] = ()

    @property
    def level(self) -> str:
        return CODES[self.code][0]

    @property
    def order(self) -> tuple[Location, str, tuple[str, ...], str]:
        return (self.at, self.code, self.rules, self.message)
