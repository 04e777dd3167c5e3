"""The name of a suggested test: what is different from the test that it is like, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kbctl.engine.replay.words import words
from kbctl.engine.review.coverage.changes import Change, SlotChange
from kbctl.engine.review.coverage.phrases import CLAUSES, GONE, QUANTITIES, SINGULAR, WORDS, YES_OR_NO
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.check_content import patterns
from kbctl.rules.ground import Entries
from kbctl.rules.model import GivenFact, Rule

#: Slots that say what a fact is about; another value there is another thing.
ABOUT = ("is", "use", "activity", "industry", "concerns", "affects", "field")


def name_of(change: Change, rule: Rule, says: Iterable[Entries], vocabulary: Vocabulary) -> str:
    """Words for the change, else for what is expected in full; where the rule has a test of that name, the
    name of the test that it is like is added.
    """
    told = _Telling(change, rule, bool(says), vocabulary)
    name = " and ".join(dict.fromkeys(told.parts())) or _in_full(says, vocabulary)
    taken = {test.name for test in rule.tests}
    if name in taken:
        name = f"{name} ({change.test.name})"
    number = 2
    while name in taken:
        name, number = f"{name.partition(' no. ')[0]} no. {number}", number + 1
    return name


def _in_full(says: Iterable[Entries], vocabulary: Vocabulary) -> str:
    """Who does it, before what, about what: the parts that an expectation may leave out."""
    parts = {name: str(value) for one in says for name, value in one}
    found = [f"by the {parts['role'].replace('-', ' ')}"] if "role" in parts else []
    found += ["before the step"] if "before" in parts else []
    found += [f"about {parts[name].replace('_', ' ')}" for name in ("about", "affects") if name in parts]
    found += [f"with confidence {parts['confidence']}"] if "confidence" in parts and not found else []
    return " and ".join(found) or "in full"


def with_article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def label(term: str, vocabulary: Vocabulary) -> str:
    """The label of a term within a sentence; names of systems and laws keep their capital."""
    known = vocabulary.terms.get(term)
    if known is None:
        return term.replace("_", " ")
    said = known.label
    proper = known.kind in ("system", "regulation") or said[1:2].isupper()
    return said if proper else said[:1].lower() + said[1:]


class _Telling:
    def __init__(self, change: Change, rule: Rule, fires: bool, vocabulary: Vocabulary) -> None:
        self.change = change
        self.rule = rule
        self.fires = fires
        self.vocabulary = vocabulary
        self.before: Mapping[str, GivenFact] = {fact.id: fact for fact in change.test.given}
        self.given = change.given()

    def parts(self) -> Iterable[str]:
        added = {fact.id: fact for fact in self.change.added}
        swapped = self._swapped(added)
        referred = {str(v) for f in self.given.values() for v in f.slots.values() if isinstance(v, str)}
        for one in swapped.values():
            yield self._another(self.before[one.old].frame, one.new)
        for id in self.change.gone:
            if id not in swapped:
                yield self._gone(self.before[id])
        for change in self.change.slots:
            if not any(change.value == one.new for one in swapped.values()):
                yield self._changed(change)
        new = {one.new for one in swapped.values()}
        for id, fact in added.items():
            if id not in new and not (id in referred and set(fact.slots) <= {"is", "grounded_by"}):
                yield self._added(fact)

    # --- facts -------------------------------------------------------------------------------

    def _swapped(self, added: Mapping[str, GivenFact]) -> dict[str, Swapped]:
        """Facts in whose place one of another id stands: a remedy for a remedy."""
        found = {}
        for id in self.change.gone:
            frame = self.before[id].frame
            new = next((one for one in added.values() if one.frame == frame == "remedy"), None)
            if new is not None:
                found[id] = Swapped(id, new.id)
        return found

    def _gone(self, fact: GivenFact) -> str:
        if fact.frame == "event" and "is" in fact.slots:
            return f"no {label(str(fact.slots['is']), self.vocabulary)} in sight"
        return GONE.get(fact.frame, f"no {fact.frame}")

    def _added(self, fact: GivenFact) -> str:
        asked = {test.slot for p in patterns(self.rule) if p.frame == fact.frame for test in p.tests}
        about = next((name for name in ("is", "use", "activity") if name in fact.slots), None)
        head = with_article({"past": "try"}.get(fact.frame, fact.frame))
        if about is not None or fact.frame == "remedy":
            head = label(str(fact.slots[about]) if about else fact.id, self.vocabulary)
        rest = [
            self._value(fact, name, value)
            for name, value in fact.slots.items()
            if name in asked and name != about and not self._refers(fact.frame, name)
        ]
        if fact.frame in ("company", "event"):
            return " and ".join(rest) if rest else f"{head} is planned"
        theirs = [str(v) for n, v in fact.slots.items() if self._refers(fact.frame, n)]
        elsewhere = any(one.id in theirs for one in self.change.added)
        place = "elsewhere" if elsewhere else "before" if fact.frame == "past" else "beside it"
        if fact.frame == "past":
            return " ".join([head, *(one.removeprefix("it ") for one in rest), place])
        that = [one.removeprefix("it ") for one in rest if one.startswith("it ")]
        where = [one for one in rest if one in CLAUSES and not one.startswith("it ")]
        plain = [one for one in rest if one not in where and not one.startswith("it ")]
        head += f" that {' and '.join(that)}" if that else ""
        head += f" with {' and '.join(plain)}" if plain else ""
        return f"{head} {place}" + (f" where {' and '.join(where)}" if where else "")

    def _refers(self, frame: str, name: str) -> bool:
        slot = self.vocabulary.slot(frame, name)
        return slot is not None and slot.type == "ref"

    # --- slots -------------------------------------------------------------------------------

    def _changed(self, change: SlotChange) -> str:
        fact = self.given[change.fact]
        if change.value is None:
            if fact.frame == "event" and change.slot == "days_left":
                return f"no date for the {self._event(fact)}"
            return f"{change.slot.replace('_', ' ')} not known"
        return self._value(fact, change.slot, change.value)

    def _value(self, fact: GivenFact, name: str, value: Value) -> str:
        slot = self.vocabulary.frames[fact.frame].slots[name]
        if slot.type == "ref":
            return f"{with_article(fact.frame)} for another {slot.range if slot.range != '*' else 'thing'}"
        if slot.many:
            return self._list(fact, name, value)
        if isinstance(value, bool):
            plain = name.replace("_", " ")
            return YES_OR_NO.get(name, (plain, f"not {plain}"))[0 if value else 1]
        if isinstance(value, int | float):
            return self._quantity(fact, slot, value)
        if (name, str(value)) in WORDS:
            return WORDS[name, str(value)]
        if name in ABOUT:
            return self._other(fact, name, str(value))
        if slot.type == "text":
            return f"another {name}" if str(value).startswith("another") else f"{name} {value}"
        return f"{name.replace('_', ' ')} {label(str(value), self.vocabulary)}"

    def _list(self, fact: GivenFact, name: str, value: Value) -> str:
        plain = name.replace("_", " ")
        if not isinstance(value, tuple) or not value:
            return f"no {plain}"
        old = self.before[fact.id].slots.get(name, ()) if fact.id in self.before else ()
        had = set(old) if isinstance(old, tuple) else set()
        more = had and had < set(value)
        several = [label(str(one), self.vocabulary) for one in value if not more or one not in had]
        if name == "resolves":
            return f"it resolves {' and '.join(several)}"
        head = "also " if more else "only " if had else ""
        return f"{head}{' and '.join(several)} among the {plain}"

    def _quantity(self, fact: GivenFact, slot: Slot, value: float) -> str:
        bounds = {
            test.operand
            for pattern in patterns(self.rule)
            if pattern.frame == fact.frame
            for test in pattern.tests
            if test.slot == slot.name and isinstance(test.operand, int | float)
        }
        exactly = "exactly " if value in bounds and slot.type != "integer" and value else ""
        if fact.frame == "event" and slot.name == "days_left":
            return f"{exactly}{self._days(fact, value)}"
        figure = f"{exactly}{words(value, slot.unit)}"
        plain = slot.name.replace("_", " ")
        said = QUANTITIES.get(slot.name, f"{plain} {{}}").format(figure)
        return next(
            (said.replace(many, one) for many, one in SINGULAR.items() if said.startswith(many)), said
        )

    def _days(self, fact: GivenFact, value: float) -> str:
        event = self._event(fact)
        if not value:
            return f"on the day of the {event}"
        said = words(abs(value), "day")
        return f"{said} {'before' if value > 0 else 'after'} the {event}"

    def _event(self, fact: GivenFact) -> str:
        return label(str(fact.slots.get("is", "event")), self.vocabulary)

    def _another(self, frame: str, term: str) -> str:
        return f"{label(term, self.vocabulary)}{' too' if self.fires else ' is another matter'}"

    def _other(self, fact: GivenFact, name: str, term: str) -> str:
        said = label(term, self.vocabulary)
        if name == "industry":
            return f"in {said} {'too' if self.fires else 'it is another matter'}"
        if name == "is" and fact.frame == "challenge":
            return self._another(fact.frame, term)
        old = self.before.get(fact.id)
        if old is not None and name in old.slots and name != "affects":
            return f"{said} instead of {label(str(old.slots[name]), self.vocabulary)}"
        return f"about {said}"


class Swapped:
    """A fact that stands in the place of another."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new
