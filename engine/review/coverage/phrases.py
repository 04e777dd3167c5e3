"""Slots and their values as consultants say them in the names of tests: `exactly 2 %`, `no backup`.

A slot that is not listed is named by its name.
"""

from __future__ import annotations

#: How a quantity is said; {} is the figure with its unit.
QUANTITIES = {
    "rate": "{}", "said_rate": "said to be {}", "count": "{} of them", "factor": "factor {}",
    "levels": "{} levels", "deadline_weeks": "a deadline in {}", "weeks_open": "open for {} weeks",
    "employees": "{} employees", "revenue_usd": "{} of revenue", "data_quality": "{} of the data clean",
    "legal_entities": "{} legal entities", "requirements_complete": "{} of the requirements written down",
    "language_count": "{} languages", "currency_count": "{} currencies", "sites": "{} sites",
    "countries": "{} countries", "users": "{} users", "integrations": "{} integrations", "skus": "{} items",
    "customers": "{} customers", "suppliers": "{} suppliers", "bom_levels": "{} levels of bills",
    "inventory_locations": "{} stock locations", "machines": "{} machines",
    "custom_share": "{} made to order", "corrupted_share": "{} corrupted",
    "timeline_weeks": "a project of {}", "downtime_hours": "{} of downtime", "key_people": "{} key people",
    "steward_days": "{} of the steward", "rules": "{} rules", "cases": "{} cases for it",
    "cases_against": "{} cases against it", "rows": "{} rows", "weeks_ago": "{} weeks ago",
    "pairs": "{} pairs", "effort_days": "{} of effort", "freeze_days": "a freeze of {}",
    "max_attempts": "{} attempts allowed", "review_pairs": "{} pairs reviewed in a week", "week": "week {}",
}  # fmt: skip

#: One of several.
SINGULAR = {
    "1 levels": "1 level", "1 weeks": "1 week", "1 employees": "1 employee",
    "1 legal entities": "1 legal entity", "1 languages": "1 language", "1 currencies": "1 currency",
    "1 sites": "1 site", "1 countries": "1 country", "1 users": "1 user", "1 integrations": "1 integration",
    "1 items": "1 item", "1 customers": "1 customer", "1 suppliers": "1 supplier",
    "1 stock locations": "1 stock location", "1 machines": "1 machine", "1 key people": "1 key person",
    "1 rules": "1 rule", "1 cases": "1 case", "1 rows": "1 row", "1 pairs": "1 pair",
    "1 attempts": "1 attempt",
}  # fmt: skip

#: What is said where it is so, and where it is not.
YES_OR_NO = {
    "source_known": ("the source is known", "the source is not known"),
    "shared_key": ("a key is shared", "no key is shared"),
    "documented": ("it is documented", "it is not documented"),
    "differentiating": ("it sets the company apart", "it does not set the company apart"),
    "real_time_needed": ("needed at once", "not needed at once"),
    "failed_predecessor": ("a predecessor failed", "no predecessor failed"),
    "backup_available": ("a backup is there", "no backup"),
    "assumed": ("the result is assumed", "the result was reported"),
    "executable": ("it runs on the tables", "it is work by hand"),
    "reversible": ("it can be undone", "it cannot be undone"),
}

#: Words of enumerations; `slot value` where there is none.
WORDS = {
    ("result", "worked"): "it worked", ("result", "failed"): "it failed",
    ("result", "partly"): "it worked in part", ("result", "pending"): "the result is not known yet",
    ("result", "unknown"): "nobody knows the result",
    ("situation", "orderly"): "an orderly project", ("situation", "pressed"): "a pressed project",
    ("situation", "crisis"): "a crisis",
    ("size", "small"): "a small company", ("size", "medium"): "a company of medium size",
    ("size", "large"): "a large company",
    ("user_trust", "low"): "users trust little", ("user_trust", "medium"): "users trust somewhat",
    ("user_trust", "high"): "users trust much",
    ("status", "chosen"): "it is decided", ("status", "asked"): "it is asked about",
    ("status", "escalated"): "it is escalated",
    ("grounded_by", "text"): "people said it", ("grounded_by", "given"): "it was said exactly",
    ("grounded_by", "table"): "the tables show it", ("grounded_by", "rule"): "a rule concluded it",
    ("grounded_by", "answer"): "an answer told it",
}  # fmt: skip

#: Phrases that are sentences.
CLAUSES = frozenset(one for pair in YES_OR_NO.values() for one in pair) | frozenset(WORDS.values())

#: A fact of the frame that is not there.
GONE = {
    "challenge": "the challenge is closed", "company": "nothing is known of the company",
    "finding": "no finding", "past": "nothing was tried before", "policy": "no policy is set",
    "option": "no such option", "decision": "nothing is decided", "step": "no such step",
    "remedy": "the remedy is not described", "case": "no such case", "contradiction": "no contradiction",
}  # fmt: skip
