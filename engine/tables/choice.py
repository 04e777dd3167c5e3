"""Which detectors a diagnosis runs: those asked for, without those left out; others are told as skipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kbctl.engine.tables.detectors import Detector
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Finding, Skip
from kbctl.ontology.source import did_you_mean
from kbctl.ontology.vocab import Vocabulary


class UnknownConceptError(ValueError):
    """No detector is for this concept; the message names the nearest."""


def chosen(
    detectors: Mapping[str, Detector],
    vocabulary: Vocabulary,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
) -> Mapping[str, Detector]:
    """The detectors, those not wanted replaced by ones that skip and say by which option. A broad concept
    stands for all kinds of it. Raises UnknownConceptError for what no detector is for."""
    for name in (*only, *skip):
        if not any(_covers(vocabulary, name, concept) for concept in detectors):
            known = f"no detector is for {name!r}{did_you_mean(name, detectors)}"
            raise UnknownConceptError(known)
    found: dict[str, Detector] = {}
    for concept, detector in detectors.items():
        out = next((name for name in skip if _covers(vocabulary, name, concept)), "")
        if out:
            found[concept] = _left_out(f"left out by --skip {out}")
        elif only and not any(_covers(vocabulary, name, concept) for name in only):
            found[concept] = _left_out(f"left out by --only {' --only '.join(only)}")
        else:
            found[concept] = detector
    return found


def _covers(vocabulary: Vocabulary, name: str, concept: str) -> bool:
    return name == concept or (name in vocabulary.terms and vocabulary.is_a(concept, name))


def _left_out(why: str) -> Detector:
    def skipped(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
        return Skip(why)

    return skipped
