"""Chart of accounts, a balanced trial balance, open items that add up to their control account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kbctl.engine.training.generate.codes import Scheme
from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.products import CENT, RATES
from kbctl.engine.training.generate.profile import Profile
from kbctl.engine.training.generate.sheets import Record, day, number, text
from kbctl.engine.training.generate.trade import said
from kbctl.engine.training.generate.trading import DONE

#: account, parent, kind (D: debit balance, C: credit balance, empty: a heading), names
CHART = tuple(
    (parts[0].strip(), parts[1].strip(), parts[2].strip(), said(parts[3]))
    for parts in (
        line.split(";")
        for line in """
1000 ; ; ; Assets|Activo|Aktiva|资产
1100 ; 1000 ; ; Current assets|Activo circulante|Umlaufvermögen|流动资产
1110 ; 1100 ; D ; Bank|Bancos|Bank|银行存款
1120 ; 1100 ; D ; Trade receivables|Clientes|Forderungen|应收账款
1130 ; 1100 ; D ; Inventory|Inventarios|Vorräte|存货
1140 ; 1100 ; D ; Prepaid expenses|Pagos anticipados|Rechnungsabgrenzung|预付款项
1200 ; 1000 ; ; Fixed assets|Activo fijo|Anlagevermögen|固定资产
1210 ; 1200 ; D ; Machinery|Maquinaria|Maschinen|机器设备
1220 ; 1200 ; D ; Buildings|Edificios|Gebäude|厂房
1230 ; 1200 ; C ; Accumulated depreciation|Depreciación acumulada|Wertberichtigung|累计折旧
2000 ; ; ; Liabilities|Pasivo|Verbindlichkeiten|负债
2100 ; 2000 ; ; Current liabilities|Pasivo a corto plazo|Kurzfristige Verbindlichkeiten|流动负债
2110 ; 2100 ; C ; Trade payables|Proveedores|Lieferantenverbindlichkeiten|应付账款
2120 ; 2100 ; C ; Accrued wages|Sueldos por pagar|Löhne|应付职工薪酬
2130 ; 2100 ; C ; Taxes payable|Impuestos por pagar|Steuern|应交税费
2200 ; 2000 ; ; Long-term liabilities|Pasivo a largo plazo|Langfristige Verbindlichkeiten|长期负债
2210 ; 2200 ; C ; Bank loans|Préstamos bancarios|Darlehen|银行借款
3000 ; ; ; Equity|Capital contable|Eigenkapital|所有者权益
3100 ; 3000 ; C ; Share capital|Capital social|Gezeichnetes Kapital|实收资本
4000 ; ; ; Revenue|Ingresos|Erlöse|收入
4100 ; 4000 ; C ; Domestic sales|Ventas nacionales|Inlandserlöse|内销收入
4200 ; 4000 ; C ; Export sales|Ventas de exportación|Auslandserlöse|外销收入
5000 ; ; ; Cost of goods sold|Costo de ventas|Herstellkosten|营业成本
5100 ; 5000 ; D ; Materials used|Materiales consumidos|Materialaufwand|直接材料
5200 ; 5000 ; D ; Direct labour|Mano de obra directa|Fertigungslöhne|直接人工
6000 ; ; ; Operating expenses|Gastos de operación|Betriebsaufwand|期间费用
6100 ; 6000 ; D ; Sales expenses|Gastos de venta|Vertriebskosten|销售费用
6200 ; 6000 ; D ; Administration|Gastos de administración|Verwaltung|管理费用
6300 ; 6000 ; D ; Rent|Arrendamiento|Miete|租赁费
""".strip().splitlines()
    )
)
RECEIVABLES, STOCK, BALANCING = "1120", "1130", "3100"


def accounts(profile: Profile) -> list[Record]:
    pad = Dice("customer", profile.industry, profile.seed, "accounts").pick(("", "00"))
    return [
        {
            "ledger_account": code + pad,
            "account_name": names[profile.country.language],
            "parent_account": parent + pad if parent else "",
        }
        for code, parent, _, names in CHART
    ]


def open_items(profile: Profile, sales: Sequence[Record], today: date) -> list[Record]:
    """Unpaid invoices of the last ten weeks, in home currency."""
    home, language = profile.country.currency, profile.country.language
    numbers = Scheme(
        "", Dice("customer", profile.industry, profile.seed, "invoices").between(10, 90) * 10000 + 1, 6
    )
    recent = [
        s
        for s in sales
        if s["order_status"] == DONE[language] and day(s, "order_date") > today - timedelta(days=110)
    ]
    found: list[Record] = []
    for index, order in enumerate(recent):
        on = day(order, "requested_delivery_date")
        amount = number(order, "order_total") / RATES[text(order, "currency")] * RATES[home]
        found.append(
            {
                "invoice_no": numbers.code(index),
                "customer_code": order["customer_code"],
                "invoice_date": on,
                "due_date": on + timedelta(days=30),
                "open_amount": amount.quantize(CENT, ROUND_HALF_UP),
            }
        )
    return found


def trial_balance(
    profile: Profile,
    chart: Sequence[Record],
    balances: Sequence[Record],
    items: Sequence[Record],
    owed: Sequence[Record],
) -> list[Record]:
    """Debits equal credits; stock and receivables are those of the other tables."""
    dice = Dice("customer", profile.industry, profile.seed, "ledger")
    cost = {text(item, "item_code"): number(item, "standard_cost") for item in items}
    known = {
        STOCK: sum(
            (number(b, "qty_on_hand") * cost[text(b, "item_code")] for b in balances), Decimal(0)
        ).quantize(CENT, ROUND_HALF_UP),
        RECEIVABLES: sum((number(one, "open_amount") for one in owed), Decimal(0)),
    }
    rate = RATES[profile.country.currency]
    level = profile.revenue_usd / 40
    rows: list[tuple[Record, str, Decimal]] = []
    for record, (code, _, side, _) in zip(chart, CHART, strict=True):
        if side:
            amount = known.get(
                code, (dice.amount(level * 0.1, level * 3) * rate).quantize(CENT, ROUND_HALF_UP)
            )
            rows.append((record, side, amount))
    over = sum((amount if side == "D" else -amount for _, side, amount in rows), Decimal(0))
    found: list[Record] = []
    for record, side, amount in rows:
        if str(record["ledger_account"]).startswith(BALANCING):
            amount += over
            side, amount = ("C", amount) if amount >= 0 else ("D", -amount)
        found.append(
            {
                "ledger_account": record["ledger_account"],
                "account_name": record["account_name"],
                "debit": amount if side == "D" else Decimal("0.00"),
                "credit": amount if side == "C" else Decimal("0.00"),
            }
        )
    return found
