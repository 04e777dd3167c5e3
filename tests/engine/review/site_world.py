"""A small book for tests of the site, and readers of its pages."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

from kbctl.engine.review.site.book import Book
from kbctl.kg.cases import Case, Lesson, Source
from kbctl.kg.columns import Variation
from kbctl.ontology.mappings import EMPTY
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Frame, Slot, Term, Vocabulary, closure
from kbctl.rules.load import load_rule

AT = Location("ontology/small.ttl", 7, 1)
EVIL = "<script>alert('\"&amp;')</script>"
VOID = {"meta", "link", "input", "br", "hr"}
PATH = "rules/conditional/merge-them.yaml"
RULE = """\
rule: merge-them
kind: conditional
title: Merge them <b>now</b>
status: active
owner: data-migration
when:
  - {challenge: $c, is: DuplicateCustomer, rate: {gte: 2 %}}
  - not: {event: _, is: Cutover, days_left: {lt: 10}}
then:
  - {recommend: Merge, for: $c, confidence: 0.8}
because: Later is dearer & riskier.
evidence: [{case: acme, says: supports}]
tests:
  - name: many
    given: [{challenge: c1, is: DuplicateCustomer, rate: 0.15}]
    expect: [{recommend: Merge, for: c1}]
  - {name: few, like: many, but: {c1.rate: 0.01}, expect: []}
"""


def term(ident: str, kind: str, above: str = "", **properties: tuple[object, ...]) -> Term:
    labels = {"en": f"The {ident}", "es": f"El {ident} ñ", "zh": f"{ident} 重复"}
    return Term(
        ident,
        kind,
        tuple(above.split()),
        AT,
        bool(properties.pop("individual", ())),
        "",
        labels,
        {"en": (f"{ident} by another name",)},
        f"What {ident} means.",
        properties,
    )


TERMS = (
    term("Challenge", "challenge"),
    term("DataIssue", "challenge", "Challenge"),
    term(
        "DuplicateCustomer",
        "challenge",
        "DataIssue",
        showsAs=(EVIL,),
        leadsTo=("LowTrust",),
        dimension=("Uniqueness",),
    ),
    term("OrganisationalChallenge", "challenge", "Challenge"),
    term("LowTrust", "challenge", "OrganisationalChallenge"),
    term("Activity", "activity"),
    term("Remedy", "remedy", "Activity"),
    term(
        "Merge",
        "remedy",
        "Remedy",
        individual=(True,),
        resolves=("DuplicateCustomer",),
        effortDays=(4,),
        risk=("low",),
        reversible=(True,),
        fitsWhen=("early",),
    ),
    term("Review", "remedy", "Remedy", individual=(True,), resolves=("DuplicateCustomer",)),
    term("Event", "event"),
    term("Cutover", "event", "Event"),
    term("Dimension", "dimension"),
    term("Uniqueness", "dimension", "Dimension"),
    term("Role", "role"),
    Term("DataMigrationRole", "role", ("Role",), AT, True, "data-migration", {"en": "Data migration"}),
    term("DataDomain", "domain"),
    term("Customer", "domain", "DataDomain"),
    term("Field", "field"),
    term(
        "customer_name", "field", "Field", individual=(True,), fieldOf=("Customer",), hiddenLabel=("NAME1",)
    ),
)


def frames() -> dict[str, Frame]:
    def frame(name: str, *slots: Slot) -> Frame:
        return Frame(name, {one.name: one for one in slots}, AT)

    def reference(of: str) -> Slot:
        return Slot(of, "is", "class", AT, range="Challenge" if of == "challenge" else "Event", required=True)

    return {
        "challenge": frame(
            "challenge", reference("challenge"), Slot("challenge", "rate", "number", AT, unit="ratio")
        ),
        "event": frame("event", reference("event"), Slot("event", "days_left", "integer", AT, unit="day")),
    }


def book(rule: str = RULE, terms: tuple[Term, ...] = TERMS) -> Book:
    known = {one.id: one for one in terms}
    vocabulary = Vocabulary(
        dict(sorted(known.items())), frames(), closure({one.id: one.parents for one in terms})
    )
    read, problems = load_rule(rule, PATH, vocabulary)
    assert read, problems
    lesson = Lesson(("DuplicateCustomer",), "it was late", AT, "Merge", "failed")
    source = Source("A <paper>", "that it was late", "https://example.org/?a=1&b=2")
    case = Case(
        "acme", "Acme", "A maker of things.", (lesson,), (source,), Location("kg/cases/acme.yaml"), 2001
    )
    headers = {
        "customer_name": (
            Variation("customer_name", "NAME1", "tech", "SAP ECC", "KNA1"),
            Variation("customer_name", "Razón social", "es", "", ""),
        )
    }
    return Book(vocabulary, {read.id: read}, {case.id: case}, "1.0", EMPTY, {PATH: rule}, headers)


class Reader(HTMLParser):
    """Links, anchors and texts of a page; `wrong` is what is not well formed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: list[str] = []
        self.elements: Counter[str] = Counter()
        self.text = ""
        self.wrong: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += [f"<{name}> is not closed" for name in self._open]
        self.wrong += [f"id {one} stands twice" for one, n in Counter(self.ids).items() if n > 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        names = [name for name, _ in attrs]
        self.wrong += [f"<{tag} {name}> stands twice" for name, n in Counter(names).items() if n > 1]
        found = dict(attrs)
        self.links += [str(found[key]) for key in ("href", "src", "action") if key in found]
        self.ids += [str(found["id"])] if "id" in found else []
        if tag == "p" and "p" in self._open:
            self.wrong.append("a paragraph in a paragraph")
        if tag in ("ul", "ol", "dl", "div", "table", "section", "h2", "h3") and "p" in self._open:
            self.wrong.append(f"<{tag}> in a paragraph")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"</{tag}> closes another element")

    def handle_data(self, data: str) -> None:
        self.text += data
