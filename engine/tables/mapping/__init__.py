"""The mapping of a project: source fields to target fields, as reviewed YAML and as a workbook for people."""
