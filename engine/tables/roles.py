"""What a table is (customer master, bill of materials, …), and which of its candidate fields each column is.

A role is chosen by the table's name and by the fields that its columns can stand for; the role then settles
headers that could be several things (`Name`, `ProductID`, `Qty`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kbctl.engine.tables.headers import Names, candidates, words
from kbctl.engine.tables.table import Column, Table
from kbctl.engine.tables.values import is_date, is_number

OTHER = "other"
PARTY = ("tax_id", "contact_name", "phone", "mobile", "fax", "email", "website", "address_line1", "address_line2", "city", "postal_code",
         "state_province", "country", "currency", "payment_terms", "payment_terms_days", "incoterms", "inactive_flag")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Role:
    """`names`: sets of words that a table's name may hold. `core`: of each group one field must be there.
    `fields`: what belongs here; the first of several candidates wins. `key`: the field that identifies a row."""

    id: str
    names: tuple[frozenset[str], ...]
    core: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]
    key: tuple[str, ...] = ()
    master: bool = False


def _role(id: str, names: str, core: str, fields: str, key: str = "", master: bool = False) -> Role:
    return Role(
        id=id,
        names=tuple(frozenset(one.split()) for one in names.split("|")),
        core=tuple(tuple(group.split()) for group in core.split("|") if group),
        fields=tuple(fields.split()),
        key=tuple(key.split()),
        master=master,
    )


#: The more special name first: `ProductVendor` is tried as item_supplier before item_master.
ROLES: tuple[Role, ...] = (
    _role("bom", "bom|boms|bill materials|bill material|structure|structures|components|recipe|recipes|stpo|stueckliste|物料清单|lista materiales",
          "bom_parent_item bom_code|bom_component_item",
          "bom_parent_item bom_component_item bom_qty_per bom_component_uom bom_level bom_code bom_sequence bom_scrap_pct bom_effective_from bom_effective_to bom_uom bom_output_qty"),
    _role("bom_header", "bom header|bom headers|bomheader|bom master|mast", "bom_code|item_code bom_parent_item",
          "bom_code bom_parent_item item_code bom_uom bom_output_qty bom_effective_from bom_effective_to", "bom_code"),
    _role("item_supplier", "product vendor|item vendor|item supplier|part supplier|part vendor|product supplier|vendor items|supplier items|supplierinfo|vendor parts|supplier parts",
          "item_code|supplier_code supplier_name",
          "item_code supplier_code supplier_name supplier_item_code lead_time_days unit_cost last_purchase_cost min_order_qty purchase_uom currency"),
    _role("cost_history", "cost|costs|cost history|standard cost|item costs", "item_code|standard_cost unit_cost average_cost last_purchase_cost",
          "item_code standard_cost unit_cost average_cost last_purchase_cost currency", "item_code"),
    _role("price_list", "price|prices|pricelist|price list|price history|precios", "item_code|sales_price unit_price unit_cost",
          "item_code sales_price unit_price price_list customer_code currency discount_pct"),
    _role("inventory", "inventory|stock|onhand|on hand|quant|quants|bestand|inventario|库存|balances", "item_code|qty_on_hand opening_qty",
          "item_code qty_on_hand opening_qty warehouse_code bin_location lot_number serial_number base_uom unit_cost average_cost expiry_date"),
    _role("purchase_order", "purchase order|purchase orders|po|purchases|compras|ekpo|ekko|purchasing|采购订单", "purchase_order_no supplier_code|order_date due_date item_code order_qty",
          "purchase_order_no supplier_code supplier_name order_date requested_delivery_date due_date item_code order_qty unit_cost line_amount order_total currency purchase_uom payment_terms",
          "purchase_order_no"),
    _role("work_order", "work order|work orders|wo|job|jobs|production order|production orders|manufacturing order|生产订单", "work_order_no|item_code bom_parent_item",
          "work_order_no item_code work_order_qty planned_start_date planned_end_date due_date bom_code routing_code lot_number scrap_pct", "work_order_no"),
    _role("sales_order", "sales order|sales orders|order|orders|so|sales|invoices|quotes|order lines|ventas|pedidos|vbap|vbak|销售订单",
          "sales_order_no customer_code customer_name|order_date due_date item_code order_qty order_total",
          "sales_order_no customer_code customer_name order_date requested_delivery_date due_date item_code item_name order_qty unit_price discount_pct line_amount order_total currency customer_po_no salesperson sales_uom",
          "sales_order_no"),
    _role("routing", "routing|routings|route|routes|operation|operations|rutas|plpo|工艺路线", "operation_code operation_seq operation_name|item_code routing_code work_center_code",
          "routing_code item_code operation_seq operation_code operation_name work_center_code setup_time run_time queue_time machine_code lot_size"),
    _role("work_center", "work center|work centers|work centre|workcenter|workcenters|machine|machines|resource|resources|crhd|工作中心",
          "work_center_code machine_code work_center_name", "work_center_code work_center_name machine_code hourly_rate capacity efficiency_pct", "work_center_code machine_code", True),
    _role("item_group", "category|categories|subcategory|subcategories|item group|product group|family|families", "item_group",
          "item_group", "item_group", True),
    _role("unit_of_measure", "uom|uoms|unit measure|units|unit|units measure", "", "base_uom uom_conversion_factor", "base_uom", True),
    _role("territory", "territory|territories|region|regions", "", "sales_territory", "sales_territory", True),
    _role("warehouse", "warehouse|warehouses|location|locations|sites|plants|almacenes|仓库", "warehouse_code warehouse_name",
          "warehouse_code warehouse_name bin_location address_line1 city country capacity hourly_rate", "warehouse_code", True),
    _role("customer_master", "customer|customers|client|clients|cust|debtor|debtors|clientes|kunden|kna1|客户|accounts", "customer_code customer_name",
          "customer_code customer_name customer_group customer_type credit_limit salesperson sales_territory discount_pct price_list created_date modified_date " + " ".join(PARTY), "customer_code", True),
    _role("supplier_master", "supplier|suppliers|vendor|vendors|creditor|creditors|proveedores|lieferanten|lfa1|供应商", "supplier_code supplier_name",
          "supplier_code supplier_name supplier_group lead_time_days min_order_qty created_date modified_date " + " ".join(PARTY), "supplier_code", True),
    _role("item_master", "item|items|product|products|part|parts|article|articles|material|materials|sku|skus|mara|articulos|productos|物料|产品|itemmaster",
          "item_code item_name item_description",
          "item_code item_name item_description item_group item_type base_uom standard_cost average_cost last_purchase_cost sales_price unit_price unit_cost supplier_code lead_time_days mfg_lead_time "
          "safety_stock reorder_point reorder_qty min_order_qty max_stock qty_on_hand gross_weight net_weight weight_uom color size style material brand manufacturer manufacturer_part_no barcode "
          "purchase_uom sales_uom old_item_code drawing_no default_warehouse lot_tracked serial_tracked discontinue_date inactive_flag costing_method hs_code country_of_origin created_date modified_date",
          "item_code", True),
)  # fmt: skip
BY_ID: Mapping[str, Role] = {role.id: role for role in ROLES}

#: a code field → the role of the table whose rows it points at
POINTS_AT: Mapping[str, str] = {
    "item_code": "item_master", "bom_parent_item": "item_master", "bom_component_item": "item_master",
    "customer_code": "customer_master", "supplier_code": "supplier_master", "warehouse_code": "warehouse",
    "default_warehouse": "warehouse", "work_center_code": "work_center", "machine_code": "work_center",
    "sales_order_no": "sales_order", "purchase_order_no": "purchase_order", "work_order_no": "work_order",
    "item_group": "item_group", "base_uom": "unit_of_measure", "purchase_uom": "unit_of_measure",
    "sales_uom": "unit_of_measure", "bom_component_uom": "unit_of_measure", "bom_uom": "unit_of_measure",
    "weight_uom": "unit_of_measure", "alt_uom": "unit_of_measure", "sales_territory": "territory",
}  # fmt: skip
GENERIC_NAME = frozenset({"name", "nombre", "名称", "title", "description", "desc"})
#: headers that mean something only where the role has a field for them
GENERIC = GENERIC_NAME | {"group", "type", "class", "category", "date", "quantity", "qty", "price", "cost", "code", "id", "no", "number",
                          "level", "unit", "rate", "reference", "status", "line", "order", "location"}  # fmt: skip
OWNERS = ("customer_", "supplier_", "item_", "bom_", "warehouse_", "work_center_")


def role_of(table: Table, names: Names) -> tuple[str, dict[str, str]]:
    """The table's role, and header → field for the columns whose field is known."""
    offers = {column.header: _plausible(column, names) for column in table.columns}
    spoken = _name_words(table.name)
    named = next((r.id for r in ROLES if any(one <= said for said in spoken[:1] for one in r.names) and _core(r, offers)), "")
    best: tuple[float, int, Role | None] = (0.0, 0, None)
    for rank, role in enumerate(ROLES):
        score = _score(role, table, offers, spoken) + (1.0 if role.id == named else 0.0)
        if score > best[0] and score > 1.0:
            best = (score, -rank, role)
    chosen = best[2]
    return (chosen.id if chosen else OTHER), _assign(chosen, offers)


