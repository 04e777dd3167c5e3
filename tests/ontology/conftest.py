from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kbctl.ontology.load import load_vocabulary, read_sources, vocabulary
from kbctl.ontology.vocab import Vocabulary

GOLDEN = Path(__file__).parent.parent / "golden" / "ontology"
SHARED = Path(__file__).parent.parent.parent.parent / "shared"

PREFIXES = """\
@prefix kb: <https://w3id.org/kbctl/> .
@prefix frame: <https://w3id.org/kbctl/frame/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
TEXTS = 'rdfs:label "L"@en , "L"@es , "L"@zh ; skos:definition "D."@en'


@pytest.fixture(scope="session")
def sources() -> dict[str, str]:
    """The modules of the package."""
    return read_sources()


@pytest.fixture(scope="session")
def shipped() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def base(sources: dict[str, str]) -> dict[str, str]:
    """The least ontology that loads: core, domains, and a few terms."""
    own = {"ontology/base.ttl": (GOLDEN / "base.ttl").read_text(encoding="utf-8")}
    return {name: sources[name] for name in ("ontology/core.ttl", "ontology/domains.ttl")} | own


@pytest.fixture(scope="session")
def extended(base: dict[str, str]) -> Callable[[str], Vocabulary]:
    """The least ontology with a further module."""

    def load(text: str) -> Vocabulary:
        return vocabulary(base | {"ontology/extra.ttl": PREFIXES + text})

    return load
