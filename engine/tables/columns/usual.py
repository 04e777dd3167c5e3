"""The tables that a manufacturer's data come in, as the trade knows them: names, fields, and what a bare
header (`Name`, `Qty`) means in each.

A judgement, and of no one system: names of tables are words that people use for files and sheets. They are read
through the glossary, so one English name covers abbreviations, Spanish, German and Chinese. `means` holds what a
header says in this table beyond the general names of its fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_TABLES = """
item: item | item master | product template | inventory item | article list | item detail
  fields: item_code item_name item_description item_group item_type old_item_code base_uom purchase_uom sales_uom alt_uom uom_conversion_factor standard_cost average_cost last_purchase_cost sales_price currency supplier_code supplier_name supplier_item_code lead_time_days mfg_lead_time safety_stock reorder_point reorder_qty min_order_qty max_stock lot_size qty_on_hand opening_qty default_warehouse bin_location gross_weight net_weight weight_uom volume length width height panel_thickness color size style brand material manufacturer manufacturer_part_no customer_item_code barcode drawing_no revision hs_code country_of_origin tax_code lot_tracked serial_tracked shelf_life_days expiry_date costing_method scrap_pct inactive_flag discontinue_date created_date modified_date item_status make_or_buy abc_class planner units_per_pack substitute_item routing_code bom_code price_list price_unit_qty
  means: code=item_code name=item_name description=item_description group=item_group type=item_type uom=base_uom cost=standard_cost price=sales_price supplier=supplier_code weight=net_weight location=default_warehouse warehouse=default_warehouse quantity=qty_on_hand minimum=reorder_point maximum=max_stock status=item_status flag lot=lot_tracked flag serial=serial_tracked rate=sales_price bom=bom_code routing=routing_code lead time=lead_time_days old code=old_item_code color=color size=size drawing=drawing_no customer code=customer_item_code
material of textile: yarn | fabric | yarn master | fabric master | garment | style | style master
  fields: item_code item_name item_description style colorway color shade_code size yarn_count yarn_type fibre_composition gauge fabric_weight_gsm fabric_width fabric_state shrinkage_pct supplier_code supplier_name base_uom standard_cost dye_lot lot_number item_group brand
  means: code=item_code name=item_name count=yarn_count yarn count=yarn_count weight=fabric_weight_gsm width=fabric_width color=color composition=fibre_composition shrinkage=shrinkage_pct style=style
furniture part: panel | veneer | sheet | cut list | part list
  fields: item_code item_name item_description length width panel_thickness height material veneer finish edge_band grain_direction cut_list_no drawing_no revision bom_parent_item bom_qty_per order_qty remarks
  means: quantity=bom_qty_per code=item_code name=item_name edge=edge_band grain=grain_direction
equipment: electrical equipment | device | nameplate | product specification
  fields: item_code item_name serial_number rated_voltage rated_current rated_power phase_count frequency_hz firmware_version ip_rating certificate_no production_date revision
  means: code=item_code name=item_name voltage=rated_voltage current=rated_current power=rated_power phase=phase_count frequency=frequency_hz firmware=firmware_version certificate=certificate_no
mold: mold | mold master | tool list | molding
  fields: mold_code item_code item_name machine_code cavity_count cycle_time shot_weight resin regrind_pct clamp_tonnage inactive_flag remarks customer_code
  means: code=mold_code mold=mold_code cavity=cavity_count cycle=cycle_time item=item_code shot weight=shot_weight
customer: customer | customer master | customer account | debtor
  fields: customer_code customer_name customer_group customer_type credit_limit sales_territory salesperson price_list payment_terms payment_terms_days discount_pct currency tax_id tax_code contact_name phone mobile fax email website address_line1 address_line2 city state_province postal_code country incoterms ship_via ship_to_code language bank_account inactive_flag created_date modified_date default_warehouse
  means: code=customer_code name=customer_name account code=customer_code account=customer_code group=customer_group type=customer_type terms=payment_terms user=salesperson employee=salesperson company=customer_name limit=credit_limit credit=credit_limit state=state_province territory=sales_territory discount=discount_pct customer=customer_name
supplier: supplier | supplier master | creditor
  fields: supplier_code supplier_name supplier_group payment_terms payment_terms_days currency tax_id tax_code contact_name phone mobile fax email website address_line1 address_line2 city state_province postal_code country incoterms ship_via language bank_account lead_time_days min_order_qty inactive_flag created_date modified_date
  means: code=supplier_code name=supplier_name account code=supplier_code account=supplier_code group=supplier_group type=supplier_group terms=payment_terms company=supplier_name state=state_province supplier=supplier_name
party: party | company | business partner
  fields: customer_code customer_name supplier_code supplier_name customer_group phone mobile fax email website tax_id address_line1 address_line2 city state_province postal_code country currency language payment_terms inactive_flag created_date modified_date
  means: code=customer_code name=customer_name group=customer_group
