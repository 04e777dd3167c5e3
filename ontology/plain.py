"""Which values are in canonical form already, slot by slot: the quick way past `values.check_value`.

A test that says no says nothing: the value is then looked at in full, converted or refused with a message.
"""

from __future__ import annotations

import math
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from kbctl.ontology.vocab import Frame, Slot, Vocabulary

Plain = Callable[[Any], bool]
SHAPES_OF = f"{__name__} shapes"


#: So many ways to write the slots of a frame are remembered; then all are made anew.
SHAPES = 500


class PlainFrame(NamedTuple):
    """The tests by slot, of slots that take one value and are given, not derived; of those that take names,
    the names; and the required slots.
    """

    tests: Mapping[str, Plain]
    names: Mapping[str, frozenset[str]]
    required: tuple[str, ...]


def plain_frame(vocabulary: Vocabulary, frame: Frame) -> PlainFrame:
    """The tests of a frame, made once for a vocabulary."""
    frames = vocabulary.memo.setdefault(__name__, {})
    made: PlainFrame | None = frames.get(frame.name)
    if made is None:
        slots = frame.slots.values()
        single = [slot for slot in slots if not slot.many and not slot.derived]
        tests = {slot.name: _test(vocabulary, slot) for slot in single}
        names = {slot.name: found for slot in single if (found := _names(vocabulary, slot)) is not None}
        required = tuple(slot.name for slot in slots if slot.required)
        made = frames[frame.name] = PlainFrame(tests, names, required)
    return made


class Shape(NamedTuple):
    """How to test a fact of one frame that was written with certain slots in a certain order.

    `sorted_names` has these slots as keys, sorted, so that a union with them is sorted too; `named` are those
    that take one of some names; `others` have a test.
    """

    sorted_names: dict[str, None]
    named: tuple[tuple[str, frozenset[str]], ...]
    others: tuple[tuple[str, Plain], ...]


def plain_slots(vocabulary: Vocabulary, frame: str, slots: Mapping[str, Any]) -> dict[str, Any] | None:
    """The slots sorted, where all are canonical and none is missing; else None, which says nothing."""
    try:
        shape = vocabulary.memo[SHAPES_OF][frame][tuple(slots)]
    except KeyError:
        shape = _remember(vocabulary, frame, slots)
    if shape is None:
        return None
    sorted_names, named, others = shape
    try:
        for name, names in named:
            if slots[name] not in names:
                return None
        for name, test in others:
            if not test(slots[name]):
                return None
        return sorted_names | slots  # type: ignore[no-any-return]
    except TypeError:  # a value without a hash, slots that are no dict
        return None


def _remember(vocabulary: Vocabulary, frame: str, slots: Mapping[str, Any]) -> Shape | None:
    """The shape of these slots, kept for the next fact that is written so."""
    known = vocabulary.frames.get(frame)
    if known is None:
        return None
    shapes: dict[tuple[str, ...], Shape | None] = (
        vocabulary.memo.setdefault(SHAPES_OF, {}).setdefault(frame, {})
    )  # fmt: skip
    if len(shapes) >= SHAPES:
        shapes.clear()
    shape = shapes[tuple(slots)] = _shape(plain_frame(vocabulary, known), slots)
    return shape


def _shape(frame: PlainFrame, slots: Iterable[str]) -> Shape | None:
    order = tuple(sorted(slots))
    if not frame.tests.keys() >= set(order) or not set(order).issuperset(frame.required):
        return None
    named = tuple((name, frame.names[name]) for name in order if name in frame.names)
    others = tuple((name, frame.tests[name]) for name in order if name not in frame.names)
    return Shape(dict.fromkeys(order), named, others)


def _names(vocabulary: Vocabulary, slot: Slot) -> frozenset[str] | None:
    """The names that a slot takes one of, where it takes names."""
    if slot.type != "enum" and not (slot.type == "class" and slot.range):
        return None
    known = slot.values if slot.type == "enum" else vocabulary.descendants.get(slot.range or "", ())
    return frozenset(name for name in known if unicodedata.is_normalized("NFC", name))


def _test(vocabulary: Vocabulary, slot: Slot) -> Plain:
    if slot.type == "boolean":
        return lambda value: value is True or value is False
    if slot.type in ("integer", "number"):
        return _number(slot)
    if (names := _names(vocabulary, slot)) is not None:
        return lambda value: value.__class__ is str and value in names
    return lambda value: value.__class__ is str and value.isascii()


def _number(slot: Slot) -> Plain:
    """Within the bounds and finite. A decimal zero may be a negative one, which is not canonical."""
    least = -sys.float_info.max if slot.minimum is None else slot.minimum
    most = sys.float_info.max if slot.maximum is None else slot.maximum
    lowest, highest = math.ceil(least), math.floor(most)  # whole numbers compare quicker with their like
    if slot.type == "integer":
        return lambda value: value.__class__ is int and lowest <= value <= highest

    def number(value: Any) -> bool:
        if value.__class__ is float:
            return least <= value <= most and value != 0
        return value.__class__ is int and lowest <= value <= highest

    return number
