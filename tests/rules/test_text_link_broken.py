"""TPO207: what its example does not show."""

from __future__ import annotations

import importlib

import pytest
from markdown import Markdown

from tests.cases import Case, messages, only
from tpo_docs import body
from tpo_docs.destinations import slugs

_FILES = {
    "specs/req/REQ-001.md": "---\nid: REQ-001\ntitle: A\n---\nThe system shall split.\n\n{}\n",
    "specs/req/REQ-002.md": (
        "---\nid: REQ-002\ntitle: B\n---\n# B\n\nIt shall show.\n\n## Leased & owned *wells* {#lease}\n\n## Twice\n\n## Twice\n\n"
        "- # Inner\n\n<a id='Own'></a>\n\n## Acceptance criteria\n\n- **AC1** Given a, when b, then c\n"
    ),
    "specs/req/img/split it.png": "",
    "specs/req/notes (old).md": "# Notes\n",
    "specs/stories/index.md": "# Stories\n",
    "specs/stories/all.md": (
        "# All\n\n## STY-001 First\n\n```yaml item\nkind: user\n```\n\nText.\n\n## STY-002 Second\n\n```yaml item\nkind: user\n```\n"
    ),
    "specs/empty/page.md": "# Page\n",
    "specs/parties.yml": "PTY-1: {title: A team, kind: team}\n",
    "README.md": "# Readme\n",
}


def _found(written: str, **others: str) -> list[str]:
    files = {**_FILES, **others}
    files["specs/req/REQ-001.md"] = files["specs/req/REQ-001.md"].format(written)
    return messages(Case(files).review(), "TPO207")


@pytest.mark.parametrize(
    "written",
    [
        *("[a](REQ-002.md)", "[a](./REQ-002.md)", "[a](../req/REQ-002.md?plain=1)", "[a](REQ-002.md 'A title')"),
        *("![a](img/split%20it.png)", "![a](<img/split it.png>)", "<img alt='a' src='img/split%20it.png'>"),
        *("[a](notes%20(old).md)", "[a](<notes (old).md>)", "[a](<notes \\(old\\).md>)"),
        *("[a](../stories)", "[a](../stories/)", "[a](../stories/#stories)", "[a](../parties.yml)", "[a](..)"),
        "[a](../../README.md)",
        *("[a](../trace/index.md)", "[a](../index.md)", "[a](../overview.md)", "[a](../items/story.md#what)"),
        *("[a](../rules/TPO201.md)", "[a](../roles/client.md)", "[a](../planning/team-a.md)", "[a](../trace)"),
        *("[a](REQ-002.html)", "[a](../trace/chain.html)", "[a](../id/REQ-002.html)", "[a](../../1.0/index.html)"),
        *("[a](https://example.org/x.md)", "[a](//example.org/x.md)", "[a](/x.md)", "[a](mailto:a@b.c)", "<https://x>"),
        *("[a]({{ page }}.md)", "[a](${x})", "[a](caf%E9.md)", "[a](C:/x.md)", "[a](#)", "[a](#top)", "[a]()"),
        *("`[a](x.md)`", "```\n[a](x.md)\n```", "    [a](x.md)", "<!-- [a](x.md) -->", "<!--\n![a](x.png)\n-->"),
        *("\\[a](x.md", "a\\](x.md)", "a](x.md)", "[a] (x.md)", "[[REQ-002]](x.md", "[a](my file.md)"),
        *("<div>\n[a](x.md)\n</div>", "[a]: x.md", "Names [a].\n\n[b]: x.md", "[^1]: x.md\n\nA note[^1]."),
        *("[a][b]", "`[a]: x.md`\n\n[a]", "[a]: x.md is no definition\n\n[a]"),
        *("\\[a](x.md)", "[a](REQ-002.md) and \\[b](x.md)", "[a](REQ-002.md) but b](x.md)", "[a](REQ-00&#50;.md)"),
    ],
)
def test_what_leads_somewhere_or_is_no_link_is_left_alone(written: str) -> None:
    assert _found(written) == []


