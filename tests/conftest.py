"""What holds for all tests: drawn examples are the same on every run, and slow machines are no failure."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("kbctl", derandomize=True, deadline=None)
settings.load_profile("kbctl")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "semantic: needs the model of the extra kbctl[semantic]")
