"""One finding on the page: what is wrong, where, how it looks, and what the knowledge base proposes."""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.review.diagnosis.bars import distribution
from kbctl.engine.review.diagnosis.clusters import cluster_picture, side_by_side
from kbctl.engine.review.site.html import Html, el, join, table
from kbctl.engine.tables.detectors.common import quoted
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.register.advice import PROPOSED, Advice
from kbctl.engine.tables.register.clusters import clusters_of
from kbctl.engine.tables.register.standing import Standing
from kbctl.engine.tables.table import Finding

ROWS, BESIDE = 5, 3  # rows shown of a finding; columns beside those in question


def finding_card(issue: Standing, profiled: Profiled | None, told: Advice | None) -> Html:
    finding = issue.finding
    label = told.label if told else finding.concept
    state = el("span", issue.status, cls="pill") if issue.status == "waived" or issue.retest else None
    where = join(el("code", finding.table), " · " if finding.column else "", el("code", finding.column)
                 if finding.column else None, f" · {finding.rows:,} rows, {100 * finding.rate:.1f} %",
                 f" · certainty {finding.certainty:.2f} · ", el("code", finding.concept))  # fmt: skip
    ident = f"{issue.id.lower()}"
    return el(
        "article",
        el(
            "h3", f"{issue.id}  {label}", el("span", finding.severity, cls="pill"), state, id=f"{ident}-title"
        ),
        el("p", where, cls="where"),
        el("p", finding.message),
        el("p", told.definition, cls="soft small") if told and told.definition else None,
        _waiver(issue),
        el("div", el("div", _examples(finding)), el("div", _remedies(told)), cls="two"),
        _pictures(finding, profiled),
        _rows(finding, profiled),
        cls=f"finding {finding.severity}",
        id=ident,
        aria_labelledby=f"{ident}-title",
    )


def many_card(issues: Sequence[Standing], told: Advice | None) -> Html:
    """One card for all findings of a concept that is found in many columns."""
    first = issues[0].finding
    label = told.label if told else first.concept
    body = []
    for issue in issues:
        where = issue.finding.table + (f" · {issue.finding.column}" if issue.finding.column else "")
        cells = [el("td", issue.id), el("td", where), el("td", issue.finding.message)]
        if issue.waiver:
            cells.append(el("td", f"waived until {issue.waiver.expires}: {issue.waiver.reason}"))
        body.append(el("tr", cells, id=issue.id.lower()))
    ident = f"{issues[0].id.lower()}-title"
    pill = el("span", first.severity, cls="pill")
    return el(
        "article",
        el("h3", f"{label}, {len(issues)} times", pill, id=ident),
        el("p", el("code", first.concept), cls="where"),
        el("p", told.definition, cls="soft small") if told and told.definition else None,
        _remedies(told),
        table(["", "where", "what"], body),
        cls=f"finding {first.severity}",
        aria_labelledby=ident,
    )


def _waiver(issue: Standing) -> Html | None:
    if issue.waiver is None:
        return None
    state = "The waiver has expired on" if issue.expired else "Waived until"
    return el("p", el("strong", f"{state} {issue.waiver.expires}: "), issue.waiver.reason)


def _examples(finding: Finding) -> Html:
    if not finding.examples:
        return Html()
    return join(el("h4", "Examples"), el("ul", [el("li", one) for one in finding.examples], cls="small"))


def _remedies(told: Advice | None) -> Html:
    if told is None or not told.remedies:
        return Html()
    items = []
    for remedy in told.remedies[:PROPOSED]:
        sure = f"{remedy.confidence:.2f}" if remedy.confidence is not None else "–"
        fits = f"fits when {remedy.fits_when}" if remedy.fits_when else ""
        rules = ", ".join(remedy.rules[:2])
        said = "; ".join(part for part in (fits, f"rules {rules}" if rules else "") if part)
        by = "" if remedy.executable else " (by people)"
        items.append(
            el("li", el("span", sure, cls="sure"), el("span", remedy.label, by), el("span", said, cls="fits"))
        )
    return join(el("h4", "Remedies that the knowledge base proposes"), el("ol", items, cls="remedies"))


def _pictures(finding: Finding, profiled: Profiled | None) -> Html:
    if profiled is None:
        return Html()
    if finding.pairs:
        clusters = clusters_of(finding.pairs)
        picture, said = cluster_picture(clusters, profiled)
        records = side_by_side(clusters, profiled)
        return join(el("figure", picture, el("figcaption", said)), el("h4", "Records side by side"), records)
    column = profiled.table.by_header.get(finding.column)
    drawn = distribution(column, finding) if column else None
    return el("figure", drawn[0], el("figcaption", drawn[1])) if drawn else Html()


def _rows(finding: Finding, profiled: Profiled | None) -> Html:
    """The first rows in question, with their key and a few cells beside, so that people recognise them."""
    if profiled is None or finding.pairs or not finding.cells:
        return Html()
    asked = dict.fromkeys(cell.column for cell in finding.cells)
    marked = {(cell.row, cell.column) for cell in finding.cells}
    wanted = list(dict.fromkeys(cell.row for cell in finding.cells))[:ROWS]
    place_of = {row: place for place, row in enumerate(profiled.table.numbers) if row in set(wanted)}
    others = [c for c in profiled.table.columns if c is not profiled.key and c.header not in asked]
    near = [c for c in others if c.filled_rows][:BESIDE]
    chosen = [
        c for c in profiled.table.columns if c is profiled.key or c.header in list(asked)[:4] or c in near
    ]
    body = []
    for row in wanted:
        if row in place_of:
            cells = [el("td", row, cls="n")]
            for column in chosen:
                text = column.values[place_of[row]]
                told = quoted(text)[1:-1] or "blank"
                cells.append(
                    el("td", el("mark", told) if (row, column.header) in marked else told if text else "")
                )
            body.append(el("tr", cells))
    total = len({cell.row for cell in finding.cells})
    head = f"First rows of {total:,}" if total > len(body) else "Rows"
    return join(el("h4", head), table(["row", *(c.header for c in chosen)], body, cls="cells"))
