from __future__ import annotations

from collections.abc import Callable

import pytest
from kbctl.ontology.axioms import Axioms, Below, Definition, Disjoint, Domain, Restriction
from kbctl.ontology.hierarchy import Hierarchy, classify
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Vocabulary

AT = Location("ontology/x.ttl", 1, 1)


def below(term: str, *above: str | Restriction) -> tuple[Below, ...]:
    return tuple(Below(term, one, AT) for one in above)


def hierarchy(axioms: Axioms) -> Hierarchy:
    names = {axiom.term for axiom in (*axioms.below, *axioms.definitions)}
    names |= {axiom.above for axiom in axioms.below if isinstance(axiom.above, str)}
    names |= {part for one in axioms.definitions for part in one.parts if isinstance(part, str)}
    names |= {axiom.above.filler for axiom in axioms.below if isinstance(axiom.above, Restriction)}
    return classify(names, axioms)


def affects(filler: str) -> Restriction:
    return Restriction("affects", filler)


CUSTOMER_ISSUE = Definition("CustomerIssue", ("Issue", affects("Customer")), AT)


def test_told_parents_are_closed_and_reflexive() -> None:
    closed = hierarchy(Axioms(below("A", "B") + below("B", "C", "D"))).ancestors

    assert closed == {
        "A": frozenset("ABCD"),
        "B": frozenset("BCD"),
        "C": frozenset("C"),
        "D": frozenset("D"),
    }


