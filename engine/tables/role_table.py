"""The roles a table can have, as text: words of its name, what it must hold, what belongs to it, its key.

Order matters: the more special role comes first (`ProductVendor` is tried as item_supplier before
item_master), and of the fields the one that a doubtful header most likely means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """`names`: sets of words that a table's name may hold. `core`: of each group one field must be there.
    `fields`: what belongs here. `key`: what identifies a row. `master`: a row is a thing, not an event."""

    id: str
    names: tuple[frozenset[str], ...]
    core: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]
    key: tuple[str, ...] = ()
    master: bool = False


_PARTY = """
tax_id contact_name phone mobile fax email website address_line1 address_line2 city postal_code
state_province country currency payment_terms payment_terms_days incoterms inactive_flag
"""
_ROLES = """
role bom_header
  names: bom header | bom headers | bomheader | bom master | mast
  core: bom_code | item_code bom_parent_item
  fields: bom_code bom_parent_item item_code bom_uom bom_output_qty bom_effective_from bom_effective_to
  key: bom_code
role bom
  names: bom | boms | bill materials | bill material | structure | structures | components | recipe |
      recipes | stpo | stueckliste | 物料清单 | lista materiales
  core: bom_parent_item bom_code | bom_component_item
  fields: bom_parent_item bom_component_item bom_qty_per bom_component_uom bom_level bom_code bom_sequence
      bom_scrap_pct bom_effective_from bom_effective_to bom_uom bom_output_qty
role item_supplier
  names: product vendor | item vendor | item supplier | part supplier | part vendor | product supplier |
      items vendor | supplier items | supplierinfo | vendor parts | supplier parts
  core: item_code | supplier_code supplier_name
  fields: item_code supplier_code supplier_name supplier_item_code lead_time_days unit_cost
      last_purchase_cost min_order_qty purchase_uom currency
role cost_history
  names: cost | costs | cost history | standard cost | item costs
  core: item_code | standard_cost unit_cost average_cost last_purchase_cost
  fields: item_code standard_cost unit_cost average_cost last_purchase_cost currency
  key: item_code
role price_list
  names: price | prices | pricelist | price list | history price | precios | konp | 价格表
  core: item_code | sales_price unit_price unit_cost
  fields: item_code item_name sales_price unit_price price_list customer_code currency discount_pct
role stock_movement
  names: movement | movements | transaction | transactions | stock move | stock moves | item ledger |
      material documents | mseg | matdoc | movimientos | bewegungen | 库存流水 | 出入库
  core: item_code
  fields: item_code warehouse_code bin_location lot_number serial_number base_uom unit_cost
role stock_count
  names: stock count | stock counts | cycle count | cycle counts | inventory count | physical inventory |
      count sheet | count sheets | inventur | conteo | iseg | 盘点 | 盘点表
  core: item_code
  fields: item_code warehouse_code bin_location lot_number base_uom
role lot
  names: lot | lots | batch | batches | lotes | chargen | mcha | mch1 | 批次
  core: lot_number | item_code
  fields: lot_number item_code production_date expiry_date supplier_code
  key: lot_number
role serial
  names: serial | serials | serial numbers | numeros serie | equi | seriennummern | 序列号
  core: serial_number | item_code
  fields: serial_number item_code production_date sales_order_no customer_code
  key: serial_number
role trial_balance
  names: trial balance | trial balances | account balances | opening balances | sumas saldos |
      saldenliste | balanza | faglflext | 试算平衡 | 科目余额表 | 科目余额
  core:
  fields: ledger_account currency
role ledger_account
  names: accounts | chart accounts | chart account | coa | ledger accounts | gl accounts | cuentas |
      kontenplan | ska1 | 科目 | 会计科目
  core: ledger_account
  fields: ledger_account
  key: ledger_account
role open_item
  names: open items | open item | open invoices | receivables | payables | open ar | open ap |
      partidas abiertas | offene posten | open receivables | open payables | cuentas cobrar |
      cuentas pagar | bsid | bsik | 应收明细 | 应付明细
  core: invoice_no | open_amount due_date customer_code supplier_code
  fields: invoice_no customer_code supplier_code invoice_date due_date open_amount currency
  key: invoice_no
role work_order_part
  names: work order parts | work order part | work order components | work order materials | resb |
      production order components | componentes orden | 生产订单用料
  core: work_order_no | item_code bom_component_item
  fields: work_order_no item_code bom_component_item base_uom lot_number warehouse_code
role inventory
  names: inventory | stock | onhand | on hand | quant | quants | bestand | inventario | 库存 | balances | mard
  core: item_code | qty_on_hand opening_qty
  fields: item_code qty_on_hand opening_qty warehouse_code bin_location lot_number serial_number base_uom
      unit_cost average_cost expiry_date
role purchase_order
  names: purchase order | purchase orders | po | purchases | compras | ekpo | ekko | purchasing | 采购订单 |
      采购订单明细
  core: purchase_order_no supplier_code | order_date due_date item_code order_qty
  fields: purchase_order_no supplier_code supplier_name order_date requested_delivery_date due_date
      item_code order_qty unit_cost line_amount order_total currency purchase_uom payment_terms
  key: purchase_order_no
