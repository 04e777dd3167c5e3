"""What the benchmark asks of an engine, and what engines must agree on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from bench.workload import Session, Workload

Value = str | int | float


class Unable(Exception):
    """The engine cannot do the cell; the message is the reason that the table gives."""


@dataclass(frozen=True)
class Conclusions:
    """What a session concluded. `firings` is None for an engine that keeps no record."""

    firings: frozenset[tuple[str, tuple[tuple[str, Any], ...]]] | None
    derived: frozenset[tuple[str, str, Any]]
    recommended: frozenset[tuple[str, str]]

    def plain(self) -> dict[str, Any]:
        """As sorted lists, for comparison across processes."""
        firings = (
            None if self.firings is None else sorted([r, [list(b) for b in bs]] for r, bs in self.firings)
        )
        return {
            "firings": firings,
            "derived": sorted(map(list, self.derived)),
            "recommended": sorted(map(list, self.recommended)),
        }


class Peer(Protocol):
    """An engine at work. Only `compile` and `run` are timed, apart from each other."""

    name: str
    what: str

    def compile(self, load: Workload) -> None: ...

    def before(self, session: Session) -> Any:
        """Whatever must be ready before the clock starts."""

    def run(self, prepared: Any) -> Any:
        """One session, from facts to conclusions."""

    def conclusions(self, result: Any) -> Conclusions: ...

    def clock(self) -> float:
        """CPU seconds spent so far on this engine's behalf."""
        ...
