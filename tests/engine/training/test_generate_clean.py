"""The clean tables of made-up customers: keys, references, structures, sums and dates hold in all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kbctl.engine.training.generate.build import company
from kbctl.engine.training.generate.products import FOURTH, RATES
from kbctl.engine.training.generate.profile import profile_of
from kbctl.engine.training.generate.sheets import Company, day, number, text
from kbctl.engine.training.generate.trades import TRADES

REFERENCES = (
    ("sales_orders", "customer_code", "customers", "customer_code"),
    ("sales_lines", "sales_order_no", "sales_orders", "sales_order_no"),
    ("sales_lines", "item_code", "items", "item_code"),
    ("purchase_orders", "supplier_code", "suppliers", "supplier_code"),
    ("purchase_lines", "purchase_order_no", "purchase_orders", "purchase_order_no"),
    ("purchase_lines", "item_code", "items", "item_code"),
    ("bom", "bom_parent_item", "items", "item_code"),
    ("bom", "bom_component_item", "items", "item_code"),
    ("routings", "item_code", "items", "item_code"),
    ("routings", "work_center_code", "work_centers", "work_center_code"),
    ("items", "item_group", "item_groups", "item_group"),
    ("items", "base_uom", "units", "base_uom"),
    ("items", "supplier_code", "suppliers", "supplier_code"),
    ("balances", "warehouse_code", "warehouses", "warehouse_code"),
    ("movements", "item_code", "items", "item_code"),
    ("movements", "lot_number", "lots", "lot_number"),
    ("prices", "item_code", "items", "item_code"),
    ("open_items", "customer_code", "customers", "customer_code"),
    ("accounts", "parent_account", "accounts", "ledger_account"),
    ("item_groups", "parent_group", "item_groups", "item_group"),
)
customers_drawn = given(industry=st.sampled_from(sorted(TRADES)), seed=st.integers(0, 99))
few = settings(max_examples=8)


@lru_cache(maxsize=64)
def made(industry: str, seed: int) -> Company:
    return company(profile_of(industry, seed, "mid", "small"))


def records(one: Company, id_: str) -> list[dict]:
    return [record for sheet in one.sheets.values() if sheet.id == id_ for record in sheet.records]


@few
@customers_drawn
def test_keys_identify_and_references_lead_somewhere(industry: str, seed: int) -> None:
    one = made(industry, seed)
    for sheet in one.sheets.values():
        if sheet.id != "work_order_parts":
            keys = Counter(tuple(str(record[field]) for field in sheet.key) for record in sheet.records)
            assert keys.most_common(1)[0][1] == 1, sheet.name
    for child, field, parent, key in REFERENCES:
        known = {record[key] for record in records(one, parent)}
        assert {record[field] for record in records(one, child)} - known <= {"", None}, (child, field)


@few
@customers_drawn
def test_structures_have_no_circle_and_costs_roll_up(industry: str, seed: int) -> None:
    one = made(industry, seed)
    below = defaultdict(list)
    for line in records(one, "bom"):
        below[line["bom_parent_item"]].append((line["bom_component_item"], number(line, "bom_qty_per")))
    items = {text(item, "item_code"): item for item in records(one, "items")}

    def depth(code: str, above: tuple[str, ...] = ()) -> int:
        assert code not in above
        return 1 + max((depth(part, (*above, code)) for part, _ in below[code]), default=0)

    assert 3 <= max(depth(code) - 1 for code in items) <= 5
    for code, item in items.items():
        assert (item["make_or_buy"] == "M") == bool(below[code])
        if below[code]:
            total = sum(
                (share * number(items[part], "standard_cost") for part, share in below[code]), Decimal(0)
            )
            assert number(item, "standard_cost") == total.quantize(FOURTH, ROUND_HALF_UP)


@few
@customers_drawn
def test_totals_agree_and_the_books_balance(industry: str, seed: int) -> None:
    one = made(industry, seed)
    for kind in ("sales", "purchase"):
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for line in records(one, f"{kind}_lines"):
            price = number(line, "unit_price" if kind == "sales" else "unit_cost")
            assert number(line, "line_amount") == (price * number(line, "order_qty")).quantize(
                Decimal("0.01"), ROUND_HALF_UP
            )
            sums[text(line, f"{kind}_order_no")] += number(line, "line_amount")
        for head in records(one, f"{kind}_orders"):
            assert number(head, "order_total") == sums[text(head, f"{kind}_order_no")]
    ledger = records(one, "trial_balance")
    assert sum(number(row, "debit") for row in ledger) == sum(number(row, "credit") for row in ledger)
    owed = sum(number(row, "open_amount") for row in records(one, "open_items"))
    assert any(number(row, "debit") == owed for row in ledger)


@few
@customers_drawn
def test_stock_is_opening_plus_movements_and_never_below_zero(industry: str, seed: int) -> None:
    one = made(industry, seed)
    moves = sorted(records(one, "movements"), key=lambda m: (day(m, "movement_date"), text(m, "movement_no")))
    stock = {
        (b["item_code"], b["warehouse_code"]): number(b, "opening_qty") for b in records(one, "balances")
    }
    for move in moves:
        place = (move["item_code"], move["warehouse_code"])
        stock[place] += number(move, "quantity")
        assert stock[place] >= 0
    for balance in records(one, "balances"):
        assert stock[balance["item_code"], balance["warehouse_code"]] == number(balance, "qty_on_hand")
        assert (
            number(balance, "available_qty")
            == number(balance, "qty_on_hand") - number(balance, "allocated_qty")
            >= 0
        )


@few
@customers_drawn
def test_dates_are_in_order_and_prices_near_cost(industry: str, seed: int) -> None:
    one = made(industry, seed)
    for head in records(one, "sales_orders"):
        assert day(head, "order_date") < day(head, "requested_delivery_date")
    for order in records(one, "work_orders"):
        assert day(order, "planned_start_date") < day(order, "planned_end_date")
    cost = {text(item, "item_code"): item for item in records(one, "items")}
    currency = {text(h, "purchase_order_no"): text(h, "currency") for h in records(one, "purchase_orders")}
    home = profile_of(industry, seed, "mid", "small").country.currency
    for line in records(one, "purchase_lines"):
        item = cost[text(line, "item_code")]
        rate = RATES[currency[text(line, "purchase_order_no")]] / RATES[home]
        usual = number(item, "standard_cost") * number(item, "uom_conversion_factor") * rate
        assert abs(number(line, "unit_cost") - usual) <= usual * Decimal("0.07") + FOURTH


@pytest.mark.parametrize("industry", sorted(TRADES))
def test_identifiers_have_their_check_digits(industry: str) -> None:
    from stdnum import ean
    from stdnum.cn import uscc
    from stdnum.de import vat
    from stdnum.es import cif
    from stdnum.mx import rfc
    from stdnum.us import ein

    valid = {
        "US": ein.is_valid,
        "ES": cif.is_valid,
        "DE": vat.is_valid,
        "CN": uscc.is_valid,
        "MX": lambda code: rfc.is_valid(code, validate_check_digits=True),
    }
    for seed in range(6):
        one = made(industry, seed)
        for party in (*records(one, "customers"), *records(one, "suppliers")):
            assert valid[text(party, "country")](text(party, "tax_id")), party
        assert all(ean.is_valid(text(item, "barcode")) for item in records(one, "items"))


def test_a_thousand_profiles_differ_and_stay_in_their_bounds() -> None:
    profiles = [profile_of("furniture", seed) for seed in range(1000)]
    assert all(
        1 <= p.complexity <= 10 and 30 <= p.data_quality <= 100 and 0 <= p.integrations <= 15
        for p in profiles
    )
    assert {p.size for p in profiles} == {"small", "medium", "large"}
    assert len({p.country.code for p in profiles}) == 5
    assert len({(p.name, p.employees, p.revenue_usd) for p in profiles}) > 990
