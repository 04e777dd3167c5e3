"""E-mail addresses and telephone numbers that reach nobody, tax numbers with a slip."""

from __future__ import annotations

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import CELLS, Dial, Fault, spoil
from kbctl.engine.training.generate.work import Work

NOTES = {"en": "call first", "es": "llamar primero", "de": "nur telefonisch", "zh": "先打电话"}


def contact(work: Work, dice: Dice, dial: Dial) -> bool:
    note = NOTES[work.profile.country.language]
    mail = {
        "no-at": lambda text, d: text.replace("@", d.pick(("", ".", " at "))),
        "no-domain": lambda text, d: text.partition("@")[0] + "@",
        "broken": lambda text, d: d.pick(
            (text.replace("@", "@@"), text.replace(".", ",", 1), text.replace("@", " @ "))
        ),
        "note": lambda text, d: note,
    }
    phone = {
        "too-short": lambda text, d: text[: max(4, len(text) - d.between(4, 6))].rstrip(" -"),
        "letters": lambda text, d: text[:-4] + d.pick(("XXXX", "ABCD", "????")),
    }
    found = spoil(work, "InvalidContactDetail", dice, dial.share, "customers.email suppliers.email", mail, 1)
    return (
        spoil(work, "InvalidContactDetail", dice, dial.share, "customers.phone suppliers.phone", phone, 1)
        or found
    )


def swapped(text: str, dice: Dice) -> str | None:
    """Two neighbouring digits exchanged: the check digit no longer fits. An EIN has none."""
    places = [
        p
        for p in range(2, len(text) - 1)
        if text[p].isdigit() and text[p + 1].isdigit() and text[p] != text[p + 1]
    ]
    if not places or text[2:3] == "-":
        return None
    place = dice.pick(places)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


TAX = {
    "digit-missing": lambda text, d: text[:-1],
    "digit-too-many": lambda text, d: text + str(d.below(10)),
    "swapped": lambda text, d: swapped(text, d) or text[:-2],
}


def tax(work: Work, dice: Dice, dial: Dial) -> bool:
    return spoil(work, "InvalidTaxIdentifier", dice, dial.share, "customers.tax_id suppliers.tax_id", TAX)


FAULTS = {"InvalidContactDetail": Fault(CELLS, contact), "InvalidTaxIdentifier": Fault(CELLS, tax)}
