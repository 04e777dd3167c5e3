"""The proposal for a reviewer: a page, a patch and a draft case, as file name → text. Nothing applies
itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kbctl.engine.tables.mining.as_json import figures
from kbctl.engine.tables.mining.draft import draft_case
from kbctl.engine.tables.mining.evidence import count, evidence_of
from kbctl.engine.tables.mining.mined import Mined, Name
from kbctl.engine.tables.mining.patch import PATH, patch_of
from kbctl.engine.tables.mining.render import plural, told
from kbctl.ontology.vocab import Vocabulary

PAGE, PATCH = "proposal.md", "columns.patch"
PLACES = 3  # places that a line tells


def proposal(mined: Mined, before: str | None, vocabulary: Vocabulary) -> Mapping[str, str]:
    """Path below the folder → text. `before`: the text of kg/columns.csv. A patch and a case are there only
    where there is something to add."""
    case = f"kg/cases/{mined.project}.yaml"
    files = {PATCH: patch_of(mined, before), case: draft_case(mined, vocabulary)}
    files = {path: text for path, text in files.items() if text}
    page = "\n\n".join(_page(mined, vocabulary, case if case in files else "", PATCH in files)) + "\n"
    return {PAGE: page, **files}


def _page(mined: Mined, vocabulary: Vocabulary, case: str, patch: bool) -> Iterator[str]:
    yield f"# What the mapping sheets of {mined.project} propose"
    yield "Nothing has been changed. Names of columns only; no values of the customer's data."
    steps = []
    if patch:
        steps.append(
            f"Read the new names below, strike from `{PATCH}` what is wrong, then `git apply {PATCH}` "
            f"adds the "
            f"rest to {PATH}."
        )
    if mined.of("conflict"):
        steps.append("Decide on the conflicts; what is to be added is written into the file by hand.")
    if case:
        steps.append(f"Complete `{case}` and weigh its lessons; they are candidates, not findings.")
    steps.append("`kbctl build` checks the result.")
    yield "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
    yield _table(("figure", "number"), [(name.replace("_", " "), n) for name, n in figures(mined).items()])
    yield "## Where from"
    yield _table(
        ("sheet", "header in row", "rows", "columns read"),
        [(one.name, one.header, len(one.entries), ", ".join(one.roles)) for one in mined.sheets],
    )
    yield from _names("New names", "", mined.of("new"), False)
    yield from _names(
        "For decision",
        "The same name stands for another field already, here or in the knowledge. Not in the patch.",
        mined.of("conflict"),
        True,
    )
    yield from _names(
        "Rejected", "The project rejected the mapping. Not in the patch.", mined.of("rejected"), False
    )
    yield from _names(
        "Parts of a field",
        "Combined from several columns or split into several: no names of the field. Not in the patch.",
        mined.of("part"),
        False,
    )
    yield from _transformations(mined)
    yield from _evidence(mined, vocabulary)
    if mined.notes:
        yield "## Not understood"
        yield "\n".join(
            f"- {_code(str(note.at))}: {_plain(note.message)}" + (f" {_code(note.text)}" if note.text else "")
            for note in mined.notes
        )
    if mined.passed_over:
        yield "## Passed over"
        yield "\n".join(f"- {_plain(line)}" for line in mined.passed_over)


def _names(title: str, why: str, names: Sequence[Name], others: bool) -> Iterator[str]:
    if not names:
        return
    yield f"## {title} ({len(names)})"
    if why:
        yield why
    head = ("field", "name", "language", "system", "table", "rows", "outcome", "where")
    rows = [
        (one.field, _code(one.name), one.language, one.system, one.table, len(one.places), told(one.outcomes),
         _places(one.places))
        for one in names
    ]  # fmt: skip
    if others:
        yield _table(
            (*head, "stands for"),
            [(*row, ", ".join(one.others)) for row, one in zip(rows, names, strict=True)],
        )
    else:
        yield _table(head, rows)


def _transformations(mined: Mined) -> Iterator[str]:
    steps = [one for one in mined.transformations if one.form != "copy"]
    if not steps:
        return
    yield f"## Transformations ({len(steps)})"
    yield (
        "`other` is what no form covers, as it was written, quoted values taken out. Values of defaults and "
        "constants are left out."
    )
    yield _table(
        ("field", "form", "how", "rows", "outcome", "remedy or activity", "where"),
        [
            (one.field, one.form, _code(one.how) if one.how else "", len(one.places), told(one.outcomes),
             one.bearing.remedy or one.bearing.activity, _places(one.places))
            for one in steps
        ],
    )  # fmt: skip


def _evidence(mined: Mined, vocabulary: Vocabulary) -> Iterator[str]:
    evidence = evidence_of(mined)
    if not evidence:
        return
    yield f"## What the outcomes say of remedies ({len(evidence)})"
    yield (
        "Candidate evidence: a row says that a step worked or failed, not why. Which remedy a step is, and "
        "on which challenge it bears, is a judgement from the definitions of the terms."
    )
    yield _table(
        ("remedy", "challenge", "worked", "partly or corrected later", "failed", "speaks"),
        [
            (vocabulary.terms[one.remedy].label, vocabulary.terms[one.challenge].label, one.worked,
            one.partly,
             one.failed, {"both": "for and against"}.get(one.side, one.side))
            for one in evidence
        ],
    )  # fmt: skip
    failed = [one for one in mined.transformations if count(one.outcomes, "failed")]
    if failed:
        yield "What failed:"
        yield "\n".join(
            f"- {one.field}: {one.form}{f' {_code(one.how)}' if one.how else ''}, {told(one.outcomes)} "
            f"({plural(len(one.places), 'row')}: {_plain(_places(one.places))})"
            for one in failed
        )


def _places(places: Sequence[object]) -> str:
    more = f" and {len(places) - PLACES} more" if len(places) > PLACES else ""
    return ", ".join(map(str, places[:PLACES])) + more


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(str(cell)) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text if text.startswith("`") else _plain(text)


def _plain(text: str) -> str:
    """A text that Markdown leaves as it is; an underscore within a word stays one."""
    for sign in "\\`*<>|[]":
        text = text.replace(sign, "\\" + sign)
    return text


def _code(text: str) -> str:
    """As code; a bar would end the cell of a table, and a backtick the code."""
    return "`" + text.replace("`", "'").replace("|", "¦") + "`"
