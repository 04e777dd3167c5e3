"""Edits of rules for measuring: some that mean nothing, as text; some that mean something, on the read rule.

Each follows from its random source, and says of itself what it is.
"""

from __future__ import annotations

import copy
import io
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent.parent / ".dev"))

from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import (
    Adjust,
    Clause,
    Comparison,
    Count,
    Not,
    Operator,
    Pattern,
    Recommend,
    Rule,
    Variable,
)

FLIPPED: dict[str, Operator] = {"lt": "lte", "lte": "lt", "gt": "gte", "gte": "gt", "eq": "ne", "ne": "eq"}
LIMITS = ("lt", "lte", "gt", "gte")


@dataclass(frozen=True, slots=True)
class Edit:
    """`kind` names the edit; `rule` is the rule after it."""

    kind: str
    rule: Rule


# --- edits that mean something ---------------------------------------------------------------------


def semantic(rule: Rule, vocabulary: Vocabulary, dice: random.Random) -> Edit | None:
    """One edit of behaviour; None where the rule admits none of these."""
    edits = list(_edits(rule, vocabulary, dice))
    if not edits:
        return None
    kinds = sorted({edit.kind for edit in edits})
    kind = dice.choice(kinds)
    return dice.choice([edit for edit in edits if edit.kind == kind])


def _edits(rule: Rule, vocabulary: Vocabulary, dice: random.Random) -> Iterator[Edit]:
    for n, clause in enumerate(rule.when):
        if len(rule.when) > 1 and not _needed(rule, clause):
            yield Edit("clause dropped", replace(rule, when=(*rule.when[:n], *rule.when[n + 1 :])))
        for kind, changed in _clauses(clause, vocabulary, dice):
            yield Edit(kind, replace(rule, when=(*rule.when[:n], changed, *rule.when[n + 1 :])))
    for n, action in enumerate(rule.then):

        def put(kind: str, changed: Any, n: int = n) -> Edit:
            return Edit(kind, replace(rule, then=(*rule.then[:n], changed, *rule.then[n + 1 :])))

        if isinstance(action, Recommend):
            lower = round(action.confidence - 0.25, 2)
            yield put("confidence", replace(action, confidence=lower if lower > 0 else 0.9))
            others = [r for r in _rivals(rule, action, vocabulary) if r != action.remedy]
            if others:
                yield put("remedy", replace(action, remedy=dice.choice(others)))
        elif isinstance(action, Adjust):
            yield put("adjustment", replace(action, by=-action.by))
    for name in rule.overrides:
        kept = tuple(one for one in rule.overrides if one != name)
        yield Edit("override removed", replace(rule, overrides=kept))


def _rivals(rule: Rule, action: Recommend, vocabulary: Vocabulary) -> list[str]:
    """Other remedies of the first concept that the rule names."""
    for clause in rule.when:
        if isinstance(clause, Pattern) and clause.frame == "challenge":
            for test in clause.tests:
                if test.slot == "is" and isinstance(test.operand, str):
                    return list(vocabulary.remedies_of(test.operand))
    return []


def _needed(rule: Rule, clause: Clause) -> bool:
    """Whether what is left would use a variable that only this clause binds."""
    if not isinstance(clause, Pattern):
        return False
    names = {clause.id.name} if clause.id else set()
    names |= {test.operand.name for test in clause.tests if isinstance(test.operand, Variable)}
    rest = repr([one for one in rule.when if one is not clause]) + repr(rule.then)
    return any(f"Variable(name='{name}'" in rest for name in names)


def _clauses(clause: Clause, vocabulary: Vocabulary, dice: random.Random) -> Iterator[tuple[str, Clause]]:
    if isinstance(clause, Pattern):
        yield from _patterns(clause, vocabulary, dice)
        return
    for n, pattern in enumerate(clause.patterns):
        for kind, changed in _patterns(pattern, vocabulary, dice):
            yield kind, replace(clause, patterns=(*clause.patterns[:n], changed, *clause.patterns[n + 1 :]))
    if isinstance(clause, Count):
        (op, bound), *others = clause.bounds
        yield "count", replace(clause, bounds=((op, bound + 1), *others))
    if isinstance(clause, Not) and len(clause.patterns) == 1 and not clause.patterns[0].id:
        yield "negation dropped", clause.patterns[0]


def _patterns(pattern: Pattern, vocabulary: Vocabulary, dice: random.Random) -> Iterator[tuple[str, Pattern]]:
    for n, test in enumerate(pattern.tests):
        if isinstance(test.operand, Variable) or test.slot == "id":
            continue

        def put(changed: Comparison, n: int = n) -> Pattern:
            return replace(pattern, tests=(*pattern.tests[:n], changed, *pattern.tests[n + 1 :]))

        slot = vocabulary.slot(pattern.frame, test.slot)
        if test.op in LIMITS and isinstance(test.operand, int | float):
            grown = test.operand * 2 if test.operand else 1
            if slot and (slot.maximum is None or grown < slot.maximum):
                yield "threshold", put(replace(test, operand=grown))
            yield "operator", put(replace(test, op=FLIPPED[test.op]))
        if slot and not slot.required:
            kept = (*pattern.tests[:n], *pattern.tests[n + 1 :])
            yield "condition dropped", replace(pattern, tests=kept)
        if slot and slot.type == "enum" and test.op == "eq" and isinstance(test.operand, str):
            others = [value for value in slot.values if value != test.operand]
            if others:
                yield "value", put(replace(test, operand=dice.choice(others)))
        if slot and slot.type == "boolean" and test.op == "eq":
            yield "value", put(replace(test, operand=not test.operand))


