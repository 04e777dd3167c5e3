"""The customer's own tables: reading them and finding what is wrong."""
