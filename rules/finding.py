"""What a check finds: a problem and how bad it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kbctl.ontology.source import Location, Problem

Level = Literal["error", "warning"]


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """An error makes the rule base unusable; a warning is something an author should look at."""

    problem: Problem
    level: Level

    def __str__(self) -> str:
        place, tail = self.problem.at, f"{self.problem.message} [{self.problem.code}]"
        return f"{place}: {tail}" if self.level == "error" else f"{place}: warning: {tail}"


def error(at: Location, code: str, message: str) -> Finding:
    return Finding(Problem(at, code, message), "error")


def warning(at: Location, code: str, message: str) -> Finding:
    return Finding(Problem(at, code, message), "warning")


def errors(findings: Iterable[Finding]) -> tuple[Problem, ...]:
    """The problems that make the rule base unusable."""
    return tuple(finding.problem for finding in findings if finding.level == "error")
