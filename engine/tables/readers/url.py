"""Databases named by URL, and how such a name is shown: never with its password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
#: greedy: a password may hold `/` and `@`, which should be encoded and often are not
PASSWORD = re.compile(r"(://[^:/?#@]*):(.*)@")
SECRET = re.compile(r"(password|passwd|pwd|secret|token)=[^&\s]*", re.IGNORECASE)
READ = "PostgreSQL (postgresql://…), SQLite (sqlite:///file.sqlite) and DuckDB (duckdb:///file.duckdb)"
POSTGRES = frozenset({"postgresql", "postgres"})
FILES = frozenset({"sqlite", "duckdb"})


@dataclass(frozen=True, slots=True)
class Database:
    """A database to read: its scheme, the URL as given (with password), and the file of a database in one."""

    scheme: str
    url: str
    file: str

    @property
    def name(self) -> str:
        """What it is called where two databases have a table of one name."""
        path = self.file or unquote(urlsplit(PASSWORD.sub(r"\1@", self.url)).path)
        return path.rstrip("/").rpartition("/")[2] or self.scheme


def is_url(text: str) -> bool:
    """A path `C://…` of one letter is no URL."""
    return SCHEME.match(text) is not None


def shown(text: str) -> str:
    """A path or URL as it may be printed: passwords are struck out."""
    if not is_url(text):
        return text
    return SECRET.sub(r"\1=***", PASSWORD.sub(r"\1:***@", text))


def database_of(url: str) -> Database:
    """Raises ValueError, in words, for a database of another kind."""
    found = SCHEME.match(url)
    scheme = found[1].casefold().partition("+")[0] if found else ""
    if scheme in POSTGRES:
        return Database("postgresql", url, "")
    if scheme in FILES:
        # sqlite:///data/x.db is relative, sqlite:////data/x.db is from the root
        path = unquote(url.partition("://")[2].partition("?")[0])
        if not path.startswith("/") or not path[1:]:
            raise ValueError(f"write {scheme}:///path/to/the/file (three slashes; four from the root)")
        return Database(scheme, url, path[1:])
    raise ValueError(
        f"databases of the kind {scheme}:// are not read; {READ} are: or export its tables as CSV or Parquet"
    )


def without_secrets(message: str, url: str) -> str:
    """A driver's message in one line, without the password of the URL that it may quote."""
    found = PASSWORD.search(url)
    secrets = [*([found[2]] if found else []), *_parameters(url)]
    for secret in {text for raw in secrets for text in (raw, unquote(raw)) if text}:
        message = message.replace(secret, "***")
    return " ".join(shown(message).split())


def _parameters(url: str) -> list[str]:
    return [found[0].partition("=")[2] for found in SECRET.finditer(url)]
