"""Purchase and sales orders of two years, and price lists. Totals are the sums of their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kbctl.engine.training.generate.codes import Scheme
from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.products import CENT, FOURTH, RATES, WHOLE, Products
from kbctl.engine.training.generate.profile import Profile
from kbctl.engine.training.generate.sheets import Decoy, Record, day, number, text
from kbctl.engine.training.generate.trade import said

OPEN, DONE = said("Open|Abierto|Offen|未结"), said("Shipped|Entregado|Geliefert|已发货")
RECEIVED = said("Received|Recibido|Eingegangen|已收货")
LISTS = {
    "en": ("STANDARD", "DEALER"),
    "es": ("GENERAL", "DISTRIBUIDOR"),
    "de": ("STANDARD", "HÄNDLER"),
    "zh": ("标准价", "经销价"),
}


@dataclass(frozen=True)
class Trading:
    prices: list[Record]
    sales: list[Record]
    sales_lines: list[Record]
    purchases: list[Record]
    purchase_lines: list[Record]
    decoys: list[Decoy]


def trading(
    profile: Profile,
    made: Products,
    customers: Sequence[Record],
    suppliers: Sequence[Record],
    orders: int,
    today: date,
) -> Trading:
    dice = Dice("customer", profile.industry, profile.seed, "trading")
    prices = _prices(profile, made, dice.stream("prices"), today)
    sales, sales_lines, decoys = _sales(profile, made, prices, customers, orders, today, dice.stream("sales"))
    purchases, purchase_lines = _purchases(
        profile, made, suppliers, orders // 2, today, dice.stream("purchases")
    )
    return Trading(prices, sales, sales_lines, purchases, purchase_lines, decoys)


def _sold(made: Products) -> list[Record]:
    """What is sold: items that no structure uses."""
    used = {line["bom_component_item"] for line in made.bom}
    return [item for item in made.items if item["make_or_buy"] == "M" and item["item_code"] not in used]


def _prices(profile: Profile, made: Products, dice: Dice, today: date) -> list[Record]:
    first, second = LISTS[profile.country.language]
    since = date(today.year - 1, 1, 15)
    found: list[Record] = []
    factor = {item["item_code"]: Decimal(dice.between(165, 215)).scaleb(-2) for item in _sold(made)}
    for name, share in ((first, Decimal(1)), (second, Decimal("0.88"))):
        for item in _sold(made):
            full = number(item, "standard_cost") * factor[item["item_code"]]
            found.append(
                {
                    "price_list": name,
                    "item_code": item["item_code"],
                    "item_name": item["item_name"],
                    "sales_price": (full * share).quantize(CENT, ROUND_HALF_UP),
                    "currency": profile.country.currency,
                    "price_valid_from": since,
                }
            )
    return found


def _days(count: int, today: date, dice: Dice) -> list[date]:
    """Order days of two years, ascending, twice as many in the months before the year's end (a season)."""
    start = today - timedelta(days=729)
    days: list[date] = []
    while len(days) < count:
        one = dice.day(start, today)
        if one.weekday() < 5 and (one.month in (9, 10, 11) or dice.chance(0.55)):
            days.append(one)
    return sorted(days)


