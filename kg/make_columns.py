"""Make kg/columns.csv anew: `python kg/make_columns.py FACTS.csv`. For developers; nothing imports it.

FACTS.csv holds names of columns of real systems: canonical_field, system, table, column, label, language,
source_repo, source_path. The technical name and the label of a row become names. kg/column_names.txt adds
general names of the trade, which have no system. What was mined from past projects stays. Same input, same
bytes.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEADER = ("field", "name", "language", "system", "table", "source")
GENERAL = "domain knowledge"
MINED = "mapping sheets of "
#: the kinds of Spanish and the two Chinese scripts are one language each here
LANGUAGES = {"zh_CN": "zh", "zh_TW": "zh", "es_MX": "es", "es_419": "es"}
#: Labels whose translation is of another text altogether (a translator's tool offered a near one and nobody
#: looked): system, table, column, label.
MISTRANSLATED = frozenset(
    {
        ("Tryton", "product.product", "last_purchase_price_uom", "Orden de compra en borrador"),
        ("Tryton", "product.template", "default_uom", "Método de costo por defecto"),
        ("Tryton", "product.template", "list_price", "Precio de costo"),
        ("Tryton", "product.template", "purchase_uom", "Orden de compra Nº:"),
        ("Tryton", "sale.sale", "shipping_date", "Estado de envío"),
        ("ERPNext", "Warehouse", "pin", "ALFILER"),
        ("ERPNext", "Warehouse", "pin", "銷"),
        ("ERPNext", "Item", "opening_stock", "打开股票"),
    }
)
Row = tuple[str, ...]


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python kg/make_columns.py FACTS.csv", file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8", newline="") as file:
        told = [*real_names(csv.DictReader(file)), *general_names(HERE / "column_names.txt")]
    target = HERE / "columns.csv"
    rows = sorted(unique([*told, *mined_names(target)]))
    anew = target.with_suffix(".tmp")
    with anew.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    anew.replace(target)
    print(f"{len(rows)} names of {len({row[0] for row in rows})} fields")
    return 0


def real_names(facts: Iterator[dict[str, str]] | csv.DictReader[str]) -> Iterator[Row]:
    for fact in facts:
        technical = fact["language"] == "tech"
        name = " ".join((fact["column"] if technical else fact["label"]).split())
        place = (fact["system"], fact["table"], fact["column"], name)
        if name and place not in MISTRANSLATED:
            source = f"{fact['source_repo']} {fact['source_path']}".strip()
            language = LANGUAGES.get(fact["language"], fact["language"])
            yield fact["canonical_field"], name, language, fact["system"], fact["table"], source


def general_names(path: Path) -> Iterator[Row]:
    field = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            language, _, names = line.partition(":")
            for name in names.split("|"):
                if name.strip():
                    yield field, " ".join(name.split()), language.strip(), "", "", GENERAL
        elif line and not line.startswith("#"):
            field = line.strip()


def mined_names(path: Path) -> list[Row]:
    """The rows that were taken over from past projects; the facts do not have them."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file)]
    return [row for row in rows if len(row) == len(HEADER) and row[-1].startswith(MINED)]


def unique(rows: list[Row]) -> list[Row]:
    """One row for a name of a field in a language, system and table: that of the first source."""
    found: dict[Row, Row] = {}
    for row in sorted(rows):
        found.setdefault(row[:5], row)
    return list(found.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
