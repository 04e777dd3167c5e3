"""Target → field of the ontology: by its id, a label, or the name that a system or the trade has for it.

A name of several fields, and one that nothing knows, stay unresolved with what is nearest; nothing
is guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kbctl.engine.tables.columns.knowledge import Knowledge
from kbctl.engine.tables.columns.normal import bag, flat
from kbctl.kg.columns import Variation
from kbctl.ontology.vocab import Vocabulary

#: `Item.item_code`, `MARA-MATNR`
QUALIFIED = re.compile(r"^\s*(?:tab)?(\w[\w ]*?)\s*(?:[.!]|::|(?<=[A-Z0-9])-(?=[A-Z]))\s*(\S.*)$")
NEAR = 70  # of 100: below that a like spelling is chance


@dataclass(frozen=True, slots=True)
class Resolved:
    """`field` is empty where the target is unresolved; `why` then says so for people."""

    field: str = ""
    why: str = ""


@dataclass(frozen=True, eq=False)
class Resolver:
    known: Knowledge
    vocabulary: Vocabulary

    @cached_property
    def ids(self) -> Mapping[str, str]:
        return {flat(field): field for field in self.known.fields}

    @cached_property
    def labels(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for field in self.known.fields:
            for label in self.vocabulary.terms[field].labels.values():
                found[flat(label)].add(field)
        return {key: frozenset(fields) for key, fields in found.items()}

    @cached_property
    def names(self) -> Mapping[str, tuple[Variation, ...]]:
        found: dict[str, list[Variation]] = defaultdict(list)
        for one in self.known.variations:
            found[flat(one.name)].append(one)
        return {key: tuple(told) for key, told in found.items()}

    def knows(self, name: str) -> bool:
        return flat(name) in self.names or flat(name) in self.ids

    def meanings(self, name: str) -> frozenset[str]:
        """The fields that a name is known to stand for."""
        key = flat(name)
        told = {one.field for one in self.names.get(key, ())}
        return frozenset(told | {self.ids[key]} if key in self.ids else told)

    def resolve(self, target: str, table: str = "", system: str = "") -> Resolved:
        """The field of a target; `table` and `system` are those of the target, where the sheet tells them."""
        if field := self._by_name(target, table, system):
            return Resolved(field)
        if (parts := QUALIFIED.match(target)) and (field := self._by_name(parts[2], parts[1], system)):
            return Resolved(field)
        said = self.meanings(target) or self._by_meaning(target)
        if len(said) > 1:
            listed = ", ".join(sorted(said)[:4]) + (", …" if len(said) > 4 else "")
            return Resolved("", f"'{target}' is the name of several fields ({listed}): say which")
        return Resolved("", f"unknown target field '{target}'{self._nearest(target)}")

    def _by_name(self, target: str, table: str, system: str) -> str:
        key = flat(target)
        if not key:
            return ""
        if key in self.ids:
            return self.ids[key]
        told = self.names.get(key, ())
        ours = [one for one in told if system and one.system and _like(one.system, system)]
        there = [one for one in ours or told if table and flat(one.table) == flat(table)]
        labelled = self.labels.get(key, frozenset())
        meant = self._by_meaning(target)
        for fields in (_fields(there), _fields(ours), labelled, _fields(told), meant if not told else ()):
            if len(fields) == 1:
                return next(iter(fields))
        return ""

    def _by_meaning(self, target: str) -> frozenset[str]:
        """Names that mean the same word for word (`Código del artículo`), of two words or more."""
        words = bag(target)
        return frozenset(self.known.by_bag.get(words, ())) if len(words) > 1 else frozenset()

    def _nearest(self, target: str) -> str:
        from rapidfuzz import fuzz, process

        keys = sorted({*self.ids, *self.names} - {""})
        found = process.extractOne(flat(target), keys, scorer=fuzz.ratio, score_cutoff=NEAR)
        if not found:
            return ""
        key = str(found[0])
        if key in self.ids:
            return f" (nearest: {self.ids[key]})"
        first = min(self.names[key])
        return f" (nearest: '{first.name}', a name of {first.field})"


def _fields(names: Iterable[Variation]) -> frozenset[str]:
    return frozenset(one.field for one in names)


def _like(known: str, said: str) -> bool:
    """Whether a system is meant: `Odoo` and `Odoo (OpenERP 7)`, `SAP` and `SAP ECC`."""
    return flat(known).startswith(flat(said)) or flat(said).startswith(flat(known))
