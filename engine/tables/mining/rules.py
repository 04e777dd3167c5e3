"""What the rule column of a mapping sheet says, as steps of recognised forms.

The patterns read texts without case and accents, in English, Spanish and Chinese. Parameters that
tell how (formats, factors, widths) are kept; values that a rule puts into the data (defaults,
constants) are not: what a customer's data hold stays with the customer. What no pattern knows is
kept as it was written, quoted values taken out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kbctl.engine.tables.mining.formats import date_formats, units_of, width_of
from kbctl.engine.tables.mining.saying import bare, one_line
from kbctl.engine.tables.mining.words import forms

COPY, OTHER, CONSTANT, DEFAULT = "copy", "other", "constant", "default value"
DATE, UNIT, YARN, LOOKUP = "date format", "unit conversion", "yarn count conversion", "lookup"


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One step of a rule. `how`: its parameters in one form (`DD/MM/YYYY → YYYY-MM-DD`), or for `other` the
    text."""

    form: str
    how: str = ""


#: the parameters of a form, by the name that forms.txt has for their kind
_HOW: Mapping[str, Callable[[str], str]] = {"dates": date_formats, "units": units_of, "width": width_of}
STRONG = re.compile(r"\s*(?:[;\n；。]|\bthen\b|\bluego\b|\bdespues\b|\bafterwards\b|然后|再)\s*", re.I)
WEAK = re.compile(r"\s*(?:[,，、+&]|\band\b|\by\b|并)\s*", re.I)
FORMULA = re.compile(r"^=?\s*[A-Za-z_]\w*\s*\(.*\)\s*$", re.S)
CALL = re.compile(r"([A-Za-z_]\w*)\s*\(")
#: functions of spreadsheets and SQL whose name says what they do
CALLS = {
    "trim": "trim", "upper": "upper case", "lower": "lower case", "lpad": "pad", "rpad": "pad",
    "concat": "concatenation", "concatenate": "concatenation", "textjoin": "concatenation", "vlookup": LOOKUP,
    "xlookup": LOOKUP, "lookup": LOOKUP, "espacios": "trim", "mayusc": "upper case", "minusc": "lower case",
    "concatenar": "concatenation", "buscarv": LOOKUP, "nvl": DEFAULT, "coalesce": DEFAULT, "isnull": DEFAULT,
}  # fmt: skip
QUOTED = re.compile(r"\"[^\"]*\"|(?<!\w)'[^']*'|“[^”]*”|‘[^’]*’")
PRIVATE = re.compile(r"\S+@\S+|\d{5,}")
PATTERN = re.compile(r"^[\W_dmyhs]*$", re.I)


def forms_of(rule: str) -> tuple[Step, ...]:
    """The steps of a rule in their order; none where nothing is said."""
    text = rule.strip()
    if not text:
        return ()
    if FORMULA.match(text):
        named = [CALLS.get(name.casefold()) for name in CALL.findall(text)]
        known = [Step(form) for form in reversed(named) if form]
        return tuple(dict.fromkeys(known)) if len(known) == len(named) else (Step(OTHER, verbatim(text)),)
    return tuple(dict.fromkeys(step for part in STRONG.split(text) if part for step in _steps(part)))


def _steps(text: str) -> Iterator[Step]:
    parts = [part for part in WEAK.split(text) if part]
    each = [_step(part) for part in parts]
    if len(parts) > 1 and all(each):
        yield from (step for step in each if step)
    else:
        yield _step(text) or Step(OTHER, verbatim(text))


def _step(text: str) -> Step | None:
    said = bare(text)
    for form in forms():
        if form.pattern.search(said):
            return Step(form.name, _HOW[form.how](one_line(text)) if form.how else "")
    return None


def verbatim(text: str) -> str:
    """The text with the values in it taken out: what is quoted (unless only signs or a date pattern),
    addresses, long numbers."""
    kept = QUOTED.sub(lambda found: found[0] if PATTERN.match(found[0]) else "'…'", one_line(text))
    return PRIVATE.sub("…", kept)
