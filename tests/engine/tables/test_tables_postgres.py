"""Debian's PostgreSQL, started here: the same findings come from a database as from the CSV of its tables."""

from __future__ import annotations

import csv
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kbctl.engine.tables.diagnose import as_json, examine
from kbctl.engine.tables.load import load
from kbctl.engine.tables.readers.url import shown
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

pytestmark = pytest.mark.postgres

MIDWEST = Path(__file__).parents[3] / "fixtures" / "midwest-furniture" / "tables"
DIRTY = """
CREATE TABLE customers (cust_no text PRIMARY KEY, customer_name text, city text, phone text, since date);
INSERT INTO customers VALUES
 ('C001', 'Acme Furniture, Inc.', 'Dayton', '937-555-0101', '2020-03-04'),
 ('C004', 'Oak  House ', 'Toledo', NULL, NULL),
 ('C002', 'Birch & Co', 'Akron', 'N/A', '2021-05-06'),
 ('C003', 'N/A', 'Dayton', '937-555-0199', '1900-01-01');
CREATE TABLE orders (order_no int PRIMARY KEY, cust_no text, order_date text, amount numeric(10, 2));
INSERT INTO orders SELECT n, 'C00' || (n % 4 + 1), to_char(date '2024-01-01' + n, 'MM/DD/YYYY'), n * 1.5
 FROM generate_series(1, 60) n;
UPDATE orders SET order_date = '2024-02-09', cust_no = 'C999' WHERE order_no = 17;
CREATE TABLE empty (x int);
CREATE VIEW last_orders AS SELECT * FROM orders;
CREATE SCHEMA plant;
CREATE TABLE plant.bins AS SELECT 'B' || n AS bin_code, ' shelf' AS name FROM generate_series(1, 5) n;
"""


