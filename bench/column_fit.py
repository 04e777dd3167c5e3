"""Fit the weights by which evidence for a column's field is summed, and the calibration of the outcome.

A conditional logit: the score of a field for a header is the weighted sum of its evidence; the probabilities
are the softmax over all fields. Evidence of every system is computed with that system's own names taken out,
so the weights learn what evidence is worth on a system that nobody has seen. numpy is used here only; the
fitted numbers are packaged as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """One item: a row of evidence for each field, and the place of the right one (-1 where it is unknown)."""

    evidence: Array
    answer: int
    weight: float = 1.0


def fit(questions: Sequence[Question], ridge: float = 1.0, steps: int = 30) -> Array:
    """Weights that make the right answers most likely; Newton's method with a ridge towards zero."""
    asked = [q for q in questions if q.answer >= 0]
    width = asked[0].evidence.shape[1]
    evidence = np.stack([q.evidence for q in asked])
    answers = np.array([q.answer for q in asked])
    share = np.array([q.weight for q in asked])
    weights = np.zeros(width)
    right = evidence[np.arange(len(asked)), answers]
    for _ in range(steps):
        p = softmax(evidence @ weights)
        mean = np.einsum("if,ifk->ik", p, evidence)
        slope = ((right - mean) * share[:, None]).sum(axis=0) - ridge * weights
        centred = evidence - mean[:, None, :]
        curve = np.einsum("if,ifk,ifl->kl", p * share[:, None], centred, centred) + ridge * np.eye(width)
        step = np.linalg.solve(curve, slope)
        size = np.abs(step).max()
        weights = weights + step * min(1.0, 5.0 / max(size, 1e-9))
        if size < 1e-6:
            break
    return np.asarray(weights)


def softmax(scores: Array) -> Array:
    top = scores.max(axis=-1, keepdims=True)
    powers = np.exp(scores - top)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def fit_logistic(signs: Array, right: Array, share: Array, ridge: float = 1.0, steps: int = 50) -> Array:
    """Weights of a logistic regression (the first for the constant 1): is the first answer right?"""
    inputs = np.hstack([np.ones((len(signs), 1)), signs])
    weights = np.zeros(inputs.shape[1])
    penalty = ridge * np.eye(inputs.shape[1])
    penalty[0, 0] = 1e-6
    for _ in range(steps):
        p = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ ((right - p) * share) - penalty @ weights
        curve = (inputs * (p * (1 - p) * share)[:, None]).T @ inputs + penalty
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(weights)
