"""The pages of the site: escaped, well formed, every link and anchor there; what they say of a small book."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from kbctl.engine.compile import ROOT, open_base
from kbctl.engine.review.site.html import el, join, outside
from kbctl.engine.review.site.make import make_site
from kbctl.engine.review.site.read import read_book
from kbctl.ontology.mappings import SHOWN, MappingSet, read_mappings
from site_world import EVIL, RULE, TERMS, Reader, book, term


@pytest.fixture(scope="module")
def small() -> dict[str, str]:
    return texts(make_site(book()))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = Path(ROOT)
    table = root / SHOWN
    mappings = read_mappings(table.read_text(encoding="utf-8")) if table.is_file() else MappingSet({}, {}, ())
    with open_base(str(tmp_path_factory.mktemp("cache")), ROOT) as base:
        return texts(make_site(read_book(base, root, mappings)))


def texts(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: content.decode("utf-8") for path, content in files.items()}


def dead_links(files: Mapping[str, str]) -> list[str]:
    """Links of pages to files or anchors that are not there, and those that leave the site unasked."""
    pages = {path: Reader(text) for path, text in files.items() if path.endswith(".html")}
    dead = []
    for path, page in pages.items():
        for link in page.links:
            if link.startswith(("https://", "http://")):
                continue
            where, _, anchor = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), where)) if where else path
            if target not in files or (anchor and anchor not in pages[target].ids):
                dead.append(f"{path}: {link}")
    return dead


def test_every_link_and_anchor_of_the_shipped_site_is_there(shipped: dict[str, str]) -> None:
    assert dead_links(shipped) == []


def test_a_link_to_nothing_is_noticed(small: dict[str, str]) -> None:
    # given a page that links to a page and to an anchor that are not there, then the crawl above tells both
    broken = small | {"x.html": '<a href="term/Gone.html">a</a><a href="index.html#gone">b</a>'}
    assert dead_links(small) == []
    assert dead_links(broken) == ["x.html: term/Gone.html", "x.html: index.html#gone"]


def test_every_page_of_the_shipped_site_is_well_formed(shipped: dict[str, str]) -> None:
    wrong = {path: Reader(text).wrong for path, text in shipped.items() if path.endswith(".html")}
    assert {path: found for path, found in wrong.items() if found} == {}


def test_a_strict_parser_reads_the_pages(shipped: dict[str, str]) -> None:
    html5lib = pytest.importorskip("html5lib")
    chosen = [path for path in shipped if "/" not in path and path.endswith(".html")]
    chosen += ["term/DuplicateCustomer.html", "term/SurvivorshipMerge.html", "case/hershey-1999.html"]
    chosen += sorted(path for path in shipped if path.startswith("rule/"))[:40]
    for path in chosen:
        if len(shipped[path]) < 120_000:
            html5lib.HTMLParser(strict=True).parse(shipped[path])


def test_pages_need_no_network_and_name_no_folder(shipped: dict[str, str]) -> None:
    for path, text in shipped.items():
        assert str(ROOT) not in text, path
        assert "\x00" not in text, path
        if path.endswith(".html"):
            assert 'src="http' not in text, path
            assert 'rel="stylesheet" href="http' not in text, path


def test_every_thing_has_its_page_and_no_two_differ_in_case_alone(shipped: dict[str, str]) -> None:
    # file systems of Windows and macOS do not tell a.html from A.html
    assert len({path.lower() for path in shipped}) == len(shipped)
    assert {"term/DuplicateCustomer.html", "rule/duplicates-review-by-steward.html"} < set(shipped)


def test_the_same_book_gives_the_same_bytes() -> None:
    assert make_site(book()) == make_site(book())


def test_what_people_wrote_is_escaped_everywhere(small: dict[str, str]) -> None:
    # given a symptom that is a script, a title with a tag and an address with an ampersand
    page = Reader(small["term/DuplicateCustomer.html"])
    assert page.elements["script"] == 1  # the site's own
    assert EVIL in page.text
    rule = Reader(small["rule/merge-them.html"])
    assert rule.elements["b"] > 0
    assert "Merge them <b>now</b>" in rule.text
    assert "https://example.org/?a=1&b=2" in Reader(small["case/acme.html"]).links


def test_text_is_escaped_and_markup_is_not() -> None:
    assert el("p", 'a < b & "c"', title='"\x00') == '<p title="&quot;">a &lt; b &amp; &quot;c&quot;</p>'
    assert join("<", el("br"), None, ["x", [1]], between=" ") == "&lt; <br> x 1"
    assert outside("javascript:alert(1)", "x") == "x"


def test_a_challenge_tells_names_remedies_rules_and_cases(small: dict[str, str]) -> None:
    text = small["term/DuplicateCustomer.html"]
    assert '<span lang="es">El DuplicateCustomer ñ</span>' in text
    assert '<span lang="zh">DuplicateCustomer 重复</span>' in text
    assert "ontology/small.ttl:7" in text
    assert '<a href="../rule/merge-them.html" title="Merge them &lt;b&gt;now&lt;/b&gt;">0.80</a>' in text
    assert text.index("The Merge") < text.index("The Review")  # what a rule proposes comes first
    assert '<a href="../case/acme.html">Acme</a>' in text
    assert "It was late." in text
    picture = text[text.index("<svg") : text.index("</svg>")]
    assert 'href="../term/LowTrust.html"' in picture


def test_a_rule_is_told_in_words_beside_its_file(small: dict[str, str]) -> None:
    page = Reader(small["rule/merge-them.html"])
    said = " ".join(page.text.split())
    assert "The DuplicateCustomer $c is open: rate at least 2 %" in said
    assert "Unless The Cutover is on the calendar: days left below 10 days" in said
    assert "Recommend The Merge for $c, confidence 0.80" in said
    assert "few" in said
    assert "nothing: the rule is silent" in said
    assert page.elements["pre"] == 1


def test_words_of_a_rule_follow_its_conditions() -> None:
    # given the same rule with another bound and another action, then the page says that
    other = RULE.replace("{gte: 2 %}", "{lt: 5 %}").replace(
        "Merge, for: $c, confidence: 0.8", "Review, for: $c, confidence: 0.6"
    )
    said = Reader(
        make_site(book(other.replace("recommend: Merge", "recommend: Review")))[
            "rule/merge-them.html"
        ].decode()
    ).text
    assert "rate below 5 %" in said
    assert "The Review" in said
    assert "at least" not in said


def test_a_challenge_with_many_causes_shows_the_busiest_and_counts_the_rest() -> None:
    causes = tuple(term(f"Cause{n}", "challenge", "DataIssue", leadsTo=("LowTrust",)) for n in range(9))
    text = make_site(book(terms=TERMS + causes))["term/LowTrust.html"].decode()
    picture = text[text.index("<svg") : text.index("</svg>")]
    assert picture.count("<rect") == 6  # itself and five causes
    assert "and 5 more" in picture
    assert text.count("Cause8") > 0  # all of them stand in words below it


def test_a_field_shows_headers_of_the_ontology_and_of_the_table_once(small: dict[str, str]) -> None:
    text = small["term/customer_name.html"]
    assert text.count("NAME1") == 1
    assert '<code title="SAP ECC">NAME1</code>' in text
    assert '<code lang="es">Razón social</code>' in text


def test_without_mappings_columns_or_texts_of_rules_pages_are_made_all_the_same() -> None:
    bare = replace(book(), headers={}, texts={})
    files = texts(make_site(bare))
    assert dead_links(files) == []
    assert "<pre" not in files["rule/merge-them.html"]


def test_the_index_of_the_search_holds_names_of_all_languages(small: dict[str, str]) -> None:
    text = small["assets/search.js"]
    entries = json.loads(text.removeprefix("window.KBCTL_INDEX=").removesuffix(";\n"))
    found = {entry[0]: entry for entry in entries}
    assert all(path in small for path in found)
    names = dict(found["term/customer_name.html"][4])
    assert names["col"] == "NAME1|Razón social"
    assert names["zh"] == "customer_name 重复"
    assert found["rule/merge-them.html"][1] == "rule"
