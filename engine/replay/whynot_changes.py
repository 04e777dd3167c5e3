"""Every single change of a base fact that could matter to a decision, nearest first.

Candidates come from the comparisons of the rules that have a say: for each slot that one of them looks at,
one value of each class that they tell apart; and each fact that a pattern looks for, there or not there. What
rules conclude cannot be changed, only the facts that it follows from; nor can what the ontology and the past
cases say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kbctl.engine.inference.facts import Fact, atom_order
from kbctl.engine.replay.counterfactual import Again, Change
from kbctl.engine.replay.think import Thoughts
from kbctl.engine.replay.week_facts import DAYS, days_until
from kbctl.engine.replay.whynot_relevant import admits, aimed, literals, patterns
from kbctl.engine.replay.whynot_values import Mention, otherwise, scaled, suitable
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison, Pattern, Rule, Value, Variable

#: What the session itself fills, or what does not bear on the matter. `ask_below` acts when texts are
#: grounded, before any week begins; a finding's rate is its challenge's.
FIXED = {
    "company": ("name",),
    "policy": ("ask_below",),
    "event": ("is", "days_left"),
    "challenge": ("text", "grounding", "phase", "weeks_open"),
    "finding": ("for", "is", "rate", "table", "column"),
    "past": ("for", "is", "use", "week", "weeks_ago", "assumed"),
}


class Candidates:
    """Collects the changes that the relevant rules suggest for one challenge."""

    def __init__(
        self, again: Again, thoughts: Thoughts, rules: Sequence[Rule], challenge: str, strategy: str
    ) -> None:
        self.vocabulary: Vocabulary = again.knowledge.vocabulary
        self.again, self.rules, self.challenge, self.strategy = again, rules, challenge, strategy
        self.concept = thoughts.concepts[challenge]
        self.options = [one for one in thoughts.options if one.challenge == challenge]
        seen = (*thoughts.infer.facts, *thoughts.added["adjust"], *thoughts.added["ask"])
        remedies = {strategy, *(one.remedy for one in self.options)}
        #: facts whose slots a comparison may refer to
        self.facts = [f for f in seen if f.frame != "remedy" or f.id in remedies]
        self.mentions: dict[tuple[str, str, str], set[Mention]] = {}
        self.found: dict[tuple[object, ...], Change] = {}

    def listed(self) -> list[Change]:
        """All candidates, nearest first; equal ones by frame, fact, slot and value."""
        for rule in self.rules:
            mine = {action.target.name for action in aimed(rule)}
            for pattern in patterns(rule.when):
                ours = pattern.frame == "challenge" and pattern.id is not None and pattern.id.name in mine
                self._look(rule, pattern, ours)
        self._policy()
        self._slots()
        self._grounding()
        return sorted(self.found.values(), key=self._turn)

    def _turn(self, change: Change) -> tuple[object, ...]:
        """By distance; of equal ones a value that a rule names before its neighbours."""
        mentions = self.mentions.get((change.frame, change.fact, change.slot or ""), set())
        named = any(m.value == change.after for m in mentions)
        return (round(distance(change), 6), not named, _order(change))

    # --- what a pattern looks at ---------------------------------------------------------------------

    def _look(self, rule: Rule, pattern: Pattern, ours: bool) -> None:
        if ours and not admits(self.vocabulary, pattern, self.concept):
            return
        for fact in self._changeable(pattern, ours):
            for test in pattern.tests:
                self._mention(rule, pattern, test, fact)
        if pattern.frame == "challenge" and not ours:
            self._challenges(pattern)
        elif pattern.frame == "event":
            self._events(rule, pattern)
        elif pattern.frame == "finding":
            self._findings(pattern)
        elif pattern.frame == "past":
            self._past(pattern)

    def _changeable(self, pattern: Pattern, ours: bool) -> list[Fact]:
        """The base facts that the pattern may mean, whose slots could be otherwise."""
        if pattern.frame in ("company", "policy"):
            return [fact for fact in self.again.base if fact.frame == pattern.frame]
        if pattern.frame == "challenge" and ours:
            return [self._own()]
        if pattern.frame in ("challenge", "event"):
            known = (fact for fact in self.again.base if fact.frame == pattern.frame)
            return [fact for fact in known if admits(self.vocabulary, pattern, str(fact.slots.get("is", "")))]
        mine = (fact for fact in self.again.base if fact.frame == pattern.frame)
        found = [fact for fact in mine if fact.frame in FIXED and fact.slots.get("for") == self.challenge]
        if pattern.frame != "finding":
            return found
        # hundreds of findings of one challenge may look the same to the pattern: one stands for them
        asked = sorted({test.slot for test in pattern.tests})
        alike: dict[tuple[object, ...], Fact] = {}
        for fact in found:
            alike.setdefault(tuple(fact.slots.get(slot) for slot in asked), fact)
        return list(alike.values())

    def _own(self) -> Fact:
        """The challenge itself; one that rules raise has no slots of its own yet."""
        return self.again.by_id.get(self.challenge) or Fact("challenge", self.challenge, {"is": self.concept})

    def _mention(self, rule: Rule, pattern: Pattern, test: Comparison, fact: Fact) -> None:
        """The comparison with each value that its operand may have; and the other way round."""
        slot = "week" if (pattern.frame, test.slot) == ("event", "days_left") else test.slot
        values = self._values(rule, test)
        self._note(fact, slot, [Mention(test.op, v) for v in values] or [Mention(test.op, None)])
        if not isinstance(test.operand, Variable) or test.operand.slot is None:
            return
        here = [f.slots[test.slot] for f in self.facts if f.id == fact.id and test.slot in f.slots]
        back = [Mention("eq", scaled(v, 1 / test.times)) for v in here if test.times]
        for frame in self._frames(rule, test.operand.name):
            for other in self.again.base:
                if other.frame == frame and (frame != "challenge" or other.id == self.challenge):
                    self._note(other, test.operand.slot, back)

    def _note(self, fact: Fact, slot: str, mentions: Iterable[Mention]) -> None:
        known = self.vocabulary.slot(fact.frame, slot)
        if known is None or known.derived or slot in FIXED.get(fact.frame, ("*",)) or fact.frame not in FIXED:
            return
        if (fact.frame, slot) in (("challenge", "is"), ("challenge", "grounded_by")):
            return
        if (fact.frame, slot) == ("event", "week"):
            mentions = [Mention(m.op, v) for m in mentions for v in self._weeks(m.value)]
        self.mentions.setdefault((fact.frame, fact.id, slot), set()).update(mentions)

    def _values(self, rule: Rule, test: Comparison) -> list[Value]:
        """What the operand is: a literal, or what the facts at hand have in the slot that it refers to."""
        operand = test.operand
        if not isinstance(operand, Variable):
            return [] if test.op == "exists" else [scaled(operand, test.times)]
        if operand.slot is not None:
            places = [(frame, operand.slot) for frame in self._frames(rule, operand.name)]
        else:
            bound = ((p, t) for p in patterns(rule.when) for t in p.tests)
            places = [(p.frame, t.slot) for p, t in bound if t.operand == operand and t is not test]
        ours = operand.name in {action.target.name for action in aimed(rule)}
        meant = [f for f in self.facts if f.id == self.challenge or not (ours and f.frame == "challenge")]
        found = {f.slots[s] for frame, s in places for f in meant if f.frame == frame and s in f.slots}
        return [scaled(value, test.times) for value in sorted(found, key=repr)]

    def _frames(self, rule: Rule, name: str) -> list[str]:
        return sorted({p.frame for p in patterns(rule.when) if p.id is not None and p.id.name == name})

    def _weeks(self, days: Value | None) -> list[int]:
        """The weeks whose start lies next to so many days from now."""
        if not isinstance(days, int | float) or isinstance(days, bool):
            return []
        weeks = self.again.week["week"] + int(days // DAYS)
        return [week for week in (weeks - 1, weeks, weeks + 1, weeks + 2) if week >= 1]

    # --- changes of slots ----------------------------------------------------------------------------

    def _slots(self) -> None:
        for (frame, id, name), mentions in sorted(self.mentions.items()):
            slot = self.vocabulary.slot(frame, name)
            known = self.again.by_id.get(id) or self._own()
            if id not in self.again.by_id and name == "affects":
                continue  # it is part of what a raised challenge is
            now = known.slots.get(name)
            assert slot is not None
            for value in self._otherwise(slot, now, mentions):
                if not (frame == "policy" and value is None):
                    self._add(Change(frame, id, name, now, value))

    def _otherwise(self, slot: Slot, now: Value | None, mentions: set[Mention]) -> Sequence[Value | None]:
        if (slot.frame, slot.name) == ("event", "week"):
            return [m.value for m in sorted(mentions, key=repr) if m.value != now]
        return otherwise(self.vocabulary, slot, now, mentions)

    def _policy(self) -> None:
        """The threshold for choosing is compared with the confidence of options."""
        policy = next(fact for fact in self.again.base if fact.frame == "policy")
        self._note(policy, "choose_at", [Mention("lte", one.confidence) for one in self.options])

    def _grounding(self) -> None:
        """What the challenge is: confirmed, or what it would have to be for the strategy to resolve it."""
        own = self.again.by_id.get(self.challenge)
        if own is None:
            return
        if own.slots.get("grounded_by") == "text" and self.concept != "Challenge":
            self._add(Change("challenge", own.id, "grounded_by", "text", "answer"))
        resolved = self.vocabulary.resolves.get(self.strategy, frozenset())
        for concept in sorted(resolved - {self.concept, "Challenge"}):
            if self.vocabulary.is_a(concept, self.concept):
                self._add(Change("challenge", own.id, "is", self.concept, concept))

    # --- facts that are there or not -----------------------------------------------------------------

    def _challenges(self, pattern: Pattern) -> None:
        for fact in self._changeable(pattern, False):
            if fact.id != self.challenge:
                self._add(Change("challenge", fact.id, None, dict(fact.slots), None))
        for concept in literals(pattern, "is"):
            slots = self._wanted(pattern, {"is", "for", "id"})
            rate = {"said_rate": slots["rate"]} if "rate" in slots else {}
            made = {**slots, **rate, "is": concept, "grounding": 1.0, "grounded_by": "given", "weeks_open": 0}
            known = [
                (f.slots.get("is"), f.slots.get("affects")) for f in self.again.base if f.frame == "challenge"
            ]
            if (concept, slots.get("affects")) not in known:
                self._add(Change("challenge", f"supposed:{concept}", None, None, made))

    def _events(self, rule: Rule, pattern: Pattern) -> None:
        for fact in self._changeable(pattern, False):
            self._add(Change("event", fact.id, None, dict(fact.slots), None))
        now = self.again.week["week"]
        bounds = [v for test in pattern.tests if test.slot == "days_left" for v in self._values(rule, test)]
        weeks = {week for bound in bounds for week in self._weeks(bound)} or {now, now + 1}
        for concept in literals(pattern, "is"):
            for week in sorted(weeks):
                made: dict[str, Value] = {"is": concept, "week": week, "days_left": days_until(week, now)}
                if f"{concept}@week{week}" not in self.again.by_id:
                    self._add(Change("event", f"{concept}@week{week}", None, None, made))

    def _findings(self, pattern: Pattern) -> None:
        if self.challenge in self.again.by_id:
            made = {**self._wanted(pattern, {"for", "is", "id"}), "for": self.challenge, "is": self.concept}
            self._add(Change("finding", "supposed:finding", None, None, made))

    def _past(self, pattern: Pattern) -> None:
        for fact in self._changeable(pattern, False):
            self._add(Change("past", fact.id, None, dict(fact.slots), None))
        remedies = literals(pattern, "use") or sorted({self.strategy, *(one.remedy for one in self.options)})
        for remedy in remedies:
            for result in literals(pattern, "result") or ["worked"]:
                made: dict[str, Value] = {
                    "for": self.challenge,
                    "is": self.concept,
                    "use": remedy,
                    "result": result,
                }
                made |= {"week": self.again.week["week"] - 1, "weeks_ago": 1, "assumed": False}
                self._add(Change("past", f"supposed:{remedy}", None, None, made))

    def _wanted(self, pattern: Pattern, apart: set[str]) -> dict[str, Value]:
        """Base slots that meet the literal comparisons of a pattern."""
        found: dict[str, Value] = {}
        for name in sorted({test.slot for test in pattern.tests} - apart):
            slot = self.vocabulary.slot(pattern.frame, name)
            tests = [t for t in pattern.tests if t.slot == name and not isinstance(t.operand, Variable)]
            tests += self._resolved(pattern, name)
            if slot is not None and not slot.derived and tests:
                value = suitable(self.vocabulary, slot, tests)
                if value is not None:
                    found[name] = value
        return found

    def _resolved(self, pattern: Pattern, name: str) -> list[Comparison]:
        """Comparisons with the policy's settings, as comparisons with their values."""
        policy = next(fact for fact in self.again.base if fact.frame == "policy")
        found = []
        for test in pattern.tests:
            operand = test.operand
            name_there = operand.slot if isinstance(operand, Variable) else None
            if test.slot == name and name_there in policy.slots:
                found.append(replace(test, operand=policy.slots[str(name_there)]))
        return found

    def _add(self, change: Change) -> None:
        key = (change.frame, change.fact, change.slot, repr(change.after))
        self.found.setdefault(key, change)


