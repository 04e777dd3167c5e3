"""The process in which durable_rules runs: it takes lines of JSON and answers each with one.

Started by `process.py` as a script, so that nothing but durable_rules and the standard library is loaded.
A crash of its C code ends this process and no other.

    {"define": {ruleset: {rule: {"all": [...]}}}}   -> {}
    {"assert": [[ruleset, fact], ...]}              -> {"matches": [[ruleset, rule, [fact ids]], ...]}
    {"retract": [[ruleset, fact], ...]}             -> {"memory": kilobytes}
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from collections.abc import Callable
from typing import Any

Match = tuple[str, str, list[str]]


def main() -> None:
    from durable import engine

    class Host(engine.Host):  # type: ignore[misc]
        """Without the timers of the original: they call the C code from another thread."""

        def _run(self) -> None:
            pass

    logging.disable(logging.CRITICAL)
    host, matches = Host(), list[Match]()
    for line in sys.stdin:
        try:
            answer = _answer(host, json.loads(line), matches)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error or getattr(error, 'message', '')}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _answer(host: Any, request: dict[str, Any], matches: list[Match]) -> dict[str, Any]:
    if "define" in request:
        for ruleset, rules in request["define"].items():
            definition = {
                name: {**rule, "run": _noting(ruleset, name, matches)} for name, rule in rules.items()
            }
            host.set_rulesets({ruleset: definition})
        return {}
    if "assert" in request:
        matches.clear()
        for ruleset, fact in request["assert"]:
            host.assert_fact(ruleset, fact)
        return {"matches": matches}
    for ruleset, fact in request["retract"]:
        host.retract_fact(ruleset, fact)
    return {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}


def _noting(ruleset: str, rule: str, matches: list[Match]) -> Callable[[Any], None]:
    """The action of a rule: its exceptions would be swallowed, so it does as little as possible."""

    def note(closure: Any) -> None:
        found = closure._m
        matches.append((ruleset, rule, [found[f"m{i}"]["id"] for i in range(len(found))]))

    return note


if __name__ == "__main__":
    main()
