"""The issue register: findings with what was decided on them, as a workbook that is read back, and for
machines."""
