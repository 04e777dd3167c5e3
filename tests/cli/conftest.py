from __future__ import annotations

from pathlib import Path

import pytest
from cli_world import SCENARIO, Kbctl


@pytest.fixture(scope="session")
def kbctl(tmp_path_factory: pytest.TempPathFactory) -> Kbctl:
    command = Kbctl(tmp_path_factory.mktemp("cli") / "cache")
    assert command("build").returncode == 0
    return command


@pytest.fixture(scope="session")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "small.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def record(kbctl: Kbctl, scenario: Path) -> Path:
    path = scenario.with_name("run.json")
    assert kbctl("replay", scenario, "--record", path).returncode == 0
    return path