def _plausible(column: Column, names: Names) -> Mapping[str, float]:
    """Candidates whose data type the cells do not contradict."""
    found = candidates(column.header, names)
    sample = sorted(column.filled)[:400]
    prose = bool(sample) and sum(len(text.split()) > 1 and not any(c.isdigit() for c in text) for text in sample) > 0.5 * len(sample)
    letters = not sample or any(c.isalpha() for text in sample for c in text)
    kept = {}
    for field, score in found.items():
        kind = names.types.get(field, "")
        if (prose and field.endswith(("_code", "_no")) and len(found) > 1) or (not letters and field.endswith("_name")):
            continue
        if sample and kind == "date" and sum(map(is_date, sample)) < 0.5 * len(sample):
            continue
        if sample and kind in ("number", "quantity", "money", "ratio", "integer") and sum(map(is_number, sample)) < 0.5 * len(sample):
            continue
        kept[field] = score
    return kept


def _name_words(name: str) -> tuple[frozenset[str], ...]:
    """Words of the sheet, else of the file, each also without a plural s; folders do not speak."""
    path, _, sheet = name.partition("#")
    stem = path.rpartition("/")[2].rpartition(".")[0] or path
    said = []
    for part in (sheet, stem):
        if part:
            found = words(part)
            said.append(frozenset(found) | {word.removesuffix("s") for word in found} | {"".join(found)})
    return tuple(said)


