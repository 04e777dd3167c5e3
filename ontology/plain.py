"""Which values are in canonical form already, slot by slot: the quick way past `values.check_value`.

A test that says no says nothing: the value is then looked at in full, converted or refused with a message.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kbctl.ontology.vocab import Frame, Slot, Vocabulary

Plain = Callable[[Any], bool]


class PlainFrame(NamedTuple):
    """The tests by slot, of slots that take one value and are given, not derived; and the required slots."""

    tests: Mapping[str, Plain]
    required: tuple[str, ...]


def plain_frame(vocabulary: Vocabulary, frame: Frame) -> PlainFrame:
    """The tests of a frame, made once for a vocabulary."""
    frames = vocabulary.memo.setdefault(__name__, {})
    made: PlainFrame | None = frames.get(frame.name)
    if made is None:
        slots = frame.slots.values()
        tests = {slot.name: _test(vocabulary, slot) for slot in slots if not slot.many and not slot.derived}
        made = frames[frame.name] = PlainFrame(tests, tuple(slot.name for slot in slots if slot.required))
    return made


def _test(vocabulary: Vocabulary, slot: Slot) -> Plain:
    if slot.type == "boolean":
        return lambda value: value is True or value is False
    if slot.type in ("integer", "number"):
        return _number(slot)
    if slot.type == "enum" or (slot.type == "class" and slot.range):
        known = slot.values if slot.type == "enum" else vocabulary.descendants.get(slot.range or "", ())
        names = frozenset(name for name in known if unicodedata.is_normalized("NFC", name))
        return lambda value: value.__class__ is str and value in names
    return lambda value: value.__class__ is str and value.isascii()


def _number(slot: Slot) -> Plain:
    """Within the bounds and finite; zero may be a negative one."""
    least = -sys.float_info.max if slot.minimum is None else slot.minimum
    most = sys.float_info.max if slot.maximum is None else slot.maximum
    if slot.type == "integer":
        return lambda value: value.__class__ is int and least <= value <= most
    return lambda value: (
        ((value.__class__ is float and value != 0) or value.__class__ is int) and least <= value <= most
    )
