from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tpo_docs.site.csp import NAME, allowing, inline_scripts, listed, policy, scripts_between, snippets
from tpo_docs.site.versions import Version

# printf 'alert(1)' | openssl dgst -sha256 -binary | base64
ALERT = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"


TEXTS = [
    "<script>a</script>",
    "<script",
    ">",
    "</script>",
    "<p>b</p>",
    "<",
    "script>",
    "c",
    '<script src="x"></script>',
    "",
]


def test_inline_scripts_are_hashed_and_nothing_else() -> None:
    page = (
        b'<script>alert(1)</script><script src="x.js"></script><script id="c" type="application/json">{"a": 1}</script>'
        b"<script>alert(1)</script>"
    )
    assert listed(map(allowing, inline_scripts(page + page))) == f"{ALERT}\n".encode()


def test_scripts_that_say_that_they_are_scripts_are_hashed() -> None:
    assert list(inline_scripts(b'<script type="text/javascript">1</script><script type="module">2</script>')) == [
        b"1",
        b"2",
    ]


def test_the_policy_forbids_other_scripts_and_lets_the_search_work() -> None:
    text = policy([ALERT])
    assert f"script-src 'self' {ALERT};" in text
    assert "worker-src 'self' blob:" in text
    assert "'unsafe-inline'" not in text.partition("script-src")[2].partition(";")[0]


def test_one_policy_for_all_versions(tmp_path: Path) -> None:
    for version, allowed in (("1.0", "'sha256-" + "A" * 44 + "'"), ("1.1", ALERT), ("broken", "'unsafe-inline' *")):
        (tmp_path / version).mkdir()
        (tmp_path / version / NAME).write_text(f"{allowed}\n", encoding="ascii")
    files = snippets(tmp_path, [Version(name, name) for name in ("1.0", "1.1", "broken", "gone")])

    assert set(files) == {"_headers", "csp-nginx.conf", "csp-apache.conf"}
    for text in map(bytes.decode, files.values()):
        assert ALERT in text
        assert "A" * 44 in text
        assert "*" not in text.replace("/*", "")
    assert files["csp-nginx.conf"].decode().count("add_header") == 2


def test_without_hashes_there_is_no_policy(tmp_path: Path) -> None:
    assert snippets(tmp_path, [Version("1.0", "1.0")]) == {}


@given(
    texts=st.lists(st.lists(st.sampled_from(TEXTS), max_size=4).map("".join), min_size=1, max_size=4),
    between=st.lists(st.sampled_from(["<p>x</p>", "words>", "", "</script>"]), min_size=3, max_size=3),
)
def test_the_scripts_of_a_page_are_those_of_its_parts_where_none_stands_in_two(
    texts: list[str], between: list[str]
) -> None:
    found = scripts_between(text.encode() for text in texts)
    page = "".join(part for pair in zip(texts, ["", *between], strict=False) for part in reversed(pair))
    if found is not None:
        assert found == list(inline_scripts(page.encode()))


def test_a_script_that_goes_on_behind_what_is_filled_in_is_not_known() -> None:
    assert scripts_between([b"<script>a</script>", b"<script>b</script><p>"]) == [b"a", b"b"]
    assert scripts_between([b"<script>a", b"</script>"]) is None
    assert scripts_between([b"<scr", b"x"]) is None
    assert scripts_between([b"<script ", b">a</script>"]) is None
