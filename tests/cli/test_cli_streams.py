"""Where output goes and does not go: terminals, pipes that close, Ctrl-C, encodings, closed streams."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from cli_world import COMMAND, ROOT, SCENARIO, Kbctl, copy_knowledge

ESCAPE = "\033["


def on_a_terminal(kbctl: Kbctl, *arguments: str | Path, **changes: str | None) -> tuple[int, str]:
    """Exit code, and all that a terminal of the usual size shows."""
    above, below = pty.openpty()
    process = kbctl.start(*arguments, stdout=below, stderr=below, stdin=below, env=kbctl.env(**changes))
    os.close(below)
    shown = b""
    try:
        while part := os.read(above, 65536):
            shown += part
    except OSError:  # Linux says so when the other end has gone
        pass
    os.close(above)
    return process.wait(), shown.decode("utf-8")


@pytest.mark.parametrize("command", ["query", "replay", "why", "why-not", "diagnose"])
def test_colours_are_for_terminals_and_can_be_declined(
    command: str, kbctl: Kbctl, scenario: Path, record: Path, tmp_path: Path
) -> None:
    rows = "cust_no,name,city\n" + "".join(f"C{n:03},Firm  {n} ,TBD\n" for n in range(12))
    (tmp_path / "customers.csv").write_text(rows, encoding="utf-8")
    arguments: dict[str, list[str | Path]] = {
        "query": ["duplicate customers"],
        "replay": [scenario],
        "why": [record, "d1"],
        "why-not": [record, "c1", "CostRollUp"],
        "diagnose": [tmp_path],
    }
    terminal = {"TERM": "xterm-256color"}
    assert ESCAPE in on_a_terminal(kbctl, command, *arguments[command], **terminal)[1]
    assert ESCAPE not in on_a_terminal(kbctl, command, *arguments[command], NO_COLOR="1", **terminal)[1]
    assert ESCAPE not in on_a_terminal(kbctl, command, *arguments[command], TERM="dumb")[1]
    plain = kbctl(command, *arguments[command], **terminal).stdout
    assert ESCAPE not in plain
    assert plain.endswith("\n") and not plain.endswith("\n\n")


def test_a_terminal_gets_the_exit_code_too(kbctl: Kbctl) -> None:
    code, shown = on_a_terminal(kbctl, "replay", "nowhere.yaml")
    assert (code, shown) == (2, "nowhere.yaml: no such file\r\n")


# --- pipes that close ------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["text", "json"])
def test_a_pipe_that_closes_early_ends_it_quietly(format_: str, kbctl: Kbctl) -> None:
    # given a reader that leaves after ten bytes of far more than a pipe holds
    process = kbctl.start("replay", "fixtures/midwest-furniture", "--format", format_)
    assert process.stdout is not None and process.stderr is not None
    assert len(process.stdout.read(10)) == 10
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0


def test_a_pipe_that_nobody_ever_reads_ends_it_quietly(kbctl: Kbctl, scenario: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    for arguments in (["query", "duplicate customers"], ["replay", str(scenario)], ["--help"]):
        process = kbctl.start(*arguments, stdout=writing)
        assert (process.communicate()[1], process.returncode) == (b"", 0)
    # a message that nobody reads does not change the code
    process = kbctl.start("replay", "nowhere.yaml", stderr=writing)
    assert (process.communicate()[0], process.returncode) == (b"", 2)
    os.close(writing)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_said(kbctl: Kbctl) -> None:
    with open("/dev/full", "w") as full:
        process = kbctl.start("query", "duplicate customers", stdout=full)
        assert process.communicate()[1] == b"output: No space left on device\n"
    assert process.returncode == 2


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_is_no_fault(closed: int, kbctl: Kbctl, scenario: Path) -> None:
    for arguments, code in ((["query", "duplicate customers"], 0), (["replay", str(scenario), "--ask"], 0),
                            (["query", "xyzzyqwerty"], 1), (["replay", "nowhere.yaml"], 2)):  # fmt: skip
        # a shell closes the stream for us: `command <&-`
        line = f'exec "$@" {closed}{"<" if closed == 0 else ">"}&-'
        done = subprocess.run(
            ["sh", "-c", line, "sh", *COMMAND, *arguments], cwd=ROOT, env=kbctl.env(), capture_output=True
        )
        assert b"Traceback" not in done.stderr
        assert done.returncode == code, done


# --- Ctrl-C ----------------------------------------------------------------------------------------------


def test_ctrl_c_while_sources_are_compiled(kbctl: Kbctl, tmp_path: Path) -> None:
    # given a cache that is empty, so that a base is compiled, which takes far longer than a start
    cache = tmp_path / "cache"
    out, errors, code = interrupted(kbctl, ["query", "duplicate customers"], 0.4, KBCTL_CACHE=str(cache))
    assert (code, out, errors.strip()) == (130, b"", b"interrupted")
    assert not list(cache.glob("*")) if cache.exists() else True
    assert kbctl("query", "duplicate customers", KBCTL_CACHE=str(cache)).returncode == 0


def test_ctrl_c_in_a_replay_leaves_no_record(kbctl: Kbctl, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    arguments = ["replay", "fixtures/midwest-furniture", "--record", str(path)]
    out, errors, code = interrupted(kbctl, arguments, 0.4)
    assert (code, out, errors.strip()) == (130, b"", b"interrupted")
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_a_record_is_written_keeps_the_older_one(
    kbctl: Kbctl, scenario: Path, tmp_path: Path
) -> None:
    path = tmp_path / "run.json"
    path.write_text("older", encoding="utf-8")
    code = (
        "import os, sys\n"
        "import kbctl.cli as cli\n"
        "def replace(*names):\n"
        "    raise KeyboardInterrupt\n"
        "os.replace = replace\n"
        "sys.exit(cli.run(['replay', sys.argv[1], '--record', sys.argv[2]]))\n"
    )
    done = subprocess.run(
        [COMMAND[0], "-c", code, str(scenario), str(path)], env=kbctl.env(), capture_output=True
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, b"", b"interrupted")
    assert [one.name for one in tmp_path.iterdir()] == ["run.json"]
    assert path.read_text(encoding="utf-8") == "older"


def test_ctrl_c_at_a_question(kbctl: Kbctl, scenario: Path) -> None:
    process = kbctl.start("replay", scenario, "--ask", stdin=subprocess.PIPE)
    assert process.stderr is not None
    assert b"Frobnication of the quux" in process.stderr.readline()
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate()
    assert (process.returncode, out) == (130, b"")
    assert errors.endswith(b"interrupted\n") and b"Traceback" not in errors


def interrupted(
    kbctl: Kbctl, arguments: list[str], seconds: float, **changes: str
) -> tuple[bytes, bytes, int]:
    """Interrupt a command that is at work; `seconds` after it has come to run, whatever its start took."""
    code = (
        "import sys, kbctl.cli as cli\n"
        "print('running', file=sys.stderr, flush=True)\n"
        "sys.exit(cli.run(sys.argv[1:]))\n"
    )
    process = subprocess.Popen(
        [COMMAND[0], "-c", code, *arguments],
        cwd=ROOT, env=kbctl.env(**changes), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None and process.stderr.readline() == b"running\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate()
    return out, errors, process.returncode


# --- characters ------------------------------------------------------------------------------------------

ENCODINGS = {
    "ascii": {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    "latin": {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
    "C": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_any_encoding_of_the_terminal_will_do(encoding: str, kbctl: Kbctl, tmp_path: Path) -> None:
    # given names in several scripts, and a terminal that knows few characters
    changes: dict[str, str | None] = {**ENCODINGS[encoding]}
    (tmp_path / "família 家具.yaml").write_text(SCENARIO.replace("quux", "quüx 家具 😀"), encoding="utf-8")
    record = tmp_path / "registro 家.json"

    def run(*arguments: str | Path) -> tuple[int, bytes, bytes]:
        process = kbctl.start(*arguments, env=kbctl.env(**changes), cwd=tmp_path)
        out, errors = process.communicate()
        assert b"Traceback" not in errors
        return process.returncode, out, errors

    # then what is typed is understood
    code, out, _ = run("query", "重复客户", "--format", "json")
    assert code == 0
    answer = json.loads(out.decode("ascii" if encoding != "latin" else "latin-1"))
    assert (answer["query"], answer["matches"][0]["id"]) == ("重复客户", "DuplicateCustomer")
    # then text is UTF-8 where the terminal claims ASCII, which click takes for a mistake; else with stand-ins
    code, out, _ = run("replay", "família 家具.yaml", "--record", record)
    assert code == 0
    assert ("-> d1" if encoding == "latin" else "→ d1").encode() in out
    assert ("Ñandú ??" if encoding == "latin" else "Ñandú 家具").encode(
        "latin-1" if encoding == "latin" else "utf-8"
    ) in out
    # then JSON has escapes, and the record is UTF-8
    code, out, _ = run("replay", "família 家具.yaml", "--format", "json")
    assert json.loads(out.decode("latin-1")) == json.loads(record.read_text(encoding="utf-8"))
    for arguments in (["why", record, "d1"], ["why-not", record, "c1", "CostRollUp"], ["why", record, "d9é"],
                      ["replay", "não 家.yaml"], ["query", "重复客户"]):  # fmt: skip
        assert run(*arguments)[0] in (0, 2)


def test_files_and_texts_may_have_any_name(kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "Müller & Söhne 家具 ‘x’.yaml").write_text(
        SCENARIO.replace("quux", "quüx 家具 😀"), encoding="utf-8"
    )
    said = kbctl("replay", "Müller & Söhne 家具 ‘x’.yaml", "--record", "läuft.json", cwd=tmp_path)
    assert said.returncode == 0
    assert "Sillas Ñandú 家具" in said.stdout or "A small one" in said.stdout
    assert "Frobnication of the quüx 家具 😀" in said.stdout
    assert "Frobnication of the quüx 家具 😀" in kbctl("why", "läuft.json", "d2", cwd=tmp_path).stdout


def test_a_name_that_is_no_text_is_told_all_the_same(kbctl: Kbctl, tmp_path: Path) -> None:
    name = os.fsdecode(b"na\xefve.yaml")
    done = subprocess.run([*COMMAND, "replay", name], cwd=tmp_path, env=kbctl.env(), capture_output=True)
    assert done.returncode == 2 and b"Traceback" not in done.stderr
    assert done.stderr.endswith(b": no such file\n")
    done = subprocess.run([*COMMAND, "query", name], cwd=tmp_path, env=kbctl.env(), capture_output=True)
    assert done.returncode in (0, 1) and b"Traceback" not in done.stderr


# --- questions -------------------------------------------------------------------------------------------


def test_answers_come_from_stdin_and_the_account_stays_whole(kbctl: Kbctl, scenario: Path) -> None:
    said = kbctl("replay", scenario, "--ask", "--format", "json", stdin="Nonsense\nMissingCost\n")
    assert said.returncode == 0
    assert said.stderr.count('"Frobnication of the quux": What kind of challenge is this?') == 2
    assert "unknown challenge 'Nonsense'" in said.stderr
    answers = json.loads(said.stdout)["weeks"][0]["answers"]
    assert [(one["for"], one["about"], one["value"]) for one in answers] == [("c2", "is", "MissingCost")]


@pytest.mark.parametrize("typed", ["", "\n", "   \n", b"\xff\xfe\n"])
def test_no_answer_leaves_the_question_open(typed: str | bytes, kbctl: Kbctl, scenario: Path) -> None:
    said = kbctl("replay", scenario, "--ask", "--format", "json", stdin=typed)
    assert said.returncode == 0
    record = json.loads(said.stdout)
    assert record["weeks"][0]["answers"] == []
    assert [one["status"] for one in record["weeks"][0]["decisions"]] == ["chosen", "asked"]


# --- where the compiled knowledge is kept ----------------------------------------------------------------


@pytest.mark.slow
def test_without_a_place_to_keep_it_the_answer_is_the_same(kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    usual = kbctl("query", "duplicate customers").stdout
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/kbctl")):
        said = kbctl("query", "duplicate customers", KBCTL_CACHE=str(place))
        assert (said.returncode, said.stdout) == (0, usual)
        assert said.stderr.startswith(f"note: cannot keep the compiled knowledge base in {place} (")
    missing = tmp_path / "a" / "b"
    assert kbctl("query", "duplicate customers", KBCTL_CACHE=str(missing)).stderr == ""
    assert list(missing.glob("base-*.sqlite"))


@pytest.mark.slow
def test_without_the_variable_it_is_kept_where_caches_are(kbctl: Kbctl, tmp_path: Path) -> None:
    for changes, place in (
        ({"XDG_CACHE_HOME": str(tmp_path / "xdg")}, tmp_path / "xdg/kbctl"),
        ({"XDG_CACHE_HOME": None, "HOME": str(tmp_path / "home")}, tmp_path / "home/.cache/kbctl"),
    ):
        said = kbctl("query", "duplicate customers", KBCTL_CACHE=None, **changes)  # type: ignore[arg-type]
        assert (said.returncode, said.stderr) == (0, "")
        assert list(place.glob("base-*.sqlite"))


def test_sources_that_may_only_be_read_are_enough(kbctl: Kbctl, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    knowledge = copy_knowledge(tmp_path / "knowledge")
    for folder in (knowledge, *(path for path in knowledge.rglob("*") if path.is_dir())):
        folder.chmod(0o555)
    assert kbctl("--knowledge", knowledge, "query", "duplicate customers").stderr == ""


# --- a fault of the program ------------------------------------------------------------------------------


def test_a_fault_is_said_in_one_line_with_a_code_of_its_own(kbctl: Kbctl) -> None:
    code = (
        "import sys, kbctl.cli as cli, kbctl.kg.query as query\n"
        "def answer(*given):\n"
        "    raise KeyError('quux')\n"
        "query.answer = answer\n"
        "sys.exit(cli.run(['query', 'x']))\n"
    )

    def fault(**changes: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([COMMAND[0], "-c", code], env=kbctl.env(**changes), capture_output=True)

    done = fault()
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (3, b"", 1)
    assert b"a fault of kbctl" in done.stderr and b"KeyError: 'quux'" in done.stderr
    assert b"Traceback" in fault(KBCTL_DEBUG="1").stderr


def test_a_long_command_says_on_a_terminal_how_far_it_is(kbctl: Kbctl, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("cust_no,name\n1,A\n2,B\n", encoding="utf-8")
    # given a terminal, then it says what it looks at, and elsewhere it does not
    said = on_a_terminal(kbctl, "diagnose", tmp_path, TERM="xterm")[1]
    assert re.search(r"\d+ of \d+  DuplicateCustomer in customers.csv", said)
    assert not re.search(r"\d+ of \d+  ", kbctl("diagnose", tmp_path).stderr)
