"""What a trade makes and from what: families of items, their structure, work centres; in four languages.

A trade is written as text, a family a line:

    tag ; group ; tier ; names ; variants ; sizes ; unit ; purchase unit and factor ; cost ; uses ; flags

Names, variants and groups are `English|Spanish|German|Chinese`. Tier 0 is bought; a family uses only families
of lower tiers, so no structure has a circle. Uses are `tag*low-high`, `tag*share` where shares of one family
sum to 100. Costs are in US dollars.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

LANGUAGES = ("en", "es", "de", "zh")
Said = dict[str, str]


@dataclass(frozen=True, slots=True)
class Use:
    """A component family and how much of it goes into one unit; `share` in place of a quantity."""

    tag: str
    low: Decimal
    high: Decimal
    share: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    tag: str
    group: str
    tier: int
    names: Said
    variants: tuple[Said, ...]
    sizes: tuple[str, ...]
    unit: str
    purchase_unit: str
    factor: tuple[Decimal, ...]
    cost: tuple[float, float]
    uses: tuple[Use, ...]
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Centre:
    code: str
    names: Said
    rate: tuple[int, int]
    tier: int


@dataclass(frozen=True, slots=True)
class Trade:
    """`groups`: id → (parent id or nothing, names). `markets`: what its customers call themselves."""

    id: str
    families: tuple[Family, ...]
    groups: dict[str, tuple[str, Said]]
    centres: tuple[Centre, ...]
    markets: dict[str, tuple[str, ...]]
    sources: dict[str, tuple[str, ...]]
    wishes: tuple[str, ...]
    regulations: tuple[str, ...]

    @property
    def top(self) -> int:
        return max(family.tier for family in self.families)

    def family(self, tag: str) -> Family:
        return next(family for family in self.families if family.tag == tag)


def said(text: str) -> Said:
    parts = [part.strip() for part in text.split("|")]
    return dict(
        zip(LANGUAGES, parts if len(parts) == len(LANGUAGES) else parts * len(LANGUAGES), strict=False)
    )


def trade(
    id_: str,
    groups: str,
    variants: str,
    families: str,
    centres: str,
    markets: str,
    sources: str,
    wishes: str,
    regulations: str = "",
) -> Trade:
    """Reads the texts of a trade."""
    lists = {}
    for line in lines(variants):
        name, _, rest = line.partition(":")
        lists[name.strip()] = tuple(said(one) for one in rest.split("·"))
    named = {}
    for line in lines(groups):
        key, parent, names = (part.strip() for part in line.split(";"))
        named[key] = (parent, said(names))
    return Trade(
        id_,
        tuple(family(line, lists) for line in lines(families)),
        named,
        tuple(centre(line) for line in lines(centres)),
        words(markets),
        words(sources),
        tuple(one.strip() for one in lines(wishes)),
        tuple(regulations.split()),
    )


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines() if line.strip()]


def words(text: str) -> dict[str, tuple[str, ...]]:
    return {
        language.strip(): tuple(word.strip() for word in rest.split("·"))
        for language, _, rest in (line.partition(":") for line in lines(text))
    }


def family(line: str, lists: dict[str, tuple[Said, ...]]) -> Family:
    tag, group, tier, names, variants, sizes, unit, bought, cost, uses, flags = (
        part.strip() for part in line.split(";")
    )
    purchase_unit, _, factors = bought.partition("*")
    low, _, high = cost.partition("-")
    return Family(
        tag,
        group,
        int(tier),
        said(names),
        lists[variants] if variants else (dict.fromkeys(LANGUAGES, ""),),
        tuple(size.strip() for size in sizes.split("·")) if sizes else ("",),
        unit,
        purchase_unit or unit,
        tuple(Decimal(factor) for factor in factors.split("/")) if factors else (Decimal(1),),
        (float(low or 0), float(high or 0)),
        tuple(use(one) for one in uses.split()),
        frozenset(flags.split()),
    )


def use(text: str) -> Use:
    tag, _, amount = text.partition("*")
    low, _, high = amount.removesuffix("%").partition("-")
    return Use(tag, Decimal(low), Decimal(high or low), amount.endswith("%"))


def centre(line: str) -> Centre:
    code, names, rate, tier = (part.strip() for part in line.split(";"))
    low, _, high = rate.partition("-")
    return Centre(code, said(names), (int(low), int(high)), int(tier))
