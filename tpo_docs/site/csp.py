"""A content security policy without `unsafe-inline` for scripts: the hashes of the theme's own inline scripts."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from tpo_docs.site.versions import Version

MARK = "# Written by tpo-docs."

BEGIN, _END = b"<script", b"</script>"
_PROBE = b"\0"
_DATA = re.compile(rb"""\stype=["']?(?!text/javascript|module)[\w/+-]+""")
NAME = "csp.txt"


def inline_scripts(page: bytes) -> Iterator[bytes]:
    """The scripts that stand in a page itself."""
    start = page.find(BEGIN)
    while start >= 0:
        inside = page.find(b">", start)
        end = page.find(_END, inside + 1) if inside >= 0 else -1
        if end < 0:
            return
        attributes = page[start + len(BEGIN) : inside]
        if b" src=" not in attributes and not _DATA.search(attributes):
            yield page[inside + 1 : end]
        start = page.find(BEGIN, end)


def scripts_between(texts: Iterable[bytes]) -> list[bytes] | None:
    """The scripts of a page put together of these texts and, between them, of others that hold none; None where one of
    them does not stand in one text alone."""
    found: list[bytes] = []
    for text in texts:
        scripts = list(inline_scripts(text))
        # Behind a script that goes on, the probe is a part of it.
        if [*scripts, _PROBE] != list(inline_scripts(text + b">" + BEGIN + b">" + _PROBE + _END)):
            return None
        if any(text.endswith(BEGIN[:length]) for length in range(1, len(BEGIN))):
            return None
        found += scripts
    return found


@lru_cache(4096)
def allowing(script: bytes) -> str:
    """What a policy must say so that this script runs."""
    return f"'sha256-{b64encode(sha256(script).digest()).decode()}'"


def listed(allowed: Iterable[str]) -> bytes:
    """What a policy must say for all scripts of a version, one below the other.

    It is left in each version (`csp.txt`), so that the policy of the whole site can be made from what is published.
    """
    return "".join(f"{entry}\n" for entry in sorted(set(allowed))).encode()


def policy(allowed: Iterable[str]) -> str:
    """The value of the header."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *allowed)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        )
    )


def snippets(site: Path, versions: Iterable[Version]) -> dict[str, bytes]:
    """What to give a web server, by path below the site: one policy that every published version can live with."""
    allowed: set[str] = set()
    for version in versions:
        file = site / version.version / NAME
        if file.is_file():
            allowed.update(
                re.findall(
                    r"'sha256-[A-Za-z0-9+/=]{44}'|'wasm-unsafe-eval'",
                    file.read_text(encoding="ascii", errors="replace"),
                )
            )
    if not allowed:
        return {}
    headers = {"Content-Security-Policy": policy(sorted(allowed)), "X-Content-Type-Options": "nosniff"}
    return {
        "_headers": _lines(MARK, "/*", *(f"  {name}: {value}" for name, value in headers.items())),
        "csp-nginx.conf": _lines(
            f"{MARK} Include it in the server or location block of the site.",
            *(f'add_header {name} "{value}" always;' for name, value in headers.items()),
        ),
        "csp-apache.conf": _lines(
            f"{MARK} Include it in the site's configuration; needs mod_headers.",
            *(f'Header always set {name} "{value}"' for name, value in headers.items()),
        ),
    }


def _lines(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()
