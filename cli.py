"""The command line: parse arguments, call, print, exit code. Each command imports what is heavy itself.

Exit codes: 0 done · 1 the answer is no (nothing found, expectation missed, findings of a check) · 2 the input
is wrong · 3 kbctl itself is at fault · 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress

import click
from kbctl import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeVar

    from kbctl.engine.inference.engine import Engine
    from kbctl.engine.knowledge import Knowledge
    from kbctl.engine.replay.asking import Question
    from kbctl.kg.store import Base

    Command = TypeVar("Command", bound=Callable[..., Any])

WIDTH = 100


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


class Refused(Exception):
    """The input is wrong in a way that is said in one message; ends with exit code 2."""


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


class InOrder(click.Group):
    """Lists its commands in the order in which they stand here, which is that of use."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.commands)


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


def say(message: str) -> None:
    """A line for people, on stderr; where nobody reads that any more, for nobody."""
    with suppress(OSError):
        click.echo(message, err=True)


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


def said_by_user(text: str) -> str:
    """An argument as it was typed: where the locale knows only ASCII, Python has left its bytes undecoded."""
    if any("\udc80" <= character <= "\udcff" for character in text):
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return text


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


def cache_folder() -> str:
    given = os.environ.get("KBCTL_CACHE")
    if given:
        return given
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "kbctl")


def sources_folder() -> str:
    from kbctl.engine.compile import ROOT

    given = click.get_current_context().find_root().params.get("knowledge")
    return os.path.realpath(given) if given else ROOT


@contextmanager
def places_of_sources() -> Iterator[None]:
    """Places in ontology, rules and cases are told below the folder that --knowledge gives."""
    given = click.get_current_context().find_root().params.get("knowledge")
    try:
        yield
    except Exception as error:
        problems = getattr(error, "problems", ())
        if not given or not problems or not all(hasattr(problem, "at") for problem in problems):
            raise
        from dataclasses import replace

        from kbctl.ontology.source import InputProblems

        raise InputProblems(
            replace(problem, at=replace(problem.at, path=os.path.join(given, problem.at.path)))
            for problem in problems
        ) from None


def open_base() -> Base:
    from kbctl.engine.compile import open_base as open_compiled

    with places_of_sources():
        base = open_compiled(cache_folder(), sources_folder())
    for note in base.notes:
        say(f"note: {note}")
    return base


def load_knowledge(base: Base) -> Knowledge:
    from kbctl.engine.knowledge import load_knowledge as load

    return load(base)


def engine_of(name: str, knowledge: Knowledge, statuses: Iterable[str]) -> Engine:
    """The engine of that name over the rules that have one of the statuses."""
    rules = [rule for rule in knowledge.rules.values() if rule.status in statuses]
    if name == "durable":
        from kbctl.engine.backends.durable import DurableEngine

        return DurableEngine(knowledge.vocabulary, rules)
    from kbctl.engine.inference.native import NativeEngine

    return NativeEngine(knowledge.vocabulary, rules)


def read_record(path: str) -> dict[str, Any]:
    """A run record from a file, checked to be one."""
    from pathlib import Path

    from kbctl.engine.replay.record_read import read_record as read

    return read(Path(path))


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


