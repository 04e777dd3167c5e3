"""What became of a row of a mapping sheet, from what the project wrote in its status column.

Longer phrases are taken out before shorter ones are looked for, so that `not ok` is no `ok` and `no
errors` no error.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, get_args

from kbctl.engine.tables.mining.saying import bare, is_chinese, spoken
from kbctl.engine.tables.mining.words import words

Outcome = Literal["ok", "partly", "corrected", "failed", "rejected", "left out", "unknown"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

_SIGNS: dict[Outcome, str] = {"ok": "✓✔√是", "failed": "✗✘×x否", "unknown": "-—–/?？"}
#: of several that are said, the one that holds: what was corrected had failed before, what went well in part
#: did not go well
_HOLDS: tuple[Outcome, ...] = ("rejected", "corrected", "partly", "left out", "unknown")


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, Outcome], ...]:
    """Every phrase with its outcome, those of more words first."""
    told = ((phrase, outcome) for outcome in OUTCOMES for phrase in words()[f"outcome {outcome}"])
    return tuple(sorted(told, key=lambda pair: (-len(pair[0].split()), -len(pair[0]), pair)))


def _sign(plain: str) -> Outcome | None:
    """What a cell of nothing but a sign says."""
    bare_sign = plain[:1] if len(set(plain)) == 1 else " "
    if plain in ("n", "no"):
        return "failed"
    return next((outcome for outcome, signs in _SIGNS.items() if bare_sign in signs), None)


def outcome_of(text: str) -> Outcome | None:
    """None where the text says nothing that is known, or that it went well and failed at once; a blank is
    unknown."""
    plain = bare(text)
    if not plain:
        return "unknown"
    if sign := _sign(plain):
        return sign
    if is_nothing(text):
        return "unknown"
    said = spoken(text)
    found: set[Outcome] = set()
    for phrase, outcome in _phrases():
        whole = phrase if is_chinese(phrase) else f" {phrase} "
        # a word of one or two letters says something only where nothing else stands there
        if whole in said and (len(phrase) > 2 or is_chinese(phrase) or phrase == "ok" or said == whole):
            said = said.replace(whole, " | ")
            found.add(outcome)
    for outcome in _HOLDS:
        if outcome in found:
            return outcome
    return found.pop() if len(found) == 1 else None


def is_nothing(text: str) -> bool:
    """Whether a cell only stands for an empty one: `n/a`, `-`."""
    return _sign(bare(text)) == "unknown" or spoken(text).strip() in words()["nothing"]


def is_left_out(target: str) -> bool:
    """Whether a target says that the column was not taken over."""
    return is_nothing(target) or spoken(target).strip() in words()["outcome left out"]
