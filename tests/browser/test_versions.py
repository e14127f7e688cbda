"""Two versions side by side, as any web server gives them and as a folder on a disk."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tpo_docs import assemble, files
from tpo_docs.model import Edition
from tpo_docs.site.build import BuildOptions, build

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Says nothing."""


class Published(NamedTuple):
    folder: Path
    url: str


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """1.0 and 1.1 (latest), between which one item moved to another file, one went, and one came."""
    root = tmp_path_factory.mktemp("versions") / "project"
    (root / "specs").mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: Demo\ndocs_dir: specs\ntheme: {name: material}\nplugins: [search]\n")
    (root / "tpo-docs.yml").write_text("sources: [specs]\n")

    def item(path: str, name: str, title: str) -> None:
        (root / "specs" / path).parent.mkdir(exist_ok=True)
        (root / "specs" / path).write_text(f"---\nid: {name}\ntitle: {title}\n---\n")

    for version in ("1.0", "1.1"):
        if version == "1.0":
            item("REQ-001.md", "REQ-001", "Moves")
            item("REQ-002.md", "REQ-002", "Goes")
        else:
            (root / "specs" / "REQ-001.md").unlink()
            (root / "specs" / "REQ-002.md").unlink()
            item("billing/REQ-001.md", "REQ-001", "Moved")
            item("REQ-003.md", "REQ-003", "New")
        tree = assemble.tree(files.load(root), Edition(version=version, title="Demo"))
        build(tree, BuildOptions(root, root / "mkdocs.yml", root / "site", version, ("latest",), epoch=1_800_000_000))
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(root / "site"))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Published(root / "site", f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()


@pytest.fixture(params=["served", "folder"])
def base(request: pytest.FixtureRequest, published: Published) -> str:
    """The address of the site's root."""
    return published.url if request.param == "served" else published.folder.as_uri() + "/"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


_BANNER = "[data-md-component=outdated]"


def test_the_selector_names_the_version_and_keeps_the_item_when_it_changes(page: Any, base: str) -> None:
    page.goto(f"{base}1.0/REQ-001.html")
    page.wait_for_selector(".md-version__current")
    assert page.locator(".md-version").count() == 1
    assert page.inner_text(".md-version__current").strip() == "1.0"
    page.hover(".md-version__current", force=True)
    assert page.locator(".md-version__link").all_inner_texts() == ["1.1latest", "1.0"]
    page.click(".md-version__link >> text=1.1")
    page.wait_for_url(f"{base}1.1/**")
    if base.startswith("file:"):  # the theme's own knows pages by their address only
        page.wait_for_url(f"{base}1.1/billing/REQ-001.html")
        assert "1.1" in page.inner_text(".md-version__current")
        page.hover(".md-version__current", force=True)
        page.click(".md-version__link >> text=1.0")
        page.wait_for_url(f"{base}1.0/REQ-001.html")


def test_the_banner_leads_to_the_same_item_in_the_latest_version(page: Any, base: str) -> None:
    page.goto(f"{base}1.0/REQ-001.html")
    page.wait_for_selector(f"{_BANNER} a[href$='latest/id/REQ-001.html']")
    assert "Show this page in the newest version" in page.inner_text(_BANNER)
    page.click(f"{_BANNER} a >> nth=0")
    page.wait_for_url(f"{base}latest/billing/REQ-001.html")
    assert "Moved" in page.inner_text("h1")
    page.wait_for_selector(".md-version__current")
    assert not page.is_visible(_BANNER)


def test_the_banner_of_what_has_gone_leads_to_the_start(page: Any, base: str) -> None:
    page.goto(f"{base}1.0/REQ-002.html")
    page.wait_for_selector(f"{_BANNER} a[href$='latest/index.html']")
    assert "This page is not in the newest version" in page.inner_text(_BANNER)


def test_a_page_that_is_no_item_finds_itself(page: Any, base: str) -> None:
    page.goto(f"{base}1.0/trace/index.html")
    page.wait_for_selector(f"{_BANNER} a[href$='latest/trace/index.html']")
    page.click("footer >> text=All versions")
    page.wait_for_url(f"{base}versions.html")


def test_an_older_version_is_outdated_though_no_alias_says_so(browser: Any, published: Published) -> None:
    """Versions that were published without `--alias latest` know nothing of later ones; the list of versions does."""
    folder = published.folder / "1.0"
    page = browser.new_context().new_page()
    text = (folder / "glossary.html").read_text()
    assert '"default": "latest"' in text or '"default":"latest"' in text
    (folder / "alone.html").write_text(
        text.replace('"default": "latest"', '"default": "1.0"').replace('"default":"latest"', '"default":"1.0"')
    )
    page.goto((folder / "alone.html").as_uri())
    page.wait_for_selector(f"{_BANNER} a[href$='latest/index.html']")
    page.context.close()


def test_a_version_alone_shows_its_pages_without_a_selector(browser: Any, published: Published, tmp_path: Path) -> None:
    (tmp_path / "alone").mkdir()
    for path in ("index.html", "assets/tpo.js"):
        (tmp_path / "alone" / path).parent.mkdir(exist_ok=True)
        (tmp_path / "alone" / path).write_bytes((published.folder / "1.0" / path).read_bytes())
    page = browser.new_context().new_page()
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.goto((tmp_path / "alone" / "index.html").as_uri())
    page.wait_for_timeout(300)
    assert (page.locator(".md-version").count(), page.is_visible(_BANNER), failed) == (0, False, [])
    page.context.close()
