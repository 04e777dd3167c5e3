"""The project's thresholds: their defaults stand here and nowhere else; a scenario may override each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbctl.rules.model import Atom


@dataclass(frozen=True, slots=True)
class Setting:
    """One slot of the `policy` frame, its default, and why it is what it is."""

    name: str
    default: Atom
    because: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "choose_at",
        0.5,
        "A remedy that is less likely right than wrong should not be chosen without a person.",
    ),
    Setting(
        "ask_below", 0.45, "A text that fits a concept worse than this may as well mean another one: ask."
    ),
    Setting("close_margin", 0.05, "Rules state confidences in steps of 0.05; a smaller lead is no lead."),
    Setting(
        "max_attempts",
        2,
        "A second failure says that the cause is not understood; a third try costs the date.",
    ),
    Setting(
        "freeze_days",
        7,
        "In the last week before cutover nothing can be redone, so irreversible steps need a person.",
    ),
    Setting(
        "review_pairs", 50, "A steward reviews about ten pairs a day beside other work: fifty in a week."
    ),
)

DEFAULTS: Mapping[str, Atom] = MappingProxyType({setting.name: setting.default for setting in SETTINGS})
