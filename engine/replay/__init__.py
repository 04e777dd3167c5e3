"""Plays a scenario week by week and keeps the record."""