def programs() -> Path | None:
    """Debian keeps the server's programs off the path, under the version."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: [int(part) for part in path.parts[4].split(".") if part.isdigit()],
    )
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).parent if beside else None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The folder of the socket of a server that runs as long as the tests of this module."""
    pytest.importorskip("psycopg", reason="psycopg is absent: kbctl[postgres]")
    at = programs()
    if at is None:
        pytest.skip("no PostgreSQL here (Debian: apt-get install postgresql)")
    # initdb refuses to run as root; another user cannot enter a folder that pytest made for root
    folder = Path(tempfile.mkdtemp(prefix="kbctl-pg-"))
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        name = next(
            user for user in ("postgres", "nobody") if user in {one.pw_name for one in pwd.getpwall()}
        )
        user = pwd.getpwnam(name)
        os.chown(folder, user.pw_uid, user.pw_gid)
        other = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data, log = folder / "data", folder / "log"
    process = None
    try:
        made = [
            at / "initdb",
            "-D",
            data,
            "-U",
            "kbctl",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]
        subprocess.run(made, check=True, capture_output=True, cwd=folder, **other)
        settings = ["-c", "fsync=off", "-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
        with log.open("wb") as out:
            process = subprocess.Popen(
                [at / "postgres", "-D", data, *settings], stdout=out, stderr=out, cwd=folder, **other
            )
        wait_for(folder, process, log)
        yield folder.as_posix()
    finally:
        if process:
            process.terminate()
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(folder: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    for _ in range(300):
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            psycopg.connect(url(folder.as_posix(), "postgres")).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace"))


def url(server: str, database: str, user: str = "kbctl") -> str:
    return f"postgresql://{user}:geheim@/{database}?host={server}"


def made(server: str, database: str, *statements: str) -> str:
    """A new database with these statements run in it."""
    import psycopg

    with psycopg.connect(url(server, "postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{database}"')  # type: ignore[call-overload]
    with psycopg.connect(url(server, database)) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]
    return url(server, database)


def findings(paths: list[Path | str], vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """What `diagnose` says, with tables by their names in the database."""
    diagnosis = examine(paths, vocabulary)
    assert not diagnosis.failed
    said = as_json(diagnosis)["findings"]
    for finding in said:
        finding["table"] = finding["table"].removesuffix(".csv")
        finding["message"] = finding["message"].replace(".csv", "")
        del finding["id"], finding["fingerprint"]  # which has the name of the table in it
    return sorted(said, key=lambda one: (one["concept"], one["table"], one["column"] or ""))


def test_midwest_from_a_database_as_from_csv(server: str, vocabulary: Vocabulary, tmp_path: Path) -> None:
    import psycopg

    # given the tables of the furniture maker, as plain CSV and loaded from it
    at = made(server, "midwest")
    with psycopg.connect(at) as connection:
        for table in load([MIDWEST]).tables:
            name = table.name.rpartition("#")[2].removesuffix(".csv").lower()
            columns = ", ".join(f'"{column.header}" text' for column in table.columns)
            connection.execute(f'CREATE TABLE "{name}" ({columns})')  # type: ignore[call-overload]
            with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerow([column.header for column in table.columns])
                csv.writer(stream).writerows(zip(*(column.values for column in table.columns), strict=True))
            with connection.cursor().copy(f'COPY "{name}" FROM STDIN CSV HEADER') as copy:  # type: ignore[call-overload]
                copy.write((tmp_path / f"{name}.csv").read_bytes())
    # when both are diagnosed / then they say the same, cell for cell
    by_url, by_file = findings([at], vocabulary), findings([tmp_path], vocabulary)
    assert len(by_file) > 5
    for one, other in zip(by_url, by_file, strict=True):
        assert one == other


def test_typed_and_dirty_tables(server: str, vocabulary: Vocabulary, tmp_path: Path) -> None:
    import psycopg

    at = made(server, "dirty", DIRTY)
    with psycopg.connect(at) as connection:
        for name in ("customers", "orders"):
            with connection.cursor().copy(f"COPY {name} TO STDOUT CSV HEADER") as copy:  # type: ignore[call-overload]
                (tmp_path / f"{name}.csv").write_bytes(b"".join(map(bytes, copy)))
    reading = load([at])
    assert [table.name for table in reading.tables] == ["customers", "orders", "plant.bins"]
    assert reading.passed_over == (
        "empty: a table without rows",
        "last_orders: a view, its rows come from tables",
    )
    customers = reading.tables[0]
    assert (customers.header_row, customers.numbers) == (1, (2, 3, 4, 5))
    assert customers.by_header["phone"].values == ("937-555-0101", "", "N/A", "937-555-0199")
    assert customers.by_header["since"].dated == {0, 2, 3}
    by_url = [one for one in findings([at], vocabulary) if one["table"] != "plant.bins"]
    assert {one["concept"] for one in by_url} >= {"WhitespaceNoise", "PlaceholderValue", "OrphanRecord"}
    # the types of a database say that a column holds dates; a CSV leaves that to be seen
    assert by_url == findings([tmp_path], vocabulary)


def test_what_cannot_be_read_is_said_without_the_password(server: str) -> None:
    for wrong in (
        url(server, "none"),
        url(server, "postgres", "nobody"),
        url("/no/such", "x"),
        "postgresql://u:geheim@[",
    ):
        with pytest.raises(InputProblems) as caught:
            load([wrong])
        told = str(caught.value)
        assert "geheim" not in told
        assert shown(wrong) in told
    assert "no table with rows" in refused(made(server, "bare"))


def refused(at: str) -> str:
    with pytest.raises(InputProblems) as caught:
        load([at])
    return str(caught.value)


def test_tables_without_permission_are_noted(server: str) -> None:
    at = made(
        server,
        "rights",
        "CREATE ROLE clerk LOGIN; CREATE TABLE seen AS SELECT 1 AS n, 'a' AS t;"
        "CREATE TABLE hidden AS SELECT 2 AS n;"
        "GRANT SELECT ON seen TO clerk",
    )
    reading = load([at.replace("kbctl:", "clerk:")])
    assert [table.name for table in reading.tables] == ["seen"]
    assert reading.passed_over == ("hidden: no permission to read it",)
