"""What reviewers decided on duplicates: which records are one thing, and which only look like it.

    schema: kbctl/duplicates/1
    decisions:
      - {table: customers.csv, concept: DuplicateCustomer, same: [C-1001, C-1044], survivor: C-1001,
         fields: {Phone: C-1044}}
      - {table: customers.csv, concept: DuplicateCustomer, different: [C-1001, C-1077]}

Records are called by their key; one without a key by a hash of its cells (`~1f3a…`), which holds as long as
it is unchanged. In `different` the first record is another thing than each of the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from kbctl.engine.tables.project.reading import Entries, write_yaml

FILE = "duplicates.yaml"
SCHEMA = "kbctl/duplicates/1"
HEAD = "Reviewers' decisions on duplicates. Written from the register, also edited by hand."
KEYS = ("table", "concept", "same", "different", "survivor", "fields")

#: table, key, key (the smaller first) → whether they are one thing
Clusters = Mapping[tuple[str, str, str], bool]


@dataclass(frozen=True, slots=True)
class Decision:
    """Either `same`: records that are one thing, or `different`: the first is none of the others.

    `survivor`: the record of `same` that stays; `fields`: column → the record whose value it takes there."""

    table: str
    concept: str
    same: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    survivor: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def clusters_of(decisions: Iterable[Decision]) -> Clusters:
    """What `operator.Settings.clusters` takes. Where two decisions disagree, "not one thing" holds."""
    found: dict[tuple[str, str, str], bool] = {}
    for decision in decisions:
        for a, b in combinations(sorted(decision.same), 2):
            found.setdefault((decision.table, a, b), True)
        for other in decision.different[1:]:
            a, b = sorted((decision.different[0], other))
            found[decision.table, a, b] = False
    return found


def read_decisions(folder: Path) -> tuple[Decision, ...]:
    """The decisions of a project, in the order of the file. Raises InputProblems."""
    entries = Entries(folder / FILE, SCHEMA, "decisions")
    found = []
    for node in entries:
        told = entries.mapping(node, KEYS, ("table",))
        if told is None:
            continue
        same, different = entries.texts(told.get("same")), entries.texts(told.get("different"))
        if bool(same) == bool(different):
            entries.refuse(node, "a decision has either 'same' or 'different'")
        elif len(same or different) < 2:
            entries.refuse(told["same" if same else "different"], "at least two records are needed")
        survivor = entries.text(told.get("survivor"))
        if survivor and survivor not in same:
            entries.refuse(told["survivor"], f"survivor '{survivor}' is not one of 'same'")
        fields = {}
        if "fields" in told and (listed := entries.mapping(told["fields"], _keys(told["fields"]))):
            for column, value in listed.items():
                fields[column] = entries.text(value)
                if fields[column] not in same:
                    entries.refuse(value, f"'{fields[column]}' is not one of 'same'")
        table, concept = entries.text(told.get("table")), entries.text(told.get("concept"))
        found.append(Decision(table, concept, same, different, survivor, fields))
    entries.done()
    return tuple(found)


def _keys(node: object) -> tuple[str, ...]:
    keys = getattr(node, "keys", None)
    return keys() if keys else ()


def write_decisions(folder: Path, decisions: Iterable[Decision]) -> Path:
    path = folder / FILE
    listed = []
    for one in decisions:
        said = {
            "table": one.table,
            "concept": one.concept,
            "same": list(one.same),
            "different": list(one.different),
            "survivor": one.survivor,
            "fields": dict(sorted(one.fields.items())),
        }
        listed.append({key: value for key, value in said.items() if value})
    write_yaml(path, HEAD, {"schema": SCHEMA, "decisions": listed})
    return path


def merged(earlier: Iterable[Decision], later: Iterable[Decision]) -> tuple[Decision, ...]:
    """All decisions; where both speak of a pair of records of one table, the later one alone holds."""
    new = tuple(later)
    spoken = set(clusters_of(new))
    kept = []
    for one in earlier:
        pairs = set(clusters_of([one]))
        if not pairs & spoken:
            kept.append(one)
            continue
        left = sorted(pairs - spoken)  # what the later decisions do not speak of stays, pair by pair
        if one.same:
            kept += [Decision(one.table, one.concept, same=(a, b)) for _, a, b in left]
        else:
            kept += [Decision(one.table, one.concept, different=(a, b)) for _, a, b in left]
    return tuple(sorted([*kept, *new], key=lambda d: (d.table, d.concept, d.same, d.different)))
