"""A profile → the clean tables of the customer."""

from __future__ import annotations

from dataclasses import replace

from kbctl.engine.training.generate import finance
from kbctl.engine.training.generate.codes import scheme
from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.parties import customers, profile_day, suppliers
from kbctl.engine.training.generate.products import products
from kbctl.engine.training.generate.profile import VOLUMES, Profile
from kbctl.engine.training.generate.sheets import Company, Decoy, Record, Sheet, day, sheet
from kbctl.engine.training.generate.stock import stock
from kbctl.engine.training.generate.trade import Trade, said
from kbctl.engine.training.generate.trades import TRADES
from kbctl.engine.training.generate.trading import trading

UNITS = {
    "EA": said("Each|Pieza|Stück|件"),
    "M": said("Metre|Metro|Meter|米"),
    "M2": said("Square metre|Metro cuadrado|Quadratmeter|平方米"),
    "KG": said("Kilogram|Kilogramo|Kilogramm|千克"),
    "G": said("Gram|Gramo|Gramm|克"),
    "ROLL": said("Roll|Rollo|Rolle|卷"),
    "SHT": said("Sheet|Hoja|Tafel|张"),
    "BOX": said("Box|Caja|Schachtel|盒"),
    "DRUM": said("Drum|Tambor|Fass|桶"),
    "BAG": said("Bag|Saco|Sack|袋"),
    "PAL": said("Pallet|Tarima|Palette|托盘"),
    "SPL": said("Spool|Bobina|Spule|线盘"),
    "REEL": said("Reel|Carrete|Gurt|卷盘"),
    "CON": said("Cone|Cono|Kone|筒"),
    "L": said("Litre|Litro|Liter|升"),
    "DOZ": said("Dozen|Docena|Dutzend|打"),
}


def company(profile: Profile) -> Company:
    dice = Dice("customer", profile.industry, profile.seed, "build")
    trade = TRADES[profile.industry]
    many, sellers, share, orders = VOLUMES[profile.size]
    today = profile_day(profile)
    bought_from = suppliers(profile, sellers, scheme(dice.stream("supplier codes"), "V"))
    sold_to, decoys = customers(profile, many, scheme(dice.stream("customer codes"), "C"))
    decoys += both_sides(profile, sold_to, bought_from)
    made = products(profile, trade, share, [str(s["supplier_code"]) for s in bought_from], today)
    traded = trading(profile, made, sold_to, bought_from, orders, today)
    stored = stock(profile, made, traded, today)
    chart = finance.accounts(profile)
    owed = finance.open_items(profile, traded.sales, today)
    sheets = [
        sheet("customers", "customer_code", sold_to),
        sheet("suppliers", "supplier_code", bought_from),
        sheet("item_groups", "item_group", _groups(trade, profile)),
        sheet("units", "base_uom", _units(made.items, profile)),
        sheet("warehouses", "warehouse_code", stored.warehouses),
        sheet("items", "item_code", made.items),
        sheet("bom", "bom_parent_item bom_sequence", made.bom),
        sheet("work_centers", "work_center_code", made.centres),
        sheet("routings", "item_code operation_seq", made.routings),
        sheet("prices", "price_list item_code", traded.prices),
        sheet("sales_orders", "sales_order_no", traded.sales),
        sheet("sales_lines", "sales_order_no order_line_no", traded.sales_lines),
        sheet("purchase_orders", "purchase_order_no", traded.purchases),
        sheet("purchase_lines", "purchase_order_no order_line_no", traded.purchase_lines),
        sheet("work_orders", "work_order_no", stored.work_orders),
        sheet("work_order_parts", "work_order_no item_code", stored.work_order_parts),
        sheet("movements", "movement_no", stored.movements),
        sheet("balances", "item_code warehouse_code", stored.balances),
        sheet("accounts", "ledger_account", chart),
        sheet("open_items", "invoice_no", owed),
        sheet(
            "trial_balance",
            "ledger_account",
            finance.trial_balance(profile, chart, stored.balances, made.items, owed),
        ),
    ]
    if stored.lots:
        sheets.append(sheet("lots", "lot_number", stored.lots))
    if stored.serials:
        sheets.append(sheet("serials", "serial_number", stored.serials))
    if dice.chance(0.7):
        sheets.append(sheet("stock_count", "item_code warehouse_code", stored.counts))
    if dice.chance(0.7):
        sheets.append(sheet("crm_customers", "customer_code", _crm(sold_to)))
    decoys += [*made.decoys, *traded.decoys, *stored.decoys]
    if dice.chance(0.6):
        sheets, decoys = _by_year(sheets, decoys)
    full = {one.name: one for one in sheets if one.records}
    return Company(full, tuple(decoy for decoy in decoys if decoy.sheet in full))


def both_sides(profile: Profile, sold_to: list[Record], bought_from: list[Record]) -> list[Decoy]:
    """One company that buys and sells: it rightly stands in both lists."""
    dice = Dice("customer", profile.industry, profile.seed, "both sides")
    buyer, place = dice.pick(sold_to), dice.below(len(bought_from))
    seller = bought_from[place]
    if buyer["country"] != seller["country"] or not dice.chance(0.7):
        return []
    seller["supplier_name"] = buyer["customer_name"]
    shared = ("address_line1", "city", "postal_code", "state_province", "phone", "email", "tax_id")
    seller |= {field: buyer[field] for field in shared}
    return [Decoy("customer-and-supplier", "DuplicateSupplier", "suppliers", "supplier_name", (place,))]


def _groups(trade: Trade, profile: Profile) -> list[Record]:
    return [
        {"item_group": code, "item_group_name": names[profile.country.language], "parent_group": parent}
        for code, (parent, names) in trade.groups.items()
    ]


def _units(items: list[Record], profile: Profile) -> list[Record]:
    used = {str(item[field]) for item in items for field in ("base_uom", "purchase_uom") if item[field]}
    return [{"base_uom": code, "unit_name": UNITS[code][profile.country.language]} for code in sorted(used)]


def _crm(customers: list[Record]) -> list[Record]:
    """The sales department's own list of the same customers."""
    kept = (
        "customer_code",
        "customer_name",
        "city",
        "country",
        "phone",
        "email",
        "payment_terms",
        "credit_limit",
    )
    return [{field: record[field] for field in kept} for record in customers]


def _by_year(sheets: list[Sheet], decoys: list[Decoy]) -> tuple[list[Sheet], list[Decoy]]:
    """Movements as a file a year."""
    whole = next(one for one in sheets if one.id == "movements")
    years = sorted({day(record, "movement_date").year for record in whole.records})
    parts: list[Sheet] = []
    moved: dict[int, tuple[str, int]] = {}
    for year in years:
        places = [p for p, record in enumerate(whole.records) if day(record, "movement_date").year == year]
        part = replace(whole, records=[whole.records[p] for p in places], part=str(year))
        moved |= {place: (part.name, position) for position, place in enumerate(places)}
        parts.append(part)
    told: list[Decoy] = []
    for decoy in decoys:
        if decoy.sheet != "movements":
            told.append(decoy)
            continue
        for part in parts:
            own = tuple(moved[place][1] for place in decoy.places if moved[place][0] == part.name)
            told.append(replace(decoy, sheet=part.name, places=own))
    return [one for one in sheets if one.id != "movements"] + parts, [d for d in told if d.places]
