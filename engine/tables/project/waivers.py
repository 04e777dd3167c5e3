"""Waivers: findings that the project lives with for a time, each with its reason and its end.

    schema: kbctl/waivers/1
    waivers:
      - {fingerprint: 3f2a9c0e71b2d455, concept: MissingCost, table: items.csv, column: cost,
         reason: costs come with the March release, expires: 2026-03-31, owner: Finance}

A waiver holds up to and including its last day. `concept`, `table` and `column` are for people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kbctl.engine.tables.project.reading import Entries, write_yaml

FILE = "waivers.yaml"
SCHEMA = "kbctl/waivers/1"
HEAD = "Findings that are waived, until when and why. Written from the register, also edited by hand."
KEYS = ("fingerprint", "concept", "table", "column", "reason", "expires", "owner")


@dataclass(frozen=True, slots=True)
class Waiver:
    """`expires`: its last day, ISO 8601."""

    fingerprint: str
    concept: str
    table: str
    column: str
    reason: str
    expires: str
    owner: str = ""

    def holds(self, today: str) -> bool:
        return today <= self.expires


def read_waivers(folder: Path) -> tuple[Waiver, ...]:
    """The waivers of a project, by fingerprint. Raises InputProblems."""
    entries = Entries(folder / FILE, SCHEMA, "waivers")
    found: dict[str, Waiver] = {}
    for node in entries:
        told = entries.mapping(node, KEYS, ("fingerprint", "reason", "expires"))
        if told is None:
            continue
        texts = {key: entries.text(told.get(key)) for key in KEYS if key != "expires"}
        waiver = Waiver(**texts, expires=entries.date(told.get("expires")))
        for key in ("fingerprint", "reason", "expires"):
            if key in told and not getattr(waiver, key).strip() and entries.text(told[key]) == "":
                entries.refuse(told[key], f"a waiver needs its {key}")
        if waiver.fingerprint in found:
            entries.refuse(told["fingerprint"], f"fingerprint {waiver.fingerprint} is waived twice")
        found[waiver.fingerprint] = waiver
    entries.done()
    return tuple(found[one] for one in sorted(found))


def write_waivers(folder: Path, waivers: Iterable[Waiver]) -> Path:
    path = folder / FILE
    listed = [
        {key: getattr(waiver, key) for key in KEYS if getattr(waiver, key)}
        for waiver in sorted(waivers, key=lambda one: one.fingerprint)
    ]
    write_yaml(path, HEAD, {"schema": SCHEMA, "waivers": listed})
    return path