def _sales(
    profile: Profile,
    made: Products,
    prices: Sequence[Record],
    customers: Sequence[Record],
    orders: int,
    today: date,
    dice: Dice,
) -> tuple[list[Record], list[Record], list[Decoy]]:
    sold = _sold(made)
    active = [item for item in sold if item["item_status"] == made.items[0]["item_status"]] or sold
    price = {text(p, "item_code"): number(p, "sales_price") for p in reversed(prices)}
    numbers = Scheme(dice.pick(("SO-", "", "4", "SO")), dice.between(10, 70) * 1000 + 1, 5)
    language, home = profile.country.language, profile.country.currency
    heads: list[Record] = []
    lines: list[Record] = []
    split: list[int] = []
    blanket: list[int] = []
    for index, ordered in enumerate(_days(orders, today, dice)):
        customer = dice.pick(customers)
        due = ordered + timedelta(days=dice.between(7, 42))
        total = Decimal(0)
        for position, item in enumerate(dice.sample(active, dice.between(1, 5)), start=1):
            quantity = Decimal(dice.pick((1, 2, 2, 4, 5, 6, 8, 10, 12, 20)))
            if dice.chance(0.01):  # the yearly order of a large house, delivered on call
                quantity = Decimal(dice.pick((48, 60, 72)))
                blanket.append(len(lines))
            rate = RATES[text(customer, "currency")] / RATES[home]
            unit = (
                price[text(item, "item_code")] * rate * Decimal(dice.between(88, 100)).scaleb(-2)
            ).quantize(CENT, ROUND_HALF_UP)
            amount = (unit * quantity).quantize(CENT, ROUND_HALF_UP)
            total += amount
            lines.append(
                {
                    "sales_order_no": numbers.code(index),
                    "order_line_no": position * 10,
                    "item_code": item["item_code"],
                    "order_qty": quantity,
                    "sales_uom": item["base_uom"],
                    "unit_price": unit,
                    "line_amount": amount,
                    "requested_delivery_date": due,
                }
            )
        if dice.chance(0.02):  # half now, half three weeks later: two equal lines but for the date
            again = dict(lines[-1])
            again["order_line_no"] = int(number(again, "order_line_no")) + 10
            again["requested_delivery_date"] = due + timedelta(days=21)
            total += number(again, "line_amount")
            split += [len(lines) - 1, len(lines)]
            lines.append(again)
        heads.append(
            {
                "sales_order_no": numbers.code(index),
                "customer_code": customer["customer_code"],
                "order_date": ordered,
                "requested_delivery_date": due,
                "currency": customer["currency"],
                "order_total": total,
                "order_status": (OPEN if due > today else DONE)[language],
            }
        )
    decoys = [
        Decoy("split-deliveries", "DuplicateRecord", "sales_lines", "item_code", tuple(split)),
        Decoy("blanket-orders", "OutlierValue", "sales_lines", "order_qty", tuple(blanket)),
    ]
    return heads, lines, [decoy for decoy in decoys if decoy.places]


def _purchases(
    profile: Profile, made: Products, suppliers: Sequence[Record], orders: int, today: date, dice: Dice
) -> tuple[list[Record], list[Record]]:
    by_supplier: dict[str, list[Record]] = {}
    for item in made.items:
        if text(item, "supplier_code") and number(item, "standard_cost"):
            by_supplier.setdefault(text(item, "supplier_code"), []).append(item)
    sellers = [supplier for supplier in suppliers if text(supplier, "supplier_code") in by_supplier]
    numbers = Scheme(dice.pick(("PO-", "", "45", "PO")), dice.between(10, 70) * 1000 + 1, 5)
    language, home = profile.country.language, profile.country.currency
    heads: list[Record] = []
    lines: list[Record] = []
    for index, ordered in enumerate(_days(orders, today, dice)):
        supplier = dice.pick(sellers)
        code = text(supplier, "supplier_code")
        due = ordered + timedelta(days=int(number(supplier, "lead_time_days")))
        rate = RATES[text(supplier, "currency")] / RATES[home]
        total = Decimal(0)
        for position, item in enumerate(dice.sample(by_supplier[code], dice.between(1, 4)), start=1):
            factor = number(item, "uom_conversion_factor")
            quantity = Decimal(
                dice.pick((2, 4, 5, 10, 20, 25)) if factor > 1 else dice.pick((20, 40, 50, 100, 200))
            )
            drift = Decimal(dice.between(94, 106)).scaleb(-2)
            unit = (number(item, "standard_cost") * factor * rate * drift).quantize(FOURTH, ROUND_HALF_UP)
            amount = (unit * quantity).quantize(CENT, ROUND_HALF_UP)
            total += amount
            lines.append(
                {
                    "purchase_order_no": numbers.code(index),
                    "order_line_no": position * 10,
                    "item_code": item["item_code"],
                    "order_qty": quantity,
                    "purchase_uom": item["purchase_uom"],
                    "unit_cost": unit,
                    "line_amount": amount,
                    "due_date": due,
                }
            )
        heads.append(
            {
                "purchase_order_no": numbers.code(index),
                "supplier_code": code,
                "order_date": ordered,
                "due_date": due,
                "currency": supplier["currency"],
                "order_total": total,
                "order_status": (OPEN if due > today else RECEIVED)[language],
            }
        )
    return heads, lines


__all__ = ["WHOLE", "Trading", "day", "trading"]
