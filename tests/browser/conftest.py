"""The example and a larger project as built sites, served under the policy that we publish, in Chromium."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from benchmarks import corpus
from tpo_docs import assemble, files
from tpo_docs.model import Edition, Review
from tpo_docs.site.build import BuildOptions, build

_EXAMPLE = Path(__file__).resolve().parents[2] / "tpo_docs" / "examples" / "erp"
_EPOCH = 1_800_000_000
_BLOCKED = "versions.json"  # the theme asks for it from a folder too, where it can get nothing


class Site(NamedTuple):
    """Where a built site lies, where it is served, and what it was made from."""

    folder: Path
    url: str
    review: Review


class Visit:
    """A page of the browser that remembers what should not happen."""

    def __init__(self, page: Any, site: Site) -> None:
        self.page = page
        self.site = site
        self.errors: list[str] = []
        self.foreign: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._heard)
        page.context.route("**/*", self._judge)

    def open(self, path: str, *, ready: str = "", folder: bool = False) -> Any:
        """Opens a page, by its address or from its folder, and waits until a script has made something of it."""
        base = self.site.folder.as_uri() + "/" if folder else self.site.url
        self.page.goto("about:blank")
        self.page.goto(base + path)
        if ready:
            self.page.wait_for_selector(ready)
        return self.page

    def _heard(self, message: Any) -> None:
        place = (message.location or {}).get("url", "")
        if message.type in ("error", "warning") and _BLOCKED not in message.text + place:
            self.errors.append(message.text)

    def _judge(self, route: Any) -> None:
        address = route.request.url
        if address.startswith((self.site.url.rpartition("/1.1/")[0], "file:", "data:", "blob:", "about:")):
            route.continue_()
        else:
            self.foreign.append(address)
            route.abort()


def until(holds: Callable[[], bool], *shown: Any) -> None:
    """Waits until something holds. (Playwright's own way evaluates texts in the page, which the policy forbids.)"""
    end = time.monotonic() + 5
    while not holds():
        if time.monotonic() > end:
            said = [entry() if callable(entry) else entry for entry in shown]
            pytest.fail(f"it does not hold, even after a while: {said}")
        time.sleep(0.02)


Visiting = Callable[..., AbstractContextManager[Visit]]


class _Handler(http.server.SimpleHTTPRequestHandler):
    policy = ""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *arguments: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="session")
def erp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("erp") / "project"
    shutil.copytree(_EXAMPLE, root)
    with built(root) as site:
        yield site


@pytest.fixture(scope="session")
def german(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A few items on a site in German."""
    root = tmp_path_factory.mktemp("german") / "project"
    corpus.write(root, 12)
    with built(root, language="de") as site:
        yield site


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """More items than one table holds at once."""
    root = tmp_path_factory.mktemp("many") / "project"
    corpus.write(root, 700)
    with built(root) as site:
        yield site


@pytest.fixture
def visit(browser: Any, erp: Site) -> Iterator[Visit]:
    """The example on a wide screen; at the end nothing must have gone wrong, and nothing been asked of other hosts."""
    with _visit(browser, erp) as found:
        yield found
        assert found.errors == []
        assert found.foreign == []


@pytest.fixture
def visiting(browser: Any) -> Visiting:
    """The same with a site and options of one's own."""
    return functools.partial(_visit, browser)


@contextmanager
def _visit(browser: Any, site: Site, **options: Any) -> Iterator[Visit]:
    context = browser.new_context(
        **({"viewport": {"width": 1440, "height": 900}, "accept_downloads": True, "reduced_motion": "reduce"} | options)
    )
    try:
        yield Visit(context.new_page(), site)
    finally:
        context.close()


@contextmanager
def built(root: Path, language: str = "en", *, pagefind: bool = False) -> Iterator[Site]:
    """A project built, and served under its policy."""
    loaded = files.load(root)
    edition = Edition(version="1.1", language=language, title="Example", pagefind=pagefind)
    tree = assemble.tree(loaded, edition)
    build(tree, BuildOptions(root, root / "mkdocs.yml", root / "site", "1.1", ("latest",), epoch=_EPOCH))
    headers = (root / "site" / "_headers").read_text(encoding="utf-8")
    policy = next(line.partition(": ")[2] for line in headers.splitlines() if "Content-Security-Policy" in line)
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    handler = type("Handler", (_Handler,), {"policy": policy})
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(root / "site"))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site(root / "site" / "1.1", f"http://127.0.0.1:{server.server_port}/1.1/", loaded.review)
        server.shutdown()
