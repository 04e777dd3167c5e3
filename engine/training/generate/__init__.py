"""Made-up customers: clean relational tables, faults put in on purpose, and a ledger that says which."""