@pytest.mark.parametrize(
    ("name", "told", "belongs"),
    [
        ("the restriction itself", below("X", "Issue", affects("Customer")), True),
        ("a filler below", below("X", "Issue", affects("Dealer")) + below("Dealer", "Customer"), True),
        ("an inherited restriction", below("X", "Y") + below("Y", "Issue", affects("Customer")), True),
        (
            "the class inherited, the restriction told",
            below("X", "Y", affects("Customer")) + below("Y", "Issue"),
            True,
        ),
        ("a filler above", below("X", "Issue", affects("Partner")) + below("Customer", "Partner"), False),
        ("another class", below("X", "Thing", affects("Customer")) + below("Issue", "Thing"), False),
        ("another property", below("X", "Issue", Restriction("helps", "Customer")), False),
        ("only the class", below("X", "Issue", affects("Supplier")), False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_membership_in_a_defined_class(name: str, told: tuple[Below, ...], belongs: bool) -> None:
    closed = hierarchy(Axioms(told, (CUSTOMER_ISSUE,))).ancestors

    assert ("CustomerIssue" in closed["X"]) is belongs, name


def test_a_value_needs_that_very_individual() -> None:
    valid = Definition("ValidityIssue", ("Issue", Restriction("dim", "Validity", value=True)), AT)
    told = below("X", "Issue", Restriction("dim", "Validity", value=True))
    told += below("Y", "Issue", Restriction("dim", "Accuracy", value=True))

    closed = hierarchy(Axioms(told, (valid,))).ancestors

    assert "ValidityIssue" in closed["X"]
    assert "ValidityIssue" not in closed["Y"]


def test_some_holds_of_a_value_whose_individual_is_in_the_class() -> None:
    some = Definition("Graded", ("Issue", Restriction("dim", "Grade")), AT)
    told = below("X", "Issue", Restriction("dim", "high", value=True))
    told += (Below("high", "Grade", AT, individual=True),)

    assert "Graded" in hierarchy(Axioms(told, (some,))).ancestors["X"]


def test_what_is_in_a_defined_class_is_all_of_its_parts() -> None:
    closed = hierarchy(Axioms(below("X", "CustomerIssue"), (CUSTOMER_ISSUE,)))
    wider = Definition("PartnerIssue", ("Issue", affects("Partner")), AT)
    both = hierarchy(
        Axioms(below("X", "CustomerIssue") + below("Customer", "Partner"), (CUSTOMER_ISSUE, wider))
    )

    assert "Issue" in closed.ancestors["X"]
    assert "PartnerIssue" in both.ancestors["X"]
    assert "PartnerIssue" in both.ancestors["CustomerIssue"]


def test_defined_classes_build_on_each_other() -> None:
    second = Definition("Worst", ("CustomerIssue", Restriction("dim", "Accuracy", value=True)), AT)
    told = below("X", "Issue", affects("Customer"), Restriction("dim", "Accuracy", value=True))

    assert "Worst" in hierarchy(Axioms(told, (second, CUSTOMER_ISSUE))).ancestors["X"]


def test_the_domain_of_a_property() -> None:
    axioms = Axioms(
        below("X", affects("Customer")) + below("Issue", "Thing"), domains=(Domain("affects", "Issue", AT),)
    )

    assert hierarchy(axioms).ancestors["X"] == {"X", "Issue", "Thing"}


def test_two_definitions_with_the_same_parts_are_one_class() -> None:
    twin = Definition("Twin", CUSTOMER_ISSUE.parts, AT)
    closed = hierarchy(Axioms(below("X", "Issue"), (CUSTOMER_ISSUE, twin))).ancestors

    assert "Twin" in closed["CustomerIssue"]
    assert "CustomerIssue" in closed["Twin"]


def test_reasons_name_exactly_the_axioms_behind_an_inferred_parent() -> None:
    told = below("X", "Issue", affects("Dealer")) + below("Dealer", "Customer") + below("Other", "Issue")

    reasons = hierarchy(Axioms(told, (CUSTOMER_ISSUE,))).reasons

    assert reasons == {
        "X": {
            "CustomerIssue": (
                "CustomerIssue is defined as Issue and affects some Customer (ontology/x.ttl:1:1)",
                "Dealer subclass of Customer (ontology/x.ttl:1:1)",
                "X subclass of Issue (ontology/x.ttl:1:1)",
                "X subclass of affects some Dealer (ontology/x.ttl:1:1)",
            )
        }
    }


def test_the_axioms_behind_a_parent_are_enough(shipped: Vocabulary) -> None:
    """Each reason, read back as axioms alone, gives the parent again, and is not told already."""
    for term, above in shipped.reasons.items():
        for parent, lines in above.items():
            assert any("is defined as" in line for line in lines), (term, parent)
            assert any(line.startswith(f"{parent} is defined as") for line in lines) or any(
                parent in line.split(" (")[0] for line in lines
            )
            assert parent in shipped.ancestors[term]
            assert parent not in shipped.terms[term].parents


def test_disjoint_classes_are_noticed_below_both() -> None:
    axioms = Axioms(
        below("X", "A", "B") + below("Y", "A") + (Below("i", "A", AT, True), Below("i", "B", AT, True)),
        disjoint=(Disjoint(("A", "B"), AT),),
    )

    problems = hierarchy(axioms).problems

    assert [problem.message.split(",")[0] for problem in problems] == [
        "X can have no instance",
        "i is two things at once",
    ]
    assert "X subclass of A" in problems[0].message


def test_a_defined_class_through_the_files(extended: Callable[[str], Vocabulary]) -> None:
    texts = 'rdfs:label "L"@en , "L"@es , "L"@zh ; skos:definition "D."@en'
    vocabulary = extended(
        f"""
        kb:DuplicateDealer a owl:Class ; {texts} ; rdfs:subClassOf kb:DuplicateRecord ,
            [ a owl:Restriction ; owl:onProperty kb:affects ; owl:someValuesFrom kb:Dealer ] .
        kb:Dealer a owl:Class ; {texts} ; rdfs:subClassOf kb:Customer .
        """
    )

    assert vocabulary.ancestors["DuplicateDealer"] >= {
        "CustomerDataIssue", "MasterDataIssue", "DuplicateMasterRecord", "UniquenessIssue", "Challenge",
    }  # fmt: skip
    assert "SupplierDataIssue" not in vocabulary.ancestors["DuplicateDealer"]
    assert vocabulary.terms["DuplicateDealer"].parents == ("DuplicateRecord",)
    assert (
        "Dealer subclass of Customer (ontology/extra.ttl:9:113)"
        in (vocabulary.reasons["DuplicateDealer"]["CustomerDataIssue"])
    )
