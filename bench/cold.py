"""How long a query takes from a cold start, beside an interpreter that does nothing."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from statistics import median
from typing import Any

from bench.child import ROOT, environment

QUERY = ("query", "duplicate customers", "--format", "json")
#: As the installed command starts.
START = "import sys; from kbctl.cli import main; sys.exit(main())"
#: The same, and then every module that was imported.
LISTED = """
import atexit, json, sys
names = lambda: sorted({name.partition(".")[0] for name in sys.modules})
atexit.register(lambda: print(json.dumps(names()), file=sys.stderr))
"""


def cold(repeats: int) -> dict[str, Any]:
    """Median wall and CPU times in ms over interleaved repeats, and what a query imports beyond an empty
    interpreter: `packages` are not of the standard library.
    """
    with tempfile.TemporaryDirectory() as cache:
        env = environment() | {"KBCTL_CACHE": cache}
        query = [sys.executable, "-c", START, *QUERY]
        nothing = [sys.executable, "-c", "pass"]
        built = subprocess.run(query, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
        if built.returncode != 0:
            return {"unable": (built.stderr.strip().splitlines() or ["no message"])[-1]}
        matches = json.loads(built.stdout)["matches"]
        wall: dict[str, list[float]] = {"query": [], "nothing": []}
        spent: dict[str, list[float]] = {"query": [], "nothing": []}
        for _ in range(repeats):
            for name, command in (("query", query), ("nothing", nothing)):
                before, start = _children(), time.perf_counter()
                subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
                wall[name].append(time.perf_counter() - start)
                spent[name].append(_children() - before)
        loaded = _modules([sys.executable, "-c", LISTED + START, *QUERY], env)
        loaded -= _modules([sys.executable, "-c", LISTED], env)
    return {
        "query_ms": round(median(wall["query"]) * 1000, 1),
        "query_cpu_ms": round(median(spent["query"]) * 1000, 1),
        "nothing_ms": round(median(wall["nothing"]) * 1000, 1),
        "nothing_cpu_ms": round(median(spent["nothing"]) * 1000, 1),
        "repeats": repeats,
        "first_match": matches[0]["id"] if matches else None,
        "packages": sorted(loaded - set(sys.stdlib_module_names) - {"kbctl"}),
        "standard": sorted(loaded & set(sys.stdlib_module_names)),
    }


def _children() -> float:
    """CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _modules(command: list[str], env: dict[str, str]) -> set[str]:
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.strip().splitlines()[-1]))
