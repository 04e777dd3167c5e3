"""Which issues are repaired before which: what later steps read must be sound by then.

Texts before codes, codes before what is matched by them, duplicates before orphans (a merge re-points
references), references before what is computed over them. A judgement, not a measurement; what is not named
here comes in the middle.
"""

from __future__ import annotations

_STAGES = (
    "UndocumentedFormula ColumnNameVariation SchemaDrift",  # documents the tables as they came
    "EncodingCorruption EmbeddedMarkup SpreadsheetErrorValue CorruptData",
    "WhitespaceNoise",
    "PlaceholderValue",
    "ScientificNotationCode DecimalisedCode LeadingZeroLoss TruncatedText",
    "SpecialCharacterInCode InvalidCodeFormat",
    "MixedDateFormat AmbiguousDate MixedNumberFormat TypeMismatch SignConvention",
    "InconsistentUnitOfMeasure InconsistentCategory InconsistentPaymentTerms InvalidContactDetail"
    " InvalidTaxIdentifier InvalidBankDetail InconsistentAddress",
    "InconsistentNaming",
    "DuplicateRecord",
    "DuplicateCustomer DuplicateSupplier DuplicateItem ConflictingRecord",
    "CodeCollision KeyMismatch",
    "",
    "OrphanRecord BrokenHierarchy",
    "CircularBillOfMaterials MissingBillOfMaterials IncompleteBillOfMaterials BomShareImbalance",
    "MissingCost StaleCost",
    "DerivedFieldMismatch NegativeInventory ReconciliationMismatch OpeningBalanceMismatch",
    "StaleRecord",
)
_STAGE = {concept: number for number, line in enumerate(_STAGES) for concept in line.split()}
_MIDDLE = _STAGES.index("")


def stage(concept: str) -> int:
    """The turn of a concept; smaller ones come first."""
    return _STAGE.get(concept, _MIDDLE)
