"""The answer to why-not as text for people; one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kbctl.engine.replay.counterfactual import Again, Change
from kbctl.engine.replay.layout import BOLD, DIM, GREEN, paint, wrapped
from kbctl.engine.replay.words import slot_words, words
from kbctl.kg.layout import shown_width
from kbctl.ontology.vocab import Vocabulary

SHOWN_ELSEWHERE = 3


def render_why_not(told: Mapping[str, Any], width: int = 100, colour: bool = False) -> str:
    """The explanation of `why_not` as lines of at most `width` columns."""
    lines = [paint(line, BOLD, colour) for line in wrapped(_head(told), width, 2)]
    if told["note"]:
        lines += wrapped(f"  {told['note']}", width, 2)
    elif told["status"] != "chosen":
        lines += [line for rule in told["rules"] for line in _rule(rule, told, width, colour)]
        lines += _beside(told, width)
        lines += [paint(line, GREEN if told["change"] else "", colour) for line in _verdict(told, width)]
    else:
        lines += [
            line for rule in told["rules"] if rule["fired"] for line in _rule(rule, told, width, colour)
        ]
    return "\n".join(lines)


def _head(told: Mapping[str, Any]) -> str:
    label = told["labels"][told["strategy"]]
    about = f'"{told["text"]}"' if told["text"] else told["labels"][told["concept"]]
    decided = told["decided"]
    when = f"(week {told['week']}, {told['decision']})"
    if told["status"] == "chosen":
        return f"{label} was chosen for {about} {when}."
    taken = told["labels"].get(decided["strategy"], decided["strategy"])
    what = f"{taken} {decided['confidence'] or 0:.2f} was."
    if decided["status"] == "asked":
        what = f"Nothing is decided yet: {decided['why']}."
    elif decided["status"] == "escalated":
        what = f"It was escalated: {decided['why']}."
    return f"{label} was not chosen for {about} {when}. {what}"


def _rule(rule: Mapping[str, Any], told: Mapping[str, Any], width: int, colour: bool) -> Iterable[str]:
    confidence = f", {rule['confidence']:.2f}" if rule["confidence"] is not None else ""
    if rule["fired"]:
        by = f" by {', '.join(one['rule'] for one in rule['by'])}" if rule["by"] else ""
        yield from wrapped(f"  {rule['rule']}  fired{confidence}, {rule['fate']}{by}", width, 6)
        yield paint(f"    {rule['at']}", DIM, colour)
        for one in rule["by"]:
            yield from wrapped(f"    {one['rule']}  {one['at']}", width, 6)
        return
    failed = rule["failed"]
    if failed is None:
        yield from wrapped(f"  {rule['rule']}  did not fire{confidence}: {rule['at']}", width, 6)
        return
    yield from wrapped(
        f"  {rule['rule']}{confidence.replace(',', ' ')}  did not fire: {failed['at']}", width, 6
    )
    yield from _failed(failed, 4, width)


def _failed(failed: Mapping[str, Any], indent: int, width: int) -> Iterable[str]:
    lead = " " * indent
    needs, found = f"needs   {failed['needs']}", f"found   {failed['found']}"
    if shown_width(f"{lead}{needs}      {found}") <= width:
        yield f"{lead}{needs}      {found}"
    else:
        yield from wrapped(lead + needs, width, indent + 8)
        yield from wrapped(lead + found, width, indent + 8)
    if failed.get("also"):
        yield from wrapped(f"{lead}and     {', '.join(failed['also'])}", width, indent + 8)
    for one in failed.get("concluded_by", ()):
        yield from wrapped(f"{lead}concluded by {one['rule']}  {one['at']}", width, indent + 4)
    for one in failed.get("would_follow", ()):
        yield from wrapped(f"{lead}would follow from {one['rule']}: {one['stopped_at']}", width, indent + 4)
        yield from _failed(one, indent + 2, width)


def _beside(told: Mapping[str, Any], width: int) -> Iterable[str]:
    for one in told["against"]:
        does = f"moved it by {one['by']:+.2f}" if one["does"] == "adjust" else "vetoed it"
        yield from wrapped(f"  {one['rule']}  {does}: {one['at']}", width, 6)
    if not told["rules"]:
        yield from wrapped(f"  No active rule recommends it for {told['labels'][told['concept']]}.", width, 4)
        for one in told["elsewhere"][:SHOWN_ELSEWHERE]:
            about = ", ".join(one["for"]) or "other challenges"
            yield from wrapped(f"    {one['rule']} recommends it for {about}: {one['at']}", width, 6)
    if not told["applicable"]:
        label = told["labels"][told["concept"]]
        yield from wrapped(f"  The ontology does not say that it resolves {label}.", width, 4)


def _verdict(told: Mapping[str, Any], width: int) -> Iterable[str]:
    if told["change"]:
        yield from wrapped(f"It would be chosen if  {told['would_be']}   (checked by replay)", width, 4)
        return
    tried = f"{told['tried']} tried" if told["complete"] else f"the nearest {told['tried']} tried, not all"
    yield from wrapped(f"No single change of a fact makes it win ({tried}).", width, 4)
    if told["in_the_way"]:
        yield from wrapped(f"In the way: {'; '.join(told['in_the_way'])}.", width, 4)
    if told["nearest_miss"]:
        miss = told["nearest_miss"]
        yield from wrapped(f"Closest: if {miss['if']}, it would be proposed, but {miss['then']}.", width, 4)


# --- a change in words --------------------------------------------------------------------------------


def supposed(change: Change, again: Again, label: Callable[[str], str], vocabulary: Vocabulary) -> str:
    """The change as the end of "it would be chosen if"."""
    if change.slot is None:
        return _there(change, label, vocabulary) if change.after is not None else _gone(change, label)
    slot = vocabulary.slot(change.frame, change.slot)
    unit = slot.unit if slot else None
    name = f"{change.fact}.{change.slot}"
    if change.slot == "week" and change.frame == "event":
        known = again.by_id[change.fact]
        return f"{label(str(known.slots['is']))} were in week {change.after}, not in week {change.before}"
    if change.slot == "grounded_by":
        return f"people confirmed that {change.fact} is {label(str(again.by_id[change.fact].slots['is']))}"
    if change.after is None:
        return f"{name} were not known (now {words(change.before, unit)})"
    if slot is not None and slot.many:
        return _members(name, change, unit)
    now = f"now {words(change.before, unit)}" if change.before is not None else "not known now"
    return f"{name} were {words(change.after, unit)} ({now})"


def _members(name: str, change: Change, unit: str | None) -> str:
    before = change.before if isinstance(change.before, tuple) else ()
    after = change.after if isinstance(change.after, tuple) else ()
    more, less = sorted(set(after) - set(before), key=str), sorted(set(before) - set(after), key=str)
    if more and not less:
        return f"{name} {'also ' if before else ''}held {words(tuple(more), unit)}"
    if less and not more:
        return f"{name} did not hold {words(tuple(less), unit)}"
    return f"{name} were {words(after, unit)} (now {words(before, unit)})"


def _there(change: Change, label: Callable[[str], str], vocabulary: Vocabulary) -> str:
    made = change.after if isinstance(change.after, Mapping) else {}
    if change.frame == "event":
        return f"there were a {label(str(made['is']))} in week {made['week']}"
    if change.frame == "past":
        return f"{label(str(made['use']))} had been tried for it before and {_came(made['result'])}"
    own = ("is", "for", "grounding", "grounded_by", "weeks_open", "said_rate")
    rest = [
        slot_words(change.frame, name, value, vocabulary) for name, value in made.items() if name not in own
    ]
    told = f" with {', '.join(rest)}" if rest else ""
    if change.frame == "finding":
        return f"a table showed it{told}"
    return f"{label(str(made['is']))} were a challenge too{told}"


def _gone(change: Change, label: Callable[[str], str]) -> str:
    had = change.before if isinstance(change.before, Mapping) else {}
    if change.frame == "event":
        return f"there were no {label(str(had['is']))} in week {had['week']}"
    if change.frame == "past":
        return f"{label(str(had['use']))} had not been tried before ({had['result']} in week {had['week']})"
    return f"{change.fact} ({label(str(had.get('is', '')))}) were not there"


def _came(result: object) -> str:
    return {"worked": "had worked", "failed": "had failed", "partly": "had worked in part"}.get(
        str(result), str(result)
    )