address: address | postal address | party address | site address
  fields: address_line1 address_line2 city state_province postal_code country phone fax email contact_name customer_code supplier_code
  means: street=address_line1 1=address_line1 2=address_line2 address=address_line1 building=address_line2 state=state_province zone=state_province name=contact_name
contact: contact | contact person | contact detail
  fields: contact_name phone mobile fax email customer_code supplier_code customer_name
  means: name=contact_name first name=contact_name last name=contact_name number=phone
bill of materials header: bom | bom header | bom master
  fields: bom_code bom_parent_item bom_output_qty bom_uom bom_effective_from bom_effective_to routing_code revision inactive_flag created_date modified_date item_status
  means: code=bom_code name=bom_code item=bom_parent_item item code=bom_parent_item quantity=bom_output_qty uom=bom_uom bom=bom_code description=item_description start date=bom_effective_from end date=bom_effective_to item name=item_name
bill of materials line: bom line | bom item | bom component | bom input | bom detail | item structure
  fields: bom_code bom_parent_item bom_component_item bom_qty_per bom_component_uom bom_scrap_pct bom_level bom_sequence bom_effective_from bom_effective_to item_name item_description operation_seq phantom_flag substitute_item unit_cost revision
  means: item=bom_component_item item code=bom_component_item code=bom_component_item component=bom_component_item component code=bom_component_item component item=bom_component_item quantity=bom_qty_per uom=bom_component_uom stock uom=bom_component_uom base uom=bom_component_uom scrap=bom_scrap_pct scrap percent=bom_scrap_pct sequence=bom_sequence line code=bom_sequence line=bom_sequence bom=bom_code parent=bom_parent_item parent code=bom_parent_item start date=bom_effective_from end date=bom_effective_to cost=unit_cost rate=unit_cost price=unit_cost each price=unit_cost parent quantity=bom_qty_per item component=bom_component_item
routing: routing | routing header
  fields: routing_code item_code work_center_code warehouse_code inactive_flag revision base_uom created_date modified_date
  means: code=routing_code name=routing_code item=item_code description=routing_code routing=routing_code
routing operation: routing operation | routing line | operation | routing step | routing workcenter | bom operation
  fields: routing_code item_code operation_seq operation_code operation_name work_center_code machine_code setup_time run_time queue_time lot_size hourly_rate cycle_time scrap_pct mold_code
  means: sequence=operation_seq code=operation_code name=operation_name description=operation_name operation=operation_code time=run_time operation time=run_time duration=run_time workcenter=work_center_code location=work_center_code hour=run_time cycle time=run_time hour rate=hourly_rate operation code=operation_code
work centre: workcenter | work center master | resource
  fields: work_center_code work_center_name capacity efficiency_pct hourly_rate setup_time run_time queue_time machine_code warehouse_code
  means: code=work_center_code name=work_center_name description=work_center_name cost=hourly_rate rate=hourly_rate price=hourly_rate cost price=hourly_rate hour rate=hourly_rate efficiency=efficiency_pct warehouse=warehouse_code workcenter=work_center_code workcenter name=work_center_name
machine: machine | machine list | asset
  fields: machine_code machine_name work_center_code clamp_tonnage capacity efficiency_pct hourly_rate setup_time queue_time manufacturer serial_number
  means: code=machine_code name=machine_name cost=hourly_rate workcenter=work_center_code tonnage=clamp_tonnage description=machine_name
work order: work order | production | shop order | work order line
  fields: work_order_no item_code item_name work_order_qty planned_start_date planned_end_date due_date bom_code routing_code warehouse_code base_uom lot_number order_status completed_qty scrap_qty sales_order_no customer_code operation_seq work_center_code
  means: code=work_order_no name=work_order_no item=item_code quantity=work_order_qty uom=base_uom start date=planned_start_date end date=planned_end_date planned date=planned_start_date bom=bom_code routing=routing_code warehouse=warehouse_code work order=work_order_no production=work_order_no status=order_status order quantity=work_order_qty start=planned_start_date end=planned_end_date location=warehouse_code production item=item_code
sales order: sales order | sales | order | sales order header
  fields: sales_order_no customer_code customer_name order_date requested_delivery_date customer_po_no order_total currency exchange_rate payment_terms salesperson sales_territory price_list warehouse_code incoterms ship_via ship_to_code order_status discount_pct due_date tax_code customer_group
  means: code=sales_order_no name=sales_order_no order=sales_order_no date=order_date party=customer_code customer=customer_code company=customer_code total=order_total amount=order_total employee=salesperson user=salesperson terms=payment_terms warehouse=warehouse_code shipping date=requested_delivery_date delivery date=requested_delivery_date purchase order code=customer_po_no purchase order=customer_po_no status=order_status net amount=order_total customer code=customer_po_no
