"""Numbers for facts and firings, so that a record can refer to them: f1, f2, … in the order they come up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kbctl.engine.inference.engine import PHASES
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.result import Firing
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.think import Thoughts
from kbctl.engine.replay.words import absent_in_words, values_read

#: Frames whose facts hold in every week alike.
ALWAYS = ("policy", "case", "remedy")


class Facts:
    """Gives each different content one number; the same fact in two weeks is one entry.

    The shadow evaluation continues another instance with its own prefix, so that shadow rules do not renumber
    what really happened.
    """

    def __init__(self, prefix: str = "f", known: Facts | None = None) -> None:
        self.prefix = prefix
        self.entries: dict[str, dict[str, Any]] = {}
        self._ids: dict[object, str] = dict(known._ids) if known else {}

    def number(self, fact: Fact, week: int) -> str:
        content = (fact.frame, fact.id, fact.derived, tuple(sorted(fact.slots.items())))
        known = self._ids.get(content)
        if known is None:
            known = self._ids[content] = f"{self.prefix}{len(self.entries) + 1}"
            self.entries[known] = {
                "frame": fact.frame,
                "id": fact.id,
                "slots": {name: plain(value) for name, value in sorted(fact.slots.items())},
                "week": week,
                "origin": fact.origin,
            }
            if fact.derived:
                self.entries[known]["derived"] = True
        return known

    def numbers(self, facts: Iterable[Fact], week: int) -> list[str]:
        return list(dict.fromkeys(self.number(fact, week) for fact in facts))


def week_facts(thoughts: Thoughts, facts: Facts, week: int) -> dict[str, list[str]]:
    """The facts that each phase saw: all of infer's, then what each later phase saw beyond them."""
    seen = facts.numbers((fact for fact in thoughts.infer.facts if fact.frame not in ALWAYS), week)
    found = {"infer": seen}
    for phase in ("adjust", "ask"):
        found[phase] = facts.numbers(thoughts.added[phase], week)
    planned = (fact for fact in thoughts.plan.facts if fact.frame == "step")
    found["plan"] = facts.numbers((*thoughts.added["plan"], *planned), week)
    return found


def week_firings(
    thoughts: Thoughts, facts: Facts, week: int, knowledge: Knowledge, first: int
) -> list[dict[str, Any]]:
    """Firings by phase, then rule and bindings, numbered from `first`."""
    closures = {
        "infer": thoughts.infer,
        "adjust": thoughts.adjust,
        "ask": thoughts.ask,
        "plan": thoughts.plan,
    }
    listed = [(phase, firing) for phase in PHASES for firing in closures[phase].firings]
    return [
        _firing(n, phase, firing, facts, week, knowledge) for n, (phase, firing) in enumerate(listed, first)
    ]


def _firing(
    n: int, phase: str, firing: Firing, facts: Facts, week: int, knowledge: Knowledge
) -> dict[str, Any]:
    rule = knowledge.rules[firing.rule]
    bindings = dict(sorted(firing.bindings))
    return {
        "n": n,
        "rule": firing.rule,
        "kind": rule.kind,
        "status": rule.status,
        "phase": phase,
        "bindings": {name: plain(value) for name, value in bindings.items()},
        "because": facts.numbers(firing.because, week),
        "others": firing.others,
        "values": values_read(rule, firing, knowledge.vocabulary),
        "absent": [absent_in_words(clause, bindings, knowledge.vocabulary) for clause in firing.absent],
        "concluded": facts.numbers(firing.concluded, week),
        "outputs": [{key: plain(value) for key, value in ground} for ground in firing.outputs],
    }


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
