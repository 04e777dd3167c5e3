"""Customers and suppliers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from kbctl.engine.training.generate.codes import Scheme
from kbctl.engine.training.generate.countries import COUNTRIES, Country, Place
from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.identifiers import phone, postal_code, tax_id
from kbctl.engine.training.generate.profile import Profile
from kbctl.engine.training.generate.sheets import Decoy, Record
from kbctl.engine.training.generate.trades import TRADES

TERMS = {
    "en": ("Net 30", "Net 45", "Net 60", "2% 10 Net 30", "Prepaid"),
    "es": ("30 días", "60 días", "90 días", "Contado"),
    "de": ("30 Tage netto", "14 Tage 2% Skonto", "60 Tage netto", "Vorkasse"),
    "zh": ("月结30天", "月结60天", "月结90天", "预付"),
}
CUSTOMER_GROUPS = {
    "en": ("Retail", "Wholesale", "Contract", "Export", "Online"),
    "es": ("Minorista", "Mayorista", "Proyectos", "Exportación", "En línea"),
    "de": ("Einzelhandel", "Großhandel", "Objektgeschäft", "Export", "Online"),
    "zh": ("零售", "批发", "工程", "出口", "电商"),
}
SUPPLIER_GROUPS = {
    "en": ("Materials", "Components", "Services", "Packaging"),
    "es": ("Materiales", "Componentes", "Servicios", "Empaques"),
    "de": ("Rohstoffe", "Zukaufteile", "Dienstleistung", "Verpackung"),
    "zh": ("原料", "零部件", "服务", "包材"),
}
MAILBOXES = {
    "en": ("orders", "purchasing", "info", "office", "accounts"),
    "es": ("compras", "ventas", "info", "pedidos", "administracion"),
    "de": ("einkauf", "info", "bestellung", "buero", "vertrieb"),
    "zh": ("sales", "info", "caigou", "office", "service"),
}
FIRST_DAY = date(2012, 1, 9)


def customers(profile: Profile, count: int, scheme: Scheme) -> tuple[list[Record], list[Decoy]]:
    """Customers, mostly of the home country, and some branches of one company (a decoy)."""
    dice = Dice("customer", profile.industry, profile.seed, "customers")
    home = profile.country
    words = TRADES[profile.industry].markets
    names = _stems(dice.stream("names"))
    found: list[Record] = []
    branches: list[int] = []
    while len(found) < count:
        country = _country(profile, dice)
        name = _company(country, words, names, dice)
        towns: list[str] = []
        for branch in range(dice.between(2, 3) if dice.chance(0.03) and len(found) < count - 3 else 1):
            place = dice.pick(country.places)
            if branch:
                place = dice.pick([one for one in country.places if one.city not in towns])
                branches += [at for at in (len(found) - 1, len(found)) if at not in branches]
            towns.append(place.city)
            record = _party("customer", name, country, place, dice)
            created = dice.day(FIRST_DAY, profile_day(profile) - timedelta(days=500))
            record |= {
                "customer_group": dice.pick(CUSTOMER_GROUPS[home.language]),
                "payment_terms": dice.pick(TERMS[home.language]),
                "credit_limit": Decimal(dice.between(4, 120) * 500),
                "currency": country.currency if country.currency in profile.currencies else home.currency,
                "salesperson": "",
                "created_date": created,
            }
            if branch:
                record["customer_name"] = f"{name} {place.city}"
            found.append({"customer_code": scheme.code(len(found)), **record})
    sellers = dice.sample(
        [f"{first} {last}" for first, last in zip(home.first_names, home.surnames, strict=False)], 6
    )
    if home.language == "zh":
        sellers = dice.sample(home.first_names, 6)
    for record in found:
        record["salesperson"] = dice.pick(sellers)
    decoys = [
        Decoy("branches-of-one-company", "DuplicateCustomer", "customers", "customer_name", tuple(branches))
    ]
    return found[:count], [decoy for decoy in decoys if decoy.places]


def suppliers(profile: Profile, count: int, scheme: Scheme) -> list[Record]:
    dice = Dice("customer", profile.industry, profile.seed, "suppliers")
    words = TRADES[profile.industry].sources
    names = _stems(dice.stream("names"))
    found: list[Record] = []
    for index in range(count):
        country = _country(profile, dice)
        record = _party(
            "supplier", _company(country, words, names, dice), country, dice.pick(country.places), dice
        )
        found.append(
            {
                "supplier_code": scheme.code(index),
                **record,
                "supplier_group": dice.pick(SUPPLIER_GROUPS[profile.country.language]),
                "payment_terms": dice.pick(TERMS[profile.country.language]),
                "currency": country.currency
                if country.currency in profile.currencies
                else profile.country.currency,
                "lead_time_days": dice.between(1, 8) * 7,
            }
        )
    return found


def profile_day(profile: Profile) -> date:
    """The day of the extract: one that can be read in one way only."""
    return date(2025, 1 + Dice("today", profile.id).below(9), 28)


def _country(profile: Profile, dice: Dice) -> Country:
    abroad = profile.currencies[-1]
    if abroad != profile.country.currency and dice.chance(0.15):
        return next(c for c in COUNTRIES.values() if c.currency == abroad and c != profile.country)
    return profile.country


def _stems(dice: Dice) -> dict[str, Iterator[tuple[str, ...]]]:
    """Distinct stems of company names for each country: one word first, then pairs; no word comes twice early
    on, so that no two companies look alike by chance."""

    def of(country: Country) -> Iterator[tuple[str, ...]]:
        words = dice.stream(country.code).shuffled(country.surnames)
        yield from ((word,) for word in words)
        for gap in range(1, len(words)):
            yield from ((words[i], words[(i + gap) % len(words)]) for i in range(len(words)))

    return {code: of(country) for code, country in COUNTRIES.items()}


def _company(
    country: Country,
    words: dict[str, tuple[str, ...]],
    names: dict[str, Iterator[tuple[str, ...]]],
    dice: Dice,
) -> str:
    stem = next(names[country.code])
    word, form = dice.pick(words[country.language]), dice.pick(country.forms)
    if country.language == "zh":
        return f"{dice.pick(country.places).city}{''.join(stem)}{word}{form}"
    if country.language == "es":
        return f"{word} {' y '.join(stem)} {form}"
    return f"{' & '.join(stem)} {word} {form}"


def _party(kind: str, name: str, country: Country, place: Place, dice: Dice) -> Record:
    number = str(dice.between(2, 1900 if country.code == "US" else 190))
    mail = f"{dice.pick(MAILBOXES[country.language])}@{slug(name, country)}.example"
    return {
        f"{kind}_name": name,
        "address_line1": dice.pick(country.street).format(name=dice.pick(country.streets), number=number),
        "city": place.city,
        "postal_code": postal_code(country, place, dice),
        "state_province": place.state,
        "country": country.code,
        "phone": phone(country, place, dice),
        "email": mail,
        "tax_id": tax_id(country.code, dice),
    }


def slug(name: str, country: Country) -> str:
    """The part of a web address that stands for a company."""
    if country.language == "zh":
        return "cn" + "".join(f"{ord(sign) % 97:02d}" for sign in name[:4])
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    for form in country.forms:
        plain = plain.removesuffix(form)
    return "".join(sign for sign in plain.casefold() if sign.isascii() and sign.isalnum())