def _score(role: Role, table: Table, offers: Mapping[str, Mapping[str, float]], spoken: tuple[frozenset[str], ...]) -> float:
    """0 where the role is impossible. A name counts 3 (a sheet's 4), each group of core fields 1.5, each other field
    0.25 up to 2."""
    name = 0.0
    for weight, said in zip((4.0, 3.0) if len(spoken) > 1 else (3.0,), spoken, strict=False):
        if any(one <= said for one in role.names):
            name = max(name, weight)
    assigned = {field for field in _assign(role, offers).values() if field in role.fields}
    if not _core(role, offers):
        return 0.0
    if not role.core:
        return name if len(table.columns) <= 12 else 0.0
    if role.master and not _identifies(role, table, offers):
        return 0.0
    own = sum(1 for field in assigned if field not in PARTY)
    return name + 1.5 * len(role.core) + min(2.0, 0.25 * own) - (0.0 if name else 1.0) if name or own >= 2 else 0.0


def _core(role: Role, offers: Mapping[str, Mapping[str, float]]) -> bool:
    assigned = set(_assign(role, offers).values())
    return all(any(field in assigned for field in group) for group in role.core)


def _identifies(role: Role, table: Table, offers: Mapping[str, Mapping[str, float]]) -> bool:
    """A master has a row a thing: its key, or where it has none its name, hardly repeats."""
    fields = _assign(role, offers)
    for wanted in (role.key, tuple(group for core in role.core for group in core)):
        columns = [table.by_header[header] for header, field in fields.items() if field in wanted]
        if columns:
            return any(c.filled_rows and len(c.filled) >= 0.7 * c.filled_rows and c.filled_rows >= 0.5 * table.rows for c in columns)
    return False


def _assign(role: Role | None, offers: Mapping[str, Mapping[str, float]]) -> dict[str, str]:
    """Header → field. Outside the role's own fields a header counts only where it can be but one thing."""
    order = {field: place for place, field in enumerate(role.fields)} if role else {}
    found: dict[str, str] = {}
    for header, offer in offers.items():
        own = [field for field in offer if field in order]
        if own:
            found[header] = min(own, key=lambda field: (-offer[field], order[field]))
        elif len(offer) == 1 and not (set(words(header)) <= GENERIC):
            (field,) = offer
            if role is None or field in POINTS_AT or not field.startswith(OWNERS):
                found[header] = field
    return found
