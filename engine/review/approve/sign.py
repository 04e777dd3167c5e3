"""Signatures of approvals, made and checked by the programs that people already sign with.

Which one is told by the key: `ssh-ed25519 AAAA…` is checked by ssh-keygen (the form in which git signs with
SSH keys), `gpg:FINGERPRINT` by gpg, `minisign:PUBLIC KEY` by minisign. A signature is kept as the text that
the program wrote.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from kbctl.rules.approvals import Approval, Approvers
from kbctl.rules.finding import Finding, error

#: What a signature is for: one made for git commits, or for mail, is no approval.
NAMESPACE = "kbctl-approval"


class CannotSign(Exception):
    """No signature could be made; the text says why and what would help."""


def sign(statement: str, way: str, key: str | None) -> str:
    """The statement signed. `way` is ssh, openpgp or minisign; `key` a key file, or for openpgp a key id.

    Programs that ask for a passphrase do so on the terminal. Raises CannotSign.
    """
    if way == "openpgp":
        chosen = ["--local-user", key] if key else []
        return _run(["gpg", "--armor", *chosen, "--detach-sign"], statement)
    if not key:
        raise CannotSign(f"no key to sign with ({way}): set git's user.signingkey, or give --key FILE")
    with tempfile.TemporaryDirectory(prefix="kbctl-sign-") as folder:
        said, signature = Path(folder, "statement"), Path(folder, "statement.sig")
        said.write_text(statement, encoding="utf-8")
        if way == "ssh":
            _run(["ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", key, str(said)], None)
        else:
            _run(["minisign", "-S", "-s", key, "-x", str(signature), "-m", str(said)], None)
        return signature.read_text(encoding="utf-8")


def _run(command: list[str], given: str | None) -> str:
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
    except FileNotFoundError:
        raise CannotSign(f"the program {command[0]} is not installed") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise CannotSign(f"{command[0]}: {said[-1] if said else 'it gave no reason'}")
    return done.stdout


def signing_of(root: Path) -> tuple[str, str | None]:
    """How git signs in this folder: `gpg.format` (openpgp, ssh) and `user.signingkey`."""

    def setting(name: str) -> str | None:
        command = ["git", "-C", str(root), "config", "--get", name]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        return done.stdout.strip() or None

    key = setting("user.signingkey")
    way = setting("gpg.format") or "openpgp"
    if key and way == "ssh":
        key = str(Path(key).expanduser())
    return way, key


def check_signatures(approvals: Iterable[Approval], approvers: Approvers) -> Iterator[Finding]:
    """Approvals whose signature is there and does not prove them."""
    for one in approvals:
        person = approvers.people.get(one.by)
        if one.signature and person and (wrong := why_wrong(one, person.key)):
            message = f"the signature of {one.by}'s approval of '{one.rule}' does not prove it: {wrong}"
            yield error(one.at, "bad-signature", message)


def unproved(approvals: Iterable[Approval], approvers: Approvers) -> frozenset[Approval]:
    """Approvals whose signature is there and does not prove them."""
    people = approvers.people
    return frozenset(
        one for one in approvals if one.signature and one.by in people and why_wrong(one, people[one.by].key)
    )


def why_wrong(approval: Approval, key: str | None) -> str | None:
    """Why the signature of an approval does not prove it; None where it does."""
    if not approval.signature:
        return "it is not signed"
    if not key:
        return f"rules/approvers.yaml has no key of {approval.by} to check it with"
    with tempfile.TemporaryDirectory(prefix="kbctl-verify-") as folder:
        said, signature = Path(folder, "statement"), Path(folder, "signature")
        said.write_text(approval.statement, encoding="utf-8")
        signature.write_text(approval.signature, encoding="utf-8")
        try:
            if key.startswith("gpg:"):
                return _gpg(said, signature, key.removeprefix("gpg:"))
            if key.startswith("minisign:"):
                public = key.removeprefix("minisign:").strip()
                _run(["minisign", "-V", "-q", "-P", public, "-x", str(signature), "-m", str(said)], None)
            else:
                _ssh(Path(folder), said, signature, key)
        except CannotSign as error:
            return str(error)
    return None


def _ssh(folder: Path, said: Path, signature: Path, key: str) -> None:
    signers = folder / "signers"
    signers.write_text(f'approver namespaces="{NAMESPACE}" {key}\n', encoding="utf-8")
    command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "approver", "-n", NAMESPACE]
    _run([*command, "-s", str(signature)], said.read_text(encoding="utf-8"))


def _gpg(said: Path, signature: Path, fingerprint: str) -> str | None:
    """Valid, and by this very key: gpg itself is content with any key that it knows."""
    wanted = fingerprint.replace(" ", "").upper()
    status = _run(["gpg", "--status-fd", "1", "--verify", str(signature), str(said)], None)
    by = {word for line in status.splitlines() if " VALIDSIG " in line for word in line.split()[2:]}
    return None if wanted in by else f"it was made with another key than {wanted}"
