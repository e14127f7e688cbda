from __future__ import annotations

from pathlib import Path

from tpo_docs.site.csp import NAME, allowing, inline_scripts, listed, policy, snippets
from tpo_docs.site.versions import Version

# printf 'alert(1)' | openssl dgst -sha256 -binary | base64
ALERT = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"


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
