"""The same thing in other words: names without a pattern, variants of categories, units, places."""

from __future__ import annotations

import re
from collections.abc import Callable

from kbctl.engine.training.generate.countries import COUNTRIES
from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import CELLS, COLUMNS, Dial, Fault, spoil
from kbctl.engine.training.generate.words import LANDS, STATES, STREETS, UNITS, translations
from kbctl.engine.training.generate.work import Work

CATEGORIES = """customers.customer_group suppliers.supplier_group customers.payment_terms
suppliers.payment_terms items.item_group items.item_type routings.operation_name
sales_orders.order_status movements.movement_type"""
UNIT_SPOTS = (
    "items.base_uom bom.bom_component_uom sales_lines.sales_uom purchase_lines.purchase_uom balances.base_uom"
)
VOWELS = re.compile(r"(?<=\w)[aeiouáéíóúäöü]", re.IGNORECASE)


def shortened(text: str) -> str:
    """Longer words lose their vowels, as in `Drwr sld`."""
    return " ".join(
        VOWELS.sub("", word) if len(word) > 4 and word.isalpha() else word for word in text.split()
    )


def turned(text: str, dice: Dice) -> str | None:
    """The parts in another order."""
    words = text.split()
    if len(words) < 2:
        return None
    cut = dice.between(1, len(words) - 1)
    return f"{' '.join(words[cut:])}{dice.pick((', ', ' - ', ' '))}{' '.join(words[:cut])}"


NAMING: dict[str, Callable[[str, Dice], str | None]] = {
    "capitals-and-short": lambda text, d: (
        shortened(text).upper() if shortened(text) != text else turned(text, d)
    ),
    "other-order": turned,
    "no-pattern": lambda text, d: d.pick(
        (text.lower(), shortened(text), turned(text, d) or text.upper(), text.replace(" ", "-"))
    ),
}


def naming(work: Work, dice: Dice, dial: Dial) -> bool:
    return spoil(work, "InconsistentNaming", dice, dial.share * 1.5, "items.item_name", NAMING, 1, least=5)


def variant(text: str, dice: Dice) -> str | None:
    """A category as somebody else writes it."""
    if not text.isascii() and re.search("[\u4e00-\u9fff]", text):
        return text + dice.pick(("类", "型", " ")) if len(text) < 6 else None
    ways = [
        text.upper(),
        text.lower(),
        f"{text}.",
        text + ("S" if text.isupper() else "s"),
        text[:4] + "." if len(text) > 6 else text.lower(),
    ]
    return dice.pick([way for way in ways if way != text])


def category(work: Work, dice: Dice, dial: Dial) -> bool:
    return spoil(
        work, "InconsistentCategory", dice, dial.share, CATEGORIES, {"variant": variant}, dial.count(1, 2, 3)
    )


def unit(work: Work, dice: Dice, dial: Dial) -> bool:
    return spoil(
        work,
        "InconsistentUnitOfMeasure",
        dice,
        dial.share * 1.5,
        UNIT_SPOTS,
        {"other-writing": lambda text, d: d.pick(UNITS[text]) if text in UNITS else None},
        dial.count(1, 2, 2),
        least=3,
    )


def address(work: Work, dice: Dice, dial: Dial) -> bool:
    """Streets abbreviated here and there, states and countries spelt out, towns with another town's code."""
    streets = {
        "street": lambda text, d: next(
            (text.replace(a, b, 1) for a, b in STREETS if a in f"{text} " and a in text), None
        )
    }
    states = {"state": lambda text, d: STATES.get(text)}
    lands = {"country": lambda text, d: d.pick(LANDS[text]) if text in LANDS else None}
    kinds = [
        ("customers.address_line1 suppliers.address_line1", streets),
        ("customers.state_province suppliers.state_province", states),
        ("customers.country suppliers.country", lands),
    ]
    found = False
    for spots, variants in dice.sample(kinds, dial.count(1, 2, 3)):
        found = (
            spoil(work, "InconsistentAddress", dice, dial.share * 1.5, spots, variants, 1, least=2) or found
        )
    return _moved(work, dice, dial) or found


def _moved(work: Work, dice: Dice, dial: Dial) -> bool:
    """The postal code of another town of the country."""
    grid = dice.pick(work.all("customers", "suppliers"))
    entry = work.entry("InconsistentAddress", "code-of-another-town", grid, "postal_code")
    for row in work.choose(grid, "postal_code", dial.share * 0.7, dice, least=2):
        country = COUNTRIES.get(grid.at(row, "country"))
        if country and work.free(grid, row, "city"):
            others = [place for place in country.places if place.state != grid.at(row, "state_province")]
            place = dice.pick(others)
            entry.put(row, "postal_code", place.postal + grid.at(row, "postal_code")[len(place.postal) :])
    return work.keep(entry)


LANGUAGES = {"en": ("es", "de"), "es": ("en",), "de": ("en",), "zh": ("en",)}
NAMED = """items.item_name item_groups.item_group_name accounts.account_name routings.operation_name
work_centers.work_center_name customers.customer_group prices.item_name"""


def language(work: Work, dice: Dice, dial: Dial) -> bool:
    """A plant abroad wrote in its own language."""
    home = work.profile.country.language
    words = translations(work.profile.industry, home, dice.pick(LANGUAGES[home]))
    return spoil(
        work,
        "MixedLanguageText",
        dice,
        dial.share * 1.5,
        NAMED,
        {"translated": lambda text, d: words.get(text)},
        dial.count(1, 1, 2),
        least=3,
    )


#: different things whose cut names became equal look like one thing
TWINS = {"items": "DuplicateItem", "customers": "DuplicateCustomer", "suppliers": "DuplicateSupplier"}


def truncated(work: Work, dice: Dice, dial: Dial) -> bool:
    """An earlier system held so many characters and no more."""
    places = [
        p
        for p in work.places(
            (
                "items.item_name",
                "customers.customer_name",
                "suppliers.supplier_name",
                "customers.address_line1",
                "prices.item_name",
            )
        )
        if work.untouched(*p)
    ]
    for grid, field in dice.sample(places, len(places)):
        lengths = sorted(len(text) for text in grid.texts(field))
        share = {"low": 0.06, "mid": 0.15, "high": 0.35}[dial.severity]
        limit = lengths[int(len(lengths) * (1 - share)) - 1]
        for round_limit in (20, 24, 25, 30, 32, 35, 40):
            if limit - 3 <= round_limit <= limit + 1:
                limit = round_limit
        entry = work.entry("TruncatedText", f"at-{limit}", grid, field)
        for row in grid.rows:
            text = grid.at(row, field)
            if (
                row.origin >= 0
                and len(text) > limit
                and work.free(grid, row, field)
                and text[limit - 1] != " "
            ):
                entry.put(row, field, text[:limit])
                if grid.id in TWINS:
                    entry.also.append((TWINS[grid.id], grid, row))
        if len(entry.cells) >= 3:
            work.claim_column(grid, field)
            return work.keep(entry)
        for _, row, name, clean, _ in entry.cells:
            row.cells[grid.fields.index(name)] = clean
    return False


FAULTS = {
    "InconsistentNaming": Fault(CELLS, naming),
    "InconsistentCategory": Fault(CELLS, category),
    "InconsistentUnitOfMeasure": Fault(CELLS, unit),
    "InconsistentAddress": Fault(CELLS, address),
    "MixedLanguageText": Fault(CELLS, language),
    "TruncatedText": Fault(COLUMNS, truncated),
}
