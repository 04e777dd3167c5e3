"""Conditions and actions of a rule in words, every term a link."""

from __future__ import annotations

from collections.abc import Iterable

from kbctl.engine.replay.words import BOUNDS, words
from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.html import Html, el, join, link, listing
from kbctl.engine.review.site.links import term_link
from kbctl.ontology.vocab import Slot
from kbctl.rules.model import (
    Action,
    Adjust,
    Ask,
    Clause,
    Comparison,
    Count,
    Escalate,
    Fill,
    Not,
    Operand,
    Order,
    Pattern,
    Plan,
    Raise,
    Recommend,
    Variable,
    Veto,
)

#: Slot by which a fact of a frame is named.
NAMED = {
    "challenge": "is",
    "event": "is",
    "finding": "is",
    "past": "use",
    "option": "use",
    "step": "activity",
    "remedy": "id",
}
#: How a fact is told that is named, and one that is not.
TOLD = {
    "challenge": ("{} is open", "a challenge is open"),
    "event": ("{} is on the calendar", "an event is on the calendar"),
    "finding": ("a table shows {}", "a table shows it"),
    "past": ("{} was tried earlier", "something was tried earlier"),
    "option": ("{} stands to be chosen", "a remedy stands to be chosen"),
    "step": ("{} is a step of the plan", "a step is in the plan"),
    "remedy": ("the remedy {}", "a remedy"),
    "decision": ("{} is decided", "something is decided"),
    "contradiction": ("{} is a contradiction", "two rules contradict each other"),
    "case": ("a past case", "a past case"),
    "company": ("the company", "the company"),
    "policy": ("the policy", "the policy"),
}
SIGNS = {"lt": "below", "lte": "at most", "gt": "above", "gte": "at least", "ne": "not", "eq": ""}


def conditions(clauses: Iterable[Clause], book: Book) -> Html:
    """Every clause as an item of a list; all must hold."""
    return listing([_clause(one, book) for one in clauses], "when")


def actions(done: Iterable[Action], book: Book) -> Html:
    return listing([action_words(one, book) for one in done], "then")


def variable(name: Variable) -> Html:
    return el("var", str(name))


def _clause(clause: Clause, book: Book) -> Html:
    if isinstance(clause, Pattern):
        return _pattern(clause, book)
    if isinstance(clause, Count):
        bounds = " and ".join(f"{BOUNDS.get(op, op)} {number}" for op, number in clause.bounds)
        return join(el("b", "Count", cls="op"), f" {bounds} of: ", _together(clause, book))
    return join(el("b", "Unless", cls="op"), " ", _together(clause, book))


def _together(clause: Not | Count, book: Book) -> Html:
    made = [_pattern(one, book) for one in clause.patterns]
    if len(made) == 1:
        return made[0]
    return join("all of this together:", listing(made))


def _pattern(pattern: Pattern, book: Book) -> Html:
    named = NAMED.get(pattern.frame, "")
    name = next((one for one in pattern.tests if one.slot == named and _is_name(one)), None)
    rest = [one for one in pattern.tests if one is not name]
    told, plain = TOLD.get(pattern.frame, ("{}", pattern.frame))
    before, _, after = (told if name else plain).partition("{}")
    about = [
        variable(one.operand)
        for one in rest
        if one.slot == "for" and one.op == "eq" and isinstance(one.operand, Variable)
    ]
    tests = [_comparison(one, pattern.frame, book) for one in rest if one.slot != "for" or one.op != "eq"]
    return join(
        before,
        [el("strong", _names(name, book)), " " if pattern.id or after else None] if name else None,
        [" " if not name else None, variable(pattern.id)] if pattern.id else None,
        after if pattern.id or not after.startswith(" ") or not name else after.lstrip(),
        [" for ", join(about, between=", ")] if about else None,
        [": ", join(tests, between="; ")] if tests else None,
    )


def _is_name(test: Comparison) -> bool:
    return test.op in ("eq", "in") and not isinstance(test.operand, Variable)


def _names(test: Comparison, book: Book) -> Html:
    values = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    return join([term_link(book, str(one)) for one in values], between=" or ")


