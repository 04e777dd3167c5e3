"""The page of a rule: when and then in words beside the file, its tests as a table, its evidence."""

from __future__ import annotations

from collections.abc import Iterable

from kbctl.engine.replay.words import words
from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.clauses import actions, conditions, role
from kbctl.engine.review.site.html import Child, Html, el, join, link, listing, table
from kbctl.engine.review.site.layout import Page, facts, headed, section
from kbctl.engine.review.site.links import RULE_KINDS, case_link, kind_badge, rule_link, rule_path, term_link
from kbctl.engine.review.site.rule_parts import overriding
from kbctl.engine.review.site.yaml_view import coloured
from kbctl.ontology.values import Value
from kbctl.rules.model import Expected, GivenFact, Rule, RuleTest


def rule_page(book: Book, rule: Rule) -> Page:
    text = book.texts.get(rule.path, "")
    inwords = el(
        "div",
        el("h2", "When", el("span", "all of these hold", cls="soft"), id="when"),
        conditions(rule.when, book) or el("p", "always", cls="soft"),
        el("h2", "Then", id="then"),
        actions(rule.then, book),
        section("Why", "why", el("p", rule.because) if rule.because else None, overriding(book, rule)),
    )
    file = el(
        "div",
        el("h2", "The file", id="file"),
        el("p", el("code", rule.path), cls="meta"),
        coloured(text, book),
    )
    body = join(
        headed(
            join(kind_badge("rule", "Rule"), f" · {rule.kind}: it {RULE_KINDS[rule.kind]}"), rule.title, None
        ),
        _facts(book, rule),
        el("div", inwords, file if text else None, cls="beside"),
        section(
            "Tests",
            "tests",
            _tests(book, rule.tests),
            count=len(rule.tests) or None,
            note="A test runs the rule alone on what is given; it must do exactly what is expected.",
        ),
        section("Evidence", "evidence", _evidence(book, rule)),
    )
    crumbs = (link("rules.html", "Rules"), link(f"rules.html#{rule.kind}", rule.kind.capitalize()))
    return Page(rule_path(rule.id), rule.title, rule.because, body, "rules.html", crumbs, wide=True)


def _facts(book: Book, rule: Rule) -> Html:
    replaced = rule.replaced_by
    after = rule_link(book.rules[replaced]) if replaced and replaced in book.rules else replaced
    return facts(
        [
            ("Id", el("code", rule.id)),
            ("Status", [rule.status, [", replaced by ", after] if replaced else None]),
            ("Answers for it", role(rule.owner, book)),
            ("About", join([term_link(book, one) for one in book.rows[rule.id].challenges], between=", ")),
        ]
    )


def _tests(book: Book, tests: Iterable[RuleTest]) -> Html:
    rows = [
        el(
            "tr",
            el("th", one.name, scope="row"),
            el(
                "td", listing([_given(book, fact) for fact in one.given]) or el("span", "nothing", cls="soft")
            ),
            el(
                "td",
                listing([_expected(book, said) for said in one.expect], "then")
                or el("span", "nothing: the rule is silent", cls="soft"),
            ),
        )
        for one in tests
    ]
    return table(("Test", "Given", "Expected"), rows, cls="tests") if rows else Html()


def _given(book: Book, fact: GivenFact) -> Html:
    slots = [_slot(book, fact.frame, name, value) for name, value in fact.slots.items()]
    name = [fact.frame, " ", el("var", fact.id)] if fact.id != fact.frame else fact.frame
    return join(name, ": " if slots else None, join(slots, between="; "))


def _slot(book: Book, frame: str, name: str, value: Value) -> Html:
    slot = book.vocabulary.slot(frame, name)
    said = _value(book, value, slot.unit if slot else None)
    return said if name == "is" else join(name.replace("_", " "), " ", said)


def _value(book: Book, value: Value, unit: str | None) -> Html:
    if isinstance(value, tuple):
        return join([_value(book, one, unit) for one in value], between=", ")
    if isinstance(value, str) and value in book.vocabulary.terms:
        return term_link(book, value)
    return join(words(value, unit))


def _expected(book: Book, said: Expected) -> Html:
    """`recommend Survivorship merge for c1`, in the order of the file."""
    parts: list[Child] = []
    for n, (key, value) in enumerate(said.entries):
        name = el("b", key, cls="op") if n == 0 else key.replace("_", " ")
        parts.append(join(name, " ", _value(book, value, None)))
    return join(parts, between=" ")


def _evidence(book: Book, rule: Rule) -> Html:
    rows = []
    for one in rule.evidence:
        case = book.cases.get(one.case)
        about = set(book.rows[rule.id].challenges)
        told = [lesson.says for lesson in case.lessons if about & set(lesson.concerns)] if case else []
        rows.append(
            el(
                "tr",
                el("th", case_link(case) if case else el("code", one.case), scope="row"),
                el("td", one.says),
                el("td", " · ".join(told) or (case.summary if case else "")),
            )
        )
    return table(("Case", "It", "What it says of the challenge"), rows) if rows else Html()
