"""Cells spoilt by programs: failed formulas, wrong character sets, formatting code, remains of a crash."""

from __future__ import annotations

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import CELLS, Dial, Fault, spoil
from kbctl.engine.training.generate.work import Work

NAMES = """customers.customer_name suppliers.supplier_name customers.address_line1 suppliers.address_line1
items.item_name customers.city suppliers.city item_groups.item_group_name"""
FIGURES = """items.standard_cost prices.sales_price sales_lines.line_amount balances.qty_on_hand
purchase_lines.unit_cost customers.credit_limit items.lead_time_days sales_orders.order_total"""
TEXTS = (
    "items.item_name customers.customer_name suppliers.supplier_name customers.address_line1 prices.item_name"
)


def decoded(text: str, right: str, wrong: str) -> str | None:
    try:
        return text.encode(right).decode(wrong)
    except UnicodeError:
        return None


def questioned(text: str, dice: Dice) -> str:
    return "".join(sign if sign.isascii() else "?" for sign in text)


def encoding(work: Work, dice: Dice, dial: Dial) -> bool:
    """Text beyond ASCII read with the wrong character set."""
    variants = {
        "utf8-as-cp1252": lambda text, d: decoded(text, "utf-8", "cp1252"),
        "utf8-as-latin1": lambda text, d: decoded(text, "utf-8", "latin-1"),
        "replaced": lambda text, d: "".join(s if s.isascii() else "\ufffd" for s in text),
    }
    if work.profile.country.language == "zh":
        variants = {"gbk-as-latin1": lambda text, d: decoded(text, "gb18030", "latin-1")}
    return spoil(
        work,
        "EncodingCorruption",
        dice,
        dial.large,
        NAMES,
        variants,
        want=lambda text: not text.isascii(),
        least=2,
    )


ERRORS = {
    "reference": lambda text, d: "#REF!",
    "lookup": lambda text, d: "#N/A",
    "division": lambda text, d: "#DIV/0!",
    "several": lambda text, d: d.pick(("#VALUE!", "#NAME?", "#N/A", "#NUM!")),
}


def formula_error(work: Work, dice: Dice, dial: Dial) -> bool:
    return spoil(work, "SpreadsheetErrorValue", dice, dial.share * 0.7, FIGURES, ERRORS)


MARKUP = {
    "tags": lambda text, d: d.pick(
        (f"<b>{text}</b>", f"<p>{text}</p>", f"{text}<br>", f"<span>{text}</span>")
    ),
    "entities": lambda text, d: text.replace(" ", "&nbsp;", 1) if " " in text else f"{text}&nbsp;",
    "div": lambda text, d: f'<div style="font-size:10pt">{text}</div>',
}


def markup(work: Work, dice: Dice, dial: Dial) -> bool:
    return spoil(work, "EmbeddedMarkup", dice, dial.share, TEXTS, MARKUP, 1)


def binary(text: str, dice: Dice) -> str:
    """A few signs overwritten with what stood next to them in memory."""
    place = dice.below(max(1, len(text) - 2))
    remains = "".join(
        dice.pick("\x01\x02\x03\x07\x0e\x0f\x10\x14\x1b\x7f") for _ in range(dice.between(2, 4))
    )
    return text[:place] + remains + text[place + 2 :]


def corrupt(work: Work, dice: Dice, dial: Dial) -> bool:
    return spoil(
        work, "CorruptData", dice, dial.share, TEXTS + " customers.phone", {"control-characters": binary}
    )


FAULTS = {
    "EncodingCorruption": Fault(CELLS, encoding),
    "SpreadsheetErrorValue": Fault(CELLS, formula_error),
    "EmbeddedMarkup": Fault(CELLS, markup),
    "CorruptData": Fault(CELLS, corrupt),
}
