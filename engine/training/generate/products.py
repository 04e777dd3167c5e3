"""Items, their structures and routings. Costs roll up: a made item costs what its structure costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kbctl.engine.training.generate.codes import Scheme
from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.identifiers import ean13
from kbctl.engine.training.generate.profile import Profile
from kbctl.engine.training.generate.sheets import Decoy, Record, number
from kbctl.engine.training.generate.trade import Family, Trade, said

CENT, FOURTH = Decimal("0.01"), Decimal("0.0001")
TYPES = {
    "finished": said("Finished good|Producto terminado|Fertigerzeugnis|成品"),
    "made": said("Semi-finished|Semielaborado|Halbfabrikat|半成品"),
    "bought": said("Raw material|Materia prima|Rohstoff|原材料"),
    "free": said("Free issue|Suministrado por cliente|Beistellung|客供料"),
}
STATUS = {
    "active": said("Active|Activo|Aktiv|在用"),
    "gone": said("Discontinued|Descontinuado|Ausgelaufen|停用"),
}
YES = {"en": "Y", "es": "S", "de": "J", "zh": "是"}
NO = {"en": "N", "es": "N", "de": "N", "zh": "否"}
EAN = {"US": "0", "MX": "750", "ES": "84", "DE": "40", "CN": "690"}
#: one US dollar in the currencies of the home countries; a round figure of the middle of the period
RATES = {"USD": Decimal(1), "EUR": Decimal("0.92"), "MXN": Decimal("17.5"), "CNY": Decimal("7.2")}
WHOLE = frozenset({"EA", "PAA", "SET"})


@dataclass(frozen=True)
class Products:
    """`families`: of each item. `parts`: item → its components and their quantities."""

    items: list[Record]
    families: list[Family]
    bom: list[Record]
    routings: list[Record]
    centres: list[Record]
    decoys: list[Decoy]


def products(
    profile: Profile, trade: Trade, share: float, supplier_codes: Sequence[str], today: date
) -> Products:
    dice = Dice("customer", profile.industry, profile.seed, "products")
    items, families = _items(profile, trade, share, supplier_codes, today, dice.stream("items"))
    bom = _bom(items, families, dice.stream("bom"))
    _roll_up(items, bom)
    decoys = _noted(items, profile, dice.stream("notes")) + _ended(
        items, families, bom, profile.country.language
    )
    centres = _centres(profile, trade, dice.stream("centres"))
    routings = _routings(profile, trade, items, families, centres, dice.stream("routings"))
    return Products(items, families, bom, routings, centres, decoys)


def _items(
    profile: Profile, trade: Trade, share: float, supplier_codes: Sequence[str], today: date, dice: Dice
) -> tuple[list[Record], list[Family]]:
    language, rate = profile.country.language, RATES[profile.country.currency]
    items: list[Record] = []
    families: list[Family] = []
    number_of = _numbering(dice.stream("codes"))
    for family in trade.families:
        forms = [(variant, size) for variant in family.variants for size in family.sizes]
        most = max(2, int(len(forms) * share + 0.999))
        kept = sorted(dice.sample(range(len(forms)), most))
        sources = dice.sample(supplier_codes, 2)
        level = Decimal(1)
        for variant, size in (forms[place] for place in kept):
            made = family.tier > 0
            free = "free" in family.flags
            level = dice.amount(*family.cost, 4) * rate if not made else Decimal(0)
            created = dice.day(date(2014, 3, 1), today - timedelta(days=760))
            kind = (
                "free"
                if free
                else "bought"
                if not made
                else "finished"
                if family.tier == trade.top
                else "made"
            )
            items.append(
                {
                    "item_code": number_of(family, len(items)),
                    "item_name": item_name(family, variant[language], size, language),
                    "item_group": family.group,
                    "item_type": TYPES[kind][language],
                    "make_or_buy": "M" if made else "B",
                    "base_uom": family.unit,
                    "purchase_uom": "" if made else family.purchase_unit,
                    "uom_conversion_factor": None if made else dice.pick(family.factor),
                    "standard_cost": Decimal(0) if free else level.quantize(FOURTH, ROUND_HALF_UP),
                    "lead_time_days": dice.between(2, 15) if made else dice.between(1, 8) * 7,
                    "supplier_code": "" if made else dice.pick(sources),
                    "lot_tracked": YES[language] if "lot" in family.flags else NO[language],
                    "serial_tracked": YES[language] if "serial" in family.flags else NO[language],
                    "item_status": STATUS["active"][language],
                    "barcode": ean13(
                        dice, EAN[profile.country.code] + "".join(str(ord(c) % 10) for c in profile.name[:3])
                    ),
                    "created_date": created,
                    "modified_date": dice.day(created, today),
                }
            )
            families.append(family)
    return items, families


def _numbering(dice: Dice):  # type: ignore[no-untyped-def]
    """How items are numbered: by family and number, or by number alone, with or without leading zeros."""
    kind, start = dice.below(10), dice.between(1, 8)
    seen: dict[str, int] = {}

    def speaking(family: Family, index: int) -> str:
        seen[family.tag] = seen.get(family.tag, 0) + 1
        return f"{family.tag}-{start}{seen[family.tag]:03d}"

    def longer(family: Family, index: int) -> str:
        """Finished goods carry a variant number, so codes are of two lengths by design."""
        code = speaking(family, index)
        return f"{code}-{1 + index % 6:02d}" if family.tier >= 3 else code

    def padded(family: Family, index: int) -> str:
        return f"{start * 1000 + 7 * index + 1:08d}"

    def plain(family: Family, index: int) -> str:
        return str(start * 100000 + 10 * index + 10)

    return (speaking, speaking, speaking, longer, longer, padded, padded, padded, plain, plain)[kind]


def item_name(family: Family, variant: str, size: str, language: str) -> str:
    name = family.names[language]
    if language == "zh":
        return " ".join(part for part in (variant + name, size) if part)
    return " ".join(part for part in (name, variant, size) if part)


def _bom(items: list[Record], families: list[Family], dice: Dice) -> list[Record]:
    by_family: dict[str, list[int]] = {}
    for place, family in enumerate(families):
        by_family.setdefault(family.tag, []).append(place)
    lines: list[Record] = []
    for place, family in enumerate(families):
        shares = _shares([use for use in family.uses if use.share], dice)
        for position, use in enumerate(family.uses, start=1):
            component = items[_like(items[place], items, by_family[use.tag], dice)]
            whole = component["base_uom"] in WHOLE
            if use.share:
                amount = shares[position - 1]
            elif whole:
                amount = Decimal(dice.between(int(use.low), int(use.high)))
            else:
                steps = int((use.high - use.low) * 100)
                amount = use.low + Decimal(dice.below(steps + 1)).scaleb(-2)
            lines.append(
                {
                    "bom_parent_item": items[place]["item_code"],
                    "bom_sequence": position * 10,
                    "bom_component_item": component["item_code"],
                    "bom_qty_per": amount,
                    "bom_component_uom": component["base_uom"],
                }
            )
            if any(one.share for f in families for one in f.uses):
                lines[-1]["share"] = amount * 100 if use.share else None
    return lines


def _shares(uses: Sequence[object], dice: Dice) -> list[Decimal]:
    """Shares in steps of 5 % that sum to 1."""
    if not uses:
        return []
    cuts = sorted(dice.sample(range(1, 20), len(uses) - 1))
    return [Decimal(5 * (high - low)).scaleb(-2) for low, high in zip([0, *cuts], [*cuts, 20], strict=True)]


def _like(parent: Record, items: list[Record], places: Sequence[int], dice: Dice) -> int:
    """A component of the parent's variant where there is one (an oak leg for an oak table)."""
    spoken = set(str(parent["item_name"]).split())
    near = [max((len(spoken & set(str(items[place]["item_name"]).split())), place) for place in places)]
    best = [
        place for place in places if len(spoken & set(str(items[place]["item_name"]).split())) == near[0][0]
    ]
    return dice.pick(best)


