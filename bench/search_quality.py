"""Does the search find what people mean? Asked with phrasings written from the definitions, no label seen.

`python -m bench.search_quality [--misses] [--semantic] [FILE.csv …]`, from the root of the repository; by
default both halves of bench/queries. A file has the columns `id, lang, query, also`: the challenge that is
meant (empty for nonsense), others that an expert would take for right, separated by blanks. `dev.csv` was
looked at while labels and ranking were made; `held_out.csv` was not, and its figures are the ones that count.

Printed for each file: hit@1 and hit@3 among all kinds of thing, as `kbctl query` shows them, and among
challenges; by language; the share of nonsense that is answered with nothing. With `--semantic` the model of
`kbctl[semantic]` searches too, and its vectors are kept in KBCTL_CACHE.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / ".dev"))

from kbctl.engine.compile import open_base
from kbctl.kg.query import Searcher, answer
from kbctl.kg.store import Base

HERE = Path(__file__).resolve().parent / "queries"


@dataclass(frozen=True, slots=True)
class Phrasing:
    query: str
    language: str
    #: What is right: the challenge that is meant first, then what is right as well; empty for nonsense.
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A phrasing and the ids that were found, of all kinds and of challenges, best first."""

    phrasing: Phrasing
    found: tuple[str, ...]
    challenges: tuple[str, ...]

    def hit(self, among: int, challenges: bool) -> bool:
        found = self.challenges if challenges else self.found
        return any(one in self.phrasing.right for one in found[:among])


def phrasings(path: Path) -> list[Phrasing]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Phrasing(row["query"], row["lang"], tuple([row["id"], *row["also"].split()] if row["id"] else ()))
            for row in csv.DictReader(file)
        ]


def ask(base: Base, phrasing: Phrasing, meaning: Searcher | None = None) -> Asked:
    every = answer(base, phrasing.query, 5, meaning=meaning)["matches"]
    challenges = answer(base, phrasing.query, 5, "challenge", meaning=meaning)["matches"]
    return Asked(phrasing, tuple(match["id"] for match in every), tuple(match["id"] for match in challenges))


def share(hits: Sequence[bool]) -> str:
    return f"{sum(hits) / len(hits):.3f}" if hits else "-"


def report(name: str, asked: Iterable[Asked]) -> str:
    groups: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        groups["nonsense" if not one.phrasing.right else one.phrasing.language].append(one)
    nonsense = groups.pop("nonsense", [])
    every = [one for language in sorted(groups) for one in groups[language]]
    rows = [("all", every), *sorted(groups.items())]
    lines = [f"{name:<24}  asked   hit@1   hit@3   hit@1   hit@3", f"{'':<33}all kinds     challenges"]
    for label, members in rows:
        shares = [share([one.hit(k, only) for one in members]) for only in (False, True) for k in (1, 3)]
        lines.append(f"  {label:<22}  {len(members):>5}   " + "   ".join(shares))
    silent = share([not one.found for one in nonsense])
    return "\n".join([*lines, f"  {'nonsense':<22}  {len(nonsense):>5}   {silent} answered with nothing"])


def misses(asked: Iterable[Asked]) -> str:
    lines = [
        f"  {one.phrasing.query}  wants {one.phrasing.right[0] if one.phrasing.right else 'nothing'}"
        f"  found {', '.join(one.found[:3])}"
        for one in asked
        if (one.phrasing.right and not one.hit(1, False)) or (not one.phrasing.right and one.found)
    ]
    return "\n".join(lines)


def read_meaning(base: Base, cache: str) -> Searcher:
    from kbctl.kg.semantic import load_meaning

    return load_meaning(base, os.environ.get("KBCTL_CACHE", cache), print)


def main(arguments: Sequence[str]) -> None:
    show = "--misses" in arguments
    given = [Path(one) for one in arguments if not one.startswith("--")]
    with tempfile.TemporaryDirectory() as cache, open_base(cache) as base:
        meaning = read_meaning(base, cache) if "--semantic" in arguments else None
        for path in given or [HERE / "dev.csv", HERE / "held_out.csv"]:
            asked = [ask(base, one, meaning) for one in phrasings(path)]
            print(report(path.stem, asked))
            if show:
                print(misses(asked))


if __name__ == "__main__":
    main(sys.argv[1:])
