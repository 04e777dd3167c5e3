"""Codes that were let in against the numbering scheme; they stand so in all tables."""

from __future__ import annotations

from collections.abc import Callable

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import COLUMNS, KEYS, Dial, Fault
from kbctl.engine.training.generate.work import Grid, Row, Work

#: master → its key and all fields that refer to it
REFERENCES = {
    "items": ("item_code", ("item_code", "bom_parent_item", "bom_component_item")),
    "customers": ("customer_code", ("customer_code",)),
    "suppliers": ("supplier_code", ("supplier_code",)),
}
Change = Callable[[str, Dice], str]


def special(text: str, dice: Dice) -> str:
    if "-" in text:
        return dice.pick(
            (
                text.replace("-", "/", 1),
                text.replace("-", "#", 1),
                text + '"',
                text.replace("-", "*", 1),
                text + "/A",
            )
        )
    return dice.pick((f"{text}*", f"{text}/1", f"#{text}", f"{text}'", f"{text[:2]}/{text[2:]}", f"{text}Ñ"))


def malformed(text: str, dice: Dice) -> str:
    """A digit too few or too many, a letter for a digit, another prefix."""
    head = text.rstrip("0123456789")
    ways = [text + str(dice.below(10)), f"{text[:-2]}O{text[-1:]}", f"{head}{text[len(head) :]}X"]
    if head:
        ways += [
            head.rstrip("-") + text[len(head) :] if head.endswith("-") else f"{head}-{text[len(head) :]}",
            f"X{text}",
        ]
    return dice.pick([way for way in ways if way != text])


def everywhere(concept: str, change: Change) -> Fault:
    def inject(work: Work, dice: Dice, dial: Dial) -> bool:
        id_ = dice.pick(("items", "items", "customers", "suppliers"))
        (grid,) = work.all(id_)
        key, fields = REFERENCES[id_]
        entry = work.entry(concept, "let-in", grid, key)
        taken = set(grid.texts(key))
        used: dict[str, list[tuple[Grid, Row, str]]] = {}
        for other in work.grids.values():
            for field in fields:
                if other.has(field) and other is not grid:
                    for row in other.rows:
                        used.setdefault(other.at(row, field), []).append((other, row, field))
        for row in work.choose(grid, key, dial.share * 0.7, dice):
            old = grid.at(row, key)
            new = change(old, dice)
            if new in taken or not all(work.free(*one) for one in used.get(old, ())):
                continue
            taken.add(new)
            entry.put(row, key, new)
            for other, line, field in used.get(old, ()):
                entry.carry(other, line, field, new)
        return work.keep(entry)

    return Fault(KEYS, inject)


def rekeyed(work: Work, dice: Dice, dial: Dial) -> bool:
    """One file comes from a system that numbers the same things in its own way, and no list translates."""
    places = [
        p
        for p in work.places(("stock_count.item_code", "prices.item_code", "crm_customers.customer_code"))
        if work.untouched(*p)
    ]
    if not places:
        return False
    grid, field = dice.pick(places)
    codes = sorted(set(grid.texts(field)))
    head, start = dice.pick(("", "X", "K", "9")), dice.between(20, 80) * 1000
    new = dict(
        zip(codes, (f"{head}{start + 3 * place}" for place in dice.shuffled(range(len(codes)))), strict=True)
    )
    entry = work.entry("KeyMismatch", "numbered-otherwise", grid, field)
    masters = work.all("customers" if field == "customer_code" else "items")
    entry.tables += [grid.file, *(one.file for one in masters)]
    for row in grid.rows:
        if row.origin >= 0:
            entry.put(row, field, new[grid.at(row, field)])
    work.claim_column(grid, field)
    return work.keep(entry)


FAULTS = {
    "SpecialCharacterInCode": everywhere("SpecialCharacterInCode", special),
    "InvalidCodeFormat": everywhere("InvalidCodeFormat", malformed),
    "KeyMismatch": Fault(COLUMNS, rekeyed),
}
