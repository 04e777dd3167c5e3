"""Looks for facts that tell two versions of a rule apart, and runs both whole rule bases on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from kbctl.engine.review.change.companions import companions
from kbctl.engine.review.change.consequence import consequence
from kbctl.engine.review.change.model import Outcome, Part, Witness
from kbctl.engine.review.change.outcome import Side
from kbctl.engine.review.change.plain import plain
from kbctl.engine.review.change.situations import Scene, differing, moved, of_tests, synthesised, united
from kbctl.ontology.source import InputProblems
from kbctl.rules.model import Fill, GivenFact, Rule

#: How many sets of facts are tried before a search gives up. A set costs about a millisecond; a decision that
#: changes is nearly always seen among the first twenty.
SCREENED = 1500
TELLING = 24
COMPANIONS = 40

#: Parts that do not bear on what the rule itself puts out.
OUTSIDE = ("override-added", "override-removed")


def witness(before: Side, after: Side, old: Rule | None, new: Rule | None,
            parts: Sequence[Part]) -> tuple[Witness | None, str]:  # fmt: skip
    """The most telling witness found, or None with what was tried.

    A decision that is otherwise tells most, then a confidence or reason, then a plan or conclusion, then the
    output of the rule itself.
    """
    search = _Search(before, after, old, new, parts)
    try:
        found = search.best()
    except InputProblems as error:
        return None, f"the rules cannot be run: {error.problems[0].message}"
    return found, "" if found else f"{search.tried} sets of facts were tried"


class _Search:
    def __init__(self, before: Side, after: Side, old: Rule | None, new: Rule | None,
                 parts: Sequence[Part]) -> None:  # fmt: skip
        self.before, self.after, self.old, self.new, self.parts = before, after, old, new, parts
        live = {rule.status for rule in (old, new) if rule}
        #: where neither version is active, both are run as if they were
        self.supposed = "" if "active" in live else "/".join(sorted(live))
        self.vocabulary = after.knowledge.vocabulary
        #: derived slots that the rule concludes
        self.fills = {(a.frame, a.slot) for r in (old, new) if r for a in r.then if isinstance(a, Fill)}
        self.tried = 0

    def best(self) -> Witness | None:
        best: tuple[int, Scene, Outcome, Outcome] | None = None
        for scene in self._telling():
            seen = self._run(scene)
            if seen is None:
                continue
            score = _score(*seen)
            if score and (best is None or score > best[0]):
                best = (score, scene, *seen)
            if score == TOP:
                break
        if best is None:
            return None
        _, scene, was, now = best
        says = consequence(
            self.vocabulary, scene.given, was, now, self.parts, self._outcomes, self._thresholds
        )
        return Witness(scene.given, was, now, says, scene.test, scene.moves > 0, self.supposed)

    def _run(self, scene: Scene) -> tuple[Outcome, Outcome] | None:
        if not (self.before.admits(scene.given) and self.after.admits(scene.given)):
            return None
        try:
            return self._outcomes(scene.given)
        except ValueError:  # a fact of a test has the id of one that a rule or a decision makes
            return None

    def _outcomes(self, given: Sequence[GivenFact]) -> tuple[Outcome, Outcome]:
        return (
            self.before.outcome(given, self.old.id if self.old else "", self._also(self.old)),
            self.after.outcome(given, self.new.id if self.new else "", self._also(self.new)),
        )

    def _thresholds(self, frame: str, slot: str) -> frozenset[float]:
        return self.before.thresholds(frame, slot) | self.after.thresholds(frame, slot)

    def _also(self, rule: Rule | None) -> str:
        return rule.id if rule and self.supposed else ""

    # --- what to try ---------------------------------------------------------------------------------

    def _telling(self) -> Iterator[Scene]:
        """Scenes in which the rule itself puts out something else; then those with another rule's facts
        beside them, in which a decision may turn."""
        apart = list(islice(self._apart(), TELLING))
        yield from apart
        mine = [rule for rule in (self.old, self.new) if rule]
        grounds = apart or [scene for scene in self._scenes() if self._fires(scene)][:TELLING]
        for scene in grounds[:3]:
            for other in islice(companions(mine, self.after.knowledge.rules), COMPANIONS):
                both = united(scene, other, self.vocabulary, self.fills)
                if both:
                    self.tried += 1
                    yield both

    def _apart(self) -> Iterator[Scene]:
        seen: set[object] = set()
        for scene in islice(self._candidates(), SCREENED):
            if scene.key in seen:
                continue
            seen.add(scene.key)
            self.tried += 1
            if self.before.admits(scene.given) and self.after.admits(scene.given) and self._differs(scene):
                yield scene

    def _differs(self, scene: Scene) -> bool:
        return self._own(self.before, self.old, scene) != self._own(self.after, self.new, scene)

    def _own(self, side: Side, rule: Rule | None, scene: Scene) -> tuple[str, ...]:
        live = rule is not None and (rule.status == "active" or self.supposed)
        return side.outputs(rule, scene.given) if live else ()

    def _fires(self, scene: Scene) -> bool:
        self.tried += 1
        return bool(self._own(self.before, self.old, scene) or self._own(self.after, self.new, scene))

    def _scenes(self) -> list[Scene]:
        """What the tests give, then what can be put together."""
        return [*of_tests(self.new, self.old), *self._made()]

    def _made(self) -> list[Scene]:
        made = (synthesised(plain(rule), self.vocabulary) for rule in (self.new, self.old) if rule)
        return [scene for scene in made if scene]

    def _candidates(self) -> Iterator[Scene]:
        """As given; one thing moved; two things moved, where the clauses or actions are otherwise."""
        if all(part.code in OUTSIDE for part in self.parts):
            yield from self._scenes()
            return
        patterns = differing(self.old, self.new)
        once: list[Scene] = []
        for scenes in (of_tests(self.new, self.old), self._made()):
            yield from scenes
            for scene in scenes:
                for one in moved(scene, self.vocabulary, patterns):
                    once.append(one)
                    yield one
        for scene in once:
            yield from moved(scene, self.vocabulary, patterns)


TOP = 4


def _score(before: Outcome, after: Outcome) -> int:
    """How telling the difference is; 0 where there is none."""
    if [one.taken for one in before.decisions] != [one.taken for one in after.decisions]:
        return TOP
    if before.decisions != after.decisions:
        return 3
    beside = (before.options, before.planned, before.concluded)
    if beside != (after.options, after.planned, after.concluded):
        return 2
    return 1 if before.outputs != after.outputs else 0
