"""What holds for all tests: drawn examples are the same on every run, and slow machines are no failure."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("kbctl", derandomize=True, deadline=None)
settings.load_profile("kbctl")
