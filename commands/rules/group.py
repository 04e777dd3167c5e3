"""`kbctl rules …`: names the commands on rules; each is imported when it is called."""

from __future__ import annotations

import click
from kbctl.commands.terminal import InOrder

#: Command -> the module of this package that has it, in the order of the help text.
COMMANDS = {
    "new": "new",
    "lint": "lint",
    "test": "test",
    "coverage": "coverage",
    "fmt": "fmt",
    "schema": "schema",
    "verify": "verify",
    "diff": "diff",
    "impact": "impact",
    "review": "review",
    "log": "log",
    "approve": "approve",
    "promote": "promote",
    "table": "table",
}


class RuleCommands(InOrder):
    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        from importlib import import_module

        module = import_module(f"kbctl.commands.rules.{COMMANDS[name]}")
        found: click.Command = getattr(module, name.replace("-", "_") + "_rules")
        return found


@click.group(cls=RuleCommands, short_help="Edit rules under review: check, test, compare, approve.")
def rules() -> None:
    """Edit rules under review: check them, run the tests that they carry, compare and approve them."""