# --- how far a change is ------------------------------------------------------------------------------


def distance(change: Change) -> float:
    """How far from what is. A number counts by how much it changes against the larger of the two values;
    what is not known is nearer than what is known otherwise, a fact nearer than a rule of the project.
    """
    if change.slot is None:
        kinds = {"event": 0.8, "challenge": 0.9, "finding": 0.9, "past": 1.3}
        return kinds[change.frame] + (0.05 if change.after is None else 0.0) + _first_week(change)
    if change.after is None:
        return 3.0
    if change.frame == "policy":
        return 2.0 + _apart(change.before, change.after)
    if change.slot in ("is", "grounded_by"):
        return 1.1
    if change.frame == "past":
        return 1.3
    if change.before is None:
        return 0.4
    if change.slot == "week":
        weeks = abs(float(str(change.after)) - float(str(change.before)))
        return weeks / (weeks + 4)
    return _apart(change.before, change.after)


def _apart(before: object, after: object) -> float:
    if isinstance(before, bool) or isinstance(after, bool):
        return 0.5
    if isinstance(before, int | float) and isinstance(after, int | float):
        return abs(after - before) / (max(abs(after), abs(before)) or 1)
    if isinstance(before, tuple) and isinstance(after, tuple):
        return 0.6 if set(before) < set(after) else 0.7 if set(after) < set(before) else 0.9
    return 0.65


def _first_week(change: Change) -> float:
    """Of supposed events the one nearest to now."""
    made = change.after if isinstance(change.after, Mapping) else {}
    days = made.get("days_left")
    return abs(float(days)) / 10000 if isinstance(days, int | float) else 0.0


def _order(change: Change) -> tuple[object, ...]:
    value = change.after
    if isinstance(value, Mapping):
        return (change.frame, change.fact, "", "text", repr(sorted(value.items())))
    if value is None or isinstance(value, tuple):
        return (change.frame, change.fact, change.slot or "", "text", repr(value))
    return (change.frame, change.fact, change.slot or "", *atom_order(value))
