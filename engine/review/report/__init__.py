"""The report on a change of the rules, for whoever approves it."""
