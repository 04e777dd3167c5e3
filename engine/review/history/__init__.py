"""The history of a rule from git, told in meaning."""
