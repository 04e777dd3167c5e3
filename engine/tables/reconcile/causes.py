"""What a variance looks like: sign, unit, decimal point, rate, swap. Suspicions, never explanations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kbctl.engine.tables.reconcile.variance import Variance

#: after ÷ before → what multiplies like that
FACTORS: tuple[tuple[Decimal, str], ...] = tuple(
    (Decimal(factor), said)
    for factor, said in (
        ("1000", "thousand: kg as g, m as mm, or a thousands mark lost"),
        ("100", "hundred: the decimal mark lost, m as cm, or price per hundred"),
        ("10", "ten: the decimal mark moved by one place"),
        ("12", "twelve: dozens as pieces"),
        ("144", "gross (144) as pieces"),
        ("60", "sixty: hours as minutes"),
        ("3600", "3,600: hours as seconds"),
        ("2.2046226", "kg as lb"),
        ("35.2739619", "kg as oz"),
        ("16", "lb as oz"),
        ("25.4", "inches as mm"),
        ("3.2808399", "m as ft"),
        ("0.9144", "yards as m"),
        ("3.7854118", "US gallons as litres"),
    )
)
NEAR = Decimal("0.0005")  # relative: rounding of a converted figure
SHARED = 3  # records that must agree on an odd factor before it is called one rate


def with_causes(found: Sequence[Variance]) -> tuple[Variance, ...]:
    """The variances with a suspected cause where a pattern fits."""
    swaps = _swaps(found)
    rates = _rates(found)
    return tuple(
        replace(v, cause=_single(v) or swaps.get(n, "") or rates.get(n, "")) for n, v in enumerate(found)
    )


def _single(variance: Variance) -> str:
    if variance.kind == "repeated":
        return "the record stands more than once after"
    if variance.kind in ("missing", "new"):
        return "not loaded" if variance.kind == "missing" else "not in the tables before"
    if variance.kind == "moved":
        return f"counted under {variance.place[1]} in place of {variance.place[0]}"
    if not variance.before or not variance.after:
        return "blank or zero after" if variance.before else "blank or zero before"
    ratio = variance.after / variance.before
    sign = "sign turned" if ratio < 0 else ""
    ratio = abs(ratio)
    if _near(ratio, Decimal(1)):
        return sign
    for factor, said in FACTORS:
        if _near(ratio, factor):
            return _joined(sign, f"× {said}")
        if _near(ratio * factor, Decimal(1)):
            return _joined(sign, f"÷ {said}")
    return sign


def _swaps(found: Sequence[Variance]) -> dict[int, str]:
    """Of one table and measure: what one record lost another gained. Only where the amount fits one alone."""
    gains: dict[tuple[str, str, Decimal], list[int]] = {}
    for place, variance in enumerate(found):
        if variance.amount:
            gains.setdefault((variance.table, variance.measure, variance.amount), []).append(place)
    told = {}
    for (table, measure, amount), places in gains.items():
        others = gains.get((table, measure, -amount), [])
        if len(places) == 1 and len(others) == 1:
            way = "gained by" if amount < 0 else "lost by"
            told[places[0]] = f"the same amount was {way} {found[others[0]].key}"
    return told


def _rates(found: Sequence[Variance]) -> dict[int, str]:
    """One odd factor on many records of a measure: a rate or a price unit that was applied to all of them."""
    ratios: dict[int, tuple[str, str, Decimal]] = {}
    for place, v in enumerate(found):
        if v.kind == "changed" and v.before and v.after and not _near(abs(v.after / v.before), Decimal(1)):
            ratios[place] = v.table, v.measure, round(v.after / v.before, 3)
    often = Counter(ratios.values())
    return {
        place: f"× {ratio[2]} on {often[ratio]} records: one rate or price unit"
        for place, ratio in ratios.items()
        if often[ratio] >= SHARED
    }


def _near(ratio: Decimal, factor: Decimal) -> bool:
    return abs(ratio - factor) <= NEAR * factor


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
