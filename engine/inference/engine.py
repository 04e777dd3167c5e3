"""What every engine does, ours and the others: run the rules of one phase over facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.result import Closure
from kbctl.rules.model import Ask, Escalate, Rule

#: The phases of a tick in which rules run. Weighing and deciding stand between them and are plain functions.
Phase = Literal["infer", "adjust", "ask", "plan"]
PHASES: tuple[Phase, ...] = ("infer", "adjust", "ask", "plan")


class Engine(Protocol):
    """An engine is made for a vocabulary and rules; it keeps no facts between two runs."""

    name: str

    def run(self, phase: Phase, facts: Sequence[Fact]) -> Closure:
        """Evaluate the rules of one phase over facts that were checked when they entered."""
        ...


def phase_of(rule: Rule) -> Phase:
    """The phase in which a rule runs: by its kind, a metacognitive one also by its actions."""
    if rule.kind == "procedural":
        return "plan"
    if rule.kind == "metacognitive":
        return "ask" if any(isinstance(action, Ask | Escalate) for action in rule.then) else "adjust"
    return "infer"
