"""Train the column mapping on some systems, each seen only through what the others know.

Nothing of a system that is left out enters: not its names, not its tables, not its share in weights,
calibration or threshold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from kbctl.engine.tables.columns.evidence import header_evidence, table_evidence
from kbctl.engine.tables.columns.knowledge import Facts, Knowledge, without
from kbctl.engine.tables.columns.model import Model, calibrated, ranked, signals
from kbctl.engine.tables.columns.normal import flat
from kbctl.kg.columns import Variation

from bench.column_fit import Array, Question, fit, fit_logistic, softmax
from bench.column_items import Sheet, systems_of

PRECISION = 0.95
#: the threshold is set a little above what is asked for, since a new system is further away than those known
MARGIN = 0.01
#: weight of a question whose right field is hidden, beside one that can be answered
UNKNOWN = 0.25
Tried = tuple[tuple[float, ...], float, float]


@dataclass(frozen=True)
class Seen:
    """A sheet with its evidence. `first`: of the headers alone, items × fields × kinds; `answers`: places of
    the right fields, -1 where no field stands for it."""

    sheet: Sheet
    first: Array
    answers: tuple[int, ...]


class Evidence:
    """Evidence of sheets under knowledge without some systems; each combination is computed once.

    `general` are names without a system. With `strict`, a general name that the system looked at writes too,
    and no other system that is known, is taken out: no one could then have put it there after reading it.
    """

    def __init__(
        self,
        sheets: Sequence[Sheet],
        real: Sequence[Variation],
        general: Sequence[Variation],
        facts: Mapping[str, Facts],
        strict: bool = False,
    ):
        self.sheets = sheets
        self.real = real
        self.general = general
        self.facts = facts
        self.strict = strict
        self._known: dict[tuple[frozenset[str], str], Knowledge] = {}
        self._seen: dict[tuple[str, frozenset[str]], list[Seen]] = {}

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(sorted(self.facts))

    @cached_property
    def systems(self) -> tuple[str, ...]:
        return systems_of(self.sheets)

    def known(self, system: str, out: frozenset[str]) -> Knowledge:
        """What is known to one who sees `system` for the first time and does not know `out` either."""
        out |= {system}
        key = (out, system if self.strict else "")
        if key not in self._known:
            real = without(self.real, out)
            general = self.general
            if self.strict:
                told = {flat(v.name) for v in self.real if v.system == system}
                told -= {flat(v.name) for v in real}
                general = [v for v in general if flat(v.name) not in told]
            self._known[key] = Knowledge((*real, *general), self.facts)
        return self._known[key]

    def of(self, system: str, out: frozenset[str]) -> list[Seen]:
        """The sheets of a system as they look to one who does not know the systems `out` (and not it)."""
        key = (system, out | {system})
        if key not in self._seen:
            known = self.known(system, out)
            place = {field: n for n, field in enumerate(self.fields)}
            self._seen[key] = []
            for sheet in self.sheets:
                if sheet.system == system:
                    rows = [
                        list(header_evidence(header, sheet.view.words, known).values())
                        for header in sheet.view.headers
                    ]
                    answers = tuple(place.get(field, -1) for field in sheet.fields)
                    self._seen[key].append(Seen(sheet, np.array(rows), answers))
        return self._seen[key]

    def second(self, seen: Seen, out: frozenset[str], weights: Array) -> Array:
        """Evidence of header and table together."""
        p = softmax(seen.first @ weights)
        offers = [dict(zip(self.fields, map(float, row), strict=True)) for row in p]
        found = table_evidence(seen.sheet.view, offers, self.known(seen.sheet.system, out))
        return np.concatenate([seen.first, np.array([list(one.values()) for one in found])], axis=2)


def share(sheets: Sequence[Seen]) -> float:
    """The weight of an item, so that a system with many names does not drown the others."""
    return float(1 / np.sqrt(max(1, sum(len(seen.answers) for seen in sheets))))


def train(evidence: Evidence, out: frozenset[str]) -> Model:
    """Weights, calibration and threshold from all systems but `out`."""
    own = [system for system in evidence.systems if system not in out]
    seen = {system: evidence.of(system, out) for system in own}
    scale = float(np.mean([share(seen[system]) for system in own]))

    def questions(parts: Mapping[str, list[Array]]) -> dict[str, list[Question]]:
        return {
            system: [
                Question(rows, answer, share(seen[system]) / scale)
                for one, array in zip(seen[system], parts[system], strict=True)
                for rows, answer in zip(array, one.answers, strict=True)
            ]
            for system in own
        }

    alone = questions({system: [one.first for one in seen[system]] for system in own})
    header = fit([q for system in own for q in alone[system]])
    asked = questions({system: [evidence.second(one, out, header) for one in seen[system]] for system in own})
    both = fit([q for system in own for q in asked[system]])
    tried: list[Tried] = []
    for system in own:
        weights = fit([q for other in own if other != system for q in asked[other]])
        for question in asked[system]:
            tried += tries(question, weights, evidence.fields)
    signs, right, weight = (np.array(column) for column in zip(*tried, strict=True))
    calibration = fit_logistic(signs, right, weight)
    scores = np.array([calibrated(row, list(calibration)) for row in signs])
    return Model(
        tuple(map(float, header)), tuple(map(float, both)), tuple(map(float, calibration)),
        threshold(scores, right, weight),
    )  # fmt: skip


def tries(question: Question, weights: Array, fields: Sequence[str]) -> Iterator[Tried]:
    """The question as it is, and as it would be if nobody knew the right field: what is best then is wrong,
    and calibration must learn how that looks."""
    p = dict(zip(fields, map(float, softmax(question.evidence @ weights)), strict=True))
    rows = dict(zip(fields, map(tuple, question.evidence.tolist()), strict=True))
    answer = fields[question.answer]
    yield signals(p, rows), float(ranked(p)[0] == answer), question.weight
    yield signals(masked(p, answer), rows), 0.0, question.weight * UNKNOWN


def masked(p: Mapping[str, float], field: str) -> dict[str, float]:
    """The probabilities as if the field did not exist."""
    rest = 1 - p[field]
    return {other: value / rest for other, value in p.items() if other != field}


def threshold(scores: Array, right: Array, weight: Array) -> float:
    """The lowest score from which on the answers are right often enough."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum((right * weight)[order])
    total = np.cumsum(weight[order])
    good = np.nonzero((hits / total >= PRECISION + MARGIN) & (np.arange(len(order)) >= 20))[0]
    return float(scores[order[good[-1]]]) if len(good) else 1.0
