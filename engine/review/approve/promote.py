"""The life cycle of a rule: which status may follow which, and what must be true first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbctl.rules.approvals import Standing
from kbctl.rules.model import Rule, Status

#: What may follow. A draft goes through shadow, so that there is evidence before it decides anything.
NEXT: dict[Status, tuple[Status, ...]] = {
    "draft": ("shadow",),
    "shadow": ("active", "draft"),
    "active": ("deprecated", "shadow"),
    "deprecated": (),
}
_STATUS = re.compile(r"^(status:[ \t]*)([\"']?)([a-z]+)\2([ \t]*(?:#.*)?)$", re.MULTILINE)


def why_not(
    rule: Rule, to: Status, stands: Sequence[Standing], fired: bool | None, tests_fail: bool
) -> str | None:
    """Why the rule cannot get the status now; None where it can.

    `stands` is how it stands with each role that must approve it; `fired` whether a record shows it firing in
    shadow, None where no records were given.
    """
    if to not in NEXT[rule.status]:
        allowed = " or ".join(NEXT[rule.status]) or "nothing"
        return f"it is {rule.status}, after which comes {allowed}, not {to}"
    if to == "active":
        if tests_fail:
            return "its tests fail"
        if fired is None:
            return "give run records that show what it did in shadow"
        if not fired:
            return "no record shows it firing: nothing is known of what it would do"
        missing = [stand for stand in stands if stand.holds is None]
        if missing:
            return f"it is not approved as {missing[0].role}: {missing[0].why} (kbctl rules approve)"
    if to == "deprecated" and not rule.replaced_by:
        return "a deprecated rule names its successor: add 'replaced_by: …' to the file"
    return None


def with_status(text: str, to: Status) -> str:
    """The text of the rule file with another status; everything else stays as it is."""
    found = _STATUS.findall(text)
    if len(found) != 1:
        raise ValueError("the file has no line 'status: …' of its own")
    return _STATUS.sub(lambda match: f"{match[1]}{to}{match[4]}", text)
