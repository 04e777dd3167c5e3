"""InvalidContactDetail: an e-mail address, telephone number or web address that cannot be valid in form.

Telephone numbers are judged by their count of digits; those that differ from most of their country are put to
phonenumbers. Fillers and cells with several addresses are findings of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.detectors.multi_values import parts_of
from kbctl.engine.tables.detectors.spreadsheet_errors import is_error
from kbctl.engine.tables.encoding import LOST
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.places import country_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import PHONE, Kind, meaning_of
from kbctl.engine.tables.table import Column, Finding, Skip, shape
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
#: addresses that are right whatever they say, for RE2: of plain signs, of the usual top-level domains, and of
#: no domain that begins like one of a large provider but is another
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = rf"(?:[a-fj-np-xzA-FJ-NP-XZ0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)(?:{_NAME}\.)*"
_TOP = "(?:com|net|org|info|biz|edu|gov|[A-Za-z]{2})"
_LOCAL = r"[A-Za-z0-9_%+'&/=~-]+(?:\.[A-Za-z0-9_%+'&/=~-]+)*"
SOUND: Mapping[Kind, str] = {
    "email": rf"^{_LOCAL}@(?:{_HOST}{_TOP}|{'|'.join(map(re.escape, PROVIDERS))})$",
    "url": rf"^(?:https?://)?(?:{_NAME}\.)+{_TOP}(?:/[A-Za-z0-9/._-]*)?$",
}
FAKE = rf"(?i)^\s*(?:{FAKE_CONTACT.pattern})\s*$"
#: shapes whose texts are telephone numbers of one form, whatever their digits are
ALIKE = re.compile(r"[^Aaü\s]([^Aaü]*[^Aaü\s])?$")
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
            cells = cells_with(table, column, column.as_written(wrong))
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
    if kind == "phone":
        return _phones(book, table, column)
    fits: Callable[[str], bool] = is_mail if kind == "email" else lambda text: WEB.match(text) is not None
    suspects = {text.strip() for text in column.unlike(SOUND[kind])} - {""}
    wrong = {text for text in suspects if _is_judged(text, kind) and not fits(text)}
    passed = suspects | {text.strip() for text in column.matching(FAKE)} if wrong else ()
    judged = len(column.filled) - sum(not _is_judged(text, kind) for text in passed)
    return wrong if len(wrong) <= (1 - VALID) * judged else set()


def _is_judged(text: str, kind: Kind) -> bool:
    """No filler, no damage, not several addresses: these are findings of their own."""
    return not (
        WORDS.fullmatch(text)
        or FAKE_CONTACT.fullmatch(text)
        or is_error(text)
        or LOST in text
        or not text.isprintable()
        or parts_of(text, kind)
    )


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


@dataclass(frozen=True, slots=True)
class _Number:
    """Telephone numbers of one shape and of rows with one text for the country; or a single number. `bare`:
    one of them without label and extension, `alike`: how many there are."""

    text: str
    bare: str
    beside: str
    country: str
    alike: int = 1
    single: bool = True

    @property
    def is_possible(self) -> bool:
        fits = PHONE.match(self.bare) is not None
        return fits and SHORTEST <= sum(map(str.isdigit, self.bare)) <= LONGEST

    @property
    def length(self) -> int:
        """Digits without the extension."""
        return sum(map(str.isdigit, EXTENSION.sub("", self.text)))


def _phones(book: Book, table: Profiled, column: Column) -> set[str]:
    countries = next((c for c in table.table.columns if meaning_of(book, table, c).kind == "country"), None)
    numbers = _numbers(column, countries)
    wrong = [one for one in numbers if not one.is_possible]
    if sum(one.alike for one in wrong) > (1 - VALID) * sum(one.alike for one in numbers):
        return set()
    possible = [one for one in numbers if one.is_possible]
    usual, common = _usual_lengths(possible), _common_lengths(possible)
    odd = [one for one in possible if one.length != usual[one.country]]
    wrong += [
        one
        for one in odd
        if (least := common.get(one.country, 0))
        and one.length <= least - (2 if one.text.startswith("+") else 4)
    ]
    doubtful = sorted(_singly(column, countries, odd), key=lambda one: one.text)[:DOUBTFUL]
    impossible = {one.text for one in doubtful if _impossible(one.bare, one.country)}
    return impossible | {one.text for one in _singly(column, countries, wrong)}


def _numbers(column: Column, countries: Column | None) -> list[_Number]:
    """The telephone numbers, those that are written alike as one; what is not judged is left out. The country
    of a number is that of its first row."""
    groups = Counter(_groups(column, countries))
    groups.subtract(_fakes(column, countries))
    found, apart = [], []
    for (form, beside), number in groups.items():
        if not ALIKE.match(form):
            apart.append((form, beside))
        elif number > 0 and _is_judged(form.replace("9", "2"), "phone"):  # nines alone are a filler
            found.append(_Number(form, form, beside, country_of(beside), number, single=False))
    return found + _single(column, countries, apart)


def _groups(column: Column, countries: Column | None) -> Mapping[tuple[str, str], int]:
    """How many distinct texts have which shape, and which text for the country in their first row."""
    if countries:
        return column.beginnings(countries)
    return {(form, ""): number for form, number in column.shape_sizes.items()}


def _fakes(column: Column, countries: Column | None) -> Mapping[tuple[str, str], int]:
    """The same of what is no telephone number though it has the shape of one."""
    places = column.places(column.matching(FAKE))
    texts = column.at(places)
    beside = countries.at(places) if countries else [""] * len(texts)
    first = dict(zip(reversed(texts), reversed(beside), strict=True))
    return Counter((shape(text), said) for text, said in first.items())


def _single(column: Column, countries: Column | None, groups: Collection[tuple[str, str]]) -> list[_Number]:
    """Each number of these shapes and texts for the country."""
    if countries:
        texts = column.begun(countries, groups)
    else:
        texts = dict.fromkeys(column.texts(form for form, _ in groups), "")
    found = []
    for text, beside in {text.strip(): beside for text, beside in texts.items()}.items():
        bare = LABEL.sub("", EXTENSION.sub("", text)).strip()
        if text and _is_judged(text, "phone") and not _vanity(bare):
            found.append(_Number(text, bare, beside, country_of(beside)))
    return found


def _singly(column: Column, countries: Column | None, numbers: Iterable[_Number]) -> list[_Number]:
    numbers = list(numbers)
    groups = {(one.text, one.beside) for one in numbers if not one.single}
    return [one for one in numbers if one.single] + (_single(column, countries, groups) if groups else [])


def _vanity(number: str) -> bool:
    return re.fullmatch(r"\+?1?[ .(-]*8\d\d[ .)-]*[\d-]*[A-Z][A-Z-]{3,9}", number) is not None


def _usual_lengths(numbers: Iterable[_Number]) -> dict[str, int]:
    return {
        country: max(lengths, key=lambda length: (lengths[length], length))
        for country, lengths in _lengths(numbers).items()
    }


def _common_lengths(numbers: Iterable[_Number]) -> dict[str, int]:
    """Country → digits of its shortest numbers, of lengths that are not rare; judged from twenty numbers."""
    return {
        country: min(length for length, number in lengths.items() if number >= 0.3 * lengths.total())
        for country, lengths in _lengths(numbers).items()
        if lengths.total() >= 20 and max(lengths.values()) >= 0.3 * lengths.total()
    }


def _lengths(numbers: Iterable[_Number]) -> dict[str, Counter[int]]:
    """Country → how many numbers have so many digits."""
    tally: dict[str, Counter[int]] = {}
    for one in numbers:
        tally.setdefault(one.country, Counter())[one.length] += one.alike
    return tally


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
