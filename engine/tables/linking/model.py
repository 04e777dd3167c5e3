"""What agreement and disagreement are, sign by sign: the settings of the linkage, for any backend of
Splink."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kbctl.engine.tables.linking.blocking import Rule, keys_of
from kbctl.engine.tables.linking.signs import Sign

PLACE = "place"  # the row of the table, as the linkage's key


def settings(signs: Sequence[Sign], rules: Sequence[Rule], prior: float) -> Any:
    """A splink.SettingsCreator: comparisons, blocks and the prior. Nothing in it belongs to one backend."""
    from splink import SettingsCreator, block_on

    known = keys_of(signs)
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=PLACE,
        probability_two_random_records_match=prior,
        comparisons=[_comparison(sign, signs) for sign in signs],
        blocking_rules_to_generate_predictions=[
            block_on(*(known[key][0] for key in rule.keys)) for rule in rules
        ],
        retain_matching_columns=True,  # with it come the levels
        retain_intermediate_calculation_columns=False,
        max_iterations=50,
    )


def _comparison(sign: Sign, signs: Sequence[Sign]) -> Any:
    """Levels from equal to different. Thresholds are Splink's usual ones: one or two slips in a number, a
    Jaro-Winkler likeness of 0.92 and 0.8 in a name."""
    import splink.comparison_level_library as level
    import splink.comparison_library as comparison

    name = sign.name
    levels: list[Any] = [
        level.NullLevel(name),
        level.ExactMatchLevel(name, term_frequency_adjustments=True),
    ]
    if name == "given_name" and any(other.name == "surname" for other in signs):
        levels.append(level.ColumnsReversedLevel("given_name", "surname", symmetrical=True))
    if sign.kind in ("name", "party", "text", "email"):
        levels += [level.JaroWinklerLevel(name, 0.92), level.JaroWinklerLevel(name, 0.8)]
    elif sign.kind in ("number", "date", "code"):
        levels += [level.DamerauLevenshteinLevel(name, 1), level.DamerauLevenshteinLevel(name, 2)]
    return comparison.CustomComparison(
        output_column_name=name, comparison_levels=[*levels, level.ElseLevel()]
    )
