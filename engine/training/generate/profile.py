"""Who a made-up customer is: all that is known before its tables are made. Cheap, so that thousands are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kbctl.engine.training.generate.countries import COUNTRIES, Country
from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.trades import TRADES

SEVERITIES = ("low", "mid", "high")
SIZES = ("small", "medium", "large")

#: data quality from 0.3 to 1.0, best first; complexity rises with size
QUALITY = {"low": (80, 100), "mid": (55, 79), "high": (30, 54)}
COMPLEXITY = {"small": (1, 5), "medium": (3, 8), "large": (6, 10)}
EMPLOYEES = {"small": (20, 120), "medium": (121, 600), "large": (601, 2400)}
INTEGRATIONS = {"small": (0, 4), "medium": (1, 9), "large": (4, 15)}
#: rows: customers, suppliers, families' items (share of what a trade can make), orders of two years
VOLUMES = {"small": (48, 22, 0.45, 130), "medium": (170, 60, 0.8, 420), "large": (700, 180, 1.0, 2000)}

#: country → legacy systems found there: ontology id, and how its exports name things
SYSTEMS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "US": (
        ("QuickBooks", ""),
        ("SAP_ECC", "SAP ECC"),
        ("Dynamics_NAV", "Business Central"),
        ("ERPNext", "ERPNext"),
        ("Access", ""),
        ("Odoo", "Odoo (OpenERP 7)"),
    ),
    "MX": (("AccountingPackage", ""), ("Odoo", "Odoo (OpenERP 7)"), ("SAP_ECC", "SAP ECC"), ("Excel", "")),
    "ES": (("Sage", ""), ("Odoo", "Odoo (OpenERP 7)"), ("ERPNext", "ERPNext"), ("Excel", "")),
    "DE": (("SAP_ECC", "SAP ECC"), ("Dynamics_NAV", "Business Central"), ("ERPNext", "ERPNext")),
    "CN": (("Kingdee", ""), ("Yonyou", ""), ("Excel", ""), ("SAP_ECC", "SAP ECC")),
}
HISTORY = (
    "The current system was put in {years} years ago and never upgraded",
    "A second warehouse was opened {years} years ago with its own spreadsheets",
    "A smaller competitor was bought {years} years ago and its item list was merged",
    "The last stock count was {years} years ago",
    "The IT manager who built the reports left {years} years ago",
    "An earlier attempt at a new system was stopped {years} years ago",
)
STOPPED = HISTORY[-1]


@dataclass(frozen=True, slots=True)
class Profile:
    """The facts of one customer. `data_quality` is in hundredths; `system` names the headers' origin."""

    id: str
    seed: int
    industry: str
    size: str
    severity: str
    name: str
    country: Country
    complexity: int
    data_quality: int
    integrations: int
    employees: int
    revenue_usd: int
    sites: int
    legacy: str
    system: str
    languages: tuple[str, ...]
    currencies: tuple[str, ...]
    regulations: tuple[str, ...]
    wishes: tuple[str, ...]
    history: tuple[str, ...]
    failed_before: bool


def profile_of(industry: str, seed: int, severity: str = "", size: str = "") -> Profile:
    """The customer of an industry and a seed; what is not asked for is drawn."""
    dice = Dice("customer", industry, seed, "profile")
    drawn = dice.pick(SEVERITIES), dice.pick(("small", "small", "medium", "medium", "large"))
    severity, size = severity or drawn[0], size or drawn[1]
    country = COUNTRIES[dice.pick(("US", "US", "MX", "ES", "DE", "CN"))]
    legacy, system = dice.pick(SYSTEMS[country.code])
    complexity = dice.between(*COMPLEXITY[size])
    employees = dice.between(*EMPLOYEES[size])
    trade = TRADES[industry]
    history = dice.sample(HISTORY, dice.between(1, 3))
    abroad = {"US": "MX", "MX": "US", "ES": "DE", "DE": "ES", "CN": "US"}[country.code]
    currencies = (country.currency, COUNTRIES[abroad].currency) if complexity >= 5 else (country.currency,)
    return Profile(
        id=f"{industry}-{seed:04d}",
        seed=seed,
        industry=industry,
        size=size,
        severity=severity,
        name=_name(country, dice),
        country=country,
        complexity=complexity,
        data_quality=dice.between(*QUALITY[severity]),
        integrations=dice.between(*INTEGRATIONS[size]),
        employees=employees,
        revenue_usd=employees * dice.between(110, 240) * 1000,
        sites=1 if size == "small" else dice.between(1, 2 if size == "medium" else 5),
        legacy=legacy,
        system=system,
        languages=(country.language, *(("en",) if complexity >= 7 and country.language != "en" else ())),
        currencies=tuple(dict.fromkeys(currencies)),
        regulations=trade.regulations if complexity >= 4 else (),
        wishes=tuple(dice.sample(trade.wishes, min(len(trade.wishes), 1 + complexity // 3))),
        history=tuple(line.format(years=dice.between(2, 9)) for line in history),
        failed_before=STOPPED in history,
    )


def _name(country: Country, dice: Dice) -> str:
    stem = dice.pick(country.surnames)
    own = {"en": "Manufacturing", "es": "Industrias", "de": "Werke", "zh": "制造"}[country.language]
    if country.language == "zh":
        return f"{dice.pick(country.places).city}{stem}{own}{country.forms[0]}"
    if country.language == "es":
        return f"{own} {stem} {country.forms[0]}"
    return f"{stem} {own} {country.forms[0]}"