@click.group(
    cls=InOrder,
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


@cli.command(short_help="What is it, and what resolves it?")
@click.argument("text", nargs=-1, required=True)
@click.option("--top", type=click.IntRange(1, 100), default=5, show_default=True, help="How many matches.")
@click.option("--kind", help="Only this kind: challenge, remedy, rule, case, field, industry, ...")
@click.option("--industry", help="Leave out rules of other industries.")
@format_option
def query(text: tuple[str, ...], top: int, kind: str | None, industry: str | None, format_: str) -> None:
    """What is it, what resolves it, which rules say so, and what happened elsewhere.

    TEXT is in English, Spanish or Chinese: a challenge, remedy, field, industry or rule, in your own words.
    For example: kbctl query "duplicate customers". Ends with 1 where nothing is found.
    """
    from kbctl.kg.query import FilterError, answer

    with open_base() as base:
        try:
            said = answer(base, said_by_user(" ".join(text)), top, kind, industry)
        except FilterError as error:
            raise Refused(str(error)) from None
    if format_ == "json":
        print_json(said)
    else:
        from kbctl.kg.render import render

        click.echo(render(said, width(), coloured()))
    if not said["matches"]:
        click.get_current_context().exit(1)


@cli.command(short_help="Play an implementation week by week.")
@click.argument("scenario", type=click.Path(readable=False))
@click.option("--engine", type=click.Choice(["native", "durable"]), default="native", show_default=True,
              help="What executes the rules; durable needs the extra kbctl[durable].")  # fmt: skip
@click.option(
    "--record",
    type=click.Path(dir_okay=False, readable=False),
    help="Write the run record (JSON) to this file.",
)
@click.option("--ask", is_flag=True, help="Ask here what the scenario does not answer.")
@format_option
def replay(scenario: str, engine: str, record: str | None, ask: bool, format_: str) -> None:
    """Play a scenario week by week: what comes up, what is decided and why, who does what next.

    SCENARIO is a YAML file that says who the company is and what comes up in which week (docs/scenario.md),
    or a folder with a scenario.yaml. Ends with 1 where an expectation that the scenario states is missed.
    """
    from pathlib import Path

    from kbctl.engine.replay import play, render_record
    from kbctl.engine.replay.grounding import BaseGrounder
    from kbctl.engine.replay.record import to_json
    from kbctl.engine.replay.scenario_load import load_scenario

    path = Path(scenario, "scenario.yaml") if os.path.isdir(scenario) else Path(scenario)
    if os.path.isdir(scenario) and not path.exists():
        raise Refused(f"{scenario}: there is no scenario.yaml in this folder")
    with open_base() as base:
        knowledge = load_knowledge(base)
        said = load_scenario(path, knowledge.vocabulary)
        active = engine_of(engine, knowledge, ("active",))
        in_shadow = any(rule.status == "shadow" for rule in knowledge.rules.values())
        played = play(
            knowledge,
            said,
            active,
            BaseGrounder(base),
            lambda paths: findings_of(paths, knowledge),
            shadow_engine=engine_of(engine, knowledge, ("active", "shadow")) if in_shadow else active,
            asker=ask_on_terminal if ask else None,
        )
    if record:
        write_file(record, to_json(played))
    if format_ == "json":
        print_json_text(to_json(played))
    else:
        click.echo(render_record(played, width(), coloured(), record or "run.json"))
    if played["expectations"]["missed"]:
        click.get_current_context().exit(1)


def findings_of(paths: Sequence[str], knowledge: Knowledge) -> list[dict[str, Any]]:
    """The findings in a scenario's tables; a detector that failed is said on stderr."""
    from kbctl.engine.tables.diagnose import diagnose as examine

    said = examine(paths, knowledge.vocabulary)
    for check in said["detectors"]:
        if check["status"] == "error":
            say(f"note: {check['concept']} on {check['table']} failed: {check['why']}")
    found: list[dict[str, Any]] = said["findings"]
    return found


def ask_on_terminal(question: Question) -> str | None:
    """Ask on stderr, so that the account on stdout stays whole. An empty answer leaves the question open, and
    the end of the input leaves all that follow open.
    """
    about = f'{question.target} "{question.subject}": ' if question.subject else ""
    say(f"{', '.join(question.roles)}, {about}{question.text}")
    click.echo("  (Enter to leave it open) ", err=True, nl=False)
    line = sys.stdin.readline() if sys.stdin else ""
    if not line.endswith("\n") or not sys.stdin.isatty():
        say("")  # nobody has ended the line of the question with Enter
    return line.strip() or None


@cli.command(short_help="Why was this decided?")
@click.argument("record", type=click.Path(readable=False))
@click.argument("decision")
@format_option
def why(record: str, decision: str, format_: str) -> None:
    """Why a decision was taken: rules with file and line, facts and where they come from, past cases.

    RECORD is what `kbctl replay --record` wrote, DECISION an id in it such as d4.
    """
    from kbctl.engine.replay.why import UnknownDecision, as_json, render_why
    from kbctl.engine.replay.why import why as explain

    said = read_record(record)
    with open_base() as base:
        knowledge = load_knowledge(base)
        try:
            tree = explain(said, decision, knowledge)
        except UnknownDecision as error:
            raise Refused(f"{record}: {error}") from None
        if format_ == "json":
            print_json(as_json(tree))
        else:
            click.echo(render_why(tree, width(), coloured()))


@cli.command("why-not", short_help="Why was that strategy not chosen?")
@click.argument("record", type=click.Path(readable=False))
@click.argument("challenge")
@click.argument("strategy")
@format_option
def why_not(record: str, challenge: str, strategy: str, format_: str) -> None:
    """Why a strategy was not chosen, and the smallest change of one fact that would make it win.

    RECORD is what `kbctl replay --record` wrote, CHALLENGE an id in it such as c4, STRATEGY a remedy. Ends
    with 1 where the strategy was chosen.
    """
    from kbctl.engine.replay.record_read import check_facts
    from kbctl.engine.replay.why_not import UnknownName, render_why_not
    from kbctl.engine.replay.why_not import why_not as explain

    said = read_record(record)
    with open_base() as base:
        knowledge = load_knowledge(base)
        check_facts(said, knowledge.vocabulary, record)
        try:
            tree = explain(said, challenge, strategy, knowledge)
        except UnknownName as error:
            raise Refused(f"{record}: {error}") from None
        if format_ == "json":
            print_json(tree)
        else:
            click.echo(render_why_not(tree, width(), coloured()))
    if tree["status"] == "chosen":
        click.get_current_context().exit(1)


@cli.command(short_help="Find the data issues in tables.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(readable=False))
@format_option
def diagnose(paths: tuple[str, ...], format_: str) -> None:
    """Find the data issues in tables: CSV and Excel files, or folders of them.

    Ends with 1 where there are findings or a detector failed, with 2 where a path cannot be read as a table.
    """
    from kbctl.engine.tables.diagnose import diagnose as examine
    from kbctl.engine.tables.render import render

    with open_base() as base, progress() as watch:
        said = examine(paths, load_knowledge(base).vocabulary, watch)
    if format_ == "json":
        print_json(said)
    else:
        label = paths[0] if len(paths) == 1 else f"{len(paths)} paths"
        click.echo(render(said, label, coloured()), nl=False)
    if said["findings"] or any(check["status"] == "error" for check in said["detectors"]):
        click.get_current_context().exit(1)


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


@cli.command(short_help="Compile the knowledge and say what is wrong with it.")
def build() -> None:
    """Compile ontology, rules and cases into the knowledge base, and say what is wrong with them.

    Every command does this by itself when a source has changed.
    """
    from kbctl.engine.compile import build as compile_anew

    with places_of_sources():
        base = compile_anew(cache_folder(), sources_folder())
    with base:
        for note in base.notes:
            say(f"note: {note}")
        counts = dict(base.rows("SELECT kind, COUNT(*) FROM subject GROUP BY kind ORDER BY kind"))
        counted = " · ".join(f"{kind} {number}" for kind, number in counts.items())
        click.echo(f"knowledge base {base.version} ({base.hash[:6]})  {counted}")


@cli.group(cls=InOrder, short_help="Check rules and run their tests.")
def rules() -> None:
    """Check rules and run the tests that they carry."""


@rules.command(short_help="Check rules without running them.")
@format_option
def lint(format_: str) -> None:
    """Check all rules without running them; docs/rule-language.md lists the codes.

    Ends with 1 where there are errors or warnings.
    """
    from pathlib import Path

    from kbctl.kg.cases import load_cases
    from kbctl.ontology.load import load_vocabulary
    from kbctl.rules.check import check_rules
    from kbctl.rules.load import load_rules

    root = Path(sources_folder())
    with places_of_sources():
        vocabulary = load_vocabulary(root / "ontology")
        found = load_rules(root / "rules", vocabulary)
        findings = check_rules(found, vocabulary, load_cases(root / "kg" / "cases", vocabulary))
    if format_ == "json":
        print_json([finding_json(one.problem, one.level) for one in findings])
    else:
        for finding in findings:
            click.echo(str(finding))
        errors = sum(one.level == "error" for one in findings)
        click.echo(f"{len(found)} rules: {errors} errors, {len(findings) - errors} warnings")
    if findings:
        click.get_current_context().exit(1)


@rules.command("test", short_help="Run the tests that rules carry.")
@click.argument("names", nargs=-1)
@format_option
def test_rules(names: tuple[str, ...], format_: str) -> None:
    """Run the tests that rules carry; NAMES are rule ids, without them all rules.

    Ends with 1 where a test fails.
    """
    from kbctl.engine.review.rule_tests import test_rules as run_tests
    from kbctl.ontology.source import did_you_mean

    with open_base() as base:
        knowledge = load_knowledge(base)
        for name in names:
            if name not in knowledge.rules:
                raise Refused(f"unknown rule '{name}'{did_you_mean(name, knowledge.rules)}")
        chosen = [knowledge.rules[name] for name in names or knowledge.rules]
        failures = run_tests(knowledge.vocabulary, chosen)
    count = sum(len(rule.tests) for rule in chosen)
    if format_ == "json":
        failed = [finding_json(one.problem, "error") for one in failures]
        print_json({"rules": len(chosen), "tests": count, "failures": failed})
    else:
        for failure in failures:
            click.echo(str(failure.problem))
        click.echo(f"{count} tests of {len(chosen)} rules: {len(failures)} failed")
    if failures:
        click.get_current_context().exit(1)


def finding_json(problem: Any, level: str) -> Mapping[str, object]:
    at = problem.at
    return {"path": at.path, "line": at.line, "column": at.column, "code": problem.code, "level": level,
            "message": problem.message}  # fmt: skip


if __name__ == "__main__":
    main()
