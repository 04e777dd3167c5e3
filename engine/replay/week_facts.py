"""The base facts of a week: everything that is open, known, dated and past, and nothing derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kbctl.engine.inference.facts import Fact, atom_order
from kbctl.engine.inference.result import Contradiction
from kbctl.engine.replay.challenges import Challenge, Finding, measured
from kbctl.engine.replay.decide import Decision
from kbctl.engine.replay.plan import Step
from kbctl.engine.replay.policy import DEFAULTS
from kbctl.engine.replay.scenario import Milestone
from kbctl.engine.replay.weigh import Option
from kbctl.kg.cases import Case
from kbctl.ontology.vocab import Term, Vocabulary
from kbctl.rules.model import Value

DAYS = 7
#: Cutovers and go-lives take the weekend; the working days of their week come before them.
SATURDAY = 5


#: Counts that a list states: where nobody gives the count, it is the number of members.
COUNTED = {"languages": "language_count", "currencies": "currency_count"}


def company_fact(given: Mapping[str, Value], answered: Mapping[str, tuple[Value, int]]) -> Fact:
    slots = {**given, **{slot: value for slot, (value, _) in answered.items()}}
    for listed, count in COUNTED.items():
        if isinstance(members := slots.get(listed), tuple):
            slots.setdefault(count, len(members))
    told = "".join(f"; {slot} answered in week {week}" for slot, (_, week) in sorted(answered.items()))
    return Fact("company", "company", slots, f"scenario{told}")


def policy_fact(overrides: Mapping[str, Value]) -> Fact:
    changed = ", ".join(sorted(overrides))
    origin = f"defaults; {changed} from the scenario" if changed else "defaults"
    return Fact("policy", "policy", {**DEFAULTS, **overrides}, origin)


def challenge_fact(challenge: Challenge, findings: Sequence[Finding], week: int) -> Fact:
    slots: dict[str, Value] = {
        **measured(challenge, findings),
        "is": challenge.concept,
        "grounding": challenge.score,
        "grounded_by": challenge.by,
        "weeks_open": week - challenge.opened,
    }
    if challenge.text:
        slots["text"] = challenge.text
    if challenge.phase:
        slots["phase"] = challenge.phase
    how = {"table": "seen in the tables", "rule": "raised by a rule"}.get(challenge.by, "said")
    origin = f"{how} in week {challenge.opened}"
    if findings and challenge.by != "table":
        origin += "; measured in the tables"
    origin += "".join(f"; {slot} answered in week {when}" for slot, when in challenge.answered)
    return Fact("challenge", challenge.id, slots, origin)


def finding_facts(joined: Mapping[str, Sequence[Finding]]) -> tuple[Fact, ...]:
    """One fact for a finding and challenge; a finding that speaks for two challenges is two facts."""
    taken: set[str] = set()
    facts = []
    for challenge, findings in joined.items():
        for one in findings:
            id = one.id if one.id not in taken else f"{one.id}@{challenge}"
            taken.add(id)
            facts.append(Fact("finding", id, {**one.slots, "for": challenge}, "table"))
    return tuple(facts)


def days_until(event_week: int, week: int) -> int:
    """Days from the Monday of a week to an event, which falls on the Saturday of its week."""
    return (event_week - week) * DAYS + SATURDAY


def event_facts(events: Iterable[Milestone], week: int) -> tuple[Fact, ...]:
    """One fact for each milestone, by id."""
    facts = {}
    for one in events:
        id = f"{one.concept}@week{one.week}"
        left = days_until(one.week, week)
        slots: dict[str, Value] = {"is": one.concept, "week": one.week, "days_left": left}
        facts[id] = Fact("event", id, slots, "scenario")
    return tuple(fact for _, fact in sorted(facts.items()))


def case_facts(cases: Mapping[str, Case]) -> tuple[Fact, ...]:
    """One fact for what a case says of one challenge."""
    facts = []
    for case in (cases[name] for name in sorted(cases)):
        said = [(lesson, concept) for lesson in case.lessons for concept in lesson.concerns]
        for number, (lesson, concept) in enumerate(said, 1):
            slots: dict[str, Value] = {"concerns": concept, "result": lesson.result}
            slots |= {"use": lesson.use} if lesson.use else {}
            slots |= {"industry": case.industry} if case.industry else {}
            slots |= {"year": case.year} if case.year is not None else {}
            facts.append(Fact("case", f"{case.id}#{number}", slots, f"case {case.id}"))
    return tuple(facts)


def remedy_facts(vocabulary: Vocabulary) -> tuple[Fact, ...]:
    facts = []
    for term in vocabulary.of_kind("remedy"):
        if not term.individual and term.id == "Remedy":
            continue
        slots: dict[str, Value] = {
            "resolves": tuple(sorted(vocabulary.resolves.get(term.id, ()), key=atom_order))
        }
        for slot, names in (("executable", ("executable",)), ("reversible", ("reversible",)),
                            ("effort_days", ("effortDays", "effort_days")), ("risk", ("risk",))):  # fmt: skip
            value = next((term.get(name) for name in names if term.get(name) is not None), None)
            if value is not None:
                slots[slot] = value
        if role := role_of(term, vocabulary):
            slots["role"] = role
        facts.append(Fact("remedy", term.id, slots, "ontology"))
    return tuple(facts)


def role_of(term: Term | None, vocabulary: Vocabulary) -> str | None:
    """The notation of the role that carries a remedy or activity out."""
    named = (term.get("carriedOutBy") or term.get("role")) if term else None
    role = vocabulary.terms.get(str(named))
    return (role.notation or role.id) if role else (str(named) if named else None)


def option_facts(options: Iterable[Option]) -> tuple[Fact, ...]:
    """Reflection sees the remedies that stand."""
    facts = []
    for one in options:
        if one.standing != "stands" or one.rank is None:
            continue
        slots: dict[str, Value] = {
            "for": one.challenge, "use": one.remedy, "confidence": one.confidence, "rank": one.rank,
            "rules": len(one.rules), "cases": len(one.cases), "cases_against": len(one.cases_against),
        }  # fmt: skip
        if one.margin is not None:
            slots["margin"] = one.margin
        facts.append(Fact("option", one.id, slots, "weighing"))
    return tuple(facts)


def contradiction_facts(found: Iterable[Contradiction], concepts: Mapping[str, str]) -> tuple[Fact, ...]:
    facts = []
    for one in found:
        slots: dict[str, Value] = {"for": one.id, "slot": one.slot}
        if one.id in concepts:
            slots["challenge_is"] = concepts[one.id]
        facts.append(
            Fact("contradiction", f"contradiction:{one.id}.{one.slot}", slots, "rules that disagree")
        )
    return tuple(facts)


def decision_fact(id: str, decision: Decision) -> Fact:
    slots: dict[str, Value] = {"for": decision.challenge, "is": decision.concept, "status": decision.status}
    if decision.strategy:
        slots["use"] = decision.strategy
    if decision.confidence is not None:
        slots["confidence"] = decision.confidence
    return Fact("decision", id, slots, "deciding")


def step_fact(step: Step) -> Fact:
    slots: dict[str, Value] = {"activity": step.activity, "executable": step.executable}
    slots |= {"for": step.target} if step.target else {}
    slots |= {"role": step.role} if step.role else {}
    return Fact("step", step.id, slots, "decision" if step.decision else "plan")
