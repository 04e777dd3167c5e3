"""kbctl as a real process, the way a person or a script runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "kbctl.cli")
GOLDEN = ROOT / "tests" / "golden" / "cli"

SCENARIO = """\
schema: kbctl/scenario/1
id: small
title: A small one
company: {name: Sillas Ñandú 家具, industry: furniture, employees: 150, customers: 800}
timeline:
  - weeks: 1
    phase: data_migration
    challenges: [Duplicate customer records (15%), Frobnication of the quux]
"""


def environment(**changes: str | None) -> dict[str, str]:
    """The environment for kbctl; None takes a variable away."""
    merged: dict[str, str | None] = {**os.environ, "PYTHONPATH": str(ROOT / ".dev"), "NO_COLOR": None}
    merged |= {"KBCTL_KNOWLEDGE": None, "KBCTL_DEBUG": None, "PYTHONIOENCODING": None, **changes}
    return {name: value for name, value in merged.items() if value is not None}


class Kbctl:
    """Runs commands with one cache folder, so that the knowledge base is compiled once."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache

    def __call__(
        self, *arguments: str | Path, cwd: Path = ROOT, stdin: str | bytes = "", **changes: str | None
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end. No command may ever show a traceback."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            cwd=cwd,
            input=given,
            capture_output=True,
            env=self.env(**changes),
        )
        said = subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        )
        assert "Traceback" not in said.stderr, said.stderr
        return said

    def env(self, **changes: str | None) -> dict[str, str]:
        return environment(**{"KBCTL_CACHE": str(self.cache), **changes})

    def start(self, *arguments: str | Path, **more: object) -> subprocess.Popen[bytes]:
        """Start and leave running; `more` goes to Popen."""
        settings: dict[str, object] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": ROOT}
        settings |= {"env": self.env(), **more}
        return subprocess.Popen([*COMMAND, *map(str, arguments)], **settings)  # type: ignore[call-overload, no-any-return]


def copy_knowledge(folder: Path) -> Path:
    """The shipped sources in a folder of their own, to be changed."""
    for room, endings in (("ontology", "*.ttl"), ("rules", "*.yaml"), ("kg/cases", "*.yaml")):
        for path in sorted((ROOT / room).rglob(endings)):
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return folder
