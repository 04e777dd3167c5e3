"""Vectors in the cache, one file for each base and model.

A text that an earlier file of the same model has is not computed again, so that a change of one label costs
one text and not minutes. A file that is cut off or of another kind is as good as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from array import array
from collections.abc import Callable, Sequence

from kbctl.kg.embedder import Embedder, Vector
from kbctl.kg.keep import replace
from kbctl.kg.vectors import Vectors, gather

FORMAT = 1
#: Files of a model that are kept, for other checkouts and for going back.
KEPT = 4
#: Fewer texts than this are computed without a word.
MANY = 200


def vectors_of(
    texts: Sequence[str], embedder: Embedder, cache: str, base: str, tell: Callable[[str], None]
) -> Vectors:
    """The vectors of some texts, in their order: from the cache, or computed and kept there. `base` is the
    hash of the base that the texts are of; `tell` is told what takes time or cannot be kept.
    """
    path = os.path.join(cache, f"{_stem(embedder.name)}-{base[:24]}.bin")
    digests = [_digest(text) for text in texts]
    found = _read(path, embedder.name)
    if found and found[0] == digests:
        return found[1]
    made = gather(_rows(texts, digests, embedder, _earlier(cache, embedder.name), tell))
    try:
        os.makedirs(cache, exist_ok=True)
        replace(path, _image(embedder.name, digests, made))
        _sweep(cache, _stem(embedder.name), path)
    except OSError as error:
        tell(
            f"note: cannot keep the vectors in {cache} ({error.strerror}); they are computed anew every time"
        )
    return made


def _rows(
    texts: Sequence[str],
    digests: Sequence[str],
    embedder: Embedder,
    earlier: dict[str, Vector],
    tell: Callable[[str], None],
) -> list[Vector]:
    new = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in earlier}
    if len(new) >= MANY:
        tell(f"note: reading {len(new)} texts with the language model, once; this may take some minutes")
    known = {**earlier, **dict(zip(new, embedder.passages(list(new.values())), strict=True))}
    return [known[digest] for digest in digests]


def _stem(model: str) -> str:
    return f"vectors-{hashlib.sha256(model.encode()).hexdigest()[:8]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


def _image(model: str, digests: Sequence[str], vectors: Vectors) -> bytes:
    head = {
        "format": FORMAT,
        "byteorder": sys.byteorder,
        "model": model,
        "dimension": vectors.dimension,
        "texts": list(digests),
    }
    body = vectors.mean.tobytes() + vectors.lengths.tobytes() + vectors.rows.tobytes()
    return json.dumps(head).encode() + b"\n" + body


def _read(path: str, model: str) -> tuple[list[str], Vectors] | None:
    """The digests of the texts and their vectors, or None where there is no such file that is whole."""
    try:
        with open(path, "rb") as file:
            head = json.loads(file.readline())
            body = file.read()
        of = (head["format"], head["byteorder"], head["model"])
        size, texts = int(head["dimension"]), list(head["texts"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if of != (FORMAT, sys.byteorder, model) or len(body) != 8 * (size + len(texts)) + 4 * size * len(texts):
        return None
    split = 8 * (size + len(texts))
    doubles = array("d", body[:split])
    return texts, Vectors(size, doubles[:size], doubles[size:], array("f", body[split:]))


def _earlier(cache: str, model: str) -> dict[str, Vector]:
    """The vectors of texts by their digest, of all files of the model."""
    known: dict[str, Vector] = {}
    for path in _files(cache, _stem(model)):
        found = _read(path, model)
        if found:
            digests, vectors = found
            known |= {digest: vectors.row(n) for n, digest in enumerate(digests)}
    return known


def _files(cache: str, stem: str) -> list[str]:
    try:
        names = sorted(os.listdir(cache))
    except OSError:
        return []
    return [os.path.join(cache, name) for name in names if name.startswith(stem) and name.endswith(".bin")]


def _sweep(cache: str, stem: str, newest: str) -> None:
    """Remove the oldest files of a model beyond KEPT."""
    with contextlib.suppress(OSError):
        others = sorted((-os.stat(path).st_mtime, path) for path in _files(cache, stem) if path != newest)
        for _, path in others[KEPT - 1 :]:
            os.unlink(path)
