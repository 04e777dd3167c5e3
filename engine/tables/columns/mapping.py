"""Tables → the field of each column, with a score that means what it says, or an honest abstention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kbctl.engine.tables.columns.cells import cell_scores
from kbctl.engine.tables.columns.evidence import Row, View, header_evidence, table_evidence
from kbctl.engine.tables.columns.knowledge import Knowledge
from kbctl.engine.tables.columns.model import (
    Model,
    Scores,
    calibrated,
    probabilities,
    ranked,
    shipped,
    signals,
)
from kbctl.engine.tables.table import Table

ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column and what it is. `score`: the chance that the best guess is right. `abstained`: that is too
    little to answer, so `field` is empty and the best guess stands first among the `alternatives`."""

    table: str
    column: str
    field: str
    score: float
    abstained: bool
    alternatives: tuple[tuple[str, float], ...]

    @property
    def guess(self) -> str:
        return self.field or self.alternatives[0][0]


@dataclass(frozen=True, slots=True)
class Judged:
    """A column before it is decided: probabilities, evidence, and the chance that the best is right."""

    p: Scores
    evidence: Mapping[str, Row]
    score: float


def map_tables(tables: Sequence[Table], known: Knowledge, model: Model | None = None) -> tuple[Mapped, ...]:
    """The columns of the tables in their order, each with its field or an abstention."""
    return tuple(one for table in tables for one in map_table(table, known, model))


def map_table(table: Table, known: Knowledge, model: Model | None = None) -> tuple[Mapped, ...]:
    cells = [cell_scores(column, known.facts) for column in table.columns]
    view = View(table.name, tuple(column.header for column in table.columns))
    return decide(view, judge(view, known, model or shipped(), cells), model or shipped())


def judge(view: View, known: Knowledge, model: Model, cells: Sequence[Scores] = ()) -> list[Judged]:
    """What speaks for each field in each column: the header first, then the table in the light of that."""
    said = list(cells) or [{} for _ in view.headers]
    alone = [header_evidence(header, view.words, known) for header in view.headers]
    first = [probabilities(rows, model.header, extra) for rows, extra in zip(alone, said, strict=True)]
    around = table_evidence(view, first, known)
    judged = []
    for rows, more, extra in zip(alone, around, said, strict=True):
        both = {field: (*row, *more[field]) for field, row in rows.items()}
        p = probabilities(both, model.both, extra)
        judged.append(Judged(p, both, calibrated(signals(p, both), model.calibration)))
    return judged


def decide(view: View, judged: Sequence[Judged], model: Model) -> tuple[Mapped, ...]:
    """Answer where the chance is high enough. Of two different headers with the same best field only the
    likelier is answered: in one table they hardly ever mean the same, and a person should look."""
    strongest: dict[str, tuple[float, str]] = {}
    for header, one in zip(view.headers, judged, strict=True):
        best = ranked(one.p)[0]
        if best not in strongest or one.score > strongest[best][0]:
            strongest[best] = (one.score, header)
    found = []
    for header, one in zip(view.headers, judged, strict=True):
        order = ranked(one.p)[: ALTERNATIVES + 1]
        answered = one.score >= model.threshold and strongest[order[0]][1] == header
        shown = [(field, round(_chance(one, field, order[0]), 3)) for field in order]
        found.append(
            Mapped(
                view.name,
                header,
                order[0] if answered else "",
                round(one.score, 3),
                not answered,
                tuple(shown[1:] if answered else shown[:ALTERNATIVES]),
            )
        )
    return tuple(found)


def _chance(one: Judged, field: str, best: str) -> float:
    """The best answer's calibrated chance; the others share what it leaves."""
    if field == best:
        return one.score
    return min(one.score, (1 - one.score) * one.p[field] / max(1e-9, 1 - one.p[best]))


def as_json(mapped: Sequence[Mapped]) -> dict[str, Any]:
    """What `kbctl columns --format json` prints. `field` is null where it abstained."""
    return {
        "columns": [
            {
                "table": one.table,
                "column": one.column,
                "field": one.field or None,
                "score": one.score,
                "abstained": one.abstained,
                "alternatives": [{"field": field, "score": score} for field, score in one.alternatives],
            }
            for one in mapped
        ]
    }
