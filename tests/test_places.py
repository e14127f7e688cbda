"""Addresses between pages: what a browser makes of them is the page that was meant."""

from __future__ import annotations

import posixpath
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpo_docs.places import built, relative

_NAMES = st.sampled_from(("a", "b", "ü x", "a..b", "c's & d"))
_PATHS = st.builds(
    lambda folders, name: "/".join([*folders, name]),
    st.lists(_NAMES, max_size=3),
    st.sampled_from(("x.md", "ü y.md", "README.md", "a..b.md", "picture.png")),
)


@pytest.mark.parametrize(
    ("origin", "path", "fragment", "address"),
    [
        ("index.md", "a/x.md", "", "a/x.html"),
        ("a/x.md", "a/README.md", "", "index.html"),
        ("a/x.md", "a/OLD-README.md", "", "OLD-README.html"),
        ("a/b/x.md", "a/c/y.md", "ac1", "../c/y.html#ac1"),
        ("a/x.md", "a/x.md", "ac1", "#ac1"),
        ("a/x.md", "a/x.md", "", "x.html"),
        ("a/b.md", "ü/c d.md", "", "../%C3%BC/c%20d.html"),
    ],
)
def test_an_address_is_as_short_as_can_be(origin: str, path: str, fragment: str, address: str) -> None:
    assert relative(origin, path, fragment) == address


@given(_PATHS, _PATHS)
def test_an_address_is_the_way_from_folder_to_file(origin: str, path: str) -> None:
    assert relative(origin, path) == quote(posixpath.relpath(built(path), posixpath.dirname(origin) or "."))
