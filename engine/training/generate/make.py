"""A customer, from its seed to its files: profile, clean tables, faults, ledger, scenario."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kbctl.engine.training.generate.build import company
from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.dress import dress
from kbctl.engine.training.generate.fault import Dial
from kbctl.engine.training.generate.faults import FAULTS
from kbctl.engine.training.generate.ledger import clean_files, dirty_files, ledger
from kbctl.engine.training.generate.profile import Profile, profile_of
from kbctl.engine.training.generate.scenario import scenario_text

#: how many kinds of faults a customer has, by severity; a judgement from what migration projects list
KINDS = {"low": 8, "mid": 14, "high": 22}


@dataclass(frozen=True)
class Customer:
    """`clean` and `dirty`: file name → bytes. `truth`: the ledger."""

    profile: Profile
    clean: dict[str, bytes]
    dirty: dict[str, bytes]
    truth: dict[str, Any]

    def files(self) -> dict[str, bytes]:
        """Path below the customer's folder → bytes."""
        found = {f"clean/{name}": data for name, data in self.clean.items()}
        found |= {f"tables/{name}": data for name, data in self.dirty.items()}
        found["truth/ledger.json"] = json_bytes(self.truth)
        found["scenario.yaml"] = scenario_text(self.profile, self.truth).encode("utf-8")
        return dict(sorted(found.items()))


def json_bytes(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def customer(
    industry: str, seed: int, severity: str = "", size: str = "", faults: Sequence[str] = ()
) -> Customer:
    """Make a customer. `faults` names the faults to put in (all that apply are); without it some are
    drawn."""
    profile = profile_of(industry, seed, severity, size)
    work = dress(profile, company(profile))
    clean = clean_files(work)
    dice = Dice("customer", industry, seed, "faults", profile.severity)
    wanted = list(faults) or list(FAULTS)
    left = len(wanted) if faults else KINDS[profile.severity]
    chosen = sorted(dice.sample(sorted(wanted), left), key=lambda concept: (FAULTS[concept].stage, concept))
    for concept in chosen:
        FAULTS[concept].inject(work, dice.stream(concept), Dial(profile.severity))
    return Customer(profile, clean, dirty_files(work), ledger(work))
