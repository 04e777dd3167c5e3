"""Rules as JSON, for the compiled knowledge base: deterministic, complete, and quick to read back.

Every object is an array, every place a pair of line and column (the path stands once), every choice a small
tag. `LazyRules` decodes a rule when it is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from kbctl.ontology.source import Location
from kbctl.ontology.values import Value
from kbctl.rules.model import (
    Action,
    Adjust,
    Ask,
    Clause,
    Comparison,
    Count,
    Escalate,
    Evidence,
    Expected,
    Fill,
    GivenFact,
    Not,
    Operand,
    Order,
    Pattern,
    Plan,
    Raise,
    Recommend,
    Rule,
    RuleTest,
    Variable,
    Veto,
)

#: Changes with the layout below, so that a compiled base of another layout is made anew.
FORMAT = 2

Json = Any


def encode_rule(rule: Rule) -> str:
    """The whole rule, tests and places included. `decode_rule` gives an equal rule back."""
    return _dump([*_head(rule), [_test(test) for test in rule.tests]])


def decode_rule(text: str | bytes) -> Rule:
    return _rule(json.loads(text))


def encode_rules(rules: Iterable[Rule]) -> str:
    """Rules as one text: a JSON array of pairs, id and the text of `encode_rule`, sorted by id."""
    return _dump([[rule.id, encode_rule(rule)] for rule in sorted(rules, key=lambda rule: rule.id)])


def decode_rules(text: str | bytes) -> LazyRules:
    return LazyRules(dict(json.loads(text)))


class LazyRules(Mapping[str, Rule]):
    """Rules by id, each decoded when it is first asked for. Reading only: the texts never change."""

    def __init__(self, texts: Mapping[str, str | bytes]) -> None:
        self._texts = texts
        self._rules: dict[str, Rule] = {}

    def __getitem__(self, ident: str) -> Rule:
        if ident not in self._rules:
            self._rules[ident] = decode_rule(self._texts[ident])
        return self._rules[ident]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


# --- to JSON ---------------------------------------------------------------------------------


def _head(rule: Rule) -> list[Json]:
    return [
        rule.id,
        rule.kind,
        rule.title,
        rule.status,
        rule.owner,
        [_clause(clause) for clause in rule.when],
        [_action(action) for action in rule.then],
        list(rule.overrides),
        rule.because,
        [[piece.case, piece.says, *_at(piece.at)] for piece in rule.evidence],
        rule.at.path,
        *_at(rule.at),
        rule.replaced_by,
        rule.table,
    ]


def _at(at: Location) -> list[int]:
    return [at.line, at.column]


def _variable(variable: Variable | None) -> Json:
    if variable is None:
        return None
    return variable.name if variable.slot is None else [variable.name, variable.slot]


def _operand(operand: Operand) -> Json:
    """A value as it is; a variable as an object, so that no text can be taken for one."""
    if isinstance(operand, Variable):
        return {"v": _variable(operand)}
    return list(operand) if isinstance(operand, tuple) else operand


def _test_of_slot(test: Comparison) -> Json:
    return [test.slot, test.op, _operand(test.operand), *_at(test.at), test.times]


def _pattern(pattern: Pattern) -> list[Json]:
    tests = [_test_of_slot(test) for test in pattern.tests]
    return ["is", pattern.frame, _variable(pattern.id), tests, *_at(pattern.at)]


def _clause(clause: Clause) -> Json:
    match clause:
        case Pattern():
            return _pattern(clause)
        case Not():
            return ["not", [_pattern(one) for one in clause.patterns], *_at(clause.at)]
        case Count():
            bounds = [list(bound) for bound in clause.bounds]
            return ["count", [_pattern(one) for one in clause.patterns], bounds, *_at(clause.at)]


def _action(action: Action) -> Json:
    at = _at(action.at)
    match action:
        case Fill():
            return ["fill", *at, action.frame, _variable(action.target), action.slot, action.value]
        case Raise():
            return ["raise", *at, action.concept, action.affects]
        case Recommend():
            return ["recommend", *at, action.remedy, _variable(action.target), action.confidence]
        case Adjust():
            return ["adjust", *at, _operand(action.remedy), _variable(action.target), action.by]
        case Veto():
            return ["veto", *at, _operand(action.remedy), _variable(action.target)]
        case Ask():
            return ["ask", *at, action.role, _variable(action.target), action.about]
        case Escalate():
            return ["escalate", *at, action.role, _variable(action.target)]
        case Plan():
            named = [action.activity, _variable(action.target), _variable(action.before), action.role]
            return ["plan", *at, *named, [_clause(clause) for clause in action.gate]]
        case Order():
            return ["order", *at, _variable(action.first), _variable(action.before)]


def _test(test: RuleTest) -> Json:
    given = [[fact.frame, fact.id, _slots(fact.slots), *_at(fact.at)] for fact in test.given]
    expect = [[[[name, _operand(value)] for name, value in one.entries], *_at(one.at)] for one in test.expect]
    return [test.name, given, expect, *_at(test.at)]


def _slots(slots: Mapping[str, Value]) -> dict[str, Json]:
    return {name: _operand(value) for name, value in sorted(slots.items())}


# --- from JSON -------------------------------------------------------------------------------


def _rule(data: Json) -> Rule:
    (
        ident,
        kind,
        title,
        status,
        owner,
        when,
        then,
        overrides,
        because,
        evidence,
        path,
        line,
        column,
        by,
        table,
        tests,
    ) = data
    return Rule(
        ident,
        kind,
        title,
        status,
        owner,
        tuple([_read_clause(path, one) for one in when]),
        tuple([_read_action(path, one) for one in then]),
        tuple(overrides),
        because,
        tuple([Evidence(case, says, Location(path, *at)) for case, says, *at in evidence]),
        tuple([_read_test(path, one) for one in tests]),
        Location(path, line, column),
        by,
        table,
    )


def _read_variable(data: Json) -> Variable | None:
    if data is None:
        return None
    return Variable(data) if isinstance(data, str) else Variable(*data)


def _sure(data: Json) -> Variable:
    return cast(Variable, _read_variable(data))


def _read_operand(data: Json) -> Any:
    if type(data) is dict:
        return _read_variable(data["v"])
    return tuple(data) if type(data) is list else data


def _read_pattern(path: str, data: Json) -> Pattern:
    _, frame, ident, tests, line, column = data
    read = [
        Comparison(slot, op, _read_operand(operand), Location(path, row, place), times)
        for slot, op, operand, row, place, times in tests
    ]
    return Pattern(frame, _read_variable(ident), tuple(read), Location(path, line, column))


def _read_clause(path: str, data: Json) -> Clause:
    if data[0] == "is":
        return _read_pattern(path, data)
    patterns = tuple([_read_pattern(path, one) for one in data[1]])
    at = Location(path, data[-2], data[-1])
    if data[0] == "not":
        return Not(patterns, at)
    return Count(patterns, tuple([(op, bound) for op, bound in data[2]]), at)


def _read_action(path: str, data: Json) -> Action:
    tag, line, column, *rest = data
    at = Location(path, line, column)
    match tag:
        case "fill":
            return Fill(rest[0], _sure(rest[1]), rest[2], rest[3], at)
        case "raise":
            return Raise(rest[0], rest[1], at)
        case "recommend":
            return Recommend(rest[0], _sure(rest[1]), rest[2], at)
        case "adjust":
            return Adjust(_read_operand(rest[0]), _sure(rest[1]), rest[2], at)
        case "veto":
            return Veto(_read_operand(rest[0]), _sure(rest[1]), at)
        case "ask":
            return Ask(rest[0], _sure(rest[1]), rest[2], at)
        case "escalate":
            return Escalate(rest[0], _sure(rest[1]), at)
        case "plan":
            gate = tuple([_read_clause(path, one) for one in rest[4]])
            return Plan(rest[0], _read_variable(rest[1]), _read_variable(rest[2]), rest[3], gate, at)
        case "order":
            return Order(_sure(rest[0]), _sure(rest[1]), at)
    raise ValueError(f"not an action of this format: {tag}")


def _read_test(path: str, data: Json) -> RuleTest:
    name, given, expect, line, column = data
    facts = [
        GivenFact(frame, ident, {slot: _read_operand(v) for slot, v in slots.items()}, Location(path, *at))
        for frame, ident, slots, *at in given
    ]
    actions = [
        Expected(tuple([(key, _read_operand(value)) for key, value in entries]), Location(path, *at))
        for entries, *at in expect
    ]
    return RuleTest(name, tuple(facts), tuple(actions), Location(path, line, column))
