"""Reconciliation: what stood in the tables before a migration or repair against what stands in them after."""
