"""The report of a diagnosis: whole in itself, safe against what tables hold, and quiet in a browser."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import html5lib
import pytest
from kbctl.engine.review.diagnosis.bill import bill_picture
from kbctl.engine.review.diagnosis.page import report_page
from kbctl.engine.tables.detectors import DETECTORS
from kbctl.engine.tables.diagnose import examine
from kbctl.engine.tables.register.standing import Register, stand
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.vocab import Vocabulary

ROOT = Path(__file__).parents[3]
MIDWEST = ROOT / "fixtures" / "midwest-furniture" / "tables"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
]  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="module")
def midwest(vocabulary: Vocabulary) -> Register:
    wanted = ("DuplicateCustomer", "MixedDateFormat", "MissingCost", "OrphanRecord")
    return stand(examine([MIDWEST], vocabulary, {name: DETECTORS[name] for name in wanted}))


@pytest.fixture(scope="module")
def page(midwest: Register) -> str:
    return report_page(midwest, {}, "exports/", "1.0")


def registered(folder: Path, files: dict[str, str], vocabulary: Vocabulary) -> Register:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return stand(examine([folder], vocabulary))


def test_the_page_is_small_and_whole_in_itself(page: str) -> None:
    assert len(page.encode()) < 2_000_000
    assert not re.search(r"(src|href)=\"(?!#)|url\(|@import|<script|<link", page)
    assert "prefers-color-scheme: dark" in page and "@media print" in page


def test_the_page_is_well_formed_and_can_be_heard(page: str) -> None:
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert tree.get("lang") == "en" and len(tree.findall(".//h1")) == 1
    pictures = [one for one in tree.iter() if str(one.tag).endswith("svg")]
    assert len(pictures) >= 4
    for picture in pictures:
        assert picture.get("role") == "img" and str(picture[0].tag).endswith("title")
    idents = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(idents) == len(set(idents))
    targets = {link.get("href") for link in tree.findall(".//a")}
    assert targets and targets <= {f"#{ident}" for ident in idents}


def test_each_finding_has_its_place_and_its_picture(page: str, midwest: Register) -> None:
    for issue in midwest.issues:
        assert f'id="{issue.id.lower()}"' in page
    for said in ("Notations in Order Date", "clusters, the largest first", "the bill of"):
        assert said in page, said


def test_the_same_page_twice(page: str, midwest: Register) -> None:
    assert report_page(midwest, {}, "exports/", "1.0") == page


def test_what_tables_hold_cannot_act(tmp_path: Path, vocabulary: Vocabulary) -> None:
    nasty = "<script>alert(1)</script>\x1b\u202e"
    rows = "".join(f'C{n},"{nasty}{n} ","{nasty}"\n' for n in range(9))
    register = registered(tmp_path, {"customers.csv": f'cust_no,customer name,"{nasty}"\n{rows}'}, vocabulary)
    assert register.issues
    made = report_page(register, {}, nasty, "1.0")
    assert "<script" not in made and "\x1b" not in made and "\u202e" not in made


def test_tables_without_findings_make_a_page(tmp_path: Path, vocabulary: Vocabulary) -> None:
    register = registered(tmp_path, {"colours.csv": "code,colour\nA1,red\nA2,green\n"}, vocabulary)
    assert "nothing was found that counts" in report_page(register, {}, "x", "1.0")


def test_a_circle_of_bills_is_drawn_to_its_end(tmp_path: Path, vocabulary: Vocabulary) -> None:
    bom = "parent,component,qty per\nA-1,B-1,1\nB-1,C-1,1\nC-1,A-1,2\nX-1,Y-1,1\n"
    register = registered(tmp_path, {"bom.csv": bom}, vocabulary)
    assert "CircularBillOfMaterials" in {issue.finding.concept for issue in register.issues}
    drawn = bill_picture(register.diagnosis.book, [issue.finding for issue in register.issues])
    assert drawn is not None
    assert "which contains itself" in drawn[1] and "↺" in drawn[0] and "X-1" not in drawn[0]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.skipif(sys.platform != "linux", reason="only tried on Linux")
def test_a_browser_opens_it_without_a_word(tmp_path: Path, page: str) -> None:
    file, shot = tmp_path / "report.html", tmp_path / "shot.png"
    file.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [str(CHROMIUM), *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr",
         "--window-size=1200,2000", f"--screenshot={shot}", file.as_uri()],
        capture_output=True, text=True, timeout=120)  # fmt: skip
    assert "CONSOLE" not in done.stderr, done.stderr
    assert shot.stat().st_size > 50_000  # a blank page has a few thousand bytes
