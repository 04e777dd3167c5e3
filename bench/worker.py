"""One engine in a process of its own: takes orders as JSON lines, answers each with one JSON line.

Each engine has its own heap, garbage and faults; a crash is the engine's, and the parent says so in the
table.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import IO, Any

from bench.peer import Peer, Unable
from bench.workload import Workload

#: Engine -> module, class, distribution whose version is shown.
ENGINES: dict[str, tuple[str, str, str]] = {
    "kbctl": ("bench.native_peer", "Native", ""),
    "clips-api": ("bench.clips_peer", "ClipsApi", "clipspy"),
    "clips-lean": ("bench.clips_peer", "ClipsLean", "clipspy"),
    "clips-core": ("bench.clips_peer", "ClipsCore", "clipspy"),
    "experta": ("bench.experta_peer", "Experta", "experta"),
    "durable": ("bench.durable_peer", "Durable", "durable_rules"),
}


def make(engine: str) -> Peer:
    """The engine. Raises Unable where its package is not installed."""
    module, name, _ = ENGINES[engine]
    try:
        peer: Peer = getattr(importlib.import_module(module), name)()
    except ImportError as error:
        raise Unable(f"not installed ({error})") from None
    return peer


class Worker:
    """The orders. Times are CPU seconds of this process."""

    def __init__(self, engine: str) -> None:
        self.peer = make(engine)
        self.load: Workload | None = None

    def compile(self, profile: Any, size: int, seed: int) -> dict[str, Any]:
        """Compile the rules; `read` is what reading them from YAML took, which is ours to do."""
        self.load = Workload(profile, size, 0, seed)
        start = time.process_time()
        count = len(self.load.rules)
        read = time.process_time()
        self.peer.compile(self.load)
        return {"rules": count, "read": read - start, "cpu": time.process_time() - read}

    def session(self, facts: int, number: int) -> Any:
        assert self.load is not None
        load = self.load
        return Workload(load.profile, load.size, facts, load.seed).session(number)

    def check(self, facts: int, number: int) -> dict[str, Any]:
        """What a session concludes, and its time, which includes what an engine does only once."""
        prepared = self.peer.before(self.session(facts, number))
        start = self.peer.clock()
        result = self.peer.run(prepared)
        cpu = self.peer.clock() - start
        return {"cpu": cpu, "conclusions": self.peer.conclusions(result).plain()}

    def time(self, facts: int, numbers: list[int], warm: bool) -> dict[str, Any]:
        """Times of sessions; `warm` runs the first once before, as the processor's caches were another's."""
        sessions = [self.session(facts, number) for number in numbers]
        if warm:
            self.peer.run(self.peer.before(sessions[0]))
        spent = []
        for session in sessions:
            prepared = self.peer.before(session)
            start = self.peer.clock()
            self.peer.run(prepared)
            spent.append(self.peer.clock() - start)
        return {"cpu": spent}

    def memory(self, facts: int, marks: list[int]) -> dict[str, Any]:
        """Resident memory after so many sessions, each another one, and the greatest it ever was; in kB."""
        found = []
        for number in range(max(marks)):
            self.peer.run(self.peer.before(self.session(facts, number)))
            if number + 1 in marks:
                found.append({"sessions": number + 1, "resident": _resident(), "peak": _peak()})
        return {"memory": found}


def _resident() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize() // 1024
    except OSError:
        return _peak()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def serve(engine: str, orders: IO[str], answers: IO[str]) -> None:
    """Answer orders until there are none."""

    def answer(value: dict[str, Any]) -> None:
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    try:
        worker = Worker(engine)
    except Unable as reason:
        answer({"unable": str(reason)})
        return
    answer({"ready": engine})
    for line in orders:
        order = json.loads(line)
        do: Callable[..., dict[str, Any]] = getattr(worker, order.pop("do"))
        try:
            answer(do(**order))
        except Unable as reason:
            answer({"unable": str(reason)})
        except Exception as error:  # the parent reports it and ends the run
            answer({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    # Engines print on standard output (CLIPS does, from C, when an environment goes): answers get their own.
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2) if not os.environ.get("KBCTL_BENCH_DEBUG") else None
    serve(sys.argv[1], sys.stdin, own)
