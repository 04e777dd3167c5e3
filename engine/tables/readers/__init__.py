"""Readers of what is neither delimited text nor a workbook: fixed width, pages, column files, databases."""
