"""What `kbctl mine --format json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kbctl.engine.tables.mining.evidence import evidence_of
from kbctl.engine.tables.mining.mined import Mined, Name, Tally, Transformation


def figures(mined: Mined) -> Mapping[str, int]:
    other = sum(len(one.places) for one in mined.transformations if one.form == "other")
    return {
        "sheets": len(mined.sheets),
        "rows": mined.rows,
        "left_out": mined.left_out,
        "names": len(mined.names),
        "new": len(mined.of("new")),
        "conflicts": len(mined.of("conflict")),
        "known": len(mined.of("known")),
        "rejected": len(mined.of("rejected")),
        "parts": len(mined.of("part")),
        "fields": len({name.field for name in mined.names}),
        "transformations": len(mined.transformations),
        "steps_not_recognised": other,
        "not_understood": len(mined.notes),
    }


def as_json(mined: Mined) -> dict[str, Any]:
    return {
        "schema": "kbctl/mined/1",
        "project": mined.project,
        "figures": dict(figures(mined)),
        "sheets": [
            {"sheet": one.name, "header_row": one.header, "columns": list(one.roles),
            "rows": len(one.entries)}
            for one in mined.sheets
        ],
        "names": [_name(one) for one in mined.names],
        "transformations": [_transformation(one) for one in mined.transformations],
        "remedies": [
            {"remedy": one.remedy, "challenge": one.challenge, "speaks": one.side, "result": one.result,
             "worked": one.worked, "partly": one.partly, "failed": one.failed}
            for one in evidence_of(mined)
        ],
        "not_understood": [
            {"at": str(one.at), "code": one.code, "message": one.message, "text": one.text}
            for one in mined.notes
        ],
        "passed_over": list(mined.passed_over),
    }  # fmt: skip


def _name(one: Name) -> dict[str, Any]:
    return {
        "status": one.status, "field": one.field, "name": one.name, "language": one.language,
        "system": one.system, "table": one.table, "already": list(one.others),
        "outcomes": outcomes(one.outcomes), "rows": [str(place) for place in one.places],
    }  # fmt: skip


def _transformation(one: Transformation) -> dict[str, Any]:
    return {
        "field": one.field, "form": one.form, "how": one.how, "remedy": one.bearing.remedy or None,
        "challenge": one.bearing.challenge or None, "activity": one.bearing.activity or None,
        "outcomes": outcomes(one.outcomes), "rows": [str(place) for place in one.places],
    }  # fmt: skip


def outcomes(told: Tally) -> dict[str, int]:
    return dict(told)
