"""`kbctl rules new`: a new rule with a test that fires and a near miss."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from kbctl.commands.base import sources_folder
from kbctl.commands.rules.sources import rule_sources, shown_folder, vocabulary
from kbctl.commands.terminal import Refused, said_by_user, say, visible, write_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kbctl.engine.review.draft.text import Sketch
    from kbctl.ontology.vocab import Vocabulary
    from kbctl.rules.model import Rule

KINDS = ("declarative", "conditional", "metacognitive", "procedural")
#: What stands as the reason of a rule until its author has written one.
REASON = "To be written: why this is good advice."


@click.command("new", short_help="Write a new rule with a test that fires and a near miss.")
@click.argument("rule_id", metavar="ID")
@click.option("--kind", type=click.Choice(KINDS), help="The kind of the rule.")
@click.option("--title", help="What the rule says, as a sentence.")
@click.option("--owner", metavar="ROLE", help="The role that answers for it.")
@click.option("--challenge", metavar="CONCEPT", help="The first clause is `{challenge: $c, is: CONCEPT}`.")
@click.option("--when", multiple=True, metavar="CLAUSE", help="A further clause, as YAML; several times.")
@click.option("--remedy", metavar="REMEDY", help="Recommend this remedy for the challenge.")
@click.option("--confidence", type=float, default=0.7, show_default=True, help="Confidence of the remedy.")
@click.option("--then", multiple=True, metavar="ACTION", help="An action, as YAML; several times.")
@click.option("--because", help="The rationale.")
@click.option("--print", "print_", is_flag=True, help="Print the rule and write nothing.")
def new_rules(
    rule_id: str,
    kind: str | None,
    title: str | None,
    owner: str | None,
    challenge: str | None,
    when: tuple[str, ...],
    remedy: str | None,
    confidence: float,
    then: tuple[str, ...],
    because: str | None,
    print_: bool,
) -> None:
    """Write rules/KIND/ID.yaml, a draft with a test that fires and a near miss.

    What the options leave out is asked on a terminal. Both tests have run before the file is written; no
    file is overwritten.

    \b
    kbctl rules new cost-by-quote-when-rare --kind conditional --owner industry-expert \\
        --title "Few items are quoted" --challenge MissingCost \\
        --when '{challenge: $c, rate: {lt: 5 %}}' --remedy QuotedCost
    """
    from kbctl.engine.review.draft.text import Sketch, rule_text

    _free(rule_id)
    asking = sys.stdin.isatty() and sys.stderr.isatty()
    needed = {"--kind": kind, "--title": title, "--owner": owner, "--remedy or --then": remedy or then}
    for option, value in needed.items():
        if not value and not asking:
            raise Refused(f"{option} is needed; on a terminal it would be asked for")
    words = vocabulary()
    ask = Questions(words) if asking else None
    kind = kind or (ask.one_of("Kind", KINDS) if ask else "")
    title = title or (ask.text("Title, as a sentence") if ask else "")
    owner = owner or (ask.role() if ask else "")
    if ask and kind == "conditional" and not (challenge or when):
        challenge = ask.term("Challenge", "Challenge")
    clauses = ([f"{{challenge: $c, is: {challenge}}}"] if challenge else []) + list(when)
    if ask and not when:
        clauses += ask.several("A further clause, like {company: _, sites: {gte: 3}}; empty for none")
    if ask and kind == "conditional" and not (remedy or then):
        remedy = ask.term("Remedy", "Remedy", words.remedies_of(challenge) if challenge else ())
    actions = [f"{{recommend: {remedy}, for: $c, confidence: {confidence:g}}}"] if remedy else []
    actions += then
    if ask and not actions:
        actions = ask.several("An action, like {plan: BackUpData}; empty when there are no more")
    if not actions:
        raise Refused("a rule needs an action")
    reason = because or (ask.text("Because", REASON) if ask else REASON)
    sketch = Sketch(rule_id, kind, title, owner, tuple(clauses), tuple(actions), reason, _schema(kind))
    text = rule_text(sketch, words, lambda: _others(words))
    if print_:
        click.echo(visible(text), nl=False)
    else:
        _write(sketch, text)


def _free(rule_id: str) -> None:
    """Refuse an id that a rule of any kind has already."""
    for source in rule_sources():
        if source.path.stem == rule_id:
            raise Refused(f"{source.shown} is there already; choose another id")


def _others(words: Vocabulary) -> list[Rule]:
    """The rules that can be read."""
    from kbctl.rules.load import load_file

    return [rule for source in rule_sources() for rule in load_file(source.path, source.shown, words)[0]]


def _schema(kind: str) -> str:
    """The schema of the rules folder, where one was written, as a rule of the kind names it."""
    there = Path(sources_folder()) / "rules" / "rule.schema.json"
    return "../rule.schema.json" if there.is_file() else ""


def _write(sketch: Sketch, text: str) -> None:
    path = Path(sources_folder()) / sketch.path
    if path.exists() or path.is_symlink():
        raise Refused(f"{path}: is there already; choose another id")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{path.parent}: cannot be made: {error.strerror}") from None
    write_file(str(path), text)
    shown = os.path.join(shown_folder("rules"), sketch.kind, path.name)
    click.echo(f"written: {shown} (draft; its two tests pass)")
    say(f"next: mend its tests and its reason, then kbctl rules lint {shown}")


class Questions:
    """Asks on the terminal until an answer can be used."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words

    def text(self, question: str, default: str | None = None) -> str:
        return str(click.prompt(question, default=default, err=True)).strip()

    def one_of(self, question: str, known: Iterable[str]) -> str:
        return str(click.prompt(question, type=click.Choice(list(known)), err=True))

    def role(self) -> str:
        roles = sorted(term.notation for term in self.words.of_kind("role") if term.notation)
        return self.one_of("Owner", roles)

    def term(self, question: str, root: str, likely: Iterable[str] = ()) -> str:
        """A term below the root; a wrong name is answered with the nearest one."""
        from kbctl.ontology.source import did_you_mean

        below = self.words.descendants.get(root, frozenset())
        if several := ", ".join(likely):
            click.echo(f"It is resolved by {several}", err=True)
        return self._until(question, lambda said: said in below, lambda said: did_you_mean(said, below))

    def _until(self, question: str, good: Callable[[str], bool], hint: Callable[[str], str]) -> str:
        while not good(said := self.text(question)):
            click.echo(f"unknown '{said_by_user(said)}'{hint(said)}", err=True)
        return said

    def several(self, question: str) -> list[str]:
        found = []
        while said := str(click.prompt(question, default="", show_default=False, err=True)).strip():
            found.append(said)
        return found
