"""Large tables to measure on: customers and order lines of a manufacturer, with a small share of faults.

Every value is a function of the seed, the column and the row's number, so the same call writes the same
bytes, and the first rows of a longer file are those of a shorter one with as many customers.

    python -m bench.big_tables FOLDER [--customers 1000000] [--lines 5000000] [--seed 7]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from zlib import crc32

CUSTOMERS, LINES = "customers.csv", "order_lines.csv"
ITEMS = 50_000
FIRST = "North South East West Blue Red Green Oak Pine Stone River Lake Hill Iron Silver Golden Bright Clear"
SECOND = "wood field brook side ford dale bridge gate mill port stead worth combe well shire burn cliff mere"
THIRD = "Trading Furniture Interiors Supplies Textiles Foods Metals Plastics Tools Design Retail Contract"
FORM = ("Ltd", "LLC", "Inc.", "GmbH", "S.A.", "Co.", "BV", "PLC")
STREETS = "Main High Church Station Mill Park Victoria Green Manor Kings Queens School Bridge Chapel"
CITIES = "Leeds York Bristol Austin Dallas Denver Berlin Hamburg Köln Lyon Nantes Madrid Sevilla Utrecht"
COUNTRIES = "GB GB GB US US US DE DE DE FR FR ES ES NL"


def _list(words: str) -> str:
    return "[" + ", ".join(f"'{word}'" for word in words.split()) + "]"


class Columns:
    """SQL of values that look drawn by lot: the hash of seed, column and row."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def lot(self, name: str, sides: int, of: str = "i") -> str:
        """A whole number from 0 to below `sides`."""
        apart = (self.seed * 1_000_003 + crc32(name.encode())) * 100_000_000
        return f"(hash({of} + {apart}) % {sides})::BIGINT"

    def pick(self, name: str, words: str) -> str:
        return f"{_list(words)}[1 + {self.lot(name, len(words.split()))}]"

    def fault(self, name: str, one_in: int, broken: str, sound: str) -> str:
        return f"CASE WHEN {self.lot('fault ' + name, one_in)} = 0 THEN {broken} ELSE {sound} END"

    def customers(self, rows: int) -> str:
        day = f"(DATE '2015-01-01' + ({self.lot('created', 3300)})::INTEGER)"
        name = (
            f"{self.pick('first', FIRST)} || {self.pick('second', SECOND)} || ' ' || "
            f"{self.pick('third', THIRD)} || ' ' || (1 + {self.lot('branch', 400)}) || ' ' || "
            f"{_list(' '.join(FORM))}[1 + {self.lot('form', len(FORM))}]"
        )
        city = f"{_list(CITIES)}[1 + {self.lot('town', len(CITIES.split()))}]"
        country = f"{_list(COUNTRIES)}[1 + {self.lot('town', len(CITIES.split()))}]"
        address = f"(1 + {self.lot('house', 300)}) || ' ' || {self.pick('street', STREETS)} || ' Street'"
        line = f"lpad(({self.lot('line', 10000)})::VARCHAR, 4, '0')"
        phone = f"'0' || (100 + {self.lot('area', 900)}) || ' 555 ' || {line}"
        email = f"'office' || i || '@' || lower({self.pick('second', SECOND)}) || '.example.com'"
        credit = f"(1000 * (1 + {self.lot('credit', 80)}))::VARCHAR"
        created = f"strftime({day}, '%Y-%m-%d')"
        return f"""
            SELECT 'C' || lpad(i::VARCHAR, 8, '0') AS customer_code,
                   {self.fault("name", 500, f"({name}) || ' '", name)} AS customer_name,
                   {address} AS address_line1,
                   {self.fault("city", 700, f"upper({city})", city)} AS city,
                   lpad(({self.lot("postal", 90000)} + 10000)::VARCHAR, 5, '0') AS postal_code,
                   {country} AS country,
                   {self.fault("phone", 900, "'N/A'", phone)} AS phone,
                   {self.fault("email", 800, "'info@'", email)} AS email,
                   {self.fault("credit", 2000, "'999999'", credit)} AS credit_limit,
                   {self.fault("created", 400, f"strftime({day}, '%d.%m.%Y')", created)} AS created_date
            FROM range(1, {rows} + 1) t(i)"""

    def lines(self, rows: int, customers: int) -> str:
        order = "(1 + i // 4)"
        customer = f"'C' || lpad((1 + {self.lot('customer', customers, order)})::VARCHAR, 8, '0')"
        item, amount = self.lot("item", ITEMS), "price * quantity"
        code = f"'IT-' || lpad(({item})::VARCHAR, 6, '0')"
        day = f"(DATE '2021-01-01' + ({self.lot('day', 1400, order)})::INTEGER)"
        return f"""
            WITH drawn AS (
                SELECT i, 1 + {self.lot("quantity", 60)} AS quantity,
                       ((300 + {self.lot("price", 20000, item)}) / 100)::DECIMAL(12, 2) AS price
                FROM range({rows}) t(i))
            SELECT 'SO' || lpad({order}::VARCHAR, 8, '0') AS order_no,
                   (1 + i % 4)::VARCHAR AS line_no,
                   {self.fault("orphan", 2500, "'C99' || lpad((i % 1000)::VARCHAR, 6, '0')", customer)}
                       AS customer_code,
                   {self.fault("item", 3000, f"({code}) || '#'", code)} AS item_code,
                   {self.fault("day", 300, f"strftime({day}, '%m/%d/%Y')", f"strftime({day}, '%Y-%m-%d')")}
                       AS order_date,
                   {self.fault("quantity", 4000, "(-quantity)::VARCHAR", "quantity::VARCHAR")} AS order_qty,
                   price::VARCHAR AS unit_price,
                   {self.fault("amount", 5000, f"({amount} + 10)::VARCHAR", f"({amount})::VARCHAR")}
                       AS line_amount
            FROM drawn"""


def write_customers(path: Path, rows: int, seed: int = 7) -> None:
    _write(Columns(seed).customers(rows), path)


def write_lines(path: Path, rows: int, customers: int, seed: int = 7) -> None:
    _write(Columns(seed).lines(rows, customers), path)


def _write(query: str, path: Path) -> None:
    import duckdb

    path.parent.mkdir(parents=True, exist_ok=True)
    name = path.as_posix().replace("'", "''")
    with duckdb.connect() as base:
        base.execute(f"COPY ({query} ORDER BY i) TO '{name}' (HEADER, DELIMITER ',')")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    write_customers(given.folder / CUSTOMERS, given.customers, given.seed)
    write_lines(given.folder / LINES, given.lines, given.customers, given.seed)


if __name__ == "__main__":
    main()
