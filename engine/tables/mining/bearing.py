"""Which remedy or activity of the ontology a step of a rule is, and on which challenge it bears.

A judgement, made from the definitions of the terms. A step that no remedy describes has none: a copy, a
concatenation, a constant say nothing about a challenge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kbctl.engine.tables.mining.rules import DATE, DEFAULT, LOOKUP, UNIT, YARN


@dataclass(frozen=True, slots=True, order=True)
class Bearing:
    """`remedy` with the `challenge` it resolves, or an `activity` alone."""

    remedy: str = ""
    challenge: str = ""
    activity: str = ""


NONE = Bearing()
FORMS: Mapping[str, Bearing] = {
    "trim": Bearing("WhitespaceNormalisation", "WhitespaceNoise"),
    "upper case": Bearing(activity="NormaliseFormats"),
    "lower case": Bearing(activity="NormaliseFormats"),
    DATE: Bearing("PerSourceDateParsing", "MixedDateFormat"),
    "decimal sign": Bearing("LocaleNumberParsing", "MixedNumberFormat"),
    UNIT: Bearing("UnitConversion", "InconsistentUnitOfMeasure"),
    YARN: Bearing("TexConversion", "YarnCountInconsistency"),
    "currency conversion": Bearing("CurrencyConversion", "InconsistentCurrency"),
    LOOKUP: Bearing("ControlledVocabularyMapping", "InconsistentCategory"),
    "split": Bearing("CellSplitting", "MultiValueCell"),
    DEFAULT: Bearing("DefaultByPolicy", "MissingRequiredField"),
    "pad": Bearing("LeadingZeroPadding", "LeadingZeroLoss"),
    "strip prefix": Bearing(activity="StandardiseCodes"),
    "remove characters": Bearing("CodeSanitisation", "SpecialCharacterInCode"),
    "blank placeholders": Bearing("PlaceholderToNull", "PlaceholderValue"),
    "strip markup": Bearing("MarkupStripping", "EmbeddedMarkup"),
    "repair encoding": Bearing("EncodingRepair", "EncodingCorruption"),
    "sign": Bearing("SignNormalisation", "SignConvention"),
}
#: a lookup is another thing for some fields
LOOKUPS: Mapping[str, Bearing] = {
    "payment_terms": Bearing("ControlledVocabularyMapping", "InconsistentPaymentTerms"),
    "ledger_account": Bearing("AccountMappingTable", "ChartOfAccountsMismatch"),
}
UNITS = Bearing("UnitCodeHarmonisation", "InconsistentUnitOfMeasure")
KEYS = Bearing("KeyCrossReference", "KeyMismatch")
#: fields that are keys of a master: a lookup of theirs translates one system's numbers to another's
MASTERS = frozenset(
    {"item_code", "customer_code", "supplier_code", "warehouse_code", "machine_code", "mold_code",
     "work_center_code", "bom_parent_item", "bom_component_item", "customer_item_code", "supplier_item_code"}
)  # fmt: skip


def bearing_of(form: str, field: str) -> Bearing:
    if form == LOOKUP:
        if field in MASTERS:
            return KEYS
        return UNITS if field.endswith("_uom") else LOOKUPS.get(field, FORMS[LOOKUP])
    return FORMS.get(form, NONE)
