from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpo_docs.site.errors import SiteError
from tpo_docs.site.versions import (
    Version,
    default_of,
    merge,
    newest_first,
    order,
    pages_script,
    read_versions,
    redirect,
    refuse_name,
    versions_page,
    versions_script,
    write_versions,
)


def names(versions: tuple[Version, ...]) -> list[str]:
    return [entry.version for entry in versions]


def test_versions_are_ordered_as_people_count() -> None:
    shuffled = ["1.9", "1.10", "dev", "1.0", "v2.0", "1.10-rc1", "2027.1", "1.10.1", "1.10-rc2", "main", "1.10-beta"]
    assert names(newest_first(Version(name, name) for name in shuffled)) == [
        *("main", "dev", "2027.1", "v2.0", "1.10.1", "1.10", "1.10-rc2", "1.10-rc1", "1.10-beta", "1.9", "1.0")
    ]


def test_a_zero_at_the_end_adds_nothing_but_an_order() -> None:
    assert order("1.0")[:3] == order("1")[:3]
    assert names(newest_first([Version("1", ""), Version("1.0", "")])) == ["1.0", "1"]


def test_a_name_that_goes_on_after_the_number_comes_after_it() -> None:
    assert names(newest_first(Version(name, name) for name in ("1.0", "1.0-hotfix", "1.0.dev3"))) == [
        *("1.0-hotfix", "1.0", "1.0.dev3")
    ]


@given(st.lists(st.text("0123456789.abrcv-+", min_size=1, max_size=8)))
def test_any_names_can_be_ordered(some: list[str]) -> None:
    assert sorted(some, key=order) == sorted(sorted(some), key=order)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "a/b",
        "a\\b",
        "../a",
        "a..b",
        ".hidden",
        "a\nb",
        "a\0",
        " a",
        "a b",
        "ä",
        "1.",
        "CON",
        "versions.json",
        "-x",
        "a#b",
        "50%",
    ],
)
def test_names_that_are_no_good_folder_or_address_are_refused(name: str) -> None:
    with pytest.raises(SiteError, match="cannot be a version"):
        refuse_name(name, "a version")


@pytest.mark.parametrize("name", ["1.0", "v1", "2027.1-rc.2", "dev", "latest", "1.0+build", "feature_x", "1~2"])
def test_ordinary_names_are_fine(name: str) -> None:
    refuse_name(name, "a version")


def test_an_alias_moves_from_one_version_to_the_next() -> None:
    first = merge((), "1.0", ["latest", "stable"])
    second = merge(first, "1.1", ["latest"])

    assert second == (Version("1.1", "1.1", ("latest",)), Version("1.0", "1.0", ("stable",)))


def test_what_mike_wrote_is_kept() -> None:
    known = read_versions(
        b'[{"version": "1.0", "title": "One", "aliases": ["old"], "properties": {"hidden": true}, "more": 1}]'
    )
    merged = merge(known, "1.0", ["lts"])

    assert json.loads(write_versions(merged)) == [
        {"version": "1.0", "title": "One", "aliases": ["old", "lts"], "properties": {"hidden": True}, "more": 1}
    ]
    assert merged[0].hidden


@pytest.mark.parametrize(
    ("version", "aliases", "message"),
    [
        ("1.0", ["1.0"], "is the version itself"),
        ("1.1", ["1.0"], "'1.0' is a version already"),
        ("latest", [], "'latest' is an alias of 1.0 already"),
        ("LATEST", [], "'LATEST' is an alias of 1.0 already"),
        ("DEV", [], "differs from the version 'dev' only in case"),
        ("1.2", ["a/b"], "'a/b' cannot be an alias"),
    ],
)
def test_a_name_means_one_thing(version: str, aliases: list[str], message: str) -> None:
    known = merge(merge((), "1.0", ["latest"]), "dev", [])
    with pytest.raises(SiteError, match=message):
        merge(known, version, aliases)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{}",
        b'"x"',
        b"[1]",
        b'[{"version": 1}]',
        b'[{"aliases": []}]',
        b'[{"version": "1", "aliases": "x"}]',
    ],
)
def test_a_file_that_is_no_list_of_versions_is_said_to_be_none(data: bytes) -> None:
    if data == b"{}":
        assert read_versions(data) == ()
        return
    with pytest.raises(SiteError, match="no list of versions"):
        read_versions(data)


def test_a_hostile_list_of_versions_cannot_name_folders_elsewhere() -> None:
    with pytest.raises(SiteError, match=r"'\.\./x' cannot be a version"):
        read_versions(b'[{"version": "../x"}]')
    with pytest.raises(SiteError, match="'a/b' cannot be an alias"):
        read_versions(b'[{"version": "1", "aliases": ["a/b"]}]')


def test_the_root_leads_to_latest_else_to_the_newest_release() -> None:
    assert default_of(()) is None
    assert default_of(merge((), "1.0", [])) == "1.0"
    assert default_of(merge(merge((), "1.0", []), "dev", [])) == "1.0"
    assert default_of(merge((), "dev", [])) == "dev"
    assert default_of(merge(merge((), "1.0", ["latest"]), "1.1", [])) == "latest"


def test_a_redirect_needs_no_script_and_lets_nothing_through() -> None:
    text = redirect('a"><script>.html').decode()

    assert '<meta http-equiv="refresh" content="0; url=a&quot;&gt;&lt;script&gt;.html">' in text
    assert "<script" not in text


def test_the_page_of_all_versions_lists_what_is_not_hidden() -> None:
    versions = (Version("1.1", "One <b>", ("latest",)), Version("1.0", "1.0", (), {"properties": {"hidden": True}}))
    text = versions_page(versions, "Demo & Co", "de").decode()

    assert (
        '<li><a href="1.1/index.html">One &lt;b&gt;</a><small><a href="latest/index.html">latest</a></small></li>'
        in text
    )
    assert "1.0/" not in text
    assert "Alle Versionen – Demo &amp; Co" in text
    assert "<script" not in text


def test_the_list_for_folders_is_a_script_that_no_title_breaks_out_of() -> None:
    hidden = {"properties": {"hidden": True}}
    known = (Version("1.1", "</script><b>1.1\u2028", ("latest",)), Version("1.0", "1.0", (), hidden))
    text = versions_script(known).decode()
    assert text.startswith("(window.__tpo=window.__tpo||{}).versions=")
    assert text.isascii()
    assert json.loads(text.partition("=window.__tpo||{}).versions=")[2].rstrip(";\n")) == {
        "default": "latest",
        "entries": [
            {"version": "1.1", "title": "</script><b>1.1\u2028", "aliases": ["latest"]},
            {"version": "1.0", "title": "1.0", "aliases": [], "hidden": True},
        ],
    }


def test_the_pages_of_a_version_are_listed_by_folder() -> None:
    text = pages_script(
        ["items/story.html", "index.html", "id/REQ-1.html", "assets/tpo.js", "items/goal.html"]
    ).decode()
    assert text == ('(window.__tpo=window.__tpo||{}).pages={"id":["REQ-1"],"":["index"],"items":["goal","story"]};\n')
