"""A small sound graph: no check finds anything in it, so that whatever a test breaks is found alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kbctl.kg.cases import Case, Lesson, Source
from kbctl.kg.contents import Recommendation, RuleRow
from kbctl.kg.graph.finding import Checked
from kbctl.kg.graph.knowledge import Knowledge
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Term, Vocabulary, closure

ROOTS = ("Challenge", "Activity", "DataDomain", "Role", "Phase", "Dimension", "Industry", "System")
KIND = {"Challenge": "challenge", "Activity": "activity", "DataDomain": "domain"}
WORDS = {"es": "en español", "zh": "中文"}


def term(ident: str, kind: str, above: str = "", individual: bool = False, **properties: Any) -> Term:
    """A term with names and a definition that no other has."""
    labels = {"en": ident} | {language: f"{ident} {said}" for language, said in WORDS.items()}
    return Term(
        id=ident,
        kind=kind,
        parents=tuple(above.split()),
        at=Location(f"ontology/{kind}.ttl", 10 + len(ident), 1),
        individual=individual,
        notation=properties.pop("notation", ""),
        labels=labels,
        alternatives={language: (f"{ident} by another name {language}",) for language in ("en", "es", "zh")},
        definition=f"What {ident} means, in as many words as it takes.",
        properties={
            name: value if isinstance(value, tuple) else (value,) for name, value in properties.items()
        },
    )


def challenge(ident: str, above: str, **properties: Any) -> Term:
    told = {"showsAs": "a symptom", "rootCause": "a cause", "seenIn": "table"}
    return term(ident, "challenge", above, **(told | properties))


def remedy(ident: str, **properties: Any) -> Term:
    told = {
        "resolves": ("DuplicateRecord", "DuplicateCustomer", "CodeCollision"),
        "effortDays": 4.0, "risk": "low",
        "reversible": True, "executable": False, "role": "data-migration", "inPhase": "DataMigrationPhase",
        "precondition": "a backup", "verifyBy": "a count", "fitsWhen": "early",
    }  # fmt: skip
    return term(ident, "remedy", "Remedy", individual=True, **(told | properties))


TERMS = (
    *(term(root, KIND.get(root, root.lower())) for root in ROOTS),
    term("Remedy", "remedy", "Activity"),
    term("Uniqueness", "dimension", "Dimension", individual=True),
    term("Customer", "domain", "DataDomain"),
    term("DataMigrationRole", "role", "Role", individual=True, notation="data-migration"),
    term("DataMigrationPhase", "phase", "Phase", individual=True),
    term("furniture", "industry", "Industry"),
    term("BackUp", "activity", "Activity", individual=True, role="data-migration", verifyBy="a restore",
         inPhase="DataMigrationPhase"),
    term("DataIssue", "challenge", "Challenge"),
    term("CustomerDataIssue", "challenge", "DataIssue", defined=True),
    challenge("DuplicateRecord", "DataIssue", dimension="Uniqueness", leadsTo="CodeCollision"),
    challenge("DuplicateCustomer", "DuplicateRecord", affects="Customer", confusedWith="CodeCollision",
              leadsTo="CodeCollision"),
    challenge("CodeCollision", "DataIssue", dimension="Uniqueness", confusedWith="DuplicateCustomer"),
    remedy("Merge"),
    remedy("Review"),
    remedy("HumanEscalation", resolves="Challenge"),
)  # fmt: skip
RULES = tuple(
    RuleRow(
        id=f"{said}-{about.lower()}", title=f"{said} it",
        path=f"rules/conditional/{said}-{about.lower()}.yaml",
        line=1, kind="conditional", status="active", owner="data-migration", because="It is so.", json="",
        challenges=(about,), recommendations=(Recommendation(about, remedy_, 0.8),),
        industries=("furniture",) if said == "merge" else (),
        planned=("BackUp",), evidence=(("past", "supports"),),
    )
    for said, remedy_ in (("merge", "Merge"), ("review", "Review"))
    for about in ("CodeCollision", "DuplicateRecord")
)  # fmt: skip
CASE = Case(
    "past", "A past case", "What happened.",
    (Lesson(("DuplicateRecord",), "merging late cost a month", Location("kg/cases/past.yaml", 7), "Merge",
            "failed"),),
    (Source("A journal", "the month", "https://example.org/past"),),
    Location("kg/cases/past.yaml", 1), 2018, "furniture",
)  # fmt: skip
REASONS = {
    "DuplicateCustomer": {"CustomerDataIssue": ("DuplicateCustomer subclass of … (ontology/x.ttl:3:1)",)}
}


def knowledge(
    *changed: Term, rules: tuple[RuleRow, ...] = RULES, case: Case = CASE, drop: tuple[str, ...] = ()
) -> Knowledge:
    """The small graph with terms changed or added, and some taken away."""
    terms = {one.id: one for one in (*TERMS, *changed) if one.id not in drop}
    above = closure({one.id: one.parents for one in terms.values()})
    above |= {one: above[one] | set(why) for one, why in REASONS.items() if one in above}
    vocabulary = Vocabulary(dict(sorted(terms.items())), {}, above, REASONS)
    return Knowledge(vocabulary, {rule.id: rule for rule in rules}, {case.id: case})


def checked(*changed: Term, **more: Any) -> Checked:
    mappings = more.pop("mappings", ())
    return Checked(knowledge(*changed, **more), mappings)


def but(ident: str, **changes: Any) -> Term:
    """A term of the small graph with fields changed; `told` changes properties, None takes one away."""
    one = next(one for one in TERMS if one.id == ident)
    told = changes.pop("told", {})
    properties = {name: value for name, value in {**one.properties, **told}.items() if value is not None}
    return replace(one, properties=properties, **changes)


#: The same in little Turtle: two modules of an ontology.
CORE = """\
@prefix kb: <https://w3id.org/kbctl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
skos:altLabel a owl:AnnotationProperty .
kb:resolves a owl:AnnotationProperty .
kb:effortDays a owl:AnnotationProperty .
kb:affects a owl:ObjectProperty ; rdfs:domain kb:Challenge ; rdfs:range kb:DataDomain .
kb:Challenge a owl:Class ; rdfs:label "Challenge"@en .
kb:Remedy a owl:Class ; rdfs:label "Remedy"@en .
kb:DataDomain a owl:Class ; rdfs:label "Data domain"@en .
kb:MasterData a owl:Class ; rdfs:subClassOf kb:DataDomain ; rdfs:label "Master data"@en .
kb:Customer a owl:Class ; rdfs:subClassOf kb:MasterData ; rdfs:label "Customer"@en .
kb:MasterDataIssue a owl:Class ; rdfs:label "Master data issue"@en ;
    owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( kb:Challenge
        [ a owl:Restriction ; owl:onProperty kb:affects ; owl:someValuesFrom kb:MasterData ] ) ] .
[] a owl:AllDisjointClasses ; owl:members ( kb:Challenge kb:Remedy kb:DataDomain ) .
"""
ISSUES = """\
@prefix kb: <https://w3id.org/kbctl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
kb:DuplicateRecord a owl:Class ; rdfs:subClassOf kb:Challenge ; rdfs:label "Duplicate record"@en .
kb:DuplicateCustomer a owl:Class ;
    rdfs:subClassOf kb:DuplicateRecord ,
        [ a owl:Restriction ; owl:onProperty kb:affects ; owl:someValuesFrom kb:Customer ] ;
    rdfs:label "Duplicate customer"@en , "Cliente duplicado"@es ;
    skos:altLabel "customer twice"@en , "double accounts"@en .
kb:Merge a kb:Remedy ; rdfs:label "Merge"@en ; kb:resolves kb:DuplicateCustomer ; kb:effortDays 4 .
"""
