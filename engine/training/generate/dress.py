"""Clean sheets → grids: the tables as the customer's system would write them."""

from __future__ import annotations

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.heads import file_stem, headers_of
from kbctl.engine.training.generate.profile import Profile
from kbctl.engine.training.generate.sheets import Company
from kbctl.engine.training.generate.style import style_of
from kbctl.engine.training.generate.work import Grid, Row, Work


def dress(profile: Profile, company: Company) -> Work:
    dice = Dice("customer", profile.industry, profile.seed, "dress")
    style = style_of(profile, dice.stream("style"))
    fields = [field for sheet in company.sheets.values() for field in sheet.fields]
    headers = headers_of(profile, fields, dice.stream("headers"))
    grids = {}
    for name, sheet in company.sheets.items():
        rows = [
            Row([style.write(record[field], field) for field in sheet.fields], origin)
            for origin, record in enumerate(sheet.records)
        ]
        own = [headers[field] for field in sheet.fields]
        grids[name] = Grid(sheet, file_stem(sheet.id, profile, sheet.part), own, rows, style)
    return Work(profile, company, grids)
