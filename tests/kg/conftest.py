"""A small knowledge base of its own, so that what is expected here does not change with the shipped
knowledge.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kbctl.engine.compile import open_base
from kbctl.kg.build import compile_base
from kbctl.kg.cases import Case, Lesson, Source
from kbctl.kg.contents import Contents, Recommendation, RuleRow
from kbctl.kg.graph.knowledge import Knowledge, read_knowledge
from kbctl.kg.store import Base, open_bytes
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Term, Vocabulary, closure

AT = Location("ontology/small.ttl", 1, 1)


def term(
    ident: str,
    kind: str,
    above: str,
    labels: tuple[str, str, str] | None = None,
    also: dict[str, tuple[str, ...]] | None = None,
    definition: str = "",
    **properties: Any,
) -> Term:
    """`labels` in English, Spanish and Chinese."""
    parents = tuple(above.split())
    named = dict(zip(("en", "es", "zh"), labels, strict=True)) if labels else {"en": ident}
    return Term(ident, kind, parents, AT, False, "", named, also or {}, definition, properties)


TERMS = (
    term("Challenge", "challenge", ""),
    term("DataIssue", "challenge", "Challenge",
         definition="A defect in the customer's data."),
    term("SystemChallenge", "challenge", "Challenge"),
    term(
        "DuplicateRecord", "challenge", "DataIssue",
        ("Duplicate record", "Registro duplicado", "重复记录"),
        {"en": ("duplicates", "double entries")}, "One thing entered more than once.",
        dimension=("Uniqueness",),
    ),
    term(
        "DuplicateCustomer", "challenge", "DuplicateRecord",
        ("Duplicate customer", "Cliente duplicado", "重复客户"),
        {"en": ("customer twice",), "zh": ("客户重复",)}, "One customer kept under several records.",
        affects=("Customer",), confusedWith=("CodeCollision",), dimension=("Uniqueness",),
        leadsTo=("ReconciliationMismatch",), notToBeConfused=("branches of one company",), seenIn=("table",),
        showsAs=("near-equal names at one address", "one tax id twice"),
    ),
    term(
        "DuplicateSupplier", "challenge", "DuplicateRecord",
        ("Duplicate supplier", "Proveedor duplicado", "重复供应商"),
        affects=("Supplier",),
    ),
    term("CodeCollision", "challenge", "DataIssue",
         ("Code collision", "Colisión de códigos", "编码冲突")),
    term("ReconciliationMismatch", "challenge", "DataIssue",
         ("Reconciliation mismatch", "Descuadre", "对账不符"),
         leadsTo=("CodeCollision",)),
    term("MixedDateFormat", "challenge", "DataIssue",
         ("Mixed date formats", "Formatos de fecha mixtos", "日期格式混乱")),
    term(
        "MissingCost", "challenge", "DataIssue",
        ("Missing cost", "Coste ausente", "缺少成本"),
        {"en": ("missing item costs",)},
    ),
    term("Remedy", "remedy", "Activity"),
    term("Activity", "activity", ""),
    term(
        "SurvivorshipMerge", "remedy", "Remedy",
        ("Survivorship merge", "Fusión", "主记录合并"),
        {"en": ("merge duplicates",)}, "Matched records become one.", effortDays=(4.0,), executable=(True,),
        fitsWhen=("before the load; a key to match on",), resolves=("DuplicateCustomer", "DuplicateRecord"),
        reversible=(True,), risk=("medium",), role=("data-migration",),
    ),
    term(
        "StewardReview", "remedy", "Remedy",
        ("Steward review", "Revisión", "人工审核"),
        fitsWhen=("fewer than 50 pairs",), resolves=("DuplicateCustomer",),
    ),
    term("RecordLinkage", "remedy", "Remedy",
         ("Record linkage", "Vinculación", "记录链接"), resolves=("DuplicateCustomer",)),
    term("HumanEscalation", "remedy", "Remedy",
         ("Human escalation", "Escalado", "人工升级"), resolves=("Challenge",)),
    term("DataDomain", "domain", ""),
    term("MasterData", "domain", "DataDomain",
         ("Master data", "Datos maestros", "主数据")),
    term("Customer", "domain", "MasterData",
         ("Customer", "Cliente", "客户"), {"en": ("client", "buyer")}),
    term("Supplier", "domain", "MasterData",
         ("Supplier", "Proveedor", "供应商"), {"en": ("vendor",)}),
    term("Item", "domain", "MasterData",
         ("Item", "Artículo", "物料"), {"en": ("part", "product")}),
    term("RawMaterial", "domain", "Item",
         ("Raw material", "Materia prima", "原材料")),
    term("Field", "field", ""),
    term("customer_name", "field", "Field",
         ("Customer name", "Nombre", "客户名称"), hiddenLabel=("NAME1", "cust_nm"),
         fieldOf=("Customer",), dataType=("text",)),
    term("Industry", "industry", ""),
    term("manufacturing", "industry", "Industry",
         ("Manufacturing", "Fabricación", "制造")),
    term("furniture", "industry", "manufacturing",
         ("Furniture", "Muebles", "家具"), {"en": ("cabinet making",)}),
    term("textile", "industry", "Industry",
         ("Textile", "Textil", "纺织")),
    term("System", "system", ""),
    term("QuickBooks", "system", "System"),
    term("SAP", "system", "System"),
    term("SAPECC", "system", "SAP",
         ("SAP ECC", "SAP ECC", "SAP ECC")),
)  # fmt: skip


def rule(ident: str, title: str, *proposals: tuple[str, str, float], **more: Any) -> RuleRow:
    recommended = tuple(Recommendation(*one) for one in proposals)
    fixed: dict[str, Any] = {
        "path": f"rules/conditional/{ident}.yaml", "line": 1, "kind": "conditional", "status": "active",
        "owner": "data-migration", "because": "", "json": "{}",
        "challenges": tuple(sorted({one.challenge for one in recommended})),
    }  # fmt: skip
    return RuleRow(id=ident, title=title, recommendations=recommended, **(fixed | more))


RULES = (
    rule("merge-in-staging", "Merge customers in staging", ("DuplicateCustomer", "SurvivorshipMerge", 0.8),
         evidence=(("haribo-2018", "supports"),)),
    rule("merge-any", "Merge what is there twice", ("DuplicateRecord", "SurvivorshipMerge", 0.6)),
    rule("review-furniture", "Review where names are few", ("DuplicateCustomer", "StewardReview", 0.9),
         industries=("furniture",)),
    rule("review-draft", "Review everything", ("DuplicateCustomer", "RecordLinkage", 0.99), status="draft"),
    rule("distrust", "Distrust small samples", challenges=("DuplicateCustomer",), kind="metacognitive"),
)  # fmt: skip

CASES = {
    "haribo-2018": Case(
        "haribo-2018", "Haribo 2018", "Sweets that did not arrive.",
        (Lesson(("DuplicateRecord",), "errors in converting master data", AT),
         Lesson(("DataIssue",), "too wide to say anything of one issue", AT)),
        (Source("A journal, 2019", "the errors", "https://example.org/haribo"),), AT, 2018, "furniture"),
}  # fmt: skip


def vocabulary(terms: tuple[Term, ...] = TERMS) -> Vocabulary:
    above = closure({one.id: one.parents for one in terms})
    return Vocabulary({one.id: one for one in sorted(terms, key=lambda one: one.id)}, {}, above)


def contents() -> Contents:
    return Contents(vocabulary(), '{"small": true}', RULES, CASES, "1.0", "abc123")


@pytest.fixture(scope="session")
def small_contents() -> Contents:
    return contents()


@pytest.fixture(scope="session")
def small() -> Base:
    return open_bytes(compile_base(contents()))


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """The base of the project's own sources."""
    return open_base(str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def golden() -> Path:
    return Path(__file__).parent.parent / "golden" / "kg"


@pytest.fixture(scope="session")
def shipped_graph(shipped: Base) -> Knowledge:
    """The graph of the project's own sources."""
    return read_knowledge(shipped)
