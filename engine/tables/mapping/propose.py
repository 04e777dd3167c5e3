"""Tables → a mapping to start from: what is certain as proposals, the rest as unmapped with guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kbctl.engine.tables.columns.knowledge import Knowledge
from kbctl.engine.tables.columns.mapping import map_tables
from kbctl.engine.tables.mapping.model import Code, Entry, Mapped, SignOff, Unmapped
from kbctl.engine.tables.mapping.transform import transformed
from kbctl.engine.tables.table import Column, Table
from kbctl.ontology.vocab import Vocabulary

#: fields of codes and words that the target system has its own list for
CODED = frozenset(
    [
        "payment_terms",
        "country",
        "state_province",
        "currency",
        "incoterms",
        "customer_group",
        "customer_type",
        "supplier_group",
        "item_group",
        "item_type",
        "base_uom",
        "purchase_uom",
        "sales_uom",
        "alt_uom",
        "weight_uom",
        "bom_uom",
        "bom_component_uom",
        "warehouse_code",
        "costing_method",
        "price_list",
        "tax_code",
        "item_status",
        "order_status",
        "abc_class",
        "language",
        "make_or_buy",
        "ship_via",
    ]
)
MANY = 60  # distinct codes beyond which a column is no list of codes
ROLES = ("business owner", "data migration", "configuration")


def propose(
    tables: Sequence[Table], known: Knowledge, vocabulary: Vocabulary, standing: Mapped | None
) -> Mapped:
    """What is in `standing` stays as it is; columns that it does not know are added after it."""
    old = standing or Mapped(sign_off=tuple(SignOff(role) for role in ROLES))
    said = {(e.source_table, e.source_field) for e in old.entries} | {
        (u.table, u.field) for u in old.unmapped
    }
    codes = {(code.crosswalk, code.source) for code in old.codes}
    columns = {(table.name, column.header): column for table in tables for column in table.columns}
    domains = {t.id: str(t.get("fieldOf", "")) for t in vocabulary.of_kind("field")}
    types = {t.id: str(t.get("dataType", "")) for t in vocabulary.of_kind("field")}
    entries, unmapped, crosswalks = list(old.entries), list(old.unmapped), list(old.codes)
    for one in map_tables(tables, known):
        if (one.table, one.column) in said:
            continue
        column = columns[one.table, one.column]
        if one.abstained:
            guesses = ", ".join(f"{field} {score:.2f}" for field, score in one.alternatives[:3])
            unmapped.append(Unmapped(one.table, one.column, f"not certain: {guesses}"))
            continue
        entry = _entry(len(entries) + 1, one.table, column, one.field, domains, types)
        entries.append(replace(entry, comment=f"found by its name and contents, certainty {one.score:.2f}"))
        if one.field in CODED and len(column.filled) <= MANY:
            for text, count in sorted(column.filled.items()):
                if (one.field, text) not in codes:
                    codes.add((one.field, text))
                    crosswalks.append(Code(one.field, text, "", f"{count} rows"))
    return Mapped(tuple(entries), tuple(crosswalks), tuple(unmapped), old.sign_off)


def _entry(
    number: int, table: str, column: Column, field: str, domains: Mapping[str, str], types: Mapping[str, str]
) -> Entry:
    example = next((text for text in column.values if text.strip()), "")
    how, after = transformed(column, types[field], example)
    return Entry(
        id=f"M-{number:03d}",
        source_table=table,
        source_field=column.header,
        source_type=types[field],
        target_object=domains[field],
        target_field=field,
        target_type=types[field],
        transformation=how,
        example_before=example,
        example_after=after,
        status="proposed",
    )
