"""The compiled base, open for reading. Imports sqlite3 and nothing heavier: every query passes here."""

from __future__ import annotations

import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Raised with every change of the tables, so that an older file is never read as a newer one.
FORMAT = 4
APPLICATION = 0x6B626374


class BaseError(Exception):
    """The file is no knowledge base of this version, or it is damaged; building it again is the remedy."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What the command line prints, as it does for InputProblems."""
        return (f"{self}; `kbctl build` compiles the knowledge base anew",)


class Base:
    """A knowledge base. `version` and `hash` are of its sources; `notes` are remarks for the user on how it
    was got. `memo` keeps what is read of it once, by the name of the module that reads it.
    """

    __slots__ = ("_connection", "hash", "memo", "notes", "version")

    def __init__(self, connection: sqlite3.Connection, notes: tuple[str, ...] = ()) -> None:
        self._connection = connection
        self.notes = notes
        self.memo: dict[str, Any] = {}
        try:
            found = connection.execute("PRAGMA application_id").fetchone()[0]
            written = connection.execute("PRAGMA user_version").fetchone()[0]
            if (found, written) != (APPLICATION, FORMAT):
                raise BaseError(f"not a knowledge base of format {FORMAT}")
            self.version = str(self.value("SELECT value FROM meta WHERE name = 'version'"))
            self.hash = str(self.value("SELECT value FROM meta WHERE name = 'hash'"))
        except sqlite3.DatabaseError as error:
            connection.close()
            raise BaseError(f"not a knowledge base: {error}") from None
        except BaseError:
            connection.close()
            raise

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query. Raises BaseError where the file turns out to be damaged."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise BaseError(f"the compiled base is damaged: {error}") from None

    def value(self, statement: str, *values: Any) -> Any:
        """The first value of the first row, or None."""
        found = self.rows(statement, *values)
        return found[0][0] if found else None

    def document(self, name: str) -> str:
        """A document kept whole, such as `vocabulary` (JSON)."""
        found = self.value("SELECT text FROM document WHERE name = ?", name)
        if found is None:
            raise BaseError(f"the compiled base holds no '{name}'")
        return str(found)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Base:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_file(path: str, notes: tuple[str, ...] = ()) -> Base:
    """Open a base in a file. The file is never changed in place, so it is read without locks.

    Raises BaseError where it is missing, cut off, damaged at its head or of another format.
    """
    try:
        with open(path, "rb") as file:
            head = file.read(100)
            size = file.seek(0, 2)
    except OSError as error:
        raise BaseError(f"cannot be read: {error.strerror}") from None
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    if (
        len(head) < 100
        or not head.startswith(b"SQLite format 3\0")
        or (65536 if page == 1 else page) * pages != size
    ):
        raise BaseError("cut off, or not a knowledge base")
    quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    try:
        connection = sqlite3.connect(f"file:{quoted}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as error:
        raise BaseError(f"cannot be opened: {error}") from None
    return Base(connection, notes)


def open_bytes(data: bytes, notes: tuple[str, ...] = ()) -> Base:
    """Open a base that is held in memory, where no cache folder can be written."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    connection.execute("PRAGMA query_only = 1")
    return Base(connection, notes)
