"""What a table's own rows keep to - dependencies between columns, patterns of a column - and what breaks it.

Nothing here knows the columns of any one table: rules are discovered, and a cell is doubted only where the
evidence of the other rows is one-sided.
"""
