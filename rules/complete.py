"""`rules/complete.yaml`: decisions for which the rules promise to have something to recommend.

    complete_for:
      - decision: what to do with duplicate customers
        for: $c
        when:
          - {challenge: $c, is: DuplicateCustomer}
        because: They come up in every migration.

`when` takes clauses as a rule does. Whatever facts satisfy them, some active rule must recommend for `$c` a
remedy that applies. Whether that is so, `kbctl rules verify` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kbctl.ontology.document import Entry, Node, Scalar, parse_yaml, read_text
from kbctl.ontology.source import InputProblems, Location, Problem
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Clause, Pattern, Variable
from kbctl.rules.read_when import read_clauses
from kbctl.rules.reading import Reader

COMPLETE = "complete.yaml"
KEYS = ("decision", "for", "when", "because")


@dataclass(frozen=True, slots=True)
class Complete:
    """A promise: where the clauses hold, something applicable is recommended for `target`."""

    decision: str
    target: Variable
    when: tuple[Clause, ...]
    because: str
    at: Location


def read_complete(
    rules_folder: Path, vocabulary: Vocabulary, shown_prefix: str = "rules"
) -> tuple[Complete, ...]:
    """The promises of a folder of rules, in the order of the file; none where there is no such file.

    Raises InputProblems with all that is wrong.
    """
    path = rules_folder / COMPLETE
    if not path.exists():
        return ()
    shown = f"{shown_prefix}/{COMPLETE}" if shown_prefix else COMPLETE
    return complete_of(read_text(path, shown), shown, vocabulary)


def complete_of(text: str, shown: str, vocabulary: Vocabulary) -> tuple[Complete, ...]:
    reader = Reader(vocabulary)
    mapping = reader.mapping(parse_yaml(text, shown), "the file of complete decisions")
    found: list[Complete] = []
    if mapping is not None:
        entries = reader.keys(mapping.entries, ("complete_for",), "the file of complete decisions")
        if reader.required(entries, ("complete_for",), mapping.at, "the file of complete decisions"):
            for node in reader.sequence(entries["complete_for"].value, "'complete_for'"):
                one = _complete(reader, node)
                found += [one] if one else []
    first: dict[str, Complete] = {}
    for one in found:
        if first.setdefault(one.decision, one) is not one:
            reader.report(one.at, "duplicate-id", f"a second decision is called '{one.decision}'")
    if reader.problems:
        raise InputProblems(reader.problems)
    return tuple(found)


def _complete(reader: Reader, node: Node) -> Complete | None:
    mapping = reader.mapping(node, "a complete decision")
    if mapping is None:
        return None
    keys = reader.keys(mapping.entries, KEYS, "a complete decision")
    if not reader.required(keys, KEYS, mapping.at, "a complete decision"):
        return None
    decision = reader.text(keys["decision"].value, "'decision'")
    because = reader.text(keys["because"].value, "'because'")
    when = read_clauses(reader, keys["when"].value, "'when'")
    target = _target(reader, keys["for"], when)
    if decision is None or because is None or target is None or not when:
        return None
    return Complete(decision, target, when, because, mapping.at)


def _target(reader: Reader, entry: Entry, when: tuple[Clause, ...]) -> Variable | None:
    named = {c.id.name for c in when if isinstance(c, Pattern) and c.frame == "challenge" and c.id}
    value = entry.value.value if isinstance(entry.value, Scalar) else None
    if isinstance(value, str) and value.startswith("$") and value[1:] in named:
        return Variable(value[1:])
    known = ", ".join(f"${name}" for name in sorted(named)) or "none is there"
    message = f"'for' names the variable of a challenge clause under 'when' ({known})"
    reader.problems.append(Problem(entry.value.at, "unbound-variable", message))
    return None
