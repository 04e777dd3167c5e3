"""The canonical form of a rule file: the same rule and the same comments, written as all others are."""
