"""Help texts, and the page that is written from them."""

from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest
from cli_world import ROOT, Kbctl
from kbctl.cli import cli


def every_command(command: click.Command, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    found = {path: command}
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            found |= every_command(below, (*path, name))
    return found


HELP = every_command(cli)


def test_the_reference_is_what_the_help_texts_say() -> None:
    done = subprocess.run(
        [sys.executable, "docs/make_cli_reference.py", "--check"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": ".dev"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", HELP, ids=" ".join)
def test_every_command_says_what_it_does(path: tuple[str, ...]) -> None:
    command = HELP[path]
    first = (command.help or "").splitlines()[0]
    assert first.endswith((".", "?"))
    assert max(map(len, (command.help or "").splitlines())) < 120
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, parameter.name


def test_no_command_is_cut_short_in_the_list(kbctl: Kbctl) -> None:
    said = kbctl("--help", COLUMNS="80")
    assert said.returncode == 0
    assert "..." not in said.stdout.split("Commands:")[1].split("Start here")[0]
    assert max(map(len, said.stdout.splitlines())) <= 80
    assert kbctl("-h").stdout == kbctl("--help").stdout
    assert kbctl("--version").stdout.startswith("kbctl ")


def test_help_imports_nothing_heavy(kbctl: Kbctl) -> None:
    code = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from kbctl.cli import run\n"
        "run(['--help'])\n"
        "own = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(own - set(sys.stdlib_module_names)), file=sys.stderr)\n"
        "print('sqlite3' in sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=kbctl.env(), capture_output=True, text=True)
    assert done.stderr.split("\n")[:2] == ["click kbctl", "False"]
