"""Checks of challenges: what resolves them, which rules decide them, how they are described.

A challenge here is one that somebody can have. The families below the root and the defined classes, such as
CustomerDataIssue, only group others and are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kbctl.kg.graph.finding import Check, Checked, Hit, hit
from kbctl.ontology.vocab import Term

#: With one remedy there is nothing to decide, and nothing to switch to where it fails.
FEWEST_REMEDIES = 2


def deciding_rules(checked: Checked, challenge: Term) -> tuple[str, ...]:
    """Active rules that recommend, for the challenge or one above it, a remedy that is told to resolve it."""
    vocabulary = checked.knowledge.vocabulary
    above = vocabulary.ancestors.get(challenge.id, frozenset())
    return tuple(
        rule.id
        for rule in checked.knowledge.active
        if any(
            one.challenge in above and vocabulary.applicable(one.remedy, challenge.id)
            for one in rule.recommendations
        )
    )


def _few_remedies(checked: Checked) -> Iterator[Hit]:
    for term in checked.challenges:
        remedies = checked.knowledge.vocabulary.remedies_of(term.id)
        if not remedies:
            yield hit(term, "no remedy is told to resolve it; there are to be two at least")
        elif len(remedies) < FEWEST_REMEDIES:
            yield hit(term, f"only {remedies[0]} resolves it; there are to be two at least")


def _without_rule(checked: Checked) -> Iterator[Hit]:
    for term in checked.challenges:
        if not deciding_rules(checked, term):
            yield hit(term, "no active rule recommends a remedy for it, so it is always escalated")


def _one_rule(checked: Checked) -> Iterator[Hit]:
    for term in checked.challenges:
        rules = deciding_rules(checked, term)
        if len(rules) == 1:
            yield hit(term, f"only {rules[0]} decides it, whatever the context")


def _without(name: str, message: str) -> Callable[[Checked], Iterator[Hit]]:
    def find(checked: Checked) -> Iterator[Hit]:
        for term in checked.challenges:
            if not term.properties.get(name):
                yield hit(term, message)

    return find


def _without_dimension(checked: Checked) -> Iterator[Hit]:
    vocabulary = checked.knowledge.vocabulary
    for term in checked.challenges:
        above = vocabulary.ancestors.get(term.id, frozenset()) & vocabulary.terms.keys()
        told = any(vocabulary.terms[one].properties.get("dimension") for one in above)
        if "DataIssue" in above and not told:
            yield hit(term, "a data issue harms a dimension of data quality; none is told here or above it")


def _without_consequence(checked: Checked) -> Iterator[Hit]:
    caused = {other for term in checked.terms for other in term.properties.get("leadsTo", ())}
    for term in checked.challenges:
        if not term.properties.get("leadsTo") and term.id not in caused:
            yield hit(term, "it leads to nothing and nothing leads to it")


CHECKS = (
    Check("challenge-few-remedies", "error", f"fewer than {FEWEST_REMEDIES} remedies resolve the challenge",
          _few_remedies),
    Check("challenge-without-rule", "error", "no active rule recommends a remedy for the challenge",
          _without_rule),
    Check("challenge-one-rule", "info", "one rule alone decides the challenge", _one_rule),
    Check("challenge-without-symptom", "warn", "how the challenge shows itself is not said (kb:showsAs)",
          _without("showsAs", "no symptom is told (kb:showsAs)")),
    Check("challenge-without-root-cause", "warn", "why the challenge is there is not said (kb:rootCause)",
          _without("rootCause", "no root cause is told (kb:rootCause)")),
    Check("challenge-seen-nowhere", "warn", "where the evidence is found is not said (kb:seenIn)",
          _without("seenIn", "where it is seen is not told (kb:seenIn)")),
    Check("challenge-without-dimension", "warn", "a data issue without a dimension of data quality",
          _without_dimension),
    Check("challenge-without-consequence", "info", "the challenge stands outside the causal graph",
          _without_consequence),
)  # fmt: skip
