"""Header → canonical field: from names in use, the rest of the table, and the values in the column."""
