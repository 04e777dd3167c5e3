"""Verification of rules: what no facts can show, what contradicts, what is said twice, what is left open."""