sales order line: sales order line | sales order item | sales order detail | order item | order line | sales line
  fields: sales_order_no order_line_no item_code item_name item_description order_qty sales_uom base_uom unit_price discount_pct line_amount requested_delivery_date customer_item_code customer_po_no warehouse_code tax_code shipped_qty currency lot_number uom_conversion_factor price_list sales_price
  means: item=item_code quantity=order_qty uom=sales_uom price=unit_price rate=unit_price amount=line_amount total=line_amount discount=discount_pct order=sales_order_no sales=sales_order_no order code=sales_order_no code=item_code description=item_description line code=order_line_no sequence=order_line_no warehouse=warehouse_code date=requested_delivery_date stock uom=base_uom name=item_name delivery warehouse=warehouse_code
purchase order: purchase order | purchase | purchase order header
  fields: purchase_order_no supplier_code supplier_name order_date requested_delivery_date order_total currency exchange_rate payment_terms warehouse_code incoterms ship_via order_status planner due_date tax_code
  means: code=purchase_order_no name=purchase_order_no order=purchase_order_no date=order_date party=supplier_code supplier=supplier_code company=supplier_code total=order_total amount=order_total terms=payment_terms warehouse=warehouse_code delivery date=requested_delivery_date status=order_status location=warehouse_code price list=price_list supplier code=supplier_code
purchase order line: purchase order line | purchase order item | purchase order detail | purchase line
  fields: purchase_order_no order_line_no supplier_code item_code item_name item_description order_qty purchase_uom base_uom unit_cost discount_pct line_amount requested_delivery_date supplier_item_code warehouse_code received_qty tax_code currency uom_conversion_factor lot_number
  means: item=item_code quantity=order_qty uom=purchase_uom price=unit_cost rate=unit_cost cost=unit_cost each price=unit_cost each cost=unit_cost amount=line_amount total=line_amount order=purchase_order_no purchase=purchase_order_no order code=purchase_order_no code=item_code description=item_description line code=order_line_no warehouse=warehouse_code date=requested_delivery_date due date=requested_delivery_date stock uom=base_uom name=item_name
item supplier: item supplier | supplier item | item supplier info | supplier price list | purchase item supplier
  fields: item_code supplier_code supplier_name supplier_item_code item_name lead_time_days min_order_qty unit_cost last_purchase_cost purchase_uom currency lot_size price_break_qty price_valid_from price_valid_to country_of_origin
  means: item=item_code supplier=supplier_code party=supplier_code name=supplier_code code=supplier_item_code quantity=min_order_qty minimum quantity=min_order_qty price=unit_cost standard price=unit_cost each price=unit_cost cost=unit_cost uom=purchase_uom time=lead_time_days lead time=lead_time_days item code=supplier_item_code average lead time=lead_time_days
item customer: item customer | customer item | item customer detail | customer item reference
  fields: item_code customer_code customer_item_code customer_name item_name
  means: code=customer_item_code customer=customer_code item=item_code name=customer_name customer name=customer_name
price list: price list | item price | pricing | price history | customer price
  fields: price_list item_code item_name customer_code customer_group sales_price unit_price discount_pct currency price_break_qty price_valid_from price_valid_to sales_uom supplier_code
  means: price=sales_price rate=sales_price pricelist rate=sales_price each price=sales_price list price=sales_price amount=sales_price name=price_list code=price_list item=item_code start date=price_valid_from end date=price_valid_to quantity=price_break_qty minimum quantity=price_break_qty uom=sales_uom
cost: cost | item cost | cost history | costing
  fields: item_code standard_cost average_cost last_purchase_cost unit_cost currency costing_method price_unit_qty warehouse_code
  means: cost=standard_cost price=standard_cost item=item_code amount=standard_cost start date=price_valid_from end date=price_valid_to
stock: stock | inventory | onhand | stock balance | inventory balance | stock quantity | item inventory | inventory item | stock bin
  fields: item_code item_name warehouse_code warehouse_name bin_location qty_on_hand opening_qty lot_number serial_number base_uom average_cost unit_cost expiry_date reorder_point max_stock dye_lot
  means: quantity=qty_on_hand actual quantity=qty_on_hand item=item_code warehouse=warehouse_code location=warehouse_code lot=lot_number uom=base_uom stock uom=base_uom rate=average_cost valuation rate=average_cost cost=average_cost balance=qty_on_hand code=item_code bin=bin_location shelf=bin_location price=average_cost
