"""Putting a site into its folder: all or nothing, and never over what is not of a site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from kbctl.engine.review.site.write import MARKER, NotASite, write_site

FILES = {"index.html": b"one", "term/A.html": b"a"}


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_new_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    write_site(FILES, tmp_path / "a" / "site")
    assert tree(tmp_path / "a" / "site") == {**FILES, MARKER: b"kbctl site 1\nindex.html\nterm/A.html\n"}
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["site"]


def test_a_former_site_is_replaced_whole(tmp_path: Path) -> None:
    # given a site with a page that the new one has not, then that page is gone
    write_site(FILES, tmp_path / "site")
    write_site({"index.html": b"two"}, tmp_path / "site")
    assert tree(tmp_path / "site") == {"index.html": b"two", MARKER: b"kbctl site 1\nindex.html\n"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    write_site(FILES, tmp_path)
    assert (tmp_path / "index.html").read_bytes() == b"one"


@pytest.mark.parametrize("name", ["notes.txt", "term/mine.html", ".git/config"])
def test_a_folder_with_anything_else_is_refused_and_left_alone(name: str, tmp_path: Path) -> None:
    # given a former site to which somebody has added a file
    write_site(FILES, tmp_path / "site")
    other = tmp_path / "site" / name
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(b"mine")
    before = tree(tmp_path / "site")
    with pytest.raises(NotASite, match=re.escape(name)):
        write_site({"index.html": b"two"}, tmp_path / "site")
    assert tree(tmp_path / "site") == before


def test_a_marker_of_something_else_makes_no_site(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text("another tool\nindex.html\n", encoding="utf-8")
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(NotASite, match=r"index\.html"):
        write_site(FILES, tmp_path)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine", encoding="utf-8")
    with pytest.raises(NotASite, match="is no folder"):
        write_site(FILES, tmp_path / "site")


def test_a_link_to_a_folder_keeps_being_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "real")
    write_site(FILES, tmp_path / "site")
    assert (tmp_path / "site").is_symlink()
    assert (tmp_path / "real" / "index.html").read_bytes() == b"one"


def test_where_writing_fails_the_former_site_stands(tmp_path: Path) -> None:
    # given a path that no file can have, below another file
    write_site(FILES, tmp_path / "site")
    with pytest.raises(OSError):
        write_site({"index.html": b"two", "index.html/x": b"no"}, tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_bytes() == b"one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]
