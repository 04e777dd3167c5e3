"""The rule files that a command works on: those of the knowledge, or the ones that were named."""

from __future__ import annotations

import os
from pathlib import Path

import click
from kbctl.commands.base import places_of_sources, sources_folder
from kbctl.commands.terminal import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbctl.ontology.vocab import Vocabulary
    from kbctl.rules.finding import Finding
    from kbctl.rules.lint.found import Beyond, Source
    from kbctl.rules.model import Rule


def shown_folder(name: str) -> str:
    """How messages name a folder of the knowledge: below --knowledge, where it is given."""
    given = click.get_current_context().find_root().params.get("knowledge")
    return os.path.join(given, name) if given else name


def there_must_be_rules() -> None:
    """Where the folder is missing, "no rule is wrong" would be true and misleading."""
    if not (Path(sources_folder()) / "rules").is_dir():
        raise Refused(f"{shown_folder('rules')}: no such folder of rules")


def rule_sources() -> tuple[Source, ...]:
    from kbctl.rules.lint.found import sources

    return sources(Path(sources_folder()) / "rules", shown_folder("rules"))


def vocabulary() -> Vocabulary:
    from kbctl.ontology.load import load_vocabulary

    with places_of_sources():
        return load_vocabulary(Path(sources_folder()) / "ontology")


def case_ids() -> frozenset[str]:
    """Ids of the past cases: the stems of their files, which are checked to be so."""
    return frozenset(path.stem for path in (Path(sources_folder()) / "kg" / "cases").glob("*.yaml"))


def of_approvals(vocabulary: Vocabulary) -> Beyond:
    """What is wrong with the approvals of rules, of which there are none before somebody may approve."""
    from kbctl.engine.review.approve.sign import check_signatures
    from kbctl.rules.approvals import check_approvals
    from kbctl.rules.read_approvals import load_approvals, load_approvers

    folder, shown = Path(sources_folder()) / "rules", shown_folder("rules")
    approvers = load_approvers(folder, vocabulary, shown)
    approvals = load_approvals(folder, vocabulary, shown)
    return lambda rules: (
        *check_approvals(rules, approvals, approvers),
        *check_signatures(approvals, approvers),
    )


def of_tables(vocabulary: Vocabulary) -> Beyond:
    """What is wrong with decision tables: overlaps, rows never reached, gaps."""
    from kbctl.engine.review.tables.check import check_tables

    def look(rules: Sequence[Rule]) -> tuple[Finding, ...]:
        places = {source.shown: source.path for source in rule_sources()}
        return tuple(check_tables(rules, lambda path: places.get(path, Path(path)), vocabulary))

    return look
