"""Random vocabularies, rule bases and facts, all from one seeded source of chance.

Values are few and thresholds weak, so that rules meet: a generated base in which nothing fires tests nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from kbctl.engine.inference.engine import Phase
from kbctl.engine.inference.facts import Fact
from kbctl.ontology.source import Location
from kbctl.ontology.values import Atom, Value, check_value
from kbctl.ontology.vocab import Frame, Slot, SlotType, Term, Vocabulary, closure
from kbctl.rules.check_variables import check_variables
from kbctl.rules.finding import errors
from kbctl.rules.model import (
    Action,
    Adjust,
    Ask,
    Clause,
    Comparison,
    Count,
    Escalate,
    Fill,
    Kind,
    Not,
    Operand,
    Operator,
    Order,
    Pattern,
    Plan,
    Raise,
    Recommend,
    Rule,
    Variable,
    Veto,
)
from kbctl.rules.strata import problems

AT = Location("generated.yaml", 1, 1)
ROOTS = {"Challenge": 6, "DataDomain": 4, "Event": 3, "Industry": 3, "Activity": 3, "Remedy": 3}
READS: dict[Kind, tuple[str, ...]] = {
    "declarative": ("company", "challenge", "challenge", "finding", "event", "remedy"),
    "conditional": ("company", "challenge", "challenge", "finding", "event", "remedy"),
    "metacognitive": ("company", "challenge", "event", "option", "option", "contradiction"),
    "procedural": ("company", "challenge", "decision", "step", "step"),
}
FIXED: dict[str, tuple[tuple[str, SlotType, str | None], ...]] = {
    "company": (),
    "challenge": (("is", "class", "Challenge"), ("affects", "class", "DataDomain"), ("rate", "number", None)),
    "finding": (("for", "ref", "challenge"), ("is", "class", "Challenge")),
    "event": (("is", "class", "Event"), ("days_left", "number", None)),
    "remedy": (("effort_days", "number", None),),
    "option": (("for", "ref", "challenge"), ("use", "class", "Remedy"), ("confidence", "number", None)),
    "contradiction": (("for", "ref", "*"), ("slot", "text", None)),
    "decision": (("for", "ref", "challenge"), ("use", "class", "Remedy")),
    "step": (("for", "ref", "*"), ("activity", "class", "Activity")),
}
REQUIRED = {("challenge", "is"), ("finding", "for"), ("option", "for"), ("option", "use")}
REQUIRED |= {("step", "activity"), ("decision", "for")}
WORDS = ("a", "b", "c")
NUMBERS = (0, 0.25, 0.5, 1, 1.5, 2, 3)


@dataclass(frozen=True)
class Case:
    """A rule base with facts; `later` are what the phases after infer see beside its closure."""

    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...]
    later: dict[Phase, tuple[Fact, ...]]


def case(chance: Random, size: int | None = None) -> Case:
    """A valid case. What cannot be put into strata, or is wrong for the checker, is made again."""
    vocabulary = make_vocabulary(chance)
    rules: list[Rule] = []
    for _ in range(size or chance.randint(2, 12)):
        rule = Maker(chance, vocabulary).rule(f"r{len(rules)}")
        assert not errors(tuple(check_variables(rule, vocabulary))), (
            rule,
            list(check_variables(rule, vocabulary)),
        )
        if not problems(vocabulary, [*rules, rule]):
            rules.append(rule)
    return Case(vocabulary, tuple(rules), *make_facts(chance, vocabulary))


# --- vocabulary ------------------------------------------------------------------------------


def make_vocabulary(chance: Random) -> Vocabulary:
    parents: dict[str, tuple[str, ...]] = dict.fromkeys(ROOTS, ())
    parents["Remedy"] = ("Activity",)
    for root, most in ROOTS.items():
        names = [root]
        for n in range(chance.randint(2, most)):
            above = [root] if root == "Remedy" else chance.choices(names, k=chance.choice((1, 1, 2)))
            parents[f"{root}{n}"] = tuple(sorted(set(above)))
            names.append(f"{root}{n}")
    terms = {name: Term(name, "", above, AT) for name, above in parents.items()}
    frames = {name: make_frame(chance, name, fixed) for name, fixed in FIXED.items()}
    return Vocabulary(terms, frames, closure(parents))


def make_frame(chance: Random, name: str, fixed: Iterable[tuple[str, SlotType, str | None]]) -> Frame:
    slots = {s: Slot(name, s, kind, AT, range=of, required=(name, s) in REQUIRED) for s, kind, of in fixed}
    if name == "challenge":
        slots["grounding"] = Slot(name, "grounding", "number", AT)
        slots["grounded_by"] = Slot(name, "grounded_by", "enum", AT, values=("given", "rule"))
    if name == "step":
        slots["role"] = Slot(name, "role", "enum", AT, values=WORDS)
    for n in range(chance.randint(1, 3)):
        slots[f"g{n}"] = make_slot(chance, name, f"g{n}", False)
    for n in range(chance.randint(1, 3) if name in ("company", "challenge", "event") else 0):
        slots[f"d{n}"] = make_slot(chance, name, f"d{n}", True)
    return Frame(name, slots, AT, single=name == "company")


def make_slot(chance: Random, frame: str, name: str, derived: bool) -> Slot:
    kind = chance.choice(("enum", "class", "class", "class", "integer", "number", "boolean", "text"))
    many = kind in ("enum", "class", "text") and chance.random() < 0.6
    of = chance.choice(("DataDomain", "Industry")) if kind == "class" else None
    values = WORDS if kind == "enum" else ()
    return Slot(frame, name, kind, AT, values=values, range=of, many=many, derived=derived)  # type: ignore[arg-type]


def atom(chance: Random, vocabulary: Vocabulary, slot: Slot, ids: Sequence[str] = ()) -> Atom | None:
    match slot.type:
        case "class":
            return chance.choice([slot.range or "", *sorted(vocabulary.descendants[slot.range or ""])])
        case "enum":
            return chance.choice(slot.values)
        case "integer":
            return chance.randint(0, 3)
        case "number":
            return chance.choice(NUMBERS)
        case "boolean":
            return chance.random() < 0.5
        case "ref":
            return chance.choice(ids) if ids else None
    return chance.choice(WORDS)


# --- facts -----------------------------------------------------------------------------------


def make_facts(
    chance: Random, vocabulary: Vocabulary
) -> tuple[tuple[Fact, ...], dict[Phase, tuple[Fact, ...]]]:
    ids: dict[str, list[str]] = {}

    def make(frame: str, least: int, most: int) -> list[Fact]:
        names = [f"{frame}-{n}" for n in range(chance.randint(least, most))]
        if frame == "remedy":
            names = sorted(vocabulary.descendants["Remedy"] - {"Remedy"})[: len(names)]
        ids[frame] = names
        ids["*"] = sorted({*ids.get("*", ()), *names})
        return [fact for name in names for fact in make_fact(chance, vocabulary, frame, name, ids)]

    base = make("company", chance.choice((0, 1, 1, 1)), 1) + make("challenge", 1, 5)
    base += make("finding", 1, 4) + make("event", 1, 3) + make("remedy", 0, 3)
    chance.shuffle(base)
    reflect = (*make("option", 0, 4), *make("contradiction", 0, 2))
    plan = (*make("decision", 0, 3), *make("step", 0, 3))
    return tuple(base), {"adjust": reflect, "ask": reflect, "plan": plan}


def make_fact(
    chance: Random, vocabulary: Vocabulary, frame: str, name: str, ids: dict[str, list[str]]
) -> list[Fact]:
    slots: dict[str, Value] = {}
    for slot in vocabulary.frames[frame].slots.values():
        there = 1.0 if slot.required else 0.08 if slot.derived else 0.85
        known = ids.get(slot.range or "", []) if slot.type == "ref" else []
        if chance.random() < there:
            drawn = [
                atom(chance, vocabulary, slot, known) for _ in range(chance.randint(1, 3) if slot.many else 1)
            ]
            values = [value for value in drawn if value is not None]
            if not values and slot.required:
                return []
            if values:
                slots[slot.name] = check_value(vocabulary, slot, values if slot.many else values[0])
    return [Fact(frame, name, slots)]


# --- rules -----------------------------------------------------------------------------------

Sort = tuple[object, ...]  # what a variable stands for; only equal sorts are compared


def sort_of(slot: Slot) -> Sort:
    if slot.type == "ref":
        return ("fact", slot.range or "*")
    return ("number",) if slot.type in ("integer", "number") else (slot.type, slot.range, slot.values)


@dataclass
class Maker:
    """Makes one rule. `ids` are the variables that stand for facts, `values` all that have a sort."""

    chance: Random
    vocabulary: Vocabulary
    ids: dict[str, str] = field(default_factory=dict)
    values: dict[str, Sort] = field(default_factory=dict)
    local: bool = False

    def rule(self, name: str) -> Rule:
        kind: Kind = self.chance.choices(
            ("declarative", "conditional", "metacognitive", "procedural"), (12, 3, 2, 3)
        )[0]
        frames = [
            self.chance.choice(READS[kind]) for _ in range(self.chance.choices((0, 1, 2, 3), (1, 6, 4, 2))[0])
        ]
        if kind in ("conditional", "metacognitive") and "challenge" not in frames:
            frames.insert(0, "challenge")
        clauses: list[Clause] = [self.pattern(frame) for frame in frames]
        if kind in ("conditional", "metacognitive") and "challenge" not in self.ids.values():
            clauses.append(self.pattern("challenge", "named"))
        clauses += [self.group(READS[kind]) for _ in range(self.chance.choices((0, 1, 2), (5, 4, 1))[0])]
        self.chance.shuffle(clauses)
        ask = self.chance.random() < 0.5
        then = tuple(self.action(kind, ask) for _ in range(self.chance.choice((1, 1, 2))))
        return Rule(name, kind, name, "active", "", tuple(clauses), then, (), "", (), (), AT)

    def fresh(self) -> str:
        return f"{'l' if self.local else 'v'}{len(self.values)}"

    def pattern(self, frame: str, ident: str = "") -> Pattern:
        variable = None
        ident = ident or self.chance.choices(("any", "named", "again"), (3, 5, 2))[0]
        old = [n for n, sort in self.values.items() if sort[0] == "fact" and sort[1] == frame]
        if ident == "again" and old:
            variable = Variable(self.chance.choice(old))
        elif ident == "named":
            variable = Variable(self.fresh())
        if variable:
            self.values[variable.name] = ("fact", frame)
            if not self.local:
                self.ids[variable.name] = frame
        tests: list[Comparison] = []
        slots = list(self.vocabulary.frames[frame].slots.values())
        for _ in range(self.chance.choices((0, 1, 2, 3), (6, 6, 3, 1))[0]):
            weights = [
                4 if slot.derived else 2 if slot.type == "ref" or slot.name == "is" else 1 for slot in slots
            ]
            made = self.test(self.chance.choices(slots, weights)[0])
            tests += [made] if made else []
        if self.chance.random() < 0.15 and (made := self.id_test(frame, variable)):
            tests.append(made)
        return Pattern(frame, variable, tuple(tests), AT)

    def id_test(self, frame: str, variable: Variable | None) -> Comparison | None:
        same = [n for n, of in self.ids.items() if of == frame and (variable is None or n != variable.name)]
        if frame == "remedy" and self.chance.random() < 0.5:
            terms = sorted(self.vocabulary.descendants["Remedy"])
            op: Operator = self.chance.choice(("eq", "ne", "in"))
            literal: Operand = (
                tuple(sorted(self.chance.sample(terms, 2))) if op == "in" else self.chance.choice(terms)
            )
            return Comparison("id", op, literal, AT)
        return (
            Comparison("id", self.chance.choice(("eq", "ne", "ne")), Variable(self.chance.choice(same)), AT)
            if same
            else None
        )

    def test(self, slot: Slot) -> Comparison | None:
        """A test on the slot; None where chance asked for a variable that does not exist."""
        if slot.type != "ref" and self.chance.random() < 0.12:
            return Comparison(slot.name, "exists", self.chance.random() < 0.6, AT)
        how = self.chance.choices(("literal", "bind", "variable", "path"), (6, 2, 3, 2))[0]
        if slot.type == "ref" and how == "literal":
            how = "variable"
        ops: list[Operator] = ["contains", "contains", "contains", "eq"] if slot.many else ["eq", "eq", "ne"]
        ops += ["lt", "lte", "gt", "gte"] if sort_of(slot) == ("number",) else []
        ops += ["in"] if how == "literal" and not slot.many else []
        op = self.chance.choice(ops)
        if how == "literal":
            return Comparison(slot.name, op, self.literal(slot, op), AT)
        if how == "bind":
            return None if slot.many else self.bind(slot)
        if how == "variable":
            fitting = [n for n, sort in self.values.items() if fits(sort, sort_of(slot))]
            if not fitting or (slot.many and op == "eq"):
                return self.bind(slot) if slot.type == "ref" and not slot.many else None
            return Comparison(slot.name, op, Variable(self.chance.choice(fitting)), AT, self.times(op))
        frames = self.vocabulary.frames
        every = [(name, other) for name, of in self.ids.items() for other in frames[of].slots.values()]
        whole = slot.many and op == "eq"
        paths = [p for p in every if fits(sort_of(p[1]), sort_of(slot)) and p[1].many == whole]
        if not paths:
            return None
        name, other = self.chance.choice(paths)
        return Comparison(slot.name, op, Variable(name, other.name), AT, self.times(op))

    def bind(self, slot: Slot) -> Comparison:
        name = self.fresh()
        self.values[name] = sort_of(slot)
        return Comparison(slot.name, "eq", Variable(name), AT)

    def times(self, op: Operator) -> float:
        return self.chance.choice((1.0, 2.0, 0.5)) if op in ("lt", "lte", "gt", "gte") else 1.0

    def literal(self, slot: Slot, op: Operator) -> Operand:
        draw: Callable[[], Atom | None] = lambda: atom(self.chance, self.vocabulary, slot)  # noqa: E731
        if op == "in" or (slot.many and op == "eq"):
            several = Slot(
                slot.frame, slot.name, slot.type, AT, values=slot.values, range=slot.range, many=True
            )
            return check_value(self.vocabulary, several, [draw() for _ in range(self.chance.randint(1, 3))])
        return draw()  # type: ignore[return-value]

    def group(self, frames: Sequence[str]) -> Not | Count:
        inner = Maker(self.chance, self.vocabulary, self.ids, dict(self.values), local=True)
        patterns = tuple(
            inner.pattern(self.chance.choice(frames)) for _ in range(self.chance.choice((1, 1, 1, 2)))
        )
        if self.chance.random() < 0.55:
            return Not(patterns, AT)
        op: Operator = self.chance.choice(("eq", "lt", "lte", "gt", "gte"))
        return Count(patterns, ((op, self.chance.randint(0, 2)),), AT)

    # --- actions

    def some(self, *frames: str) -> Variable | None:
        fitting = [name for name, frame in self.ids.items() if frame in frames]
        return Variable(self.chance.choice(fitting)) if fitting else None

    def term(self, root: str) -> str:
        return self.chance.choice(sorted(self.vocabulary.descendants[root] - {root}))

    def action(self, kind: Kind, ask: bool) -> Action:
        if kind == "declarative":
            return self.conclusion()
        if kind == "procedural":
            return self.step()
        target = self.some("challenge")
        assert target
        if kind == "metacognitive" and ask:
            return self.chance.choice((Escalate("a", target, AT), Ask("b", target, None, AT)))
        chosen = [n for n, sort in self.values.items() if sort == ("class", "Remedy", ())]
        remedy = Variable(self.chance.choice(chosen)) if chosen else self.term("Remedy")
        changes: list[Action] = [Adjust(remedy, target, -0.25, AT), Veto(remedy, target, AT)]
        return self.chance.choice(
            [*changes, *[Recommend(self.term("Remedy"), target, 0.5, AT)] * 2 * (kind == "conditional")]
        )

    def conclusion(self) -> Action:
        target = self.some("company", "challenge", "event")
        if target and self.chance.random() < 0.75:
            frame = self.ids[target.name]
            slots = [s for s in self.vocabulary.frames[frame].slots.values() if s.derived]
            slot = self.chance.choice([slots[0], *slots])
            value = atom(self.chance, self.vocabulary, slot)
            assert value is not None
            return Fill(frame, target, slot.name, value, AT)
        affects = self.term("DataDomain") if self.chance.random() < 0.5 else None
        return Raise(self.term("Challenge"), affects, AT)

    def step(self) -> Action:
        one, other = self.some("step"), self.some("step")
        if one and other and self.chance.random() < 0.3:
            return Order(one, other, AT)
        target = self.some("challenge", "company", "step", "decision") if self.chance.random() < 0.8 else None
        activity = self.term("Activity")
        return Plan(activity, target, one, self.chance.choice((None, *WORDS[:2])), (), AT)


def fits(one: Sort, other: Sort) -> bool:
    if one[0] == other[0] == "fact":
        return one == other or "*" in (one[1], other[1])
    return one == other


# --- facts for rules that are there already --------------------------------------------------


def facts_for(
    chance: Random, vocabulary: Vocabulary, rules: Iterable[Rule], most: int = 3
) -> tuple[Fact, ...]:
    """Random facts of every frame, with values at and around what the rules compare with."""
    pools = compared(rules)
    ids: dict[str, list[str]] = {}
    found = []
    for name, frame in sorted(vocabulary.frames.items(), key=lambda pair: (pair[0] != "challenge", pair[0])):
        number = 1 if frame.single else chance.randint(0, most)
        names = [f"{name}-{n}" for n in range(number)]
        if name == "remedy":
            names = sorted(chance.sample([term.id for term in vocabulary.of_kind("remedy")], number))
        for ident in names:
            slots = {slot.name: likely(chance, vocabulary, slot, pools, ids) for slot in frame.slots.values()}
            given = {slot: value for slot, value in slots.items() if value is not None}
            if all(slot.name in given for slot in frame.slots.values() if slot.required):
                found.append(Fact(name, ident, given))
                ids.setdefault(name, []).append(ident)
                ids.setdefault("*", []).append(ident)
    return tuple(found)


Pools = dict[tuple[str, str], list[Atom]]


def compared(rules: Iterable[Rule]) -> Pools:
    """The literals that rules compare each slot with."""
    pools: Pools = {}
    for rule in rules:
        for clause in rule.when:
            for pattern in (clause,) if isinstance(clause, Pattern) else clause.patterns:
                for test in pattern.tests:
                    if not isinstance(test.operand, Variable) and test.op != "exists":
                        several = test.operand if isinstance(test.operand, tuple) else (test.operand,)
                        pools.setdefault((pattern.frame, test.slot), []).extend(several)
    return pools


def likely(
    chance: Random, vocabulary: Vocabulary, slot: Slot, pools: Pools, ids: dict[str, list[str]]
) -> Value | None:
    """A value for a slot, or None. Derived ones are left to the rules."""
    if slot.derived or (not slot.required and chance.random() < 0.2):
        return None
    known = pools.get((slot.frame, slot.name), [])
    drawn: list[Atom] = []
    for _ in range(chance.randint(1, 3) if slot.many else 1):
        value = (
            chance.choice(known) if known and chance.random() < 0.8 else plain(chance, vocabulary, slot, ids)
        )
        if slot.type in ("integer", "number") and isinstance(value, int | float):
            value = within_range(
                slot, value + chance.choice((0, 0, 1, -1)) * (1 if slot.type == "integer" else 0.01)
            )
        drawn += [value] if value is not None else []
    if not drawn:
        return None
    return check_value(vocabulary, slot, drawn if slot.many else drawn[0])


def plain(chance: Random, vocabulary: Vocabulary, slot: Slot, ids: dict[str, list[str]]) -> Atom | None:
    return atom(chance, vocabulary, slot, ids.get(slot.range or "", ()))


def within_range(slot: Slot, value: float) -> float:
    value = value if slot.minimum is None else max(value, slot.minimum)
    value = value if slot.maximum is None else min(value, slot.maximum)
    return int(value) if slot.type == "integer" else value
