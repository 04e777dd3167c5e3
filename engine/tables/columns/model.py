"""What evidence is worth: the fitted weights, the calibration of the best answer, and the threshold.

The numbers are learnt (`python -m bench.columns --write`) and packaged as model.json. They weigh kinds of
evidence and know no field and no system by name.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from operator import mul

from kbctl.engine.tables.columns.evidence import HEADER, TABLE, Row

#: what tells whether a best answer is right: see `signals`
SIGNALS = ("odds", "lead", "known", "letters", "words", "entity", "usage")
Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Model:
    """`header`: weights of the evidence of a header alone; `both`: of header and table together;
    `calibration`: a constant and a weight for each of SIGNALS; answers below `threshold` are withheld."""

    header: tuple[float, ...]
    both: tuple[float, ...]
    calibration: tuple[float, ...]
    threshold: float


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The packaged model."""
    told = json.loads(files("kbctl.engine.tables.columns").joinpath("model.json").read_text("utf-8"))
    return Model(
        tuple(told["header"][kind] for kind in HEADER),
        tuple(told["both"][kind] for kind in (*HEADER, *TABLE)),
        (told["calibration"]["constant"], *(told["calibration"][signal] for signal in SIGNALS)),
        told["threshold"],
    )


def as_json(model: Model) -> str:
    """The text of model.json: every number with the name of what it weighs."""
    told = {
        "header": dict(zip(HEADER, model.header, strict=True)),
        "both": dict(zip((*HEADER, *TABLE), model.both, strict=True)),
        "calibration": dict(zip(("constant", *SIGNALS), model.calibration, strict=True)),
        "threshold": model.threshold,
    }
    return json.dumps(told, indent=2) + "\n"


def probabilities(rows: Mapping[str, Row], weights: Sequence[float], extra: Scores) -> dict[str, float]:
    """Field → probability: the softmax of the weighted evidence, with what the cells say (`extra`) added."""
    scores = {field: sum(map(mul, weights, row)) + extra.get(field, 0.0) for field, row in rows.items()}
    top = max(scores.values())
    powers = {field: math.exp(score - top) for field, score in scores.items()}
    total = math.fsum(powers.values())
    return {field: power / total for field, power in powers.items()}


def ranked(p: Scores) -> list[str]:
    """The fields, likeliest first; equal ones by name."""
    return sorted(p, key=lambda field: (-p[field], field))


def signals(p: Scores, rows: Mapping[str, Row]) -> tuple[float, ...]:
    """Of the best answer: its odds and its lead over the next (logarithms), whether its name is known, how
    like it is in letters and in words, with the table's name too, and whether such tables use it so."""
    best, following = ranked(p)[:2]
    row = dict(zip((*HEADER, *TABLE), rows[best], strict=True))
    return (
        math.log(p[best] / max(1e-9, 1 - p[best])),
        math.log(p[best] / max(1e-9, p[following])),
        max(row["same"], row["meaning"]),
        row["letters"],
        row["words"],
        row["entity"],
        row["usage"],
    )


def calibrated(signs: Sequence[float], calibration: Sequence[float]) -> float:
    """The chance that the best answer is right."""
    score = calibration[0] + sum(w * s for w, s in zip(calibration[1:], signs, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
