"""The report: summary, tables, findings by severity, what was looked for. One page, nothing fetched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kbctl.engine.review.diagnosis.bars import by_table
from kbctl.engine.review.diagnosis.bill import bill_picture
from kbctl.engine.review.diagnosis.finding import finding_card, many_card
from kbctl.engine.review.page import alone
from kbctl.engine.review.site.html import Html, el, join, table
from kbctl.engine.tables.keys import BETWEEN, keys
from kbctl.engine.tables.lines import clean, count
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.register.advice import Advice
from kbctl.engine.tables.register.standing import Register, Standing

#: heads above figures, which stand at the right
RIGHT = tuple(el("span", name, cls="n") for name in ("rows", "share", "findings"))
CARDS = 6  # of one concept and severity; more of them are told in one card
SEVERITIES = ("blocking", "major", "minor")
MEANS = {
    "blocking": "A load fails or goes wrong: to be settled before the data is moved.",
    "major": "Work goes wrong later: to be settled before going live.",
    "minor": "Untidy, and cheap to mend on the way.",
}


def report_page(register: Register, advice: Mapping[str, Advice], label: str, version: str) -> str:
    """The page as text. `label`: what was diagnosed, as the person called it."""
    title = el("header", el("h1", "Data diagnosis"), el("p", label, cls="soft"))
    page = alone(f"Data diagnosis of {label}", title, el("main", _parts(register, advice)), _footer(version))
    return str(clean_page(page))


def clean_page(text: str) -> str:
    """The page without signs that a page cannot hold or that turn its writing round; its lines stay."""
    return "\n".join(clean(line) for line in text.split("\n"))


def _parts(register: Register, advice: Mapping[str, Advice]) -> list[Html]:
    tables = {one.name: one for one in register.diagnosis.book.tables}
    parts = [_summary(register), _bill(register), _tables(register)]
    for severity in SEVERITIES:
        own = [issue for issue in register.open if issue.finding.severity == severity]
        if own:
            cards = _cards(own, tables, advice)
            heading = el("h2", f"{severity.capitalize()} findings", id=severity)
            parts.append(el("section", heading, el("p", MEANS[severity], cls="soft"), cards))
    waived = [issue for issue in register.issues if issue.status == "waived"]
    if waived:
        cards = _cards(waived, tables, advice)
        parts.append(el("section", el("h2", "Waived"), cards))
    return [*parts, _fixed(register), _checks(register)]


def _cards(
    issues: Sequence[Standing], tables: Mapping[str, Profiled], advice: Mapping[str, Advice]
) -> list[Html]:
    """A card for each finding; one for all of a concept that has many, as names of columns have."""
    by_concept: dict[str, list[Standing]] = {}
    for issue in issues:
        by_concept.setdefault(issue.finding.concept, []).append(issue)
    made = []
    for concept, own in by_concept.items():
        if len(own) > CARDS:
            made.append(many_card(own, advice.get(concept)))
        else:
            made += [finding_card(one, tables.get(one.finding.table), advice.get(concept)) for one in own]
    return made


def _summary(register: Register) -> Html:
    diagnosis = register.diagnosis
    tally = Counter[str](issue.finding.severity for issue in register.open)
    rows = sum(one.rows for one in diagnosis.book.tables)
    tiles = [("", len(diagnosis.book.tables), "tables"), ("", rows, "rows")]
    tiles += [(severity, tally[severity], severity) for severity in SEVERITIES]
    items = [el("li", el("b", f"{number:,}"), name, cls=cls or None) for cls, number, name in tiles]
    found = [issue.finding for issue in register.open]
    names = [one.name for one in diagnosis.book.tables]
    picture = None
    if found:
        caption = el("figcaption", "Findings in each table: blocking, major, minor from left to right.")
        picture = el("figure", by_table(found, names), caption)
    lead, tiled = el("p", _said(register), cls="lead"), el("ul", items, cls="tiles")
    return el("section", lead, tiled, _failed(register), picture, _weightiest(register.open))


def _said(register: Register) -> str:
    """The summary in a sentence or two."""
    tables, found = register.diagnosis.book.tables, register.open
    rows = sum(one.rows for one in tables)
    start = f"{count(len(tables), 'table')} with {count(rows, 'row')} were examined"
    if not found:
        return f"{start}; nothing was found that counts."
    touched = len({issue.finding.table for issue in found})
    blocking = sum(issue.finding.severity == "blocking" for issue in found)
    said = f"{start}: {count(len(found), 'finding')} in {count(touched, 'table')}"
    said += f", {blocking} of them blocking a load." if blocking else ", none of them blocking a load."
    waived = len(register.issues) - len(found)
    if waived:
        said += f" {count(waived, 'finding is', 'findings are')} waived."
    if register.fixed:
        said += f" Fixed since the earlier register: {len(register.fixed)}."
    return said


def _failed(register: Register) -> Html | None:
    failed = register.diagnosis.failed
    if not failed:
        return None
    items = [el("li", f"{check.concept} on {check.table}: {check.why}") for check in failed]
    return el(
        "div", el("p", el("strong", "Some checks failed, so this report is not whole.")), el("ul", items)
    )


def _weightiest(issues: tuple[Standing, ...]) -> Html:
    body = [
        el(
            "tr",
            el("td", el("a", issue.id, href=f"#{issue.id.lower()}")),
            el("td", el("span", issue.finding.severity, cls=f"pill {issue.finding.severity}")),
            el("td", issue.finding.concept),
            el("td", issue.finding.table + (f" · {issue.finding.column}" if issue.finding.column else "")),
            el("td", f"{issue.finding.rows:,}", cls="n"),
            el("td", f"{100 * issue.finding.rate:.1f} %", cls="n"),
        )
        for issue in issues
    ]
    if not body:
        return Html()
    return join(el("h2", "All findings"), table(["", "", "issue", "where", RIGHT[0], RIGHT[1]], body))


def _bill(register: Register) -> Html:
    drawn = bill_picture(register.diagnosis.book, [issue.finding for issue in register.open])
    if drawn is None:
        return Html()
    picture = el("div", drawn[0], cls="scroll", tabindex="0")
    figure = el("figure", picture, el("figcaption", drawn[1]), cls="blocking")
    return el("section", el("h2", "Bills of materials"), figure)


def _tables(register: Register) -> Html:
    body = []
    tally = Counter(issue.finding.table for issue in register.open)
    known = keys(register.diagnosis.book)
    for one in register.diagnosis.book.tables:
        header = one.table.header_row
        notes = [*one.table.notes]
        if header != 1:
            notes.insert(0, f"header on line {header}" if header else "no header")
        body.append(
            el(
                "tr",
                el("td", el("code", one.name)),
                el("td", one.role.replace("_", " ") if one.role != "other" else "unknown"),
                el("td", f"{one.rows:,}", cls="n"),
                el("td", BETWEEN.join(known.get(one.name, ())) or "–"),
                el("td", tally[one.name] or "–", cls="n"),
                el("td", "; ".join(notes), cls="soft"),
            )
        )
    heads = ["table", "taken for", RIGHT[0], "key", RIGHT[2], "how it was read"]
    passed = [el("li", note) for note in register.diagnosis.passed_over]
    more = join(el("h4", "Not read"), el("ul", passed, cls="small")) if passed else None
    return el("section", el("h2", "Tables"), table(heads, body), more)


def _fixed(register: Register) -> Html:
    listed = [
        *((line, "fixed") for line in register.fixed),
        *((ln, "not tested again") for ln in register.untested),
    ]
    if not listed:
        return Html()
    items = [
        el("li", f"{state}: {line.concept} in {line.table}" + (f" · {line.column}" if line.column else ""))
        for line, state in listed
    ]
    return el("section", el("h2", "Since the earlier register"), el("ul", items))


def _checks(register: Register) -> Html:
    """What was looked for, and what was not, and why."""
    by_concept: dict[str, Counter[str]] = {}
    why: dict[str, Counter[str]] = {}
    for check in register.diagnosis.checks:
        by_concept.setdefault(check.concept, Counter())[check.status] += 1
        if check.why:
            why.setdefault(check.concept, Counter())[check.why] += 1
    body = []
    for concept, tally in sorted(by_concept.items()):
        ran = tally["issue"] + tally["clean"]
        reasons = why.get(concept)
        reason = min(reasons, key=lambda one: (reasons[one], one)) if reasons and not ran else ""
        found = (
            f"found in {count(tally['issue'], 'table')}" if tally["issue"] else "clean" if ran else "not run"
        )
        result = "failed" if tally["error"] else found
        cells = [el("td", concept), el("td", ran, cls="n"), el("td", result), el("td", reason, cls="soft")]
        body.append(el("tr", cells))
    inside = table(["issue", "tables looked at", "result", "why not"], body)
    summary = el("summary", f"{count(len(body), 'kind')} of issue were looked for")
    return el("section", el("h2", "What was looked for"), el("details", summary, inside))


def _footer(version: str) -> Html:
    said = (
        f"Made with kbctl {version}. Rows are numbered as a spreadsheet shows them. All rows of each finding"
        " are in the register (kbctl diagnose … --xlsx register.xlsx)."
    )
    return el("footer", said)
