"""Other words for the same: languages, abbreviations, states, units. What clerks and branches write."""

# Rows of words read better in rows.
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kbctl.engine.training.generate.finance import CHART
from kbctl.engine.training.generate.parties import CUSTOMER_GROUPS, SUPPLIER_GROUPS
from kbctl.engine.training.generate.stock import STORES
from kbctl.engine.training.generate.trades import TRADES

UNITS = {
    "EA": ("ea.", "Each", "PCS", "pc", "Pz", "UN"), "KG": ("kgs", "Kilo", "kg."), "M": ("MTR", "meter", "mts"), "M2": ("SQM", "m²", "sq.m"),
    "ROLL": ("RL", "rolls"), "SHT": ("Sheet", "SHEETS"), "BOX": ("bx", "Boxes"), "DRUM": ("DR", "drums"), "BAG": ("bags", "BG"),
    "SPL": ("Spool", "SPOOLS"), "REEL": ("RL.", "reels"), "CON": ("Cone", "cones"),
}
STATES = {
    "MI": "Michigan", "WI": "Wisconsin", "OH": "Ohio", "MA": "Massachusetts", "NJ": "New Jersey", "CT": "Connecticut", "RI": "Rhode Island",
    "IN": "Indiana", "KY": "Kentucky", "TN": "Tennessee", "NC": "North Carolina", "GA": "Georgia", "TX": "Texas", "CO": "Colorado",
    "OR": "Oregon", "CA": "California", "MN": "Minnesota", "NE": "Nebraska", "Nuevo León": "N.L.", "Jalisco": "Jal.", "Guanajuato": "Gto.",
    "Chihuahua": "Chih.", "Coahuila": "Coah.", "CDMX": "Distrito Federal", "Estado de México": "Edomex", "Nordrhein-Westfalen": "NRW",
    "Baden-Württemberg": "BW", "Niedersachsen": "Nds.", "江苏省": "江苏", "浙江省": "浙江", "广东省": "广东", "Barcelona": "BCN", "Madrid": "Comunidad de Madrid",
}
LANDS = {
    "US": ("USA", "United States", "U.S."), "MX": ("México", "Mexico", "MEX"), "ES": ("España", "Spain", "ESP"), "DE": ("Deutschland", "Germany", "D"),
    "CN": ("中国", "China", "PRC"),
}
STREETS = (
    ("Street", "St."), ("Avenue", "Ave"), ("Road", "Rd."), ("Boulevard", "Blvd"), ("Drive", "Dr"), ("Av. ", "Avenida "), ("Calle ", "C. "),
    ("Blvd. ", "Boulevard "), ("Avenida ", "Avda. "), ("Plaza ", "Pza. "), ("Paseo ", "Pº "), ("straße ", "str. "), ("platz ", "pl. "),
    ("大道", "大路"), ("号", "#"), ("weg ", "-Weg "), ("allee ", "-Allee "),
)


@lru_cache(maxsize=16)
def translations(industry: str, home: str, other: str) -> dict[str, str]:
    """Texts of the house's language → the same in another one: item names, groups, operations, accounts."""
    return {one: two for one, two in _pairs(industry, home, other) if one and two and one != two}


def _pairs(industry: str, home: str, other: str) -> Iterator[tuple[str, str]]:
    trade = TRADES[industry]
    for _, names in trade.groups.values():
        yield names[home], names[other]
    for centre in trade.centres:
        yield centre.names[home], centre.names[other]
        for machine in range(1, 4):
            yield f"{centre.names[home]} {machine}", f"{centre.names[other]} {machine}"
    for _, _, _, names in CHART:
        yield names[home], names[other]
    for names in STORES.values():
        yield names[home], names[other]
    for groups in (CUSTOMER_GROUPS, SUPPLIER_GROUPS):
        yield from zip(groups[home], groups[other], strict=True)
    from kbctl.engine.training.generate.products import item_name

    for family in trade.families:
        for variant in family.variants:
            for size in family.sizes:
                yield item_name(family, variant[home], size, home), item_name(family, variant[other], size, other)
