"""`kbctl rules lint` as a real process: files, fixes, baseline, formats, pages."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
from cli_world import ROOT, Kbctl, copy_knowledge

SCHEMA = ROOT / "tests" / "schemas" / "sarif-2.1.0-rtm.5.json"
SHIPPED = ROOT / "rules" / "conditional" / "cost-roll-up.yaml"


def put(folder: Path, text: str) -> Path:
    path = folder / "conditional" / "my-cost.yaml"
    path.parent.mkdir()
    path.write_text(text.replace("rule: cost-roll-up", "rule: my-cost"), encoding="utf-8")
    return path


def test_fixes_are_shown_then_made(kbctl: Kbctl, tmp_path: Path) -> None:
    # given a rule of one's own with two slips and an unknown remedy
    shipped = SHIPPED.read_text(encoding="utf-8")
    text = shipped.replace("is: MissingCost}\n", "is: MisingCost}\n").replace(
        "CostRollUp, for: $c", "Abacus, for: $c"
    )
    path = put(tmp_path, text.replace("owner: industry-expert", "owner: industry-exprt"))
    lint = ("rules", "lint", "conditional/my-cost.yaml")
    # when the fixes are asked for, then they are shown, and nothing is written
    said = kbctl(*lint, "--diff", cwd=tmp_path)
    assert said.returncode == 1 and "+owner: industry-expert\n" in said.stdout
    assert "owner: industry-exprt" in path.read_text(encoding="utf-8")
    # when they are made, then what a person must say is left
    said = kbctl(*lint, "--fix", cwd=tmp_path)
    assert said.returncode == 1 and said.stdout.count("fixed conditional/my-cost.yaml:") == 2
    assert said.stdout.endswith("1 rules: 1 errors, 0 warnings\n")
    assert "unknown remedy 'Abacus'" in said.stdout
    assert path.read_text(encoding="utf-8").count("MissingCost}") == shipped.count("MissingCost}")


def test_a_baseline_and_the_formats_for_other_tools(kbctl: Kbctl, tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    put(tmp_path, text.replace("when:\n", "when:\n  - {company: _, user_trust: {ne: low}}\n"))
    lint = ("rules", "lint", ".", "--ignore", "unapproved")
    said = kbctl(*lint, "--write-baseline", "known.json", "--format", "github", cwd=tmp_path)
    assert said.returncode == 0
    assert said.stdout.startswith(
        "::warning file=./conditional/my-cost.yaml,line=7,col=31,title=ne-optional::"
    )
    said = kbctl(*lint, "--baseline", "known.json", "--format", "sarif", cwd=tmp_path)
    log = json.loads(said.stdout)
    jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(log)
    assert said.returncode == 0
    assert [one["baselineState"] for one in log["runs"][0]["results"]] == ["unchanged"]


def test_pages_and_wrong_options(kbctl: Kbctl) -> None:
    assert kbctl("rules", "lint", "--explain", "ne-optional").stdout.startswith("# ne-optional\n")
    said = kbctl("rules", "lint", "--explain", "ne-optionl")
    assert (said.returncode, said.stderr) == (2, "unknown code 'ne-optionl' (did you mean ne-optional?)\n")


def test_fmt_reads_standard_input_and_names_files(kbctl: Kbctl, tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    messy = text.replace("status: active\n", "", 1).replace("title:", "status:   active  # ours\ntitle:", 1)
    said = kbctl("rules", "fmt", "-", stdin=messy)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == text.replace("status: active", "status: active  # ours", 1)
    path = put(tmp_path, text + "\n\n")
    said = kbctl("rules", "fmt", "--check", path.parent.name, cwd=tmp_path)
    assert said.returncode == 1
    assert (
        said.stdout == "conditional/my-cost.yaml: not in canonical form\n1 files, 1 not in canonical form\n"
    )
    assert path.read_text(encoding="utf-8").endswith("\n\n")


def test_a_new_rule_is_written_once(kbctl: Kbctl, tmp_path: Path) -> None:
    copy_knowledge(tmp_path / "knowledge")
    new = ("--knowledge", "knowledge", "rules", "new", "merge-where-few", "--kind", "conditional", "--owner",
           "data-migration", "--title", "Merge", "--challenge", "DuplicateCustomer", "--remedy",
           "SurvivorshipMerge")  # fmt: skip
    said = kbctl(*new, cwd=tmp_path)
    path = "knowledge/rules/conditional/merge-where-few.yaml"
    assert (said.returncode, said.stdout) == (0, f"written: {path} (draft; its two tests pass)\n"), said
    assert "status: draft" in (tmp_path / path).read_text(encoding="utf-8")
    said = kbctl(*new, cwd=tmp_path)
    assert (said.returncode, said.stderr) == (2, f"{path} is there already; choose another id\n")
    said = kbctl(*new[:4], "another", cwd=tmp_path)
    assert (said.returncode, said.stderr) == (2, "--kind is needed; on a terminal it would be asked for\n")
