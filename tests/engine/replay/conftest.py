from __future__ import annotations

from pathlib import Path

import pytest
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.vocab import Vocabulary
from replay_world import World


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture
def world(vocabulary: Vocabulary, tmp_path: Path) -> World:
    return World(vocabulary, tmp_path)
