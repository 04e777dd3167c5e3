"""Mapping sheets of a past project → new column names and transformations, as a change for review."""
