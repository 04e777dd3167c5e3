"""`kbctl graph …` as people and scripts run it: exit codes, JSON, files, revisions of a repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from cli_world import Kbctl, copy_knowledge

GIT = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge in a folder of a repository; tag `broken` has a module that does not parse."""
    top = tmp_path_factory.mktemp("repository")
    root = copy_knowledge(top / "knowledge")
    git(top, "init", "-q")
    commit(top, "first")
    module = root / "ontology" / "remedies.ttl"
    text = module.read_text(encoding="utf-8")
    module.write_text(
        text.replace("kb:SurvivorshipMerge a", "kb:SurvivorshipMerge a ; ;", 1), encoding="utf-8"
    )
    commit(top, "broken")
    git(top, "tag", "broken")
    module.write_text(text, encoding="utf-8")
    commit(top, "mended")
    return root


def git(folder: Path, *arguments: str) -> None:
    subprocess.run([*GIT, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)


@pytest.mark.parametrize("said", ["DuplicateCustomer", "Duplicate customer", "cliente duplicado", "重复客户"])
def test_show_finds_a_term_by_any_of_its_names(said: str, kbctl: Kbctl) -> None:
    done = kbctl("graph", "show", said)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Duplicate customer ")
    for part in (
        "Cliente duplicado (es)",
        "Caused by",
        "Remedies",
        "rules/conditional/",
        "ontology/data_issues.ttl:",
    ):
        assert part in done.stdout
    answer = json.loads(kbctl("graph", "show", said, "--format", "json").stdout)
    assert answer["id"] == "DuplicateCustomer" and answer["parents"]["inferred"] and answer["remedies"]


@pytest.mark.parametrize("command", [("show",), ("path", "Customer"), ("neighbours",), ("why-class",)])
def test_an_unknown_term_is_wrong_input(command: tuple[str, ...], kbctl: Kbctl) -> None:
    done = kbctl("graph", *command, "DuplicateCustomr")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "unknown term 'DuplicateCustomr' (did you mean DuplicateCustomer?)\n"


def test_paths_and_neighbours(kbctl: Kbctl) -> None:
    done = kbctl("graph", "path", "DuplicateCustomer", "SurvivorshipMerge", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["length"]) == (0, 1)
    none = kbctl(
        "graph", "path", "DuplicateCustomer", "SurvivorshipMerge", "--via", "leadsTo,affects", "--directed"
    )
    assert none.returncode == 1 and none.stdout.startswith("No path between")
    wrong = kbctl("graph", "path", "DuplicateCustomer", "SurvivorshipMerge", "--via", "leadTo")
    assert (wrong.returncode, wrong.stderr) == (2, "unknown relation 'leadTo' (did you mean leadsTo?)\n")
    near = kbctl("graph", "neighbours", "DuplicateCustomer", "--relation", "resolves", "--format", "json")
    assert {one["relation"] for one in json.loads(near.stdout)["neighbours"]} == {"resolves"}
    assert kbctl("graph", "neighbours", "Uniqueness", "--relation", "leadsTo").returncode == 1


def test_why_class_ends_with_1_where_it_is_not(kbctl: Kbctl) -> None:
    done = kbctl("graph", "why-class", "DuplicateCustomer", "CustomerDataIssue")
    assert done.returncode == 0
    assert "Duplicate customer affects some Customer (ontology/data_issues.ttl:" in done.stdout
    no = kbctl("graph", "why-class", "MissingCost", "CustomerDataIssue")
    assert (no.returncode, no.stdout.splitlines()[0]) == (1, "Missing cost is not a Customer data issue.")


def test_check_says_levels_codes_and_places_and_ends_as_it_is_told(kbctl: Kbctl, tmp_path: Path) -> None:
    done = kbctl("graph", "check", "--format", "json", "--fail-on", "info")
    report = json.loads(done.stdout)
    assert done.returncode == 1 and report["summary"]["info"] > 0
    assert {"path", "line", "column", "code", "level", "term", "message"} == set(report["findings"][0])
    baseline = tmp_path / "baseline.json"
    baseline.write_text(done.stdout, encoding="utf-8")
    clean = kbctl("graph", "check", "--baseline", baseline, "--fail-on", "info")
    assert clean.returncode == 0
    assert clean.stdout.startswith("graph check: 0 errors, 0 warnings, 0 remarks; ")


def test_check_refuses_what_it_cannot_use(kbctl: Kbctl, tmp_path: Path) -> None:
    done = kbctl("graph", "check", "--ignore", "orphans")
    assert (done.returncode, done.stderr) == (2, "--ignore: unknown code 'orphans' (did you mean orphan?)\n")
    (tmp_path / "no.json").write_text("[]", encoding="utf-8")
    done = kbctl("graph", "check", "--baseline", tmp_path / "no.json")
    assert done.returncode == 2 and "not a report" in done.stderr


def test_check_lists_what_does_not_compile(kbctl: Kbctl, tmp_path: Path) -> None:
    root = copy_knowledge(tmp_path)
    module = root / "ontology" / "data_issues.ttl"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace(', "重复客户"@zh', "", 1), encoding="utf-8")
    done = kbctl("--knowledge", root, "graph", "check")
    assert done.returncode == 1
    assert "missing-label (1)" in done.stdout and "DuplicateCustomer has no rdfs:label in zh" in done.stdout


