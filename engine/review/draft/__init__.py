"""A new rule: its text with a test that fires and a near miss, both run before anything is written."""
