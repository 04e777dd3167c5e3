"""What is asked of texts, as SQL: the same answers as those of `table` and of `str`.

RE2 and DuckDB agree with Python on plain texts only: those of the printable signs of ASCII. What else there
is is either covered by an expression that holds for all texts, or looked at by Python (see `column`).
"""

from __future__ import annotations

WHITE = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
DIGITS, NINES = "012345678", "999999999"


def quoted(text: str) -> str:
    """A text as an SQL literal; signs that cannot be seen are written as their numbers."""
    if text.isprintable() and text.isascii():
        return "'" + text.replace("'", "''") + "'"
    return "(" + " || ".join(f"chr({ord(sign)})" for sign in text) + ")" if text else "''"


WHITE_SQL = quoted(WHITE)


def stripped(text: str, plain: str) -> str:
    """`str.strip`; `plain` is an expression that says whether the text is plain."""
    return f"CASE WHEN {plain} THEN trim({text}, ' ') ELSE trim({text}, {WHITE_SQL}) END"


def is_filled(text: str) -> str:
    """1 where the text holds anything but white space, else 0."""
    seen = f"{text} >= '!' AND {text} < chr(127)"
    return (
        f"(CASE WHEN {seen} THEN 1 WHEN {text} = '' THEN 0 ELSE (trim({text}, {WHITE_SQL}) <> '')::INT END)"
    )


def is_plain(text: str) -> str:
    """Whether all signs of the text are printable ones of ASCII."""
    return f"NOT regexp_matches({text}, '[^ -~]')"


def shape(text: str, plain: str) -> str:
    """`table.shape`."""
    ascii_ = f"translate({text}, '{DIGITS}', '{NINES}')"
    for letters, sign in (("[A-Z]+", "A"), ("[a-z]+", "a")):
        ascii_ = f"regexp_replace({ascii_}, '{letters}', '{sign}', 'g')"
    return f"CASE WHEN {plain} THEN {ascii_} ELSE regexp_replace({ascii_}, '[^\\x00-\\x7f]+', 'ü', 'g') END"


def template(text: str) -> str:
    """`table.template`: RE2's decimal digits are Python's."""
    return f"regexp_replace({text}, '\\p{{Nd}}+', '#', 'g')"


def code_form(text: str) -> str:
    """`table.code_form` of a plain text."""
    single = f"CASE WHEN contains({text}, '  ') THEN regexp_replace({text}, ' +', ' ', 'g') ELSE {text} END"
    return f"lower(trim({single}, ' '))"
