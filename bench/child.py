"""The parent's end of a worker: send an order, wait for its answer, notice when it dies or takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.peer import Unable

ROOT = Path(__file__).resolve().parent.parent


def environment() -> dict[str, str]:
    """The environment of children: they find this package, and hash the same way in every run."""
    paths = [str(ROOT), str(ROOT / ".dev"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": "0"}


class Failed(Exception):
    """A worker answered with an error."""


class Child:
    """A worker process. Every method raises Unable with the reason where the engine cannot do it."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.worker", engine], cwd=ROOT, env=environment(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.buffer = b""
        self.answer(60)

    def ask(self, do: str, limit: float, **order: Any) -> dict[str, Any]:
        """The answer to an order; `limit` in seconds of wall time."""
        assert self.process.stdin
        try:
            self.process.stdin.write((json.dumps({"do": do, **order}) + "\n").encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Unable(self.end()) from None
        return self.answer(limit)

    def answer(self, limit: float) -> dict[str, Any]:
        assert self.process.stdout
        file = self.process.stdout.fileno()
        while b"\n" not in self.buffer:
            ready, _, _ = select.select([file], [], [], limit)
            if not ready:
                self.close()
                raise Unable(f"over {limit:.0f} s")
            piece = os.read(file, 1 << 20)
            if not piece:
                raise Unable(self.end())
            self.buffer += piece
        line, _, self.buffer = self.buffer.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        if "unable" in found:
            raise Unable(found["unable"])
        if "error" in found:
            raise Failed(f"{self.engine}: {found['error']}")
        return found

    def end(self) -> str:
        """How the process ended."""
        code = self.process.wait(timeout=10)
        return f"died of {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
