"""Which clauses of a rule its tests hold fast: mutants, which of them are noticed, what test would notice."""
