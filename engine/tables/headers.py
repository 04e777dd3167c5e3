"""Header → canonical fields it may stand for.

The vocabulary's names decide; then a small grammar of entity and attribute words (`cust_no` = customer + code);
then near spellings of the vocabulary's names. Which of several candidates is meant is for `roles` to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kbctl.ontology.vocab import Term, Vocabulary

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
WORD = re.compile(r"[^\W_]+|#|%")

SYNONYMS: Mapping[str, str] = {
    word: concept
    for concept, words in {
        "customer": "cust client clients cliente clientes debtor kunde kunden buyer soldto 客户 customers",
        "supplier": "vendor vendors vend supp creditor proveedor proveedores lieferant seller 供应商 suppliers",
        "item": "part parts product products prod article articulo artikel material mat sku producto stockcode 物料 产品 items",
        "warehouse": "whse wh almacen storeroom 仓库 warehouses", "workcenter": "workcentre wc 工作中心",
        "so": "salesorder", "po": "purchaseorder", "wo": "workorder mo job productionorder",
        "code": "no num number nr id nbr # key codigo ref cod 编号 代码 编码", "name": "nm nombre 名称 names",
        "description": "desc descr descripcion descrip 描述", "group": "category family grp categoria subcategory categ",
        "parent": "assembly assy father fg finished made header padre 父件", "component": "child comp ingredient hijo 子件 componente",
        "quantity": "qty qnty quant cantidad 数量", "uom": "um unit units unidad measure 单位", "date": "dt fecha datum 日期",
        "cost": "costs costo coste 成本", "price": "precio prc 价格", "standard": "std", "average": "avg", "onhand": "stock existencias 库存",
        "address": "addr street direccion strasse 地址", "postal": "zip zipcode postcode plz", "phone": "tel telephone telefono ph 电话",
        "email": "mail correo", "order": "ord orden pedido", "amount": "amt importe 金额", "sequence": "seq line pos position",
    }.items()
    for word in words.split()
}  # fmt: skip

#: sets of words (after SYNONYMS) → field; the first set that equals the header's words wins
GRAMMAR: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(words.split()), field)
    for field, alternatives in {
        "customer_code": "customer|customer code|customer account", "customer_name": "customer name|company name",
        "customer_group": "customer group", "supplier_code": "supplier|supplier code|supplier account|preferred supplier|default supplier|main supplier",
        "supplier_name": "supplier name|company name", "item_code": "item|item code", "item_name": "item name", "item_description": "item description|description",
        "item_group": "item group|group", "item_type": "item type|procurement type", "base_uom": "uom|base uom|item uom|stock uom|uom code",
        "bom_parent_item": "parent|parent item|parent code|parent item code|item parent|parent part", "bom_component_item":
        "component|component item|component code|component item code", "bom_qty_per": "quantity per|per quantity|quantity per parent|per parent quantity",
        "bom_level": "level|bom level", "bom_code": "bom|bom code", "warehouse_code": "warehouse|warehouse code|location|location code",
        "warehouse_name": "warehouse name|location name", "work_center_code": "workcenter|workcenter code|work center|work center code",
        "sales_order_no": "so|so code|sales order|sales order code|order code|order", "purchase_order_no": "po|po code|purchase order|purchase order code",
        "work_order_no": "wo|wo code|work order|work order code", "order_date": "order date|so date|po date|date", "due_date": "due date",
        "order_qty": "order quantity|quantity|quantity ordered|ordered quantity", "standard_cost": "standard cost|cost|item cost|material cost",
        "unit_cost": "uom cost|cost uom|cost per uom", "average_cost": "average cost|moving average", "last_purchase_cost":
        "last cost|last purchase price|last purchase cost|last po price|last price", "sales_price": "price|sales price|list price|selling price",
        "unit_price": "uom price|price uom|price", "qty_on_hand": "quantity onhand|onhand|on hand|quantity on hand|quantity", "address_line1":
        "address|address 1|address line 1|address1", "address_line2": "address 2|address line 2|address2", "city": "city|town|suburb|ciudad", "state_province":
        "state|province|region|state province", "postal_code": "postal|postal code", "country": "country|country code|pais|country region code", "phone": "phone|phone code",
        "mobile": "mobile|cell", "fax": "fax", "email": "email|e email|email address", "tax_id": "tax code|vat code|vat|tax|ein|nif|cif|rfc|vat reg code|tax registration code|cuit",
        "contact_name": "contact|contact name|contact person", "website": "website|web|url", "color": "color|colour|finish", "lot_number": "lot|lot code|batch|batch code",
        "serial_number": "serial|serial code", "routing_code": "routing|routing code", "operation_code": "operation|operation code|op", "created_date":
        "created|created date|date created", "modified_date": "modified|modified date|last modified", "requested_delivery_date":
        "ship date|delivery date|required date|requested date|promise date", "lead_time_days": "lead time|lead time days",
    }.items()
    for words in alternatives.split("|")
)  # fmt: skip


@dataclass(frozen=True)
class Names:
    """The vocabulary's names of fields: normal form → fields, and the type and domain of each field."""

    fields: Mapping[str, tuple[str, ...]]
    types: Mapping[str, str]
    domains: Mapping[str, str]


def names_of(vocabulary: Vocabulary) -> Names:
    found: dict[str, set[str]] = {}
    types, domains = {}, {}
    for term in vocabulary.of_kind("field"):
        types[term.id] = str(term.get("dataType", ""))
        domains[term.id] = str(term.get("fieldOf", ""))
        for name in _all_names(term):
            if key := normal(name):
                found.setdefault(key, set()).add(term.id)
    return Names({key: tuple(sorted(ids)) for key, ids in sorted(found.items())}, types, domains)


def _all_names(term: Term) -> Iterable[str]:
    yield term.id
    yield from term.labels.values()
    for texts in term.alternatives.values():
        yield from texts
    for name in ("hiddenLabel", "hiddenLabels"):
        yield from map(str, term.properties.get(name, ()))


def words(text: str) -> tuple[str, ...]:
    """The words of a header in lower case, without accents: `CustNo`, `cust_no` and `Cust. No` are the same."""
    plain = unicodedata.normalize("NFKD", CAMEL.sub(" ", text))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return tuple(word for word in WORD.findall(plain) if word != "%")


def normal(text: str) -> str:
    return "".join(words(text))


@lru_cache(maxsize=4096)
def concepts(text: str) -> frozenset[str]:
    """The words of a header, synonyms made one."""
    parts = [SYNONYMS.get(word, word) for word in words(text)]
    return frozenset(part for part in parts if part not in ("of", "the", "de", "del", "for"))


def candidates(header: str, names: Names) -> Mapping[str, float]:
    """Fields that the header may stand for, with a score up to 1."""
    key = normal(header)
    found: dict[str, float] = {}
    spoken = concepts(header)
    for meaning, field in GRAMMAR:
        if meaning == spoken:
            found[field] = 0.9
    for field in names.fields.get(key, ()):
        found[field] = 1.0
    if not found and len(key) >= 5:
        from rapidfuzz import fuzz, process

        for name, score, _ in process.extract(key, list(names.fields), scorer=fuzz.ratio, limit=3, score_cutoff=90):
            for field in names.fields[name]:
                found[field] = max(found.get(field, 0.0), round(score / 100 - 0.15, 3))
    return dict(sorted(found.items()))
