"""On which of its patterns a rule hangs: the one that is least likely to be met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kbctl.engine.inference.alpha import Alpha, Alphas
from kbctl.engine.inference.compare import accepted_values
from kbctl.rules.model import Atom, Comparison, Pattern, Rule, Variable

#: About how many facts a frame has that may have several.
MANY = 30
#: About how often a given derived value is concluded.
CONCLUDED = 0.1


@dataclass(frozen=True, slots=True)
class Anchor:
    """The pattern, and either its alpha pattern or the values of a derived slot that wake the rule."""

    pattern: Pattern
    alpha: Alpha | None
    slot: str = ""
    accepted: frozenset[Atom] = frozenset()


def anchor_of(alphas: Alphas, rule: Rule) -> Anchor | None:
    """Where the rule hangs; None where it has no positive pattern and is visited always."""
    best: tuple[float, Anchor] | None = None
    for likely, anchor in _candidates(alphas, rule):
        if best is None or likely < best[0]:
            best = (likely, anchor)
    return best[1] if best else None


def _candidates(alphas: Alphas, rule: Rule) -> Iterable[tuple[float, Anchor]]:
    for pattern in rule.when:
        if not isinstance(pattern, Pattern):
            continue
        frame = alphas.vocabulary.frames.get(pattern.frame)
        alpha = alphas.of(pattern)
        facts = 1 if frame is not None and frame.single else MANY
        yield min(1.0, alpha.share * facts), Anchor(pattern, alpha)
        for test in pattern.tests:
            if (accepted := _concluded(alphas, pattern, test)) is not None:
                yield CONCLUDED, Anchor(pattern, None, test.slot, accepted)


def _concluded(alphas: Alphas, pattern: Pattern, test: Comparison) -> frozenset[Atom] | None:
    """Values of a derived slot of which one must be concluded for the test to hold."""
    slot = alphas.vocabulary.slot(pattern.frame, test.slot)
    if slot is None or not slot.derived or isinstance(test.operand, Variable):
        return None
    if test.op not in (("contains",) if slot.many else ("eq", "in")):
        return None
    return accepted_values(alphas.vocabulary, slot, test)