@pytest.mark.parametrize(
    ("written", "address"),
    [
        *(("[a](x.md)", "x.md"), ("![a](img/x.png)", "img/x.png"), ("[a](<x y.md>)", "x y.md")),
        *(("> - [a](x.md)", "x.md"), ("| [a](x.md) |\n|---|", "x.md"), ("# [a](x.md)", "x.md")),
        *(
            ("<img src='x.png' alt=a>", "x.png"),
            ('<a title="b" href="x.md">', "x.md"),
            ("<div><img src='x.png'>", "x.png"),
        ),
        *(("[a]\n\n[a]: x.md", "x.md"), ("[b][A  a]\n\n> [a a]: <x y.md> 'c'", "x y.md")),
        *(("[`c`](x.md)", "x.md"), ("[a\nb](x.md)", "x.md"), ("`c` [a](x.md) <!-- -->", "x.md")),
        *(
            ("[a](req-002.md)", "req-002.md"),
            ("[a](REQ-002)", "REQ-002"),
            ("[a](..\\stories\\index.md)", "..\\stories\\index.md"),
        ),
        *(("[a](../rules/other.md)", "../rules/other.md"), ("[a](../id/REQ-9.html)", "../id/REQ-9.html")),
        *(("[a](x%00y)", "x%00y"), ("[a](%2e%2e/x.md)", "%2e%2e/x.md"), ("[![a](x.png)](REQ-002.md)", "x.png")),
        *(("[a](x.md#b)", "x.md#b"), ("[a](" + "x" * 5000 + ")", "x" * 5000)),
    ],
)
def test_what_leads_to_no_file_is_found(written: str, address: str) -> None:
    assert _found(written) == [f"the text of REQ-001 links to {address}, which does not exist"]


def test_a_folder_without_a_page_is_found() -> None:
    written = "[a](../empty/) [b](../empty) [c](../none/)"
    assert _found(written) == [
        "the text of REQ-001 links to the folder ../empty/, which has no index.md and no README.md",
        "the text of REQ-001 links to the folder ../empty, which has no index.md and no README.md",
        "the text of REQ-001 links to ../none/, which does not exist",
    ]


@pytest.mark.parametrize(
    "anchor",
    [
        *(
            "leased-owned-wells",
            "leased--owned-wells",
            "Leased-Owned-Wells",
            "lease",
            "own",
            "inner",
            "twice",
            "twice_1",
        ),
        *(
            "twice-1",
            "ac1",
            "AC1",
            "acceptance-criteria",
            "tpo-criteria",
            "req-002",
            "req-002-b",
            "fn:1",
            "L10",
            "L1-L9",
        ),
        *("leased\\-owned\\-wells", "%6cease", ":~:text=a", "user-content-x", ""),
    ],
)
def test_places_that_a_page_has_or_may_have_are_left_alone(anchor: str) -> None:
    assert _found(f"[a](REQ-002.md#{anchor})") == []


@pytest.mark.parametrize("anchor", ["leased", "twice_2", "twice-2", "other", "ac2", "inners"])
def test_places_that_a_page_does_not_have_are_found(anchor: str) -> None:
    address = f"REQ-002.md#{anchor}"
    assert _found(f"[a]({address})") == [f"the text of REQ-001 links to {address}, where no heading is called so"]


def test_places_of_the_own_page_count() -> None:
    assert _found("## Rules\n\n[a](#rules) [b](#none)") == [
        "the text of REQ-001 links to #none, where no heading is called so"
    ]


@pytest.mark.parametrize(
    ("anchor", "count"), [("STY-001", 0), ("sty-002-second", 0), ("sty-002-findings", 0), ("all", 0), ("STY-003", 1)]
)
def test_a_file_of_many_items_has_the_places_of_all_of_them(anchor: str, count: int) -> None:
    assert len(_found(f"[a](../stories/all.md#{anchor})")) == count


