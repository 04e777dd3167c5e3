"""What can be said of rules without running them. The codes are listed in docs/rule-language.md."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kbctl.ontology.vocab import Vocabulary
from kbctl.rules import strata
from kbctl.rules.check_content import check_content
from kbctl.rules.check_set import check_circles, check_header, check_overrides
from kbctl.rules.check_variables import check_variables
from kbctl.rules.finding import Finding
from kbctl.rules.finding import errors as errors
from kbctl.rules.load import duplicates
from kbctl.rules.model import Rule


def check_rules(
    rules: Sequence[Rule], vocabulary: Vocabulary, case_ids: Collection[str], unread: Collection[str] = ()
) -> tuple[Finding, ...]:
    """What is wrong with the rules, by place. Where two have one id, each is checked on its own.

    `unread`: ids of rules that are there but could not be read; nothing can be said of naming them.
    """
    by_id = {rule.id: rule for rule in reversed(rules)}
    found = [Finding(problem, "error") for problem in duplicates(tuple(rules))]
    for rule in rules:
        found += check_variables(rule, vocabulary)
        found += check_content(rule, vocabulary)
        found += check_header(rule, by_id, case_ids, unread)
        found += check_overrides(rule, by_id, vocabulary, unread)
    found += check_circles(by_id)
    found += (Finding(problem, "error") for problem in strata.problems(vocabulary, by_id.values()))
    return tuple(sorted(set(found)))
