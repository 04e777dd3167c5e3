"""MaterialSubstitution: a production order used a material that the bill of its product does not name, in
place of one that it names.

A material used beside all those of the bill is no substitute; if that is so in every order, the bill is
incomplete. Substitutes that the bill lists are approved.
"""

from __future__ import annotations

from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Finding, Skip
from kbctl.engine.tables.usage import Usage, usage, used_column

CONCEPT = "MaterialSubstitution"
FEW = 2  # orders of a product up to which its own orders cannot show what it usually takes


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    column = used_column(table)
    orders = usage(book, table)
    if not orders or column is None:
        return Skip("no use of materials by production orders to hold against bills of material")
    usual: dict[str, set[str]] = {}
    made: dict[str, int] = {}
    for one in orders:
        usual.setdefault(one.product, set()).update(one.used)
        made[one.product] = made.get(one.product, 0) + 1
    issued = {code for one in orders for code in one.used}
    odd = [
        one
        for one in orders
        if one.extra
        and len(one.extra) <= len(one.unused)
        # a part that no order takes is not kept in stock; of a product made once others must tell
        and one.unused & (usual[one.product] if made[one.product] > FEW else issued)
    ]
    places = sorted({p for one in odd for code in one.extra for p in one.used[code]})
    if not places:
        return ()
    message = (
        f"{count(len(places), 'row')} ({percent(len(places), table.rows)}) name a material that the bill "
        f"of the product "
        f"does not ask for, in place of one that it does ({count(len(odd), 'production order')})."
    )
    cells = [table.cell(place, column) for place in places]
    examples = [_told(one) for one in odd]
    return (finding(CONCEPT, table, column, cells, 0.88, "major", message, examples),)


def _told(one: Usage) -> str:
    return f"{one.order}: {', '.join(sorted(one.extra))} in place of {', '.join(sorted(one.unused)[:2])}"


DETECTORS = {CONCEPT: detect}