def test_an_ordinary_page_is_looked_at_too() -> None:
    files = {"specs/index.md": "# Start\n\nSee [a](x.md).\n"}
    finding = only(Case(files).review(), "TPO207")
    assert (finding.path, finding.line, finding.column) == ("specs/index.md", 3, 9)
    assert (finding.message, finding.item) == ("the page links to x.md, which does not exist", "")


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        *(("req-002.md#lease", "write `REQ-002.md#lease`"), ("REQ-2.md", "write `REQ-002.md`")),
        *(
            ("REQ-002", "write `REQ-002.md`"),
            ("REQ-0O2.md", "correct the path, or add the file"),
        ),
        *(("all.md", "write `../stories/all.md`"), ("REQ-002-show.md", "write `REQ-002.md`")),
        *(("img/split_it.png", "write `img/split%20it.png`"), ("img/splt it.png", "write `img/split%20it.png`")),
        *(
            ("../storys/index.md", "correct the path, or add the file"),
            ("REQ-009.md", "correct the path, or add the file"),
        ),
        *(("REQ-002.md#leased-owned-well", "write `REQ-002.md#leased-owned-wells`"),),
        *(("www.example.org/a?b#c", "write `https://www.example.org/a?b#c`"),),
        *(("REQ-002.md#zzz", "link to one of its headings, or to the page alone"),),
        *(("../empty/", "link to one of its files, or write a page for the folder"),),
    ],
)
def test_what_is_near_is_named(written: str, mend: str) -> None:
    files = {**_FILES, "specs/req/REQ-001.md": _FILES["specs/req/REQ-001.md"].format(f"[a](<{written}>)")}
    assert only(Case(files).review(), "TPO207").mend == mend


def test_a_link_that_is_nowhere_in_a_field_of_files_is_one_finding() -> None:
    files = {"specs/SPEC-001.md": "---\nid: SPEC-001\ntitle: A\nviews: [x.svg]\n---\n![a](x.svg)\n"}
    found = sorted(finding.code for finding in Case(files).review().findings if "x.svg" in finding.message)
    assert found == ["TPO205", "TPO207"]  # one for each place where it is written


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        *(("Leased & owned wells", "leased-owned-wells"), ("Leased & owned wells", "leased--owned-wells")),
        *(("Über uns", "uber-uns"), ("Über uns", "über-uns"), ("A.B (c)", "ab-c"), ("1. First", "1-first")),
        *((":rocket: Go", "go"), (":rocket: Go", "rocket-go"), ("A {.b #c}", "a"), ("foo_bar", "foo_bar")),
    ],
)
def test_slugs_are_those_of_the_usual_tools(title: str, slug: str) -> None:
    assert slug in slugs(title)


def test_the_slug_of_a_title_is_that_of_python_markdown() -> None:
    for title in (
        "Leased & owned wells",
        "Über uns",
        "A.B (c)",
        "1. First",
        "`code` *and* more",
        "a -- b",
        "--a",
        "T&amp;C",
    ):
        made = Markdown(extensions=["toc"])
        made.convert(f"# {title}")
        section = body.read(f"# {title}").sections[0]
        assert made.toc_tokens[0]["id"] in slugs(section.title), title  # type: ignore[attr-defined]


def test_many_links_are_not_compared_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("tpo_docs.rules.text_link_broken")
    monkeypatch.setattr(module, "_MOST_COMPARED", 1)
    written = "[a](img/splt%20it.png) [b](img/spli%20it.png) [c](req-002.md) [d](#systm)"
    files = {**_FILES, "specs/req/REQ-001.md": _FILES["specs/req/REQ-001.md"].format(written)}
    assert [finding.mend for finding in Case(files).review().findings if finding.code == "TPO207"] == [
        "write `img/split%20it.png`",
        "correct the path, or add the file",
        "write `REQ-002.md`",
        "link to one of its headings, or to the page alone",
    ]
