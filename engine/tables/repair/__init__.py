"""Carrying remedies out: plan → apply → verify, the change log, the repaired folder, and the way back."""
