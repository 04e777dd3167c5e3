"""Every code has a page; its wrong example gives the messages that the page shows, its right one does not.

An example stands for a whole file: its keys take the place of those of the sound rule. A comment that is a
path starts a file. With KBCTL_UPDATE_GOLDEN set the messages are written into the pages; read the diff.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from kbctl.engine.review.approve.sign import check_signatures
from kbctl.engine.review.rule_tests import test_rules as run_tests
from kbctl.engine.review.tables.check import check_table
from kbctl.ontology.source import Problem
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.approvals import check_approvals
from kbctl.rules.check import check_rules
from kbctl.rules.codes import ALL, CODES
from kbctl.rules.finding import Finding
from kbctl.rules.lint.page import page
from kbctl.rules.load import load_file, load_rule, load_rules, load_table
from kbctl.rules.model import Rule
from kbctl.rules.read_approvals import load_approvals, load_approvers

FOLDER = Path(__file__).parent.parent.parent / "rules" / "lint" / "pages"
EXAMPLES = sorted(code for code in CODES if "```yaml" in page(code))
FILE = re.compile(r"^# (rules/\S+\.(?:yaml|lock))\n", re.MULTILINE)
BLOCK = re.compile(r"^(?=[a-z_]+:)", re.MULTILINE)


def blocks(text: str) -> dict[str, str]:
    return {block.partition(":")[0]: block for block in BLOCK.split(text) if block}


def composed(example: str, good: str) -> str:
    """The example as a whole file: its own lines first, so that the places are those of the page."""
    if example.startswith("# the whole file"):
        return example
    own = {*blocks(example), *re.findall(r"^# no ([a-z]+)$", example, re.MULTILINE)}
    return example + "".join(block for key, block in blocks(good).items() if key not in own)


def of_approvals(texts: dict[str, str], rules: list[Rule], vocabulary: Vocabulary) -> list[Finding]:
    """What is said of the approvals of an example."""
    with TemporaryDirectory() as folder:
        for path, text in texts.items():
            Path(folder, path.partition("/")[2]).write_text(text, encoding="utf-8")
        approvers = load_approvers(Path(folder), vocabulary)
        approvals = load_approvals(Path(folder), vocabulary)
    return [*check_approvals(rules, approvals, approvers), *check_signatures(approvals, approvers)]


def said_of(example: str, good: str, vocabulary: Vocabulary) -> list[str]:
    """What lint says of the files of an example, then what its tests say, each with its code."""
    parts = FILE.split(example)
    texts = dict(zip(parts[1::2], parts[2::2], strict=True)) or {"": parts[0]}
    rules: list[Rule] = []
    tables: list[Finding] = []
    lines: list[str] = []
    beside = {path: texts.pop(path) for path in list(texts) if path.count("/") == 1}
    for path, snippet in texts.items():
        text = composed(snippet, good)
        own = blocks(text)
        named = {key: own[key].split()[1] for key in ("rule", "kind") if key in own}
        named = {"rule": "x", "kind": "conditional", **named}
        named["rule"] = own["table"].split()[1] if "table" in own else named["rule"]
        path = path or f"rules/{named['kind']}/{named['rule']}.yaml"
        read, problems = load_file(text, path, vocabulary)
        lines += [f"{problem} [{problem.code}]" for problem in problems]
        rules += read
        if "table" in own and not problems:
            tables += check_table(load_table(text, path, vocabulary), read, vocabulary).findings
    if not lines:
        findings = [
            *check_rules(rules, vocabulary, {"beverly-knits"}),
            *of_approvals(beside, rules, vocabulary),
            *tables,
        ]
        lines = [str(finding) for finding in findings]
    return lines


def failed(example: str, good: str, vocabulary: Vocabulary) -> list[str]:
    """What running the tests of the example says."""
    rule, _ = load_rule(composed(example, good), "rules/conditional/merge-in-staging.yaml", vocabulary)
    assert rule
    problems = [one.problem for one in run_tests(vocabulary, [rule])]
    return [f"{problem} [{problem.code}]" for problem in problems]


def example(code: str, heading: str) -> str:
    found = re.search(rf"## {heading}\n\n```yaml\n(.*?)```", page(code), re.DOTALL)
    assert found, f"{code} has no example under {heading}"
    return found[1]


def same_as_page(code: str, messages: list[str]) -> None:
    text = page(code)
    new = re.sub(
        r"```text\n.*?```", lambda _: "\n".join(("```text", *messages, "```")), text, flags=re.DOTALL
    )
    if os.environ.get("KBCTL_UPDATE_GOLDEN"):
        (FOLDER / f"{code}.md").write_text(new, encoding="utf-8")
    else:
        assert new == text


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(CODES)
    assert len(ALL) == len(CODES), "a code stands twice in the list"


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_page_begins_with_what_the_list_says(code: str) -> None:
    meaning = CODES[code].meaning
    assert page(code).startswith(f"# {code}\n\n{meaning[0].upper()}{meaning[1:]}.\n\n")


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_wrong_example_gives_the_code_and_the_right_one_does_not(
    code: str, small: Vocabulary, good: str
) -> None:
    say = failed if code in ("test-failed", "tests-broken") else said_of
    wrong, right = (say(example(code, heading), good, small) for heading in ("Wrong", "Right"))
    tail = f"[{code}]"
    assert any(line.endswith(tail) for line in wrong)
    assert not any(line.endswith(tail) for line in right)
    warned = any(": warning: " in line and line.endswith(tail) for line in wrong)
    assert warned == (CODES[code].level == "warning")
    same_as_page(code, [line for line in wrong if line.endswith(tail)])


def not_found(folder: Path) -> Path:
    return folder / "merge-in-staging.yaml"


def not_a_file(folder: Path) -> Path:
    (folder / "merge-in-staging.yaml").mkdir()
    return folder / "merge-in-staging.yaml"


def unreadable(folder: Path) -> Path:
    return folder / ("x" * 300 + ".yaml")


def too_large(folder: Path) -> Path:
    with (folder / "merge-in-staging.yaml").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    return folder / "merge-in-staging.yaml"


def not_text(folder: Path) -> Path:
    (folder / "merge-in-staging.yaml").write_bytes(b"title: caf\xe9\n")
    return folder / "merge-in-staging.yaml"


MACHINE: dict[str, Callable[[Path], Path]] = {
    "not-found": not_found, "not-a-file": not_a_file, "unreadable": unreadable, "too-large": too_large,
    "not-text": not_text,
}  # fmt: skip


def test_every_code_is_shown() -> None:
    assert sorted([*EXAMPLES, *MACHINE, "no-permission"]) == sorted(CODES)


@pytest.mark.parametrize("code", sorted(MACHINE))
def test_what_the_machine_does(code: str, small: Vocabulary, tmp_path: Path) -> None:
    rule, problems = load_rule(MACHINE[code](tmp_path), "rules/conditional/merge-in-staging.yaml", small)
    assert rule is None
    same_as_page(code, [f"{problem} [{problem.code}]" for problem in problems])


def test_no_permission(small: Vocabulary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a file that the user may not read, were the user root or not
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "merge-in-staging.yaml").touch()
    monkeypatch.setattr(Path, "read_bytes", refuse)
    # when it is read, then that is said
    _, problems = load_rule(
        tmp_path / "merge-in-staging.yaml", "rules/conditional/merge-in-staging.yaml", small
    )
    same_as_page("no-permission", [f"{problem} [{problem.code}]" for problem in problems])


def test_a_folder_without_rules_is_not_found(small: Vocabulary, tmp_path: Path) -> None:
    from kbctl.ontology.source import InputProblems

    with pytest.raises(InputProblems) as caught:
        load_rules(tmp_path / "none", small)
    found: tuple[Problem, ...] = caught.value.problems
    assert [problem.code for problem in found] == ["not-found"]


#: What is wrong with an argument or a file beside the rules, and no finding of lint.
NO_FINDINGS = {"format", "baseline", "table-here", "no-table"}


def said_in(path: Path) -> set[str]:
    """The codes that a module gives: the second argument of what makes problems."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and len(node.args) >= 2:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            codes = [one for one in ast.walk(node.args[1]) if isinstance(one, ast.Constant)]
            if name in ("Problem", "error", "warning", "report", "refuse"):
                found |= {one.value for one in codes if isinstance(one.value, str) and one.value}
    return found


def test_no_check_gives_a_code_that_is_not_in_the_list() -> None:
    root = FOLDER.parents[2]
    modules = [*(root / "rules").rglob("*.py"), root / "ontology" / "document.py"]
    modules += (root / "engine" / "review" / "approve").rglob("*.py")
    found = {code: path.relative_to(root).as_posix() for path in modules for code in said_in(path)}
    assert len(found) > 60
    assert {code: path for code, path in found.items() if code not in {*CODES, *NO_FINDINGS}} == {}
