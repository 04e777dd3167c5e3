"""What departs from the habits of its table: names turned round, endings cut, numbers that stop, ledgers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from kbctl.engine.tables.detectors.name_order import odd_names
from kbctl.engine.tables.numbered import missing_between
from kbctl.engine.tables.table import Finding

Find = Callable[..., tuple[Finding, ...]]
Row = list[str]
WOODS = ("Oak", "Ash", "Maple", "Walnut", "Cherry", "Beech")


def rows_of(found: tuple[Finding, ...]) -> list[int]:
    return sorted({cell.row for one in found for cell in one.cells})


# --- names --------------------------------------------------------------------------------------


def boards() -> list[str]:
    return [f"Board {wood} {size} mm" for wood in WOODS for size in (300, 600, 900, 1500, 1800)]


def test_names_turned_round_or_shortened_are_odd() -> None:
    odd = {"900 mm - Rail Oak", "mm, Board Birch 700", "Board-Elm-600-mm", "Drwr Oak 300 mm"}
    assert odd_names([*boards(), "Drawer Oak 600 mm", *odd]) == odd


def test_other_kinds_of_names_are_not_odd() -> None:
    names = ["3M tape", "T-shirt-XL", "Steel tube clamp", "HDPE bag 20 mm", "Glue", "DIN 912 screw"]
    assert odd_names([*boards(), *names]) == frozenset()


def test_a_turned_name_is_found_in_an_item_master(find: Find) -> None:
    names = [*boards(), "600 mm - Board Elm"]
    table = [["item_code", "item_name"], *([f"P{n:03}", name] for n, name in enumerate(names))]
    (one,) = find("InconsistentNaming", {"items.csv": table})
    assert rows_of((one,)) == [32]


# --- cut texts ----------------------------------------------------------------------------------


def customers(names: list[str]) -> dict[str, list[Row]]:
    return {
        "customers.csv": [
            ["customer_code", "customer_name"],
            *([f"C{n:03}", name] for n, name in enumerate(names)),
        ]
    }


def test_legal_forms_that_break_off_are_cut(find: Find) -> None:
    short = [f"{name} AG" for name in ("Adler", "Bauer", "Conrad", "Dietz", "Ernst", "Falk", "Graf", "Horn")]
    cut = [f"{name} GmbH & Co. KG"[:30] for name in ("Zimmermann Verpackung", "Ostermann Kunststoffe")]
    cut += ["Hausmann Medizintechnik GmbH &"]
    found = find("TruncatedText", customers([*short, *cut]))
    assert rows_of(found) == [10, 11, 12]


def test_long_names_that_end_whole_are_not_cut(find: Find) -> None:
    short = [f"{name} AG" for name in ("Adler", "Bauer", "Conrad", "Dietz", "Ernst", "Falk", "Graf", "Horn")]
    whole = [f"{name:.<13} GmbH & Co. KG" for name in ("Ost", "West", "Nord", "Sued")]
    assert find("TruncatedText", customers([*short, *whole])) == ()


# --- running numbers ----------------------------------------------------------------------------


def orders(skip: range, renumbered: bool) -> list[tuple[date, str]]:
    kept = [n for n in range(60) if n not in skip]
    numbers = range(len(kept)) if renumbered else kept
    return [
        (date(2024, 1, 1) + timedelta(12 * n), f"PO-{1000 + m}") for n, m in zip(kept, numbers, strict=True)
    ]


def test_numbers_that_stop_with_the_days_are_missing() -> None:
    last, first = date(2024, 1, 1) + timedelta(12 * 24), date(2024, 1, 1) + timedelta(12 * 33)
    assert missing_between(orders(range(25, 33), renumbered=False), last, first) == 8
    assert missing_between(orders(range(25, 33), renumbered=True), last, first) == 0


def test_a_quiet_history_misses_weeks_only_if_numbers_are_missing_too(find: Find) -> None:
    def table(renumbered: bool) -> list[Row]:
        told = orders(range(25, 33), renumbered)
        head = ["purchase_order_no", "supplier_code", "order_date"]
        return [head, *([number, f"V{n % 7}", day.isoformat()] for n, (day, number) in enumerate(told))]

    (one,) = find("MissingTransactionHistory", {"purchase_orders.csv": table(renumbered=False)})
    assert one.column == "order_date"
    assert find("MissingTransactionHistory", {"purchase_orders.csv": table(renumbered=True)}) == ()


# --- ledgers ------------------------------------------------------------------------------------


def books(owed: list[str], receivables: str, sales: str) -> dict[str, list[Row]]:
    balance = [
        ["Account", "Account name", "Debit", "Credit"],
        ["1110", "Bank", "250.00", "0.00"],
        ["1120", "Trade receivables", receivables, "0.00"],
        ["4100", "Sales", "0.00", sales],
    ]
    header = ["invoice_no", "customer_code", "invoice_date", "due_date", "open_amount"]
    items = [[f"{n + 100}", f"C{n}", "2024-03-01", "2024-04-01", amount] for n, amount in enumerate(owed)]
    return {"trial_balance.csv": balance, "open_items.csv": [header, *items]}


def test_open_items_add_up_to_their_account(find: Find) -> None:
    owed = ["10.00", "20.50", "30.00", "40.00", "50.00", "60.00"]
    assert find("ReconciliationMismatch", books(owed, "210.50", "460.50")) == ()
    (one,) = find("ReconciliationMismatch", books(owed[1:], "210.50", "460.50"))
    assert one.table == "open_items.csv"
    assert "200.5" in one.message and "210.5" in one.message


def test_a_ledger_out_of_balance_is_told_once(find: Find) -> None:
    owed = ["10.00", "20.50", "30.00", "40.00", "50.00", "60.00"]
    (one,) = find("ReconciliationMismatch", books(owed, "310.50", "460.50"))
    assert one.table == "trial_balance.csv"


# --- keys ---------------------------------------------------------------------------------------


def test_a_count_numbered_in_its_own_way_has_other_keys(find: Find) -> None:
    codes = [f"P{n:03}" for n in range(40)]
    tables: dict[str, list[Row]] = {
        "items.csv": [["item_code", "item_name"], *([code, f"Part {code}"] for code in codes)],
        "inventory.csv": [["item_code", "qty_on_hand"], *([code, "5"] for code in codes)],
        "price_list.csv": [["item_code", "sales_price"], *([code, "9.50"] for code in codes)],
        "stock_count.csv": [["item_code", "counted_qty"], *([f"X{7 * n + 11}", "5"] for n in range(40))],
    }
    (one,) = find("KeyMismatch", tables)
    assert (one.table, one.rows) == ("stock_count.csv", 40)
    tables["stock_count.csv"][1:] = [[code, "5"] for code in codes]
    assert find("KeyMismatch", tables) == ()


# --- addresses ----------------------------------------------------------------------------------


def test_a_code_of_another_town_shows_against_all_tables(find: Find) -> None:
    header = ["supplier_code", "supplier_name", "city", "state_province", "postal_code", "country"]
    made = [[f"V{n}", f"Firm {n}", "Charlotte", "NC", f"2820{n}", "US"] for n in range(2)]
    made += [["V2", "Firm 2", "Charlotte", "NC", "46208", "US"]]
    made += [[f"V{n}", f"Firm {n}", "Austin", "TX", f"7330{n}", "US"] for n in range(3, 9)]
    buyers = [["customer_code", "customer_name", *header[2:]]]
    buyers += [[f"C{n}", f"Shop {n}", "Charlotte", "NC", f"2821{n}", "US"] for n in range(3)]
    found = find("InconsistentAddress", {"suppliers.csv": [header, *made], "customers.csv": buyers})
    assert [(one.table, one.column, rows_of((one,))) for one in found] == [
        ("suppliers.csv", "postal_code", [4])
    ]
