"""`kbctl rules lint`: check rules without running them, mend what leaves no choice."""

from __future__ import annotations

import os
from pathlib import Path

import click
from kbctl.commands.rules.sources import case_ids, of_approvals, of_tables, rule_sources, vocabulary
from kbctl.commands.terminal import (
    NamedPath,
    Refused,
    answer_is_no,
    finding_json,
    print_json,
    said_by_user,
    say,
    visible,
    write_file,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from kbctl.ontology.vocab import Vocabulary
    from kbctl.rules.finding import Finding
    from kbctl.rules.lint.fixes import Fix
    from kbctl.rules.lint.found import Found, Linted
    from kbctl.rules.model import Rule

#: A fix can bring to light what stood behind it; in rules that people write three rounds end it.
ROUNDS = 5


@click.command("lint", short_help="Check rules without running them, mend what leaves no choice.")
@click.argument("files", nargs=-1, type=NamedPath())
@click.option("--select", multiple=True, metavar="CODE,…", help="Tell only of these codes.")
@click.option("--ignore", multiple=True, metavar="CODE,…", help="Do not tell of these codes.")
@click.option("--baseline", type=NamedPath(), help="Tell only of findings that this file does not know.")
@click.option("--write-baseline", type=NamedPath(), help="Write a file that knows the findings of today.")
@click.option("--fix", is_flag=True, help="Mend what leaves no choice, and say what was done.")
@click.option("--diff", is_flag=True, help="Show what --fix would do, and write nothing.")
@click.option("--explain", metavar="CODE", help="Show the page of a code, with an example.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How to print.",
)
def lint_rules(
    files: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    baseline: str | None,
    write_baseline: str | None,
    fix: bool,
    diff: bool,
    explain: str | None,
    format_: str,
) -> None:
    """Check rules without running them; FILES are rule files or folders, without them all rules.

    Every finding has a code; `--explain CODE` says what is wrong and what would be right. `--fix` corrects
    misspelt names, missing brackets and quotes, variables that join nothing, and the names of files; it never
    changes what a rule does that can be used already.

    Ends with 1 where there are errors or warnings.
    """
    from kbctl.rules.lint.baseline import read, split, written
    from kbctl.rules.lint.found import given_sources, lint
    from kbctl.rules.lint.mend import proved_fixes

    if explain is not None:
        show_page(explain)
        return
    wanted = codes_wanted(select, ignore)
    known = read(Path(baseline), baseline) if baseline else None
    words, cases = vocabulary(), case_ids()
    approvals, tables = of_approvals(words), of_tables(words)

    def beyond(rules: Sequence[Rule]) -> tuple[Finding, ...]:
        return (*approvals(rules), *tables(rules))

    def look(only: Iterable[str]) -> tuple[Linted, tuple[Found, ...]]:
        linted = lint(rule_sources(), given_sources(only), words, cases, beyond)
        return linted, tuple(one for one in linted.found if one.problem.code in wanted)

    linted, found = look(files)
    if diff:
        show_diff(linted, found, words)
        return
    if fix:
        linted, found = mend(linted, found, files, words, look, format_)
    new, old, gone = split(found, known) if known is not None else (found, (), 0)
    if write_baseline:
        write_file(write_baseline, written(found))
    show(linted, new, old, proved_fixes(linted, found, words), format_, compared=known is not None)
    if gone:
        say(f"note: {gone} findings of the baseline are gone; write it anew with --write-baseline")
    if new and not write_baseline:
        answer_is_no()


def codes_wanted(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """The codes that are told of. Several can stand in one option, with commas."""
    from kbctl.ontology.source import did_you_mean
    from kbctl.rules.codes import CODES

    def named(options: Iterable[str]) -> frozenset[str]:
        names = [name.strip() for option in options for name in option.split(",") if name.strip()]
        for name in names:
            if name not in CODES:
                raise Refused(f"unknown code '{said_by_user(name)}'{did_you_mean(name, CODES)}")
        return frozenset(names)

    return (named(select) or frozenset(CODES)) - named(ignore)


def show_page(code: str) -> None:
    from kbctl.rules.lint.page import page

    (name,) = codes_wanted([code], ()) if "," not in code else ("",)
    if not name:
        raise Refused("--explain takes one code")
    click.echo(page(name), nl=False)


def show(
    linted: Linted, new: Collection[Found], old: Collection[Found], fixes: dict[Found, Fix], format_: str,
    compared: bool,
) -> None:  # fmt: skip
    from kbctl import __version__
    from kbctl.rules.lint.output import github, sarif

    if format_ == "json":
        print_json([_json(one, fixes.get(one)) for one in new])
    elif format_ == "sarif":
        print_json(sarif(new, old, fixes, __version__, compared))
    elif format_ == "github":
        click.echo(github(new), nl=False)
    else:
        for one in new:
            click.echo(visible(str(one.finding)))
        errors = sum(one.finding.level == "error" for one in new)
        told = f"{len(linted.files)} rules: {errors} errors, {len(new) - errors} warnings"
        told += f", {len(old)} known by the baseline" if compared else ""
        mendable = sum(one in fixes for one in new)
        click.echo(told + (f"; --fix can mend {mendable} of them" if mendable else ""))


def _json(one: Found, fix: Fix | None) -> dict[str, object]:
    told = finding_json(one.problem, one.finding.level)
    return {**told, "rule": one.rule, "fix": fix.says if fix else None}


# --- fixes -----------------------------------------------------------------------------------


def mend(
    linted: Linted,
    found: tuple[Found, ...],
    files: tuple[str, ...],
    words: Vocabulary,
    look: Callable[[Iterable[str]], tuple[Linted, tuple[Found, ...]]],
    format_: str,
) -> tuple[Linted, tuple[Found, ...]]:
    """Make the fixes and look again, until nothing is left that can be mended."""
    from kbctl.rules.lint.mend import mended

    tell = click.echo if format_ == "text" else say
    for _ in range(ROUNDS):
        changes = mended(linted, found, words)
        for file in changes:
            write_file(str(file.target), file.after)
            if file.target.resolve() != file.path.resolve():
                os.unlink(file.path)
                here = os.path.relpath(file.target, file.path.parent)
                moved = os.path.normpath(os.path.join(os.path.dirname(file.shown), here))
                files = tuple(moved if name == file.shown else name for name in files)
            for one, fix in file.done:
                tell(visible(f"fixed {one.problem.at}: {fix.says} [{one.problem.code}]"))
        if not changes:
            break
        linted, found = look(files)
    return linted, found


def show_diff(linted: Linted, found: tuple[Found, ...], words: Vocabulary) -> None:
    from kbctl.rules.format.difference import difference
    from kbctl.rules.lint.mend import mended

    changes = mended(linted, found, words)
    for file in changes:
        for one, fix in file.done:
            if fix.name:
                click.echo(visible(f"{one.problem.at.path}: {fix.says}"))
        click.echo(visible(difference(file.before, file.after, file.shown)), nl=False)
    if changes:
        answer_is_no()