# --- edits that mean nothing -----------------------------------------------------------------------


def wording(text: str, dice: random.Random) -> tuple[str, str]:
    """The kind of an edit that means nothing, and the text after it."""
    kind = dice.choice(sorted(WORDING))
    changed = WORDING[kind](text, dice)
    return (kind, changed) if changed != text else ("comment", _comment(text, dice))


def _comment(text: str, dice: random.Random) -> str:
    """A line before some top-level key: inside a folded text it would be text."""
    lines = text.split("\n")
    places = [
        n for n, line in enumerate(lines) if re.match(r"(rule|kind|title|status|owner|when|then):", line)
    ]
    lines.insert(dice.choice(places), "# seen again in a review")
    return "\n".join(lines)


def _title(text: str, dice: random.Random) -> str:
    return re.sub(r"^title: .*$", f"title: Another title {dice.randrange(1000)}", text, flags=re.MULTILINE)


def _because(text: str, dice: random.Random) -> str:
    return re.sub(r"^because: (?=[A-Za-z])", "because: As experience shows, ", text, flags=re.MULTILINE)


def _variables(text: str, dice: random.Random) -> str:
    return re.sub(r"\$([a-z]+)\b", rf"$\g<1>{dice.randrange(9)}", text)


def _written_anew(text: str, dice: random.Random) -> str:
    """In block style, without comments."""
    return _dumped(_data(text))


def _shuffled(text: str, dice: random.Random) -> str:
    """Clauses, slots, actions and members in another order. The first key of a clause is its frame and stays
    first, so does the first pattern of a count."""
    data = _data(text)
    data["when"] = [_mixed(one, dice) for one in data["when"]]
    dice.shuffle(data["when"])
    dice.shuffle(data["then"])
    if "overrides" in data:
        dice.shuffle(data["overrides"])
    return _dumped(data)


def _mixed(clause: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    first, *others = clause.items()
    dice.shuffle(others)
    name, value = first
    if name == "not" and isinstance(value, list):
        value = [_mixed(one, dice) for one in value]
        dice.shuffle(value)
    elif name in ("not", "count") and isinstance(value, dict):
        value = _mixed(value, dice)
    return {name: value, **{slot: _operators(said, dice) for slot, said in others}}


def _operators(said: Any, dice: random.Random) -> Any:
    if isinstance(said, dict) and "times" not in said:
        members = list(said.items())
        dice.shuffle(members)
        return {op: dice.sample(v, len(v)) if op == "in" else v for op, v in members}
    return said


def _as_member(text: str, dice: random.Random) -> str:
    """A concept of a clause as the only member of a list."""
    when, then, rest = text.partition("\nthen:")
    return re.sub(r"\bis: ([A-Z]\w+)(?=[,}])", r"is: {in: [\1]}", when, count=1) + then + rest


def _twice(text: str, dice: random.Random) -> str:
    """A clause said twice."""
    data = _data(text)
    plain = [one for one in data["when"] if not {"not", "count"} & one.keys()]
    data["when"] += copy.deepcopy(plain[:1])  # else the writer makes an anchor
    return _dumped(data)


def _percent(text: str, dice: random.Random) -> str:
    """A ratio in per cent."""
    return re.sub(
        r"\brate: \{(gte|gt|lte|lt): (0\.\d+)\}",
        lambda m: f"rate: {{{m[1]}: {float(m[2]) * 100:g} %}}",
        text,
    )


WORDING: dict[str, Callable[[str, random.Random], str]] = {
    "comment": _comment, "title": _title, "because": _because, "variables": _variables,
    "written anew": _written_anew, "order": _shuffled, "one member": _as_member, "said twice": _twice,
    "per cent": _percent,
}  # fmt: skip


def _yaml() -> Any:
    from ruamel.yaml import YAML

    yaml: Any = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False
    yaml.width = 4000
    return yaml


def _data(text: str) -> Any:
    return _yaml().load(text)


def _dumped(data: Any) -> str:
    out = io.StringIO()
    _yaml().dump(data, out)
    return re.sub(r"\A%YAML 1\.2\n---\n", "", out.getvalue())


def chosen(rules: Sequence[Rule], count: int, seed: int) -> list[tuple[Rule, random.Random]]:
    """Rules drawn with their own random source, so that one edit does not depend on another."""
    dice = random.Random(seed)
    return [(dice.choice(rules), random.Random(dice.randrange(2**32))) for _ in range(count)]
