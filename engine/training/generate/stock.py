"""Work orders, movements, balances, lots, serials and a stock count; nothing is issued before it was
there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kbctl.engine.training.generate.codes import Scheme
from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.products import WHOLE, YES, Products
from kbctl.engine.training.generate.profile import Profile
from kbctl.engine.training.generate.sheets import Decoy, Record, day, number, text
from kbctl.engine.training.generate.trade import said
from kbctl.engine.training.generate.trading import DONE, OPEN, RECEIVED, Trading

KINDS = {
    "receipt": said("Purchase receipt|Entrada por compra|Wareneingang|采购入库"),
    "issue": said("Sales issue|Salida por venta|Warenausgang|销售出库"),
    "made": said("Production receipt|Entrada de producción|Produktionszugang|生产入库"),
    "used": said("Production issue|Salida a producción|Materialentnahme|生产领料"),
    "return": said("Customer return|Devolución de cliente|Kundenretoure|客户退货"),
}
CLOSED = said("Closed|Cerrado|Abgeschlossen|已完工")
STORES = {
    "raw": said("Raw material store|Almacén de materias primas|Rohstofflager|原料仓"),
    "done": said("Finished goods|Almacén de producto terminado|Fertigwarenlager|成品仓"),
    "quarantine": said("Quarantine|Cuarentena|Sperrlager|待检仓"),
    "branch": said("Branch store|Almacén de sucursal|Außenlager|分库"),
}


@dataclass
class Event:
    """One movement before it is numbered. `quantity` has the sign of its effect on the stock."""

    on: date
    item: str
    store: str
    kind: str
    quantity: Decimal
    reference: str
    lot: str = ""


@dataclass(frozen=True)
class Stock:
    warehouses: list[Record]
    work_orders: list[Record]
    work_order_parts: list[Record]
    movements: list[Record]
    balances: list[Record]
    counts: list[Record]
    lots: list[Record]
    serials: list[Record]
    decoys: list[Decoy] = field(default_factory=list)


def stock(profile: Profile, made: Products, traded: Trading, today: date) -> Stock:
    dice = Dice("customer", profile.industry, profile.seed, "stock")
    language = profile.country.language
    stores = _stores(profile, dice.stream("stores"))
    orders, parts = _work_orders(profile, made, len(traded.sales) // 2, today, dice.stream("work"))
    events = _events(profile, made, traded, orders, parts, stores, dice.stream("events"))
    lots = _lots(profile, made, events, dice.stream("lots"))
    balances = _balances(made, events, dice.stream("balances"))
    numbers = Scheme("", dice.between(100, 700) * 1000 + 1, 6)
    movements: list[Record] = [
        {
            "movement_no": numbers.code(index),
            "movement_date": event.on,
            "movement_type": KINDS[event.kind][language],
            "item_code": event.item,
            "warehouse_code": event.store,
            "quantity": event.quantity,
            "lot_number": event.lot,
            "reference": event.reference,
        }
        for index, event in enumerate(events)
    ]
    counts: list[Record] = [
        {
            "item_code": b["item_code"],
            "warehouse_code": b["warehouse_code"],
            "counted_qty": b["qty_on_hand"],
            "count_date": today,
        }
        for b in balances
    ]
    warehouses: list[Record] = [record for _, record in stores]
    decoys = [
        Decoy(
            "negative-issues",
            "NegativeInventory",
            "movements",
            "quantity",
            _places(movements, language, "used", "issue"),
        ),
        Decoy(
            "customer-returns",
            "SignConvention",
            "movements",
            "quantity",
            _places(movements, language, "return"),
        ),
    ]
    if fillers := tuple(p for p, record in enumerate(warehouses) if record["warehouse_code"] == "999"):
        decoys.append(Decoy("store-999", "PlaceholderValue", "warehouses", "warehouse_code", fillers))
    serials = _serials(profile, made, traded, dice.stream("serials"))
    return Stock(
        warehouses, orders, parts, movements, balances, counts, lots, serials, [d for d in decoys if d.places]
    )


def _places(movements: list[Record], language: str, *kinds: str) -> tuple[int, ...]:
    meant = {KINDS[kind][language] for kind in kinds}
    return tuple(place for place, record in enumerate(movements) if record["movement_type"] in meant)


def _stores(profile: Profile, dice: Dice) -> list[tuple[str, Record]]:
    style = dice.pick((("RM", "FG", "QC", "BR"), ("100", "200", "999", "300"), ("W1", "W2", "W9", "W3")))
    uses = ["raw", "done", "quarantine", *(["branch"] if profile.sites > 1 else [])]
    return [
        (
            use,
            {
                "warehouse_code": style[position],
                "warehouse_name": STORES[use][profile.country.language],
                "city": dice.pick(profile.country.places).city,
            },
        )
        for position, use in enumerate(uses)
    ]


def _work_orders(
    profile: Profile, made: Products, count: int, today: date, dice: Dice
) -> tuple[list[Record], list[Record]]:
    language = profile.country.language
    numbers = Scheme(dice.pick(("WO-", "", "MO")), dice.between(10, 80) * 1000 + 1, 5)
    by_parent: dict[str, list[Record]] = {}
    for line in made.bom:
        by_parent.setdefault(text(line, "bom_parent_item"), []).append(line)
    makeable = [item for item in made.items if text(item, "item_code") in by_parent]
    days = sorted(dice.day(today - timedelta(days=728), today + timedelta(days=10)) for _ in range(count))
    orders: list[Record] = []
    parts: list[Record] = []
    for index, start in enumerate(days):
        item = dice.pick(makeable)
        quantity = Decimal(dice.pick((5, 10, 12, 20, 25, 40)))
        end = start + timedelta(days=int(number(item, "lead_time_days")))
        code = numbers.code(index)
        orders.append(
            {
                "work_order_no": code,
                "item_code": item["item_code"],
                "work_order_qty": quantity,
                "planned_start_date": start,
                "planned_end_date": end,
                "order_status": (CLOSED if end <= today else OPEN)[language],
            }
        )
        for line in by_parent[text(item, "item_code")]:
            parts.append(
                {
                    "work_order_no": code,
                    "item_code": line["bom_component_item"],
                    "required_qty": (quantity * number(line, "bom_qty_per")).quantize(
                        Decimal("0.01"), ROUND_HALF_UP
                    ),
                    "base_uom": line["bom_component_uom"],
                }
            )
            if line["bom_component_uom"] in WHOLE:
                parts[-1]["required_qty"] = Decimal(int(number(parts[-1], "required_qty")))
    return orders, parts


def _events(
    profile: Profile,
    made: Products,
    traded: Trading,
    orders: list[Record],
    parts: list[Record],
    stores: list[tuple[str, Record]],
    dice: Dice,
) -> list[Event]:
    language = profile.country.language
    store = {use: text(record, "warehouse_code") for use, record in stores}
    items = {text(item, "item_code"): item for item in made.items}
    home = {code: store["raw" if item["make_or_buy"] == "B" else "done"] for code, item in items.items()}
    events: list[Event] = []
    received = {
        text(h, "purchase_order_no"): h for h in traded.purchases if h["order_status"] == RECEIVED[language]
    }
    for line in traded.purchase_lines:
        if head := received.get(text(line, "purchase_order_no")):
            code = text(line, "item_code")
            quantity = number(line, "order_qty") * number(items[code], "uom_conversion_factor")
            events.append(
                Event(
                    day(head, "due_date"),
                    code,
                    home[code],
                    "receipt",
                    quantity,
                    text(line, "purchase_order_no"),
                )
            )
    shipped = {text(h, "sales_order_no"): h for h in traded.sales if h["order_status"] == DONE[language]}
    for line in traded.sales_lines:
        if head := shipped.get(text(line, "sales_order_no")):
            code, quantity = text(line, "item_code"), number(line, "order_qty")
            on, reference = day(head, "requested_delivery_date"), text(line, "sales_order_no")
            events.append(Event(on, code, home[code], "issue", -quantity, reference))
            if dice.chance(0.02):
                events.append(Event(on, code, store["quarantine"], "return", Decimal(1), reference))
    ended = {text(o, "work_order_no"): o for o in orders if o["order_status"] == CLOSED[language]}
    for order in ended.values():
        code = text(order, "item_code")
        events.append(
            Event(
                day(order, "planned_end_date"),
                code,
                home[code],
                "made",
                number(order, "work_order_qty"),
                text(order, "work_order_no"),
            )
        )
    for part in parts:
        if of := ended.get(text(part, "work_order_no")):
            code = text(part, "item_code")
            if number(part, "required_qty"):
                events.append(
                    Event(
                        day(of, "planned_start_date"),
                        code,
                        home[code],
                        "used",
                        -number(part, "required_qty"),
                        text(part, "work_order_no"),
                    )
                )
    return sorted(events, key=lambda e: (e.on, e.reference, e.item, e.kind))


def _lots(profile: Profile, made: Products, events: list[Event], dice: Dice) -> list[Record]:
    """Receipts of tracked items open a lot, issues take one of those opened before."""
    tracked = {text(i, "item_code") for i in made.items if i["lot_tracked"] == YES[profile.country.language]}
    known: dict[str, list[str]] = {}
    found: list[Record] = []

    def opened(item: str, on: date) -> str:
        lot = f"L{on:%y%m}{len(found) + 1:05d}"
        found.append(
            {
                "lot_number": lot,
                "item_code": item,
                "production_date": on,
                "expiry_date": on + timedelta(days=730),
            }
        )
        known.setdefault(item, []).append(lot)
        return lot

    if events:
        for item in sorted(tracked):
            opened(item, events[0].on - timedelta(days=dice.between(20, 90)))
    for event in events:
        if event.item in tracked:
            event.lot = (
                opened(event.item, event.on) if event.quantity > 0 else dice.pick(known[event.item][-3:])
            )
    return found


def _balances(made: Products, events: list[Event], dice: Dice) -> list[Record]:
    """Opening stock such that no movement ever takes a store below zero."""
    unit = {text(item, "item_code"): text(item, "base_uom") for item in made.items}
    running: dict[tuple[str, str], Decimal] = {}
    lowest: dict[tuple[str, str], Decimal] = {}
    for event in events:
        place = (event.item, event.store)
        running[place] = running.get(place, Decimal(0)) + event.quantity
        lowest[place] = min(lowest.get(place, Decimal(0)), running[place])
    found: list[Record] = []
    for item, store in sorted(running):
        opening = -lowest[item, store] + Decimal(dice.between(0, 40))
        on_hand = opening + running[item, store]
        allocated = Decimal(dice.between(0, int(on_hand) // 3)) if on_hand >= 3 else Decimal(0)
        found.append(
            {
                "item_code": item,
                "warehouse_code": store,
                "base_uom": unit[item],
                "opening_qty": opening,
                "qty_on_hand": on_hand,
                "allocated_qty": allocated,
                "available_qty": on_hand - allocated,
            }
        )
    return found


def _serials(profile: Profile, made: Products, traded: Trading, dice: Dice) -> list[Record]:
    tracked = {
        text(i, "item_code") for i in made.items if i["serial_tracked"] == YES[profile.country.language]
    }
    due = {text(head, "sales_order_no"): day(head, "order_date") for head in traded.sales}
    found: list[Record] = []
    for line in traded.sales_lines:
        if text(line, "item_code") in tracked:
            on = due[text(line, "sales_order_no")]
            for _ in range(min(3, int(number(line, "order_qty")))):
                found.append(
                    {
                        "serial_number": f"S{on:%y}{len(found) + 1:06d}",
                        "item_code": line["item_code"],
                        "sales_order_no": line["sales_order_no"],
                        "production_date": on - timedelta(days=dice.between(1, 20)),
                    }
                )
    return found
