"""Several ways to write one thing in a column of few values: what the detectors of categories, units,
currencies and countries share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent, quoted
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.table import Column, Finding, Severity


@dataclass(frozen=True, slots=True)
class Variants:
    """The usual spelling of one thing, and the others with how often each occurs."""

    usual: str
    others: Mapping[str, int]


def variants(texts: Mapping[str, int], key: Callable[[str], str]) -> tuple[Variants, ...]:
    """Texts of one key that are written differently; blank keys and surplus white space do not count."""
    groups: dict[str, dict[str, int]] = {}
    for text, number in texts.items():
        bare = " ".join(text.split())
        if name := key(bare):
            group = groups.setdefault(name, {})
            group[bare] = group.get(bare, 0) + number
    found = []
    for _, group in sorted(groups.items()):
        if len(group) > 1:
            usual = max(group, key=lambda text: (group[text], text))
            found.append(Variants(usual, {text: group[text] for text in sorted(group) if text != usual}))
    return tuple(found)


def variants_finding(
    concept: str,
    table: Profiled,
    column: Column,
    several: Iterable[Variants],
    certainty: float,
    severity: Severity,
    noun: str,
) -> Finding | None:
    """A finding whose cells are those in another than the usual spelling. None where there are none."""
    several = tuple(several)
    rare = {text for one in several for text in one.others}
    if not rare:
        return None
    cells = cells_with(table, column, (text for text in column.counts if " ".join(text.split()) in rare))
    examples = [
        " = ".join([quoted(one.usual), *(quoted(text) for text in list(one.others)[:2])]) for one in several
    ]
    message = (
        f"{count(len(several), *noun.split('|'))} of {column.header} "
        f"{'is' if len(several) == 1 else 'are'} written in several ways; {count(len(cells), 'cell')} "
        f"({percent(len(cells), table.rows)}) differ from the usual one."
    )
    return finding(concept, table, column, cells, certainty, severity, message, examples)
