"""Past implementations: what a published or own case says about challenges and remedies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kbctl.ontology.source import Location


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing that the case shows: what came of a remedy (or of doing without it) for a challenge."""

    concerns: tuple[str, ...]
    says: str
    at: Location
    use: str | None = None
    result: Literal["worked", "partly", "failed", "unknown"] = "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the facts of the case are published, and what exactly it supports."""

    citation: str
    supports: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    title: str
    summary: str
    lessons: tuple[Lesson, ...]
    sources: tuple[Source, ...]
    at: Location
    year: int | None = None
    industry: str | None = None
