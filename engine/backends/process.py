"""The child process with durable_rules: started when needed, watched, replaced when it has grown."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import select
import subprocess
import sys
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kbctl.ontology.source import InputProblems, Location, Problem

HERE = Location("durable_rules")
#: A ruleset and a fact for it; rulesets are rules by name as durable_rules takes them.
Copy = tuple[str, dict[str, Any]]
Rulesets = Mapping[str, Mapping[str, Any]]


def unavailable() -> str | None:
    """Why durable_rules cannot be used here, None where it can."""
    if importlib.util.find_spec("durable") is not None:
        return None
    if sys.version_info >= (3, 13):
        return "durable_rules does not build on Python 3.13 or later"
    return "durable_rules is not installed; install kbctl[durable] (it needs a C compiler)"


def failed(code: str, message: str) -> InputProblems:
    return InputProblems([Problem(HERE, code, message)])


class Worker:
    """Talks with the child. Raises InputProblems where it dies, hangs, or reports an error."""

    def __init__(self, timeout: float = 60.0, most_memory_mb: int = 400) -> None:
        self.timeout, self.most_memory = timeout, most_memory_mb * 1024
        self.memory = 0
        self.restarts = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._defined: set[str] = set()
        self._end: weakref.finalize[..., Any] | None = None

    def define(self, rulesets: Rulesets) -> None:
        """Make rulesets known that the child does not know yet."""
        new = {name: rules for name, rules in rulesets.items() if name not in self._defined}
        if new:
            self._ask({"define": new})
            self._defined.update(new)

    def enter(self, copies: Sequence[Copy]) -> list[tuple[str, str, list[str]]]:
        """Assert facts; every match of a rule that they complete: ruleset, rule, ids of its facts."""
        found: list[tuple[str, str, list[str]]] = self._ask({"assert": copies})["matches"]
        return found

    def withdraw(self, copies: Sequence[Copy]) -> None:
        """Retract facts. A child that has grown too large ends; the next call starts another."""
        if copies and self._child is not None:
            self.memory = self._ask({"retract": copies})["memory"]
            if self.memory > self.most_memory:
                self.restarts += 1
                self.close()

    def close(self) -> None:
        """End the child, whatever state it is in."""
        if self._end is not None:
            self._end()
        self._child, self._end = None, None
        self._defined.clear()

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        child = self._child or self._start()
        assert child.stdin and child.stdout
        with contextlib.suppress(BrokenPipeError):  # a dead child shows in what it answers
            child.stdin.write(json.dumps(request).encode() + b"\n")
            child.stdin.flush()
        ready, _, _ = select.select([child.stdout], [], [], self.timeout)
        if not ready:
            self.close()
            raise failed("backend-timeout", f"gave no answer within {self.timeout:g} seconds; it was stopped")
        line = child.stdout.readline()
        if not line:
            code = child.wait()
            self.close()
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            raise failed("backend-died", f"its process ended with {how} in the middle of a run")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            self.close()
            raise failed("backend-error", f"refused what it was asked to do: {answer['error']}")
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        if why := unavailable():
            raise failed("backend-missing", why)
        # -P: this folder has a durable.py of its own, which must not hide the package
        script = str(Path(__file__).with_name("worker.py"))
        child = subprocess.Popen(
            [sys.executable, "-P", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._child, self._end = child, weakref.finalize(self, _end, child)
        return child


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
