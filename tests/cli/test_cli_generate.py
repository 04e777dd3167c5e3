"""`kbctl generate` and `kbctl demo` as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

from cli_world import Kbctl


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_customer_is_written_twice_with_the_same_bytes_and_can_be_audited(
    kbctl: Kbctl, tmp_path: Path
) -> None:
    arguments = (
        "generate",
        "--industry",
        "knitwear",
        "--seed",
        "4",
        "--size",
        "small",
        "--faults",
        "MissingCost,WhitespaceNoise",
    )
    assert kbctl(*arguments, "--out", tmp_path / "one").returncode == 0
    first = files(tmp_path / "one")
    assert kbctl(*arguments, "--out", tmp_path / "one").returncode == 0
    assert files(tmp_path / "one") == first
    ledger = json.loads(first["truth/ledger.json"])
    assert {fault["concept"] for fault in ledger["faults"]} == {"MissingCost", "WhitespaceNoise"}
    said = json.loads(kbctl("generate", "audit", tmp_path / "one", "--format", "json").stdout)["customers"][0]
    assert (said["complete"], said["oracle"], said["nothing"]) == (True, 1.0, 0.0)
    assert said["quarantine"] < 0


def test_profiles_alone_make_scenarios_that_can_be_played(kbctl: Kbctl, tmp_path: Path) -> None:
    done = kbctl(
        "generate", "--industry", "furniture", "--count", 20, "--profiles-only", "--out", tmp_path / "many"
    )
    assert done.stdout == "20 profiles written\n"
    told = json.loads((tmp_path / "many" / "summary.json").read_text(encoding="utf-8"))
    assert [one["seed"] for one in told["customers"]] == list(range(20))
    played = kbctl("replay", tmp_path / "many" / "furniture-0007")
    assert played.returncode == 0, played.stderr


def test_an_unknown_fault_is_named_with_the_nearest(kbctl: Kbctl, tmp_path: Path) -> None:
    done = kbctl("generate", "--industry", "furniture", "--faults", "MissingCosts", "--out", tmp_path / "x")
    assert done.returncode == 2
    assert "did you mean MissingCost?" in done.stderr
    assert not (tmp_path / "x").exists()


def test_a_folder_with_other_files_is_refused(kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    for arguments in (("generate", "--industry", "furniture", "--out", tmp_path), ("demo", tmp_path)):
        done = kbctl(*arguments)
        assert done.returncode == 2
        assert files(tmp_path) == {"letter.txt": b"mine"}


def test_a_tampered_ledger_fails_the_audit(kbctl: Kbctl, tmp_path: Path) -> None:
    kbctl(
        "generate",
        "--industry",
        "furniture",
        "--size",
        "small",
        "--faults",
        "MissingLeadTime",
        "--out",
        tmp_path / "one",
    )
    path = tmp_path / "one" / "truth" / "ledger.json"
    ledger = json.loads(path.read_text(encoding="utf-8"))
    ledger["faults"][0]["cells"].pop()
    path.write_text(json.dumps(ledger), encoding="utf-8")
    done = kbctl("generate", "audit", tmp_path / "one")
    assert done.returncode == 1
    assert "NOT SO" in done.stdout


def test_the_demo_says_what_to_try(kbctl: Kbctl, tmp_path: Path) -> None:
    assert kbctl("demo", tmp_path / "demo").returncode == 0
    told = (tmp_path / "demo" / "README.txt").read_text(encoding="utf-8")
    assert "kbctl diagnose tables/" in told
    done = kbctl("diagnose", tmp_path / "demo" / "tables", "--format", "json")
    assert len({finding["concept"] for finding in json.loads(done.stdout)["findings"]}) >= 8
