"""Write docs/cli.md from the commands' own help texts; with --check, say whether it is up to date.

python docs/make_cli_reference.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from kbctl.cli import cli

HEAD = """\
# Command line reference

Written by `python docs/make_cli_reference.py` from the commands' own help."""
TAIL = """\
## Exit codes

| code | means |
|---|---|
| 0 | done |
| 1 | the answer is no: nothing found, an expectation missed, findings of a check |
| 2 | the input is wrong; each problem is said on stderr as `file:line:column: what is wrong` |
| 3 | kbctl itself is at fault; `KBCTL_DEBUG=1` shows the traceback |
| 130 | interrupted with Ctrl-C |

What is asked for goes to stdout, notes and problems to stderr. A pipe that closes early, as in
`kbctl replay … | head`, ends the command quietly.

## Environment

| variable | means |
|---|---|
| `KBCTL_CACHE` | folder for the compiled knowledge; default `$XDG_CACHE_HOME/kbctl` or `~/.cache/kbctl` |
| `KBCTL_KNOWLEDGE` | the same as `--knowledge` |
| `KBCTL_MISSES` | file to which `query` adds what it found nothing near; without it nothing is kept |
| `KBCTL_DEBUG` | where it is set, a fault of kbctl shows its traceback |
| `NO_COLOR` | where it is set, no colours; they are used on a terminal only |

## Shell completion

    eval "$(_KBCTL_COMPLETE=bash_source kbctl)"      # ~/.bashrc
    eval "$(_KBCTL_COMPLETE=zsh_source kbctl)"       # ~/.zshrc
    _KBCTL_COMPLETE=fish_source kbctl | source       # ~/.config/fish/config.fish
"""
TARGET = Path(__file__).with_name("cli.md")


Named = tuple[tuple[str, ...], click.Command]


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[Named]:
    """The command and everything below it, in the order of the help text."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path[-1])
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from commands(below, (*path, name))


def help_text(path: tuple[str, ...], command: click.Command) -> str:
    context: click.Context | None = None
    for name in path[:-1]:
        context = click.Context(cli, info_name=name, parent=context)
    context = click.Context(
        command,
        info_name=path[-1],
        parent=context,
        max_content_width=100,
        terminal_width=100,
        help_option_names=["-h", "--help"],
    )
    return command.get_help(context)


def reference() -> str:
    """The whole page. Raises ValueError for a command without help."""
    parts = [HEAD]
    for path, command in commands(cli, ("kbctl",)):
        if not (command.help or "").strip():
            raise ValueError(f"{' '.join(path)} has no help text")
        parts += ["", f"## {' '.join(path)}", "", "```", help_text(path, command), "```"]
    return "\n".join([*parts, "", TAIL])


def main(arguments: list[str]) -> int:
    page = reference()
    if "--check" in arguments:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != page:
            print("docs/cli.md is not what the help texts say; run: python docs/make_cli_reference.py")
            return 1
        print("docs/cli.md is up to date")
        return 0
    TARGET.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
