"""Lint: findings with their pages, suggestions and fixes, a baseline, and formats for other tools."""
