from __future__ import annotations

import json
import time

import pytest
from kbctl.ontology.codec import from_json, to_json
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.vocab import Vocabulary


def test_what_is_written_is_read_back(shipped: Vocabulary) -> None:
    assert from_json(to_json(shipped)) == shipped


def test_slots_keep_their_order(shipped: Vocabulary) -> None:
    again = from_json(to_json(shipped))

    assert {n: list(f.slots) for n, f in again.frames.items()} == {
        n: list(f.slots) for n, f in shipped.frames.items()
    }


def test_two_loads_are_the_same_bytes(shipped: Vocabulary) -> None:
    assert to_json(load_vocabulary()) == to_json(shipped)
    assert to_json(from_json(to_json(shipped))) == to_json(shipped)


@pytest.mark.parametrize("text", ['{"layout": 0}', "[]", "{}", "not json"])
def test_another_layout_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(text)


def test_the_layout_names_every_field(shipped: Vocabulary) -> None:
    """A field added to Term, Slot or Frame must be added to the codec: all of them take part in equality."""
    document = json.loads(to_json(shipped))

    assert len(document["terms"][0]) == len(shipped.terms["Challenge"].__dataclass_fields__)
    assert len(document["frames"][0]) == len(shipped.frames["company"].__dataclass_fields__)


def test_reading_is_fast(shipped: Vocabulary) -> None:
    text = to_json(shipped)
    spent = []
    for _ in range(15):
        start = time.process_time()
        from_json(text)
        spent.append(time.process_time() - start)

    assert sorted(spent)[len(spent) // 2] < 0.03  # 5 ms measured; the bound leaves room for slow machines
