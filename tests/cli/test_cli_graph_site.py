"""`kbctl graph site` as people run it."""

from __future__ import annotations

from pathlib import Path

from cli_world import Kbctl


def test_site_is_written_twice_with_the_same_bytes_and_says_so_on_stderr(
    kbctl: Kbctl, tmp_path: Path
) -> None:
    first, second = (kbctl("graph", "site", tmp_path / name) for name in ("one", "two"))
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr.startswith(tuple("123456789"))
    assert "pages" in first.stderr
    assert second.returncode == 0
    one, two = (
        {p.relative_to(f): p.read_bytes() for p in sorted(f.rglob("*")) if p.is_file()}
        for f in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two
    assert Path("term/DuplicateCustomer.html") in one
    # and again over the first one
    assert kbctl("graph", "site", tmp_path / "one").returncode == 0


def test_site_refuses_a_folder_that_is_in_use(kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    done = kbctl("graph", "site", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "thesis.docx" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
