"""Search by words and meaning together, in the form that `kg.query.answer` takes.

Nothing of this, nor of `kg.embedder`, `kg.vectors`, `kg.vectors_kept` and `kg.fusion`, is imported by a query
without `--semantic`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kbctl.kg.embedder import Embedder, load_embedder
from kbctl.kg.fusion import fuse
from kbctl.kg.reading import Reading
from kbctl.kg.search import Match, search_read, wanted_kind
from kbctl.kg.store import Base
from kbctl.kg.vectors import Thing, nearness, similarities, texts_of
from kbctl.kg.vectors_kept import vectors_of


class Meaning:
    """The vectors of a base and the model that reads queries."""

    def __init__(self, base: Base, embedder: Embedder, cache: str, tell: Callable[[str], None]) -> None:
        self._embedder = embedder
        self._told = texts_of(base)
        self._texts = sorted({text for texts in self._told.values() for text in texts})
        self._vectors = vectors_of(self._texts, embedder, cache, base.hash, tell)

    def search(
        self, base: Base, text: str, reading: Reading, kinds: Sequence[str] = ()
    ) -> tuple[list[Match], dict[Thing, float]]:
        """The matches, best first, and the similarity of everything that the model has read."""
        near = self.similar(text, kinds)
        found = search_read(base, text, reading, kinds, floor=0.0)
        return fuse(found, near, "" if kinds else wanted_kind(reading)), near

    def similar(self, text: str, kinds: Sequence[str] = ()) -> dict[Thing, float]:
        """How near the text is to each thing of some kinds (none: all that the model reads)."""
        told = {thing: texts for thing, texts in self._told.items() if not kinds or thing[1] in kinds}
        if not told or not text.strip():
            return {}
        each = similarities(self._vectors, self._embedder.query(text))
        return nearness(told, dict(zip(self._texts, each, strict=True)))


def load_meaning(base: Base, cache: str, tell: Callable[[str], None]) -> Meaning:
    """Search by meaning with the packaged model. Raises SemanticUnavailable."""
    return Meaning(base, load_embedder(), cache, tell)
