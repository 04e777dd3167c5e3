"""durable_rules as our second engine runs it: in a process of its own, behind the guards that keep it
from dying.

Left to itself it cannot do this workload: it fails at 65 bounds that one fact is tested against, hangs at
some hundreds of constants of one slot, and dies where a join fails. So tests of single facts, negation,
counts and strata are ours, the joins are its own. Its process's CPU time is counted with ours.
"""

from __future__ import annotations

import time

from kbctl.engine.backends.durable import DurableEngine
from kbctl.engine.backends.process import unavailable
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.result import Closure
from kbctl.ontology.source import InputProblems

from bench.native_peer import concluded
from bench.peer import Conclusions, Unable
from bench.workload import Session, Workload


class Durable:
    name = "durable"
    what = "durable_rules behind our guards, with the record"

    def __init__(self) -> None:
        if why := unavailable():
            raise Unable(why)

    def compile(self, load: Workload) -> None:
        try:
            self.engine = DurableEngine(load.vocabulary, load.rules)
        except InputProblems as error:
            raise Unable(_reason(error)) from None

    def before(self, session: Session) -> list[Fact]:
        """Facts are checked already: a peer's time is for its engine alone."""
        return [
            Fact(
                raw.frame,
                raw.id,
                {n: tuple(sorted(v)) if isinstance(v, list) else v for n, v in raw.slots.items()},
            )
            for raw in session
        ]

    def run(self, facts: list[Fact]) -> Closure:
        try:
            return self.engine.run("infer", facts)
        except InputProblems as error:
            raise Unable(_reason(error)) from None

    def conclusions(self, closure: Closure) -> Conclusions:
        return concluded(closure)

    def clock(self) -> float:
        """CPU seconds of this process and of the one that durable_rules runs in."""
        child = self.engine.worker._child
        # Linux keeps a CPU clock for each process: its number is made of the process's.
        theirs = (
            time.clock_gettime((~child.pid << 3) | 2) if child is not None and child.poll() is None else 0.0
        )
        return time.process_time() + theirs


def _reason(error: InputProblems) -> str:
    first = error.problems[0].message
    more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
    return first + more
