"""Signatures made and checked by the real programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from kbctl.engine.review.approve.sign import CannotSign, sign, why_wrong
from kbctl.ontology.source import Location
from kbctl.rules.approvals import Approval

APPROVAL = Approval("x", "finance", "Ann", "0" * 64, "1" * 64, None, Location("rules/approvals.lock"))


def needs(program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"no program {program}")


def ssh_key(folder: Path, name: str) -> tuple[str, str]:
    needs("ssh-keygen")
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)], check=True)
    return str(path), path.with_suffix(".pub").read_text().strip()


def test_a_signature_with_an_ssh_key_proves_this_approval_and_no_other(tmp_path: Path) -> None:
    # given
    key, public = ssh_key(tmp_path, "one")
    _, other = ssh_key(tmp_path, "two")
    # when
    signed = replace(APPROVAL, signature=sign(APPROVAL.statement, "ssh", key))
    # then
    assert why_wrong(signed, public) is None
    assert why_wrong(replace(signed, meaning="2" * 64), public)
    assert why_wrong(signed, other)
    assert why_wrong(APPROVAL, public) == "it is not signed"
    assert "has no key of Ann" in (why_wrong(signed, None) or "")


def test_a_signature_for_something_else_is_no_approval(tmp_path: Path) -> None:
    key, public = ssh_key(tmp_path, "one")
    said = tmp_path / "said"
    said.write_text(APPROVAL.statement)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", key, str(said)], check=True)
    assert why_wrong(replace(APPROVAL, signature=(tmp_path / "said.sig").read_text()), public)


@pytest.fixture
def gpg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The fingerprint of a key in a keyring of its own."""
    needs("gpg")
    home = tmp_path / "g"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    quick = [
        "gpg",
        "--batch",
        "--passphrase",
        "",
        "--quick-generate-key",
        "Ann <a@example.org>",
        "ed25519",
        "sign",
    ]
    made = subprocess.run([*quick, "never"], capture_output=True, text=True, env=os.environ)
    if made.returncode:
        pytest.skip(f"gpg makes no key here: {made.stderr.strip()}")
    listed = subprocess.run(
        ["gpg", "--list-keys", "--with-colons"], capture_output=True, text=True, check=True
    )
    yield next(line.split(":")[9] for line in listed.stdout.splitlines() if line.startswith("fpr"))
    subprocess.run(["gpgconf", "--kill", "all"], capture_output=True)


def test_a_signature_with_gpg(gpg: str) -> None:
    signed = replace(APPROVAL, signature=sign(APPROVAL.statement, "openpgp", gpg))
    assert why_wrong(signed, f"gpg:{gpg}") is None
    assert "another key" in (why_wrong(signed, "gpg:" + "A" * 40) or "")
    assert why_wrong(replace(signed, by="Bob"), f"gpg:{gpg}")


def test_a_signature_with_minisign(tmp_path: Path) -> None:
    needs("minisign")
    key, public = tmp_path / "key", tmp_path / "pub"
    subprocess.run(
        ["minisign", "-G", "-W", "-s", str(key), "-p", str(public)], check=True, capture_output=True
    )
    signed = replace(APPROVAL, signature=sign(APPROVAL.statement, "minisign", str(key)))
    known = "minisign:" + public.read_text().splitlines()[1]
    assert why_wrong(signed, known) is None
    assert why_wrong(replace(signed, role="other"), known)


def test_what_stands_in_the_way_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotSign, match="no key to sign with"):
        sign("x", "ssh", None)
    needs("ssh-keygen")
    with pytest.raises(CannotSign, match="ssh-keygen"):
        sign("x", "ssh", str(tmp_path / "absent"))