def _roll_up(items: list[Record], bom: list[Record]) -> None:
    """Standard cost of made items from below; components stand before parents in the list of items."""
    cost = {item["item_code"]: number(item, "standard_cost") for item in items}
    lines: dict[object, list[Record]] = {}
    for line in bom:
        lines.setdefault(line["bom_parent_item"], []).append(line)
    for item in items:
        if own := lines.get(item["item_code"]):
            total = sum(
                (number(line, "bom_qty_per") * cost[line["bom_component_item"]] for line in own), Decimal(0)
            )
            cost[item["item_code"]] = total.quantize(FOURTH, ROUND_HALF_UP)
            item["standard_cost"] = cost[item["item_code"]]


def _ended(items: list[Record], families: list[Family], bom: list[Record], language: str) -> list[Decoy]:
    """A few finished items are discontinued and say so; nothing uses them any more."""
    used = {line["bom_component_item"] for line in bom}
    ended = [p for p, item in enumerate(items) if families[p].tier and item["item_code"] not in used][::9][1:]
    for place in ended:
        items[place]["item_status"] = STATUS["gone"][language]
    free = tuple(place for place, family in enumerate(families) if "free" in family.flags)
    decoys = [
        Decoy("discontinued-items", "StaleRecord", "items", "item_status", tuple(ended)),
        Decoy("free-issue-items", "MissingCost", "items", "standard_cost", free),
        Decoy("item-variants", "DuplicateItem", "items", "item_name", tuple(range(len(items)))),
    ]
    if len({len(str(item["item_code"])) for item in items}) > 1:
        decoys.append(
            Decoy("codes-of-two-lengths", "InvalidCodeFormat", "items", "item_code", tuple(range(len(items))))
        )
    return [decoy for decoy in decoys if decoy.places]


