"""Codes that a spreadsheet took for numbers: zeros lost, `.0` added, powers of ten."""

from __future__ import annotations

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import COLUMNS, Dial, Fault
from kbctl.engine.training.generate.work import Work

CODES = (
    "customers.customer_code",
    "suppliers.supplier_code",
    "items.item_code",
    "sales_lines.item_code",
    "bom.bom_component_item",
    "sales_orders.customer_code",
    "purchase_orders.supplier_code",
    "purchase_lines.item_code",
    "balances.item_code",
    "customers.postal_code",
    "suppliers.postal_code",
    "prices.item_code",
    "items.supplier_code",
)


def _whole_column(
    work: Work,
    dice: Dice,
    dial: Dial,
    concept: str,
    spots: tuple[str, ...],
    least: int,
    change: object,
    want: object,
) -> bool:
    """Where a sheet was opened, all of its column suffers; where rows were pasted in, some."""
    assert callable(change) and callable(want)
    places = []
    for grid, field in work.places(spots):
        texts = [text for text in grid.texts(field) if text]
        if (
            sum(map(want, texts)) >= least
            and all(text.isdigit() for text in texts)
            and work.untouched(grid, field)
        ):
            places.append((grid, field))
    if not places:
        return False
    grid, field = dice.pick(places)
    pasted = dice.chance(0.5)
    entry = work.entry(concept, "pasted-rows" if pasted else "whole-file", grid, field)
    for row in work.choose(grid, field, dial.large if pasted else 1.0, dice, want, least):
        entry.put(row, field, change(grid.at(row, field), dice))
    work.claim_column(grid, field)
    return work.keep(entry)


def zeros(work: Work, dice: Dice, dial: Dial) -> bool:
    return _whole_column(
        work,
        dice,
        dial,
        "LeadingZeroLoss",
        CODES,
        3,
        lambda text, d: text.lstrip("0") or "0",
        lambda text: text.startswith("0"),
    )


def decimals(work: Work, dice: Dice, dial: Dial) -> bool:
    return _whole_column(
        work,
        dice,
        dial,
        "DecimalisedCode",
        CODES[:9],
        4,
        lambda text, d: f"{text.lstrip('0')}.0",
        lambda text: text.isdigit() and not text.startswith("0"),
    )


def power(work: Work, dice: Dice, dial: Dial) -> bool:
    def written(text: str, d: Dice) -> str:
        value = int(text)
        digits = str(value)
        rounded = round(value, 5 - (len(digits) - 1))
        whole = str(rounded)
        mantissa = f"{whole[0]}.{whole[1:6]}".rstrip("0")
        return f"{mantissa}E+{len(whole) - 1}"

    return _whole_column(
        work,
        dice,
        dial,
        "ScientificNotationCode",
        ("items.barcode",),
        4,
        written,
        lambda text: len(text) >= 12 and not text.startswith("0"),
    )


FAULTS = {
    "LeadingZeroLoss": Fault(COLUMNS, zeros),
    "DecimalisedCode": Fault(COLUMNS, decimals),
    "ScientificNotationCode": Fault(COLUMNS, power),
}
