"""`kbctl rules verify`: what is wrong among the rules, each finding with facts that show it."""

from __future__ import annotations

from pathlib import Path

import click
from kbctl.commands.base import cache_folder, places_of_sources, sources_folder
from kbctl.commands.rules.sources import shown_folder, there_must_be_rules
from kbctl.commands.terminal import Refused, answer_is_no, print_json, said_by_user

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kbctl.engine.review.change.versions import Version
    from kbctl.engine.review.verify.verify import Verified
    from kbctl.ontology.vocab import Vocabulary
    from kbctl.rules.model import Rule


@click.command("verify", short_help="Find rules that never fire, contradict or repeat each other, and gaps.")
@click.argument("names", nargs=-1)
@click.option(
    "--changed-since", metavar="REV", help="Look only at what changed since a revision takes part in."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How to print.",
)
def verify_rules(names: tuple[str, ...], changed_since: str | None, format_: str) -> None:
    """Find rules that never fire, contradict or repeat each other, and decisions with gaps.

    NAMES are rule ids: then only what they take part in is told. Every finding comes with facts on which the
    engine was run, or with the clauses that exclude each other; docs/rule-verification.md tells what is
    looked for. What the box test cannot decide is left to z3, where kbctl[verify] is installed.

    Ends with 1 where there are findings; what could not be verified is said and is none.
    """
    from kbctl.engine.review.verify.render import as_github, as_json, as_sarif, as_text

    there_must_be_rules()
    done = _verified(names, changed_since)
    if format_ == "json":
        print_json(as_json(done))
    elif format_ == "sarif":
        from kbctl import __version__

        print_json(as_sarif(done, __version__))
    else:
        click.echo(as_github(done) if format_ == "github" else as_text(done), nl=format_ == "text")
    if done.faults:
        answer_is_no()


def _verified(names: tuple[str, ...], changed_since: str | None) -> Verified:
    from kbctl.engine.review.verify.scope import changed, touched
    from kbctl.engine.review.verify.smt import solver
    from kbctl.engine.review.verify.verify import verify
    from kbctl.ontology.source import did_you_mean
    from kbctl.rules.complete import COMPLETE, read_complete

    root = Path(sources_folder())
    with places_of_sources():
        now = _version(root, None, None)
        vocabulary, rules = now.knowledge.vocabulary, now.knowledge.rules
        raise_for(rules.values(), vocabulary)
    promises = read_complete(root / "rules", vocabulary, shown_folder("rules"))
    for name in names:
        if name not in rules:
            raise Refused(f"unknown rule '{said_by_user(name)}'{did_you_mean(name, rules)}")
    scope, every = (frozenset(names), False) if names else (None, False)
    if changed_since is not None:
        from kbctl.engine.review.revisions import changed_files

        then = _version(root, changed_since, now)
        if then.ontology == now.ontology:
            ids = changed(then.knowledge.rules, rules)
            found = touched(vocabulary, then.knowledge.rules, rules, ids)
            scope = found & scope if scope is not None else found
            gone = not ids <= rules.keys()
            every = gone or f"rules/{COMPLETE}" in changed_files(root, changed_since, None)
    every_rule = [rules[ident] for ident in rules]
    return verify(vocabulary, every_rule, promises, scope, solver(), every)


def raise_for(rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
    """Refuse rules whose variables do not fit: nothing can be said of what they mean."""
    from kbctl.ontology.source import InputProblems
    from kbctl.rules.check_variables import check_variables
    from kbctl.rules.finding import errors

    if wrong := errors(one for rule in rules for one in check_variables(rule, vocabulary)):
        raise InputProblems(wrong)


def _version(root: Path, revision: str | None, like: Version | None) -> Version:
    """The knowledge at a revision; of an earlier one the files that could be read are enough."""
    from kbctl.engine.review.change.versions import load_version
    from kbctl.ontology.source import InputProblems

    found = load_version(root, revision, cache_folder(), like)
    if found.problems and revision is None:
        raise InputProblems(found.problems)
    return found
