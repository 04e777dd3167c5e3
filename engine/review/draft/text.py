"""The text of a new rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kbctl.engine.review.change.given import given_block, given_line, yaml_value
from kbctl.engine.review.draft.examples import Examples, change, examples
from kbctl.engine.review.rule_tests import test_rules
from kbctl.ontology.source import InputProblems, Location, Problem
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check_content import check_content
from kbctl.rules.check_variables import check_variables
from kbctl.rules.finding import errors
from kbctl.rules.format.form import formatted
from kbctl.rules.ground import Entries
from kbctl.rules.load import load_rule
from kbctl.rules.model import Rule


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a person says of a new rule. Clauses and actions are YAML: `{challenge: $c, is: MissingCost}`."""

    id: str
    kind: str
    title: str
    owner: str
    when: tuple[str, ...]
    then: tuple[str, ...]
    because: str
    schema: str = ""

    @property
    def path(self) -> str:
        """Path of its file below the project."""
        return f"rules/{self.kind}/{self.id}.yaml"


def rule_text(sketch: Sketch, vocabulary: Vocabulary, others: Callable[[], Sequence[Rule]] = tuple) -> str:
    """The whole file, status draft, in canonical form; its two tests have run and pass.

    `others` are rules whose tests may show on what facts it fires.

    Raises InputProblems, with places in the file as it would be, where the sketch is no rule, where the rule
    could never be right, or where no facts are found on which it fires.
    """
    head = _head(sketch)
    rule, problems = load_rule(head, sketch.path, vocabulary)
    if rule is None:
        raise InputProblems(problems)
    wrong = errors([*check_variables(rule, vocabulary), *check_content(rule, vocabulary)])
    if wrong:
        raise InputProblems(wrong)
    found = examples(rule, vocabulary, others)
    if found is None:
        message = (
            "no facts are found on which the rule fires and, with one thing otherwise, does not; begin with "
            "fewer clauses, and add the others with the tests that you write"
        )
        raise InputProblems([Problem(Location(sketch.path), "missing-tests", message)])
    text = formatted(head + _tests(found), sketch.path, vocabulary)
    whole, problems = load_rule(text, sketch.path, vocabulary)
    if whole is None:
        raise InputProblems(problems)
    if failed := test_rules(vocabulary, [whole]):
        raise InputProblems(failure.problem for failure in failed)
    return text


def _head(sketch: Sketch) -> str:
    lines = [f"# yaml-language-server: $schema={sketch.schema}"] if sketch.schema else []
    lines += [
        f"rule: {yaml_value(sketch.id)}",
        f"kind: {yaml_value(sketch.kind)}",
        f"title: {_text(sketch.title)}",
    ]
    lines += ["status: draft", f"owner: {yaml_value(sketch.owner)}"]
    lines += ["when:" if sketch.when else "when: []", *(f"  - {clause}" for clause in sketch.when)]
    lines += ["then:", *(f"  - {action}" for action in sketch.then), f"because: {_text(sketch.because)}"]
    return "\n".join(lines) + "\n"


def _text(said: str) -> str:
    """A sentence: plain where YAML reads it as it stands, else in quotes."""
    simple = not any(sign in said for sign in (": ", " #", "\n", "\t")) and said[:1].isalpha()
    return said if simple and not said.endswith(":") and " " in said else yaml_value(said)


def _tests(found: Examples) -> str:
    lines = ["tests:", "  - name: fires", "    given:", *given_block(found.fires, "      ")]
    lines += [f"    expect: [{', '.join(map(_expected, found.outputs))}]"]
    return "\n".join([*lines, *_near(found)]) + "\n"


def _near(found: Examples) -> list[str]:
    before, after = found.fires, found.near
    if len(after) > len(before):
        (more,) = [fact for fact in after if fact not in before]
        return [
            f"  - {{name: not beside {_a(more.frame)}, like: fires, given: [{given_line(more)}], expect: []}}"
        ]
    if len(after) < len(before):
        (gone,) = [fact for fact in before if fact not in after]
        but = f"{{{yaml_value(gone.id)}: null}}"
        return [f"  - {{name: not without {_a(gone.frame)}, like: fires, but: {but}, expect: []}}"]
    fact, slot, _, value = change(before, after)
    name = f"not with {fact.frame} {slot.replace('_', ' ')} {_word(value)}"
    shown = "null" if value is None else yaml_value(value)
    but = f"{{{fact.id}.{slot}: {shown}}}"
    return [f"  - {{name: {yaml_value(name)}, like: fires, but: {but}, expect: []}}"]


def _a(frame: str) -> str:
    return f"{'an' if frame[0] in 'aeiou' else 'a'} {frame}"


def _word(value: Value | None) -> str:
    if isinstance(value, tuple):
        return " and ".join(map(str, value))
    return "unknown" if value is None else yaml_value(value).strip('"')


def _expected(output: Entries) -> str:
    """The action without its figures, so that a test stands when a confidence is tuned."""
    first, *rest = [(name, value) for name, value in output if name not in ("confidence", "by")]
    inner = ", ".join(f"{name}: {yaml_value(value)}" for name, value in rest)
    if first[0] == "conclude":
        return f"{{conclude: {{{inner}}}}}"
    return f"{{{first[0]}: {yaml_value(first[1])}{', ' + inner if inner else ''}}}"