role work_order
  names: work order | work orders | wo | job | jobs | production order | production orders | manufacturing
      order | aufk | ordenes produccion | 生产订单
  core: work_order_no | item_code bom_parent_item
  fields: work_order_no item_code work_order_qty planned_start_date planned_end_date due_date bom_code
      routing_code lot_number scrap_pct
  key: work_order_no
role sales_order
  names: sales order | sales orders | order | orders | so | sales | invoices | quotes | order lines |
      ventas | pedidos | vbap | vbak | 销售订单 | 销售订单明细
  core: sales_order_no customer_code customer_name | order_date due_date item_code order_qty order_total
  fields: sales_order_no customer_code customer_name order_date requested_delivery_date due_date item_code
      item_name order_qty unit_price discount_pct line_amount order_total currency customer_po_no
      salesperson sales_uom
  key: sales_order_no
role routing
  names: routing | routings | route | routes | operation | operations | rutas | plpo | 工艺路线
  core: operation_code operation_seq operation_name | item_code routing_code work_center_code
  fields: routing_code item_code operation_seq operation_code operation_name work_center_code setup_time
      run_time queue_time machine_code lot_size
master work_center
  names: work center | work centers | work centre | workcenter | workcenters | machine | machines |
      resource | resources | crhd | centros trabajo | 工作中心
  core: work_center_code machine_code work_center_name
  fields: work_center_code work_center_name machine_code hourly_rate capacity efficiency_pct
  key: work_center_code machine_code
master item_group
  names: category | categories | subcategory | subcategories | item group | product group | family |
      families | familias | item groups | t023 | 物料类别
  core: item_group
  fields: item_group
  key: item_group
master unit_of_measure
  names: uom | uoms | unit measure | units | unit | measure units | unidades | t006 | 计量单位
  core:
  fields: base_uom uom_conversion_factor
  key: base_uom
master territory
  names: territory | territories | region | regions
  core:
  fields: sales_territory
  key: sales_territory
role person
  names: person | persons | people | contact | contacts | patient | patients | member | members | personas |
      employee | employees | 人员
  core: surname | given_name
  fields: given_name surname date_of_birth national_id tax_id phone mobile fax email address_line1
      address_line2 city postal_code state_province country created_date modified_date
master warehouse
  names: warehouse | warehouses | location | locations | sites | plants | almacenes | t001l | 仓库
  core: warehouse_code warehouse_name
  fields: warehouse_code warehouse_name bin_location address_line1 city country capacity hourly_rate
  key: warehouse_code
master customer_master
  names: customer | customers | client | clients | cust | debtor | debtors | clientes | kunden | kna1 | 客户
      | accounts
  core: customer_code customer_name
  fields: customer_code customer_name customer_group customer_type credit_limit given_name
      surname PARTY salesperson
      sales_territory discount_pct price_list created_date modified_date
  key: customer_code
master supplier_master
  names: supplier | suppliers | vendor | vendors | creditor | creditors | proveedores | lieferanten | lfa1
      | 供应商
  core: supplier_code supplier_name
  fields: supplier_code supplier_name supplier_group lead_time_days min_order_qty created_date
      modified_date given_name surname PARTY
  key: supplier_code
master item_master
  names: item | items | product | products | part | parts | article | articles | material | materials |
      sku | skus | mara | articulos | productos | 物料 | 产品 | itemmaster
  core: item_code item_name item_description
  fields: item_code item_name item_description item_group item_type base_uom standard_cost average_cost
      last_purchase_cost sales_price unit_price unit_cost supplier_code lead_time_days mfg_lead_time
      safety_stock reorder_point reorder_qty min_order_qty max_stock qty_on_hand gross_weight net_weight
      weight_uom color size style material brand manufacturer manufacturer_part_no barcode purchase_uom
      sales_uom old_item_code drawing_no default_warehouse lot_tracked serial_tracked discontinue_date
      inactive_flag costing_method hs_code country_of_origin created_date modified_date
  key: item_code
"""

PARTY: tuple[str, ...] = tuple(_PARTY.split())


def _roles(text: str) -> Iterator[Role]:
    told: dict[str, str] = {}
    name = ""
    for line in [*text.replace("\n      ", " ").strip().splitlines(), "role "]:
        if line.startswith("  "):
            part, _, rest = line.partition(":")
            told[part.strip()] = rest
            continue
        if told:
            kind, _, own = name.partition(" ")
            yield Role(
                id=own,
                names=tuple(frozenset(words.split()) for words in told["names"].split("|")),
                core=tuple(tuple(group.split()) for group in told["core"].split("|") if group.strip()),
                fields=tuple(told["fields"].replace("PARTY", " ".join(PARTY)).split()),
                key=tuple(told.get("key", "").split()),
                master=kind == "master",
            )
        name, told = line, {}


ROLES: tuple[Role, ...] = tuple(_roles(_ROLES))
