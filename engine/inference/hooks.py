"""On what a rule hangs: the pattern that is least likely to be met, and a conclusion that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kbctl.engine.inference.alpha import Alpha, Alphas
from kbctl.engine.inference.compare import accepted_values
from kbctl.engine.inference.scope import needed
from kbctl.rules.model import Atom, Comparison, Pattern, Rule, Variable

#: About how many facts a frame has that may have several.
MANY = 30


@dataclass(frozen=True, slots=True)
class Anchor:
    """The pattern that must be met, and a derived slot of a frame that must have one of some values."""

    pattern: Pattern
    alpha: Alpha
    concluded: tuple[str, str, frozenset[Atom]] | None
    #: other patterns that no variable joins, and that few facts are asked for: cheaper to fill than to search
    beside: tuple[Alpha, ...]


def anchor_of(alphas: Alphas, rule: Rule) -> Anchor | None:
    """Where the rule hangs; None where it has no positive pattern and is visited always."""
    patterns = [clause for clause in rule.when if isinstance(clause, Pattern)]
    if not patterns:
        return None
    pattern = min(patterns, key=lambda p: _likely(alphas, p))
    alpha = alphas.of(pattern)
    absent = [p for clause in rule.when if not isinstance(clause, Pattern) for p in clause.patterns]
    alone = [p for p in (*patterns, *absent) if p is not pattern and not any(map(needed, p.tests))]
    told = tuple(one for one in map(alphas.of, alone) if one is not alpha and _told(alphas, one))
    return Anchor(pattern, alpha, next(_conclusions(alphas, patterns), None), told)


def _told(alphas: Alphas, alpha: Alpha) -> bool:
    """Whether few facts are asked for it: those of one value, or the only one of its frame."""
    frame = alphas.vocabulary.frames.get(alpha.frame)
    return alpha.key is not None or alpha.one is not None or (frame is not None and frame.single)


def _likely(alphas: Alphas, pattern: Pattern) -> float:
    """About how likely some fact passes the alpha pattern."""
    frame = alphas.vocabulary.frames.get(pattern.frame)
    return min(1.0, alphas.of(pattern).share * (1 if frame is not None and frame.single else MANY))


def _conclusions(alphas: Alphas, patterns: Iterable[Pattern]) -> Iterator[tuple[str, str, frozenset[Atom]]]:
    for pattern in patterns:
        for test in pattern.tests:
            if (accepted := _concluded(alphas, pattern, test)) is not None:
                yield (pattern.frame, test.slot, accepted)


def _concluded(alphas: Alphas, pattern: Pattern, test: Comparison) -> frozenset[Atom] | None:
    """Values of a derived slot of which one must be concluded for the test to hold."""
    slot = alphas.vocabulary.slot(pattern.frame, test.slot)
    if slot is None or not slot.derived or isinstance(test.operand, Variable):
        return None
    if test.op not in (("contains",) if slot.many else ("eq", "in")):
        return None
    return accepted_values(alphas.vocabulary, slot, test)
