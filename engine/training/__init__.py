"""Customers, environments and learning: what the engine is trained and examined with."""
