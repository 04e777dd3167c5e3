"""Numbers with a form and a check digit: tax identifiers, bar codes, telephone numbers."""

from __future__ import annotations

from kbctl.engine.training.generate.countries import Country, Place
from kbctl.engine.training.generate.dice import Dice

EIN_PREFIXES = (
    *range(1, 7),
    *range(10, 17),
    *range(20, 28),
    *range(30, 49),
    *range(50, 69),
    *range(71, 78),
    *range(80, 89),
    *range(90, 96),
)
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
RFC = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"


def tax_id(country: str, dice: Dice) -> str:
    return {"US": _ein, "MX": _rfc, "ES": _cif, "DE": _ust_id, "CN": _uscc}[country](dice)


def _ein(dice: Dice) -> str:
    return f"{dice.pick(EIN_PREFIXES):02d}-{dice.between(1000000, 9999999)}"


def _rfc(dice: Dice) -> str:
    """Three letters, the day of foundation, two signs of homonymy, a check digit modulo 11."""
    day = f"{dice.between(70, 99)}{dice.between(1, 12):02d}{dice.between(1, 28):02d}"
    body = (
        dice.letters(3, "ABCDEFGHILMNOPRSTV")
        + day
        + dice.pick("123456789ABCDEFGHIJKLMNPQRSTUV")
        + dice.letters(1, "123456789ABCDEFGHIJKLMNPQRSTUVWXYZ")
    )
    total = sum(RFC.index(sign) * weight for sign, weight in zip(f" {body}", range(13, 1, -1), strict=True))
    return body + "0123456789A"[(11 - total) % 11]


def _cif(dice: Dice) -> str:
    """`A` or `B`, province and number, a check digit."""
    body = f"{dice.between(1, 52):02d}{dice.digits(5)}"
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in body[::2])
    return dice.pick("AB") + body + str(-(doubled + sum(int(digit) for digit in body[1::2])) % 10)


def _ust_id(dice: Dice) -> str:
    """ISO 7064 modulo 11, 10."""
    body = str(dice.between(10000000, 99999999))
    product = 10
    for digit in body:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return f"DE{body}{(11 - product) % 10}"


def _uscc(dice: Dice) -> str:
    body = (
        "91"
        + dice.pick(("310115", "320505", "330206", "440606", "370203"))
        + dice.letters(9, "0123456789ABCDEFGHJKLMNPQRTUWXY")
    )
    total = sum(USCC.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + USCC[-total % 31]


def ean13(dice: Dice, prefix: str) -> str:
    body = prefix + dice.digits(12 - len(prefix))
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


def phone(country: Country, place: Place, dice: Dice) -> str:
    """A number in the country's own way of writing."""
    if country.code == "US":
        return f"({place.area}) {dice.between(230, 398)}-{dice.digits(4)}"
    if country.code == "MX":
        local = str(dice.between(2, 9)) + dice.digits(9 - len(place.area))
        return f"+52 {place.area} {local[:-4]} {local[-4:]}"
    if country.code == "ES":
        local = str(dice.between(2, 5)) + dice.digits(8 - len(place.area))
        return f"+34 {place.area} {local[:-4]} {local[-4:-2]} {local[-2:]}"
    if country.code == "DE":
        return f"+49 {place.area} {dice.between(2, 9)}{dice.digits(5)}"
    local = str(dice.between(5, 8)) + dice.digits(
        7
        if place.area
        in ("21", "20", "28", "27", "755", "769", "757", "512", "510", "574", "571", "575", "532")
        else 6
    )
    return f"+86 {place.area} {local[:4]} {local[4:]}"


def postal_code(country: Country, place: Place, dice: Dice) -> str:
    rest = country.postal_digits - len(place.postal)
    return place.postal + f"{dice.between(1, 10**rest - 1):0{rest}d}"
