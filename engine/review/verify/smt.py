"""What the box test leaves open, asked of z3 over a bounded number of facts.

Facts of each frame stand ready, each there or not; clauses become formulas over them. An answer "yes" is a
set of facts like any other and is replayed. An answer "no" counts only where the bound cannot matter: every
clause that must hold has facts of its own, and nothing else calls for facts. Elsewhere the question stays
open, and is said to be.

Over 400 lines: one encoding, whose parts share the variables; slots and tests on them are in `smt_values`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from kbctl.engine.inference.compare import accepted_values
from kbctl.engine.inference.facts import Fact
from kbctl.engine.review.verify.judge import Solver
from kbctl.engine.review.verify.matching import Facts
from kbctl.engine.review.verify.question import Answer, Question, Scene
from kbctl.engine.review.verify.search import Impossible, Unknown
from kbctl.engine.review.verify.state import LETTERS
from kbctl.engine.review.verify.world import World, binds, patterns_of
from kbctl.ontology.values import Atom, Value
from kbctl.rules.model import Clause, Count, Fill, Not, Pattern, Raise, Rule, Variable

#: Facts of a frame, and of all frames, that stand ready; more makes the formulas large.
OF_A_FRAME, OF_ALL = 9, 18
#: Work before the solver gives up, in its own units: the same on every machine. A few seconds.
WORK = 20_000_000
#: The fact and slot that a variable stands for; "id" is the fact itself.
Held = tuple[str, str]


def solver() -> Solver | None:
    """The solver, where it is installed."""
    try:
        import z3  # noqa: F401
    except ImportError:
        return None
    return solve


def solve(world: World, question: Question) -> Answer:
    relevant = world.relevant(question.rules)
    try:
        encoder = _Encoder(world, question, relevant)
        return encoder.answer()
    except (NotImplementedError, _TooMany) as why:
        return Unknown(str(why))


class _TooMany(Exception):
    pass


@dataclass
class _Encoder:
    world: World
    question: Question
    relevant: Sequence[Rule]
    frames: dict[str, str] = field(default_factory=dict)
    vars: dict[Held, Any] = field(default_factory=dict)
    there: dict[str, Any] = field(default_factory=dict)
    rules: list[Any] = field(default_factory=list)

    def answer(self) -> Answer:
        import z3
        from kbctl.engine.review.verify.smt_values import Codes

        if any(p.frame == "remedy" for rule in self._all() for p in patterns_of(rule.when)):
            raise NotImplementedError("what the ontology tells of remedies is left to the box test")
        self.codes = Codes()
        self._facts()
        held = self._shared()
        for part in self.question.fire:
            env = {variable: held[name] for variable, name in part.shared.items()}
            self.rules.append(self.holds(part.rule.when, env))
        for part in self.question.silent:
            env = {variable: held[name] for variable, name in part.shared.items()}
            self.rules.append(z3.Not(self.holds(part.rule.when, env)))
        self._conclusions()
        self._brought()
        solver = z3.Solver()
        solver.set("random_seed", 0)
        solver.set("rlimit", WORK)
        solver.add(*self.rules)
        said = solver.check()
        if said == z3.sat:
            return self._scene(self._smaller(solver), held)
        if said == z3.unknown:
            return Unknown("z3 gave up")
        return Unknown(f"no such facts among {len(self.frames)}") if self._bound_matters() else Impossible()

    def _all(self) -> tuple[Rule, ...]:
        return (*self.question.rules, *self.relevant)

    # --- facts -------------------------------------------------------------------------------

    def _facts(self) -> None:
        import z3
        from kbctl.engine.review.verify.smt_values import make

        needed: dict[str, int] = {}
        for name in self.question.concepts:
            del name
            needed["challenge"] = needed.get("challenge", 0) + 1
        for clauses, negated in self._clauses():
            for frame, number in _needs(clauses, negated):
                needed[frame] = needed.get(frame, 0) + number
        for frame, number in sorted(needed.items()):
            single = self.world.vocabulary.frames[frame].single
            if number > OF_A_FRAME and not single:
                raise _TooMany(f"more than {OF_A_FRAME} facts of {frame} would be needed")
            for n in range(1, (1 if single else number) + 1):
                name = frame if single else f"{LETTERS.get(frame, frame)}{n}"
                self.frames[name] = frame
        if len(self.frames) > OF_ALL:
            raise _TooMany(f"more than {OF_ALL} facts would be needed")
        slots, mentioned = self._slots()
        for name, frame in self.frames.items():
            self.there[name] = z3.Bool(name)
            for slot in sorted(slots.get(frame, set())):
                var, told = make(
                    self.world, self.codes, name, frame, slot, mentioned.get((frame, slot), frozenset())
                )
                self.vars[name, slot] = var
                self.rules += told

    def _clauses(self) -> Iterator[tuple[Sequence[Clause], bool]]:
        for part in self.question.fire:
            yield part.rule.when, False
        for part in self.question.silent:
            yield part.rule.when, True
        for rule in self.relevant:
            yield rule.when, False
            yield rule.when, True

    def _slots(self) -> tuple[dict[str, set[str]], dict[tuple[str, str], frozenset[Atom]]]:
        """The slots that rules speak of, and the members of lists that they name."""
        slots: dict[str, set[str]] = {}
        mentioned: dict[tuple[str, str], frozenset[Atom]] = {}
        for frame, known in self.world.vocabulary.frames.items():
            slots[frame] = {one.name for one in known.slots.values() if one.required and not one.derived}
        for rule in self._all():
            frames = {p.id.name: p.frame for p in patterns_of(rule.when) if p.id}
            for pattern in patterns_of(rule.when):
                for test in pattern.tests:
                    if test.slot != "id":
                        slots[pattern.frame].add(test.slot)
                    if isinstance(test.operand, Variable):
                        if test.operand.slot and test.operand.name in frames:
                            slots[frames[test.operand.name]].add(test.operand.slot)
                    elif test.op in ("contains", "eq"):
                        slot, key = self.world.slot(pattern.frame, test.slot), (pattern.frame, test.slot)
                        mentioned[key] = mentioned.get(key, frozenset()) | accepted_values(
                            self.world.vocabulary, slot, test
                        )
            for action in rule.then:
                if isinstance(action, Fill):
                    slots[action.frame].add(action.slot)
                    key = (action.frame, action.slot)
                    mentioned[key] = mentioned.get(key, frozenset()) | {action.value}
        if "affects" in self.world.vocabulary.frames["challenge"].slots:
            slots["challenge"].add("affects")
        return slots, mentioned

    def _shared(self) -> dict[str, Held]:
        """Shared names stand for the first facts of their frames, which loses nothing: facts are alike."""
        import z3
        from kbctl.engine.review.verify.smt_values import one_of

        held: dict[str, Held] = {}
        taken: dict[str, int] = {}
        for part in self.question.fire:
            for variable, name in sorted(part.shared.items()):
                named = [
                    p.frame
                    for p in part.rule.when
                    if isinstance(p, Pattern) and p.id and p.id.name == variable
                ]
                frame = "challenge" if name in self.question.concepts else named[0] if named else ""
                if name in held:
                    continue
                if not frame:
                    raise NotImplementedError("a target that only a reference names")
                some = [one for one, of in self.frames.items() if of == frame]
                held[name] = (some[min(taken.get(frame, 0), len(some) - 1)], "id")
                taken[frame] = taken.get(frame, 0) + 1
        for name, concepts in self.question.concepts.items():
            if name not in held:
                held[name] = (next(one for one, of in self.frames.items() if of == "challenge"), "id")
            fact = held[name][0]
            self.rules.append(
                z3.And(self.there[fact], one_of(self.codes, self.vars[fact, "is"].value, frozenset(concepts)))
            )
        return held

    # --- clauses as formulas -----------------------------------------------------------------

    def holds(self, clauses: Sequence[Clause], env: Mapping[str, Held]) -> Any:
        import z3

        positive = [clause for clause in clauses if isinstance(clause, Pattern)]
        others = [clause for clause in clauses if not isinstance(clause, Pattern)]
        ways = []
        for chosen in self._choices(positive, env):
            formula, inner = self._match(positive, chosen, env)
            for clause in others:
                formula.append(self._other(clause, inner))
            ways.append(z3.And(*formula))
        return z3.Or(*ways)

    def _choices(self, patterns: Sequence[Pattern], env: Mapping[str, Held]) -> Iterator[tuple[str, ...]]:
        rows = []
        for pattern in patterns:
            known = env.get(pattern.id.name) if pattern.id else None
            if known is not None and known[1] == "id":
                rows.append([known[0]] if self.frames[known[0]] == pattern.frame else [])
            else:
                rows.append([name for name, frame in self.frames.items() if frame == pattern.frame])
        for chosen in product(*rows):
            named: dict[str, str] = {}
            if all(
                not p.id or named.setdefault(p.id.name, one) == one
                for p, one in zip(patterns, chosen, strict=True)
            ):
                yield chosen

    def _match(self, patterns: Sequence[Pattern], chosen: Sequence[str],
               env: Mapping[str, Held]) -> tuple[list[Any], dict[str, Held]]:  # fmt: skip
        from kbctl.engine.review.verify.smt_values import literal

        inner, formula = dict(env), [self.there[name] for name in chosen]
        for pattern, name in zip(patterns, chosen, strict=True):
            if pattern.id:
                before = inner.get(pattern.id.name)
                if before is not None and before[1] != "id":
                    formula.append(self._equal(before, (name, "id")))
                inner[pattern.id.name] = (name, "id")
        tests = [(p, name, t) for p, name in zip(patterns, chosen, strict=True) for t in p.tests]
        for pattern, name, test in sorted(tests, key=lambda one: 0 if binds(one[2]) else 1):
            if not isinstance(test.operand, Variable):
                formula.append(
                    literal(self.world, self.codes, pattern.frame, test, self.vars[name, test.slot])
                )
                continue
            variable = test.operand
            held = inner.get(variable.name)
            if held is None:
                inner[variable.name] = (name, test.slot)
                formula.append(self._var((name, test.slot)).has)
                continue
            operand = held if variable.slot is None else (held[0], variable.slot)
            formula.append(self._compared(test, (name, test.slot), operand))
        return formula, inner

    def _other(self, clause: Not | Count, env: Mapping[str, Held]) -> Any:
        import z3

        if isinstance(clause, Not):
            return z3.Not(self.holds(clause.patterns, env))
        first = clause.patterns[0]
        each = []
        for name, frame in self.frames.items():
            if frame == first.frame:
                ways = [z3.And(*self._match(clause.patterns, chosen, env)[0])
                        for chosen in self._choices(clause.patterns, env) if chosen[0] == name]  # fmt: skip
                each.append(z3.If(z3.Or(*ways), 1, 0))
        total = z3.Sum(*each) if each else z3.IntVal(0)
        told = {
            "eq": total.__eq__,
            "lt": total.__lt__,
            "lte": total.__le__,
            "gt": total.__gt__,
            "gte": total.__ge__,
        }
        return z3.And(*(told[op](bound) for op, bound in clause.bounds))

    def _var(self, held: Held) -> Any:
        import z3
        from kbctl.engine.review.verify.smt_values import Var

        if held[1] == "id":
            return Var("word", z3.BoolVal(True), z3.IntVal(self.codes.of(held[0])))
        return self.vars[held]

    def _compared(self, test: Any, place: Held, operand: Held) -> Any:
        from kbctl.engine.review.verify.smt_values import related

        return related(test, self._var(place), self._var(operand), self.codes)

    def _equal(self, one: Held, other: Held) -> Any:
        import z3

        a, b = self._var(one), self._var(other)
        return z3.And(a.has, b.has, a.value == b.value)

    # --- what rules conclude, and what comes about -------------------------------------------

    def _conclusions(self) -> None:
        """A derived value is there exactly where a rule concludes it; a raised challenge at least there."""
        import z3

        reasons: dict[tuple[str, str, Atom], list[Any]] = {}
        for rule in self.relevant:
            for action in rule.then:
                if isinstance(action, Fill):
                    for name, frame in self.frames.items():
                        if frame == action.frame:
                            body = self.holds(rule.when, {action.target.name: (name, "id")})
                            reasons.setdefault((name, action.slot, action.value), []).append(body)
                elif isinstance(action, Raise):
                    parts = {"is": action.concept, "affects": action.affects}
                    raised = [
                        z3.And(self.there[n], *(self._is(n, slot, value) for slot, value in parts.items()))
                        for n, frame in self.frames.items()
                        if frame == "challenge"
                    ]
                    self.rules.append(z3.Implies(self.holds(rule.when, {}), z3.Or(*raised)))
        for (name, slot), var in self.vars.items():
            known = self.world.vocabulary.slot(self.frames[name], slot)
            if known is None or not known.derived or var.kind == "none":
                continue
            values = sorted(self.world.concluded.get((self.frames[name], slot), frozenset()), key=str)
            for value in values:
                if var.kind == "list":
                    if value not in var.members:
                        continue
                    stands = z3.And(var.has, var.members[value])
                else:
                    stands = self._is(name, slot, value)
                self.rules.append(stands == z3.Or(*reasons.get((name, slot, value), [])))

    def _is(self, name: str, slot: str, value: Atom | None) -> Any:
        import z3
        from kbctl.engine.review.verify.smt_values import number

        var = self.vars[name, slot]
        if value is None:
            return z3.Not(var.has)
        code = number(float(value)) if var.kind == "number" else self.codes.of(value)
        return z3.And(var.has, var.value == code)

    def _brought(self) -> None:
        """Options, decisions and steps are left to the box test: what brings them about is not encoded."""
        if set(self.frames.values()) & {"option", "decision", "step"}:
            raise NotImplementedError("options, decisions and steps are left to the box test")

    # --- answers -----------------------------------------------------------------------------

    def _bound_matters(self) -> bool:
        """Whether more facts than stand ready could be called for: by a conclusion on facts of other frames,
        or by a `not` of a rule that must be silent, which reads what only its own clauses bind."""
        for rule in self.relevant:
            target = {action.target.name for action in rule.then if isinstance(action, Fill)}
            for pattern in patterns_of(rule.when):
                single = self.world.vocabulary.frames[pattern.frame].single
                if not single and not (pattern.id and pattern.id.name in target):
                    return True
        for part in self.question.silent:
            local = {p.id.name for p in part.rule.when if isinstance(p, Pattern) and p.id} | {
                name for p in part.rule.when if isinstance(p, Pattern) for t in p.tests if (name := binds(t))
            }
            local -= part.shared.keys()
            inner = [p for c in part.rule.when if not isinstance(c, Pattern) for p in c.patterns]
            if any(
                isinstance(t.operand, Variable) and t.operand.name in local for p in inner for t in p.tests
            ) or any(p.id and p.id.name in local for p in inner):
                return True
        return False

    def _smaller(self, solver: Any) -> Any:
        """A model with few facts and values: each that can be left out is."""
        import z3

        model = solver.model()
        for flag in (*self.there.values(), *(var.has for var in self.vars.values())):
            if z3.is_true(model.eval(flag, model_completion=True)):
                solver.push()
                solver.add(z3.Not(flag))
                if solver.check() == z3.sat:
                    model = solver.model()
                    continue
                solver.pop()
        return model

    def _scene(self, model: Any, held: Mapping[str, Held]) -> Scene:
        import z3
        from kbctl.engine.review.verify.smt_values import decoded

        facts: dict[str, Fact] = {}
        for name, frame in self.frames.items():
            if not z3.is_true(model.eval(self.there[name], model_completion=True)):
                continue
            slots: dict[str, Value] = {}
            for (one, slot), var in self.vars.items():
                if one == name and (value := decoded(model, var, self.codes)) is not None:
                    slots[slot] = value
            facts[name] = Fact(frame, name, dict(sorted(slots.items())))
        by_frame: dict[str, list[str]] = {}
        for name, fact in facts.items():
            by_frame.setdefault(fact.frame, []).append(name)
        return Scene(Facts(by_frame, facts), {name: fact for name, (fact, _) in held.items()})


def _needs(clauses: Sequence[Clause], negated: bool) -> Iterator[tuple[str, int]]:
    """Facts of a frame that clauses can call for: one for each pattern where it must hold, one for each
    denied one where the whole must not; a count up to its bound and one more."""
    for clause in clauses:
        if isinstance(clause, Pattern):
            if not negated:
                yield clause.frame, 1
        elif isinstance(clause, Not):
            if negated:
                for pattern in clause.patterns:
                    yield pattern.frame, 1
        else:
            most = max(bound for _, bound in clause.bounds) + 1
            for pattern in clause.patterns:
                yield pattern.frame, most
