"""The installed package is the tree: nothing that is needed is left out, nothing strange is let in."""

from __future__ import annotations

import configparser
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_PACKAGES = {"tests", "bench", "docs", "fixtures", ".dev", ".ci", "build", "dist"}


def setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def listed(section: str, key: str) -> list[str]:
    return [line.strip() for line in setup()[section][key].splitlines() if line.strip()]


def packages_in_tree() -> set[str]:
    found = {"kbctl"}
    for init in ROOT.glob("*/**/__init__.py"):
        parts = init.parent.relative_to(ROOT).parts
        if parts[0] not in NOT_PACKAGES and not parts[0].startswith("."):
            found.add(".".join(("kbctl", *parts)))
    return found


def test_setup_cfg_lists_exactly_the_packages_of_the_tree() -> None:
    # given the packages that setup.cfg installs, when compared with the tree, then neither has more
    assert set(listed("options", "packages")) == packages_in_tree()


def test_no_stray_module_stands_at_the_root() -> None:
    # a module at the root would be installed as part of the package
    assert sorted(path.name for path in ROOT.glob("*.py")) == ["__init__.py", "cli.py"]


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("ontology", "**/*.ttl"),
        ("ontology", "**/*.rq"),
        ("ontology", "*.tsv"),
        ("rules", "**/*.yaml"),
        ("kg", "**/*.yaml"),
        ("kg", "*.csv"),
    ],
)
def test_every_knowledge_file_is_package_data(folder: str, pattern: str) -> None:
    # given every source of knowledge, then a pattern of package_data covers it
    patterns = [part.strip() for part in setup()["options.package_data"][f"kbctl.{folder}"].split(",")]
    files = sorted((ROOT / folder).glob(pattern))
    assert files
    for file in files:
        relative = file.relative_to(ROOT / folder).as_posix()
        assert any(fnmatch(relative, one) for one in patterns), relative


def test_the_development_link_points_to_the_root() -> None:
    assert (ROOT / ".dev" / "kbctl").resolve() == ROOT
