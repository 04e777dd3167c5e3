"""Tables that are too long for Python's objects: they live in DuckDB, behind the same `Column`."""
