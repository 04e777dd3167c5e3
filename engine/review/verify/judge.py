"""Questions decided: by the box test, else by the solver; a scene only counts once it was replayed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kbctl.engine.review.verify.question import Answer, Part, Question, Scene, ask
from kbctl.engine.review.verify.search import BUDGET, Impossible, Unknown
from kbctl.engine.review.verify.witness import Replayer, Witness, given_of
from kbctl.engine.review.verify.world import World
from kbctl.ontology.values import Value
from kbctl.rules.model import Rule

#: Answers what the box test leaves open; None where no solver is installed.
Solver = Callable[[World, Question], Answer]
NO_SOLVER = "z3 is not installed: pip install kbctl[verify]"


@dataclass
class Tally:
    """How questions were decided, and what did not replay."""

    box: int = 0
    solver: int = 0
    undecided: int = 0
    replayed: int = 0
    internal: list[str] = field(default_factory=list)


@dataclass
class Judge:
    """Decides questions over one world, and keeps count."""

    world: World
    solver: Solver | None = None
    budget: int = BUDGET
    tally: Tally = field(default_factory=Tally)
    replayer: Replayer = field(init=False)

    def __post_init__(self) -> None:
        self.replayer = Replayer(self.world)

    def decide(self, question: Question) -> Answer:
        answer = ask(self.world, question, self.budget)
        if not isinstance(answer, Unknown):
            self.tally.box += 1
            return answer
        if self.solver is None:
            self.tally.undecided += 1
            return Unknown(f"{answer.why}; {NO_SOLVER}")
        solved = self.solver(self.world, question)
        if isinstance(solved, Unknown):
            self.tally.undecided += 1
            return Unknown(f"{answer.why}; {solved.why}")
        self.tally.solver += 1
        return solved

    def implies(self, one: Part, other: Part, concepts: Mapping[str, frozenset[str]]) -> bool | str:
        """Whether the second fires wherever the first does, for challenges of these concepts; a text says why
        that is open."""
        answer = self.decide(Question((one,), (other,), concepts))
        return answer.why if isinstance(answer, Unknown) else isinstance(answer, Impossible)

    def witness(self, question: Question, scene: Scene) -> Witness | None:
        """The facts of a scene, if the engine agrees; else the case is counted as an error of this part."""
        given = given_of(self.world, scene.facts)

        def bound(part: Part) -> tuple[Rule, dict[str, Value]]:
            names = part.shared.items()
            return part.rule, {
                variable: scene.shared[name] for variable, name in names if name in scene.shared
            }

        fire, silent = [bound(part) for part in question.fire], [bound(part) for part in question.silent]
        if not self.replayer.shows(given, fire, silent):
            names = " ".join(rule.id for rule in question.rules)
            self.tally.internal.append(f"facts for {names} do not replay")
            return None
        self.tally.replayed += 1
        fires, quiet = (tuple(dict.fromkeys(rule.id for rule, _ in some)) for some in (fire, silent))
        return Witness(given, fires, quiet)
