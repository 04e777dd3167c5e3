"""Are alternative labels found that were taken out of the base? By words alone, and with the model.

`python -m bench.search_labels [--semantic]`, from the root of the repository. Every fifth alternative label
of the challenges, drawn by its checksum, is taken out and asked for. Vectors are kept in KBCTL_CACHE.
"""

from __future__ import annotations

import os
import sys
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / ".dev"))

from kbctl.engine.compile import ROOT, open_base
from kbctl.engine.knowledge import load_knowledge
from kbctl.kg.build import compile_base
from kbctl.kg.contents import Contents
from kbctl.kg.store import Base, open_bytes
from kbctl.kg.synonyms import load_synonyms
from kbctl.ontology.vocab import Term, Vocabulary

from bench.search_quality import Phrasing, ask, read_meaning, report

FOLDS = 5


def is_taken_out(term: Term, label: str) -> bool:
    return zlib.crc32((term.id + label).encode()) % FOLDS == 0


def without_labels(vocabulary: Vocabulary) -> tuple[Base, list[Phrasing]]:
    """The base of the vocabulary without those labels, and the labels."""
    terms = dict(vocabulary.terms)
    asked: list[Phrasing] = []
    for term in vocabulary.of_kind("challenge"):
        if term.parents:
            kept = {}
            for language, labels in term.alternatives.items():
                kept[language] = tuple(one for one in labels if not is_taken_out(term, one))
                asked += [Phrasing(one, language, (term.id,)) for one in labels if is_taken_out(term, one)]
            terms[term.id] = replace(term, alternatives=kept)
    domains = {term.id for term in vocabulary.of_kind("domain")}
    synonyms = load_synonyms(Path(ROOT, "kg", "synonyms.csv"), domains)
    reduced = Contents(replace(vocabulary, terms=terms), "{}", (), {}, "1", "without-labels", synonyms)
    return open_bytes(compile_base(reduced)), asked


def main(arguments: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as cache, open_base(os.environ.get("KBCTL_CACHE", cache)) as whole:
        base, asked = without_labels(load_knowledge(whole).vocabulary)
        meaning = read_meaning(base, cache) if "--semantic" in arguments else None
        print(report("labels taken out", [ask(base, one, meaning) for one in asked]))


if __name__ == "__main__":
    main(sys.argv[1:])
