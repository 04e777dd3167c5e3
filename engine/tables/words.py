"""The words of headers: which mean the same, and which fields they make up.

Kept as text, a meaning a line, so that adding a word is a change of one line. English first, then Spanish,
German and Chinese words as exports carry them. Whole headers in use belong into the ontology's fields
(skos:hiddenLabel).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """`meaning: words`; an indented line goes on."""
    joined = text.replace("\n    ", " ")
    for line in joined.strip().splitlines():
        meaning, _, rest = line.partition(":")
        yield meaning.strip(), rest


_SYNONYMS = """
customer: cust client clients cliente clientes debtor kunde kunden buyer soldto 客户 customers
supplier: vendor vendors vend supp creditor proveedor proveedores lieferant seller 供应商 suppliers
item: part parts product products prod article articulo artikel material mat sku producto stockcode 物料 产品
    items
warehouse: whse wh almacen storeroom 仓库 warehouses
workcenter: workcentre wc 工作中心
so: salesorder
po: purchaseorder
wo: workorder mo job productionorder
code: no num number nr id nbr # key codigo ref cod 编号 代码 编码
name: nm nombre 名称 names
description: desc descr descripcion descrip 描述
group: category family grp categoria subcategory categ
parent: assembly assy father fg finished made header padre 父件
component: child comp ingredient hijo 子件 componente
quantity: qty qnty quant cantidad 数量
uom: um unit units unidad measure 单位
date: dt fecha datum 日期
cost: costs costo coste 成本
price: precio prc 价格
standard: std
average: avg
onhand: stock existencias 库存
address: addr street direccion strasse 地址
postal: zip zipcode postcode plz
phone: tel telephone telefono ph 电话
email: mail correo
order: ord orden pedido
amount: amt importe 金额
sequence: seq line pos position
"""

# field: sets of words, after SYNONYMS and in any order, that say it
_GRAMMAR = """
customer_code: customer | code customer | account customer
customer_name: customer name | company name
customer_group: customer group
supplier_code: supplier | code supplier | account supplier | preferred supplier | default supplier | main
    supplier
supplier_name: name supplier | company name
item_code: item | code item
item_name: item name
item_description: description item | description
item_group: group item | group
item_type: item type | procurement type
base_uom: uom | base uom | item uom | stock uom | code uom
bom_parent_item: parent | item parent | code parent | code item parent | item parent | parent part
bom_component_item: component | component item | code component | code component item
bom_qty_per: per quantity | per quantity | parent per quantity | parent per quantity
bom_level: level | bom level
bom_code: bom | bom code
warehouse_code: warehouse | code warehouse | location | code location
warehouse_name: name warehouse | location name
work_center_code: workcenter | code workcenter | center work | center code work
sales_order_no: so | code so | order sales | code order sales | code order | order
purchase_order_no: po | code po | order purchase | code order purchase
work_order_no: wo | code wo | order work | code order work
order_date: date order | date so | date po | date
due_date: date due
order_qty: order quantity | quantity | ordered quantity | ordered quantity
standard_cost: cost standard | cost | cost item | cost material
unit_cost: cost uom | cost uom | cost per uom
average_cost: average cost | average moving
last_purchase_cost: cost last | last price purchase | cost last purchase | last po price | last price
sales_price: price | price sales | list price | price selling
unit_price: price uom | price uom | price
qty_on_hand: onhand quantity | onhand | hand on | hand on quantity | quantity
address_line1: address | 1 address | 1 address line | address1
address_line2: 2 address | 2 address line | address2
city: city | town | suburb | ciudad
state_province: state | province | region | province state
postal_code: postal | code postal
country: country | code country | pais | code country region
phone: phone | code phone
mobile: mobile | cell
fax: fax
email: email | e email | address email
tax_id: code tax | code vat | vat | tax | ein | nif | cif | rfc | code reg vat | code registration tax |
    cuit
contact_name: contact | contact name | contact person
website: website | web | url
given_name: first name | given name
surname: last name | family name | surname
date_of_birth: birth date | birth day
color: color | colour | finish
lot_number: lot | code lot | batch | batch code
serial_number: serial | code serial
routing_code: routing | code routing
operation_code: operation | code operation | op
created_date: created | created date | created date
modified_date: modified | date modified | last modified
requested_delivery_date: date ship | date delivery | date required | date requested | date promise
lead_time_days: lead time | days lead time
"""

#: word → the word that stands for its meaning
SYNONYMS: Mapping[str, str] = {
    word: meaning for meaning, words in _lines(_SYNONYMS) for word in words.split()
}

#: (words of a header, field)
GRAMMAR: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(words.split()), field) for field, told in _lines(_GRAMMAR) for words in told.split("|")
)
