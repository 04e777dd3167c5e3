"""Blanks around and inside values, as retyping and pasting from web pages and e-mails leave them."""

from __future__ import annotations

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import CELLS, Change, Dial, Fault, spoil
from kbctl.engine.training.generate.work import Work

SPOTS = """customers.customer_name suppliers.supplier_name items.item_name customers.city suppliers.city
items.item_code bom.bom_component_item sales_lines.item_code customers.customer_group items.item_group"""


def doubled(text: str, dice: Dice) -> str | None:
    gaps = [place for place, sign in enumerate(text) if sign == " "]
    if not gaps:
        return None
    place = dice.pick(gaps)
    gap = dice.pick(("  ", "   ", " \u00a0"))
    return f"{text[:place]}{gap}{text[place + 1 :]}"


VARIANTS: dict[str, Change] = {
    "trailing": lambda text, dice: text + dice.pick((" ", "  ", "\u00a0", "\t")),
    "leading": lambda text, dice: dice.pick((" ", "  ", "\u00a0")) + text,
    "around": lambda text, dice: dice.pick((f" {text}", f"{text} ", f" {text} ")),
    "doubled": doubled,
}


def inject(work: Work, dice: Dice, dial: Dial) -> bool:
    return spoil(work, "WhitespaceNoise", dice, dial.share, SPOTS, VARIANTS, columns=3)


FAULTS = {"WhitespaceNoise": Fault(CELLS, inject)}
