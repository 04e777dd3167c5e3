from __future__ import annotations

from kbctl.ontology.turtle import Use, uses

TEXT = '''\
@prefix kb: <https://w3id.org/kbctl/> .
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
# kb:NotHere a kb:Comment .
kb:A a kb:B ; rdfs:label "x ; kb:C \\"q\\" . "@en , """two
lines""" ;
    kb:n 1.5 , true , "1"^^<http://example.org/t> .
<https://w3id.org/kbctl/frame/thing.slot> kb:p [ kb:inner kb:D ; kb:list ( kb:E kb:F ) ] , kb:G .
[] a kb:H .
'''


def found(role: str) -> list[tuple[str, str, int, int]]:
    def short(use: Use) -> str:
        return use.value.rpartition("/")[2] if use.kind == "iri" else use.value

    return [(short(u), u.kind, u.at.line, u.at.column) for u in uses(TEXT, "x.ttl") if u.role == role]


def test_subjects_stand_at_the_start_of_their_statement() -> None:
    assert [(name, line, column) for name, _, line, column in found("subject")] == [
        ("A", 4, 1),
        ("thing.slot", 7, 1),
    ]


def test_objects_have_places_inside_brackets_and_lists_too() -> None:
    assert found("object") == [
        ("B", "iri", 4, 8),
        ('x ; kb:C "q" . ', "literal", 4, 26),
        ("two\nlines", "literal", 4, 51),
        ("1.5", "literal", 6, 10),
        ("true", "literal", 6, 16),
        ("1", "literal", 6, 23),
        ("D", "iri", 7, 59),
        ("E", "iri", 7, 76),
        ("F", "iri", 7, 81),
        ("G", "iri", 7, 92),
        ("H", "iri", 8, 6),
    ]


def test_an_object_knows_its_predicate_and_statement() -> None:
    inside = {
        u.value.rpartition("/")[2]: u for u in uses(TEXT, "x.ttl") if u.role == "object" and u.kind == "iri"
    }

    assert inside["D"].predicate.endswith("/inner")
    assert inside["F"].predicate.endswith("/list")
    assert inside["G"].predicate.endswith("/p")
    assert (inside["D"].depth, inside["F"].depth, inside["G"].depth) == (1, 2, 0)
    assert inside["F"].subject.endswith("/frame/thing.slot")
    assert inside["H"].subject == ""


def test_broken_text_is_read_as_far_as_it_goes() -> None:
    broken = '@prefix kb: <https://w3id.org/kbctl/> .\nkb:A a kb:B ; ] } § "open\nkb:C a kb:D .\n'

    assert {u.value.rpartition("/")[2] for u in uses(broken, "x.ttl")} >= {"A", "B"}
    assert list(uses("", "x.ttl")) == []
