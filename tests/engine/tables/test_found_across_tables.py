"""What is found by holding rows, columns and tables against each other: bills, stock, documents, history."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.table import Finding

Find = Callable[..., tuple[Finding, ...]]
Run = Callable[..., Diagnosis]
Row = list[str]
Tables = dict[str, list[Row]]


def rows_of(found: tuple[Finding, ...]) -> list[int]:
    return sorted({cell.row for one in found for cell in one.cells})


def status_of(run: Run, concept: str, tables: Mapping[str, Sequence[Row]]) -> set[str]:
    diagnosis = run(tables, concept)
    assert not diagnosis.failed, diagnosis.failed
    return {check.status for check in diagnosis.checks}


def items(count: int = 20, **columns: Callable[[int], str]) -> list[Row]:
    rows = [[f"P{n:03}", f"Part {n}", *(told(n) for told in columns.values())] for n in range(count)]
    return [["item_code", "item_name", *columns], *rows]


# --- InvalidQuantity ----------------------------------------------------------------------------


def orders(**told: str) -> list[Row]:
    header = ["sales_order_no", "customer_code", "item_code", "order_qty", "sales_uom", "order_status"]
    rows = [[f"S{n:03}", f"C{n % 9}", f"P{n % 7:03}", str(1 + n % 4), "EA", "Shipped"] for n in range(60)]
    for key, text in told.items():
        rows[int(key[1:])][3] = text
    return [header, *rows]


def test_quantities_that_cannot_be(find: Find) -> None:
    (one,) = find("InvalidQuantity", {"sales_orders.csv": orders(q3="0", q7="-2", q9="1.5")})
    assert (rows_of((one,)), one.column) == ([5, 9, 11], "order_qty")
    assert "1 zero, 1 negative, 1 fractional" in one.message


def test_returns_cancelled_lines_and_metres_are_proper(find: Find) -> None:
    table = orders(q3="0", q7="-2", q9="1.5")
    table[4][5], table[8][5], table[10][4] = "Cancelled", "Return", "M"
    assert find("InvalidQuantity", {"sales_orders.csv": table}) == ()


def test_by_products_come_back(find: Find, run: Run) -> None:
    lines = [["bom_parent_item", "bom_component_item", "bom_qty_per", "bom_component_uom"]]
    lines += [[f"T{n}", f"P{n % 5:03}", "2", "EA"] for n in range(30)]
    lines += [["T1", "P018", "-0.2", "KG"], ["T2", "P018", "-0.3", "KG"], ["T3", "P019", "-1", "KG"]]
    names = items(20)
    names[20][1] = "Regrind, grey"
    assert find("InvalidQuantity", {"bom.csv": lines, "items.csv": names}) == ()
    lines[4][2] = "-2"
    assert rows_of(find("InvalidQuantity", {"bom.csv": lines, "items.csv": names})) == [5]


def test_without_quantities_nothing_is_said(run: Run) -> None:
    assert status_of(run, "InvalidQuantity", {"items.csv": items()}) == {"skipped"}


# --- IncompleteBillOfMaterials ------------------------------------------------------------------


def structure(products: int = 12) -> Tables:
    """Products of four components, and production orders that use them."""
    bom = [["bom_parent_item", "bom_component_item", "bom_qty_per"]]
    bom += [[f"T{n:02}", f"K{n % 3}{part}", "2"] for n in range(products) for part in "ABCD"]
    made = [["work_order_no", "item_code", "work_order_qty"]]
    made += [[f"W{n:02}", f"T{n % products:02}", "5"] for n in range(2 * products)]
    used = [["work_order_no", "item_code", "required_qty"]]
    used += [[f"W{n:02}", f"K{n % products % 3}{part}", "10"] for n in range(2 * products) for part in "ABCD"]
    return {"bom.csv": bom, "work_orders.csv": made, "work_order_parts.csv": used}


def test_lines_without_component_or_quantity(find: Find) -> None:
    tables = structure()
    tables["bom.csv"][3][2], tables["bom.csv"][6][1] = "", " "
    found = find("IncompleteBillOfMaterials", tables)
    assert [(one.column, rows_of((one,))) for one in found if one.certainty > 0.9] == [
        ("bom_component_item", [7]),
        ("bom_qty_per", [4]),
    ]


def test_a_component_that_every_order_uses_and_no_bill_names(find: Find) -> None:
    tables = structure()
    del tables["bom.csv"][4]
    (one,) = find("IncompleteBillOfMaterials", tables)
    assert (rows_of((one,)), one.examples) == ([2, 3, 4], ("t00: no k0d",))


def test_a_bill_far_shorter_than_those_of_like_products(find: Find) -> None:
    bom = [["bom_parent_item", "bom_component_item", "bom_qty_per"]]
    bom += [[f"T{n:02}", f"K{part}", "2"] for n in range(12) for part in range(6 if n != 5 else 2)]
    products = [["item_code", "item_name", "item_group"]]
    products += [[f"T{n:02}", f"Table {n}", "Tables"] for n in range(12)]
    (one,) = find("IncompleteBillOfMaterials", {"bom.csv": bom, "items.csv": products})
    assert rows_of((one,)) == [32, 33]


def test_whole_bills_are_quiet(run: Run) -> None:
    assert "issue" not in status_of(run, "IncompleteBillOfMaterials", structure())
    assert status_of(run, "IncompleteBillOfMaterials", {"items.csv": items()}) <= {"skipped", "clean"}


# --- BomShareImbalance --------------------------------------------------------------------------


def blends(unit: str = "KG", **told: str) -> Tables:
    lines = [["bom_parent_item", "bom_component_item", "bom_qty_per", "bom_component_uom"]]
    shares = [("0.6", "0.3", "0.1"), ("0.5", "0.25", "0.25"), ("0.8", "0.15", "0.05")]
    for n in range(9):
        lines += [[f"B{n}", f"R{part}", share, unit] for part, share in enumerate(shares[n % 3])]
    for key, text in told.items():
        lines[int(key[1:])][2] = text
    return {"bom.csv": lines}


def test_shares_that_do_not_add_up(find: Find) -> None:
    (one,) = find("BomShareImbalance", blends(r5="0.2"))
    assert (rows_of((one,)), one.examples) == ([5, 6, 7], ("b1: 0.95",))


def test_told_shares_are_judged_though_a_third_of_them_is_wrong_and_other_bills_have_none(find: Find) -> None:
    lines = blends(r5="0.2", r8="0.4", r12="0.2")["bom.csv"]
    told = [[*lines[0], "Participación %"], *([*line, f"{100 * float(line[2]):g}"] for line in lines[1:])]
    told += [[f"D{n}", f"B{n}", "1.04", "KG", ""] for n in range(12)]
    (one,) = find("BomShareImbalance", {"bom.csv": told})
    assert (one.column, rows_of((one,))) == ("Participación %", [5, 6, 7, 8, 9, 10, 11, 12, 13])


def test_quantities_need_not_add_up(find: Find, run: Run) -> None:
    assert find("BomShareImbalance", blends()) == ()
    assert "issue" not in status_of(run, "BomShareImbalance", structure())


# --- MaterialSubstitution -----------------------------------------------------------------------


def test_another_material_in_place_of_the_one_prescribed(find: Find) -> None:
    tables = structure()
    tables["work_order_parts.csv"][10][1] = "K9X"
    (one,) = find("MaterialSubstitution", tables)
    assert (one.table, one.column, rows_of((one,))) == ("work_order_parts.csv", "item_code", [11])
    assert one.examples == ("w02: k9x in place of k2b",)


def test_an_approved_substitute_and_an_additional_material(find: Find, run: Run) -> None:
    tables = structure()
    tables["bom.csv"] = [
        [*row, "substitute_item" if n == 0 else ""] for n, row in enumerate(tables["bom.csv"])
    ]
    tables["bom.csv"][10][3] = "K9X"
    tables["work_order_parts.csv"][10][1] = "K9X"
    tables["work_order_parts.csv"].append(["W05", "GLUE", "1"])
    assert find("MaterialSubstitution", tables) == ()
    assert "skipped" in status_of(run, "MaterialSubstitution", {"items.csv": items()})


# --- NegativeInventory, InventoryMismatch -------------------------------------------------------


def stock(*, opening: bool = True) -> Tables:
    chance = random.Random(7)
    balances = [
        ["item_code", "warehouse_code", "opening_qty", "qty_on_hand", "allocated_qty", "available_qty"]
    ]
    moves = [["movement_no", "movement_date", "movement_type", "item_code", "warehouse_code", "quantity"]]
    for n in range(24):
        amounts = [chance.randint(5, 40), -chance.randint(1, 5), chance.randint(1, 9), -chance.randint(1, 4)]
        first, held = chance.randint(3, 30), chance.randint(0, 3)
        for amount in amounts:
            kind = "Receipt" if amount > 0 else "Issue"
            moves.append([str(len(moves)), "2024-03-01", kind, f"P{n:03}", "W1", str(amount)])
        total = first + sum(amounts)
        balances.append([f"P{n:03}", "W1", str(first), str(total), str(held), str(total - held)])
    return {"balances.csv": balances, "movements.csv": moves}


def test_stock_below_zero(find: Find) -> None:
    tables = stock()
    tables["balances.csv"][4][3], tables["balances.csv"][9][3] = "-3", "-0.5"
    (one,) = find("NegativeInventory", tables)
    assert (one.table, one.column, rows_of((one,))) == ("balances.csv", "qty_on_hand", [5, 10])


def test_issues_and_projected_stock_may_be_negative(find: Find, run: Run) -> None:
    tables = stock()
    tables["balances.csv"][4][5] = "-3"
    assert find("NegativeInventory", tables) == ()
    assert status_of(run, "NegativeInventory", {"movements.csv": tables["movements.csv"]}) <= {
        "skipped",
        "clean",
    }


def test_stock_that_is_not_opening_and_movements(find: Find) -> None:
    tables = stock()
    tables["balances.csv"][6][3] = "999"
    (one,) = find("InventoryMismatch", tables)
    assert (one.table, one.column, rows_of((one,))) == ("balances.csv", "qty_on_hand", [7])


def test_a_figure_that_cannot_be_read_says_nothing(find: Find) -> None:
    tables = stock()
    tables["balances.csv"][6][2] = "see sheet"
    tables["movements.csv"][3][5] = "n/a"
    assert find("InventoryMismatch", tables) == ()


def test_stock_that_another_list_has_otherwise(find: Find) -> None:
    tables = {"a stock.csv": [row[:2] + row[3:4] for row in stock()["balances.csv"]]}
    tables["b stock.csv"] = [list(row) for row in tables["a stock.csv"]]
    tables["b stock.csv"][3][2] = "1234"
    (one,) = find("InventoryMismatch", tables)
    assert (one.table, rows_of((one,))) == ("b stock.csv", [4])


def test_stock_that_agrees(find: Find, run: Run) -> None:
    assert find("InventoryMismatch", stock()) == ()
    # two warehouses' lists that hardly agree anywhere are of two stocks
    other = [[*row[:2], str(n)] for n, row in enumerate(stock()["balances.csv"])]
    other[0][2] = "qty_on_hand"
    assert find("InventoryMismatch", {"b stock.csv": other}) == ()
    assert "skipped" in status_of(run, "InventoryMismatch", {"items.csv": items()})


# --- DerivedFieldMismatch -----------------------------------------------------------------------


def priced(**told: str) -> list[Row]:
    chance = random.Random(3)
    lines = [["sales_order_no", "item_code", "order_qty", "unit_price", "discount_pct", "line_amount"]]
    for n in range(60):
        amount, price, off = (
            chance.randint(1, 30),
            chance.randint(500, 90000) / 100,
            chance.choice([0, 0, 5, 10]),
        )
        total = round(amount * price * (1 - off / 100), 2)
        lines.append([f"S{n // 3:02}", f"P{n % 9:03}", str(amount), f"{price:.2f}", str(off), f"{total:.2f}"])
    for key, text in told.items():
        lines[int(key[1:])][5] = text
    return lines


def test_an_amount_that_is_not_quantity_by_price_less_discount(find: Find) -> None:
    (one,) = find("DerivedFieldMismatch", {"sales_lines.csv": priced(r7="1.00", r30="99999.99")})
    assert (one.column, rows_of((one,))) == ("line_amount", [8, 31])
    assert "order_qty × unit_price × (1 - discount_pct %)" in one.message


def test_available_is_on_hand_less_allocated(find: Find) -> None:
    tables = stock()
    tables["balances.csv"][5][5] = "77"
    (one,) = find("DerivedFieldMismatch", {"balances.csv": tables["balances.csv"]})
    assert (one.column, rows_of((one,))) == ("available_qty", [6])


def test_rounding_and_thousands_are_no_mismatch(find: Find, run: Run) -> None:
    table = priced()
    for row in table[1:]:
        row[5] = f"{float(row[5]) + 0.01:.2f}" if row[0] == "S03" else row[5]
    assert find("DerivedFieldMismatch", {"sales_lines.csv": table}) == ()
    assert status_of(run, "DerivedFieldMismatch", {"items.csv": items()}) <= {"skipped", "clean"}


def test_columns_that_have_nothing_to_do_with_each_other(find: Find) -> None:
    chance = random.Random(5)
    table = [["item_code", "item_name", "standard_cost", "safety_stock", "lead_time_days", "gross_weight"]]
    table += [[f"P{n}", f"Part {n}", *(str(chance.randint(0, 5)) for _ in range(4))] for n in range(300)]
    assert find("DerivedFieldMismatch", {"items.csv": table}) == ()


# --- ReconciliationMismatch ---------------------------------------------------------------------


def documents(**told: str) -> Tables:
    lines = priced()
    totals: dict[str, float] = {}
    for row in lines[1:]:
        totals[row[0]] = totals.get(row[0], 0.0) + float(row[5])
    heads = [["sales_order_no", "customer_code", "order_date", "order_total"]]
    heads += [
        [code, f"C{n % 5}", "2024-05-01", f"{total:.2f}"] for n, (code, total) in enumerate(totals.items())
    ]
    for key, text in told.items():
        heads[int(key[1:])][3] = text
    return {"sales_orders.csv": heads, "sales_lines.csv": lines}


def test_a_total_that_is_not_the_sum_of_its_lines(find: Find) -> None:
    (one,) = find("DerivedFieldMismatch", documents(r4="1000.00"))
    assert (one.table, one.column, rows_of((one,))) == ("sales_orders.csv", "order_total", [5])


def test_a_line_that_is_miscalculated_is_told_at_the_line(find: Find) -> None:
    tables = documents()
    tables["sales_lines.csv"][8][5] = "7.77"
    (one,) = find("DerivedFieldMismatch", tables)
    assert (one.table, rows_of((one,))) == ("sales_lines.csv", [9])


def test_postings_that_do_not_balance(find: Find, run: Run) -> None:
    table = [["journal no", "ledger_account", "debit", "credit"]]
    for n in range(12):
        table += [[f"J{n}", "1120", f"{100 + n}.00", "0"], [f"J{n}", "4100", "0", f"{100 + n}.00"]]
    assert find("ReconciliationMismatch", {"journal.csv": table}) == ()
    table[6][3] = "90.00"
    (one,) = find("ReconciliationMismatch", {"journal.csv": table})
    assert (one.column, rows_of((one,))) == ("journal no", [6, 7])


def test_documents_that_add_up(find: Find, run: Run) -> None:
    assert find("DerivedFieldMismatch", documents()) == ()
    assert "skipped" in status_of(run, "ReconciliationMismatch", {"items.csv": items()})


# --- BrokenHierarchy ----------------------------------------------------------------------------


def tree() -> list[Row]:
    return [["ledger_account", "account name", "parent_account", "level"]] + [
        [str(n), f"Account {n}", str(n // 3) if n // 3 else "", str(1 if n < 3 else 2 if n < 9 else 3)]
        for n in range(1, 27)
    ]


def test_a_parent_that_is_not_there_a_circle_and_a_level(find: Find) -> None:
    table = tree()
    table[12][2], table[20][3] = "99", "5"
    found = find("BrokenHierarchy", {"accounts.csv": table})
    assert [(one.column, rows_of((one,))) for one in found] == [("parent_account", [13]), ("level", [21])]
    table = tree()
    table[1][2] = "12"  # 12 is below 4, and 4 below 1
    found = find("BrokenHierarchy", {"accounts.csv": table})
    assert ("parent_account", [2, 5, 13]) in [(one.column, rows_of((one,))) for one in found]


def test_a_whole_tree_and_roots_that_are_their_own_parents(find: Find, run: Run) -> None:
    assert find("BrokenHierarchy", {"accounts.csv": tree()}) == ()
    table = tree()
    table[1][2], table[2][2] = "1", "2"
    assert find("BrokenHierarchy", {"accounts.csv": table}) == ()
    assert status_of(run, "BrokenHierarchy", {"bom.csv": structure()["bom.csv"]}) <= {"skipped", "clean"}


# --- OutlierValue -------------------------------------------------------------------------------


def traded() -> Tables:
    chance = random.Random(11)
    costs = {f"P{n:03}": chance.randint(200, 90000) / 100 for n in range(30)}
    master = items(30, standard_cost=lambda n: f"{costs[f'P{n:03}']:.2f}")
    bought = [["purchase_order_no", "supplier_code", "item_code", "order_qty", "unit_cost"]]
    for n in range(120):
        code = f"P{n % 30:03}"
        price = costs[code] * chance.randint(90, 110) / 100
        bought.append([f"B{n:03}", "V1", code, str(chance.choice([5, 10, 20])), f"{price:.2f}"])
    return {"items.csv": master, "purchase_orders.csv": bought}


def test_a_shifted_price_a_shifted_cost_and_a_quantity(find: Find) -> None:
    tables = traded()
    bought = tables["purchase_orders.csv"]
    bought[17][4] = f"{100 * float(bought[17][4]):.2f}"
    bought[40][3] = str(1000 * int(bought[40][3]))
    tables["items.csv"][9][2] = f"{10 * float(tables['items.csv'][9][2]):.2f}"
    found = find("OutlierValue", tables)
    assert {(one.table, one.column): rows_of((one,)) for one in found} == {
        ("items.csv", "standard_cost"): [10],
        ("purchase_orders.csv", "unit_cost"): [18],
        ("purchase_orders.csv", "order_qty"): [41],
    }


def test_a_day_decades_away(find: Find) -> None:
    table = [["sales_order_no", "customer_code", "order_date"]]
    table += [[f"S{n}", "C1", f"2024-{1 + n % 12:02}-{1 + n % 28:02}"] for n in range(40)]
    table[8][2] = "2204-03-05"
    (one,) = find("OutlierValue", {"sales_orders.csv": table})
    assert (one.column, rows_of((one,))) == ("order_date", [9])


def far_lead_times(*far: str) -> Tables:
    days = [*far, *(str(5 + n % 20) for n in range(90))]
    return {"items.csv": items(len(days), lead_time_days=lambda n: days[n])}


def test_outliers_are_told_where_they_are_several(find: Find) -> None:
    (one,) = find("OutlierValue", far_lead_times("9000", "12000", "5000", "7000"))
    assert (one.column, rows_of((one,))) == ("lead_time_days", [2, 3, 4, 5])


def test_a_long_tail_has_no_outliers(find: Find) -> None:
    assert find("OutlierValue", far_lead_times("900", "600", "400", "200", "100")) == ()


def test_a_costly_tool_and_a_blanket_order_are_no_outliers(find: Find, run: Run) -> None:
    tables = traded()
    tables["items.csv"].append(["T900", "Injection mould", "9800.00"])
    tables["purchase_orders.csv"].append(["B900", "V2", "T900", "1", "9750.00"])
    tables["purchase_orders.csv"][40][3] = "240"
    assert find("OutlierValue", tables) == ()
    assert status_of(run, "OutlierValue", {"notes.csv": [["a", "b"], ["1", "x"], ["2", "y"]]}) >= {"skipped"}


# --- MissingTransactionHistory, MissingTraceability, LotDataGap ---------------------------------


def history(*gap: date) -> list[Row]:
    days = [date(2023, 1, 2) + timedelta(n) for n in range(700)]
    days = [day for day in days if day.weekday() < 5 and not (gap and gap[0] <= day < gap[1])]
    table = [["movement_no", "movement_date", "item_code", "quantity"]]
    return table + [[str(n), day.isoformat(), f"P{n % 20:03}", "1"] for n, day in enumerate(days)]


def test_weeks_without_a_movement(find: Find) -> None:
    table = history(date(2023, 10, 2), date(2023, 11, 13))
    (one,) = find("MissingTransactionHistory", {"movements.csv": table})
    assert one.examples == ("2023-09-29 … 2023-11-13",)
    assert [cell.value for cell in one.cells] == ["2023-09-29", "2023-11-13"]


def test_a_whole_history_and_a_holiday_every_year(find: Find, run: Run) -> None:
    assert find("MissingTransactionHistory", {"movements.csv": history()}) == ()
    table = history(date(2023, 7, 31), date(2023, 8, 28))
    table = [row for row in table if not "2024-07-29" <= row[1] < "2024-08-26" or row[1] == "movement_date"]
    assert find("MissingTransactionHistory", {"movements.csv": table}) == ()
    assert "skipped" in status_of(run, "MissingTransactionHistory", {"items.csv": items()})


def lots() -> Tables:
    moves = [["movement_no", "movement_date", "item_code", "quantity", "lot_number"]]
    moves += [[str(n), "2024-03-01", f"P{n % 10:03}", "2", f"L{n}" if n % 10 < 5 else ""] for n in range(60)]
    held = [["item_code", "warehouse_code", "qty_on_hand", "lot_number"]]
    held += [[f"P{n:03}", "W1", "4", f"L{n}" if n < 5 else ""] for n in range(10)]
    flags = items(10, lot_tracked=lambda n: "Y" if n < 5 else "N")
    return {"items.csv": flags, "movements.csv": moves, "inventory.csv": held}


def test_rows_of_controlled_items_without_a_lot(find: Find) -> None:
    tables = lots()
    tables["movements.csv"][13][4], tables["inventory.csv"][2][3] = "", " "
    assert [(one.table, rows_of((one,))) for one in find("MissingTraceability", tables)] == [
        ("movements.csv", [14])
    ]
    assert [(one.table, rows_of((one,))) for one in find("LotDataGap", tables)] == [("inventory.csv", [3])]


def test_items_that_are_not_controlled_need_no_lot(find: Find, run: Run) -> None:
    assert find("MissingTraceability", lots()) == find("LotDataGap", lots()) == ()
    assert "skipped" in status_of(run, "LotDataGap", {"items.csv": items()})


# --- StaleRecord, HomonymousColumn --------------------------------------------------------------


def ordered(**told: str) -> list[Row]:
    days = [date(2022, 1, 3) + timedelta(9 * n) for n in range(80)]
    rows = [
        [f"S{n:03}", f"C{n % 9}", day.isoformat(), (day + timedelta(20)).isoformat(), "Shipped"]
        for n, day in enumerate(days)
    ]
    for row in rows[-4:]:
        row[4] = "Open"
    for key, text in told.items():
        rows[int(key[1:])][4] = text
    return [["sales_order_no", "customer_code", "order_date", "due_date", "order_status"], *rows]


def test_orders_of_long_ago_that_nobody_closed(find: Find) -> None:
    (one,) = find("StaleRecord", {"sales_orders.csv": ordered(r3="Open", r12="open")})
    assert (one.column, rows_of((one,))) == ("order_status", [5, 14])


def test_orders_of_today_blanket_orders_and_states_by_custom(find: Find, run: Run) -> None:
    assert find("StaleRecord", {"sales_orders.csv": ordered()}) == ()
    table = [[*row, "kind" if n == 0 else "Standard"] for n, row in enumerate(ordered(r3="Open"))]
    table[4][5] = "Blanket order"
    assert find("StaleRecord", {"sales_orders.csv": table}) == ()
    assert find("StaleRecord", {"sales_orders.csv": ordered(**{f"r{n}": "Open" for n in range(60)})}) == ()
    assert "skipped" in status_of(run, "StaleRecord", {"items.csv": items()})


def test_a_quantity_that_is_stock_here_and_ordered_there(find: Find, run: Run) -> None:
    held = [["item_code", "warehouse_code", "Qty"]] + [[f"P{n:03}", "W1", str(n)] for n in range(20)]
    sold = [["sales_order_no", "customer_code", "item_code", "Qty"]]
    sold += [[f"S{n}", "C1", f"P{n % 20:03}", "2"] for n in range(40)]
    found = find("HomonymousColumn", {"inventory.csv": held, "sales_orders.csv": sold})
    assert [(one.table, one.column, rows_of((one,))) for one in found] == [
        ("inventory.csv", "Qty", [1]),
        ("sales_orders.csv", "Qty", [1]),
    ]
    assert "skipped" in status_of(run, "HomonymousColumn", {"items.csv": items()})


def test_what_is_ordered_in_two_kinds_of_orders_is_no_homonym(find: Find) -> None:
    sold = [["sales_order_no", "customer_code", "item_code", "Qty"]]
    sold += [[f"S{n}", "C1", f"P{n % 20:03}", "2"] for n in range(40)]
    bought = [["purchase_order_no", "supplier_code", "item_code", "Qty"]]
    bought += [[f"B{n}", "V1", f"P{n % 20:03}", "2"] for n in range(40)]
    assert find("HomonymousColumn", {"sales_orders.csv": sold, "purchase_orders.csv": bought}) == ()


def test_a_trial_balance_that_does_not_balance(find: Find) -> None:
    table = [["ledger_account", "account name", "debit", "credit"]]
    table += [[str(1000 + n), f"Account {n}", f"{100 * n}.00", f"{1900 - 100 * n}.00"] for n in range(20)]
    assert find("ReconciliationMismatch", {"trial_balance.csv": table}) == ()
    table[4][2] = "250.00"
    (one,) = find("ReconciliationMismatch", {"trial_balance.csv": table})
    assert "differ by 50" in one.message


def test_an_account_that_is_its_own_parent_where_roots_have_none(find: Find) -> None:
    table = tree()
    table[9][2] = "9"
    assert ("parent_account", [10]) in [
        (one.column, rows_of((one,))) for one in find("BrokenHierarchy", {"accounts.csv": table})
    ]