planning: reorder rule | reorder | item reorder | order point | stock order point | planning parameter | stock rule
  fields: item_code warehouse_code reorder_point reorder_qty max_stock safety_stock min_order_qty lot_size lead_time_days base_uom supplier_code
  means: item=item_code warehouse=warehouse_code minimum quantity=reorder_point minimum=reorder_point maximum=max_stock maximum quantity=max_stock quantity=reorder_qty level=reorder_point multiple=lot_size uom=base_uom location=warehouse_code target quantity=max_stock
lot: lot | lot information | stock lot | production lot
  fields: lot_number item_code expiry_date production_date supplier_code serial_number created_date dye_lot remarks
  means: code=lot_number name=lot_number lot=lot_number item=item_code date=production_date
serial: serial | serial code | serial information
  fields: serial_number item_code lot_number warehouse_code customer_code expiry_date firmware_version certificate_no supplier_code
  means: code=serial_number name=serial_number serial=serial_number item=item_code warehouse=warehouse_code
warehouse: warehouse | location | stock location | warehouse location | site
  fields: warehouse_code warehouse_name address_line1 address_line2 city state_province postal_code country phone email bin_location hourly_rate capacity inactive_flag
  means: code=warehouse_code name=warehouse_name location=warehouse_code description=warehouse_name bin=bin_location location code=warehouse_code warehouse=warehouse_code
unit of measure: uom | uom conversion | item uom | uom conversion detail
  fields: item_code base_uom alt_uom uom_conversion_factor gross_weight volume barcode
  means: code=alt_uom name=alt_uom uom=alt_uom factor=uom_conversion_factor rate=uom_conversion_factor quantity=uom_conversion_factor conversion=uom_conversion_factor item=item_code symbol=alt_uom ratio=uom_conversion_factor uom code=alt_uom
currency: currency | exchange rate
  fields: currency exchange_rate
  means: code=currency name=currency rate=exchange_rate date=created_date currency=currency
item code: item identifier | barcode | item reference
  fields: item_code barcode customer_item_code supplier_item_code manufacturer_part_no
  means: code=barcode item=item_code
party tax: party identifier | tax identifier
  fields: tax_id customer_code supplier_code
  means: code=tax_id party=customer_code
item group: group | item group | item subcategory
  fields: item_group
  means: name=item_group code=item_group description=item_group group=item_group
term: payment term
  fields: payment_terms payment_terms_days discount_pct
  means: code=payment_terms name=payment_terms day=payment_terms_days description=payment_terms
invoice: invoice | open item | receivable | payable | sales invoice | purchase invoice
  fields: invoice_no invoice_date due_date customer_code supplier_code customer_name supplier_name open_amount order_total currency ledger_account tax_code payment_terms sales_order_no purchase_order_no
  means: code=invoice_no date=invoice_date amount=open_amount balance=open_amount total=order_total customer=customer_code supplier=supplier_code
shipment: shipment | delivery | receipt | delivery line
  fields: item_code shipped_qty received_qty warehouse_code lot_number serial_number ship_via sales_order_no purchase_order_no customer_code supplier_code
  means: quantity=shipped_qty item=item_code
quotation: quotation | estimate
  fields: quotation_no customer_code customer_name order_date order_total item_code order_qty unit_price salesperson currency due_date
  means: code=quotation_no date=order_date total=order_total amount=order_total customer=customer_code quantity=order_qty price=unit_price
production report: production log | downtime | shift report | work order report
  fields: work_order_no item_code machine_code operator completed_qty scrap_qty downtime cycle_time production_date mold_code run_time
  means: quantity=completed_qty scrap=scrap_qty date=production_date machine=machine_code employee=operator item=item_code
inspection: inspection | quality record | test
  fields: item_code lot_number serial_number inspection_result certificate_no production_date operator
  means: status=inspection_result item=item_code date=production_date
"""


@dataclass(frozen=True, slots=True)
class Usual:
    """A kind of table: how it is called, its fields, and bare headers with the field they stand for in it."""

    id: str
    names: tuple[str, ...]
    fields: tuple[str, ...]
    means: tuple[tuple[str, str], ...]


def usual_tables() -> tuple[Usual, ...]:
    return tuple(_read(_TABLES))


def _read(text: str) -> Iterator[Usual]:
    told: dict[str, str] = {}
    for line in [*text.strip().splitlines(), "end:"]:
        key, _, rest = line.strip().partition(":")
        if not line.startswith("  "):
            if told:
                names = tuple(name.strip() for name in told["names"].split("|"))
                yield Usual(told["id"], names, tuple(told["fields"].split()), tuple(_means(told["means"])))
            told = {"id": key, "names": rest}
        else:
            told[key] = rest


def _means(text: str) -> Iterator[tuple[str, str]]:
    """`delivery date=x name=y` → the header's words and its field."""
    words: list[str] = []
    for part in text.split():
        word, equals, field = part.partition("=")
        words.append(word)
        if equals:
            yield " ".join(words), field
            words = []
