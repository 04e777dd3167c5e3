"""Figures that should agree and do not: records in two systems, derived amounts, counts, ledgers, signs."""

from __future__ import annotations

from decimal import Decimal

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import CELLS, COLUMNS, Dial, Fault, children
from kbctl.engine.training.generate.parties import TERMS
from kbctl.engine.training.generate.sheets import number
from kbctl.engine.training.generate.work import Work


def conflicting(work: Work, dice: Dice, dial: Dial) -> bool:
    """The sales department's list says something else about the same customer."""
    if not (crm := work.grid("crm_customers")):
        return False
    done = 0
    for field in dice.sample(("payment_terms", "credit_limit", "phone"), dial.count(1, 1, 2)):
        entry = work.entry("ConflictingRecord", "two-systems", crm, field)
        for row in work.choose(crm, field, dial.share * 1.5, dice):
            masters = [
                (g, r)
                for g, r in children(work, "customer_code", crm.at(row, "customer_code"), "customers")
                if work.free(g, r, field)
            ]
            if len(masters) != 1:
                continue
            text = crm.at(row, field)
            if field == "payment_terms":
                text = dice.pick([term for term in TERMS[work.profile.country.language] if term != text])
            elif field == "credit_limit":
                text = crm.style.write(
                    number(crm.sheet.records[row.origin], field) + 500 * dice.between(2, 30), field
                )
            else:
                text = text[:-4] + "".join(dice.shuffled(text[-4:])[::-1])
            if text != crm.at(row, field):
                entry.put(row, field, text)
                entry.groups.append([(crm, row), *masters])
                entry.also += [("ConflictingRecord", *masters[0])]
        done += work.keep(entry)
    return done > 0


DERIVED = (
    "sales_lines.line_amount",
    "purchase_lines.line_amount",
    "sales_orders.order_total",
    "balances.available_qty",
)


def derived(work: Work, dice: Dice, dial: Dial) -> bool:
    """A stored result that was typed over, or not computed again."""
    done = 0
    for grid, field in dice.sample(list(work.places(DERIVED)), dial.count(1, 1, 2)):
        entry = work.entry("DerivedFieldMismatch", "typed-over", grid, field)
        for row in work.choose(grid, field, dial.share * 0.7, dice):
            value = number(grid.sheet.records[row.origin], field)
            factor = Decimal(dice.pick((90, 95, 105, 110, 120))).scaleb(-2)
            other = (
                (value * factor).quantize(Decimal("0.01"))
                if field != "available_qty"
                else value + dice.between(3, 40)
            )
            if other == value:
                continue
            entry.put(row, field, grid.style.write(other, field))
            if grid.id.endswith("_lines"):
                key = grid.fields[0]
                for heads, head in children(work, key, grid.at(row, key), grid.id.replace("lines", "orders")):
                    entry.also += [
                        (concept, heads, head)
                        for concept in ("DerivedFieldMismatch", "ReconciliationMismatch")
                    ]
            if field == "order_total":
                entry.also.append(("ReconciliationMismatch", grid, row))
                for lines, line in children(
                    work, grid.fields[0], grid.at(row, grid.fields[0]), "sales_lines"
                ):
                    entry.also.append(("DerivedFieldMismatch", lines, line))
        done += work.keep(entry)
    return done > 0


