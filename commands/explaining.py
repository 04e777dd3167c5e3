"""`kbctl explain`: one decision for people: why, what if, and what would choose another remedy."""

from __future__ import annotations

import click
from kbctl.commands.base import load_knowledge, open_base, read_record
from kbctl.commands.terminal import (
    Refused,
    answer_is_no,
    coloured,
    format_option,
    print_json,
    say,
    width,
    write_file,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from kbctl.engine.knowledge import Knowledge


@click.command(short_help="One decision: why, what if, and what would change it.")
@click.argument("record", type=click.Path(readable=False))
@click.argument("decision")
@click.option(
    "--if", "suppositions", multiple=True, metavar="FACT=VALUE", help="Suppose this; may be repeated."
)
@click.option("--choose", metavar="REMEDY", help="Find the smallest change of facts that would choose it.")
@click.option("--html", metavar="FILE", help="Write the explanation as a page.")
@format_option
def explain(
    record: str,
    decision: str,
    suppositions: tuple[str, ...],
    choose: str | None,
    html: str | None,
    format_: str,
) -> None:
    """Explain a decision: RECORD is what `kbctl replay --record` wrote, DECISION an id such as d4 or c4.

    Alone it says why, and why each other remedy was rejected. --if thinks the week through again with facts
    changed, and lists every decision that is then another one: `--if "rate = 4 %"` changes the challenge
    itself, `--if company.sites=3`, `--if Cutover.week=6` other facts; `unknown` takes a value away. --choose
    looks for the smallest change that makes REMEDY the decision: of one fact, then of two; each was tried
    before it is told. Ends with 1 where none is found.
    """
    from kbctl.engine.replay.counterfactual import Again
    from kbctl.engine.replay.record_read import check_facts
    from kbctl.engine.replay.what_if import WrongSupposition, supposition, what_if
    from kbctl.engine.replay.what_if import as_json as differences_json
    from kbctl.engine.replay.why import UnknownDecision, as_json, render_why
    from kbctl.engine.replay.why import why as reasons
    from kbctl.engine.replay.why_not import UnknownName, render_why_not, why_not
    from kbctl.engine.replay.whynot_render import supposed
    from kbctl.engine.review.explanation import difference_words, explanation_page

    said = read_record(record)
    with open_base() as base:
        knowledge = load_knowledge(base)
        check_facts(said, knowledge.vocabulary, record)
        try:
            tree = reasons(said, decision, knowledge)
        except UnknownDecision as error:
            raise Refused(f"{record}: {error}") from None
        week, entry = _decided(said, decision)
        challenge = entry["challenge"]
        again = Again(said, knowledge, week)
        try:
            changes = [supposition(text, again, challenge) for text in suppositions]
        except WrongSupposition as error:
            raise Refused(str(error)) from None
        label = dict(said["labels"])
        told = [supposed(one, again, lambda id: label.get(id, id), knowledge.vocabulary) for one in changes]
        differences = differences_json(what_if(again, changes)) if changes else None
        texts = {one["id"]: one["text"] for one in week["challenges"]}
        for one in differences or ():
            for side in (one["before"], one["after"]):
                if side and side["strategy"] in knowledge.vocabulary.terms:
                    label.setdefault(side["strategy"], knowledge.vocabulary.terms[side["strategy"]].label)
        lines = (
            [difference_words(one, label, texts) for one in differences] if differences is not None else None
        )
        wanted, found = None, None
        if choose:
            try:
                found = _choosing(said, challenge, choose, knowledge)
            except UnknownName as error:
                raise Refused(f"{record}: {error}") from None
            wanted = found["text"]
        rejected = [
            why_not(said, challenge, one["strategy"], knowledge)
            for one in entry["rejected"]
            if not (changes or choose)
        ]
        others = [render_why_not(one) for one in rejected]
        if html:
            write_file(html, explanation_page(tree, others, told, lines, wanted))
            say(f"written: {html}")
        if format_ == "json":
            print_json(
                {
                    "decision": entry["id"],
                    "challenge": challenge,
                    "why": as_json(tree),
                    "rejected": rejected,
                    "what_if": {"suppositions": told, "differences": differences} if changes else None,
                    "choose": {k: v for k, v in found.items() if k != "text"} if found else None,
                }
            )
        elif changes or choose:
            _print_supposed(told, lines, wanted)
        else:
            click.echo(render_why(tree, width(), coloured()))
            for one in rejected:
                click.echo("\n" + render_why_not(one, width(), coloured()))
    if found and not found["changes"] and not found["chosen"]:
        answer_is_no()


def _decided(said: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The last decision that the name means, with its week; `why` has found it before."""
    return [
        (week, one)
        for week in said["weeks"]
        for one in week["decisions"]
        if name in (one["id"], one["challenge"])
    ][-1]


def _choosing(said: Mapping[str, Any], challenge: str, remedy: str, knowledge: Knowledge) -> dict[str, Any]:
    """The smallest change that would choose the remedy: of one fact, else of two."""
    from kbctl.engine.replay.why_not import render_why_not, why_not, why_not_two

    told = why_not(said, challenge, remedy, knowledge)
    text = render_why_not(told, width(), coloured())
    if told["status"] == "chosen":
        return {"chosen": True, "changes": [], "tried": 0, "text": text}
    if told["change"]:
        return {"chosen": False, "changes": [told["change"]], "tried": told["tried"], "text": text}
    if told["note"]:
        return {"chosen": False, "changes": [], "tried": 0, "text": text}
    both, words, tried = why_not_two(said, challenge, remedy, knowledge)
    pair = f"It would be chosen if {' and '.join(words)} (checked by replay)." if both else ""
    text += "\n" + (pair or f"Nor do two together ({tried} pairs tried).")
    return {
        "chosen": False,
        "changes": [one.as_json() for one in both],
        "tried": told["tried"] + tried,
        "text": text,
    }


def _print_supposed(told: list[str], lines: list[str] | None, wanted: str | None) -> None:
    if lines is not None:
        click.echo(f"If {' and '.join(told)}:")
        for line in lines or ["every decision of the week stays as it is"]:
            click.echo(f"  {line}")
    if wanted:
        click.echo(wanted)
