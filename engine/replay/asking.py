"""Questions to people and what they answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kbctl.engine.inference.facts import check_value
from kbctl.engine.replay.challenges import Challenge, meant
from kbctl.engine.replay.decide import Ask
from kbctl.engine.replay.scenario import Answer
from kbctl.engine.replay.think import Thoughts
from kbctl.ontology.source import did_you_mean
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Value


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: of which role, about which slot (None: the remedy), in which words.

    `subject` is what people call the challenge that it is about; it is filled in for an asker.
    """

    target: str
    about: str | None
    roles: tuple[str, ...]
    rules: tuple[str, ...]
    text: str
    slot: Slot | None
    subject: str = ""


#: How often a question is put before it is left open.
TRIES = 3

#: Asks a person; gives the answer as the person wrote it, or None.
Asker = Callable[[Question], object]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: a fact from week `since` on."""

    target: str
    slot: str | None
    value: Value
    since: int


def questions_of(thoughts: Thoughts, vocabulary: Vocabulary) -> tuple[Question, ...]:
    """One question for a challenge and slot, whoever asks it."""
    asks: dict[tuple[str, str | None], list[Ask]] = {}
    for one in thoughts.questions:
        asks.setdefault((one.target, one.about), []).append(one)
    frames = {fact.id: fact.frame for fact in thoughts.infer.facts}
    found = []
    for (target, about), group in asks.items():
        slot = _slot(vocabulary, frames.get(target, "challenge"), about)
        roles = tuple(sorted({one.role for one in group}))
        rules = tuple(sorted({one.rule for one in group if one.rule}))
        found.append(Question(target, about, roles, rules, _words(slot, about), slot))
    return tuple(found)


def _slot(vocabulary: Vocabulary, frame: str, about: str | None) -> Slot | None:
    return (vocabulary.slot(frame, about) or vocabulary.slot("company", about)) if about else None


def _words(slot: Slot | None, about: str | None) -> str:
    if about is None:
        return "Which remedy should be taken?"
    return slot.question if slot and slot.question else f"What is the {about.replace('_', ' ')}?"


def answers_to(
    questions: Iterable[Question],
    known: Iterable[Challenge],
    concepts: Mapping[str, str],
    given: Iterable[Answer],
    asker: Asker | None,
    vocabulary: Vocabulary,
    week: int,
) -> tuple[Answered, ...]:
    """What is answered to this week's questions: what the scenario says, else what the asker brings."""
    texts = {one.id: one.texts for one in known}
    stated = tuple(given)
    found = []
    for one in questions:
        value = _stated(one, stated, concepts.get(one.target, ""), texts.get(one.target, ()), vocabulary)
        if value is None and asker:
            subject = next(iter(texts.get(one.target, ())), concepts.get(one.target, ""))
            value = _asked(replace(one, subject=subject), asker, vocabulary)
        if value is not None:
            of_company = one.slot is not None and one.slot.frame == "company"
            found.append(Answered("company" if of_company else one.target, one.about, value, week + 1))
    return tuple(found)


def _stated(
    question: Question, given: Iterable[Answer], concept: str, texts: Sequence[str], vocabulary: Vocabulary
) -> Value | None:
    for answer in given:
        if answer.slot != question.about:
            continue
        of_company = (
            answer.target == "company" and question.slot is not None and question.slot.frame == "company"
        )
        if of_company or meant(answer.target, concept, texts, question.target, vocabulary):
            return answer.value
    return None


def _asked(question: Question, asker: Asker, vocabulary: Vocabulary) -> Value | None:
    """What the person answers. What does not fit is asked for again with the reason, then left open."""
    put = question
    for _ in range(TRIES):
        given = asker(put)
        if given is None or (isinstance(given, str) and not given.strip()):
            return None
        try:
            return admitted(question.slot, given, vocabulary)
        except ValueError as error:
            put = replace(question, text=f"{question.text} ({error})")
    return None


def admitted(slot: Slot | None, given: object, vocabulary: Vocabulary) -> Value:
    """An answer as typed, in the form of its slot; without a slot it names a remedy. Raises ValueError."""
    text = given.strip() if isinstance(given, str) else given
    if slot is None:
        known = [term.id for term in vocabulary.of_kind("remedy")]
        if text not in known:
            raise ValueError(f"unknown remedy '{text}'{did_you_mean(str(text), known)}")
        return str(text)
    if not isinstance(text, str):
        return check_value(vocabulary, slot, text)
    typed = [_typed(slot, part.strip()) for part in (text.split(",") if slot.many else [text])]
    return check_value(vocabulary, slot, typed if slot.many else typed[0])


def _typed(slot: Slot, text: str) -> object:
    if slot.type == "boolean":
        return {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}.get(
            text.casefold(), text
        )
    if slot.type in ("integer", "number"):
        try:
            return float(text.replace(",", ""))
        except ValueError:
            return text  # a quantity with a unit
    return text