def inventory(work: Work, dice: Dice, dial: Dial) -> bool:
    """The shelf holds something else than the books, by the count sheet or by the movements."""
    counts, (books,) = work.grid("stock_count"), work.all("balances")
    if counts and dice.chance(0.6):
        entry = work.entry("InventoryMismatch", "counted-otherwise", counts, "counted_qty")
        for row in work.choose(counts, "counted_qty", dial.share, dice):
            value = number(counts.sheet.records[row.origin], "counted_qty")
            entry.put(row, "counted_qty", counts.style.number(_off(value, dice)))
            place = counts.at(row, "warehouse_code")
            group = [
                (g, r)
                for g, r in children(work, "item_code", counts.at(row, "item_code"), "balances")
                if g.at(r, "warehouse_code") == place
            ]
            entry.groups.append([(counts, row), *group])
            entry.also += [("InventoryMismatch", *one) for one in group]
        return work.keep(entry)
    entry = work.entry("InventoryMismatch", "not-from-movements", books, "qty_on_hand")
    for row in work.choose(books, "qty_on_hand", dial.share, dice):
        record = books.sheet.records[row.origin]
        if not work.free(books, row, "available_qty"):
            continue
        other = _off(number(record, "qty_on_hand"), dice) + number(record, "allocated_qty")
        entry.put(row, "qty_on_hand", books.style.number(other))
        entry.carry(books, row, "available_qty", books.style.number(other - number(record, "allocated_qty")))
        entry.groups.append([(books, row)])
        entry.also += [("ReconciliationMismatch", books, row), ("DerivedFieldMismatch", books, row)]
        for g, r in children(work, "item_code", books.at(row, "item_code"), "stock_count"):
            entry.also.append(("InventoryMismatch", g, r))
            entry.groups[-1].append((g, r))
    for grid in work.all("trial_balance"):
        entry.also.append(("ReconciliationMismatch", grid, None))
    return work.keep(entry)


def _off(value: Decimal, dice: Dice) -> Decimal:
    step = max(Decimal(2), (value * Decimal(dice.between(8, 40)).scaleb(-2)).to_integral_value())
    return value + step if dice.chance(0.5) or step > value else value - step


def reconciliation(work: Work, dice: Dice, dial: Dial) -> bool:
    """The ledger and its sub-ledger differ, or debits and credits do."""
    (ledger,) = work.all("trial_balance")
    owed = work.grid("open_items")
    if owed and len(owed.rows) > 5 and dice.chance(0.5):
        entry = work.entry("ReconciliationMismatch", "invoices-not-in-the-list", owed, "open_amount")
        able = [row for row in owed.rows if work.free_row(owed, row)]
        for row in work.some(owed, able, dial.share, dice, least=1):
            entry.drop(owed, row)
        entry.tables += [ledger.file, owed.file]
        return work.keep(entry)
    side = dice.pick(("debit", "credit"))
    entry = work.entry("ReconciliationMismatch", "out-of-balance", ledger, side)
    able = [
        row
        for row in ledger.rows
        if number(ledger.sheet.records[row.origin], side) and work.free(ledger, row, side)
    ]
    for row in work.some(ledger, able, 0, dice, least=1):
        value = number(ledger.sheet.records[row.origin], side)
        entry.put(row, side, ledger.style.write(value + dice.amount(800, 60000), side))
    entry.tables.append(ledger.file)
    return work.keep(entry)


def signs(work: Work, dice: Dice, dial: Dial) -> bool:
    """From one period on, or of one kind, issues are kept without their minus."""
    parts = [grid for grid in work.all("movements") if work.untouched(grid, "quantity")]
    if not parts:
        return False
    grid = dice.pick(parts)
    kind = dice.pick(
        sorted(
            {
                grid.at(r, "movement_type")
                for r in grid.rows
                if number(grid.sheet.records[r.origin], "quantity") < 0
            }
        )
    )
    entry = work.entry("SignConvention", "issues-positive", grid, "quantity")
    several = len(work.all("movements")) > 1
    start = 0 if several else len(grid.rows) // dice.between(2, 4)
    for row in grid.rows[start:]:
        value = number(grid.sheet.records[row.origin], "quantity") if row.origin >= 0 else Decimal(0)
        if value < 0 and (several or grid.at(row, "movement_type") == kind) and work.free_row(grid, row):
            entry.put(row, "quantity", grid.style.number(-value))
    work.claim_column(grid, "quantity")
    entry.tables += [one.file for one in work.all("movements")]
    entry.also += [("InventoryMismatch", books, None) for books in work.all("balances", "stock_count")]
    return work.keep(entry)


FAULTS = {
    "ConflictingRecord": Fault(CELLS, conflicting),
    "DerivedFieldMismatch": Fault(CELLS, derived),
    "InventoryMismatch": Fault(CELLS, inventory),
    "ReconciliationMismatch": Fault(CELLS, reconciliation),
    "SignConvention": Fault(COLUMNS, signs),
}
