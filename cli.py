"""The command line: names the commands, and turns what became of one into an exit code.

Exit codes: 0 done · 1 the answer is no (nothing found, expectation missed, findings of a check) · 2 the input
is wrong · 3 kbctl itself is at fault · 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

import click
from kbctl import __version__
from kbctl.commands.terminal import WIDTH, InOrder, Refused, say

#: What stands for a character that the terminal cannot show; `?` for all others.
PLAIN = {
    "→": "->",
    "·": "-",
    "—": "-",
    "–": "-",
    "…": "...",
    "“": '"',
    "”": '"',
    "×": "x",
    "±": "+-",
    "≥": ">=",
    "≤": "<=",
}

EPILOG = """\b
Start here:
  kbctl query "duplicate customers"
  kbctl replay fixtures/midwest-furniture/scenario.yaml --record run.json
  kbctl why run.json d4
  kbctl diagnose exports/

\b
Exit codes: 0 done, 1 the answer is no, 2 the input is wrong, 3 a fault of
kbctl, 130 interrupted. KBCTL_CACHE is the folder for the compiled knowledge
base (default ~/.cache/kbctl); NO_COLOR turns colours off.
"""

#: Command -> the module that has it; imported when it is called, so that a query loads only its own.
COMMANDS = {
    "query": "query",
    "replay": "replay",
    "why": "explain",
    "why-not": "explain",
    "explain": "explaining",
    "diagnose": "diagnose",
    "suggest": "suggest",
    "map": "map",
    "reconcile": "reconcile",
    "repair": "repair",
    "undo": "repair",
    "columns": "columns",
    "mine": "mine",
    "build": "build",
    "rules": "rules.group",
    "graph": "graph",
    "cases": "cases",
    "generate": "generate",
    "demo": "generate",
}


class Commands(InOrder):
    """The commands of the table above, each loaded when it is needed."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        from importlib import import_module

        module = import_module(f"kbctl.commands.{COMMANDS[name]}")
        found: click.Command = getattr(module, name.replace("-", "_"))
        return found


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and give the exit code. A pipe that closes early and Ctrl-C end quietly."""
    output = sys.stdout
    try:
        code = answer_code(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        drop_output()
        return 0
    except SystemExit:
        if sys.stdout is output:
            raise
        sys.stdout = output  # click has put a dead stream in the place of a pipe that closed
        drop_output()
        return 0
    except OSError as error:  # what is read is checked by its reader; this is the output, or a bad disk
        drop_output()
        say(f"{error.filename or 'output'}: {error.strerror or error}")
        return 2


def answer_code(arguments: list[str] | None) -> int:
    try:
        code = cli.main(arguments, prog_name="kbctl", standalone_mode=False)
        return code or 0  # what a command gave to `exit`
    except click.ClickException as error:
        say_usage(error)
    except Refused as error:
        say(str(error))
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        return 130
    except OSError:
        raise
    except Exception as error:
        problems = getattr(error, "problems", None)  # InputProblems, without importing it on every start
        if problems is None:
            return fault(error)
        for problem in problems:
            say(str(problem))
    return 2


def fault(error: Exception) -> int:
    """Say that the program is at fault, and where. Not 1, which Python gives: that is an answer."""
    import traceback

    if os.environ.get("KBCTL_DEBUG"):
        raise error
    at = traceback.extract_tb(error.__traceback__)[-1]
    say(f"kbctl failed, which is a fault of kbctl and not of the input: {type(error).__name__}: {error}"
        f" ({os.path.basename(at.filename)}:{at.lineno}); with KBCTL_DEBUG=1 it says more")  # fmt: skip
    return 3


def say_usage(error: click.ClickException) -> None:
    """How the command is called, and what is wrong with this call."""
    context = getattr(error, "ctx", None)
    if (
        type(error).__name__ == "NoArgsIsHelpError"
    ):  # the message is the help text; click 8.1 has no such error
        say(error.format_message())
        return
    if context is not None:
        say(f"{context.get_usage()}\nTry '{context.command_path} --help' for help.\n")
    say(f"Error: {error.format_message()}")


def drop_output() -> None:
    """What is still buffered has nowhere to go, and the interpreter must not try again at its end."""
    with suppress(OSError), open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def main() -> None:
    prepare_streams()
    sys.exit(run())


def prepare_streams() -> None:
    """A stream that is closed goes nowhere; a character that the terminal cannot show has a stand-in."""
    import codecs

    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - open as long as the process is
    codecs.register_error("kbctl", stand_in)
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="kbctl")


def stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(PLAIN.get(character, "?") for character in missing), error.end


@click.group(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
@click.option(
    "--knowledge",
    type=click.Path(exists=True, file_okay=False),
    envvar="KBCTL_KNOWLEDGE",
    help="Folder with ontology/, rules/ and kg/cases/ to use instead of the shipped knowledge.",
)
def cli(knowledge: str | None) -> None:
    """What stands in the way of an ERP implementation, what resolves it, and why.

    Ask what is known of a challenge, play an implementation week by week, look for issues in exported tables,
    check the rules.
    """


if __name__ == "__main__":
    main()
