"""Approving rules: who may, signatures, the evidence for and against promoting a rule."""
