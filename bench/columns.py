"""How well columns are mapped on systems never seen: `python -m bench.columns FACTS.csv`.

Leave one system out: for each system of FACTS.csv its names are taken out of the knowledge, and weights,
calibration and threshold are learnt from the other systems alone. Every header of every table of the system
is then asked for, with the name of the table and its other headers as context, no cells. Beside it stands
plain string similarity with the same names. Exit code 0: measured, whether or not a target was met.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

if "kbctl" not in sys.modules:  # run as a module or as a file, from the root of the repository
    _root = Path(__file__).resolve().parent.parent
    sys.path[:0] = [str(_root), str(_root / ".dev")]

from kbctl.engine.tables.columns.knowledge import Knowledge
from kbctl.engine.tables.columns.mapping import decide, judge
from kbctl.engine.tables.columns.model import Model, as_json, calibrated, ranked, signals

from bench.column_items import Sheet, read_facts, sheets_of, variations_of

ROOT = Path(__file__).resolve().parent.parent
#: systems whose mistakes were looked at while the mapping was built; the others were only counted
LOOKED_AT = ("AdventureWorks", "ERPNext", "Tryton")
#: one question in five is asked with its field hidden: real tables have columns that no field stands for
HIDDEN = 0.25
TARGETS = {"top1": 0.70, "top3": 0.85, "precision": 0.95, "coverage": 0.50}


@dataclass(frozen=True)
class Item:
    """A question, and what came of it. `unknown`: it would have been answered had its field not existed, with
    `hidden_score`."""

    system: str
    language: str
    table: str
    header: str
    field: str
    best: str
    first: bool
    third: bool
    score: float
    answered: bool
    unknown: bool
    hidden_score: float
    plain_first: bool
    plain_third: bool


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.columns", description=__doc__)
    parser.add_argument("facts", type=Path, metavar="FACTS.csv")
    parser.add_argument(
        "--strict", action="store_true", help="without general names that only the system has"
    )
    parser.add_argument("--no-general", action="store_true", help="without any general names")
    parser.add_argument("--tables", type=Path, help="real tables of AdventureWorks, to see what cells add")
    parser.add_argument("--write", action="store_true", help="learn from all systems and write model.json")
    parser.add_argument("--json", type=Path, help="write every item to a file")
    given = parser.parse_args(arguments)
    from kbctl.engine.tables.columns.source import facts_of, general_names, packaged_rows
    from kbctl.ontology.load import load_vocabulary

    from bench.column_training import Evidence, train

    rows = read_facts(given.facts)
    vocabulary = load_vocabulary()
    facts = facts_of(vocabulary)
    general = () if given.no_general else general_names(packaged_rows(facts), vocabulary)
    evidence = Evidence(sheets_of(rows), variations_of(rows), general, facts, given.strict)
    if given.write:
        path = ROOT / "engine/tables/columns/model.json"
        path.write_text(as_json(train(evidence, frozenset())), "utf-8")
        print(f"written: {path.relative_to(ROOT)}")
        return 0
    items: list[Item] = []
    for system in evidence.systems:
        model = train(evidence, frozenset({system}))
        known = evidence.known(system, frozenset())
        own = [sheet for sheet in evidence.sheets if sheet.system == system]
        items += [item for sheet in own for item in asked(sheet, known, model)]
        print(f"{system}: threshold {model.threshold:.2f}", file=sys.stderr)
        if given.tables and system == "AdventureWorks":
            print("\n".join(with_cells(given.tables, own, known, model)))
    print(report(items))
    if given.json:
        given.json.write_text(
            json.dumps([asdict(item) for item in items], ensure_ascii=False, indent=1), "utf-8"
        )
    return 0


def asked(sheet: Sheet, known: Knowledge, model: Model) -> Iterator[Item]:
    judged = judge(sheet.view, known, model)
    decided = decide(sheet.view, judged, model)
    for header, field, one, said in zip(sheet.view.headers, sheet.fields, judged, decided, strict=True):
        order = ranked(one.p)[:3]
        rest = {other: p / (1 - one.p[field]) for other, p in one.p.items() if other != field}
        hidden = calibrated(signals(rest, one.evidence), model.calibration)
        plain = nearest(header, known)
        yield Item(
            sheet.system, sheet.language, sheet.view.name, header, field, order[0],
            order[0] == field, field in order, said.score, not said.abstained,
            hidden >= model.threshold, hidden,
            plain[:1] == [field], field in plain,
        )  # fmt: skip


def nearest(header: str, known: Knowledge) -> list[str]:
    """Plain string similarity: the fields of the names spelt most like the header, no context."""
    from rapidfuzz import fuzz, process

    names: dict[str, Counter[str]] = known.__dict__.get("_plain", {})
    if not names:
        for v in known.variations:
            names.setdefault(v.name.casefold(), Counter())[v.field] += 1
        known.__dict__["_plain"] = names
    found: list[str] = []
    for name, _, _ in process.extract(header.casefold(), list(names), scorer=fuzz.ratio, limit=30):
        found += [f for f, _ in sorted(names[name].items(), key=lambda p: (-p[1], p[0])) if f not in found]
    return found[:3]


def with_cells(folder: Path, sheets: Iterable[Sheet], known: Knowledge, model: Model) -> Iterator[str]:
    """The same headers in the real tables, all columns present, without and with what the cells say."""
    from kbctl.engine.tables.columns.cells import cell_scores
    from kbctl.engine.tables.columns.evidence import View
    from kbctl.engine.tables.load import load

    truth = {sheet.view.name: dict(zip(sheet.view.headers, sheet.fields, strict=True)) for sheet in sheets}
    for way in ("headers only", "headers and cells"):
        hits = right = answers = total = others = false = 0
        for table in load([folder]).tables:
            fields = truth.get(table.name.removesuffix(".csv"), {})
            view = View(table.name, tuple(column.header for column in table.columns))
            cells = [cell_scores(c, known.facts) if "cells" in way else {} for c in table.columns]
            for said in decide(view, judge(view, known, model, cells), model):
                if said.column in fields:
                    total += 1
                    hits += said.guess == fields[said.column]
                    answers += not said.abstained
                    right += said.field == fields[said.column]
                elif fields:
                    others += 1
                    false += not said.abstained
        yield (
            f"real tables, {way}: {total} columns with a known field, best guess right {hits / total:.2f}, "
            f"answered {answers}, of these right {right}; {others} other columns, {false} answered"
        )


def report(items: Sequence[Item]) -> str:
    """All figures as one text."""
    lines = [
        f"{'':24}{'items':>6}{'top-1':>7}{'top-3':>7}{'prec.':>7}{'answered':>9}{'plain 1':>9}{'plain 3':>9}"
    ]
    groups = groups_of(items)
    lines += [line_of(name, found) for name, found in groups]
    lines.append("")
    lines += reliability(items)
    unknown = sum(item.unknown for item in items) / len(items)
    lines.append(f"headers whose field is hidden, answered all the same: {unknown:.3f}")
    found = figures(items)
    for name, wanted in TARGETS.items():
        met = "met" if found[name] >= wanted else "MISSED"
        lines.append(f"target {name} {wanted:.2f}: {found[name]:.3f} {met}")
    return "\n".join(lines)


def groups_of(items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    ways: list[tuple[str, Callable[[Item], str]]] = [
        ("", lambda item: item.system),
        ("language ", lambda item: item.language),
        ("", lambda item: "technical names" if item.language == "tech" else "labels"),
        ("", lambda item: "looked at" if item.system in LOOKED_AT else "never looked at"),
    ]
    groups: list[tuple[str, list[Item]]] = []
    for prefix, key in ways:
        split: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            split[key(item)].append(item)
        groups += [(prefix + name, found) for name, found in sorted(split.items())]
    return [*groups, ("all (micro)", list(items)), ("all (macro)", list(items))]


def figures(items: Sequence[Item]) -> dict[str, float]:
    answered = [item for item in items if item.answered]

    def share(flags: Iterable[bool]) -> float:
        return sum(flags) / len(items)

    return {
        "top1": share(item.first for item in items),
        "top3": share(item.third for item in items),
        "precision": sum(item.first for item in answered) / max(1, len(answered)),
        "coverage": len(answered) / len(items),
        "plain1": share(item.plain_first for item in items),
        "plain3": share(item.plain_third for item in items),
    }


def line_of(name: str, items: Sequence[Item]) -> str:
    found = figures(items)
    if name == "all (macro)":
        systems = sorted({item.system for item in items})
        each = [figures([item for item in items if item.system == system]) for system in systems]
        found = {key: sum(one[key] for one in each) / len(each) for key in found}
    return (
        f"{name:24}{len(items):>6}{found['top1']:>7.3f}{found['top3']:>7.3f}{found['precision']:>7.3f}"
        f"{found['coverage']:>9.3f}{found['plain1']:>9.3f}{found['plain3']:>9.3f}"
    )


def reliability(items: Sequence[Item], bins: int = 5) -> list[str]:
    """Score said against share right, in equal steps; and the mean gap, weighted by items."""
    lines, gap = ["score said   items   said   right   right with hidden fields"], 0.0
    whole = len(items) * (1 + HIDDEN)
    for n in range(bins):
        low, high = n / bins, (n + 1) / bins + (n == bins - 1)
        found = [i for i in items if low <= i.score < high]
        hidden = [i for i in items if low <= i.hidden_score < high]
        if found:
            weight = len(found) + HIDDEN * len(hidden)
            said = (sum(i.score for i in found) + HIDDEN * sum(i.hidden_score for i in hidden)) / weight
            hits = sum(i.first for i in found)
            gap += abs(said - hits / weight) * weight / whole
            lines.append(
                f"{low:.1f} to {(n + 1) / bins:.1f}   {len(found):>6}{said:>7.2f}{hits / len(found):>8.2f}"
                f"{hits / weight:>8.2f}"
            )
    return [*lines, f"mean gap with hidden fields {gap:.3f}"]


if __name__ == "__main__":
    sys.exit(main())
