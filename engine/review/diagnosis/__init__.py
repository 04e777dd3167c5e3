"""A diagnosis of tables as a page for people: one file without anything fetched from elsewhere."""
