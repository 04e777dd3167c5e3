"""The customer as a scenario that can be played."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kbctl.engine.training.generate.profile import Profile

LANGUAGES = {"en": "English", "es": "Spanish", "de": "German", "zh": "Chinese"}


def scenario_text(profile: Profile, truth: Mapping[str, Any] | None = None) -> str:
    """`scenario.yaml`. Without the truth the customer has no tables; the challenges of the tables are
    not said
    in either case: they are there to be found."""
    weeks = 4 + profile.complexity // 2
    said = [*profile.history[:2]] if profile.failed_before else []
    lines = [
        "# A made-up customer; company, people and figures are invented.",
        "schema: kbctl/scenario/1",
        f"id: {profile.id}",
        f"title: {quoted(profile.name)}",
        "company:",
        f"  name: {quoted(profile.name)}",
        f"  industry: {profile.industry.replace('-', '_')}",
        f"  employees: {profile.employees}",
        f"  revenue_usd: {profile.revenue_usd}",
        f"  complexity: {profile.complexity}",
        f"  data_quality: {profile.data_quality / 100:.2f}",
        f"  integrations: {profile.integrations}",
        f"  sites: {profile.sites}",
        f"  current_systems: [{profile.legacy}]",
        f"  languages: [{', '.join(LANGUAGES[one] for one in profile.languages)}]",
        f"  currencies: [{', '.join(profile.currencies)}]",
        *([f"  regulations: [{', '.join(profile.regulations)}]"] if profile.regulations else []),
        *(["  failed_predecessor: true"] if profile.failed_before else []),
        f"  timeline_weeks: {weeks}",
        *(f"# history: {line}" for line in profile.history),
        *(["tables: tables/"] if truth is not None else []),
        "timeline:",
        "  - weeks: 1",
        "    phase: discovery",
        f"    events: [{{is: Cutover, week: {weeks}}}]",
        "  - weeks: [2, 3]",
        "    phase: data_migration",
        f"  - weeks: [4, {weeks - 1}]" if weeks > 5 else "  - weeks: 4",
        "    phase: configuration",
        "    challenges:",
        *(f"      - {quoted(wish)}" for wish in (*profile.wishes, *said[2:])),
        f"  - weeks: {weeks}",
        "    phase: go_live",
        "",
    ]
    return "\n".join(lines)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
