"""The rule language and the rule files."""
