"""Stratified forward chaining: facts, compilation, fixpoint, explanation."""
