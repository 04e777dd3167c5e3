"""The known word that a misspelt one most likely stands for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def nearest_word(word: str, known: Iterable[str]) -> str:
    """The known word at the least distance, or nothing: one slip in words of 4 to 7 letters, two in longer.

    A slip is a letter too many, too few or wrong, or two neighbours swapped. The first letter is rarely
    wrong: words that share it come first, and short words must.

    >>> nearest_word("custmer", ["custom", "customer", "cluster"])
    'customer'
    """
    most = 1 if len(word) < 8 else 2
    best = ("", most + 1, True)
    for other in known:
        if abs(len(other) - len(word)) > most or len(other) < 4 or (len(word) < 6 and other[0] != word[0]):
            continue
        slips = distance(word, other, most)
        found = (other, slips, other[0] != word[0])
        if slips <= most and (found[1:], other) < (best[1:], best[0]):
            best = found
    return best[0]


def distance(one: Sequence[str], other: Sequence[str], most: int) -> int:
    """Slips between two words (optimal string alignment); anything above `most` as `most` + 1."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, another in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != another))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == another:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
