"""How a customer's old system calls its columns and files.

Column names are drawn from the known names of `kg/columns.csv`: those of the system itself, else those in the
language of the house. One customer calls one field the same everywhere, and no two fields of a table alike.
"""

# Rows of words read better in rows.
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.profile import Profile
from kbctl.engine.training.generate.trade import said

#: names of columns that the vocabulary of fields does not have; those of `TECHNICAL` where names are technical
OWN = {
    "item_group_name": said("Group name|Nombre del grupo|Gruppenbezeichnung|类别名称"),
    "parent_group": said("Parent group|Grupo padre|Obergruppe|上级类别"),
    "unit_name": said("Unit name|Nombre de unidad|Einheitenbezeichnung|单位名称"),
    "account_name": said("Account name|Nombre de cuenta|Kontobezeichnung|科目名称"),
    "parent_account": said("Parent account|Cuenta padre|Oberkonto|上级科目"),
    "debit": said("Debit|Debe|Soll|借方"),
    "credit": said("Credit|Haber|Haben|贷方"),
    "movement_no": said("Movement no|Núm. movimiento|Bewegungsnr.|流水号"),
    "movement_date": said("Posting date|Fecha de movimiento|Buchungsdatum|过账日期"),
    "movement_type": said("Movement type|Tipo de movimiento|Bewegungsart|业务类型"),
    "quantity": said("Movement qty|Cantidad movida|Bewegungsmenge|变动数量"),
    "reference": said("Reference doc|Documento|Belegreferenz|单据号"),
    "allocated_qty": said("Allocated qty|Cantidad asignada|Reserviert|已分配数量"),
    "available_qty": said("Available qty|Cantidad disponible|Verfügbar|可用数量"),
    "counted_qty": said("Counted qty|Cantidad contada|Zählmenge|盘点数量"),
    "count_date": said("Count date|Fecha de conteo|Zähldatum|盘点日期"),
    "required_qty": said("Required qty|Cantidad requerida|Bedarfsmenge|需求数量"),
    "share": said("Share %|Participación %|Anteil %|比例%"),
}
TECHNICAL = {
    "item_group_name": "grp_name", "parent_group": "parent_grp", "unit_name": "uom_name", "account_name": "acct_name",
    "parent_account": "parent_acct", "debit": "debit", "credit": "credit", "movement_no": "trans_no",
    "movement_date": "trans_date", "movement_type": "trans_type", "quantity": "trans_qty", "reference": "ref_doc",
    "allocated_qty": "alloc_qty", "available_qty": "avail_qty", "counted_qty": "counted_qty", "count_date": "count_date",
    "required_qty": "req_qty", "share": "share_pct",
}
FILES = {
    "customers": (said("customers|clientes|customers|客户"), "KNA1"),
    "crm_customers": (said("crm_customers|crm_clientes|crm_customers|CRM客户"), "CRM_CUSTOMERS"),
    "suppliers": (said("suppliers|proveedores|suppliers|供应商"), "LFA1"),
    "item_groups": (said("item_groups|familias|item_groups|物料类别"), "T023"),
    "units": (said("units|unidades|units|计量单位"), "T006"),
    "warehouses": (said("warehouses|almacenes|warehouses|仓库"), "T001L"),
    "items": (said("items|articulos|items|物料"), "MARA"),
    "bom": (said("bom|lista_de_materiales|stueckliste|物料清单"), "STPO"),
    "work_centers": (said("work_centers|centros_de_trabajo|work_centers|工作中心"), "CRHD"),
    "routings": (said("routings|rutas|routings|工艺路线"), "PLPO"),
    "prices": (said("price_list|lista_de_precios|price_list|价格表"), "KONP"),
    "sales_orders": (said("sales_orders|pedidos|sales_orders|销售订单"), "VBAK"),
    "sales_lines": (said("sales_order_lines|pedidos_lineas|sales_order_lines|销售订单明细"), "VBAP"),
    "purchase_orders": (said("purchase_orders|compras|purchase_orders|采购订单"), "EKKO"),
    "purchase_lines": (said("purchase_order_lines|compras_lineas|purchase_order_lines|采购订单明细"), "EKPO"),
    "work_orders": (said("work_orders|ordenes_de_produccion|work_orders|生产订单"), "AUFK"),
    "work_order_parts": (said("work_order_components|componentes_de_orden|work_order_components|生产订单用料"), "RESB"),
    "movements": (said("stock_movements|movimientos|stock_movements|库存流水"), "MSEG"),
    "balances": (said("inventory|existencias_inventario|inventory|库存"), "MARD"),
    "lots": (said("lots|lotes|lots|批次"), "MCHA"),
    "serials": (said("serial_numbers|numeros_de_serie|serial_numbers|序列号"), "EQUI"),
    "stock_count": (said("stock_count|conteo_fisico|stock_count|盘点表"), "ISEG"),
    "accounts": (said("chart_of_accounts|catalogo_de_cuentas|chart_of_accounts|会计科目"), "SKA1"),
    "open_items": (said("open_receivables|cuentas_por_cobrar|open_receivables|应收明细"), "BSID"),
    "trial_balance": (said("trial_balance|balanza|trial_balance|科目余额表"), "FAGLFLEXT"),
}


#: right for the field, but not at a manufacturer
STRANGE = frozenset({"ISBN"})


@lru_cache(maxsize=1)
def known_names() -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    """(field, system, language) → names, without those that stand for several fields."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    meant: dict[str, set[str]] = defaultdict(set)
    with resources.files("kbctl.kg").joinpath("columns.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        meant[plain(row["name"])].add(row["field"])
    for row in rows:
        if len(meant[plain(row["name"])]) == 1 and row["name"].strip() and row["name"] not in STRANGE:
            found[row["field"], row["system"], row["language"]].append(row["name"])
    return {key: tuple(sorted(set(names))) for key, names in sorted(found.items())}


def plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def names_for(field: str, profile: Profile, technical: bool, system: str | None = None) -> Sequence[str]:
    """All names that a system may give a field, the likeliest kind first; never empty."""
    language = "en" if profile.country.language == "de" else profile.country.language
    wanted = profile.system if system is None else system
    if field in OWN:
        return (TECHNICAL[field],) if technical or wanted == "SAP ECC" else (OWN[field][profile.country.language],)
    known = known_names()
    house = (("", "tech" if technical else language), ("", language), ("", "en"))
    for kind in (*(((wanted, "tech"), (wanted, language)) if wanted else ()), *house):
        if found := known.get((field, *kind)):
            return found
    return (field,)


def headers_of(profile: Profile, fields: Sequence[str], dice: Dice) -> dict[str, str]:
    """Field → header, for all tables of a customer."""
    technical = profile.country.language == "en" and dice.chance(0.3)
    taken: dict[str, str] = {}
    found: dict[str, str] = {}
    for field in sorted(set(fields)):
        names = names_for(field, profile, technical)
        free = [name for name in names if plain(name) not in taken] or [field]
        found[field] = dice.stream(field).pick(free)
        taken[plain(found[field])] = field
    return found


def file_stem(sheet_id: str, profile: Profile, part: str = "") -> str:
    names, sap = FILES[sheet_id]
    stem = sap if profile.system == "SAP ECC" else names[profile.country.language]
    return f"{stem}_{part}" if part else stem
