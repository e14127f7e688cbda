"""The full text search: the theme's own while items are few, Pagefind (extra `search`) above that, or as one chooses.

The theme's search loads the whole index before its first answer, which takes seconds at ten thousand items; Pagefind
loads the parts that a question needs. It answers over http only, and its policy must hold `wasm-unsafe-eval`. Its
index holds facets in an order of its own each time, so that of all that we write it alone is not the same bytes twice.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from html import escape
from importlib.util import find_spec
from pathlib import Path

from tpo_docs.site.errors import SiteError
from tpo_docs.site.tree import StagedFile, is_page, site_path

FOLDER = "pagefind"
ALLOWED = "'wasm-unsafe-eval'"
"""What the content security policy has to allow for it."""
MANY = 3_000
"""Up to so many items the theme's own search answers at once."""

_LOADER = b'import * as search from "./pagefind.js";\nwindow.__tpo.pagefind = search;\n'
_LAST = "tpo.js"
"""What is written once all else of an index is there."""
_UNUSED = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui*", "pagefind-highlight.js")
_ARTICLE = re.compile(r"<article\b[^>]*>(.*?)</article>", re.DOTALL)
_PICTURE = re.compile(
    r'<svg\b.*?</svg>|<nav\b.*?</nav>|<p class="tpo-(?:source|verdict)">.*?</p>|<div class="tpo-chips">.*?</div>',
    re.DOTALL,
)
_SECTION = re.compile(r"(?=<h2\b)")
_PASSED_OVER = re.compile(r"<h2\b[^>]*\bdata-search-exclude")
_TYPE = re.compile(r'<a class="tpo-badge tpo-badge--[^"]*"[^>]*>([^<]*)</a>')
_STATUS = re.compile(r'<div class="tpo-chips"><span class="tpo-status[^"]*">([^<]*)</span>')
_PERMALINK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)

Say = Callable[[str], None]


def chosen(asked: str, items: int, *, wanted: bool, say: Say = lambda _: None) -> bool:
    """Whether Pagefind is the search of the site.

    `asked` is `auto`, `theme` or `pagefind` as the project has it, `wanted` whether its mkdocs.yml has a search at all.
    Raises a SiteError where Pagefind is asked for and not installed.
    """
    installed = find_spec("pagefind") is not None
    if asked == "pagefind":
        if not installed:
            raise SiteError("site.search asks for Pagefind, which is not installed: pip install 'tpo-docs[search]'")
        return True
    if asked == "theme" or not wanted or items <= MANY:
        return False
    if installed:
        say(f"the search is Pagefind's, as {items:,} items are many for the theme's (site.search in tpo-docs.yml)")
    else:
        say(
            f"{items:,} items are many for the theme's search, whose first answer takes seconds: "
            "pip install 'tpo-docs[search]' for Pagefind"
        )
    return installed


def index(
    site: Path, files: Iterable[StagedFile], language: str, say: Say = lambda _: None, published: Path | None = None
) -> tuple[str, ...]:
    """Writes the index of a built site beside its pages; gives back the files. Raises a SiteError if it fails.

    A page that was not built again is read where it is published.

    What a person wrote is indexed: items, files of many items, ordinary pages; neither lists nor matrices.
    """
    with tempfile.TemporaryDirectory(prefix="tpo-docs-") as name:
        folder = Path(name)
        count = 0
        for file in (one for one in files if one.source and is_page(one.path)):
            page = site / site_path(file.path)
            if published is not None and not page.is_file():
                page = published / site_path(file.path)
            text = slim(page.read_text(encoding="utf-8"), language) if page.is_file() else ""
            if text:
                target = folder / site_path(file.path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
                count += 1
        if not count:  # Pagefind fails where there is nothing
            (folder / "index.html").write_text(f'<html lang="{language}"><body></body></html>', encoding="utf-8")
        _run(folder, site / FOLDER, language)
    for pattern in _UNUSED:
        for file_ in (site / FOLDER).glob(pattern):
            file_.unlink()
    (site / FOLDER / _LAST).write_bytes(_LOADER)
    say(f"Pagefind knows the words of {count:,} {'page' if count == 1 else 'pages'}")
    return tuple(sorted(path.relative_to(site).as_posix() for path in (site / FOLDER).rglob("*") if path.is_file()))


def is_indexed(site: Path) -> bool:
    """Whether a built site has an index that is whole."""
    return (site / FOLDER / _LAST).is_file()


def slim(page: str, language: str) -> str:
    """What the index is to know of a page; empty where it has no article."""
    match = _ARTICLE.search(page)
    if match is None:
        return ""
    article = match[1]
    filters = [
        f'<i data-pagefind-filter="{name}" data-pagefind-meta="{name}">{value}</i>'
        for name, values in (("type", _TYPE.findall(article)), ("status", _STATUS.findall(article)))
        for value in dict.fromkeys(values)
    ]
    text = _PERMALINK.sub("", _PICTURE.sub("", article))
    kept = "".join(part for part in _SECTION.split(text) if not _PASSED_OVER.match(part))
    # Facets stand outside of what is read.
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8"></head><body>'
        f'<main data-pagefind-body><div data-pagefind-ignore="index">{"".join(filters)}</div>{kept}</main></body></html>'
    )


def _run(folder: Path, target: Path, language: str) -> None:
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--output-path", str(target)]
    command += ["--keep-index-url", "--force-language", language, "--quiet"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise SiteError(f"Pagefind cannot be run: {error.strerror or error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise SiteError(f"Pagefind failed: {said or f'status {done.returncode}'}; site: {{search: theme}} does without")