#: remarks for two plants, written in both languages
NOTES = (
    said("Handle with care|Manejar con cuidado|Vorsichtig behandeln|小心轻放"),
    said("Keep dry|Mantener seco|Trocken lagern|保持干燥"),
    said("Ask purchasing before reordering|Consultar a compras|Vor Nachbestellung fragen|补货前询问采购"),
)


def _noted(items: list[Record], profile: Profile, dice: Dice) -> list[Decoy]:
    """A column of notes that is kept in two languages on purpose."""
    if profile.complexity < 4 or not dice.chance(0.6):
        return []
    home = profile.country.language
    other = "en" if home != "en" else "es"
    noted = []
    for place, item in enumerate(items):
        note = dice.pick(NOTES)
        item["remarks"] = f"{note[home]} / {note[other]}" if dice.chance(0.3) else ""
        if item["remarks"]:
            noted.append(place)
    return [Decoy("notes-in-two-languages", "MixedLanguageText", "items", "remarks", tuple(noted))]


def _centres(profile: Profile, trade: Trade, dice: Dice) -> list[Record]:
    language, rate = profile.country.language, RATES[profile.country.currency]
    found: list[Record] = []
    for centre in trade.centres:
        for machine in range(1, dice.between(1, 3) + 1):
            found.append(
                {
                    "work_center_code": f"{centre.code}{machine:02d}",
                    "work_center_name": f"{centre.names[language]} {machine}",
                    "hourly_rate": (Decimal(dice.between(*centre.rate)) * rate).quantize(CENT),
                    "capacity": dice.pick((8, 16, 24)),
                }
            )
    return found


def _routings(
    profile: Profile,
    trade: Trade,
    items: list[Record],
    families: list[Family],
    centres: list[Record],
    dice: Dice,
) -> list[Record]:
    language = profile.country.language
    found: list[Record] = []
    for item, family in zip(items, families, strict=True):
        if not family.tier:
            continue
        steps = [
            one for one in trade.centres if one.tier == min(family.tier, max(c.tier for c in trade.centres))
        ]
        steps = steps or [one for one in trade.centres if one.tier < family.tier][-2:]
        chosen = sorted(dice.sample(range(len(steps)), min(len(steps), dice.between(1, 3))))
        for position, step in enumerate((steps[one] for one in chosen), start=1):
            own = [c for c in centres if str(c["work_center_code"]).startswith(step.code)]
            found.append(
                {
                    "item_code": item["item_code"],
                    "operation_seq": position * 10,
                    "operation_name": step.names[language],
                    "work_center_code": dice.pick(own)["work_center_code"],
                    "setup_time": dice.between(1, 12) * 5,
                    "run_time": dice.amount(0.5, 24, 1),
                }
            )
    return found


__all__ = ["FOURTH", "RATES", "WHOLE", "Products", "Scheme", "products"]
