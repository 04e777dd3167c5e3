"""The draft of a case file: what a project's transformations show about remedies. A person completes it."""

from __future__ import annotations

from typing import Any

from kbctl.engine.tables.mining.evidence import Evidence, evidence_of
from kbctl.engine.tables.mining.mined import Mined
from kbctl.kg.cases import parse_case
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

HEAD = """\
# Draft, made from mapping sheets. Complete what is known of the company (docs/cases.md), check every lesson
# against the sheets, and strike what does not stand alone, before this goes to kg/cases/.
"""
TOLD = 4  # fields that a lesson names


def draft_case(mined: Mined, vocabulary: Vocabulary) -> str:
    """The YAML text, or an empty text where no outcome bears on a remedy. Raises InputProblems where it would
    not be read as a case."""
    evidence = evidence_of(mined)
    if not evidence:
        return ""
    import yaml

    text = HEAD + str(
        yaml.safe_dump(_case(mined, evidence, vocabulary), sort_keys=False, allow_unicode=True, width=110)
    )
    _, problems = parse_case(text, f"{mined.project}.yaml", mined.project, vocabulary)
    if problems:
        raise InputProblems(problems)
    return text


def _case(mined: Mined, evidence: tuple[Evidence, ...], vocabulary: Vocabulary) -> dict[str, Any]:
    fields = len({one.field for one in mined.transformations})
    return {
        "case": mined.project,
        "title": f"Column mapping of the project {mined.project}",
        "kind": "implementation",
        "summary": (
            f"The mapping sheets of a past project: {mined.rows} rows that map columns of the legacy "
            f"system to "
            f"fields, with rules for {fields} fields and, where it was written down, what came of them."
        ),
        "unknown": ["the company, its industry and the year", "how the outcomes were established"],
        "lessons": [
            {
                "concerns": [one.challenge],
                "use": one.remedy,
                "result": one.result,
                "says": says(one, vocabulary),
            }
            for one in evidence
        ],
        "sources": [
            {
                "citation": f"mapping sheets of {mined.project}: "
                + ", ".join(sorted({sheet.name.partition("#")[0] for sheet in mined.sheets})),
                "supports": "the rules and outcomes counted here, and nothing else",
            }
        ],
    }


def says(one: Evidence, vocabulary: Vocabulary) -> str:
    """`Unit conversion on fabric_weight_gsm, length: worked in 3 rows, failed in 1`."""
    fields = list(dict.fromkeys(use.field for use in one.uses))
    named = ", ".join(fields[:TOLD]) + (f" and {len(fields) - TOLD} more" if len(fields) > TOLD else "")
    counts = ((one.worked, "worked"), (one.partly, "worked in part or was corrected later"),
              (one.failed, "failed"))  # fmt: skip
    came = ", ".join(f"{words} in {rows(number)}" for number, words in counts if number)
    return f"{vocabulary.terms[one.remedy].label} on {named}: {came}"


def rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"
