"""What commands have in common at the terminal: text and JSON output, files, progress, refusals."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress

import click

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeVar

    from kbctl.engine.tables.table import Reading

    Command = TypeVar("Command", bound=Callable[..., Any])

WIDTH = 100


class Refused(Exception):
    """The input is wrong in a way that is said in one message; ends with exit code 2."""


class InOrder(click.Group):
    """Lists its commands in the order in which they stand here, which is that of use."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.commands)


class NamedPath(click.Path):
    """A path that is not empty: Python would take an empty one for the folder where the user stands."""

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        if value == "":
            self.fail("the path is empty", param, context)
        return super().convert(value, param, context)


def visible(text: str) -> str:
    """Text of others for a terminal: what would steer it or turn the writing round is shown as a sign.

    For text that is not coloured yet; lines and tabs stay."""
    return text.translate(_STEERING)


#: C0 and C1 controls but line ends and tabs; the signs that embed, override and isolate directions.
_STEERING = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)],
    "\ufffd",
)


def say(message: str) -> None:
    """A line for people, on stderr; where nobody reads that any more, for nobody."""
    with suppress(OSError):
        click.echo(visible(message), err=True)


def said_by_user(text: str) -> str:
    """An argument as it was typed, without signs that steer a terminal: where the locale knows only ASCII,
    Python has left its bytes undecoded."""
    if any("\udc80" <= character <= "\udcff" for character in text):
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return visible(text)


def format_option(command: Command) -> Command:
    choice = click.Choice(["text", "json"])
    return click.option(
        "--format", "format_", type=choice, default="text", show_default=True, help="How to print."
    )(command)


def print_json(value: object) -> None:
    import json

    print_json_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_json_text(text: str) -> None:
    """JSON text as it is, or with escapes where the output cannot hold all of its characters."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        import json

        text = json.dumps(json.loads(text), indent=1) + "\n"
    click.echo(text, nl=False)


def coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    if not sys.stdout.isatty():
        return WIDTH
    import shutil

    return min(WIDTH, shutil.get_terminal_size().columns)


def write_file(path: str, text: str) -> None:
    """Write under a temporary name, then rename: a reader never sees half a file, a failure leaves none."""
    real = os.path.realpath(path)  # what a link points to is replaced, not the link
    special = os.path.exists(real) and not os.path.isfile(real)  # /dev/stdout, a named pipe
    temporary = real if special else f"{real}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if not special:
            os.replace(temporary, real)
    except BaseException as error:
        if not special:
            with suppress(OSError):
                os.unlink(temporary)
        if isinstance(error, OSError):
            raise Refused(f"{path}: cannot be written: {error.strerror}") from None
        raise


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None] | None]:
    """A line on the terminal that says how far a long command is; none where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return

    def watch(done: int, total: int, what: str) -> None:
        sys.stderr.write("\r" + f"{done} of {total}  {what}"[: WIDTH - 1].ljust(WIDTH - 1))
        sys.stderr.flush()

    try:
        yield watch
    finally:
        sys.stderr.write("\r" + " " * (WIDTH - 1) + "\r")
        sys.stderr.flush()


def finding_json(problem: Any, level: str) -> Mapping[str, object]:
    at = problem.at
    return {"path": at.path, "line": at.line, "column": at.column, "code": problem.code, "level": level,
            "message": problem.message}  # fmt: skip


def tell_unread(reading: Reading) -> bool:
    """Say which files could not be read; whether there are any: then the answer is not whole."""
    for one in reading.unread:
        say(f"{one.file}: not read: {one.why}")
    return bool(reading.unread)


def answer_is_no() -> None:
    """End with exit code 1, which says that the command did its work and the answer is no."""
    click.get_current_context().exit(1)
