"""What the outcomes of a project's transformations say of remedies: for each, how often it worked, and
where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kbctl.engine.tables.mining.mined import Mined, Tally, Transformation

Result = Literal["worked", "partly", "failed"]
Side = Literal["for", "against", "both"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """`worked`, `partly` (what was corrected later among it) and `failed` count rows; rows whose outcome
    nobody wrote down are in none of them."""

    remedy: str
    challenge: str
    worked: int
    partly: int
    failed: int
    uses: tuple[Transformation, ...]

    @property
    def result(self) -> Result:
        if not self.partly and not self.failed:
            return "worked"
        return "partly" if self.worked or self.partly else "failed"

    @property
    def side(self) -> Side:
        if not self.failed:
            return "for" if self.worked >= self.partly else "both"
        return "both" if self.worked or self.partly else "against"


def evidence_of(mined: Mined) -> tuple[Evidence, ...]:
    """One for each remedy and challenge with a known outcome, in order of remedy."""
    found: dict[tuple[str, str], list[Transformation]] = defaultdict(list)
    for one in mined.transformations:
        if one.bearing.remedy and known(one.outcomes):
            found[one.bearing.remedy, one.bearing.challenge].append(one)
    return tuple(_evidence(remedy, challenge, uses) for (remedy, challenge), uses in sorted(found.items()))


def _evidence(remedy: str, challenge: str, uses: Iterable[Transformation]) -> Evidence:
    told = tuple(uses)
    worked = sum(count(one.outcomes, "ok") for one in told)
    partly = sum(count(one.outcomes, "partly", "corrected") for one in told)
    failed = sum(count(one.outcomes, "failed") for one in told)
    return Evidence(remedy, challenge, worked, partly, failed, told)


def count(outcomes: Tally, *which: str) -> int:
    return sum(number for outcome, number in outcomes if outcome in which)


def known(outcomes: Tally) -> int:
    """The rows whose outcome says something of the step: where the mapping itself was rejected, none."""
    return count(outcomes, "ok", "partly", "corrected", "failed")
