"""The corpus of attacks, built as a project and opened in Chromium: nothing runs, nothing leaves, all can be read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from tests.hostile.attacks import ATTACKS, FORMULAS
from tests.hostile.project import MKDOCS, SECRET, run, write_project
from tests.hostile.watching import Visit, policy, served

pytestmark = [pytest.mark.xdist_group("hostile"), pytest.mark.slow, pytest.mark.no_cover]

VERSION = "1.0"
OTHERS = (
    *("index.html", "404.html", "about.html", "gaps.html", "charts.html", "links.html", "items/requirement.html"),
    *("trace/matrix.html", "trace/chain.html", "trace/requirement-story.html", "graph.html", "gaps/owners.html"),
)  # fmt: skip
"""Pages that repeat what was attacked elsewhere."""
KINDS = (
    *("index.html", "items/story.html", "items-of-evil/STY-1.html", "registers/register.html", "explore.html", "gaps.html"),
    *("trace/matrix.html", "trace/chain.html", "graph.html", "glossary.html", "parties.html", "roles/evil.html"),
)  # fmt: skip
PAGES = (*dict.fromkeys((*(attack.page for attack in ATTACKS), *OTHERS)),)


class Built(NamedTuple):
    """The corpus as a site."""

    root: Path
    folder: Path
    said: str

    @property
    def site(self) -> Path:
        return self.folder.parent


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("hostile") / "project"
    root.mkdir()
    write_project(root)
    status, said = run(root, "build", "--version", VERSION, "--alias", "latest")
    assert status == 0, said
    return Built(root, root / "site" / VERSION, said)


@pytest.fixture(scope="session")
def strict(built: Built) -> Iterator[str]:
    """The site under the policy that it asks for."""
    with served(built.site, policy(built.site)) as url:
        yield url


@pytest.fixture(scope="session")
def plain(built: Built) -> Iterator[str]:
    """The site under no policy at all."""
    with served(built.site) as url:
        yield url


def at(url: str, page: str) -> str:
    return f"{url}{VERSION}/{quote(page)}"


# ---- what is written --------------------------------------------------------------------------------------------


def test_the_corpus_is_large_enough_and_every_attack_has_a_number_of_its_own() -> None:
    assert len(ATTACKS) >= 150
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


def test_nothing_is_written_outside_the_site_and_the_folder_for_our_work(built: Built) -> None:
    ours = {path.name for path in built.root.iterdir()} - {".git"}
    assert ours == {
        *("specs", "outside", "mkdocs.yml", "tpo-docs.yml", "secret.txt", "secret.png", "secret.json", "secret.csv"),
        *("site", ".tpo-docs"),
    }
    assert {path.name for path in built.root.parent.iterdir()} == {"project", "secret.txt"}
    assert (built.folder / "evil" / "text.html").is_file(), "`to: ../../evil` stays below the site"
    assert {path.name for path in built.site.iterdir() if path.is_dir()} == {VERSION, "latest"}


def test_no_file_from_outside_the_sources_is_published(built: Built) -> None:
    for folder in (built.site, built.root / ".tpo-docs"):
        for file in folder.rglob("*"):
            assert not file.is_symlink()
            assert file.is_dir() or SECRET.encode() not in file.read_bytes(), file
    names = {file.name for file in built.folder.rglob("*")}
    assert {"good.svg", "text.txt"} <= names
    assert not {"alive.svg", "page.html", "run.js", "linked.txt", "secret.txt", "secret.png", "secret.csv"} & names
    assert "alive.svg is left out: the picture is not safe" in built.said


class _Reader(HTMLParser):
    """What in a page could run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts: list[str] = []
        self.inline: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in {"iframe", "object", "embed", "base", "foreignobject", "animate", "set", "frame"}:
            self.found.append(f"<{tag}>")
        if tag == "use" and not values.get("href", "").startswith("#"):
            self.found.append("<use>")
        if tag == "script" and "src" in values:
            self.scripts.append(values["src"])
        self._inside = tag == "script" and "src" not in values and "json" not in values.get("type", "")
        if self._inside:
            self.inline.append("")
        if tag == "meta" and values.get("http-equiv", "").lower() not in {"", "refresh"}:
            self.found.append("<meta http-equiv>")
        if tag == "link" and re.match(r"([a-z]+:)?//", values.get("href", "")) and values.get("rel") != "canonical":
            self.found.append(f"<link href={values['href']}>")
        for name, value in values.items():
            plain = re.sub(r"[\t\n\r]+|^[\x00-\x20]+", "", value).lower()
            if name.startswith("on") or name in {"srcdoc", "formaction", "ping", "autofocus"}:
                self.found.append(f"{tag} {name}={value}")
            if name in {"href", "src", "action", "xlink:href", "data"} and re.match(
                r"(?:javascript:(?!void\(0\)$)|vbscript:|data:(?!,$))", plain
            ):
                self.found.append(f"{tag} {name}={value}")
            if name in {"src", "srcset", "poster", "background"} and re.match(r"([a-z]+:)?[/\\]{2}", plain):
                self.found.append(f"{tag} {name}={value}")
            if name == "style" and ("url(" in plain or "position" in plain):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.inline[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"


def read(file: Path) -> _Reader:
    reader = _Reader()
    reader.feed(file.read_text(encoding="utf-8"))
    reader.close()
    return reader


@pytest.fixture(scope="session")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the same settings that nobody attacks."""
    root = tmp_path_factory.mktemp("harmless")
    for path, text in {"mkdocs.yml": MKDOCS, "tpo-docs.yml": "today: 2027-03-01\n", "specs/a/b.md": "# B\n"}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    status, said = run(root, "build", "--version", VERSION)
    assert status == 0, said
    return root / "site" / VERSION


def test_no_page_holds_anything_alive_but_the_scripts_of_the_theme(built: Built, harmless: Path) -> None:
    known = {script for file in harmless.rglob("*.html") for script in read(file).inline}
    found: dict[str, list[str]] = {}
    files = [*built.folder.rglob("*.html")]
    assert len(files) > len(PAGES)
    for file in files:
        reader = read(file)
        name = file.relative_to(built.folder).as_posix()
        if reader.found:
            found[name] = reader.found
        strange = [script for script in reader.inline if script not in known]
        assert strange == [], name
        for script in reader.scripts:
            assert re.fullmatch(r"(?:\.\./)*(?:assets|search)/[\w./-]+\.js|/assets/[\w./-]+\.js", script), (
                name,
                script,
            )
    assert found == {}


def test_the_policy_allows_the_scripts_of_the_theme_and_no_other(built: Built, harmless: Path) -> None:
    def allowed(folder: Path) -> set[str]:
        return set((folder / "csp.txt").read_text().split())

    assert allowed(built.folder) == allowed(harmless)
    assert "unsafe" not in policy(built.site).replace("style-src 'self' 'unsafe-inline'", "")


def test_tags_of_the_theme_are_as_safe(tmp_path: Path) -> None:
    """The tags plugin prints what stands in our front matter, and leaves each page to MkDocs' own steps."""
    root = tmp_path / "project"
    root.mkdir()
    write_project(root, "search, tags")
    status, said = run(root, "build", "--version", VERSION)
    assert status == 0, said
    folder = root / "site" / VERSION
    files = [*folder.rglob("*.html")]
    assert len(files) > len(PAGES)
    assert [file.name for file in files if read(file).found] == []


# ---- in the browser ---------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_nothing_runs_nothing_leaves_and_all_of_it_can_be_read(browser: Any, built: Built, plain: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    visit = Visit(context, plain, searching=False)
    harm: dict[str, list[str]] = {}
    lost: dict[str, str] = {}
    for page in PAGES:
        assert (built.folder / page).is_file(), page
        visit.open(at(plain, page))
        seen = visit.text()
        texts = {text: attack.name for attack in ATTACKS if attack.page == page for text in attack.shown}
        lost |= {name: text for text, name in texts.items() if " ".join(text.split()) not in seen}
        visit.stir()
        if found := visit.harm():
            harm[page] = found
    context.close()
    assert (harm, lost) == ({}, {})


@pytest.mark.browser
def test_the_policy_has_nothing_to_refuse(browser: Any, strict: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    visit = Visit(context, strict, searching=False)
    harm: dict[str, list[str]] = {}
    for page in (*(f"bodies/B-{number}.html" for number in range(1, 9, 2)), *KINDS):
        visit.open(at(strict, page))
        visit.stir()
        if found := visit.harm():
            harm[page] = found
    context.close()
    assert harm == {}


@pytest.mark.browser
@pytest.mark.parametrize("under", ["strict", "plain"])
def test_our_scripts_show_it_as_text(browser: Any, under: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(under)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visit = Visit(context, url)
    page = visit.page

    visit.open(at(url, "items/story.html"))
    page.locator("article a[data-tpo-id='STY-1']").first.hover()
    page.wait_for_selector(".tpo-hover")
    assert "<img src=x onerror=ran(401)>" in page.inner_text(".tpo-hover")
    assert visit.harm() == []

    visit.open(at(url, "index.html"))
    page.keyboard.press("g")
    page.wait_for_selector(".tpo-jump__input")
    page.keyboard.type("onerror")
    page.wait_for_selector(".tpo-jump__list [role=option]")
    assert "<img src=x onerror=" in page.inner_text(".tpo-jump__list")
    visit.stir()
    assert visit.harm() == []

    visit.open(at(url, "index.html"))
    page.click(".md-search__input")
    page.keyboard.type("onerror")
    page.wait_for_selector(".md-search-result__item")
    assert "<img src=x onerror=" in page.inner_text(".md-search-result")
    visit.stir()
    page.wait_for_timeout(300)
    assert visit.harm() == []

    for query in ("<img src=x onerror=ran(801)>", '"><script>ran(802)</script>'):
        for address in (f"index.html?q={quote(query)}", f"explore.html#q={quote(query)}", f"trace/matrix.html#rows={quote(query)}&q={quote(query)}", f"graph.html#q={quote(query)}&item={quote(query)}&from={quote(query)}", f"items-of-evil/STY-1.html#{quote(query)}"):  # fmt: skip
            page.goto("about:blank")
            page.goto(f"{url}{VERSION}/{address}")
            page.wait_for_timeout(150)
            assert visit.harm() == [], address
    context.close()


@pytest.mark.browser
def test_versions_and_redirects_are_plain_pages(browser: Any, strict: str) -> None:
    context = browser.new_context()
    visit = Visit(context, strict)
    visit.open(f"{strict}versions.html")
    assert visit.harm() == []
    visit.page.goto(f"{strict}{VERSION}/id/STY-1.html")
    visit.page.wait_for_url(at(strict, "items-of-evil/STY-1.html"))
    assert visit.harm() == []
    visit.page.goto(strict)
    visit.page.wait_for_url(f"{strict}latest/index.html")
    assert visit.harm() == []
    context.close()


@pytest.mark.browser
def test_from_a_folder_nothing_runs_either(browser: Any, built: Built) -> None:
    context = browser.new_context()
    visit = Visit(context, built.site.as_uri())
    harm = {}
    for page in (
        "index.html",
        "bodies/B-1.html",
        "bodies/B-2.html",
        "items-of-evil/STY-1.html",
        "explore.html",
        "glossary.html",
    ):
        visit.open((built.folder / page).as_uri())
        visit.stir()
        # A browser lets no page of a folder fetch the list of versions, and the theme asks for it.
        found = [one for one in visit.harm() if "versions.json" not in one and "net::ERR_FAILED" not in one]
        if found:
            harm[page] = found
    context.close()
    assert harm == {}


# ---- tables for spreadsheets ------------------------------------------------------------------------------------


def cells(text: str) -> list[str]:
    """What a spreadsheet makes of a file, whichever sign it separates by."""
    plain = text.removeprefix("\ufeff")
    rows = [*csv.reader(io.StringIO(plain, newline="")), *csv.reader(io.StringIO(plain, newline=""), delimiter=";")]
    return [cell for row in rows for cell in row]


def formulas(text: str) -> list[str]:
    return [
        cell
        for cell in cells(text)
        if cell.strip('\ufeff "')[:1] in {*"=+-@\t\r＝＋－＠"} and not re.fullmatch(r"\s*[+-]?[\d.,]+", cell)
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--format", "csv"),
        ("list", "type:story", "--format", "csv", "--columns", "title,tags,owner,id"),
        ("matrix", "story", "requirement", "--format", "csv"),
        ("matrix", "requirement", "story", "--format", "csv"),
        ("export", "csv"),
    ],
)
def test_no_cell_of_a_table_is_a_formula(built: Built, arguments: tuple[str, ...]) -> None:
    status, text = run(built.root, *arguments)
    assert status == 0, text
    assert len(text.splitlines()) > len(FORMULAS) or "requirement" in arguments
    assert formulas(text) == []


@pytest.mark.browser
@pytest.mark.parametrize("page", ["explore.html", "trace/matrix.html#rows=story&columns=requirement"])
def test_nor_is_one_of_a_table_that_a_page_saves(browser: Any, strict: str, page: str) -> None:
    context = browser.new_context(accept_downloads=True, viewport={"width": 1280, "height": 900})
    visit = Visit(context, strict)
    visit.open(f"{strict}{VERSION}/{page}")
    with visit.page.expect_download() as waiting:
        visit.page.click("button:text-is('CSV')")
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert len(text.splitlines()) > len(FORMULAS)
    assert formulas(text) == []
    assert visit.harm() == []
    context.close()
