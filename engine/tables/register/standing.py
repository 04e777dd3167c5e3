"""How each finding stands: new, open, waived; and what an earlier register had that is fixed now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from kbctl.engine.tables.diagnose import Diagnosis, as_json, finding_id
from kbctl.engine.tables.fingerprint import STAMP, fingerprints
from kbctl.engine.tables.project.waivers import Waiver
from kbctl.engine.tables.table import Finding

Status = Literal["new", "open", "waived", "fixed"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A line of an earlier register: what people wrote there goes on to the next one."""

    fingerprint: str
    concept: str
    table: str
    column: str
    description: str
    severity: str
    rows: int
    status: Status
    owner: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One finding as it stands. `waiver` where one was given, `expired` if it holds no more; `retest` is what
    came of it since the earlier register, empty where there was none."""

    id: str
    fingerprint: str
    finding: Finding
    status: Status
    waiver: Waiver | None = None
    expired: bool = False
    retest: str = ""
    owner: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Register:
    """Findings in the order of the diagnosis; `fixed`: what the earlier register had and is not found any
    more; `untested`: what it had and this diagnosis did not look for, the table or the check being absent;
    `unused`: waivers that met no finding, sorted by fingerprint."""

    diagnosis: Diagnosis
    issues: tuple[Standing, ...]
    fixed: tuple[Earlier, ...] = ()
    untested: tuple[Earlier, ...] = ()
    unused: tuple[Waiver, ...] = ()

    @property
    def open(self) -> tuple[Standing, ...]:
        """Those that count: not waived."""
        return tuple(issue for issue in self.issues if issue.status != "waived")

    @property
    def expired(self) -> tuple[Standing, ...]:
        return tuple(issue for issue in self.issues if issue.expired)


def stand(
    diagnosis: Diagnosis,
    waivers: Iterable[Waiver] = (),
    earlier: Sequence[Earlier] | None = None,
    today: str = "",
) -> Register:
    """`today`, ISO 8601, decides which waivers hold; `earlier` is None where there is no register to compare
    with."""
    marks = fingerprints(diagnosis.findings, [table.name for table in diagnosis.book.tables])
    given = {waiver.fingerprint: waiver for waiver in waivers}
    before = {line.fingerprint: line for line in earlier or ()}
    issues = []
    for number, (finding, mark) in enumerate(zip(diagnosis.findings, marks, strict=True), start=1):
        one = _stands(
            Standing(finding_id(number), mark, finding, "new"), before.get(mark), earlier is not None
        )
        if waiver := given.get(mark):
            holds = waiver.holds(today)
            one = replace(
                one,
                waiver=waiver,
                expired=not holds,
                status="waived" if holds else "open",
                owner=one.owner or waiver.owner,
            )
        issues.append(one)
    seen = set(marks)
    looked = _looked_for(diagnosis)
    fixed, untested = [], []
    for mark, line in sorted(before.items()):
        if mark not in seen and (line.status == "fixed" or _place(line.concept, line.table) in looked):
            fixed.append(replace(line, status="fixed"))
        elif mark not in seen:
            untested.append(line)
    unused = tuple(given[mark] for mark in sorted(given) if mark not in seen)
    return Register(diagnosis, tuple(issues), tuple(fixed), tuple(untested), unused)


def _looked_for(diagnosis: Diagnosis) -> set[tuple[str, str]]:
    """Concept and table of each check that gave an answer."""
    return {_place(c.concept, c.table) for c in diagnosis.checks if c.status in ("clean", "issue")}


def _place(concept: str, table: str) -> tuple[str, str]:
    return concept, STAMP.sub("*", table).casefold()


def _stands(one: Standing, before: Earlier | None, compared: bool) -> Standing:
    if before is None:
        return replace(one, retest="not found before") if compared else one
    if before.status == "fixed":
        return replace(one, retest="found again", owner=before.owner, comment=before.comment)
    rows = one.finding.rows
    change = "unchanged" if rows == before.rows else f"{before.rows:,} → {rows:,} rows"
    return replace(
        one, status="open", retest=f"still open, {change}", owner=before.owner, comment=before.comment
    )


def register_json(register: Register) -> dict[str, Any]:
    """The diagnosis for machines, each finding with its standing."""
    said = as_json(register.diagnosis)
    for finding, issue in zip(said["findings"], register.issues, strict=True):
        finding["status"] = issue.status
        finding["waiver"] = _waiver(issue)
        finding["retest"] = issue.retest or None
        finding["owner"] = issue.owner or None
    said["fixed"] = [_line(line) for line in register.fixed]
    said["untested"] = [_line(line) for line in register.untested]
    said["unused_waivers"] = [
        {"fingerprint": one.fingerprint, "concept": one.concept, "table": one.table, "expires": one.expires}
        for one in register.unused
    ]
    return said


def _waiver(issue: Standing) -> Mapping[str, Any] | None:
    if issue.waiver is None:
        return None
    return {"reason": issue.waiver.reason, "expires": issue.waiver.expires, "expired": issue.expired}


def _line(line: Earlier) -> dict[str, Any]:
    return {
        "fingerprint": line.fingerprint,
        "concept": line.concept,
        "table": line.table,
        "column": line.column or None,
        "rows": line.rows,
    }
