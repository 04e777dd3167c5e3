"""Linking the records of one person or party in large tables and tables of people, with Splink.

Columns become signs, blocks are chosen by what they cost, weights are learnt without labels, and pairs are
joined to clusters that no single weak link holds together. What small tables of companies and what items
need stands in `linkage` and `similarity`.
"""
