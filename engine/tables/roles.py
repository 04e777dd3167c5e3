"""What a table is (customer master, bill of materials, …), and which of its candidate fields each column is.

A role is chosen by the table's name and by the fields that its columns can stand for; the role then settles
headers that could be several things (`Name`, `ProductID`, `Qty`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from kbctl.engine.tables.headers import GENERIC_ENDS, Names, candidates, concepts, words
from kbctl.engine.tables.role_table import PARTY, ROLES, Role
from kbctl.engine.tables.table import Column, Table
from kbctl.engine.tables.values import is_date, is_number

#: what the column knowledge says of a table: header → field
Learned = Callable[[Table], Mapping[str, str]]

OTHER = "other"
#: what a name without it ends in is a table of a database, `schema.table` at most
ENDING = re.compile(
    r"\.(csv|tsv|tab|txt|prn|fwf|xlsx|xlsm|xlsb|xls|ods|parquet|pq|sqlite3?|db3?|duckdb)$", re.IGNORECASE
)
BY_ID: Mapping[str, Role] = {role.id: role for role in ROLES}

#: a code field → the role of the table whose rows it points at
POINTS_AT: Mapping[str, str] = {
    "item_code": "item_master", "bom_parent_item": "item_master", "bom_component_item": "item_master",
    "customer_code": "customer_master", "supplier_code": "supplier_master", "warehouse_code": "warehouse",
    "default_warehouse": "warehouse", "work_center_code": "work_center", "machine_code": "work_center",
    "sales_order_no": "sales_order", "purchase_order_no": "purchase_order", "work_order_no": "work_order",
    "item_group": "item_group", "base_uom": "unit_of_measure", "purchase_uom": "unit_of_measure",
    "sales_uom": "unit_of_measure", "bom_component_uom": "unit_of_measure", "bom_uom": "unit_of_measure",
    "weight_uom": "unit_of_measure", "alt_uom": "unit_of_measure", "sales_territory": "territory",
}  # fmt: skip
GENERIC_NAME = frozenset({"name", "nombre", "名称", "title", "description", "desc"})
#: headers that mean something only where the role has a field for them
_GENERIC = """
group type class category date quantity qty price cost code id no number level unit rate reference status
line order location
"""
GENERIC = GENERIC_NAME | frozenset(_GENERIC.split())
SAMPLE = 400  # distinct texts of a column that are looked at
NUMERIC = frozenset({"number", "quantity", "money", "ratio", "integer"})
LEARNED = 0.85  # score of a field that only the column knowledge gives
NEAR = 0.9  # score below which a candidate rests on a near spelling only
#: tables that tell of things, not of parties: `Account name` is no customer there
NO_PARTY = frozenset({"item_group", "unit_of_measure", "ledger_account", "trial_balance", "bom", "routing"})
PARTY_OWN = ("customer_", "supplier_", "credit_")
OWNERS = ("customer_", "supplier_", "item_", "bom_", "warehouse_", "work_center_")


def role_of(table: Table, names: Names, learned: Learned = lambda table: {}) -> tuple[str, dict[str, str]]:
    """The table's role, and header → field for the columns whose field is known.

    Words decide first. The column knowledge is asked about headers that they leave open, and gives way to
    them; where no role was found, what it says may show one.
    """
    offers = {column.header: _plausible(column, names) for column in table.columns}
    role = _role(table, offers)
    fields = _assign(role, offers)
    if len(fields) == len(offers):
        return (role.id if role else OTHER), fields
    more = {
        header: field
        for header, field in learned(table).items()
        if header not in fields
        and not (role and role.id in NO_PARTY and field.startswith(PARTY_OWN) and field not in POINTS_AT)
        and _fits(field, names.types.get(field, ""), sorted(table.by_header[header].filled)[:SAMPLE], False)
    }
    if role is None and more:
        offers = {h: offer or ({more[h]: LEARNED} if h in more else {}) for h, offer in offers.items()}
        role = _role(table, offers)
        fields = _assign(role, offers)
    taken = set(fields.values())
    for header, field in more.items():
        if header not in fields and field not in taken:
            fields[header] = field
    return (role.id if role else OTHER), {h: fields[h] for h in offers if h in fields}


def _role(table: Table, offers: Mapping[str, Mapping[str, float]]) -> Role | None:
    spoken = _name_words(table.name)
    named = next(
        (
            r.id
            for r in ROLES
            if any(one <= said for said in spoken[:1] for one in r.names) and _core(r, offers)
        ),
        "",
    )
    best: tuple[float, int, Role | None] = (0.0, 0, None)
    for rank, role in enumerate(ROLES):
        score = _score(role, table, offers, spoken) + (1.0 if role.id == named else 0.0)
        if score > best[0] and score > 1.0:
            best = (score, -rank, role)
    return best[2]


def _plausible(column: Column, names: Names) -> Mapping[str, float]:
    """Candidates that the cells do not contradict."""
    found = candidates(column.header, names)
    sample = column.sample(SAMPLE)
    return {
        field: score
        for field, score in found.items()
        if _fits(field, names.types.get(field, ""), sample, alone=len(found) == 1)
    }


def _fits(field: str, kind: str, sample: Sequence[str], alone: bool) -> bool:
    """Whether texts may be of a field: prose is no code (where the header may mean something else), digits
    are no name, and most of what is a date or an amount looks like one."""
    if not sample:
        return True
    prose = sum(len(text.split()) > 1 and not any(c.isdigit() for c in text) for text in sample)
    if field.endswith(("_code", "_no")) and not alone and prose > 0.5 * len(sample):
        return False
    if field.endswith("_name") and not any(c.isalpha() for text in sample for c in text):
        return False
    if kind == "date":
        return sum(map(is_date, sample)) >= 0.5 * len(sample)
    return kind not in NUMERIC or sum(map(is_number, sample)) >= 0.5 * len(sample)


def _name_words(name: str) -> tuple[frozenset[str], ...]:
    """Words of the sheet, else of the file, each also without a plural s; folders do not speak."""
    path, _, sheet = name.partition("#")
    file = path.rpartition("/")[2]
    stem = ENDING.sub("", file) if ENDING.search(file) else file.rpartition(".")[2]
    said = []
    for part in (sheet, stem):
        if part:
            found = words(part)
            said.append(frozenset(found) | {word.removesuffix("s") for word in found} | {"".join(found)})
    return tuple(said)


def _score(
    role: Role, table: Table, offers: Mapping[str, Mapping[str, float]], spoken: tuple[frozenset[str], ...]
) -> float:
    """0 where the role is impossible. A name counts 3 (a sheet's 4), each group of core fields 1.5, each
    other field
    0.25 up to 2."""
    name = 0.0
    for weight, said in zip((4.0, 3.0) if len(spoken) > 1 else (3.0,), spoken, strict=False):
        if any(one <= said for one in role.names):
            name = max(name, weight)
    assigned = {field for field in _assign(role, offers).values() if field in role.fields}
    if not _core(role, offers):
        return 0.0
    if not role.core:
        return name if len(table.columns) <= 12 else 0.0
    if role.master and not _identifies(role, table, offers):
        return 0.0
    if role.master and {role.key[0], role.key[0].replace("_code", "_name")} <= assigned:
        name += 1.5  # a key and a name, each row a thing of its own
    own = sum(1 for field in assigned if field not in PARTY)
    return (
        name + 1.5 * len(role.core) + min(2.0, 0.25 * own) - (0.0 if name else 1.0)
        if name or own >= 2
        else 0.0
    )


def _core(role: Role, offers: Mapping[str, Mapping[str, float]]) -> bool:
    assigned = set(_assign(role, offers).values())
    return all(any(field in assigned for field in group) for group in role.core)


def _identifies(role: Role, table: Table, offers: Mapping[str, Mapping[str, float]]) -> bool:
    """A master has a row a thing: its key, or where it has none its name, hardly repeats."""
    fields = _assign(role, offers)
    for wanted in (role.key, tuple(group for core in role.core for group in core)):
        columns = [table.by_header[header] for header, field in fields.items() if field in wanted]
        if columns:
            return any(
                c.filled_rows and len(c.filled) >= 0.7 * c.filled_rows and c.filled_rows >= 0.5 * table.rows
                for c in columns
            )
    return False


def _generic(role: Role, end: str) -> str:
    """The field that `Name`, `Code`, `Group`, `Type` mean in a table of this role."""
    if end:
        return next((field for field in role.fields if field.endswith(end)), "")
    return role.key[0] if role.key and role.master else ""


def _assign(role: Role | None, offers: Mapping[str, Mapping[str, float]]) -> dict[str, str]:
    """Header → field. Outside the role's own fields a header counts only where it can be but one thing."""
    order = {field: place for place, field in enumerate(role.fields)} if role else {}
    found: dict[str, str] = {}
    for header, offer in offers.items():
        own = [field for field in offer if field in order]
        end = GENERIC_ENDS.get(concepts(header))
        if own:
            found[header] = min(own, key=lambda field: (offer[field] < NEAR, order[field]))
        elif role and end is not None and (field := _generic(role, end)):
            found[header] = field
        elif len(offer) == 1 and not (set(words(header)) <= GENERIC):
            (field,) = offer
            if role is None or field in POINTS_AT or not field.startswith(OWNERS):
                found[header] = field
    return found