def _comparison(test: Comparison, frame: str, book: Book) -> Html:
    """`rate at least 2 %`, `industry: Furniture`, `traits include multilingual`."""
    slot = book.vocabulary.slot(frame, test.slot)
    name = (
        link(f"frames.html#{frame}.{test.slot}", test.slot.replace("_", " "), cls="slot")
        if slot
        else test.slot
    )
    if test.op == "exists":
        return join(name, " known" if test.operand else " not known")
    value = _operand(test.operand, slot, book)
    if test.op == "contains":
        return join(name, " include ", value)
    if test.op == "in":
        values = test.operand if isinstance(test.operand, tuple) else (test.operand,)
        return join(name, " ", join([_operand(one, slot, book) for one in values], between=" or "))
    scaled = f"{test.times:g} × " if test.times != 1 else ""
    return join(name, " ", [SIGNS[test.op], " "] if SIGNS[test.op] else None, scaled, value)


def _operand(operand: Operand, slot: Slot | None, book: Book) -> Html:
    if isinstance(operand, Variable):
        return variable(operand)
    if isinstance(operand, tuple):
        return join([_operand(one, slot, book) for one in operand], between=", ")
    if isinstance(operand, str) and operand in book.vocabulary.terms and (not slot or slot.type == "class"):
        return term_link(book, operand)
    said = words(operand, slot.unit if slot else None)
    return join(said.replace("_", " ") if slot and slot.type == "enum" else said)


def action_words(action: Action, book: Book) -> Html:
    """What an action does, as a phrase that starts with its verb."""
    match action:
        case Recommend():
            return join(
                _verb("Recommend"),
                _remedy(action.remedy, book),
                " for ",
                variable(action.target),
                ", confidence ",
                el("b", f"{action.confidence:.2f}"),
            )
        case Adjust():
            verb = "Mark down" if action.by < 0 else "Mark up"
            return join(
                _verb(verb),
                _remedy(action.remedy, book),
                " for ",
                variable(action.target),
                " by ",
                el("b", f"{abs(action.by):g}"),
            )
        case Veto():
            return join(_verb("Veto"), _remedy(action.remedy, book), " for ", variable(action.target))
        case Fill():
            return _fill_words(action, book)
        case Raise():
            return join(
                _verb("Raise"),
                "the challenge ",
                el("strong", term_link(book, action.concept)),
                [" for ", term_link(book, action.affects)] if action.affects else None,
            )
        case Ask():
            about = (
                [" about ", el("b", action.about.replace("_", " "))]
                if action.about
                else " which remedy it shall be"
            )
            return join(
                _verb("Ask"), "the ", role(action.role, book), about, " for ", variable(action.target)
            )
        case Escalate():
            return join(_verb("Escalate"), variable(action.target), " to the ", role(action.role, book))
        case Plan():
            return join(
                _verb("Plan"),
                el("strong", term_link(book, action.activity)),
                [" for ", variable(action.target)] if action.target else None,
                [" before ", variable(action.before)] if action.before else None,
                [", done by the ", role(action.role, book)] if action.role else None,
                [". It waits until:", conditions(action.gate, book)] if action.gate else None,
            )
        case Order():
            return join(_verb("Order"), variable(action.first), " before ", variable(action.before))


def _fill_words(action: Fill, book: Book) -> Html:
    slot = book.vocabulary.slot(action.frame, action.slot)
    where = link(f"frames.html#{action.frame}.{action.slot}", action.slot.replace("_", " "), cls="slot")
    verb = " include " if slot and slot.many else " is "
    value = el("b", _operand(action.value, slot, book))
    return join(_verb("Conclude"), "that ", where, " of ", variable(action.target), verb, value)


def _verb(said: str) -> Html:
    return join(el("b", said, cls="op"), " ")


def _remedy(remedy: str | Variable, book: Book) -> Html:
    return variable(remedy) if isinstance(remedy, Variable) else el("strong", term_link(book, remedy))


def role(notation: str, book: Book) -> Html:
    """A role by the notation that rules write."""
    found = next((one.id for one in book.vocabulary.of_kind("role") if one.notation == notation), "")
    return term_link(book, found, book.label(found)) if found else el("code", notation)
