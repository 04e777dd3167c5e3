"""InvalidContactDetail: an e-mail address, telephone number or web address that cannot be valid in form.

Telephone numbers are judged by their count of digits; those that differ from most of their country are put to
phonenumbers. Fillers and cells with several addresses are findings of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.detectors.multi_values import parts_of
from kbctl.engine.tables.detectors.spreadsheet_errors import is_error
from kbctl.engine.tables.encoding import LOST
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.places import country_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import PHONE, Kind, meaning_of
from kbctl.engine.tables.table import Column, Finding, Skip
from kbctl.engine.tables.values import FAKE_CONTACT, WORDS
from rapidfuzz.distance import OSA

CONCEPT = "InvalidContactDetail"
MAIL = re.compile(r"(?!\.)[\w%+'&/=~-]+(\.[\w%+'&/=~-]+)*@([^\W_]([\w-]*[^\W_])?\.)+[^\W\d_]{2,24}$")
WEB = re.compile(r"(https?://)?([^\W_]([\w-]*[^\W_])?\.)+[^\W\d_]{2,24}(:\d+)?([/?#]\S*)?$", re.IGNORECASE)
#: the largest providers: a domain one letter off is a slip
PROVIDERS = ("gmail.com", "hotmail.com", "yahoo.com", "outlook.com", "icloud.com")
ENDINGS = frozenset({"con", "cmo", "ocm", "comm", "coom", "cim", "vom", "ogr", "nte"})
EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension|int\.?|durchwahl|dw\.?|转)\s*\d{1,6}$", re.IGNORECASE)
LABEL = re.compile(r"^(?:tel|phone|ph|fax|mobile|cell|móvil|t|m|f)\b\.?:?\s*", re.IGNORECASE)
HEADS: dict[Kind, frozenset[str]] = {
    "email": frozenset({"email", "mail", "correo", "邮箱", "电子邮箱", "电子邮件"}),
    "phone": frozenset(
        {"phone", "tel", "telephone", "telefono", "telefon", "fax", "mobile", "movil", "电话", "手机", "座机"}
    ),
    "url": frozenset({"website", "web", "url", "homepage", "网址"}),
}  # fmt: skip
VALID = 0.5  # share of right ones, from which a column without a telling field is one of such addresses
SHORTEST, LONGEST = 6, 15  # digits of a telephone number; 15 is the limit of E.164
DOUBTFUL = 3000  # distinct numbers that are put to phonenumbers at most, which takes 0.1 ms each


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    found = []
    looked = False
    for column in table.table.columns:
        kind = kind_of(book, table, column)
        if not kind:
            continue
        looked = True
        wrong = _wrong(book, table, column, kind)
        if wrong:
            cells = cells_with(table, column, (text for text in column.counts if text.strip() in wrong))
            noun = {"email": "e-mail address", "phone": "telephone number", "url": "web address"}[kind]
            message = (
                f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} hold no "
                f"valid {noun}."
            )
            certainty = 0.95 if kind == "email" else 0.9
            found.append(finding(CONCEPT, table, column, cells, certainty, "minor", message))
    return tuple(found) if looked else Skip("no contact details")


def kind_of(book: Book, table: Profiled, column: Column) -> Kind | None:
    """email, phone or url, by the cells, or by header where half of the cells agree."""
    meaning = meaning_of(book, table, column)
    for kind, heads in HEADS.items():
        if meaning.kind == kind:
            return kind
        said = set(words(column.header))
        if (
            said & heads or any(head in column.header for head in heads if not head.isascii())
        ) and meaning.share(kind) >= VALID:
            return kind
    return None


def _wrong(book: Book, table: Profiled, column: Column, kind: Kind) -> set[str]:
    texts = {
        text
        for text in column.filled
        if not WORDS.fullmatch(text)
        and not FAKE_CONTACT.fullmatch(text)
        and not is_error(text)
        and LOST not in text
        and text.isprintable()  # damage is a finding of its own
        and not parts_of(text, kind)
    }
    if kind == "phone":
        return _phones(book, table, column, texts)
    fits: Callable[[str], bool] = is_mail if kind == "email" else lambda text: WEB.match(text) is not None
    wrong = {text for text in texts if not fits(text)}
    return wrong if len(wrong) <= (1 - VALID) * len(texts) else set()


def is_mail(text: str) -> bool:
    """Valid in form, at no misspelt provider, under no misspelt ending."""
    if not MAIL.match(text):
        return False
    domain = text.rpartition("@")[2].casefold()
    if domain.rpartition(".")[2] in ENDINGS:
        return False
    return domain in PROVIDERS or not any(
        domain[0] == provider[0] and OSA.distance(domain, provider, score_cutoff=1) == 1
        for provider in PROVIDERS
    )


def _phones(book: Book, table: Profiled, column: Column, texts: set[str]) -> set[str]:
    bare = {text: LABEL.sub("", EXTENSION.sub("", text)).strip() for text in texts}
    bare = {text: number for text, number in bare.items() if not _vanity(number)}
    texts = set(bare)
    digits = {text: sum(map(str.isdigit, number)) for text, number in bare.items()}
    wrong = {text for text, number in bare.items() if not PHONE.match(number)}
    wrong |= {text for text, number in digits.items() if not SHORTEST <= number <= LONGEST}
    if len(wrong) > (1 - VALID) * len(texts):
        return set()
    countries = _countries(book, table, column)
    usual = _usual_lengths((text, countries.get(text, "")) for text in texts - wrong)
    odd = [text for text in sorted(texts - wrong) if _length(text) != usual.get(countries.get(text, ""))]
    common = _common_lengths((text, countries.get(text, "")) for text in texts - wrong)
    wrong |= {
        text
        for text in odd
        if (least := common.get(countries.get(text, ""), 0))
        and _length(text) <= least - (2 if text.startswith("+") else 4)
    }
    return wrong | {text for text in odd[:DOUBTFUL] if _impossible(bare[text], countries.get(text, ""))}


def _vanity(number: str) -> bool:
    return re.fullmatch(r"\+?1?[ .(-]*8\d\d[ .)-]*[\d-]*[A-Z][A-Z-]{3,9}", number) is not None


def _length(text: str) -> int:
    return sum(map(str.isdigit, EXTENSION.sub("", text)))


def _usual_lengths(numbers: Iterable[tuple[str, str]]) -> dict[str, int]:
    tally: dict[str, Counter[int]] = {}
    for text, country in numbers:
        tally.setdefault(country, Counter())[_length(text)] += 1
    return {
        country: max(lengths, key=lambda length: (lengths[length], length))
        for country, lengths in tally.items()
    }


def _common_lengths(numbers: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Country → digits of its shortest numbers, of lengths that are not rare; judged from twenty numbers."""
    tally: dict[str, Counter[int]] = {}
    for text, country in numbers:
        tally.setdefault(country, Counter())[_length(text)] += 1
    return {
        country: min(length for length, number in lengths.items() if number >= 0.3 * lengths.total())
        for country, lengths in tally.items()
        if lengths.total() >= 20 and max(lengths.values()) >= 0.3 * lengths.total()
    }


def _countries(book: Book, table: Profiled, column: Column) -> dict[str, str]:
    """Number → the country of its first row."""
    countries = next((c for c in table.table.columns if meaning_of(book, table, c).kind == "country"), None)
    if countries is None:
        return {}
    found: dict[str, str] = {}
    for text, country in zip(column.values, countries.values, strict=True):
        found.setdefault(text.strip(), country_of(country))
    return found


def _impossible(number: str, country: str) -> bool:
    """No number of that length exists in its country; a number without the area code may be local."""
    import phonenumbers

    if not country and not number.startswith(("+", "00")):
        return False
    try:
        parsed = phonenumbers.parse(re.sub("^00", "+", number), country or None)
    except phonenumbers.NumberParseException:
        return True
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    local = phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY
    return reason != phonenumbers.ValidationResult.IS_POSSIBLE and (
        reason != local or number.startswith(("+", "00"))
    )


DETECTORS = {CONCEPT: detect}
