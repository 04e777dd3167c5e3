"""`KBCTL_MISSES` and `kbctl query --misses`: what was asked in vain is kept where the user wants it."""

from __future__ import annotations

from pathlib import Path

from cli_world import Kbctl


def test_misses_are_kept_where_the_variable_says_and_grouped(kbctl: Kbctl, tmp_path: Path) -> None:
    file = tmp_path / "misses.jsonl"
    # given one text that is found and one that is not
    kbctl("query", "duplicate customers", KBCTL_MISSES=str(file))
    assert not file.exists()
    assert kbctl("query", "purple elephants", KBCTL_MISSES=str(file)).returncode == 1
    assert file.read_text(encoding="utf-8").count("\n") == 1
    # then the file is read back as proposals
    said = kbctl("query", "--misses", str(file))
    assert (said.returncode, "purple elephants" in said.stdout) == (0, True)


def test_a_file_that_cannot_be_written_does_not_stop_the_query(kbctl: Kbctl, tmp_path: Path) -> None:
    said = kbctl("query", "purple elephants", KBCTL_MISSES=str(tmp_path))
    assert said.returncode == 1
    assert "the miss is not kept" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_file_of_misses_that_is_none_is_refused(kbctl: Kbctl, tmp_path: Path) -> None:
    file = tmp_path / "misses.jsonl"
    file.write_text("no json\n", encoding="utf-8")
    assert kbctl("query", "--misses", str(file)).returncode == 2
    assert ":1:1: not a miss" in kbctl("query", "--misses", str(file)).stderr
    assert kbctl("query", "--misses", str(tmp_path / "absent")).returncode == 2
    assert kbctl("query").returncode == kbctl("query", "x", "--misses", str(file)).returncode == 2