def test_export_writes_a_file_and_says_how_much(kbctl: Kbctl, tmp_path: Path) -> None:
    file = tmp_path / "graph.json"
    done = kbctl("graph", "export", "--format", "cytoscape", "--with", "rules,cases", "-o", file)
    nodes = json.loads(file.read_text(encoding="utf-8"))["elements"]["nodes"]
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith(f"{len(nodes)} nodes, ")
    assert [one.name for one in tmp_path.iterdir()] == ["graph.json"]
    ttl = kbctl("graph", "export")
    assert ttl.stdout.startswith("@prefix ") and ttl.stderr.endswith(" triples\n")
    wrong = kbctl("graph", "export", "--with", "rule")
    assert (wrong.returncode, wrong.stderr) == (2, "--with: 'rule' is not known (did you mean rules?)\n")


def test_diff_of_the_files_as_they_are(kbctl: Kbctl, repository: Path) -> None:
    module = repository / "ontology" / "remedies.ttl"
    text = module.read_text(encoding="utf-8")
    module.write_text(
        "# a remark\n" + text.replace('"Survivorship merge"@en', '"Golden record"@en', 1), encoding="utf-8"
    )
    try:
        done = kbctl("--knowledge", repository, "graph", "diff", "HEAD")
        found = json.loads(
            kbctl("--knowledge", repository, "graph", "diff", "HEAD", "--format", "json").stdout
        )
    finally:
        module.write_text(text, encoding="utf-8")
    assert done.returncode == 0
    assert done.stdout.splitlines()[2:] == [
        "~ Golden record: label (en) “Survivorship merge” → “Golden record”"
    ]
    assert (found["from"], found["to"], len(found["changed"]), found["added"]) == (
        "HEAD",
        "working tree",
        1,
        [],
    )
    same = kbctl("--knowledge", repository, "graph", "diff", "HEAD~2", "HEAD")
    assert same.stdout == "HEAD~2 → HEAD: no difference in meaning.\n"


def test_diff_says_what_it_cannot_read(kbctl: Kbctl, repository: Path, tmp_path: Path) -> None:
    unknown = kbctl("--knowledge", repository, "graph", "diff", "nope")
    assert (unknown.returncode, unknown.stderr) == (2, "unknown revision 'nope'\n")
    broken = kbctl("--knowledge", repository, "graph", "diff", "broken")
    assert broken.returncode == 2
    assert broken.stderr.startswith("broken:ontology/remedies.ttl:") and "not valid Turtle" in broken.stderr
    root = copy_knowledge(tmp_path)
    alone = kbctl("--knowledge", root, "graph", "diff", "HEAD")
    assert alone.returncode == 2
    assert alone.stderr == f"{root.resolve()}: not a git repository; revisions are read from git\n"


def test_diff_where_a_revision_has_no_ontology(kbctl: Kbctl, repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    commit(tmp_path, "without")
    copy_knowledge(tmp_path)
    done = kbctl("--knowledge", tmp_path, "graph", "diff", "HEAD")
    assert (done.returncode, done.stderr) == (2, "no ontology (ontology/*.ttl) at revision 'HEAD'\n")
