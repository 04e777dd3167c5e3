"""Checks of remedies and other activities: what they resolve, who recommends them, what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kbctl.kg.graph.finding import Check, Checked, Hit, Level, hit

#: Code, property of the term, the property in the Turtle, level. Rules read those whose absence is an error.
REMEDY_PARTS: tuple[tuple[str, str, str, Level], ...] = (
    ("effort", "effortDays", "kb:effortDays", "error"),
    ("risk", "risk", "kb:risk", "error"),
    ("reversible", "reversible", "kb:reversible", "error"),
    ("executable", "executable", "kb:executable", "error"),
    ("role", "role", "kb:carriedOutBy", "error"),
    ("phase", "inPhase", "kb:inPhase", "warn"),
    ("precondition", "precondition", "kb:precondition", "warn"),
    ("verification", "verifyBy", "kb:verifyBy", "warn"),
    ("fit", "fitsWhen", "kb:fitsWhen", "warn"),
)
ACTIVITY_PARTS: tuple[tuple[str, str, str, Level], ...] = (
    ("role", "role", "kb:carriedOutBy", "warn"),
    ("verification", "verifyBy", "kb:verifyBy", "warn"),
    ("phase", "inPhase", "kb:inPhase", "info"),
)


def _resolves_nothing(checked: Checked) -> Iterator[Hit]:
    for term in checked.remedies:
        if not term.properties.get("resolves"):
            yield hit(term, "it resolves no challenge (kb:resolves), so no rule can recommend it")


def _not_recommended(checked: Checked) -> Iterator[Hit]:
    rules = checked.knowledge.active
    used = {one.remedy for rule in rules for one in rule.recommendations}
    used.update(activity for rule in rules for activity in rule.planned)
    for term in checked.remedies:
        if term.id not in used:
            yield hit(term, "no active rule recommends it or plans it as a step")


def _without(kind: str, name: str, written: str) -> Callable[[Checked], Iterator[Hit]]:
    def find(checked: Checked) -> Iterator[Hit]:
        for term in checked.remedies if kind == "remedy" else checked.activities:
            if not term.properties.get(name):
                yield hit(term, f"{written} is not told")

    return find


CHECKS = (
    Check("remedy-resolves-nothing", "error", "the remedy resolves no challenge", _resolves_nothing),
    Check("remedy-not-recommended", "error", "no active rule recommends or plans the remedy",
          _not_recommended),
    *(Check(f"remedy-without-{code}", level, f"{written} of the remedy is not told",
            _without("remedy", name, written))
      for code, name, written, level in REMEDY_PARTS),
    *(Check(f"activity-without-{code}", level, f"{written} of the activity is not told",
            _without("activity", name, written))
      for code, name, written, level in ACTIVITY_PARTS),
)  # fmt: skip
